"""What a page turned out to be: by its status, by its role, and of a list which part is taken."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from newsarchive.ingest.reading import OFF_SITE_KEPT, YOUNGEST_ENTRIES, YOUNGEST_SITEMAPS, Reading, read, read_whole
from newsarchive.items import Article, Page, Role
from tests.ingest import pages
from tests.ingest.press import Writer
from tests.ingest.visiting import FIRST, HOME, PAPER, SECOND, article, page, url

WORDS = [Writer(n).paragraph(40) for n in range(4)]


def piece(**facts: object) -> Page:
    """Return the page of an article of the newspaper."""
    return pages.article("/" + FIRST, "Hội chợ bên sông khai mạc sáng nay", WORDS, host=HOME.rstrip("/"), **facts)


def sitemap(*entries: tuple[str, str | None], index: bool = False) -> Page:
    """Return a sitemap, or an index of sitemaps, that names addresses with the days they were changed on."""
    outer, inner = ("sitemapindex", "sitemap") if index else ("urlset", "url")
    named = (
        f"<{inner}><loc>{url(path)}</loc>{f'<lastmod>{day}</lastmod>' if day else ''}</{inner}>"
        for path, day in entries
    )
    body = f'<{outer} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{"".join(named)}</{outer}>'
    return page("map.xml", body.encode(), headers=(("Content-Type", "application/xml"),))


def numbered(number: int) -> str:
    return f"tin/202611/mot-bai-viet-nao-do-{number:07}.html"


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        *((304, "not_modified"), (404, "gone"), (410, "gone"), (401, "blocked"), (403, "blocked"), (429, "blocked")),
        *((204, "http_error"), (206, "http_error"), (400, "http_error"), (500, "http_error"), (300, "http_error")),
    ],
)
def test_a_status_that_brings_no_page_is_the_outcome(status: int, outcome: str) -> None:
    assert read(page(FIRST, b"x", status=status), PAPER, "article") == Reading(outcome, f"HTTP {status}")


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_leads_to_an_address_beside_its_own(status: int) -> None:
    reading = read(page("a/b.html", status=status, headers=(("Location", " ../c.html "),)), PAPER, "article")
    assert (reading.outcome, reading.redirect_to) == ("redirect", url("c.html"))


def test_a_redirect_that_names_no_address_is_an_error() -> None:
    assert read(page(FIRST, status=302), PAPER, "article").outcome == "http_error"


def test_robots_txt_and_the_like_are_read_for_what_they_are() -> None:
    assert read(page("robots.txt", b"User-agent: *"), PAPER, "other") == Reading("listed")


def test_an_article_is_read_with_its_hash_and_its_address() -> None:
    reading = read(piece(), PAPER, "article")
    assert (reading.outcome, reading.normal_urls) == ("article", (url(FIRST),))
    assert reading.article is not None
    assert reading.article.text.split("\n\n") == WORDS
    assert reading.content_hash


@pytest.mark.parametrize(("origin", "outcome"), [("crawl", "noarchive"), ("import", "article")])
def test_a_header_that_asks_not_to_be_archived_is_heeded_where_we_fetch(origin: str, outcome: str) -> None:
    asked = piece()
    asked = Page(asked.url, 200, (*asked.headers, ("X-Robots-Tag", "noarchive")), asked.body, asked.fetched_at, origin=origin)  # type: ignore[arg-type]  # fmt: skip
    assert read(asked, PAPER, "article").outcome == outcome


def test_a_canonical_address_that_can_be_the_pages_own_denotes_the_article_too() -> None:
    reading = article(FIRST, canonical_url=url(SECOND))
    assert reading.normal_urls == (url(FIRST), url(SECOND))


@pytest.mark.parametrize("canonical", [HOME, "https://khac.example/" + FIRST])
def test_a_canonical_address_that_cannot_be_the_pages_own_is_dropped(canonical: str) -> None:
    reading = article(FIRST, canonical_url=canonical)
    assert reading.normal_urls == (url(FIRST),)
    assert isinstance(reading.article, Article)
    assert reading.article.canonical_url is None


@pytest.mark.parametrize("role", ["list", "feed", "sitemap"])
def test_what_should_be_a_list_and_is_none_says_so(role: Role) -> None:
    reading = read(page("tin/", b"\x89PNG", headers=(("Content-Type", "image/png"),)), PAPER, role)
    assert (reading.outcome, reading.found) == ("wrong_type", ())


def test_of_a_long_sitemap_the_youngest_addresses_are_taken() -> None:
    days = [(date(2019, 1, 1) + timedelta(days=n)).isoformat() for n in range(YOUNGEST_ENTRIES + 5)]
    long = sitemap(*((numbered(n), day) for n, day in enumerate(days)))
    reading = read(long, PAPER, "sitemap")
    assert reading.detail == f"sitemap; {YOUNGEST_ENTRIES} addresses; 5 older ones left for backfill"
    left = {f.url for f in read_whole(long, PAPER, "sitemap").found} - {f.url for f in reading.found}
    assert left == {url(numbered(n)) for n in range(5)}


def test_of_an_index_without_dates_both_ends_are_taken() -> None:
    reading = read(sitemap(*((f"{n:02}.xml", None) for n in range(20)), index=True), PAPER, "sitemap")
    half = YOUNGEST_SITEMAPS // 2
    expected = {url(f"{n:02}.xml") for n in (*range(half), *range(20 - half, 20))}
    assert {f.url for f in reading.found} == expected


def test_addresses_of_other_hosts_and_editions_are_taken_by_name_up_to_a_number() -> None:
    vietnamese = PAPER.model_copy(update={"editions": ("vi",)})
    ours, thai = numbered(1), [("th/" + numbered(n), None) for n in range(2)]
    others = [(f"https://m.bao.example/{numbered(n)}", None) for n in range(OFF_SITE_KEPT + 10)]
    feed = "".join(f"<item><link>{url(path)}</link></item>" for path, _ in ((ours, None), *thai, *others))
    body = f'<rss version="2.0"><channel>{feed}</channel></rss>'.encode()
    reading = read(page("a.rss", body, headers=(("Content-Type", "application/rss+xml"),)), vietnamese, "feed")
    assert [f.url for f in reading.found if not (f.off_site or f.edition)] == [url(ours)]
    assert len([f for f in reading.found if f.off_site]) == OFF_SITE_KEPT
    assert [f.edition for f in reading.found if f.edition] == ["th", "th"]
    assert (
        reading.detail == f"feed; 1 addresses; {OFF_SITE_KEPT + 10} of other sites; 2 of editions that are not wanted"
    )
