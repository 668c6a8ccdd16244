"""Find the lead (sapo): the paragraph set between headline and body."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from newsarchive.extract.body.captions import key
from newsarchive.extract.page import furniture, tree
from newsarchive.extract.values import FieldValue
from newsarchive.text import clean

if TYPE_CHECKING:
    from collections.abc import Sequence

    from newsarchive.extract.page.document import Document
    from newsarchive.extract.page.tree import Element

_NO_LEAD_INSIDE = frozenset(("figure", "aside", "footer", "li", "nav", "figcaption"))
_TAGS = frozenset(("p", "h2", "h3", "h4", "div", "strong", "span", "section"))
_TAGS_NEAR_TITLE = ("p", "h2", "h3", "h4", "div", "strong")
_BLOCKS = ("p", "div", "ul", "h1", "h2", "h3", "article", "section", "figure")
_LEAD_NAME = re.compile(
    r"sapo|(?:lead|desc(?:ription)?|summary|chapp?eau|standfirst|intro|abstract|excerpt|p?head|txt-head|a?bs|deck|dek|"
    r"sub_first_content|text-intro|box-des-detail|sub-?title|lead-?(?:text|in|paragraph))(?![a-z0-9])"
)
_PLACE_NAME = re.compile(r"location|stamp|place|dateline|dia-?danh", re.I)
MAX_CHARS = 1200
_ENOUGH = 0.9
"""The score from which a marked element is the lead."""


def visible(doc: Document, selectors: Sequence[str], title_el: Element | None) -> tuple[FieldValue, Element] | None:
    """Return the lead printed in an element of its own, and the element; None where none is found.

    The outlet's selectors decide, then elements that are named as leads, then the printed description by the title.
    """
    for selector in selectors:
        for el in doc.select(selector):
            text = lead_text(el)
            if len(text) >= 20:
                return FieldValue(text, f"select.lead {selector}", text, "outlet's selector"), el
    descriptions = [
        key(raw.rstrip(" .…"))
        for raw in (doc.linked.description, doc.first("og:description"), doc.first("description"))
        if raw
    ]
    return _named(doc, title_el, descriptions) or _near_title(doc, title_el, descriptions)


def _named(doc: Document, title_el: Element | None, descriptions: list[str]) -> tuple[FieldValue, Element] | None:
    """The element named as a lead that agrees best with the page's description, the first of equals."""
    marked = doc.with_role("sapo")
    title_place = doc.position.get(title_el, -1) if title_el is not None else -1
    best, best_score = None, 0.0
    for el in marked + doc.with_role("description") + doc.with_hint(_LEAD_NAME):
        if el.tag not in _TAGS or doc.position[el] <= title_place:
            continue
        text = _text_if_possible(el, 30)
        if not text:
            continue
        score = _agreement(key(text), descriptions) + 0.5 * (title_el is not None)
        score += 0.6 * ("sapo" in furniture.hints(el).lower() or el in marked)
        if score >= _ENOUGH and score > best_score + 1e-9:
            best, best_score = (text, el), score
    if best is None:
        return None
    text, el = best
    label = (el.get("class") or el.get("data-role") or el.get("id") or "")[:60]
    return FieldValue(text, f"element {el.tag}.{label}", text, "lead element"), el


def _near_title(doc: Document, title_el: Element | None, descriptions: list[str]) -> tuple[FieldValue, Element] | None:
    """The paragraph soon after the title that is the page's description, whatever its class."""
    long = [description for description in descriptions if len(description) >= 40]
    if title_el is None or not long:
        return None
    for el in doc.after(title_el, 80):
        text = _text_if_possible(el, 50) if _is_paragraph(el) else ""
        if text and key(text).startswith(tuple(long)):
            return FieldValue(text, f"element {el.tag} after the title", text, "printed description"), el
    return None


def _is_paragraph(el: Element) -> bool:
    return el.tag in _TAGS_NEAR_TITLE and not any(child.tag in _BLOCKS for child in el)


def _text_if_possible(el: Element, min_chars: int) -> str:
    """The text of an element that may be a lead by its place and length; empty for others."""
    if tree.has_ancestor(el, _NO_LEAD_INSIDE):
        return ""
    text = lead_text(el)
    return text if min_chars <= len(text) <= MAX_CHARS else ""


def lead_text(el: Element) -> str:
    """Return the text of a lead element without a place name glued to its front and without links to other articles."""
    parts: list[str] = []
    _collect(el, parts, 0)
    return clean("".join(parts))


def _collect(el: Element, parts: list[str], depth: int) -> None:
    """Add the pieces of text below an element to `parts`."""
    if el.text:
        parts.append(el.text)
    for child in el:
        if isinstance(child.tag, str) and depth < 20:
            if _is_no_lead(child):
                parts.append(" ")
            elif not _PLACE_NAME.search(furniture.hints(child)) or "".join(parts).strip():
                space = [" "] if child.tag in ("p", "div") else []
                parts += space
                _collect(child, parts, depth + 1)
                parts += space
        if child.tail:
            parts.append(child.tail)


def _is_no_lead(el: Element) -> bool:
    return el.tag in ("br", "ul", "ol", "figure", "table") or el.tag in furniture.SKIPPED_TAGS or furniture.is_noise(el)


def _agreement(folded: str, descriptions: list[str]) -> float:
    """1 when the element is what the page gives as description, possibly cut short or without its prefix."""
    for description in descriptions:
        n = min(len(description), len(folded), 60)
        if n >= 20 and (folded[:n] in description or description[:n] in folded or description[-n:] in folded):
            return 1.0
    return 0.0


def described(doc: Document) -> FieldValue | None:
    """Return the page's own description unless it is short or cut off; the last resort for a lead."""
    for source, value in (
        ("json-ld description", doc.linked.description),
        ("meta og:description", doc.first("og:description")),
        ("meta description", doc.first("description")),
    ):
        if len(value) >= 30 and not value.endswith(("...", "…")):
            return FieldValue(value, source, value, "description")
    return None
