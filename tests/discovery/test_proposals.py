"""What is proposed for a site from what it has shown."""

from __future__ import annotations

import re

import pytest

from newsarchive.discovery import proposals
from newsarchive.outlets import load
from newsarchive.outlets.schema import Family, Select
from tests.discovery.conftest import article, page

ADDRESSES = [article(n) for n in range(10)]


@pytest.mark.parametrize(
    ("head", "name"),
    [
        ('<meta property="og:site_name" content=" Báo  Thử "><title>Khác</title>', "Báo Thử"),
        ("<title>Báo Thử - Tin tức mới nhất</title>", "Báo Thử"),
        ("<title>Báo Thử|Tin nhanh</title>", "Báo Thử"),
        ("<title>Tin tức mới nhất trong ngày và đọc báo điện tử nhanh nhất</title>", None),
        ("<title></title>", None),
        ("<p>không tên</p>", None),
    ],
)
def test_a_home_page_names_its_site(head: str, name: str | None) -> None:
    assert proposals.site_name(page(f"<html><head>{head}</head><body><p>x</p></body></html>")) == name


@pytest.mark.parametrize(
    ("paths", "pattern"),
    [
        (["/mua-sen-a{}.html"], r"^/[A-Za-z0-9-]+-a\d+\.html$"),
        (["/kinh-te/mua-sen-{}.html"], r"^/[A-Za-z0-9_-]+/[A-Za-z0-9-]+-\d{4,8}\.html$"),
        (["/kinh-te/mua-sen-{}.htm", "/a/b/mua-sen-{}.htm"], r"^/(?:[A-Za-z0-9_-]+/){1,2}[A-Za-z0-9-]+-\d{4,8}\.htm$"),
        (["/tin/{}/mua-sen-no-ro/"], None),  # ends in bare words
        (["/mua-sen-no-{}-ngay"], None),
    ],
)
def test_a_pattern_is_made_of_what_addresses_have_in_common(paths: list[str], pattern: str | None) -> None:
    urls = [f"https://bao.vn{path.format(10001 + i)}" for i in range(5) for path in paths]
    found = proposals.article_patterns(urls)
    assert found == ((pattern,) if pattern else ())
    assert all(any(re.search(p, url.removeprefix("https://bao.vn")) for p in found) for url in urls) or not found


def test_a_month_folder_and_a_hexadecimal_number_make_a_pattern() -> None:
    urls = [f"https://bao.vn/xa-hoi/2026{m:02}/mua-sen-{m:02}ab{m:02}c/" for m in range(1, 9)]
    (pattern,) = proposals.article_patterns(urls)
    assert all(re.search(pattern, url.removeprefix("https://bao.vn")) for url in urls)
    assert not re.search(pattern, "/xa-hoi/mua-sen-0ab01c1/")


def test_a_pattern_that_matches_a_list_is_not_proposed() -> None:
    assert proposals.article_patterns(ADDRESSES)
    assert proposals.article_patterns(ADDRESSES, ["https://bao.vn/kinh-te/thi-truong-2025.html"]) == ()


def test_a_pattern_that_leaves_too_much_out_is_not_proposed() -> None:
    others = [f"https://bao.vn/{word}-mot-ngay-dep-troi" for word in "abcdefgh"]
    assert proposals.article_patterns(ADDRESSES[:5] + others) == ()


def test_two_addresses_prove_nothing() -> None:
    assert proposals.article_patterns(ADDRESSES[:2]) == ()


def test_a_family_fits_by_addresses_and_pages() -> None:
    urls = [f"https://bao.vn/mua-sen-{1000000 + i}.html" for i in range(5)]
    one = page('<div class="b-maincontent"><div class="entry"><p>Chữ</p></div></div><p class="block-sc-sapo">Mở</p>')
    two = page('<h1 class="name">Tên</h1><div id="content-detail"><p>Chữ</p></div>')
    families = load().families()
    fit = proposals.family(urls, [one], families)
    assert fit == ("flat-id-1cdn", 1.0, ("body", "lead"))
    fit = proposals.family(urls, [two], families)
    assert fit is not None and fit.name == "flat-id-media-upload"
    assert proposals.family(urls, [one, two], families) is None
    assert proposals.family(urls, [page("<p>Chữ</p>")], families) is None
    assert proposals.family(urls[:2], [one], families) is None
    assert proposals.family(urls, [], families) is None


def test_a_family_without_a_selector_of_the_body_is_never_sure() -> None:
    families = {"f": Family(description="<slug>", article=("^/",), select=Select(title=("h1",)))}
    assert proposals.family(ADDRESSES, [page("<h1>Tên</h1>")], families) is None
