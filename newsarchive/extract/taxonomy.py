"""The section and the tags of an article."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from newsarchive.extract.page import tree
from newsarchive.extract.values import FieldValue
from newsarchive.text import clean, fold

if TYPE_CHECKING:
    from collections.abc import Sequence

    from newsarchive.extract.page.document import Document
    from newsarchive.extract.page.tree import Element

_HOME = frozenset(("trang chu", "home", "trangchu", "startseite", "accueil", "inicio", "homepage", "tin tuc", "news"))
_FURNITURE = ("footer", "header", "nav", "aside")
_BREADCRUMB = re.compile(r"bread-?crumb")
_TAG_CLASS = re.compile(r"(?:tag|keyword)s?(?:$|[\s_-]|list|box)")
MAX_TAGS = 50


def section(doc: Document, selectors: Sequence[str]) -> FieldValue | None:
    """Return the innermost section that holds the article: the selector, JSON-LD, meta, the breadcrumb."""
    return (
        _selected_section(doc, selectors)
        or _section_in_metadata(doc)
        or _last_linked_crumb(doc)
        or _last_printed_crumb(doc)
    )


def _selected_section(doc: Document, selectors: Sequence[str]) -> FieldValue | None:
    for selector in selectors:
        for el in doc.select(selector)[:3]:
            text = clean(tree.text_of(el, 200))
            if text:
                return FieldValue(text, f"select.section {selector}", text, "outlet's selector")
    return None


def _section_in_metadata(doc: Document) -> FieldValue | None:
    """The first section that JSON-LD or a meta tag lists."""
    for source, value in (
        ("json-ld articleSection", doc.linked.section),
        (
            "meta article:section",
            doc.first("article:section", "section", "articlesection", "cxenseparse:articlesection"),
        ),
    ):
        if _is_section(value, 80):
            listed = [part.strip() for part in re.split(r"[,;>|]", value)]
            return FieldValue(next(filter(None, listed), value), source, value, "metadata")
    return None


def _last_linked_crumb(doc: Document) -> FieldValue | None:
    """The end of the breadcrumb in JSON-LD, without the article's own title."""
    title = fold(doc.linked.headline or doc.title_tag)
    names = [n for n in doc.linked.breadcrumb if _is_section(n, 60)]
    names = [n for n in names if not title or fold(n) not in title or len(n.split()) <= 4]
    return _last(names, "json-ld BreadcrumbList", doc.linked.breadcrumb)


def _last_printed_crumb(doc: Document) -> FieldValue | None:
    links = [a for el in doc.with_hint(_BREADCRUMB)[:10] for a in el.iter("a")]
    names = [name for name in (clean(tree.text_of(a, 100)) for a in links[:20]) if _is_section(name, 60)]
    return _last(names, "breadcrumb", names)


def _last(names: list[str], source: str, breadcrumb: list[str]) -> FieldValue | None:
    return FieldValue(names[-1], source, " > ".join(breadcrumb), "last of the breadcrumb") if names else None


def _is_section(name: str, most: int) -> bool:
    return 0 < len(name) <= most and fold(name) not in _HOME


def tags(doc: Document, selectors: Sequence[str]) -> tuple[str, ...]:
    """Return the article's tags in order, each once: the selector, the visible tag list, meta tags, JSON-LD."""
    return _once(_selected_tags(doc, selectors) or _printed_tags(doc) or _tags_in_meta(doc) or doc.linked.keywords)


def _selected_tags(doc: Document, selectors: Sequence[str]) -> list[str]:
    for selector in selectors:
        found = [clean(tree.text_of(el, 120)) for el in doc.select(selector)[:MAX_TAGS]]
        if any(found):
            return found
    return []


def _printed_tags(doc: Document) -> list[str]:
    """The links of the page's tag lists; none where these are so many that they are the site's, not the article's."""
    links: dict[Element, None] = {}
    for holder in doc.with_hint(_TAG_CLASS):
        if holder.tag in ("ul", "div", "p", "section") and not tree.has_ancestor(holder, _FURNITURE):
            links.update(dict.fromkeys(holder.iter("a")))
        if len(links) > 300:
            break
    texts = [clean(tree.text_of(a, 120)).lstrip("#").strip() for a in links]
    found = [text for text in texts if 0 < len(text) <= 60]
    return found if len(found) <= 30 else []


def _tags_in_meta(doc: Document) -> list[str]:
    for name in ("article:tag", "news_keywords", "keywords", "its_tag"):
        values = [part.strip() for v in doc.values(name) for part in re.split(r"[,;]", v)]
        found = [v.lstrip("#") for v in values if v]
        if found:
            return found
    return []


def _once(values: Sequence[str]) -> tuple[str, ...]:
    kept: dict[str, str] = {}
    for value in values:
        text = clean(value)
        if text and len(text) <= 100:
            kept.setdefault(text.casefold(), text)
    return tuple(kept.values())[:MAX_TAGS]
