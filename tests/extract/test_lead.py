"""The lead printed between headline and body."""

from __future__ import annotations

import pytest

from newsarchive.extract import lead
from newsarchive.extract.page import document
from newsarchive.extract.page.document import Document
from tests.extract.support import LEAD, PARAGRAPHS, URL

DESCRIBED = f'<meta property="og:description" content="{LEAD[:80]}...">'


def parsed(body: str, head: str = "") -> Document:
    return document.parse(URL, f"<html><head>{head}</head><body><h1>Tiêu đề</h1>{body}</body></html>".encode(), None)


def found(body: str, head: str = "", selectors: tuple[str, ...] = ()) -> tuple[str, str] | None:
    """The lead and the rule that found it."""
    doc = parsed(body, head)
    result = lead.visible(doc, selectors, doc.h1s[0])
    return (result[0].value, result[0].rule) if result else None


def test_the_outlets_selector_decides() -> None:
    body = f'<p class="x">{LEAD}</p><p class="sapo">{PARAGRAPHS[0]}</p>'
    assert found(body, selectors=("#none", ".x")) == (LEAD, "outlet's selector")


@pytest.mark.parametrize("attribute", ['class="sapo"', 'class="box-sapo"', 'data-role="sapo"'])
def test_an_element_called_sapo_is_the_lead(attribute: str) -> None:
    assert found(f"<p {attribute}>{LEAD}</p>") == (LEAD, "lead element")


def test_another_name_needs_the_pages_description_to_agree() -> None:
    assert found(f'<p class="summary">{LEAD}</p>', DESCRIBED) == (LEAD, "lead element")
    assert found(f'<p class="summary">{LEAD}</p>') is None


def test_the_description_printed_by_the_title_is_the_lead_whatever_its_name() -> None:
    assert found(f"<p>{LEAD}</p>", DESCRIBED) == (LEAD, "printed description")


def test_a_lead_before_the_title_is_none() -> None:
    doc = document.parse(URL, f'<html><body><p class="sapo">{LEAD}</p><h1>Tiêu đề</h1></body></html>'.encode(), None)
    assert lead.visible(doc, (), doc.h1s[0]) is None


@pytest.mark.parametrize("tag", ["figure", "li", "aside"])
def test_what_is_in_a_list_or_figure_is_no_lead(tag: str) -> None:
    assert found(f'<{tag}><p class="sapo">{LEAD}</p></{tag}>') is None


@pytest.mark.parametrize("text", ["Nước đã về.", LEAD * 12])
def test_a_text_too_short_or_too_long_is_no_lead(text: str) -> None:
    assert found(f'<p class="sapo">{text}</p>') is None


def test_the_place_glued_to_the_front_and_links_to_other_articles_are_left_out() -> None:
    markup = f'<p id=x><span class="location">VĨNH LONG</span>{LEAD}<ul><li>Tin khác</li></ul></p>'
    doc = parsed(f"<div id=y>{markup}</div>")
    assert lead.lead_text(doc.select("#y")[0]) == LEAD


def test_a_place_inside_the_lead_stays() -> None:
    (el,) = parsed('<p id=x>Nước về <span class="place">Vĩnh Long</span> sáng nay</p>').select("#x")
    assert lead.lead_text(el) == "Nước về Vĩnh Long sáng nay"


def test_a_description_is_the_last_resort_unless_it_is_cut_off() -> None:
    whole = lead.described(parsed("", f'<meta name="description" content="{LEAD}">'))
    assert whole is not None
    assert (whole.value, whole.source) == (LEAD, "meta description")
    assert lead.described(parsed("", DESCRIBED)) is None
