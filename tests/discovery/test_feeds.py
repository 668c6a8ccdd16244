"""Feeds of all kinds, whole and broken."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from newsarchive import discovery

from .conftest import article, page

if TYPE_CHECKING:
    from newsarchive.items import Listing
    from newsarchive.outlets import Outlet


def read(body: str | bytes, paper: Outlet, content_type: str = "application/rss+xml") -> Listing:
    return discovery.read(page(body, "https://bao.vn/rss/tin.rss", content_type), paper, "feed")


def urls(listing: Listing) -> list[str]:
    return [c.url for c in listing.candidates]


def test_rss_gives_address_title_and_date(paper: Outlet) -> None:
    listing = read(
        f"""<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>Báo</title>
        <link>https://bao.vn/</link>
        <item><title><![CDATA[ Giá lúa <b>tăng</b> &amp; ổn định ]]></title><link>
        {article(1)}
        </link><pubDate>Wed, 23 Jul 2025 16:45:00 +0700</pubDate></item></channel></rss>""",
        paper,
    )
    assert listing.kind == "feed"
    assert listing.problem is None
    (only,) = listing.candidates
    assert (only.url, only.role, only.title) == (article(1), "article", "Giá lúa tăng & ổn định")
    assert only.lastmod == "2025-07-23T16:45:00+07:00"


def test_atom_takes_the_alternate_link_and_the_next_page(paper: Outlet) -> None:
    listing = read(
        f"""<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://bao.vn/"><link rel="self" href="/a.atom"/>
        <link rel="next" href="/a.atom?page=2"/><entry><title>Một</title><link rel="enclosure" href="/x.mp3"/>
        <link rel="alternate" href="{article(1)}"/><published>2026-01-02T03:04:05Z</published>
        <updated>2026-01-03T00:00:00Z</updated></entry></feed>""",
        paper,
        "application/atom+xml",
    )
    assert urls(listing) == [article(1)]
    assert listing.candidates[0].lastmod == "2026-01-03T00:00:00+00:00"
    assert listing.next_page == "https://bao.vn/a.atom?page=2"


def test_rdf_items_stand_beside_the_channel(paper: Outlet) -> None:
    listing = read(
        f"""<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
        xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="x"><link>https://bao.vn/</link></channel>
        <item rdf:about="{article(1)}"><dc:date>2026-11-22</dc:date></item></rdf:RDF>""",
        paper,
    )
    assert [(c.url, c.lastmod) for c in listing.candidates] == [(article(1), "2026-11-22")]


def test_guid_is_an_address_unless_it_says_otherwise(paper: Outlet) -> None:
    listing = read(
        f"""<rss><channel><item><guid>{article(1)}</guid></item>
        <item><guid isPermaLink="false">{article(2)}</guid></item></channel></rss>""",
        paper,
    )
    assert urls(listing) == [article(1)]


def test_original_link_goes_before_a_counting_one(paper: Outlet) -> None:
    listing = read(
        f"""<rss xmlns:feedburner="http://rssnamespace.org/feedburner/ext/1.0"><channel><item>
        <link>https://feeds.example.com/~r/bao/1</link><feedburner:origLink>{article(1)}</feedburner:origLink>
        </item></channel></rss>""",
        paper,
    )
    assert urls(listing) == [article(1)]


def test_a_bare_ampersand_and_double_escaping_do_not_change_the_address(paper: Outlet) -> None:
    listing = read(
        f"<rss><channel><item><link>{article(1)}?a=1&b=2</link></item>"
        f"<item><link>{article(2)}?a=1&amp;amp;section=2</link></item></channel></rss>",
        paper,
    )
    assert urls(listing) == [f"{article(1)}?a=1&b=2", f"{article(2)}?a=1&section=2"]


def test_html_entities_unknown_to_xml_are_read(paper: Outlet) -> None:
    listing = read(
        f"<rss><channel><item><title>Ch&agrave;o&nbsp;b&#7841;n</title><link>{article(1)}</link></item></channel></rss>",
        paper,
    )
    assert listing.candidates[0].title == "Chào bạn"


def test_a_warning_before_the_feed_is_no_obstacle(paper: Outlet) -> None:
    listing = read(
        f"<br />\n<b>Warning</b>: x\n<?xml version='1.0'?><rss><channel><item><link>{article(1)}</link></item>", paper
    )
    assert listing.kind == "feed"
    assert urls(listing) == [article(1)]


def test_a_feed_cut_in_the_middle_gives_what_came(paper: Outlet) -> None:
    whole = "".join(f"<item><link>{article(n)}</link></item>" for n in range(20))
    listing = read(f"<rss><channel>{whole}"[:-40], paper)
    assert urls(listing)[:19] == [article(n) for n in range(19)]


def test_items_nobody_closed_are_all_read(paper: Outlet) -> None:
    listing = read(
        f"<rss><channel><item><link>{article(1)}</link><item><link>{article(2)}</link></channel></rss>", paper
    )
    assert sorted(urls(listing)) == [article(1), article(2)]


def test_declared_encodings_are_believed(paper: Outlet) -> None:
    feed = f'<?xml version="1.0" encoding="{{}}"?><rss><channel><item><title>Đồng Tháp</title><link>{article(1)}</link></item></channel></rss>'
    utf16 = read(feed.format("utf-16").encode("utf-16"), paper, "")
    latin = read(feed.format("windows-1252").replace("Đồng Tháp", "Xà").encode("cp1252"), paper, "")
    assert utf16.candidates[0].title == "Đồng Tháp"
    assert latin.candidates[0].title == "Xà"


def test_utf8_is_known_by_its_bytes_when_the_header_is_wrong(paper: Outlet) -> None:
    body = f"<rss><channel><item><title>Đồng Tháp</title><link>{article(1)}</link></item></channel></rss>"
    assert read(body, paper, "text/xml; charset=iso-8859-1").candidates[0].title == "Đồng Tháp"


def test_the_same_address_stands_once_and_order_is_kept(paper: Outlet) -> None:
    items = "".join(f"<item><link>{article(n)}</link></item>" for n in (3, 1, 3, 2, 1))
    assert urls(read(f"<rss><channel>{items}</channel></rss>", paper)) == [article(3), article(1), article(2)]


def test_fragments_go_and_relative_links_are_joined(paper: Outlet) -> None:
    listing = read(
        "<rss><channel><item><link>/mot-bai-viet-hay-lam-123456.html#comments</link></item></channel></rss>", paper
    )
    assert urls(listing) == ["https://bao.vn/mot-bai-viet-hay-lam-123456.html"]


def test_entries_of_other_hosts_are_counted_not_kept(paper: Outlet) -> None:
    listing = read(
        f"<rss><channel><item><link>{article(1)}</link></item>"
        "<item><link>https://khac.vn/mot-bai-viet-123456.html</link></item></channel></rss>",
        paper,
    )
    assert urls(listing) == [article(1)]
    assert listing.problem == "1 of 2 entries are on other hosts (khac.vn)"


def test_a_feed_without_entries_says_so(paper: Outlet) -> None:
    assert read("<rss><channel><title>x</title></channel></rss>", paper).problem == "no entries"


def test_a_web_page_in_a_feeds_place_is_a_problem_but_is_read(paper: Outlet) -> None:
    listing = read(f'<!DOCTYPE html><html><body><a href="{article(1)}">Một</a></body></html>', paper, "text/html")
    assert listing.kind == "section"
    assert urls(listing) == [article(1)]
    assert listing.problem == "a web page stands where a feed was expected"


def test_a_feed_vouches_for_short_slugs_but_not_for_sections(paper: Outlet) -> None:
    listing = read(
        "<rss><channel><item><link>https://bao.vn/gia-lua-tang</link></item>"
        "<item><link>https://bao.vn/the-thao</link></item><item><link>https://bao.vn/</link></item></channel></rss>",
        paper,
    )
    assert urls(listing) == ["https://bao.vn/gia-lua-tang"]


def test_a_declared_pattern_decides_also_in_a_feed(declared: Outlet) -> None:
    good = "https://bao.vn/kinh-te/202606/phat-huy-loi-the-62d49fc/"
    listing = read(
        f"<rss><channel><item><link>{good}</link></item><item><link>https://bao.vn/kinh-te/</link></item></channel></rss>",
        declared,
    )
    assert urls(listing) == [good]


@pytest.mark.parametrize(
    "name", "rot13 hex base64 zlib bz2 quopri uu idna punycode undefined utf-16 utf-32 tiengviet".split()
)
@pytest.mark.parametrize("content_type", ["application/rss+xml", "text/xml; charset="])
def test_a_feed_is_read_whatever_encoding_it_names(paper: Outlet, name: str, content_type: str) -> None:
    head = f'<?xml version="1.0" encoding="{name}"?>'.encode()
    body = f"<rss><channel><item><link>{article(1)}</link><title>x\xe9y</title></item></channel></rss>".encode(
        "latin-1"
    )
    header = content_type + name if content_type.endswith("=") else content_type
    assert urls(read(head + body, paper, header)) == [article(1)]


@pytest.mark.parametrize("bad", [b"\xff", b"\xed\xa0\x80", b"&#xD800;", b"&#56320;", b"&#0;", b"&#x1;", b"&#x110000;"])
def test_a_bad_byte_or_character_in_an_attribute_does_not_end_a_feed(paper: Outlet, bad: bytes) -> None:
    listing = read(
        b'<feed xmlns="http://www.w3.org/2005/Atom"><entry xml:base="%s"><link href="https://bao.vn/%s"/></entry>'
        % (bad, bad)
        + f'<entry><link href="{article(1)}"/></entry></feed>'.encode(),
        paper,
    )
    assert article(1) in urls(listing)
