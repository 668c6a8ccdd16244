"""Import: pages written by us, from WARC and WACZ files and folders, through the steps of a crawl."""

from __future__ import annotations

import csv
import gzip
import itertools
import zipfile
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from newsarchive import outlets
from newsarchive.config import Config
from newsarchive.imports.importer import import_paths
from newsarchive.items import Page
from newsarchive.warc import WarcWriter
from tests.cli.running import Ran, run
from tests.crawl.running import Data
from tests.ingest.building import NOON, make_site, page_of, pages, write_warc
from tests.newspaper import Site
from tests.warc.building import http, plain_record

LATER = {"NEWSARCHIVE_NOW": "2026-11-22T06:00:00Z"}
CONTENTS = (
    "SELECT (SELECT count(*) FROM captures) AS captures, (SELECT count(*) FROM articles) AS articles, "
    "(SELECT count(*) FROM revisions) AS revisions, (SELECT count(*) FROM urls) AS urls"
)
AS_SHOWN = (
    "SELECT url, uid, canonical_url, title, lead, text, byline, published_at, modified_at, content_hash, first_seen_at, "
    "last_seen_at FROM articles ORDER BY url"
)


def bring(data: Data, *words: object) -> Ran:
    """Run `newsarchive import WORDS`."""
    return run("import", *words, "--data", data.folder, **LATER)


def verified(data: Data) -> bool:
    """Tell whether `newsarchive verify` finds nothing wrong, and every capture can be read again."""
    return {run(command, "--data", data.folder, **LATER).code for command in ("verify", "reextract")} == {0}


@pytest.fixture(scope="module")
def site() -> Site:
    """A newspaper that nobody declared."""
    return make_site()


def revisit(writer: WarcWriter, page: Page, of: Page, *, digest: str | None) -> None:
    """Write that a page was the same as an earlier capture."""
    writer.write_revisit(
        page,
        refers_to_uri=of.url,
        refers_to_date=of.fetched_at,
        profile="identical-payload-digest",
        payload_digest=digest,
    )


def test_an_import_stores_articles_and_an_outcome_for_every_address(data: Data, site: Site, tmp_path: Path) -> None:
    gone = page_of(site, "/khong-co-bai-nay-a1.html")
    robots = page_of(site, "/robots.txt")
    feed = page_of(site, "/rss/home.rss")
    found = [*pages(site, site.articles), page_of(site, "/"), page_of(site, "/kinh-te/"), gone, robots, feed]
    path = write_warc(tmp_path / "all.warc.gz", found)
    first = bring(data, path)
    assert first.code == 0, first.err
    assert Counter(data.articles()) == Counter(s.url for s in site.articles)
    outcomes = {r["url"].removeprefix(site.base): r["outcome"] for r in data.rows("SELECT url, outcome FROM urls")}
    assert len(outcomes) == len(found)
    assert None not in outcomes.values()
    assert outcomes["/"] == outcomes["/kinh-te/"] == "not_article"
    assert outcomes["/khong-co-bai-nay-a1.html"] == "gone"
    assert outcomes["/rss/home.rss"] == "listed"
    assert data.one("SELECT count(*) FROM captures WHERE origin = 'import'") == len(found)
    assert [tuple(r) for r in data.rows("SELECT key, kind FROM outlets")] == [("baothu.example", "undeclared")]
    before = tuple(data.rows(CONTENTS)[0])
    second = bring(data, path)
    assert second.code == 0
    assert f"0 captures imported, {len(found)} known" in second.err
    assert tuple(data.rows(CONTENTS)[0]) == before
    assert verified(data)


def test_the_order_of_captures_does_not_matter(tmp_path: Path) -> None:
    """Three captures of one article, one of them edited, in every order: the same article, the same outcome."""
    site = make_site(articles=3)
    story = site.articles[0]
    first = page_of(site, story.path)
    site.edit(story)
    edited = page_of(site, story.path, at=NOON + timedelta(hours=5))
    again = page_of(site, story.path, at=NOON + timedelta(hours=9))
    seen = set()
    for n, order in enumerate(itertools.permutations([first, edited, again])):
        data = Data(tmp_path / str(n))
        files = [write_warc(tmp_path / f"{n}-{k}.warc.gz", [page]) for k, page in enumerate(order)]
        assert bring(data, *files).code == 0
        (row,) = data.rows("SELECT fetched_at FROM urls")
        assert data.one("SELECT count(DISTINCT content_hash) FROM revisions") == 2
        seen.add((*data.rows(AS_SHOWN)[0], row["fetched_at"]))
        if n == 2:  # three of the six orders are enough: each capture has been the first once
            break
    assert len(seen) == 1
    (shown,) = seen
    assert "Cập nhật lần 2" in shown[5]


