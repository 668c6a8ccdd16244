"""Which element holds the article's body."""

from __future__ import annotations

from newsarchive.extract.body import container
from newsarchive.extract.page import document
from newsarchive.extract.page.document import Document
from tests.extract.support import PARAGRAPHS, URL

TEXT = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)


def parsed(body: str) -> Document:
    return document.parse(URL, f"<html><body>{body}</body></html>".encode(), None)


def found(body: str) -> tuple[str | None, str] | None:
    """The id of the container and the rule; the title's heading is the first h1."""
    doc = parsed(body)
    result = container.find(doc, doc.h1s[0] if doc.h1s else None)
    return (result[0].get("id"), result[1]) if result else None


def test_the_box_with_the_densest_text_is_the_body() -> None:
    assert found(f'<div id="a"><p>Trang chủ</p></div><div id="b">{TEXT}</div>') == ("b", "densest text")


def test_a_box_of_a_known_name_wins_over_what_is_around_it() -> None:
    assert found(f'<div id="a"><div id="b" class="post-content">{TEXT}</div></div>') == ("b", "known name")


def test_the_innermost_box_of_a_known_name_with_nearly_all_text_wins() -> None:
    inner = f'<div id="b" class="entry-content">{TEXT}</div>'
    assert found(f'<div id="a" class="post-content"><p>{PARAGRAPHS[0][:50]}</p>{inner}</div>') == ("b", "known name")


def test_a_box_of_a_known_name_with_little_text_does_not_win() -> None:
    small = f'<div id="a" class="post-content"><p>{PARAGRAPHS[0][:60]}</p></div>'
    assert found(f'{small}<div id="b">{TEXT * 3}</div>') == ("b", "densest text")


def test_text_in_furniture_counts_less() -> None:
    body = f'<aside id="a">{TEXT * 4}</aside><div id="b">{TEXT * 3}</div><footer>{TEXT * 4}</footer>'
    assert found(body) == ("b", "densest text")


def test_a_box_with_most_of_the_text_is_no_furniture_whatever_its_name() -> None:
    assert found(f'<div id="a" class="promo">{TEXT}{TEXT}</div><div id="b">{TEXT}</div>') == ("a", "densest text")


def test_text_in_teasers_of_other_articles_counts_less() -> None:
    teasers = f"<article>{TEXT}</article>" * 5
    own = f'<div id="own"><p>{PARAGRAPHS[0]}</p><p>{PARAGRAPHS[1]}</p></div>'
    assert found(f'<h1>Tiêu đề</h1>{own}<div id="more">{teasers}</div>') == ("own", "densest text")


def test_text_before_the_title_counts_less() -> None:
    body = f'<div id="a">{TEXT}<p>{PARAGRAPHS[0]}</p></div><h1>Tiêu đề</h1><div id="b">{TEXT}</div>'
    assert found(body) == ("b", "densest text")


def test_the_titles_own_article_wins_where_several_are_side_by_side() -> None:
    first = f'<article id="a"><h1>Tiêu đề</h1>{TEXT}</article>'
    assert found(f'<div id="box">{first}<article id="b">{TEXT}</article></div>') == ("a", "the title's article")


def test_a_body_cut_in_two_boxes_is_taken_whole() -> None:
    half = f'<div class="half">{TEXT}</div>'
    assert found(f'<main><div id="both">{half}{half}</div></main>') == ("both", "densest text")


def test_links_alone_are_no_body() -> None:
    links = "".join(f'<p><a href="/x">{paragraph}</a></p>' for paragraph in PARAGRAPHS)
    assert found(f"<div>{links}</div>") is None


def test_the_first_selector_that_finds_text_decides() -> None:
    doc = parsed(f'<div id="a"></div><div id="b">{TEXT}</div>')
    result = container.declared(doc, ("#none", "#a", "#b"))
    assert result is not None
    assert (result[0].get("id"), result[1]) == ("b", "#b")


def test_the_tightest_known_box_in_what_a_selector_finds_is_taken() -> None:
    doc = parsed(f'<div id="a"><p>Trang chủ</p><div id="b" class="entry-content">{TEXT}</div></div>')
    result = container.declared(doc, ("#a",))
    assert result is not None
    assert result[0].get("id") == "b"


def test_white_space_counts_once_in_the_length_of_a_text() -> None:
    (el,) = parsed('<p id="a">  Nước \n\n <b>đã</b>   về </p>').select("#a")
    assert container.text_length(el) == len("Nước đã về")
