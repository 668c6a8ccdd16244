"""The section and the tags of an article."""

from __future__ import annotations

import json

from newsarchive.extract import taxonomy
from tests.extract.support import TITLE, parsed


def json_ld(**node: object) -> str:
    return f'<script type="application/ld+json">{json.dumps(node)}</script>'


def breadcrumb(*names: str) -> str:
    items = [{"position": i, "name": name} for i, name in enumerate(names)]
    return json_ld(**{"@type": "BreadcrumbList", "itemListElement": items})


def section(body: str = "", head: str = "", *selectors: str) -> tuple[str, str] | None:
    found = taxonomy.section(parsed(body, head=head), selectors)
    return (found.value, found.source) if found else None


def tags(body: str = "", head: str = "", *selectors: str) -> tuple[str, ...]:
    return taxonomy.tags(parsed(body, head=head), selectors)


def test_the_outlets_selector_of_the_section_comes_first() -> None:
    head = '<meta property="article:section" content="Xã hội">'
    assert section("<b class=muc>Kinh tế</b>", head, ".muc") == ("Kinh tế", "select.section .muc")


def test_the_first_section_that_the_metadata_lists_is_taken() -> None:
    head = '<meta property="article:section" content="Kinh tế, Nông nghiệp">'
    assert section(head=head) == ("Kinh tế", "meta article:section")


def test_json_ld_comes_before_meta_tags() -> None:
    head = '<meta property="article:section" content="Xã hội">'
    found = section(head=head + json_ld(**{"@type": "NewsArticle", "headline": "x", "articleSection": "Kinh tế"}))
    assert found == ("Kinh tế", "json-ld articleSection")


def test_the_home_page_is_no_section() -> None:
    head = '<meta property="article:section" content="Trang chủ">'
    assert section(head=head) is None
    assert section('<div class="breadcrumb"><a>Trang chủ</a><a>Kinh tế</a></div>', head) == ("Kinh tế", "breadcrumb")


def test_the_last_crumb_of_json_ld_is_taken_without_the_articles_title() -> None:
    head = f"<title>{TITLE}</title>" + breadcrumb("Trang chủ", "Kinh tế", TITLE)
    assert section(head=head) == ("Kinh tế", "json-ld BreadcrumbList")


def test_a_page_without_any_sign_has_no_section() -> None:
    assert section("<p>Kinh tế</p>") is None


def test_the_outlets_selector_of_the_tags_comes_first() -> None:
    assert tags("<i>kênh</i><i>lúa</i><div class=tags><a>khác</a></div>", "", "i") == ("kênh", "lúa")


def test_the_printed_tags_come_before_the_meta_tags() -> None:
    assert tags('<div class="tags"><a>#kênh</a><a>lúa</a></div>', '<meta name="keywords" content="khác">') == (
        "kênh",
        "lúa",
    )


def test_tags_in_the_foot_of_the_page_are_the_sites() -> None:
    assert tags('<footer><div class="tags"><a>kênh</a></div></footer>') == ()


def test_a_list_of_too_many_tags_is_the_sites() -> None:
    many = "".join(f"<a>thẻ {i}</a>" for i in range(31))
    assert tags(f'<div class="tags">{many}</div>', '<meta name="keywords" content="kênh; lúa">') == ("kênh", "lúa")


def test_a_tag_is_kept_once_whatever_its_case() -> None:
    assert tags(head='<meta name="keywords" content="Kênh, lúa,, kênh">') == ("Kênh", "lúa")


def test_the_keywords_of_json_ld_are_the_last_resort() -> None:
    assert tags(head=json_ld(**{"@type": "NewsArticle", "headline": "x", "keywords": "kênh, lúa"})) == ("kênh", "lúa")
