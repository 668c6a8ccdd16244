"""Where a republished piece comes from: the paper or agency named on the page, and the address of the original."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlsplit

from newsarchive.extract.bylines import grammar, known_names
from newsarchive.extract.page import tree
from newsarchive.text import clean, fold

if TYPE_CHECKING:
    from newsarchive.extract.page.document import Document
    from newsarchive.extract.page.tree import Element

_SOURCE_HINT = re.compile(r"source|nguon|agency|outlet|publisher")
_LINK_WORDS = re.compile("nguon(?: tin| bai viet)?|link (?:nguon|goc|bai goc)|(?:xem )?bai goc|bai viet goc|tai day")
_PRINTED_ADDRESS = re.compile(
    r"(?:nguồn|theo|link(?: bài)? gốc|source)?\s*[:：]?\s*(?P<url>https?://[^\s<>\"]{4,2000})", re.I
)
_DAY = re.compile(r"\d{1,2}\s*[/.-]\s*\d{1,2}\s*[/.-]\s*\d{4}.*$|\d{4}-\d{2}-\d{2}.*$")


class Origin(NamedTuple):
    """The source of a republished piece: its name, the address of the original, and how these were found."""

    name: str | None
    url: str | None
    how: str


def choose_source(
    doc: Document,
    *,
    named: str | None,
    original_url: str | None,
    title_el: Element | None,
    aggregator: bool,
    outlet_names: frozenset[str],
) -> Origin:
    """Return the source of a republished piece; name and address are None on a page of the outlet's own.

    `named` and `original_url` are what the byline or a source line in the body said. On an aggregator's page, or
    where an original's address is given, the paper's name printed by the title counts too.
    """
    url = _elsewhere(original_url, doc)
    how = "byline" if named or url else ""
    if url is None and (url := _address_in_metadata(doc)):
        how = "metadata"
    origin = Origin(named, url, how)
    if named is None or url is None:
        origin = _completed_by_element(origin, doc, outlet_names)
    if origin.name is None and (aggregator or origin.url):
        name = _by_title(doc, title_el, outlet_names)
        origin = Origin(name, origin.url, origin.how or ("printed by the title" if name else ""))
    return origin._replace(name=_plain_name(origin.name))


def _elsewhere(url: str | None, doc: Document) -> str | None:
    """The address, if it can be read and is one of another site."""
    try:
        host, own = (urlsplit(u or "").hostname or "" for u in (url, doc.url))
    except ValueError:  # "http://["
        return None
    return url if url and host.removeprefix("www.") != own.removeprefix("www.") else None


def _address_in_metadata(doc: Document) -> str | None:
    declared = doc.first("original-source", "syndication-source", "article:original_source")
    candidates = (url for url in (doc.linked.source_url, declared) if url.startswith("http"))
    return next((url for url in candidates if _elsewhere(url, doc)), None)


def _completed_by_element(origin: Origin, doc: Document, outlet_names: frozenset[str]) -> Origin:
    """The origin with what it lacks: the name, and the address unless the element names another paper."""
    name, url, how = origin
    credited, address = _element(doc, outlet_names)
    if url is None and _agree(credited, name):
        url = _elsewhere(address, doc)
    name = credited if name is None else name
    return Origin(name, url, how or ("source element" if name or url else ""))


def _plain_name(name: str | None) -> str | None:
    return re.sub(r"^(?:theo|nguồn)\s*:?\s+", "", name or "", flags=re.I).strip(" .") or None


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
        if _leads_to_source(words, wanted) and url.startswith("http") and _leads_to_a_page(url):
            return url
    return None


def _leads_to_source(words: str, wanted: str) -> bool:
    return _LINK_WORDS.fullmatch(words) is not None or (len(words) > 2 and (words in wanted or wanted in words))


def _leads_to_a_page(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return bool(parts.hostname and len(url) <= 2000 and parts.path.strip("/"))


def _element(doc: Document, outlet_names: frozenset[str]) -> tuple[str | None, str | None]:
    """The source named in an element of its own, and the address it links to or that is printed in such an element."""
    name = address = None
    for el in doc.with_hint(_SOURCE_HINT)[:60]:
        if el.tag in ("source", "img", "li") or tree.has_ancestor(el, ("aside", "footer", "nav", "figure", "li")):
            continue
        text = clean(tree.text_of(el, 600))
        address = address or _printed_address(text)
        if not name:
            name = _credited(text, outlet_names)
            address = (link_of(el, name) if name else None) or address
        if name and address:
            break
    return name, address


def _printed_address(text: str) -> str | None:
    printed = _PRINTED_ADDRESS.fullmatch(text)
    return printed["url"] if printed and _leads_to_a_page(printed["url"]) else None


def _credited(text: str, outlet_names: frozenset[str]) -> str | None:
    """The paper or agency that a short line credits, and no person with it."""
    found = grammar.parse(text, bare=False) if 4 <= len(text) <= 80 else None
    if found is None or not found.source or found.authors or fold(found.source) in outlet_names:
        return None
    return found.source if known_names.is_publisher(found.source) or text.lower().startswith("theo ") else None


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
