"""One parse of a page, shared by everything that reads it."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from lxml import etree

from newsarchive.extract.page import charset, jsonld, tree
from newsarchive.extract.page.entities import plain

if TYPE_CHECKING:
    from newsarchive.extract.page.tree import Element

MAX_HTML_BYTES = 12 * 1024 * 1024
"""A bound on the time of one page; the largest article page met in 100,000 captures is below 6 MB."""
MAX_ELEMENTS = 150_000
MAX_ALTERNATES = 200
_MAX_META_NAMES = 400
_MAX_H1S = 30
_MAX_JSON_LD_CHARS = 2_000_000
_COMBINING_MARK_BYTE = b"\xcc"
_SIMPLE_SELECTOR = re.compile(
    r"^(?P<tag>[a-z][a-z0-9]*)?(?=[#.])(?P<id>#[\w-]+)?(?P<classes>(?:\.[A-Za-z_-][\w-]*)+)?$"
)
_LD_JSON = re.compile(r"ld\s*\+\s*json", re.I)
_META_NAME_ATTRIBUTES = ("property", "name", "itemprop", "http-equiv")
_ROLE_ATTRIBUTES = ("data-role", "data-field", "data-slot", "itemprop", "rel")
_WITH_ROLE = etree.XPath("descendant-or-self::*[" + " or ".join(f"@{name}" for name in _ROLE_ATTRIBUTES) + "]")
_XML_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"


class NotHtmlError(ValueError):
    """The bytes hold no HTML document."""


class TooLargeError(ValueError):
    """The document is past the bounds within which a page can be read in time."""


@dataclass(frozen=True, slots=True)
class _SimpleSelector:
    """A CSS selector of a tag, an id and classes alone, such as `div#main.text`; what it does not name is empty."""

    tag: str
    id: str
    classes: tuple[str, ...]

    def fits(self, el: Element) -> bool:
        """Return whether the selector finds the element."""
        if (self.tag and el.tag != self.tag) or (self.id and el.get("id") != self.id):
            return False
        names = (el.get("class") or "").split()
        return all(name in names for name in self.classes)


@lru_cache(maxsize=512)
def _simple_selector(selector: str) -> _SimpleSelector | None:
    """Return the parts of a selector that has no others, else None."""
    parts = _SIMPLE_SELECTOR.match(selector)
    if parts is None:
        return None
    classes = parts["classes"][1:].split(".") if parts["classes"] else ()
    return _SimpleSelector(parts["tag"] or "", (parts["id"] or "")[1:], tuple(classes))


@dataclass(slots=True)
class Document:
    """A parsed page: the tree, and its machine-readable facts read once.

    `meta` maps the lower-case name, property, itemprop or http-equiv of each `<meta>` to its values in order, unchanged.
    `elements` are those of the body in document order, `position` their places in it; `hinted` groups them by class
    and id, `roles` by what data attributes and microdata call them. `alternates` are the languages of
    `<link rel="alternate" hreflang>` and their addresses, unchanged. `source` is the page in UTF-8.
    """

    url: str
    root: Element
    encoding: str
    source: bytes = b""
    meta: dict[str, list[str]] = field(default_factory=dict)
    linked: jsonld.Linked = field(default_factory=jsonld.Linked)
    title_tag: str = ""
    canonical: str | None = None
    alternates: list[tuple[str, str]] = field(default_factory=list)
    html_language: str = ""
    h1s: list[Element] = field(default_factory=list)
    scripts: int = 0
    elements: list[Element] = field(default_factory=list)
    position: dict[Element, int] = field(default_factory=dict)
    hinted: dict[str, list[Element]] = field(default_factory=dict)
    roles: dict[str, list[Element]] = field(default_factory=dict)

    def with_hint(self, pattern: re.Pattern[str]) -> list[Element]:
        """Return the elements whose class and id (in lower case) a pattern fits, in document order."""
        search = pattern.search
        found = [el for hint, els in self.hinted.items() if search(hint) for el in els]
        if len(found) > 1:
            found.sort(key=self.position.__getitem__)
        return found

    def select(self, selector: str) -> list[Element]:
        """Return the elements a CSS selector finds; one of tag, id and classes alone is answered from the index."""
        simple = _simple_selector(selector)
        if simple is not None:
            return self._from_index(simple)
        outer, _, inner = selector.partition(" ")
        if "," in selector or inner[:1] in ("", *">+~ ") or _simple_selector(outer) is None:
            return tree.select(self.root, selector)
        inside = {el for box in self.select(outer) for el in tree.select(box, inner) if el is not box}
        return sorted((el for el in inside if el in self.position), key=self.position.__getitem__)

    def _from_index(self, simple: _SimpleSelector) -> list[Element]:
        needle = (simple.id or simple.classes[0]).lower()
        groups = (els for hint, els in self.hinted.items() if needle in hint)
        return sorted((el for els in groups for el in els if simple.fits(el)), key=self.position.__getitem__)

    def with_role(self, *roles: str) -> list[Element]:
        """Return the elements marked by data-role, data-field, data-slot, itemprop or rel with one of these values."""
        return [el for role in roles for el in self.roles.get(role, ())]

    def after(self, el: Element | None, count: int) -> list[Element]:
        """Return the elements that follow one in document order, at most `count`; from the start for None."""
        start = self.position.get(el, -1) + 1 if el is not None else 0
        return self.elements[start : start + count]

    def first(self, *names: str) -> str:
        """Return the first non-empty value of the first of these meta names that has one."""
        for name in names:
            for value in self.values(name):
                if value:
                    return value
        return ""

    def values(self, name: str) -> list[str]:
        """Return the values of a meta name in order, as plain text."""
        return [plain(raw) for raw in self.meta.get(name, ())]

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
    source, encoding = _to_utf8(body, content_type)
    root = _to_tree(source)
    doc = Document(url, root, encoding, source)
    doc.html_language = (root.get("lang") or root.get(_XML_LANGUAGE) or "").strip()
    _read_head(doc)
    _read_scripts(doc)
    # What is never text goes, so that the text of any element is what is printed.
    etree.strip_elements(root, "script", "style", "template", "svg", with_tail=False)
    printed = root.find("body")
    doc.elements = list((printed if printed is not None else root).iter())
    doc.position = {el: i for i, el in enumerate(doc.elements)}
    doc.hinted = _by_hint(doc.elements)
    doc.roles = _by_role(doc.elements[0])
    return doc


def _to_utf8(body: bytes, content_type: str | None) -> tuple[bytes, str]:
    """Return the page in clean UTF-8, and the name of the encoding it came in."""
    text, encoding = charset.decode(body, content_type)
    data = body if encoding == "utf-8" and "\ufffd" not in text else text.encode("utf-8", "replace")
    if _COMBINING_MARK_BYTE in data:  # Vietnamese typed mark by mark
        data = _to_nfc(data)
    return data.replace(b"\x00", b""), encoding


def _to_nfc(data: bytes) -> bytes:
    """NFC of a page in UTF-8, mended only between the tags where the lead byte of combining marks occurs."""
    pieces = data.split(b"<")
    for i, piece in enumerate(pieces):
        if _COMBINING_MARK_BYTE in piece:
            pieces[i] = unicodedata.normalize("NFC", piece.decode("utf-8", "replace")).encode()
    return b"<".join(pieces)


def _to_tree(source: bytes) -> Element:
    if not source.strip():
        raise NotHtmlError("empty")
    parser = etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    try:
        root = etree.fromstring(source, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as e:
        raise NotHtmlError(str(e)) from e
    if root is None or not isinstance(root.tag, str):
        raise NotHtmlError("no element")
    elements = root.xpath("count(//*)")
    if isinstance(elements, float) and elements > MAX_ELEMENTS:
        raise TooLargeError(f"{int(elements)} elements")
    return root


def _read_head(doc: Document) -> None:
    """Set what the page says of itself in meta tags, links, title and headings."""
    for el in doc.root.iter("meta", "link", "title", "h1"):
        if el.tag == "meta":
            _read_meta(doc, el)
        elif el.tag == "link":
            _read_link(doc, el)
        elif el.tag == "title":
            doc.title_tag = doc.title_tag or plain(tree.text_of(el))
        elif len(doc.h1s) < _MAX_H1S:
            doc.h1s.append(el)


def _read_meta(doc: Document, el: Element) -> None:
    content = el.get("content")
    if content is None or len(doc.meta) > _MAX_META_NAMES:
        return
    for attribute in _META_NAME_ATTRIBUTES:
        name = el.get(attribute)
        if name:
            doc.meta.setdefault(name.strip().lower(), []).append(str(content))


def _read_link(doc: Document, el: Element) -> None:
    relation = (el.get("rel") or "").strip().lower()
    if doc.canonical is None and relation == "canonical":
        doc.canonical = absolute(doc.url, el.get("href"))
    elif relation == "alternate" and len(doc.alternates) < MAX_ALTERNATES:
        language = el.get("hreflang")
        if language and "html" in el.get("type", "html"):  # a feed may have a language too
            doc.alternates.append((language, el.get("href") or ""))


def _read_scripts(doc: Document) -> None:
    """Count the scripts and set what those of JSON-LD say of the page's article."""
    scripts = list(doc.root.iter("script"))
    doc.scripts = len(scripts)
    blocks = [el.text[:_MAX_JSON_LD_CHARS] for el in scripts if el.text and _LD_JSON.search(el.get("type") or "")]
    titles = (plain(value) for name in ("og:title", "twitter:title") for value in doc.meta.get(name, ()) if value)
    doc.linked = jsonld.read(blocks, doc.canonical or doc.url, next(titles, doc.title_tag))


def _by_hint(elements: list[Element]) -> dict[str, list[Element]]:
    """Group elements by their class and id in lower case."""
    as_written: dict[str, list[Element]] = {}
    for el in elements:
        names, ident = el.get("class"), el.get("id")
        if names or ident:
            as_written.setdefault(f"{names or ''} {ident}" if ident else names or "", []).append(el)
    hinted: dict[str, list[Element]] = {}
    for hint, group in as_written.items():
        hinted.setdefault(hint.strip().lower(), []).extend(group)
    return hinted


def _by_role(root: Element) -> dict[str, list[Element]]:
    """Group the elements below and with `root` by what their data attributes and microdata call them."""
    roles: dict[str, list[Element]] = {}
    found = _WITH_ROLE(root)
    for el in found if isinstance(found, list) else []:
        if isinstance(el, tree.Element):
            for value in filter(None, map(el.get, _ROLE_ATTRIBUTES)):
                roles.setdefault(value.strip().lower(), []).append(el)
    return roles
