"""Where a republished piece comes from: the paper or agency named on the page, and the address of the original."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from newsarchive.extract.bylines import grammar, known_names
from newsarchive.extract.page import tree
from newsarchive.text import clean, fold

if TYPE_CHECKING:
    from newsarchive.extract.page.document import Document
    from newsarchive.extract.page.tree import Element

_SOURCE_HINT = re.compile(r"source|nguon|agency|outlet|publisher")
_LINK_WORDS = frozenset(
    (
        "nguon",
        "nguon tin",
        "nguon bai viet",
        "link nguon",
        "link goc",
        "link bai goc",
        "bai goc",
        "bai viet goc",
        "xem bai goc",
        "tai day",
    )
)
_PRINTED_ADDRESS = re.compile(
    r"(?:nguồn|theo|link(?: bài)? gốc|source)?\s*[:：]?\s*(?P<url>https?://[^\s<>\"]{4,2000})", re.I
)
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
    if named is None or url is None:
        credited, address = _element(doc, outlet_names)
        if url is None and address and not _own(address, doc.url) and _agree(credited, named):
            url, how = address, how or "source element"
        if named is None and credited:
            named, how = credited, how or "source element"
    if named is None and (aggregator or url):
        named = _by_title(doc, title_el, outlet_names)
        how = how or ("printed by the title" if named else "")
    if named:
        named = re.sub(r"^(?:theo|nguồn)\s*:?\s+", "", named, flags=re.I).strip(" .")
    return named or None, url, how


def link_of(el: Element, name: str | None) -> str | None:
    """Return the address that a credit links to: "Nguồn: <a href=...>Báo Vĩnh Long</a>"; None for a mere home page.

    `name` is the source that the credit names. The link's words must be part of it, or say that it leads to the source, as
    a line may hold other links.
    """
    wanted = fold(name or "")
    if not wanted:
        return None
    for link in el.iter("a"):
        words = fold(clean(tree.text_of(link, 200))).strip(" :")
        href = (link.get("href") or "").strip()
        url = f"https:{href}" if href.startswith("//") else href
        says_so = words in _LINK_WORDS or (len(words) > 2 and (words in wanted or wanted in words))
        if says_so and url.startswith("http") and _leads_to_a_page(url):
            return url
    return None


def _leads_to_a_page(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return bool(parts.hostname and len(url) <= 2000 and parts.path.strip("/"))


def _own(url: str, page_url: str) -> bool:
    host, own = (urlsplit(u).hostname or "" for u in (url, page_url))
    return host.removeprefix("www.") == own.removeprefix("www.")


def _element(doc: Document, outlet_names: frozenset[str]) -> tuple[str | None, str | None]:
    """The source named in an element of its own, and the address it links to or that stands in such an element."""
    name = address = None
    for el in doc.with_hint(_SOURCE_HINT)[:60]:
        if name and address:
            break
        if el.tag in ("source", "img", "li") or tree.has_ancestor(el, ("aside", "footer", "nav", "figure", "li")):
            continue
        text = clean(tree.text_of(el, 600))
        printed = _PRINTED_ADDRESS.fullmatch(text)
        if printed and _leads_to_a_page(printed["url"]):
            address = address or printed["url"]
        if name or not 4 <= len(text) <= 80:
            continue
        found = grammar.parse(text, bare=False)
        if found is None or not found.source or found.authors or fold(found.source) in outlet_names:
            continue
        if (
            known_names.is_outlet(found.source)
            or known_names.is_agency(found.source)
            or text.lower().startswith("theo ")
        ):
            name, address = found.source, link_of(el, found.source) or address
    return name, address


def _agree(one: str | None, other: str | None) -> bool:
    return not one or not other or fold(one) == fold(other)


def _by_title(doc: Document, title_el: Element | None, outlet_names: frozenset[str]) -> str | None:
    """A paper's name between title and body, possibly printed twice and with the date glued on."""
    for el in doc.after(title_el, 150):
        if el.tag not in ("span", "div", "p", "a", "li", "strong"):
            continue
        text = without_day(clean(tree.text_of(el, 200)))
        if 4 <= len(text) <= 50 and known_names.is_outlet(text) and fold(text) not in outlet_names:
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
