"""From the bytes of a page to its characters: the true encoding, whatever the headers say."""

from __future__ import annotations

import codecs
import re
import unicodedata
from typing import TYPE_CHECKING

from newsarchive.extract.page import legacy_fonts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_META = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([A-Za-z0-9_:.-]{1,40})""", re.I)
_HEADER = re.compile(r"charset\s*=\s*[\"']?\s*([A-Za-z0-9_:.-]{1,40})", re.I)
_TAGS = re.compile(r"<(?:script|style)\b.*?</(?:script|style)>|<[^>]{0,2000}>", re.S | re.I)
_SAMPLE = 400_000
_OLD_FONTS = {"tcvn3": legacy_fonts.from_tcvn3, "vni": legacy_fonts.from_vni}
_READABLE_WORDS = 5
"""So many common Vietnamese words with marks show that a page was decoded as it was meant."""
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
        text, name = body.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        text, name = _decode_invalid_utf8(body, content_type)
    if name in ("cp1252", "cp1258") or (name == "utf-8" and _may_be_old_font(body)):
        return _decode_old_vietnamese(text, name, body)
    return text, name


def _decode_invalid_utf8(body: bytes, content_type: str | None) -> tuple[str, str]:
    """Decode bytes that are no valid UTF-8: as UTF-8 where nearly all of them are, else as declared."""
    lenient = body.decode("utf-8", "replace")
    broken = lenient.count("\ufffd")
    multibyte = sum(1 for c in lenient[:_SAMPLE] if ord(c) > 0x7F) - broken
    if broken <= 3 or broken * 20 < multibyte:  # a page cut inside a letter, or one bad widget in a UTF-8 page
        return lenient, "utf-8"
    for name in _declared_encodings(body, content_type):
        try:
            return body.decode(name, "replace"), name
        except (LookupError, ValueError):  # codecs that are no text encodings
            continue
    return body.decode("cp1252", "replace"), "cp1252"


def _declared_encodings(body: bytes, content_type: str | None) -> Iterator[str]:
    """Yield the encodings that header and `<meta>` name, without UTF-8 and names that nobody knows."""
    header, meta = _HEADER.search(content_type or ""), _META.search(body[:4096])
    for label in (header.group(1) if header else "", meta.group(1).decode("ascii") if meta else ""):
        try:
            name = codecs.lookup(label).name
        except LookupError:
            continue
        if name != "utf-8":
            yield _WIDER.get(name, name)


def _decode_old_vietnamese(text: str, name: str, body: bytes) -> tuple[str, str]:
    """Return the reading with the most Vietnamese words: `text` as decoded, TCVN3, VNI or windows-1258."""
    words = legacy_fonts.vietnamese_words(_sample(text))
    if words >= _READABLE_WORDS and name == "utf-8":
        return text, name
    latin = body.decode("latin-1") if name != "utf-8" else text
    latin_sample = _sample(latin)
    samples = {font: to_unicode(latin_sample) for font, to_unicode in _OLD_FONTS.items()}
    if name == "cp1252":
        samples["cp1258"] = unicodedata.normalize("NFC", _sample(body[:_SAMPLE].decode("cp1258", "replace")))
    best = _most_vietnamese(samples, words)
    if best in _OLD_FONTS:
        return _outside_tags(latin, _OLD_FONTS[best]), best
    return (body.decode("cp1258", "replace"), best) if best else (text, name)


def _most_vietnamese(samples: dict[str, str], words: int) -> str:
    """Return the encoding whose sample has the most Vietnamese words, if clearly more than `words`; else nothing."""
    best = ""
    for name, sample in samples.items():
        count = legacy_fonts.vietnamese_words(sample)
        if count >= _READABLE_WORDS and count > 1.4 * words:
            words, best = count, name
    return best


def _sample(text: str) -> str:
    return _TAGS.sub(" ", text[:_SAMPLE])


def _may_be_old_font(body: bytes) -> bool:
    """Return whether a UTF-8 page is full of the letters that mean đ in TCVN3 (`®`) or VNI (`ñ`, with `ø`), and is
    not in Unicode Vietnamese."""
    if body.count(b"\xe1\xbb") >= 50:
        return False
    return body.count(b"\xc2\xae") >= 20 or (body.count(b"\xc3\xb1") >= 20 and body.count(b"\xc3\xb8") >= 10)


def _outside_tags(text: str, convert: Callable[[str], str]) -> str:
    """Return the text with everything but its tags converted."""
    out: list[str] = []
    end = 0
    for tag in _TAGS.finditer(text):
        out += (convert(text[end : tag.start()]), tag.group())
        end = tag.end()
    out.append(convert(text[end:]))
    return "".join(out)
