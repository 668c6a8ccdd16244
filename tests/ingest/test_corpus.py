"""The real pages kept beside the checkout, imported whole: every address an outcome, every record a capture, articles as in truth."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from newsarchive.outcomes import OUTCOMES
from newsarchive.warc import records
from tests.cli.running import Ran, run
from tests.crawl.running import Data

SHARED = Path(__file__).resolve().parents[3] / "shared" / "corpus"
MAY_BE_EITHER = frozenset({"infographic"})


@dataclass
class Imported:
    """A corpus, imported into an empty archive."""

    name: str
    file: Path
    data: Data
    ran: Ran


@pytest.fixture(scope="module", params=["vn", "aeb", "fundus"])
def imported(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Imported]:
    """Each corpus in turn."""
    file = SHARED / request.param / "pages.warc.gz"
    if not file.exists():
        pytest.skip(f"needs the real pages, which are not part of the repository: {file}")
    data = Data(tmp_path_factory.mktemp(request.param))
    yield Imported(request.param, file, data, run("import", file, "--data", data.folder))


def truth(corpus: Imported) -> dict[str, str]:
    """Return what each page with a truth is, by address."""
    folder = corpus.file.parent
    if (folder / "truth.jsonl").exists():
        lines = (folder / "truth.jsonl").read_text(encoding="utf-8").splitlines()
        return {json.loads(line)["url"]: "article" for line in lines}
    found = [json.loads(p.read_text(encoding="utf-8")) for p in (folder / "truth").glob("*.json")]
    return {one["url"]: one["page_kind"] for one in found}


@pytest.mark.shared
def test_every_address_has_an_outcome_and_every_record_a_capture(imported: Imported) -> None:
    data = imported.data
    assert imported.ran.code == 0, imported.ran.err
    captures = [(r.page.url, r.page.fetched_at) for r in records(imported.file)]
    addresses = {url for url, _ in captures}
    if imported.name == "vn":
        assert (len(addresses), len(captures)) == (35, 43)
    assert addresses <= set(data.column("SELECT url FROM urls"))
    added = data.rows("SELECT url, outcome FROM urls WHERE id NOT IN (SELECT url_id FROM captures)")
    assert {r["outcome"] for r in added} <= {"duplicate_url"}, "only addresses that pages name as their own are added"
    assert set(data.column("SELECT outcome FROM urls")) <= OUTCOMES.keys()
    assert data.one("SELECT count(*) FROM captures") == len(captures)


@pytest.mark.shared
def test_the_articles_are_those_of_the_truth(imported: Imported) -> None:
    expected = truth(imported)
    stored = set(imported.data.column("SELECT url FROM articles"))
    must = {url for url, kind in expected.items() if kind not in MAY_BE_EITHER}
    assert must - stored == set(), "true articles that are missing"
    others = stored - expected.keys()
    assert others == set(), "stored as articles, and none by the truth"


@pytest.mark.shared
def test_a_second_import_adds_nothing(imported: Imported) -> None:
    counts = "SELECT (SELECT count(*) FROM captures), (SELECT count(*) FROM articles), (SELECT count(*) FROM revisions)"
    before = tuple(imported.data.rows(counts)[0])
    ran = run("import", imported.file, "--data", imported.data.folder)
    assert ran.code == 0
    assert "0 captures imported" in ran.err
    assert tuple(imported.data.rows(counts)[0]) == before


@pytest.mark.shared
def test_the_copies_are_whole(imported: Imported) -> None:
    assert run("verify", "--data", imported.data.folder).code == 0
