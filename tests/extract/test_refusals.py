"""Which pages are no articles, and why."""

from __future__ import annotations

import gzip
from dataclasses import replace

import pytest

from newsarchive import outlets
from newsarchive.extract import read, refusals
from newsarchive.extract.page import document
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


def test_the_outlet_may_say_what_is_no_article() -> None:
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


def reason_by_address(url: str, title: str = "") -> str | None:
    source = f"<html><head><title>{title}</title></head><body></body></html>".encode()
    doc = document.parse(url, source, None)
    refusal = refusals.refuse_by_address(page(source, url=url), outlets.undeclared(url), doc)
    return refusal.reason if refusal else None


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("/", "home"),
        ("/index.html", "home"),
        ("/?p=12", None),
        ("/thoi-su/bai-1.html", None),
        ("/in-bai/bai-1.html", "print"),
        ("/bai-1.html?print=1", "print"),
        ("/bai-1.html?print=0", None),
        ("/tag/kenh-sau-thuoc/", "tag"),
        ("/tac-gia/mai-lan/", "section"),
        ("/tac-gia/mai-lan-viet-ve-kenh-100201.html", None),
    ],
)
def test_an_address_may_say_that_the_page_is_no_article(path: str, reason: str | None) -> None:
    assert reason_by_address(f"https://bao.example{path}") == reason


@pytest.mark.parametrize("title", ["404 - Báo Kênh Mới", "Không tìm thấy trang", "Page not found"])
def test_a_title_may_say_that_the_page_is_an_error(title: str) -> None:
    assert reason_by_address("https://bao.example/thoi-su/bai-1.html", title) == "error_page"


def test_a_number_in_a_title_is_no_error() -> None:
    assert reason_by_address("https://bao.example/thoi-su/bai-1.html", "Xã có 404 hộ dùng nước sạch") is None


ENOUGH = refusals.Content(
    text="\n\n".join(PARAGRAPHS * 3),
    title="Nạo vét kênh Sáu Thước",
    paragraphs=9,
    pictures=0,
    has_date=True,
    scripts=False,
    link_share=0.0,
    link_lines=0,
)


def reason_by_content(
    content: refusals.Content, *, path: str = "/thoi-su/nao-vet-kenh-sau-thuoc-dan-vui.html", head: str = ""
) -> str | None:
    url = f"https://bao.example{path}"
    doc = document.parse(url, f"<html><head>{head}</head><body></body></html>".encode(), None)
    refusal = refusals.refuse(url, outlets.undeclared(url), doc, content)
    return refusal.reason if refusal else None


def test_a_dated_text_of_some_length_is_an_article() -> None:
    assert reason_by_content(ENOUGH) is None


@pytest.mark.parametrize(
    ("path", "pictures", "scripts", "text", "reason"),
    [
        ("/video/le-ra-quan-nao-vet-kenh-100201.html", 0, False, "", "video"),
        ("/podcast/le-ra-quan-nao-vet-kenh-100201.html", 0, False, "", "podcast"),
        ("/infographic/le-ra-quan-nao-vet-kenh-100201.html", 0, False, "", "infographic"),
        ("/le-ra-quan-nao-vet-kenh-100201.html", 4, False, "", "gallery"),
        ("/le-ra-quan-nao-vet-kenh-100201.html", 0, True, "", "script_only"),
        ("/le-ra-quan-nao-vet-kenh-100201.html", 0, False, "", "empty"),
        ("/le-ra-quan-nao-vet-kenh-100201.html", 0, False, "Nước đã về.", "too_short"),
        ("/thoi-su", 0, False, "Nước đã về.", "section"),
    ],
)
def test_a_page_without_enough_text_is_refused_as_what_it_is(
    path: str, pictures: int, scripts: bool, text: str, reason: str
) -> None:
    content = replace(ENOUGH, text=text, pictures=pictures, scripts=scripts, paragraphs=bool(text))
    assert reason_by_content(content, path=path) == reason


def test_japanese_text_is_measured_by_its_characters() -> None:
    assert not replace(ENOUGH, text="水" * refusals.MIN_CHARS).is_short
    assert replace(ENOUGH, text="x" * refusals.MIN_CHARS).is_short


def test_a_film_with_a_description_is_no_article() -> None:
    content = replace(ENOUGH, text=PARAGRAPHS[0] + " " + PARAGRAPHS[1])
    film = '<meta property="og:type" content="video.other">'
    assert reason_by_content(content, path="/video/le-ra-quan-nao-vet-kenh-100201.html", head=film) == "video"
    assert reason_by_content(content, path="/video/le-ra-quan-nao-vet-kenh-100201.html") is None


def test_a_page_without_a_title_is_no_article() -> None:
    assert reason_by_content(replace(ENOUGH, title=None)) == "section"


def test_many_headlines_of_other_articles_make_a_list() -> None:
    assert reason_by_content(replace(ENOUGH, link_share=0.6, link_lines=20)) == "section"
    assert reason_by_content(replace(ENOUGH, link_share=0.6, link_lines=2)) is None


def test_what_the_page_calls_itself_counts() -> None:
    content = replace(ENOUGH, has_date=False, link_share=0.2)
    news = '<script type="application/ld+json">{"@type": "NewsArticle"}</script>'
    assert reason_by_content(content, path="/thoi-su") == "section"
    assert reason_by_content(content, path="/thoi-su", head=news) is None


def test_a_notice_that_asks_for_payment_makes_a_stub() -> None:
    notice = '<div class="paywall">Đăng nhập để đọc tiếp bài này</div>'
    doc = document.parse("https://bao.example/", f"<html><body>{notice}</body></html>".encode(), None)
    assert refusals.form(doc, photo_essay=False, text="Nước đã về.") == "paywall_stub"
    assert refusals.form(doc, photo_essay=False, text="x" * refusals.SHORT_CHARS) == "article"
