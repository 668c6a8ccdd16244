"""The section and the tags of an article."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from newsarchive.extract.page import tree
from newsarchive.extract.values import Found
from newsarchive.text import clean, fold

if TYPE_CHECKING:
    from collections.abc import Sequence

    from newsarchive.extract.page.document import Document
    from newsarchive.extract.page.tree import Element

_HOME = frozenset(("trang chu", "home", "trangchu", "startseite", "accueil", "inicio", "homepage", "tin tuc", "news"))
_BREADCRUMB = re.compile(r"bread-?crumb")
_TAG_CLASS = re.compile(r"(?:tag|keyword)s?(?:$|[\s_-]|list|box)")
MAX_TAGS = 50


def section(doc: Document, selectors: Sequence[str]) -> Found | None:
    """Return the innermost section the article stands in: the selector, JSON-LD, meta, the breadcrumb."""
    for selector in selectors:
        for el in doc.select(selector)[:3]:
            text = clean(tree.text_of(el, 200))
            if text:
                return Found(text, f"select.section {selector}", text, "outlet's selector")
    for source, value in (
        ("json-ld articleSection", doc.linked.section),
        (
            "meta article:section",
            doc.first("article:section", "section", "articlesection", "cxenseparse:articlesection"),
        ),
    ):
        if value and len(value) <= 80 and fold(value) not in _HOME:
            last = [p for p in (s.strip() for s in re.split(r"[,;>|]", value)) if p]
            return Found(last[0] if last else value, source, value, "metadata")
    names = [n for n in doc.linked.breadcrumb if fold(n) not in _HOME and len(n) <= 60]
    title = fold(doc.linked.headline or doc.title_tag)
    names = [n for n in names if not title or fold(n) not in title or len(n.split()) <= 4]
    if names:
        return Found(names[-1], "json-ld BreadcrumbList", " > ".join(doc.linked.breadcrumb), "last of the breadcrumb")
    crumbs = [a for el in doc.with_hint(_BREADCRUMB)[:10] for a in el.iter("a")]
    links = [clean(tree.text_of(a, 100)) for a in crumbs[:20]]
    links = [t for t in links if t and fold(t) not in _HOME and len(t) <= 60]
    if links:
        return Found(links[-1], "breadcrumb", " > ".join(links), "last of the breadcrumb")
    return None


def tags(doc: Document, selectors: Sequence[str]) -> tuple[str, ...]:
    """Return the article's tags in order, each once: the selector, the visible tag list, meta tags, JSON-LD."""
    for selector in selectors:
        found = [clean(tree.text_of(el, 120)) for el in doc.select(selector)[:MAX_TAGS]]
        if any(found):
            return _once(found)
    visible = []
    anchors: dict[Element, None] = {}
    for holder in doc.with_hint(_TAG_CLASS):
        if holder.tag in ("ul", "div", "p", "section") and not tree.has_ancestor(
            holder, ("footer", "header", "nav", "aside")
        ):
            anchors.update(dict.fromkeys(holder.iter("a")))
        if len(anchors) > 300:
            break
    for a in anchors:
        text = clean(tree.text_of(a, 120)).lstrip("#").strip()
        if 0 < len(text) <= 60:
            visible.append(text)
    if 0 < len(visible) <= 30:
        return _once(visible)
    for name in ("article:tag", "news_keywords", "keywords", "its_tag"):
        values = [part for v in doc.values(name) for part in re.split(r"[,;]", v)]
        found = [v.strip().lstrip("#") for v in values if v.strip()]
        if found:
            return _once(found)
    return _once(doc.linked.keywords)


def _once(values: Sequence[str]) -> tuple[str, ...]:
    kept: dict[str, str] = {}
    for value in values:
        text = clean(value)
        if text and len(text) <= 100:
            kept.setdefault(text.casefold(), text)
    return tuple(kept.values())[:MAX_TAGS]