def test_revisit_records_get_the_payload_they_refer_to(data: Data, site: Site, tmp_path: Path) -> None:
    """Also when payload and revisit stand side by side, and when the digest is written in another way."""
    one, two, three = pages(site, site.articles[:3])
    again = [replace(p, fetched_at=p.fetched_at + timedelta(days=1)) for p in (one, two, three)]
    with WarcWriter(tmp_path, "r", max_bytes=10**9, software="t", operator=None) as writer:
        pointer = writer.write(one)
        revisit(writer, again[0], one, digest=None)
        writer.write(two)
        revisit(writer, again[1], two, digest="sha256:" + "0" * 64)
        revisit(writer, again[2], three, digest=None)
        writer.write(three)
    ran = bring(data, tmp_path / pointer.warc_file)
    assert ran.code == 0, ran.err
    assert "payload" not in ran.err
    spans = "SELECT url, first_seen_at, last_seen_at FROM articles"
    assert {r["url"]: r["last_seen_at"][:10] for r in data.rows(spans)} == {
        p.url: "2026-11-23" for p in (one, two, three)
    }
    assert data.one("SELECT count(*) FROM captures") == 6
    before = tuple(data.rows(CONTENTS)[0])
    assert bring(data, tmp_path / pointer.warc_file).code == 0
    assert tuple(data.rows(CONTENTS)[0]) == before
    assert verified(data)


def test_a_revisit_without_its_payload_is_reported_and_the_rest_is_imported(
    data: Data, site: Site, tmp_path: Path
) -> None:
    lost, kept = pages(site, site.articles[:2])
    with WarcWriter(tmp_path, "r", max_bytes=10**9, software="t", operator=None) as writer:
        revisit(writer, lost, replace(lost, fetched_at=NOON - timedelta(days=3)), digest=None)
        pointer = writer.write(kept)
    ran = bring(data, tmp_path / pointer.warc_file)
    assert lost.url in ran.err
    assert data.articles() == [kept.url]


def test_linked_files_are_pointed_into_and_not_copied(data: Data, site: Site, tmp_path: Path) -> None:
    one, two = pages(site, site.articles[:2])
    short = replace(two, body=b"<html>x</html>", url=site.base + "/ngan-a99.html")
    with WarcWriter(tmp_path, "l", max_bytes=10**9, software="t", operator=None) as writer:
        pointer = writer.write(one)
        writer.write(two)
        revisit(writer, replace(one, fetched_at=NOON + timedelta(days=1)), one, digest=None)
        writer.write(short)
        revisit(writer, replace(short, fetched_at=NOON + timedelta(days=1)), short, digest=None)
    path = tmp_path / pointer.warc_file
    ran = bring(data, "--link", path)
    assert ran.code == 0, ran.err
    assert sorted(data.articles()) == sorted([one.url, two.url])
    assert data.column("SELECT DISTINCT warc_file FROM captures") == [f"linked/{path.name}"]
    assert (data.warc / "linked" / path.name).samefile(path)
    assert [p.name for p in data.warc.iterdir()] == ["linked"]
    assert [tuple(r) for r in data.rows("SELECT owned, state FROM warc_files")] == [(0, "finished")]
    assert data.one("SELECT count(*) FROM captures WHERE revisit_of IS NOT NULL") == 2
    assert verified(data)
    before = tuple(data.rows(CONTENTS)[0])
    assert bring(data, "--link", path).code == 0
    assert bring(data, path).code == 0
    assert tuple(data.rows(CONTENTS)[0]) == before


