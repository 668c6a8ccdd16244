"""One way to clean text and to fold it for comparing and searching, Vietnamese first."""

from __future__ import annotations

import re
import unicodedata

# Zero-width characters, soft hyphens and direction marks; control characters other than white space.
_DROPPED = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad\u200e\u200f\u202a\u202b\u202c\u202d\u202e\x7f"))
_DROPPED |= {i: None for i in range(32) if chr(i) not in "\t\n\r"}
_ODD = re.compile("[" + "".join(re.escape(chr(i)) for i in _DROPPED) + "]")
# U+00D0 (Icelandic eth) printed for U+0110: wrong in any Vietnamese word, right in Icelandic ones.
_ETH = str.maketrans({"\u00d0": "Đ", "\u00f0": "đ"})


class _Bare(dict[int, str]):
    """Each character without its marks, found out when it is first met; only common ones (the BMP) are remembered."""

    def __missing__(self, code: int) -> str:
        decomposed = unicodedata.normalize("NFD", chr(code))
        bare = "".join(c for c in decomposed if not unicodedata.combining(c))
        if code <= 0xFFFF:
            self[code] = bare
        return bare


# Letters whose stroke is no mark in Unicode; eth stands for đ, as above.
_BARE = _Bare({ord("đ"): "d", ord("Đ"): "D", 0x00F0: "d", 0x00D0: "D"})


def clean(raw: str) -> str:
    """Return one line of text: NFC, no invisible or control characters, runs of any white space as one space.

    >>> clean("  Đồng\\u00a0 Tháp\\u200b ")
    'Đồng Tháp'
    """
    if not raw.isprintable() and _ODD.search(raw):  # rare, and translating is dear
        raw = raw.translate(_DROPPED)
    return " ".join(unicodedata.normalize("NFC", raw).split())


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
    return raw.translate(_BARE).lower()


def words(raw: str) -> list[str]:
    """Return the words of a text (letters and digits, marks kept), in order."""
    return re.findall(r"\w+", unicodedata.normalize("NFC", raw))
