"""What is read of the languages in which a page says that its piece stands elsewhere."""

from __future__ import annotations

import pytest

from tests.extract.support import URL, article, html

ENGLISH = "https://bao.example/en/news/dredging-of-sau-thuoc-canal-100202.html"
KOREAN = "https://bao.example/ko/100203.html"


def link(language: str, href: str, more: str = "") -> str:
    return f'<link rel="alternate" hreflang="{language}" href="{href}" {more}>'


def languages(*links: str) -> dict[str, str]:
    return {a.language: a.url for a in article(html(head="".join(links))).alternates}


def test_other_languages_are_read_in_the_order_of_their_tags() -> None:
    found = article(html(head=link("ko", "/ko/100203.html") + link("en", ENGLISH)))
    assert [(a.language, a.url) for a in found.alternates] == [("en", ENGLISH), ("ko", KOREAN)]


def test_the_page_s_own_language_is_no_other_one() -> None:
    assert languages(link("vi", URL), link("vi-VN", URL + "?a=1"), link("en", ENGLISH)) == {"en": ENGLISH}


def test_the_address_for_all_other_languages_is_kept_beside_others_only() -> None:
    assert languages(link("vi", URL), link("x-default", URL)) == {}
    assert languages(link("en", ENGLISH), link("x-default", URL)) == {"en": ENGLISH, "x-default": URL}


@pytest.mark.parametrize("home", ["https://bao.example/", "https://en.bao.example", "/"])
def test_a_home_page_is_no_version_of_an_article(home: str) -> None:
    assert languages(link("en", home), link("x-default", home)) == {}


def test_the_page_itself_is_no_version_of_itself_whatever_its_tag_says() -> None:
    assert languages(link("en-us", URL)) == {}


@pytest.mark.parametrize(
    ("tag", "read"), [("en_US", "en-us"), ("EN", "en"), ("zh-Hans", "zh-hans"), ("cn", "zh"), (" ko ", "ko")]
)
def test_tags_are_read_as_they_are_meant(tag: str, read: str) -> None:
    assert languages(link(tag, ENGLISH)) == {read: ENGLISH}


def test_the_country_in_place_of_the_language_is_the_page_s_own_language() -> None:
    assert languages(link("vn", URL + "?b=2")) == {}


@pytest.mark.parametrize("tag", ["", "English (US)", "x", "e" * 500, "en-" + "a" * 40, "<b>"])
def test_what_is_no_language_tag_is_left_out(tag: str) -> None:
    assert languages(link(tag, ENGLISH)) == {}


@pytest.mark.parametrize("href", ["", "javascript:void(0)", "https://", "http://[", "mailto:a@bao.example"])
def test_what_is_no_address_is_left_out(href: str) -> None:
    assert languages(link("en", href)) == {}


def test_the_first_of_two_addresses_of_a_language_counts() -> None:
    assert languages(link("en", ENGLISH), link("en", KOREAN)) == {"en": ENGLISH}


def test_a_feed_or_style_sheet_is_no_version() -> None:
    feed = '<link rel="alternate" type="application/rss+xml" hreflang="en" href="/en/rss">'
    assert languages(feed, '<link rel="stylesheet" hreflang="en" href="/en.css">') == {}


def test_a_page_of_ten_thousand_languages_is_bounded() -> None:
    tags = [f"{a}{b}{c}" for a in "abcdefghij" for b in "abcdefghij" for c in "abcdefghij"] * 10
    assert len(article(html(head="".join(link(t, ENGLISH) for t in tags))).alternates) <= 50
