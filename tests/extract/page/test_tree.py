"""Small questions to a parsed tree."""

from __future__ import annotations

from lxml import etree

from newsarchive.extract.page import tree

ROOT = etree.HTML('<div id="outer"><p>một <b>hai</b> ba</p></div><p>bốn</p>')
OUTER, FIRST, BOLD, SECOND = (tree.select(ROOT, s)[0] for s in ("#outer", "#outer p", "b", "body > p"))


def test_the_text_of_an_element_is_all_below_it() -> None:
    assert tree.text_of(FIRST) == "một hai ba"
    assert tree.text_of(SECOND) == "bốn"


def test_the_text_is_cut_at_the_limit() -> None:
    assert tree.text_of(FIRST, 5) == "một h"


def test_a_selector_of_what_a_saved_page_cannot_show_finds_nothing() -> None:
    assert tree.select(ROOT, "p:hover") == []


def test_an_element_is_inside_its_ancestors_alone() -> None:
    assert tree.is_inside(BOLD, OUTER)
    assert not tree.is_inside(SECOND, OUTER)
    assert not tree.is_inside(OUTER, OUTER)


def test_ancestors_are_found_by_their_tags() -> None:
    assert tree.has_ancestor(BOLD, ("p", "li"))
    assert not tree.has_ancestor(FIRST, ("p", "li"))
