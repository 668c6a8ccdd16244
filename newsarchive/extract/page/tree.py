"""Small questions to a parsed tree: the text of an element, what a CSS selector finds."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from lxml import etree
from lxml.cssselect import CSSSelector

if TYPE_CHECKING:
    from collections.abc import Iterable

Element = etree._Element
"""An element of the tree; plain lxml elements are twice as fast to walk as those of `lxml.html`."""


def text_of(el: Element, limit: int = 1_000_000) -> str:
    """Return the text below an element, unchanged, at most `limit` characters."""
    if not len(el):
        return el.text or ""
    parts: list[str] = []
    length = 0
    for piece in el.itertext():
        parts.append(str(piece))
        length += len(piece)
        if length >= limit:
            break
    return "".join(parts)[:limit]


@lru_cache(maxsize=512)
def _compiled(selector: str) -> CSSSelector:
    return CSSSelector(selector)


def select(root: Element, selector: str) -> list[Element]:
    """Return the elements a CSS selector finds, in document order. Selectors are checked when an outlet is loaded."""
    try:
        found = _compiled(selector)(root)
        return [el for el in found if isinstance(el, Element)] if isinstance(found, list) else []
    except (etree.XPathError, ValueError):  # valid CSS that XPath cannot say (`:hover`)
        return []


def is_inside(el: Element, outer: Element) -> bool:
    """Return whether `outer` is an ancestor of the element."""
    return any(ancestor is outer for ancestor in el.iterancestors())


def has_ancestor(el: Element, tags: Iterable[str]) -> bool:
    """Return whether an ancestor of the element has one of these tags."""
    return next(el.iterancestors(*tags), None) is not None