def test_a_folder_with_an_index_names_address_and_date(data: Data, site: Site, tmp_path: Path) -> None:
    folder = tmp_path / "saved"
    folder.mkdir()
    with (folder / "index.csv").open("w", newline="", encoding="utf-8") as file:
        index = csv.writer(file)
        index.writerow(["file", "url", "fetched_at"])
        for n, page in enumerate(pages(site, site.articles[:3])):
            (folder / f"{n}.html").write_bytes(page.body)
            index.writerow([f"{n}.html", page.url, "2024-03-05T06:07:08+07:00"])
        index.writerow(["nothere.html", site.base + "/x-a5.html", ""])
        index.writerow(["../index.csv", site.base + "/y-a6.html", ""])
        index.writerow(["0.html", "ftp://baothu.example/", ""])
    ran = bring(data, folder)
    assert Counter(data.articles()) == Counter(s.url for s in site.articles[:3])
    assert data.column("SELECT DISTINCT first_seen_at FROM articles") == ["2024-03-04T23:07:08Z"]
    assert [n for n in (5, 6, 7) if f"line {n}" in ran.err] == [5, 6, 7]
    before = tuple(data.rows(CONTENTS)[0])
    bring(data, folder)
    assert tuple(data.rows(CONTENTS)[0]) == before


def test_a_folder_without_an_index_goes_by_the_pages_own_addresses(data: Data, site: Site, tmp_path: Path) -> None:
    folder = tmp_path / "saved" / "deep"
    folder.mkdir(parents=True)
    for n, page in enumerate(pages(site, site.articles[:2])):
        (folder / f"{n}.html").write_bytes(page.body)
    (folder / "nameless.html").write_text("<html><body>Không có địa chỉ</body></html>")
    ran = bring(data, tmp_path / "saved")
    assert Counter(data.articles()) == Counter(s.url for s in site.articles[:2])
    assert "nameless.html" in ran.err


def test_a_wacz_file_is_read(data: Data, site: Site, tmp_path: Path) -> None:
    inner = write_warc(tmp_path / "data.warc.gz", pages(site, site.articles[:3]))
    with zipfile.ZipFile(tmp_path / "web.wacz", "w") as packed:
        packed.write(inner, "archive/data.warc.gz")
        packed.writestr("datapackage.json", "{}")
    assert bring(data, tmp_path / "web.wacz").code == 0
    assert Counter(data.articles()) == Counter(s.url for s in site.articles[:3])


