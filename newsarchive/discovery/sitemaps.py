"""Read the entries of sitemaps and sitemap indexes (sitemaps.org 0.9), with Google's news extension."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsarchive.discovery.dates import iso_date
from newsarchive.discovery.feeds import title
from newsarchive.discovery.links import absolute
from newsarchive.discovery.markup import local, prefix, text_content, xml_elements
from newsarchive.items import Candidate

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element

_NAMES = frozenset({"url", "sitemap"})


def entries(text: str, base: str, zone: str) -> Iterator[tuple[Candidate, bool]]:
    """Yield each entry, and whether the news extension vouches that it is an article.

    Entries of an index have the role `sitemap`. Without `lastmod` the moment is that of `news:publication_date`.
    """
    for element in xml_elements(text, _NAMES):
        found = _fields(element)
        url = absolute(found.get("loc"), base)
        if url is None:
            continue
        when = found.get("lastmod") or found.get("publication_date")
        news = "publication_date" in found or "title" in found
        role = "sitemap" if local(element) == "sitemap" else "article"
        yield Candidate(url, role, iso_date(when, zone), title(found.get("title"))), news  # type: ignore[arg-type]


def plain_entries(text: str, base: str) -> Iterator[tuple[Candidate, bool]]:
    """Yield the entries of a text sitemap: one address a line (sitemaps.org, "Text file")."""
    for line in text.splitlines():
        if line.lstrip("\ufeff \t").startswith(("http://", "https://")) and (
            url := absolute(line.lstrip("\ufeff"), base)
        ):
            yield Candidate(url, "article"), False


def _fields(entry: _Element) -> dict[str, str]:
    """The first text of each field; those of images and videos are other fields of the same names."""
    found: dict[str, str] = {}
    for node in entry.iter():
        name = local(node)
        if name not in ("loc", "lastmod", "publication_date", "title"):
            continue
        space = prefix(node).lower()
        if "image" in space or "video" in space or (name == "title" and "news" not in space):
            continue
        parent = node.getparent()
        if parent is not None and local(parent) in ("image", "video"):
            continue
        text = text_content(node)
        if text:
            found.setdefault(name, text)
    return found
