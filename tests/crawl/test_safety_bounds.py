"""Pages and lists without end: each ends in an outcome, within its limit, and the paper beside it is archived."""

from __future__ import annotations

import gzip
import re
import time
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from newsarchive.ingest.lists.book import MAX_PAGES
from newsarchive.outcomes import OUTCOMES
from tests.crawl.support import Edition, Kiosk
from tests.newspaper import Newspaper, Site, lists, pages
from tests.newspaper.site import Answer

HTML = "text/html; charset=utf-8"
PACKED = {"Content-Encoding": "gzip"}
PAGE_S = 4.0
PATHS = {
    name: f"/thoi-su/202611/trang-{name}-1a2b3c4/"
    for name in (
        "bomb",
        "nested",
        "deep",
        "line",
        "null",
        "attributes",
        "tables",
        "entities",
        "comment",
        "unclosed",
        "brotli",
    )
}


def packed(piece: bytes, times: int) -> bytes:
    """Return a piece many times over as gzip, without having it in memory."""
    engine = zlib.compressobj(9, zlib.DEFLATED, 31)
    out = b"".join(engine.compress(piece * 1000) for _ in range(times // 1000))
    return out + engine.flush()


@dataclass(frozen=True)
class Survived:
    """A crawl of newspapers that try to be too much."""

    kiosk: Kiosk
    edition: Edition
    took_s: float

    def outcome(self, name: str) -> tuple[str | None, str | None]:
        return self.edition.outcome(self.kiosk["heavy"].url(PATHS[name]))


@pytest.fixture(scope="module")
def survived(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Survived]:
    with Kiosk(tmp_path_factory.mktemp("bounds") / "data", page_timeout_s=PAGE_S) as kiosk:
        heavy = kiosk.open("heavy", styles=["yyyymm-id"], channels=["home", "feed", "sitemap"], declare={
            "declare": ["feed", "sitemap"]})  # fmt: skip
        models = Site(heavy.base, articles=2, styles=["yyyymm-id"], seed="models")
        # Pages of their own: nothing in them names the address of the article they are made of.
        stories = [
            re.sub(rb'<link rel="canonical"[^>]*>|<meta property="og:url"[^>]*>', b"", models.respond(a.path).body)
            for a in models.articles
        ]
        served = {
            "bomb": (packed(b"\0" * 1000, 200_000), PACKED),
            "nested": (packed(b"<div>", 10_000_000), PACKED),
            "deep": (packed(b"<div>", 2_400_000), PACKED),
            "line": (stories[0].replace(b"</p>", b" " + "dài thật dài ".encode() * 60_000 + b"</p>", 1), {}),
            "null": (stories[1].replace(b"<p>", b"<p>\0\0", 3), {}),
            "attributes": (packed(b"<a " + b'x="y" ' * 100 + b">", 20_000), PACKED),
            "tables": (packed(b"<table><tr><td>", 200_000), PACKED),
            "entities": (packed(b"&lt;&amp;&nbsp;&#9;", 400_000), PACKED),
            "comment": (packed(b"<!-- " + b"-" * 50, 100_000), PACKED),
            "unclosed": (packed(b"<p><b><i><a href='/x'>ch\xe1\xbb\xaf", 300_000), PACKED),
        }
        for name, (body, headers) in served.items():
            heavy.serve(PATHS[name], body, HTML, headers=headers)
        heavy.serve(PATHS["brotli"], b"not brotli at all" * 20, HTML, headers={"Content-Encoding": "br"})
        for path in PATHS.values():
            heavy.link_from_home(path)
        heavy.serve("/sitemap.xml", gzip.compress(b"<urlset>" + b"<url>" * 16_000_000), "application/x-gzip")
        levels = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
        bomb = (
            f'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY l0 "haha">{levels}<!ENTITY x SYSTEM "file:///etc/passwd">]>'
        )
        item = f"<item><title>&l9;&x;</title><link>{heavy.articles[1].url}</link></item>"
        heavy.serve("/rss/home.rss", f"{bomb}<rss><channel>{item}</channel></rss>", "application/rss+xml")

        calendar = kiosk.open("calendar", styles=["yyyymm-id"], declare={"pagination": "?ngay={n}"})
        _never_end(calendar)
        _nest(kiosk.open("nest", channels=["home", "sitemap"], declare={"declare": ["sitemap"]}))
        began = time.monotonic()
        edition = kiosk.crawl()
        yield Survived(kiosk, edition, time.monotonic() - began)


def _never_end(paper: Newspaper) -> None:
    """Let a section have a next page for ever, each with an article address nobody has seen."""
    respond = paper.site.respond
    section = "/lich/"

    def answer(target: str) -> Answer:
        if not target.startswith(section):
            return respond(target)
        day = int(target.partition("ngay=")[2] or 1)
        story = f"/lich/202611/chuyen-cua-ngay-thu-{day}-trong-nam-{0xA000000 + day:07x}/"
        links = [
            (story, f"Chuyện của ngày thứ {day} trong năm ở miền sông nước"),
            (f"{section}?ngay={day + 1}", "Ngày sau"),
        ]
        html = pages.listing("Lịch", (), paper.site.frame(), next_page=f"{section}?ngay={day + 1}", extra=links)
        return Answer(html.encode()) if target.count("/") == 2 else Answer(b"", status=404)

    paper.server.respond = answer
    paper.link_from_home(section, "Lịch")


def _nest(paper: Newspaper) -> None:
    """Let every sitemap be an index of two more, and of itself."""
    respond = paper.site.respond

    def answer(target: str) -> Answer:
        if not target.startswith("/sitemap"):
            return respond(target)
        at = paper.site.now
        deeper = [
            (paper.url(target), at),
            *((paper.url(f"/sitemap{n}{target.removeprefix('/sitemap')}"), at) for n in (1, 2)),
        ]
        return Answer(lists.sitemap_index(deeper).encode(), "application/xml")

    paper.server.respond = answer


@pytest.mark.parametrize("name", PATHS)
def test_a_page_that_is_too_much_ends_in_an_outcome(survived: Survived, name: str) -> None:
    outcome, detail = survived.outcome(name)
    assert outcome in OUTCOMES
    assert detail or outcome == "new"


@pytest.mark.parametrize("name", ["bomb", "nested"])
def test_a_page_that_grows_when_it_is_unpacked_is_too_large(survived: Survived, name: str) -> None:
    assert survived.outcome(name) == ("too_large", "too_large: more than 12582912 bytes after decoding")


def test_a_sitemap_that_grows_when_it_is_unpacked_is_too_large(survived: Survived) -> None:
    url = survived.kiosk["heavy"].url("/sitemap.xml")
    assert survived.edition.outcome(url)[0] == "too_large"


def test_an_article_with_a_megabyte_in_one_line_is_an_article(survived: Survived) -> None:
    assert survived.outcome("line")[0] == "new"


def test_null_bytes_are_left_out_of_an_article(survived: Survived) -> None:
    assert survived.outcome("null")[0] == "new"
    rows = survived.kiosk.data.rows("SELECT 1 FROM articles WHERE instr(text, char(0)) OR instr(title, char(0))")
    assert rows == []


def test_an_entity_bomb_in_a_feed_is_not_unfolded_and_its_links_are_read(survived: Survived) -> None:
    feed = survived.kiosk["heavy"].url("/rss/home.rss")
    assert survived.edition.outcome(feed)[0] in ("listed", "wrong_type")
    titles = survived.kiosk.data.rows("SELECT title FROM articles")
    assert not any("haha" in row["title"] or "root:" in row["title"] for row in titles)


def test_pages_of_a_section_are_turned_so_far_and_no_further(survived: Survived) -> None:
    turned = [p for p in survived.edition.paths("calendar") if p.startswith("/lich/") and p.count("/") == 2]
    assert 3 <= len(turned) <= MAX_PAGES + 1


def test_sitemaps_of_sitemaps_are_followed_so_far_and_no_further(survived: Survived) -> None:
    asked = [p for p in survived.edition.paths("nest") if p.startswith("/sitemap")]
    assert 3 <= len(asked) <= 40
    assert len(asked) == len(set(asked))


def test_the_crawl_ends_and_the_other_articles_are_stored(survived: Survived) -> None:
    for key in ("heavy", "calendar", "nest"):
        assert {a.url for a in survived.kiosk[key].articles} <= survived.edition.articles
    assert survived.took_s < 60