def test_what_is_whole_of_a_truncated_file_is_imported(data: Data, site: Site, tmp_path: Path) -> None:
    whole = write_warc(tmp_path / "whole.warc.gz", pages(site, site.articles[:4]))
    raw = whole.read_bytes()
    cut = tmp_path / "cut.warc.gz"
    cut.write_bytes(raw[: len(raw) * 3 // 5])
    ran = bring(data, cut)
    assert 0 < len(data.articles()) < 4
    assert ran.code == 3
    assert "cut.warc.gz" in ran.err
    assert "Traceback" not in ran.err
    assert bring(data, whole).code == 0
    assert len(data.articles()) == 4


@pytest.mark.parametrize(
    "raw", [b"", b"<html>no WARC</html>", gzip.compress(b"<html>no WARC</html>"), b"\x1f\x8b\x08"], ids=str
)
def test_what_is_no_warc_file_is_told_in_one_line(data: Data, tmp_path: Path, raw: bytes) -> None:
    path = tmp_path / "odd.warc.gz"
    path.write_bytes(raw)
    ran = bring(data, path)
    assert ran.code == 1
    assert sum("odd.warc.gz" in line for line in ran.err.splitlines()) == 1
    assert "Traceback" not in ran.err


def test_one_bad_file_does_not_keep_the_others_out(data: Data, site: Site, tmp_path: Path) -> None:
    (tmp_path / "bad.warc.gz").write_bytes(b"no")
    good = write_warc(tmp_path / "good.warc.gz", pages(site, site.articles[:1]))
    ran = bring(data, tmp_path / "bad.warc.gz", good)
    assert ran.code == 3
    assert data.articles() == [site.articles[0].url]


def test_a_file_that_is_not_there_is_wrong_usage_and_makes_no_archive(data: Data, tmp_path: Path) -> None:
    ran = bring(data, tmp_path / "nowhere.warc.gz")
    assert ran.code == 2
    assert not data.database.exists()


def test_a_redirect_leads_to_its_article_whichever_came_first(tmp_path: Path) -> None:
    site = make_site(articles=2)
    story = site.articles[0]
    pair = [page_of(site, story.old_path), page_of(site, story.path)]
    for name, order in (("redirectfirst", pair), ("articlefirst", pair[::-1])):
        data = Data(tmp_path / name)
        assert bring(data, write_warc(tmp_path / f"{name}.warc.gz", order)).code == 0
        old, new = data.ledger(story.old_url), data.ledger(story.url)
        assert (old["outcome"], new["outcome"]) == ("duplicate_url", "new")
        assert old["article_id"] == new["article_id"] is not None


def test_a_redirect_to_what_was_not_imported_is_kept_as_such(data: Data, tmp_path: Path) -> None:
    site = make_site(articles=2)
    story = site.articles[0]
    assert bring(data, write_warc(tmp_path / "r.warc.gz", [page_of(site, story.old_path)])).code == 0
    (row,) = data.rows("SELECT * FROM urls")
    assert row["outcome"] == "not_article"
    assert story.url in row["detail"]


def test_pages_imported_are_known_to_a_later_crawl_by_their_outlet(data: Data, tmp_path: Path) -> None:
    """A declaration in DATA/outlets claims the pages of its domains."""
    site = make_site(articles=2)
    (data.outlets / "baothu.toml").write_text(
        'key = "baothu"\nname = "Báo Thử"\nhome = "https://baothu.example/"\n', encoding="utf-8"
    )
    assert bring(data, write_warc(tmp_path / "r.warc.gz", pages(site, site.articles))).code == 0
    assert data.column("SELECT DISTINCT outlet FROM articles") == ["baothu"]


@pytest.mark.parametrize(
    "hostile",
    [
        plain_record("response", http()).replace(b"2026-11-22T05", b"0001-01-01T00"),
        plain_record("response", http()).replace(b"2026-11-22T05:00:00Z", b"9999-12-31T23:59:59Z"),
        plain_record("response", http(), uri="http://../../etc/passwd"),
        plain_record("response", http(), uri="http://   /x"),
        plain_record("response", http(), uri="http://[bao/x"),
        plain_record("response", http(), uri="http://bao.example:99999/x"),
    ],
    ids=["year 1", "year 9999", "dots", "spaces", "bracket", "port"],
)
def test_a_hostile_record_is_named_and_what_stands_behind_it_is_imported(
    data: Data, site: Site, tmp_path: Path, hostile: bytes
) -> None:
    story = page_of(site, site.articles[0].path)
    path = tmp_path / "odd.warc"
    path.write_bytes(hostile + plain_record("response", http(story.body), uri=story.url))
    ran = bring(data, path)
    assert ran.code == 0, ran.err
    assert sum("odd.warc: " in line for line in ran.err.splitlines()) == 1
    assert "Traceback" not in ran.err
    assert data.articles() == [story.url]


def test_a_record_too_large_to_be_a_page_is_in_the_ledger(
    data: Data, site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    large, story = page_of(site, site.articles[0].path), page_of(site, site.articles[1].path)
    path = write_warc(tmp_path / "large.warc.gz", [replace(large, body=b"x" * 200_000), story])
    monkeypatch.setattr("newsarchive.warc.raw.MAX_BLOCK_BYTES", 100_000)
    config, registry = Config(data=data.folder, workers=1), outlets.load(None)
    imported = import_paths(config, registry, [path])
    assert dict(imported.outcomes) == {"new": 1, "too_large": 1}
    assert [large.url in problem for problem in imported.problems] == [True]
    assert (data.ledger(large.url)["outcome"], data.articles()) == ("too_large", [story.url])
    assert dict(import_paths(config, registry, [path]).outcomes) == {"known": 1}
    assert data.one("SELECT count(*) FROM fetches") == 2


def test_what_a_killed_import_left_is_taken_in_by_the_next_one(data: Data, site: Site, tmp_path: Path) -> None:
    given = write_warc(tmp_path / "given.warc.gz", pages(site, site.articles[:2]))
    data.warc.mkdir(parents=True)
    name = "20261122T050000Z-import-000001-00001.warc.gz"
    (data.warc / f"{name}.open").write_bytes(given.read_bytes())
    ran = bring(data, write_warc(tmp_path / "more.warc.gz", pages(site, site.articles[:3])))
    assert ran.code == 0, ran.err
    assert "1 captures imported, 2 known already" in ran.err
    assert Counter(data.articles()) == Counter(s.url for s in site.articles[:3])
    assert not list(data.warc.glob("*.open"))
    assert name in [p.name for p in data.warc.iterdir()]
    assert verified(data)
