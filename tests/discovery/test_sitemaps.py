"""Sitemaps and sitemap indexes, whole, broken and hostile."""

from __future__ import annotations

import gzip
from typing import TYPE_CHECKING

from newsarchive import discovery

from .conftest import article, page

if TYPE_CHECKING:
    from newsarchive.items import Listing
    from newsarchive.outlets import Outlet

NS = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'


def read(body: str | bytes, paper: Outlet, content_type: str = "text/xml") -> Listing:
    return discovery.read(page(body, "https://bao.vn/sitemap.xml", content_type), paper, "sitemap")


def test_urlset_gives_articles_with_lastmod(paper: Outlet) -> None:
    listing = read(
        f"""<?xml version="1.0" encoding="UTF-8"?><urlset {NS}>
        <url><loc> {article(1)} </loc><lastmod>2026-03-07T08:52:11.000 +07:00</lastmod></url>
        <url><loc>{article(2)}</loc><lastmod>2026-03-07</lastmod></url>
        <url><loc>https://bao.vn/kinh-te/</loc></url></urlset>""",
        paper,
    )
    assert listing.kind == "sitemap"
    assert [(c.url, c.lastmod) for c in listing.candidates] == [
        (article(1), "2026-03-07T08:52:11+07:00"),
        (article(2), "2026-03-07"),
    ]


def test_index_lists_sitemaps(paper: Outlet) -> None:
    listing = read(
        f"""<sitemapindex {NS}><sitemap><loc>https://bao.vn/sitemap-2026-11.xml.gz</loc>
        <lastmod>2026-11-22</lastmod></sitemap><sitemap><loc>https://khac.vn/s.xml</loc></sitemap></sitemapindex>""",
        paper,
    )
    assert listing.kind == "sitemap_index"
    (only,) = listing.candidates
    assert (only.url, only.role, only.lastmod) == ("https://bao.vn/sitemap-2026-11.xml.gz", "sitemap", "2026-11-22")
    assert listing.problem == "1 of 2 entries are on other hosts (khac.vn)"


def test_news_and_image_extensions_are_kept_apart(paper: Outlet) -> None:
    listing = read(
        f"""<urlset {NS} xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"
        xmlns:image="http://www.google.com/schemas/sitemap-image/1.1"><url>
        <image:image><image:loc>https://bao.vn/anh/mot-hai-ba-bon-nam-123456.html</image:loc><image:title>Ảnh</image:title></image:image>
        <loc>https://bao.vn/gia-lua-tang</loc><news:news><news:publication><news:name>Báo</news:name>
        </news:publication><news:publication_date>2026-11-21T09:00:00+07:00</news:publication_date>
        <news:title>Giá lúa tăng</news:title></news:news></url></urlset>""",
        paper,
    )
    (only,) = listing.candidates
    assert only.url == "https://bao.vn/gia-lua-tang"  # short, but the news extension vouches for it
    assert (only.title, only.lastmod) == ("Giá lúa tăng", "2026-11-21T09:00:00+07:00")


def test_extensions_with_undeclared_prefixes_are_read(paper: Outlet) -> None:
    listing = read(
        f"<urlset><url><loc>{article(1)}</loc><news:news><news:publication_date>2026-11-22</news:publication_date>"
        "</news:news><image:image><image:loc>https://bao.vn/a.jpg</image:loc></image:image></url></urlset>",
        paper,
    )
    assert [(c.url, c.lastmod) for c in listing.candidates] == [(article(1), "2026-11-22")]


def test_gzip_is_read_whatever_the_headers_say(paper: Outlet) -> None:
    body = gzip.compress(f"<urlset><url><loc>{article(1)}</loc></url></urlset>".encode())
    for content_type in ("application/x-gzip", "text/xml", ""):
        assert [c.url for c in read(body, paper, content_type).candidates] == [article(1)]


