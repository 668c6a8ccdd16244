"""What is no article, and why."""

from __future__ import annotations

import gzip

import pytest

from newsarchive import outlets
from newsarchive.extract import read
from newsarchive.items import Article, NotAnArticle, Page
from tests.extract.support import FETCHED, PARAGRAPHS, URL, article, html, page, refused

HTML = ("content-type", "text/html")


@pytest.mark.parametrize("name", ["robots", "ROBOTS", "newsarchive"])
@pytest.mark.parametrize("content", ["index, noarchive", "nocache", "none"])
def test_a_crawled_page_whose_meta_forbids_archiving_is_not_kept(name: str, content: str) -> None:
    result = refused(html(head=f'<meta name="{name}" content="{content}">'))
    assert (result.outcome, result.detail) == ("noarchive", f"meta {name.lower()}: {content}")


@pytest.mark.parametrize("value", ["noarchive", "none", "newsarchive: nocache", "noindex noarchive"])
def test_a_crawled_page_whose_header_forbids_archiving_is_not_kept(value: str) -> None:
    result = refused(html(), headers=(HTML, ("X-Robots-Tag", value)))
    assert (result.outcome, result.detail) == ("noarchive", f"X-Robots-Tag: {value}")


@pytest.mark.parametrize(
    "head",
    [
        '<meta name="robots" content="noindex, nofollow">',
        '<meta name="robots" content="index, max-image-preview:none">',
        '<meta name="googlebot" content="noarchive">',
    ],
)
def test_another_directive_or_one_for_another_robot_forbids_nothing(head: str) -> None:
    assert article(html(head=head))


def test_a_header_for_another_robot_forbids_nothing() -> None:
    assert article(html(), headers=(HTML, ("X-Robots-Tag", "otherbot: noarchive")))


@pytest.mark.parametrize("origin", ["import", "commoncrawl", "wayback"])
def test_an_imported_capture_exists_already(origin: str) -> None:
    head = '<meta name="robots" content="noarchive"><meta name="newsarchive" content="none">'
    assert article(html(head=head), headers=(HTML, ("X-Robots-Tag", "noarchive")), origin=origin)


@pytest.mark.parametrize(
    ("body", "mime", "outcome"),
    [
        (b"", "text/html", "not_article"),
        (b"%PDF-1.7 ...", "text/html", "wrong_type"),
        (b"{}", "application/json", "wrong_type"),
        (b"\x89PNG\r\n\x1a\n" + b"\x00" * 100, "text/html", "wrong_type"),
        (b'<?xml version="1.0"?><rss></rss>', "text/html", "wrong_type"),
        (bytes(range(256)) * 40, "text/html", "wrong_type"),
        (b"<div>" * 3_000_000, "text/html", "too_large"),
    ],
)
def test_what_is_no_html_page(body: bytes, mime: str, outcome: str) -> None:
    assert refused(body, headers=(("content-type", mime),)).outcome == outcome


def test_a_cut_off_page_is_truncated() -> None:
    cut = Page(URL, 200, (HTML,), html().encode(), FETCHED, truncated=True)
    result = read(cut, outlets.undeclared(URL))
    assert isinstance(result, NotAnArticle)
    assert result.outcome == "truncated"


def test_an_error_status_is_no_article() -> None:
    assert refused(html(), status=404).reason == "error_page"


def test_gzip_under_html_is_read() -> None:
    assert article(gzip.compress(html().encode()))


def test_the_outlet_may_say_what_no_article_is() -> None:
    outlet = outlets.Outlet(key="p", name="P", home="https://bao.example/", not_article=(r"^/thoi-su/",))
    result = read(page(html()), outlet)
    assert isinstance(result, NotAnArticle)
    assert result.outcome == "not_article"


def test_an_old_address_that_no_pattern_fits_is_still_an_article_by_its_content() -> None:
    outlet = outlets.Outlet(key="p", name="P", home="https://bao.example/", article=(r"-\d{18}\.htm$",))
    head = '<script type="application/ld+json">{"@type": "NewsArticle", "headline": "x", "datePublished": "2026-03-09"}</script>'
    assert isinstance(read(page(html(head=head, body=PARAGRAPHS * 2)), outlet), Article)


def test_a_live_blog_is_kept_and_flagged() -> None:
    head = '<script type="application/ld+json">{"@type": "LiveBlogPosting", "headline": "x"}</script>'
    assert article(html(head=head)).form == "live_blog"


def test_a_paywall_stub_is_kept_and_flagged() -> None:
    head = '<script type="application/ld+json">{"@type": "NewsArticle", "headline": "x", "isAccessibleForFree": false}</script>'
    assert article(html(head=head)).form == "paywall_stub"
