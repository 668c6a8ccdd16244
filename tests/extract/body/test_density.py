"""How much text each element of a tree holds."""

from __future__ import annotations

from lxml import etree

from newsarchive.extract.body.density import Measures
from newsarchive.extract.page import tree
from tests.extract.support import PARAGRAPHS

LONG = PARAGRAPHS[0]


def measured(markup: str) -> tuple[Measures, tree.Element]:
    root = tree.select(etree.HTML(f"<div id=c>{markup}</div>"), "#c")[0]
    return Measures(list(root.iter())), root


def test_all_text_below_an_element_counts() -> None:
    measures, root = measured("<p>một <b>hai</b> ba</p><ul><li>bốn</li></ul>")
    assert measures.full(root) == len("mộthaibabốn")


def test_a_paragraph_has_its_words_and_those_in_links() -> None:
    measures, root = measured(f'<p>{LONG}<a href="/x">nối</a></p>')
    assert measures.paragraphs == [(root[0], len(LONG) + 3, 3)]


def test_a_short_line_is_no_paragraph() -> None:
    assert measured("<p>Trang chủ</p>")[0].paragraphs == []


def test_a_box_around_paragraphs_is_none_itself() -> None:
    measures, root = measured(f"<section><p>{LONG}</p></section>")
    assert [el for el, _, _ in measures.paragraphs] == [root[0][0]]


def test_a_box_of_names_in_spans_is_no_paragraph() -> None:
    names = " | ".join(f"<span>{name}</span>" for name in ("Thời sự trong ngày", "Kinh tế", "Đời sống"))
    assert measured(f"<div>{names}</div>")[0].paragraphs == []


def test_paragraphs_that_are_mostly_links_do_not_run() -> None:
    measures, root = measured(f'<p>{LONG}</p><p><a href="/x">{LONG}</a></p>')
    assert measures.running_paragraphs() == [(root[0], len(LONG))]
    assert measures.running() == len(LONG)
