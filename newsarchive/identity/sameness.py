"""Decide whether two texts are the same words: folding that keeps the marks, and the hash of an article's content."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_TONES = "\u0300\u0301\u0303\u0309\u0323"  # grave, acute, tilde, hook above, dot below
_TONE = re.compile(f"[{_TONES}]")
# A word with its combining marks. The underscore counts as punctuation.
_WORD = re.compile(r"[^\W_](?:[^\W_]|[\u0300-\u036f])*")
_MARK, _PLAIN_WORD = (
    re.compile(r"[\u0300-\u036f]"),
    re.compile(r"[^\W_]+"),
)  # the same, quicker, where no mark stands apart
# Soft hyphens, zero-width and direction marks, byte order marks, controls other than white space.
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff\x00-\x08\x0e-\x1f\x7f]")
_LEAD_PREFIX = 40
"""How much may stand before the lead when the body repeats it: a dateline such as `(CTO) - `, folded."""


def same_form(text: str) -> str:
    """Return text folded so that the same words give the same string, whatever the typist's habits.

    NFKC, no case, no invisible characters, both tone placements (hòa, hoà) as one, no white space, no punctuation.
    Marks are kept: `ma` and `má` are different words. Between two digits a point stays for whatever parted them, so
    that 1,5 and 15 differ.

    >>> same_form("Hòa  Bình, 1.500 tỷ") == same_form("hoà bình: 1 500 TỶ")
    True
    >>> same_form("1,5") == same_form("15")
    False
    """
    return joined(same_words(text))


def same_words(text: str) -> list[str]:
    """Return the words of a text, each folded as `same_form` folds them, in order.

    >>> same_words("Hòa  Bình, 1.500 TỶ") == same_words("hoà bình: 1 500 tỷ")
    True
    """
    # Two rounds of NFKC: case folding can undo the first (Unicode, 3.13: toNFKC_Casefold).
    plain = (
        _INVISIBLE.sub("", text).replace("\u00a0", " ").replace("…", " ")
    )  # no words; without them most texts are NFKC
    folded = _nfkc(_nfkc(plain).casefold())
    folded = folded.replace("\u00f0", "đ")  # eth printed for đ; case folding has made both small
    return list(map(_tones_last, (_WORD if _MARK.search(folded) else _PLAIN_WORD).findall(folded)))


def _nfkc(text: str) -> str:
    return text if unicodedata.is_normalized("NFKC", text) else unicodedata.normalize("NFKC", text)


def joined(words: Iterable[str]) -> str:
    """Return folded words as one string without white space; a point stays between two digits."""
    out: list[str] = []
    digit_before = False
    for word in words:
        if digit_before and word[0].isdigit():
            out.append(".")
        digit_before = (word if word.isascii() else word.rstrip(_TONES))[-1].isdigit()
        out.append(word)
    return "".join(out)


@lru_cache(maxsize=32768)  # Vietnamese has some 7,000 syllables, and a text uses each many times
def _tones_last(word: str) -> str:
    """Move a word's tone marks behind its letters: where the tone is printed is a spelling habit, not another word."""
    if word.isascii():
        return word
    letters = unicodedata.normalize("NFD", word)
    tones = _TONE.findall(letters)
    return unicodedata.normalize("NFC", _TONE.sub("", letters)) + "".join(tones) if tones else word


def content_hash(title: str, lead: str | None, text: str) -> str:
    """Return the SHA-256 (64 hex digits) of an article's words: equal means the same title, lead and text.

    The lead counts once, also when the body repeats it at its beginning; a page where the lead was taken for the
    first paragraph hashes the same.
    """
    body = same_form(text)
    if lead:
        start = same_form(lead)
        if body.find(start, 0, len(start) + _LEAD_PREFIX) < 0:
            body = same_form(f"{lead}\n{text}")
    return hashlib.sha256(f"{same_form(title)}\n{body}".encode("utf-8", "surrogatepass")).hexdigest()
