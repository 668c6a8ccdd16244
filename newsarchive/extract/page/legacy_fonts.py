"""Undo the Vietnamese font encodings that came before Unicode: TCVN3 (ABC) and VNI.

Both were written as Latin-1 bytes and shown right by special fonts. TCVN3 is TCVN 5712:1993; VNI writes the tone as
a letter of its own after the vowel.
"""

from __future__ import annotations

import re
import unicodedata

# TCVN 5712:1993, VN3: the letters of the bytes A1..FF (B0..B4 are combining tone marks), in order.
_TCVN3 = (
    "ĂÂÊÔƠƯĐăâêôơưđẰ\u0300\u0309\u0303\u0301\u0323"
    "àảãáạẲằẳẵắẴẮẦẨẪẤỀặầẩẫấậèỂẻẽéẹềểễếệìỉỄẾỒĩíịòỔỏõóọồổỗốộờởỡớợùỖủũúụừửữứựỳỷỹýỵỐ"
)
TCVN3_LETTERS = {0xA1 + i: letter for i, letter in enumerate(_TCVN3)}

_VNI_TONES = {"ø": "\u0300", "ù": "\u0301", "û": "\u0309", "õ": "\u0303", "ï": "\u0323"}
_VNI_CIRCUMFLEX = {"â": "", "à": "\u0300", "á": "\u0301", "å": "\u0309", "ã": "\u0303", "ä": "\u0323"}
_VNI_BREVE = {"ê": "", "è": "\u0300", "é": "\u0301", "ú": "\u0309", "ü": "\u0303", "ë": "\u0323"}
_VNI_SINGLE = {"ñ": "đ", "æ": "ỉ", "ó": "ĩ", "ò": "ị", "ô": "ơ", "ö": "ư", "î": "ỵ"}


def _vni_pairs() -> dict[str, str]:
    pairs: dict[str, str] = {}
    for base, letter in [("a", "a"), ("e", "e"), ("o", "o"), ("u", "u"), ("y", "y"), ("ô", "ơ"), ("ö", "ư")]:
        for mark, tone in _VNI_TONES.items():
            pairs[base + mark] = letter + tone
    for base in "aeo":
        for mark, tone in _VNI_CIRCUMFLEX.items():
            pairs[base + mark] = base + "\u0302" + tone
    for mark, tone in _VNI_BREVE.items():
        pairs["a" + mark] = "a\u0306" + tone
    lower = {key: unicodedata.normalize("NFC", value) for key, value in (pairs | _VNI_SINGLE).items()}
    upper = {key.upper(): value.upper() for key, value in lower.items()}
    mixed = {key[0].upper() + key[1:]: value.upper() for key, value in lower.items()}
    return lower | mixed | upper


VNI_LETTERS = _vni_pairs()
_VNI = re.compile("|".join(sorted((re.escape(k) for k in VNI_LETTERS), key=len, reverse=True)))

_COMMON = re.compile(
    r"\b(?:của|và|các|là|được|trong|người|không|có|cho|những|với|một|đã|này|ngày|đến|tại|từ|năm|để|về)\b"
)


def from_tcvn3(latin: str) -> str:
    """Return the Unicode text of TCVN3 read as Latin-1.

    >>> from_tcvn3("C«ng nghÖ")
    'Công nghệ'
    """
    return latin.translate(TCVN3_LETTERS)


def from_vni(latin: str) -> str:
    """Return the Unicode text of VNI read as Latin-1.

    >>> from_vni("Vieät Nam")
    'Việt Nam'
    """
    return _VNI.sub(lambda m: VNI_LETTERS[m.group()], latin)


def vietnamese_words(text: str) -> int:
    """Return how many of the commonest Vietnamese words occur, those without marks left out: is the text readable?"""
    return sum(1 for m in _COMMON.finditer(text.lower()) if not m.group().isascii())
