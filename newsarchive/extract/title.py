"""Choose the headline among the page's headings, JSON-LD, meta tags and the title element."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from newsarchive.extract.page import furniture, tree
from newsarchive.extract.values import FieldValue
from newsarchive.text import clean, fold

if TYPE_CHECKING:
    from collections.abc import Sequence

    from newsarchive.extract.page.document import Document
    from newsarchive.extract.page.tree import Element

_SITE_SEPARATOR = re.compile(r"\s+[|–—·»•:\-]\s+|\s*\|\s*|\s+::\s+")
_LABEL_CLASS = re.compile(
    r"kicker|label|icon|badge|eyebrow|category|flag|overline|dachzeile|premium|visually-?hidden|sr-only|screen-reader",
    re.I,
)
MAX_CHARS = 400


def choose_title(doc: Document, selectors: Sequence[str]) -> tuple[FieldValue | None, Element | None]:
    """Return the title and, where it is a heading on the page, its element.

    The outlet's selector decides first. Then the `<h1>` that agrees with what the page gives machines (JSON-LD, og,
    title element); a heading that agrees with none is the section's name unless it is the only long one.
    """
    for selector in selectors:
        for el in doc.select(selector):
            text = heading_text(el)
            if text:
                return FieldValue(text, f"select.title {selector}", text, "outlet's selector"), el
    machine = _from_metadata(doc)
    headings = [(el, heading_text(el, machine)) for el in doc.h1s]
    headings = [(el, text) for el, text in headings if 0 < len(text) <= MAX_CHARS]
    heading = _agreeing(headings, machine) or (None if doc.linked.headline else _only_long(headings))
    if heading is not None:
        return heading
    if machine:
        return machine[0], _same_heading(doc, machine[0].value)
    if headings:
        el, text = max(headings, key=lambda h: len(h[1]))
        return FieldValue(text, "h1", text, "longest heading"), el
    return None, None


def _agreeing(headings: list[tuple[Element, str]], machine: Sequence[FieldValue]) -> tuple[FieldValue, Element] | None:
    """The first of the headings that agree best with the metadata, where it agrees well."""

    best, most = None, 0.0
    for el, text in headings:
        agreed = max((agreement(text, m.value) for m in machine), default=0.0)
        if agreed > most:
            best, most = (el, text), agreed
    if best is None or most < 0.6:
        return None
    el, text = best
    unlabelled = _glued_label(text, machine)
    if unlabelled is not None:
        rule = "heading without the label glued to its front"
        return FieldValue(unlabelled.value, unlabelled.source, text, rule), el
    return FieldValue(text, "h1", text, "heading that agrees with the page's metadata"), el


def _only_long(headings: list[tuple[Element, str]]) -> tuple[FieldValue, Element] | None:
    long = [(el, text) for el, text in headings if len(text.split()) >= 4 and not _in_furniture(el)]
    if len(long) != 1:
        return None
    el, text = long[0]
    return FieldValue(text, "h1", text, "the only heading"), el


def heading_text(el: Element, machine: Sequence[FieldValue] = ()) -> str:
    """Return a heading's text without labels and icons in it; with them where the metadata has them too."""
    whole = clean(tree.text_of(el, 2000))
    if any(fold(whole) == fold(m.value) for m in machine):
        return whole
    parts: list[str] = []

    def collect(node: Element, depth: int) -> None:
        if node.text:
            parts.append(node.text)
        for child in node:
            tag = child.tag
            if isinstance(tag, str) and depth < 20:
                if tag == "br":
                    parts.append(" ")
                elif tag not in furniture.SKIPPED_TAGS and not _LABEL_CLASS.search(furniture.hints(child)):
                    collect(child, depth + 1)
            if child.tail:
                parts.append(child.tail)

    collect(el, 0)
    text = clean("".join(parts)).lstrip(":|–- ")
    return text or whole


def _glued_label(text: str, machine: Sequence[FieldValue]) -> FieldValue | None:
    """The headline two machine sources agree on, where the heading is that with a label before it."""
    folded = fold(text)
    for i, found in enumerate(machine):
        other = fold(found.value)
        if folded != other and folded.endswith(" " + other) and any(fold(m.value) == other for m in machine[i + 1 :]):
            return found
    return None


def agreement(one: str, other: str) -> float:
    """Return how far two titles are the same, 0 to 1: the share of the shorter one's words that the other holds."""
    a, b = fold(one), fold(other)
    if not a or not b:
        return 0.0
    if a == b:
        return 2.0
    words_a, words_b = re.findall(r"\w+", a), re.findall(r"\w+", b)
    if not words_a or not words_b:
        return 0.0
    common = len(set(words_a) & set(words_b))
    shorter = min(len(set(words_a)), len(set(words_b)))
    if shorter < 3:
        return 0.3 * common / shorter
    return common / shorter * (0.9 + 0.1 * min(len(words_a), len(words_b)) / max(len(words_a), len(words_b)))


def _from_metadata(doc: Document) -> list[FieldValue]:
    site = fold(doc.first("og:site_name") or doc.linked.publisher)
    found: list[FieldValue] = []
    for source, value in (
        ("json-ld headline", doc.linked.headline),
        ("meta og:title", doc.first("og:title")),
        ("meta twitter:title", doc.first("twitter:title")),
        ("microdata headline", doc.first("headline")),
        ("title element", doc.title_tag),
    ):
        if value and len(value) <= MAX_CHARS and fold(value) != site:
            stripped = _before_site(doc, value) or (
                without_site(value, site) if source != "json-ld headline" else value
            )
            if stripped:
                found.append(FieldValue(stripped, source, value, "metadata"))
    return found


def _before_site(doc: Document, title: str) -> str | None:
    """The part of a title before a separator, where a heading of the page is just that part."""
    first = _SITE_SEPARATOR.split(title)[0]
    if first == title or len(first) < 8:
        return None
    wanted = fold(first)
    for i, el in enumerate(doc.root.iter("h1", "h2")):
        if i >= 40:
            break
        if fold(clean(tree.text_of(el, 500))) == wanted:
            return first
    return None


def without_site(title: str, site: str) -> str:
    """Return a title without the site's name (folded) at its end: `Headline | Báo X`, `Headline - VnExpress`."""
    parts = _SITE_SEPARATOR.split(title)
    if len(parts) < 2:
        return title
    last = fold(parts[-1])
    if (site and (last in site or site in last)) or (
        len(parts) >= 2 and len(parts[-1].split()) <= 4 and len(parts[0].split()) >= 4 and "|" in title
    ):
        cut = title.rfind(parts[-1])
        return re.sub(r"[\s|–—·»•:\-]+$", "", title[:cut]) or title
    return title


def _in_furniture(el: Element) -> bool:
    return any(a.tag in ("header", "nav", "footer", "aside") and not list(a.iter("p")) for a in el.iterancestors())


def _same_heading(doc: Document, title: str) -> Element | None:
    wanted = fold(title)
    for tag in ("h1", "h2", "h3", "div", "p", "span"):
        for i, el in enumerate(doc.root.iter(tag)):
            if i > 400:
                break
            if el.text and fold(clean(el.text)) == wanted:
                return el
    return None
