"""Read the entries of RSS, RDF and Atom feeds."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING

from newsarchive.discovery.dates import iso_date
from newsarchive.discovery.links import absolute
from newsarchive.discovery.markup import local, prefix, text_content, xml_elements
from newsarchive.items import Candidate
from newsarchive.text import clean

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element

MAX_TITLE = 300

_ENTRIES = frozenset({"item", "entry"})
_LINK = frozenset({"link"})
# The last change where the feed has it, else the publication.
_DATES = ("updated", "modified", "pubDate", "published", "date", "issued")
_TAG = re.compile(r"<[^<>]{0,300}>")


def entries(text: str, base: str, zone: str) -> Iterator[Candidate | str]:
    """Yield a candidate for each entry with an address, and the address of the feed's next page (RFC 5005) as text.

    The address is `feedburner:origLink`, else the (alternate) link, else a guid or id that is an address.
    """
    for element in xml_elements(text, _ENTRIES, _LINK):
        if local(element) == "link":
            if element.get("rel") == "next" and _is_of_feed(element) and (url := absolute(element.get("href"), base)):
                yield url
            continue
        url = _address(element, base)
        if url:
            raw = next((t for n in _DATES if (t := _child_text(element, n))), None)
            yield Candidate(url, "article", iso_date(raw, zone), title(_child_text(element, "title")))


def title(raw: str | None) -> str | None:
    """Return a title as one line of plain text (feeds escape twice and put markup in it), or None."""
    text = clean(_TAG.sub(" ", unescape(unescape((raw or "")[: MAX_TITLE * 10]))))[:MAX_TITLE]
    return text or None


def _is_of_feed(link: _Element) -> bool:
    parent = link.getparent()
    return parent is not None and local(parent) in ("feed", "channel")


def _address(entry: _Element, base: str) -> str | None:
    base = entry.get("{http://www.w3.org/XML/1998/namespace}base") or base
    for link in _links(entry):
        if url := absolute(link, base):
            return url
    about = next((v for k, v in entry.attrib.items() if str(k).endswith("about")), None)  # RDF names it here too
    for text in (_guid(entry), about):
        if text and str(text).strip().startswith(("http://", "https://")):
            return absolute(str(text), base)
    return None


def _links(entry: _Element) -> list[str | None]:
    """Return the links of an entry, those before any redirect of FeedBurner's first."""
    links: list[str | None] = []
    for child in entry:
        name = local(child)
        if name == "origLink":
            links.insert(0, child.text)
        elif name == "link" and "media" not in prefix(child) and child.get("rel") in (None, "alternate"):
            links.append(text_content(child) or child.get("href"))
    return links


def _guid(entry: _Element) -> str | None:
    """Return the last guid or id that can be an address."""
    guids = [c.text for c in entry if local(c) in ("guid", "id") and c.get("isPermaLink", "true").lower() != "false"]
    return guids[-1] if guids else None


def _child_text(entry: _Element, name: str) -> str | None:
    for child in entry:
        if local(child) == name:
            return text_content(child) or None
    return None
