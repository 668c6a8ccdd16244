"""The parsed page: its facts, its index of elements, and the bounds of what is parsed."""

from __future__ import annotations

import re
import unicodedata

import pytest

from newsarchive.extract.page import document, tree
from newsarchive.extract.page.document import Document, NotHtmlError, TooLargeError

URL = "https://bao.example/thoi-su/bai-1.html"


def parsed(body: str, head: str = "") -> Document:
    return document.parse(URL, f"<html lang=vi><head>{head}</head><body>{body}</body></html>".encode(), None)


def names(found: list[tree.Element]) -> list[str | None]:
    return [el.get("id") for el in found]


BOXES = parsed(
    '<div id="a" class="Box big"><p id="b" class="text">x</p></div><section id="c" class="box"><p id="d">y</p></section>'
)


def test_the_values_of_a_meta_name_are_kept_in_order() -> None:
    doc = parsed("", '<meta name="Author" content="Mai Lan"><meta property="author" content="Hải&amp;nbsp;Đăng">')
    assert doc.values("author") == ["Mai Lan", "Hải Đăng"]


def test_the_first_meta_name_with_a_value_wins() -> None:
    doc = parsed("", '<meta name="a" content=""><meta name="b" content="hai">')
    assert doc.first("a", "b") == "hai"


def test_the_canonical_address_is_absolute() -> None:
    assert parsed("", '<link rel="canonical" href="/bai-1.html">').canonical == "https://bao.example/bai-1.html"


def test_alternates_are_languages_and_no_feeds() -> None:
    feed = '<link rel="alternate" type="application/rss+xml" hreflang="vi" href="/rss">'
    assert parsed("", f'<link rel="alternate" hreflang="en" href="/en/">{feed}').alternates == [("en", "/en/")]


def test_json_ld_is_read_and_scripts_are_counted_and_dropped() -> None:
    script = '<script type="application/ld+json">{"@type": "NewsArticle", "headline": "Kênh Sáu Thước"}</script>'
    doc = parsed("<p>chữ<script>var a</script></p>", script)
    assert doc.linked.headline == "Kênh Sáu Thước"
    assert doc.scripts == 2
    assert tree.text_of(doc.root) == "chữ"


def test_title_language_and_headings_are_read() -> None:
    doc = parsed("<h1>Một</h1><h1>Hai</h1>", "<title> Một  | Báo </title>")
    assert (doc.title_tag, doc.html_language, len(doc.h1s)) == ("Một | Báo", "vi", 2)


@pytest.mark.parametrize(
    ("selector", "found"),
    [
        (".big", ["a"]),
        ("div.Box.big", ["a"]),
        (".box", ["c"]),  # classes compare by case, though the index does not
        ("#b.text", ["b"]),
        ("section#a", []),
        ("div.Box p", ["b"]),
        ("div.Box > p", ["b"]),
        ("div.Box div", []),
        (".box, .text", ["b", "c"]),
        ("p:last-child", ["b", "d"]),
    ],
)
def test_a_selector_finds_what_css_says(selector: str, found: list[str]) -> None:
    assert names(BOXES.select(selector)) == found


def test_elements_are_found_by_class_and_id_in_page_order() -> None:
    assert names(BOXES.with_hint(re.compile(r"text|box"))) == ["a", "b", "c"]


def test_elements_are_found_by_role() -> None:
    doc = parsed('<p id="a" data-role="Sapo">x</p><p id="b" itemprop="description">y</p>')
    assert names(doc.with_role("description", "sapo")) == ["b", "a"]


def test_the_elements_after_one_follow_in_page_order() -> None:
    (first,) = BOXES.select("#a")
    assert names(BOXES.after(first, 2)) == ["b", "c"]


@pytest.mark.parametrize("url", ["javascript:void(0)", "mailto:a@bao.example", "http://[", None, ""])
def test_what_is_no_web_address_has_no_absolute_form(url: str | None) -> None:
    assert document.absolute(URL, url) is None


def test_decomposed_vietnamese_is_composed() -> None:
    text = "Nạo vét kênh Sáu Thước"
    doc = parsed(f"<p>{unicodedata.normalize('NFD', text)}</p>")
    assert tree.text_of(doc.root) == text


@pytest.mark.parametrize("body", [b"", b"  \n", b"\x00"])
def test_no_text_is_no_html(body: bytes) -> None:
    with pytest.raises(NotHtmlError):
        document.parse(URL, body, None)


def test_too_many_elements_are_refused() -> None:
    with pytest.raises(TooLargeError, match="elements"):
        document.parse(URL, b"<i>" + b"<br>" * (document.MAX_ELEMENTS + 1), None)


def test_too_many_bytes_are_refused() -> None:
    with pytest.raises(TooLargeError, match="bytes"):
        document.parse(URL, b" " * (document.MAX_HTML_BYTES + 1), None)
