"""Stored captures are read again: what our rules changed is changed in place, and told field by field."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.running import Ran, run
from tests.crawl.running import Data
from tests.ingest.building import make_site, page_of, pages, write_warc
from tests.newspaper import Site

EVERYTHING = (
    "SELECT a.*, (SELECT group_concat(r.revision || r.text || r.content_hash) FROM revisions r WHERE r.article_id = a.id) "
    "FROM articles a ORDER BY a.id"
)
CLOCK = {"NEWSARCHIVE_NOW": "2026-11-22T06:00:00Z"}
DECLARED = """key = "baothu"
name = "Báo Thử"
home = "https://baothu.example/"
"""


def again(data: Data, *words: str) -> Ran:
    """Run `newsarchive reextract WORDS`."""
    return run("reextract", *words, "--data", data.folder, **CLOCK)


def stored(data: Data) -> list[tuple[object, ...]]:
    """Return all that is held of the articles."""
    return [tuple(r) for r in data.rows(EVERYTHING)]


@pytest.fixture
def site() -> Site:
    """A newspaper of one style, so that one selector fits all pages."""
    return make_site(articles=4, styles=("vdoc-a-id",))


@pytest.fixture
def held(data: Data, site: Site, tmp_path: Path) -> Data:
    """An archive with the articles, one of them edited since, and a page that is no article."""
    (data.outlets / "baothu.toml").write_text(DECLARED, encoding="utf-8")
    first = [*pages(site, site.articles), page_of(site, "/lien-he")]
    edited = site.edit(site.articles[0])
    second = [page_of(site, edited.path, at=first[-1].fetched_at.replace(hour=20))]
    for name, found in (("first", first), ("second", second)):
        path = write_warc(tmp_path / f"{name}.warc.gz", found)
        assert run("import", path, "--data", data.folder, **CLOCK).code == 0
    return data


def test_the_same_rules_change_nothing(held: Data) -> None:
    before = stored(held)
    for _ in range(2):
        ran = again(held)
        assert (ran.code, "0 articles changed, 0 newly found" in ran.err) == (0, True), ran.err
    assert stored(held) == before


def test_new_selectors_change_articles_in_place_and_make_no_revision(held: Data) -> None:
    before = held.rows("SELECT id, uid, revision, title, text, content_hash FROM articles ORDER BY id")
    select = '\n[select]\nlead = ".detail-desc p"\nbody = "#newscontents p:first-of-type"\n'
    (held.outlets / "baothu.toml").write_text(DECLARED + select, encoding="utf-8")
    told = json.loads(again(held, "--json").out)
    assert told["articles_changed"] == 4
    assert told["fields"]["text"] == 4
    after = held.rows("SELECT id, uid, revision, title, text, content_hash FROM articles ORDER BY id")
    for old, new in zip(before, after, strict=True):
        assert (old["id"], old["uid"], old["revision"], old["title"]) == (
            new["id"],
            new["uid"],
            new["revision"],
            new["title"],
        )
        assert 0 < len(new["text"]) < len(old["text"])
        assert old["content_hash"] != new["content_hash"]
    shown = held.rows(
        "SELECT r.text = a.text AND r.content_hash = a.content_hash AS same FROM articles a "
        "JOIN revisions r ON r.article_id = a.id AND r.revision = a.revision"
    )
    assert [r["same"] for r in shown] == [1] * 4
    assert run("verify", "--data", held.folder).code == 0, "the full-text index follows"
    again_told = json.loads(again(held, "--json").out)
    assert again_told["articles_changed"] == 0


def test_a_dry_run_tells_and_writes_nothing_but_its_run(held: Data) -> None:
    before = stored(held)
    (held.outlets / "baothu.toml").write_text(
        DECLARED + '\n[select]\nbody = "#newscontents p:first-of-type"\n', encoding="utf-8"
    )
    ran = again(held, "--dry-run")
    assert ran.code == 0
    assert "4 articles would change" in ran.err
    assert "  text: 4" in ran.err
    assert "->" in ran.err
    assert stored(held) == before
    assert held.column("SELECT command FROM runs ORDER BY id")[-1] == "reextract --dry-run"
    tables = "SELECT (SELECT count(*) FROM fetches), (SELECT count(*) FROM captures), (SELECT count(*) FROM revisions)"
    assert tuple(held.rows(tables)[0]) == (6, 6, 5)


def test_a_difference_of_rules_is_no_revision_when_the_page_comes_again(held: Data, site: Site, tmp_path: Path) -> None:
    """The rules changed, then the same page is captured anew: the former capture is read with the new rules first."""
    story = site.articles[2]
    (held.outlets / "baothu.toml").write_text(
        DECLARED + '\n[select]\nbody = "#newscontents p:first-of-type"\n', encoding="utf-8"
    )
    page = page_of(site, story.path)
    path = write_warc(tmp_path / "third.warc.gz", [page_of(site, story.path, at=page.fetched_at.replace(hour=21))])
    ran = run("import", path, "--data", held.folder, **CLOCK)
    assert ran.code == 0
    row = held.rows("SELECT revision, last_seen_at FROM articles WHERE url = ?", story.url)[0]
    assert tuple(row) == (1, "2026-11-22T21:00:00Z")


def test_what_the_new_rules_call_an_article_is_found(held: Data, site: Site) -> None:
    """An outlet file that kept everything out is corrected."""
    data = Data(held.folder.parent / "other")
    (data.outlets / "baothu.toml").write_text(DECLARED + "not_article = ['^/']\n", encoding="utf-8")
    file = sorted(held.warc.glob("*.warc.gz"))[0]
    assert run("import", file, "--data", data.folder, **CLOCK).code == 0
    assert data.articles() == []
    (data.outlets / "baothu.toml").write_text(DECLARED, encoding="utf-8")
    told = json.loads(again(data, "--json").out)
    assert told["articles_found"] == 4
    assert sorted(data.articles()) == sorted(s.url for s in site.articles)
    assert set(data.column("SELECT outcome FROM urls WHERE article_id IS NOT NULL")) == {"new"}


def test_a_capture_that_cannot_be_read_is_counted_and_the_rest_goes_on(held: Data) -> None:
    file = sorted(held.warc.glob("*.warc.gz"))[-1]
    file.unlink()
    ran = again(held)
    assert ran.code == 3
    assert "1 captures could not be read" in ran.err
    assert len(held.articles()) == 4
