"""Find the lead (sapo): the paragraph set between headline and body."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from newsarchive.extract.body.captions import key
from newsarchive.extract.page import furniture, tree
from newsarchive.extract.values import Found
from newsarchive.text import clean

if TYPE_CHECKING:
    from collections.abc import Sequence

    from newsarchive.extract.page.document import Document
    from newsarchive.extract.page.tree import Element

_NO_LEAD_IN = frozenset(("figure", "aside", "footer", "li", "nav", "figcaption"))
_LEAD_TAGS = frozenset(("p", "h2", "h3", "h4", "div", "strong", "span", "section"))
_WORDS = re.compile(
    r"sapo|(?:lead|desc(?:ription)?|summary|chapp?eau|standfirst|intro|abstract|excerpt|p?head|txt-head|a?bs|deck|dek|"
    r"sub_first_content|text-intro|box-des-detail|sub-?title|lead-?(?:text|in|paragraph))(?![a-z0-9])"
)
_STAMP = re.compile(r"location|stamp|place|dateline|dia-?danh", re.I)
MAX_CHARS = 1200


def visible(doc: Document, selectors: Sequence[str], title_el: Element | None) -> tuple[Found, Element] | None:
    """Return the lead printed in an element of its own, and the element."""
    for selector in selectors:
        for el in doc.select(selector):
            text = lead_text(el)
            if len(text) >= 20:
                return Found(text, f"select.lead {selector}", text, "outlet's selector"), el
    described = [
        key(d.rstrip(" .…"))
        for d in (doc.linked.description, doc.first("og:description"), doc.first("description"))
        if d
    ]
    best: tuple[float, Found, Element] | None = None
    marked = doc.with_role("sapo")
    start = doc.position.get(title_el, -1) if title_el is not None else -1
    bonus = 0.5 if title_el is not None else 0.0
    for el in marked + doc.with_role("description") + doc.with_hint(_WORDS):
        if el.tag not in _LEAD_TAGS or doc.position[el] <= start or tree.has_ancestor(el, _NO_LEAD_IN):
            continue
        text = lead_text(el)
        if not 30 <= len(text) <= MAX_CHARS:
            continue
        score = _agreement(key(text), described) + bonus
        if "sapo" in furniture.hints(el).lower() or el in marked:
            score += 0.6
        if score >= 0.9 and (best is None or score > best[0] + 1e-9):
            label = (el.get("class") or el.get("data-role") or el.get("id") or "")[:60]
            best = (score, Found(text, f"element {el.tag}.{label}", text, "lead element"), el)
    if best is not None:
        return best[1], best[2]
    return _near_title(doc, title_el, described)


def _near_title(doc: Document, title_el: Element | None, described: list[str]) -> tuple[Found, Element] | None:
    """The paragraph soon after the title that is the page's description, whatever its class."""
    if title_el is None or not described:
        return None
    for el in doc.after(title_el, 80):
        if el.tag not in ("p", "h2", "h3", "h4", "div", "strong"):
            continue
        if any(child.tag in ("p", "div", "ul", "h1", "h2", "h3", "article", "section", "figure") for child in el):
            continue
        text = lead_text(el)
        folded = key(text)
        if not 50 <= len(text) <= MAX_CHARS or tree.has_ancestor(el, _NO_LEAD_IN):
            continue
        if any(len(d) >= 40 and (folded == d or folded.startswith(d)) for d in described):
            return Found(text, f"element {el.tag} after the title", text, "printed description"), el
    return None


def lead_text(el: Element) -> str:
    """Return the text of a lead element without a place name glued to its front and without links to other articles."""
    parts: list[str] = []

    def collect(node: Element, depth: int) -> None:
        if node.text:
            parts.append(node.text)
        for child in node:
            tag = child.tag
            if isinstance(tag, str) and depth < 20:
                if (
                    tag == "br"
                    or tag in ("ul", "ol", "figure", "table")
                    or tag in furniture.SKIPPED_TAGS
                    or furniture.is_noise(child)
                ):
                    parts.append(" ")
                elif _STAMP.search(furniture.hints(child)) and not parts_text():
                    pass
                else:
                    if tag in ("p", "div"):
                        parts.append(" ")
                    collect(child, depth + 1)
                    if tag in ("p", "div"):
                        parts.append(" ")
            if child.tail:
                parts.append(child.tail)

    def parts_text() -> str:
        return "".join(parts).strip()

    collect(el, 0)
    return clean("".join(parts))


def _agreement(folded: str, described: list[str]) -> float:
    """1 when the element is what the page gives as description, possibly cut short or without its prefix."""
    for d in described:
        if not d:
            continue
        n = min(len(d), len(folded), 60)
        if n >= 20 and (folded[:n] in d or d[:n] in folded or d[-n:] in folded):
            return 1.0
    return 0.0


def described(doc: Document) -> Found | None:
    """Return the page's own description where it is no site slogan; the last resort for a lead."""
    for source, value in (
        ("json-ld description", doc.linked.description),
        ("meta og:description", doc.first("og:description")),
        ("meta description", doc.first("description")),
    ):
        if len(value) >= 30 and not value.endswith(("...", "…")):
            return Found(value, source, value, "description")
    return None
