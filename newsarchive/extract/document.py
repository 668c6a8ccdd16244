"""One parse of a page, shared by everything that reads it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

import lxml.html
from lxml import etree

from newsarchive.extract import charset, jsonld
from newsarchive.extract.entities import plain

if TYPE_CHECKING:
    from lxml.html import HtmlElement

MAX_HTML_BYTES = 12 * 1024 * 1024
"""A bound on the time of one page; the largest article page met in 100,000 captures is below 6 MB."""
MAX_ELEMENTS = 150_000

_LD_JSON = re.compile(r"ld\s*\+\s*json", re.I)


class NotHtmlError(ValueError):
    """The bytes hold no HTML document."""


class TooLargeError(ValueError):
    """The document is past the bounds within which a page can be read in time."""


@dataclass(slots=True)
class Document:
    """A parsed page: the tree, and its machine-readable facts read once.

    `meta` maps the lower-case name, property, itemprop or http-equiv of each `<meta>` to its values in order.
    """

    url: str
    root: HtmlElement
    encoding: str
    meta: dict[str, list[str]]
    linked: jsonld.Linked
    title_tag: str = ""
    canonical: str | None = None
    html_language: str = ""
    h1s: list[HtmlElement] = field(default_factory=list)
    scripts: int = 0

    def first(self, *names: str) -> str:
        """Return the first non-empty value of the first of these meta names that has one."""
        for name in names:
            for value in self.meta.get(name, ()):
                if value:
                    return value
        return ""

    def absolute(self, url: str | None) -> str | None:
        """Return an address found on the page as an absolute http(s) address, or None."""
        return absolute(self.url, url)


def absolute(base: str, url: str | None) -> str | None:
    """Return `url` seen from `base` as an absolute http(s) address without white space, or None."""
    if not url or len(url) > 4000:
        return None
    try:
        joined = urljoin(base, re.sub(r"[\t\r\n]+", "", url.strip()))
        parts = urlsplit(joined)
    except ValueError:
        return None
    return joined.replace(" ", "%20") if parts.scheme in ("http", "https") and parts.netloc else None


def parse(url: str, body: bytes, content_type: str | None) -> Document:
    """Return the parsed page. Raises NotHtmlError when nothing can be parsed, TooLargeError past the bounds."""
    if len(body) > MAX_HTML_BYTES:
        raise TooLargeError(f"{len(body)} bytes of HTML")
    text, encoding = charset.decode(body, content_type)
    data = body if encoding == "utf-8" and "\ufffd" not in text else text.encode("utf-8", "replace")
    if b"\x00" in data:
        data = data.replace(b"\x00", b"")
    if not data.strip():
        raise NotHtmlError("empty")
    parser = lxml.html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    try:
        root = lxml.html.document_fromstring(data, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError, AssertionError) as e:
        raise NotHtmlError(str(e)) from e
    if root is None or not isinstance(root.tag, str):
        raise NotHtmlError("no element")
    elements = root.xpath("count(//*)")
    if isinstance(elements, float) and elements > MAX_ELEMENTS:
        raise TooLargeError(f"{int(elements)} elements")
    return _facts(url, root, encoding)


def _facts(url: str, root: HtmlElement, encoding: str) -> Document:
    meta: dict[str, list[str]] = {}
    blocks: list[str] = []
    canonical = None
    title_tag = ""
    h1s: list[HtmlElement] = []
    scripts = 0
    for el in root.iter("meta", "script", "link", "title", "h1"):
        tag = el.tag
        if tag == "meta":
            content = el.get("content")
            if content is None or len(meta) > 400:
                continue
            value = plain(content)
            for attribute in ("property", "name", "itemprop", "http-equiv"):
                name = el.get(attribute)
                if name:
                    meta.setdefault(name.strip().lower(), []).append(value)
        elif tag == "script":
            scripts += 1
            if _LD_JSON.search(el.get("type") or "") and el.text:
                blocks.append(el.text[:2_000_000])
        elif tag == "link":
            if canonical is None and (el.get("rel") or "").strip().lower() == "canonical":
                canonical = absolute(url, el.get("href"))
        elif tag == "title":
            if not title_tag:
                title_tag = plain(el.text_content())
        else:
            h1s.append(el)
    # What is never text goes at once, so that the text of any element is what is printed.
    etree.strip_elements(root, "script", "style", "template", "svg", with_tail=False)
    title = next((v for name in ("og:title", "twitter:title") for v in meta.get(name, ()) if v), title_tag)
    linked = jsonld.read(blocks, canonical or url, title)
    return Document(
        url=url,
        root=root,
        encoding=encoding,
        meta=meta,
        linked=linked,
        title_tag=title_tag,
        canonical=canonical,
        html_language=(root.get("lang") or root.get("{http://www.w3.org/XML/1998/namespace}lang") or "").strip(),
        h1s=h1s[:30],
        scripts=scripts,
    )
