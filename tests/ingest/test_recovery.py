"""What a killed process left in its WARC file is taken in by the next crawl, whole records only."""

from __future__ import annotations

from pathlib import Path

import pytest

from newsarchive import config, outlets
from newsarchive.crawl.open import open_crawl
from newsarchive.crawl.order import Order
from newsarchive.store.archive import Archive
from newsarchive.store.captures import Captures
from newsarchive.warc import WarcWriter
from tests.crawl.running import Data
from tests.ingest.building import make_site, page_of, pages, write_warc

NAME = "20261122T050000Z-crawl-000007-00001.warc.gz"


def leave(data: Data, raw: bytes, *, name: str = NAME, committed: int | None = None) -> Path:
    """Put a file where a killed crawl leaves one; `committed` is how far its archive pointed into it."""
    data.warc.mkdir(parents=True, exist_ok=True)
    path = data.warc / f"{name}.open"
    path.write_bytes(raw)
    with Archive.open(data.database) as archive, archive.transaction():
        if committed is not None:
            Captures(archive.db).file_grew(name, "crawl", committed, "elsewhere:1:1")
    return path


def start_and_end_a_crawl(data: Data) -> int:
    """Open a crawl of nothing, as every crawl is opened, and end it; return how many records were taken in."""
    conf = config.load(data.folder)
    opened = open_crawl(conf, outlets.load(conf.outlets), Order(outlets=()))
    opened.close(failed=False, stopped=False)
    return opened.recovered


@pytest.fixture(scope="module")
def left(tmp_path_factory: pytest.TempPathFactory) -> tuple[bytes, list[int], list[str]]:
    """The bytes of a WARC file with three articles, where each record ends, and their addresses."""
    site = make_site()
    folder = tmp_path_factory.mktemp("left")
    found = [page_of(site, s.path, origin="crawl") for s in site.articles[:3]]
    with WarcWriter(folder, "x", max_bytes=10**9, software="t", operator=None) as writer:
        pointers = [writer.write(page) for page in found]
    raw = (folder / pointers[0].warc_file).read_bytes()
    return raw, [p.offset for p in pointers[1:]] + [len(raw)], [p.url for p in found]


def test_records_that_were_flushed_and_not_committed_are_taken_in(
    data: Data, left: tuple[bytes, list[int], list[str]]
) -> None:
    raw, _, urls = left
    leave(data, raw)
    assert start_and_end_a_crawl(data) == 3
    assert sorted(data.articles()) == sorted(urls)
    assert data.column("SELECT outcome FROM urls WHERE role = 'article'") == ["new"] * 3
    assert data.column("SELECT DISTINCT origin FROM captures") == ["crawl"]
    assert [p.name for p in data.warc.iterdir()] == [NAME]
    assert data.run("verify").code == 0


def test_records_that_were_committed_are_not_taken_in_again(
    data: Data, left: tuple[bytes, list[int], list[str]]
) -> None:
    raw, ends, urls = left
    leave(data, raw, committed=ends[1])
    assert start_and_end_a_crawl(data) == 1
    assert data.articles() == [urls[2]]


def test_a_torn_tail_is_set_aside_and_what_is_whole_is_taken_in(
    data: Data, left: tuple[bytes, list[int], list[str]]
) -> None:
    raw, ends, urls = left
    cut = raw[: (ends[1] + ends[2]) // 2]
    leave(data, cut)
    assert start_and_end_a_crawl(data) == 2
    assert sorted(data.articles()) == sorted(urls[:2])
    kept, torn = data.warc / NAME, data.warc / f"{NAME}.open.torn"
    assert kept.read_bytes() + torn.read_bytes() == cut
    assert data.run("verify").code == 0


def test_a_file_with_nothing_whole_is_set_aside_as_it_is(data: Data, left: tuple[bytes, list[int], list[str]]) -> None:
    raw, _, _ = left
    leave(data, raw[:40])
    assert start_and_end_a_crawl(data) == 0
    assert [p.read_bytes() for p in data.warc.iterdir()] == [raw[:40]]
    assert data.articles() == []


def test_a_finished_name_with_an_open_row_is_finished_too(data: Data, left: tuple[bytes, list[int], list[str]]) -> None:
    """The process died between giving the file its name and noting that in the archive."""
    raw, ends, _ = left
    leave(data, raw, committed=ends[2]).rename(data.warc / NAME)
    assert start_and_end_a_crawl(data) == 0
    assert [tuple(r) for r in data.rows("SELECT state, bytes FROM warc_files")] == [("finished", len(raw))]


def test_taking_in_twice_changes_nothing(data: Data, left: tuple[bytes, list[int], list[str]]) -> None:
    leave(data, left[0])
    start_and_end_a_crawl(data)
    counts = "SELECT (SELECT count(*) FROM captures), (SELECT count(*) FROM fetches), (SELECT count(*) FROM articles)"
    before = tuple(data.rows(counts)[0])
    assert start_and_end_a_crawl(data) == 0
    assert tuple(data.rows(counts)[0]) == before


def test_a_redirect_that_was_left_leads_on(data: Data, tmp_path: Path) -> None:
    site = make_site()
    story = site.articles[0]
    old = page_of(site, story.old_path, origin="crawl")
    elsewhere = {"status": 301, "headers": (("Location", "https://khac.example/"),)}
    away = page_of(site, story.old_path + "x", origin="crawl", **elsewhere)
    assert old.status == 301
    raw = write_warc(tmp_path / "redirect.warc.gz", [old, away]).read_bytes()
    leave(data, raw)
    start_and_end_a_crawl(data)
    assert data.ledger(old.url)["outcome"] == "duplicate_url"
    assert data.ledger(story.url)["state"] == "queued"
    assert data.ledger(away.url)["outcome"] == "off_site"


def test_what_an_import_left_is_taken_in_as_imported(data: Data, tmp_path: Path) -> None:
    site = make_site()
    raw = write_warc(tmp_path / "x.warc.gz", pages(site, site.articles[:1])).read_bytes()
    leave(data, raw, name=NAME.replace("crawl", "import"))
    assert start_and_end_a_crawl(data) == 1
    assert data.column("SELECT origin FROM captures") == ["import"]
    assert data.column("SELECT live FROM urls WHERE role = 'article'") == [0]
