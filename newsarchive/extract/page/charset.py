"""From the bytes of a page to its characters: the true encoding, whatever the headers say."""

from __future__ import annotations

import codecs
import re

from newsarchive.extract.page import legacy_fonts

_META = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([A-Za-z0-9_:.-]{1,40})""", re.I)
_HEADER = re.compile(r"charset\s*=\s*[\"']?\s*([A-Za-z0-9_:.-]{1,40})", re.I)
_TAGS = re.compile(r"<(?:script|style)\b.*?</(?:script|style)>|<[^>]{0,2000}>", re.S | re.I)
_SAMPLE = 400_000
# WHATWG Encoding: pages labelled Latin-1 mean windows-1252.
_WIDER = {"iso8859-1": "cp1252", "latin-1": "cp1252", "ascii": "cp1252", "gb2312": "gb18030", "gbk": "gb18030"}


def decode(body: bytes, content_type: str | None = None) -> tuple[str, str]:
    """Return the text of an HTML body and the name of the encoding it was read with. Never raises.

    A byte order mark wins, then bytes that are valid UTF-8 (a wrong header does not change that), then what header
    and `<meta>` name. Text that came out unreadable is tried as windows-1258, TCVN3 and VNI, and kept as such where
    that gives Vietnamese.
    """
    for mark, name in (
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
    ):
        if body.startswith(mark):
            return body[len(mark) :].decode(name, "replace"), name
    try:
        text = body.decode("utf-8")
        name = "utf-8"
    except UnicodeDecodeError:
        text, name = _not_strict(body, content_type)
    return _legacy(text, name, body)


def _not_strict(body: bytes, content_type: str | None) -> tuple[str, str]:
    lenient = body.decode("utf-8", "replace")
    broken = lenient.count("\ufffd")
    multibyte = sum(1 for c in lenient[:_SAMPLE] if ord(c) > 0x7F) - broken
    if broken <= 3 or broken * 20 < multibyte:  # a page cut inside a letter, or one bad widget in a UTF-8 page
        return lenient, "utf-8"
    declared = _HEADER.search(content_type or "")
    meta = _META.search(body[:4096])
    for label in (declared.group(1) if declared else "", meta.group(1).decode("ascii") if meta else ""):
        try:
            name = codecs.lookup(label).name
        except LookupError:
            continue
        if name == "utf-8":
            continue
        name = _WIDER.get(name, name)
        try:
            return body.decode(name, "replace"), name
        except (LookupError, ValueError):  # codecs that are no text encodings
            continue
    return body.decode("cp1252", "replace"), "cp1252"


def _legacy(text: str, name: str, body: bytes) -> tuple[str, str]:
    if name not in ("utf-8", "cp1252", "cp1258") or (name == "utf-8" and not _may_be_old_font(body)):
        return text, name
    sample = _TAGS.sub(" ", text[:_SAMPLE])
    best, found = legacy_fonts.vietnamese_words(sample), ""
    if best >= 5 and name == "utf-8":
        return text, name
    latin = body.decode("latin-1") if name != "utf-8" else text
    latin_sample = _TAGS.sub(" ", latin[:_SAMPLE])
    readings = {"tcvn3": legacy_fonts.from_tcvn3(latin_sample), "vni": legacy_fonts.from_vni(latin_sample)}
    if name == "cp1252":
        import unicodedata

        readings["cp1258"] = unicodedata.normalize("NFC", _TAGS.sub(" ", body[:_SAMPLE].decode("cp1258", "replace")))
    for candidate, reading in readings.items():
        count = legacy_fonts.vietnamese_words(reading)
        if count >= 5 and count > 1.4 * best:
            best, found = count, candidate
    if found == "tcvn3":
        return _outside_tags(latin, legacy_fonts.from_tcvn3), found
    if found == "vni":
        return _outside_tags(latin, legacy_fonts.from_vni), found
    if found == "cp1258":
        return body.decode("cp1258", "replace"), found
    return text, name


def _may_be_old_font(body: bytes) -> bool:
    """Tell whether a UTF-8 page is full of the letters that stand for đ in TCVN3 (`®`) or VNI (`ñ`, with `ø`), and is
    not in Unicode Vietnamese."""
    if body.count(b"\xe1\xbb") >= 50:
        return False
    return body.count(b"\xc2\xae") >= 20 or (body.count(b"\xc3\xb1") >= 20 and body.count(b"\xc3\xb8") >= 10)


def _outside_tags(text: str, convert: object) -> str:
    assert callable(convert)
    out: list[str] = []
    end = 0
    for tag in _TAGS.finditer(text):
        out.append(str(convert(text[end : tag.start()])))
        out.append(tag.group())
        end = tag.end()
    out.append(str(convert(text[end:])))
    return "".join(out)
