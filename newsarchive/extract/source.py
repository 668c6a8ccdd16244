"""Where a republished piece comes from: the paper or agency named on the page, and the address of the original."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from newsarchive.extract import byline, known, tree
from newsarchive.text import clean, fold

if TYPE_CHECKING:
    from newsarchive.extract.document import Document
    from newsarchive.extract.tree import Element

_SOURCE_HINT = re.compile(r"source|nguon|agency|outlet|publisher")
_DAY = re.compile(r"\d{1,2}\s*[/.-]\s*\d{1,2}\s*[/.-]\s*\d{4}.*$|\d{4}-\d{2}-\d{2}.*$")


def choose(
    doc: Document,
    *,
    named: str | None,
    original_url: str | None,
    title_el: Element | None,
    aggregator: bool,
    outlet_names: frozenset[str],
) -> tuple[str | None, str | None, str]:
    """Return (name, address of the original, how it was found).

    `named` and `original_url` are what the byline or a source line in the body said. On an aggregator's page, or
    where an original's address is given, the paper's name printed by the title counts too.
    """
    url = original_url if original_url and not _own(original_url, doc.url) else None
    how = "byline" if named or url else ""
    if url is None:
        for candidate in (
            doc.linked.source_url,
            doc.first("original-source", "syndication-source", "article:original_source"),
        ):
            if candidate.startswith("http") and not _own(candidate, doc.url):
                url, how = candidate, "metadata"
                break
    if named is None:
        named = _labelled(doc, outlet_names)
        how = how or ("source element" if named else "")
    if named is None and (aggregator or url):
        named = _by_title(doc, title_el, outlet_names)
        how = how or ("printed by the title" if named else "")
    if named:
        named = re.sub(r"^(?:theo|nguồn)\s*:?\s+", "", named, flags=re.I).strip(" .")
    return named or None, url, how


def _own(url: str, page_url: str) -> bool:
    host, own = (urlsplit(u).hostname or "" for u in (url, page_url))
    return host.removeprefix("www.") == own.removeprefix("www.")


def _labelled(doc: Document, outlet_names: frozenset[str]) -> str | None:
    for el in doc.with_hint(_SOURCE_HINT)[:60]:
        if el.tag in ("source", "img", "li") or tree.has_ancestor(el, ("aside", "footer", "nav", "figure", "li")):
            continue
        text = clean(tree.text_of(el, 300))
        if not 4 <= len(text) <= 80:
            continue
        found = byline.parse(text, bare=False)
        if found is None or not found.source or found.authors or fold(found.source) in outlet_names:
            continue
        if known.is_outlet(found.source) or known.is_agency(found.source) or text.lower().startswith("theo "):
            return found.source
    return None


def _by_title(doc: Document, title_el: Element | None, outlet_names: frozenset[str]) -> str | None:
    """A paper's name between title and body, possibly printed twice and with the date glued on."""
    for el in doc.after(title_el, 150):
        if el.tag not in ("span", "div", "p", "a", "li", "strong"):
            continue
        text = without_day(clean(tree.text_of(el, 200)))
        if 4 <= len(text) <= 50 and known.is_outlet(text) and fold(text) not in outlet_names:
            return text
    return None


def without_day(text: str) -> str:
    """Return a line without the date glued to its end and without being printed twice.

    >>> without_day("Báo Vĩnh LongBáo Vĩnh Long23/07/2025")
    'Báo Vĩnh Long'
    """
    return undoubled(_DAY.sub("", text).strip(" ,|-–•"))


def undoubled(text: str) -> str:
    """Return a text that is printed twice without a gap once.

    >>> undoubled("Báo Vĩnh LongBáo Vĩnh Long")
    'Báo Vĩnh Long'
    """
    half = len(text) // 2
    if len(text) >= 8 and text[:half].strip() == text[half:].strip():
        return text[:half].strip()
    if len(text) >= 9 and text[:half].strip() == text[half + 1 :].strip():
        return text[:half].strip()
    return text
