"""Page numbers in the addresses of lists."""

from __future__ import annotations

import pytest

from newsarchive.discovery.pagination import MAX_PAGE, from_template, next_page, page_of

STYLES = [
    ("https://a.vn/thoi-su", "https://a.vn/thoi-su?p={n}"),
    ("https://a.vn/thoi-su/", "https://a.vn/thoi-su/?paged={n}"),
    ("https://a.vn/thoi-su", "https://a.vn/thoi-su?page={n}"),
    ("https://a.vn/thoi-su.htm", "https://a.vn/thoi-su.htm?trang={n}"),
    ("https://a.vn/thoi-su/", "https://a.vn/thoi-su/page-{n}.html"),
    ("https://a.vn/thoi-su/", "https://a.vn/thoi-su/page-{n}/"),
    ("https://a.vn/thoi-su/", "https://a.vn/thoi-su/page/{n}/"),
    ("https://a.vn/thoi-su", "https://a.vn/thoi-su/trang-{n}"),
    ("https://a.vn/thoi-su.html", "https://a.vn/thoi-su/trang-{n}.html"),
    ("https://a.vn/thoi-su", "https://a.vn/thoi-su/trang{n}.html"),
    ("https://a.vn/chinh-tri", "https://a.vn/chinh-tri/p/{n}"),
    ("https://a.vn/chinh-tri", "https://a.vn/chinh-tri/p{n}"),
    ("https://a.vn/thoi-su", "https://a.vn/thoi-su-p{n}"),
]


@pytest.mark.parametrize(("first", "style"), STYLES)
def test_every_style_is_walked_page_by_page(first: str, style: str) -> None:
    pages = [style.format(n=n) for n in range(1, 6)]
    assert next_page(first, pages, None, None) == pages[1]
    assert next_page(pages[1], pages, None, None) == pages[2]
    assert next_page(pages[4], pages, None, None) is None


def test_a_site_that_counts_from_zero_is_walked() -> None:
    pages = [f"https://a.vn/kinh-doanh-page{n}" for n in range(4)]
    assert next_page("https://a.vn/kinh-doanh", [], pages[1], None) == pages[1]
    assert next_page(pages[1], pages, pages[2], None) == pages[2]


@pytest.mark.parametrize(
    "link",
    [
        "https://a.vn/kinh-te?p=2",  # another list
        "https://b.vn/thoi-su?p=2",  # another site
        "https://a.vn/thoi-su?p=3",  # not the next
        "https://a.vn/thoi-su?p=1",
        "https://a.vn/thoi-su?p=2&tinh=3",  # a narrower list
        "https://a.vn/thoi-su?p=-2",
        "https://a.vn/thoi-su?p=99999999999999999999",
    ],
)
def test_only_the_next_page_of_the_same_list_counts(link: str) -> None:
    assert next_page("https://a.vn/thoi-su", [link], None, None) is None


def test_what_is_marked_next_must_follow_too() -> None:
    assert next_page("https://a.vn/thoi-su?p=4", [], "https://a.vn/thoi-su?p=5", None) == "https://a.vn/thoi-su?p=5"
    assert next_page("https://a.vn/thoi-su?p=4", [], "https://a.vn/kinh-te?p=5", None) is None
    assert next_page("https://a.vn/thoi-su?p=4", [], "https://a.vn/thoi-su?p=4", None) is None


def test_numbers_that_grow_for_ever_end() -> None:
    assert next_page(f"https://a.vn/lich?p={MAX_PAGE}", [f"https://a.vn/lich?p={MAX_PAGE + 1}"], None, "?p={n}") is None


@pytest.mark.parametrize(
    ("url", "template", "following"),
    [
        ("https://a.vn/thoi-su?d=&p=7", "?p={n}", "https://a.vn/thoi-su?d=&p=8"),
        ("https://a.vn/thoi-su.htm", "/trang-{n}.htm", "https://a.vn/thoi-su/trang-2.htm"),
        ("https://a.vn/thoi-su/page-9.html", "/page-{n}.html", "https://a.vn/thoi-su/page-10.html"),
        ("https://a.vn/thoi-su", "-p{n}", "https://a.vn/thoi-su-p2"),
        ("https://a.vn/thoi-su/", "page/{n}/", "https://a.vn/thoi-su/page/2/"),
        ("https://a.vn/list?category_id=57", "?page={n}&limit=12", "https://a.vn/list?category_id=57&page=2&limit=12"),
    ],
)
def test_templates_stand_behind_the_lists_address(url: str, template: str, following: str) -> None:
    assert from_template(url, template) == following


def test_an_articles_number_is_no_page_number() -> None:
    assert page_of("https://a.vn/bai-viet-123456.html").number is None