def test_a_gzip_cut_in_the_middle_gives_what_came(paper: Outlet) -> None:
    entries = "".join(f"<url><loc>{article(n * 7919 % 99991)}</loc></url>" for n in range(3000))
    body = gzip.compress(f"<urlset>{entries}</urlset>".encode())
    listing = read(body[: len(body) // 2], paper)
    assert 500 < len(listing.candidates) < 3000


def test_a_text_file_of_addresses_is_a_sitemap(paper: Outlet) -> None:
    listing = read(f"\ufeff{article(1)}\r\n{article(2)}\r\n", paper, "text/plain")
    assert listing.kind == "sitemap"
    assert [c.url for c in listing.candidates] == [article(1), article(2)]


def test_an_entity_bomb_does_not_grow(paper: Outlet) -> None:
    levels = "".join(f'<!ENTITY a{i} "{f"&a{i - 1};" * 10}">' for i in range(1, 10))
    listing = read(
        f'<!DOCTYPE urlset [<!ENTITY a0 "lol">{levels}]><urlset><url><loc>{article(1)}</loc><lastmod>&a9;</lastmod></url></urlset>',
        paper,
    )
    assert [(c.url, c.lastmod) for c in listing.candidates] == [(article(1), None)]


def test_an_external_entity_is_not_fetched(paper: Outlet) -> None:
    listing = read(
        '<!DOCTYPE urlset [<!ENTITY x SYSTEM "file:///etc/hostname">]>'
        f'<urlset xmlns:news="news"><url><loc>{article(1)}</loc><news:title>T &x; T</news:title></url></urlset>',
        paper,
    )
    assert listing.candidates[0].title in ("T T", "T &x; T")


def test_a_gzip_bomb_is_a_problem_in_words(paper: Outlet) -> None:
    listing = read(gzip.compress(b"<urlset>" + b" " * 70_000_000), paper)
    assert listing.kind == "none"
    assert listing.problem is not None
    assert "more than" in listing.problem


def test_entries_past_the_protocols_bound_are_not_read(paper: Outlet) -> None:
    entries = "".join(f"<url><loc>{article(n)}</loc></url>" for n in range(50_010))
    listing = read(f"<urlset>{entries}</urlset>", paper)
    assert len(listing.candidates) == 50_000
    assert listing.problem == "more than 50000 entries; the rest was not read"


def test_deep_nesting_ends_quietly(paper: Outlet) -> None:
    listing = read(f"<urlset><url><loc>{article(1)}</loc></url>" + "<url>" * 100_000, paper)
    assert [c.url for c in listing.candidates] == [article(1)]


def test_a_sitemap_of_another_host_is_explained(paper: Outlet) -> None:
    listing = read("<urlset><url><loc>https://khac.vn/mot-bai-viet-123456.html</loc></url></urlset>", paper)
    assert listing.candidates == ()
    assert listing.problem == "1 of 1 entries are on other hosts (khac.vn)"


def test_long_section_names_are_no_articles_where_articles_are_numbered(paper: Outlet) -> None:
    entries = "".join(f"<url><loc>{article(n)}</loc></url>" for n in range(10))
    section = "<url><loc>https://bao.vn/truy-vet-tin-gia-mang</loc></url>"
    assert len(read(f"<urlset>{entries}{section}</urlset>", paper).candidates) == 10
    assert len(read(f"<urlset>{section}</urlset>", paper).candidates) == 1


def test_a_problem_names_the_status_or_the_emptiness(paper: Outlet) -> None:
    missing = page("", "https://bao.vn/sitemap.xml")
    assert discovery.read(missing, paper, "sitemap").problem == "the answer is empty"
    from dataclasses import replace

    assert discovery.read(replace(missing, status=404), paper, "sitemap").problem == "HTTP status 404"


def test_a_cut_answer_is_said_and_read(paper: Outlet) -> None:
    body = f"<urlset><url><loc>{article(1)}</loc></url><url>"
    listing = discovery.read(page(body, "https://bao.vn/s.xml", "text/xml", truncated=True), paper, "sitemap")
    assert [c.url for c in listing.candidates] == [article(1)]
    assert listing.problem == "the answer was cut off"
