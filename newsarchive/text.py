"""One way to clean text and to fold it for comparing and searching, Vietnamese first."""

from __future__ import annotations

import re
import unicodedata

_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad\u200e\u200f\u202a\u202b\u202c\u202d\u202e"))
_CONTROL = {i: None for i in range(32) if chr(i) not in "\t\n\r"} | {0x7F: None}
_SPACES = re.compile(r"[ \t\r\f\v\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000\n]+")
# U+00D0 (Icelandic eth) printed for U+0110: wrong in any Vietnamese word, right in Icelandic ones.
_ETH = str.maketrans({"\u00d0": "Đ", "\u00f0": "đ"})


def clean(raw: str) -> str:
    """Return one line of text: NFC, no invisible or control characters, runs of any white space as one space.

    >>> clean("  Đồng\\u00a0 Tháp\\u200b ")
    'Đồng Tháp'
    """
    return _SPACES.sub(" ", unicodedata.normalize("NFC", raw.translate(_INVISIBLE).translate(_CONTROL))).strip()


def clean_vietnamese(raw: str) -> str:
    """Like `clean`, and `Ð` (eth), which old pages print for `Đ`, becomes the Vietnamese letter."""
    return clean(raw).translate(_ETH)


def fold(raw: str) -> str:
    """Return text for searching: lower case, no marks, đ as d; every letter stays in its word.

    Both tone placements (hòa, hoà), NFC and NFD, and marks or none give the same words. The number and order of
    words is kept, so that a position in the folded text is a position in the original.

    >>> fold("Xúc tiến thương mại ở ĐỒNG THÁP")
    'xuc tien thuong mai o dong thap'
    """
    decomposed = unicodedata.normalize("NFD", raw.replace("\u00d0", "Đ").replace("\u00f0", "đ"))
    bare = "".join(c for c in decomposed if not unicodedata.combining(c))
    return bare.replace("đ", "d").replace("Đ", "D").lower()


def words(raw: str) -> list[str]:
    """Return the words of a text (letters and digits, marks kept), in order."""
    return re.findall(r"\w+", unicodedata.normalize("NFC", raw))
