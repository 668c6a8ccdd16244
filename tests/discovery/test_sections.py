"""Home and section pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from newsarchive import discovery

from .conftest import article, page

if TYPE_CHECKING:
    from newsarchive.items import Listing
    from newsarchive.outlets import Outlet

HOME = "https://bao.vn/"
SECTION = "https://bao.vn/kinh-te/"


def read(body: str | bytes, outlet: Outlet, url: str = SECTION) -> Listing:
    return discovery.read(page(body, url), outlet, "list")


def urls(listing: Listing, role: str = "article") -> list[str]:
    return [c.url for c in listing.candidates if c.role == role]


def links(*targets: str) -> str:
    return "".join(f'<p><a href="{t}">Tin</a></p>' for t in targets)


def test_articles_are_found_in_page_order_once_with_their_title(paper: Outlet) -> None:
    listing = read(
        f'<a href="{article(2)}"><img src="x.jpg"></a><a href="{article(1)}">Một</a>'
        f'<h3><a href="{article(2)}#binh-luan"> Giá lúa\n <b>tăng</b></a></h3>',
        paper,
    )
    assert listing.kind == "section"
    assert [(c.url, c.title) for c in listing.candidates] == [(article(2), "Giá lúa tăng"), (article(1), "Một")]


def test_relative_links_follow_the_base_element(paper: Outlet) -> None:
    listing = read(f"<base href='https://bao.vn/tin/'>{links('mot-bai-viet-hay-123456.html')}", paper)
    assert urls(listing) == ["https://bao.vn/tin/mot-bai-viet-hay-123456.html"]


def test_a_base_on_another_site_is_said(paper: Outlet) -> None:
    listing = read(f"<base href='http://cu.khac.vn/'>{links('/mot-bai-viet-hay-123456.html', article(1))}", paper)
    assert urls(listing) == [article(1)]
    assert listing.problem == "its relative links lead to another site (base href http://cu.khac.vn/)"


def test_other_sites_and_other_schemes_are_left_out(paper: Outlet) -> None:
    bad = ("https://khac.vn/mot-bai-viet-123456.html", "javascript:void(0)", "mailto:a@bao.vn", "tel:123", "#", "")
    assert read(links(*bad), paper).candidates == ()


def test_the_mobile_twin_is_the_same_site(paper: Outlet) -> None:
    assert urls(read(links("https://m.bao.vn/mot-bai-viet-hay-123456.html"), paper)) == [
        "https://m.bao.vn/mot-bai-viet-hay-123456.html"
    ]


@pytest.mark.parametrize("rel", ["nofollow", "ugc nofollow sponsored"])
def test_a_links_nofollow_is_no_ban(paper: Outlet, rel: str) -> None:
    assert urls(read(f'<a rel="{rel}" href="{article(1)}">Một</a>', paper)) == [article(1)]


@pytest.mark.parametrize("content", ["noindex, nofollow", "NONE"])
def test_a_pages_nofollow_is_honoured_and_said(paper: Outlet, content: str) -> None:
    listing = read(f'<meta name="robots" content="{content}">{links(article(1))}', paper)
    assert listing.candidates == ()
    assert listing.problem == "the page asks (meta robots nofollow) that its links not be followed"


def test_feeds_named_in_the_head_are_candidates(paper: Outlet) -> None:
    listing = read(
        '<link rel="alternate" type="application/rss+xml" href="/rss/tin-moi.rss">'
        '<link rel="alternate" type="application/atom+xml" href="/a.atom">'
        '<link rel="alternate" hreflang="en" href="/en/"><link rel="alternate" type="application/rss+xml" href="/comments/feed/">',
        paper,
    )
    assert urls(listing, "feed") == ["https://bao.vn/rss/tin-moi.rss", "https://bao.vn/a.atom"]


def test_feeds_that_are_only_linked_to_are_candidates_too(paper: Outlet) -> None:
    body = links("/thoi-su.rss", "/rss/kinh-te.rss", "/rss.html")
    assert urls(read(body, paper), "feed") == ["https://bao.vn/thoi-su.rss", "https://bao.vn/rss/kinh-te.rss"]
    named = '<link rel="alternate" type="application/rss+xml" href="/moi.rss">'
    assert urls(read(named + body, paper), "feed") == ["https://bao.vn/moi.rss"]


def test_sections_come_from_the_home_page_menu_first(paper: Outlet) -> None:
    body = (
        f"<p><a href='/ban-doc'>Bạn đọc</a></p><nav><a href='/thoi-su.html'>Thời sự</a><a href='/kinh-te/nong-nghiep'>Nông nghiệp</a>"
        f"<a href='/du-lich'>Du lịch</a></nav>{links(article(1))}"
    )
    home = read(body, paper, HOME)
    assert urls(home, "list") == [
        "https://bao.vn/thoi-su.html",
        "https://bao.vn/du-lich",
        "https://bao.vn/kinh-te/nong-nghiep",
        "https://bao.vn/ban-doc",
    ]
    assert urls(home) == [article(1)]
    assert urls(read(body, paper, SECTION), "list") == []


@pytest.mark.parametrize(
    "target",
    [
        "/tag/lua-gao", "/tim-kiem", "/dang-nhap.html", "/video", "/tac-gia/nguyen-an-12.html", "/lien-he", "/anh/a.jpg", "/rss.html",
        "/bao-in.pdf", "/thoi-su?p=2", "/thoi-su/trang-2.html", "/su-kien/lu-lut-mien-trung-123.html", "/", "https://khac.vn/thoi-su",
        "/thoi-tiet", "/a/b/c/d",
    ],
)  # fmt: skip
def test_what_is_no_section(paper: Outlet, target: str) -> None:
    assert urls(read(f"<nav><a href='{target}'>x</a></nav>", paper, HOME), "list") == []


def test_sections_are_bounded(paper: Outlet) -> None:
    menu = "".join(f"<a href='/muc-{'abcdefghijkl'[n % 12]}-{'abcdefghijkl'[n // 12]}'>x</a>" for n in range(144))
    assert len(urls(read(f"<nav>{menu}</nav>", paper, HOME), "list")) == 60


def test_long_named_sections_are_told_from_numbered_articles(paper: Outlet) -> None:
    listing = read(links("/truy-vet-tin-gia-mang", *(article(n) for n in range(8))), paper)
    assert urls(listing) == [article(n) for n in range(8)]


def test_a_very_long_slug_is_an_article_also_among_numbered_ones(paper: Outlet) -> None:
    slug = "https://bao.vn/mua-lon-gay-ngap-nhieu-noi-o-thanh-pho"
    assert slug in urls(read(links(slug, *(article(n) for n in range(8))), paper))


def test_where_articles_have_no_number_a_long_slug_is_one(paper: Outlet) -> None:
    slugs = ["/gia-lua-tang-manh-dau-vu.htm", "/mua-lon-gay-ngap-nhieu-noi.htm"]
    body = f"<nav><a href='/khung-phap-ly-dau-tu.htm'>Khung</a><a href='{slugs[0]}'>Mới</a></nav>{links(*slugs)}"
    assert urls(read(body, paper)) == [f"https://bao.vn{s}" for s in slugs]


def test_declared_patterns_decide(declared: Outlet) -> None:
    good = "https://cu.bao.vn/kinh-te/202606/phat-huy-loi-the-62d49fc/"
    assert urls(read(links(good, article(1)), declared)) == [good]


def test_the_page_itself_is_no_candidate(paper: Outlet) -> None:
    assert urls(read(links(article(1), article(2)), paper, article(1))) == [article(2)]


def test_vietnamese_letters_and_spaces_are_encoded(paper: Outlet) -> None:
    listing = read('<a href="/tin/gạo tám thơm ngon-123456.html">x</a>', paper)
    assert urls(listing) == ["https://bao.vn/tin/g%E1%BA%A1o%20t%C3%A1m%20th%C6%A1m%20ngon-123456.html"]


def test_a_million_links_are_bounded_and_said(paper: Outlet) -> None:
    listing = read("".join(f'<a href="/bai-viet-so-{n}-{100000 + n}.html">x</a>' for n in range(60_000)), paper)
    assert len(listing.candidates) == 50_000
    assert listing.problem == "more than 50000 links; the rest was not read"


def test_garbage_is_no_list(paper: Outlet) -> None:
    for body in (b"\x00\xff" * 1000, b"<" * 10_000, b"{}", bytes(range(256))):
        listing = read(body, paper)
        assert (listing.kind, listing.candidates) == ("none", ())
        assert listing.problem


def test_unclosed_nesting_is_bounded(paper: Outlet) -> None:
    listing = read(links(article(1)) + "<div>" * 200_000 + links(article(2)), paper)
    assert article(1) in urls(listing)


@pytest.mark.parametrize(
    ("url", "link", "following"),
    [
        (SECTION, "?p=2&d=", "https://bao.vn/kinh-te/?p=2&d="),
        ("https://bao.vn/kinh-te/?paged=2", "?paged=3", "https://bao.vn/kinh-te/?paged=3"),
        (SECTION, "/kinh-te/page-2.html", "https://bao.vn/kinh-te/page-2.html"),
        ("https://bao.vn/kinh-te.htm", "/kinh-te/trang-2.htm", "https://bao.vn/kinh-te/trang-2.htm"),
    ],
)
def test_the_next_page_is_found(paper: Outlet, url: str, link: str, following: str) -> None:
    assert read(links(article(1), link), paper, url).next_page == following


def test_a_template_gives_the_next_page_while_there_are_articles(declared: Outlet) -> None:
    outlet = declared.model_copy(update={"pagination": "?paged={n}"})
    good = "https://bao.vn/kinh-te/202606/phat-huy-loi-the-62d49fc/"
    assert read(links(good), outlet).next_page == "https://bao.vn/kinh-te/?paged=2"
    assert read(links("/x"), outlet).next_page is None
