"""Parse the decoded bytes of a list: any encoding, broken or not, within bounds."""

from __future__ import annotations

import re
from html.entities import html5
from io import BytesIO
from typing import TYPE_CHECKING

from lxml import etree
from w3lib.encoding import html_to_unicode

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element

MAX_HTML_CHARS = 8 * 1024 * 1024
"""Home pages of newspapers stay below one; the rest of a larger page is not read."""

_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_REFERENCE = re.compile(r"&#(?:(\d{1,7})|x([0-9a-fA-F]{1,6}));")
_AMPERSAND = re.compile(r"&(?!(?:amp|lt|gt|quot|apos|#\d{1,7}|#x[0-9a-fA-F]{1,6});)([A-Za-z][A-Za-z0-9]{1,31};)?")


_OF_HOST_NAMES = frozenset({"idna", "punycode"})
"""Codecs of Python for host names: some versions read any bytes with them, and garble the text."""


def text_of(body: bytes, content_type: str | None) -> str:
    """Return the text of a page. What is valid UTF-8 is UTF-8, whatever header and declaration say.

    Else BOM, header and declarations in the page name the encoding; broken bytes become U+FFFD. A name that is no
    encoding of texts (rot13, zlib, idna, ...) counts as none. Never raises.
    """
    if b"\x00" not in body and b"\x1b" not in body:  # not UTF-16, nor one of the seven-bit encodings with escapes
        try:
            return body.decode("utf-8-sig")
        except UnicodeDecodeError:
            pass
    head = re.match(rb"\s*<\?xml[^>]{0,200}encoding\s*=\s*[\"']([A-Za-z0-9._-]{1,40})", body[:512])
    if head and "charset" not in (content_type or "").lower():
        content_type = f"text/xml; charset={head.group(1).decode('ascii')}"
    text = _as_declared(body, content_type)
    return body.decode("utf-8", "replace") if text is None else text


def _as_declared(body: bytes, content_type: str | None) -> str | None:
    """The text in the encoding that BOM, header or page name; None when that is none, or not the one of these bytes."""
    try:
        name, text = html_to_unicode(content_type, body, default_encoding="utf-8")
    except (LookupError, ValueError):  # Python knows codecs that are no encodings of texts
        return None
    is_wide = name.startswith(("utf-16", "utf-32"))
    return None if name in _OF_HOST_NAMES or (is_wide and b"\x00" not in body) else str(text)


def html_root(text: str) -> _Element | None:
    """Return the root of an HTML page, or None when there is nothing in it."""
    parser = etree.HTMLParser(encoding="utf-8", recover=True, no_network=True, remove_comments=True, huge_tree=True)
    data = _NOT_XML.sub("", text[:MAX_HTML_CHARS]).encode("utf-8")
    try:
        return etree.fromstring(data, parser) if data.strip() else None
    except (etree.XMLSyntaxError, ValueError):
        return None


def xml_elements(text: str, entries: frozenset[str], others: frozenset[str] = frozenset()) -> Iterator[_Element]:
    """Yield the elements of these local names as they end; an entry is complete, and freed after its turn.

    `text` begins with the root element: there is no document type, so that no entity beyond those of XML and HTML
    is known and none can grow. Broken XML is read as far as it goes; depth and text size are bounded by libxml2.
    """
    events = etree.iterparse(
        BytesIO(_mended(text).encode("utf-8")), events=("end",), recover=True, resolve_entities=False, no_network=True,
        load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True, encoding="utf-8",
    )  # fmt: skip
    try:
        for _, element in events:
            name = local(element)
            if name in entries:
                yield element
                _free(element, entries)
            elif name in others:
                yield element
    except etree.XMLSyntaxError:
        return


def _free(entry: _Element, entries: frozenset[str]) -> None:
    """Drop what was read, but no other children: an entry nobody closed holds the ones after it."""
    entry.clear()
    parent = entry.getparent()
    previous = entry.getprevious()
    if parent is not None and previous is not None and local(previous) in entries:
        parent.remove(previous)


def local(element: _Element) -> str:
    """Return the element's name without namespace or (undeclared) prefix."""
    tag = element.tag
    return tag.rpartition("}")[2].rpartition(":")[2] if isinstance(tag, str) else ""


def prefix(element: _Element) -> str:
    """Return the element's namespace, or its undeclared prefix; empty when it has none."""
    tag = element.tag
    return (tag.rpartition("}")[0] or tag.rpartition(":")[0]) if isinstance(tag, str) else ""


def text_content(element: _Element) -> str:
    """Return all text inside an element, stripped."""
    return "".join(str(t) for t in element.itertext()).strip()


def _mended(text: str) -> str:
    """Undo the slips that stop an XML parser: bare ampersands, HTML entities, characters that XML does not have."""
    return _REFERENCE.sub(_character, _AMPERSAND.sub(_entity, _NOT_XML.sub("", text)))


def _character(match: re.Match[str]) -> str:
    """Return a reference as it is, U+FFFD for one to no character of XML: libxml2 makes bytes of it that are no text."""
    code = int(match[1]) if match[1] else int(match[2], 16)
    is_character = 0 < code <= 0x10FFFF and not _NOT_XML.match(chr(code))
    return match[0] if is_character else "\ufffd"


def _entity(match: re.Match[str]) -> str:
    name = match.group(1)
    if name is None:
        return "&amp;"
    value = html5.get(name)
    return "".join(f"&#{ord(c)};" for c in value) if value else f"&amp;{name}"
