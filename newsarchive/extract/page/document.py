"""One parse of a page, shared by everything that reads it."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from lxml import etree

from newsarchive.extract.page import charset, jsonld, tree
from newsarchive.extract.page.entities import plain

if TYPE_CHECKING:
    from newsarchive.extract.page.tree import Element

MAX_HTML_BYTES = 12 * 1024 * 1024
"""A bound on the time of one page; the largest article page met in 100,000 captures is below 6 MB."""
_SIMPLE_SELECTOR = re.compile(
    r"^(?P<tag>[a-z][a-z0-9]*)?(?=[#.])(?P<id>#[\w-]+)?(?P<classes>(?:\.[A-Za-z_-][\w-]*)+)?$"
)
_MARK_BYTE = b"\xcc"
MAX_ELEMENTS = 150_000
MAX_ALTERNATES = 200

_LD_JSON = re.compile(r"ld\s*\+\s*json", re.I)


class NotHtmlError(ValueError):
    """The bytes hold no HTML document."""


class TooLargeError(ValueError):
    """The document is past the bounds within which a page can be read in time."""


@dataclass(slots=True)
class Document:
    """A parsed page: the tree, and its machine-readable facts read once.

    `meta` maps the lower-case name, property, itemprop or http-equiv of each `<meta>` to its values in order, as they stand.
    `elements` are those of the body in document order, `position` their places in it; `hinted` groups them by class
    and id, `roles` by what data attributes and microdata call them. `alternates` are the languages of
    `<link rel="alternate" hreflang>` and their addresses as they stand. `source` is the page in UTF-8.
    """

    url: str
    root: Element
    encoding: str
    meta: dict[str, list[str]]
    linked: jsonld.Linked
    title_tag: str = ""
    canonical: str | None = None
    alternates: list[tuple[str, str]] = field(default_factory=list)
    html_language: str = ""
    h1s: list[Element] = field(default_factory=list)
    scripts: int = 0
    source: bytes = b""
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
        simple = _SIMPLE_SELECTOR.match(selector)
        if simple is None:
            outer, _, rest = selector.partition(" ")
            if "," in selector or not rest or rest[0] in ">+~ " or _SIMPLE_SELECTOR.match(outer) is None:
                return tree.select(self.root, selector)
            inside = {el: None for box in self.select(outer) for el in tree.select(box, rest) if el is not box}
            return sorted((el for el in inside if el in self.position), key=self.position.__getitem__)
        tag, ident, classes = simple["tag"], (simple["id"] or "")[1:], (simple["classes"] or "")[1:].split(".")
        needle = (ident or classes[0]).lower()
        found = []
        for hint, els in self.hinted.items():
            if needle in hint:
                for el in els:
                    names = (el.get("class") or "").split()
                    if (
                        (not tag or el.tag == tag)
                        and (not ident or el.get("id") == ident)
                        and all(c in names for c in classes if c)
                    ):
                        found.append(el)
        return sorted(found, key=self.position.__getitem__)

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
    text, encoding = charset.decode(body, content_type)
    data = body if encoding == "utf-8" and "\ufffd" not in text else text.encode("utf-8", "replace")
    if _MARK_BYTE in data:  # Vietnamese typed mark by mark
        data = _to_nfc(data)
    if b"\x00" in data:
        data = data.replace(b"\x00", b"")
    if not data.strip():
        raise NotHtmlError("empty")
    parser = etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    try:
        root = etree.fromstring(data, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as e:
        raise NotHtmlError(str(e)) from e
    if root is None or not isinstance(root.tag, str):
        raise NotHtmlError("no element")
    elements = root.xpath("count(//*)")
    if isinstance(elements, float) and elements > MAX_ELEMENTS:
        raise TooLargeError(f"{int(elements)} elements")
    doc = _facts(url, root, encoding)
    doc.source = data
    return doc


def _to_nfc(data: bytes) -> bytes:
    """NFC of a page in UTF-8, mended only between the tags where the lead byte of combining marks stands."""
    pieces = data.split(b"<")
    for i, piece in enumerate(pieces):
        if _MARK_BYTE in piece:
            pieces[i] = unicodedata.normalize("NFC", piece.decode("utf-8", "replace")).encode()
    return b"<".join(pieces)


def _facts(url: str, root: Element, encoding: str) -> Document:
    meta: dict[str, list[str]] = {}
    blocks: list[str] = []
    canonical = None
    alternates: list[tuple[str, str]] = []
    title_tag = ""
    h1s: list[Element] = []
    scripts = 0
    for el in root.iter("meta", "script", "link", "title", "h1"):
        tag = el.tag
        if tag == "meta":
            content = el.get("content")
            if content is None or len(meta) > 400:
                continue
            value = str(content)
            for attribute in ("property", "name", "itemprop", "http-equiv"):
                name = el.get(attribute)
                if name:
                    meta.setdefault(name.strip().lower(), []).append(value)
        elif tag == "script":
            scripts += 1
            if _LD_JSON.search(el.get("type") or "") and el.text:
                blocks.append(el.text[:2_000_000])
        elif tag == "link":
            relation = (el.get("rel") or "").strip().lower()
            if canonical is None and relation == "canonical":
                canonical = absolute(url, el.get("href"))
            elif relation == "alternate" and len(alternates) < MAX_ALTERNATES:
                language = el.get("hreflang")
                if language and "html" in el.get("type", "html"):  # a feed may have a language too
                    alternates.append((language, el.get("href") or ""))
        elif tag == "title":
            if not title_tag:
                title_tag = plain(tree.text_of(el))
        else:
            h1s.append(el)
    # What is never text goes at once, so that the text of any element is what is printed.
    etree.strip_elements(root, "script", "style", "template", "svg", with_tail=False)
    title = next((plain(v) for name in ("og:title", "twitter:title") for v in meta.get(name, ()) if v), title_tag)
    linked = jsonld.read(blocks, canonical or url, title)
    elements, hinted, roles = _index(root)
    return Document(
        elements=elements,
        position={el: i for i, el in enumerate(elements)},
        hinted=hinted,
        roles=roles,
        url=url,
        root=root,
        encoding=encoding,
        meta=meta,
        linked=linked,
        title_tag=title_tag,
        canonical=canonical,
        alternates=alternates,
        html_language=(root.get("lang") or root.get("{http://www.w3.org/XML/1998/namespace}lang") or "").strip(),
        h1s=h1s[:30],
        scripts=scripts,
    )


_ROLE_ATTRIBUTES = ("data-role", "data-field", "data-slot", "itemprop", "rel")
_WITH_ROLE = etree.XPath("descendant-or-self::*[" + " or ".join(f"@{name}" for name in _ROLE_ATTRIBUTES) + "]")


def _index(root: Element) -> tuple[list[Element], dict[str, list[Element]], dict[str, list[Element]]]:
    """One pass over the body: all elements, and where each class, id and role occurs."""
    body = root.find("body")
    hinted: dict[str, list[Element]] = {}
    roles: dict[str, list[Element]] = {}
    elements = list((body if body is not None else root).iter())
    for el in elements:
        names, ident = el.get("class"), el.get("id")
        if names or ident:
            hint = f"{names or ''} {ident}" if ident else names or ""
            group = hinted.get(hint)
            if group is None:
                hinted[hint] = [el]
            else:
                group.append(el)
    lowered: dict[str, list[Element]] = {}
    for hint, group in hinted.items():
        lowered.setdefault(hint.strip().lower(), []).extend(group)
    marked = _WITH_ROLE(elements[0])
    for found in marked if isinstance(marked, list) else []:
        if not isinstance(found, tree.Element):
            continue
        for attribute in _ROLE_ATTRIBUTES:
            value = found.get(attribute)
            if value:
                roles.setdefault(value.strip().lower(), []).append(found)
    return elements, lowered, roles
