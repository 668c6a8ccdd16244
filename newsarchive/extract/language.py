"""Tell the language of a text: Vietnamese by its letters, others by what the page says and their commonest words."""

from __future__ import annotations

import re
from collections import Counter

_VIETNAMESE = re.compile("[ăđơưĂĐƠƯ\u1ea0-\u1ef9]")
_BARE_VIETNAMESE = frozenset(
    [
        "va",
        "cua",
        "cac",
        "la",
        "duoc",
        "trong",
        "nguoi",
        "khong",
        "nhung",
        "mot",
        "da",
        "nay",
        "ngay",
        "den",
        "tai",
        "nam",
        "ve",
        "thi",
        "viec",
        "ong",
        "voi",
        "cho",
    ]
)
_STOPWORDS = {
    "en": frozenset(
        [
            "the",
            "of",
            "and",
            "to",
            "in",
            "that",
            "is",
            "was",
            "for",
            "with",
            "on",
            "his",
            "her",
            "they",
            "this",
            "from",
            "have",
        ]
    ),
    "de": frozenset(
        [
            "der",
            "die",
            "und",
            "das",
            "ist",
            "nicht",
            "von",
            "mit",
            "den",
            "dem",
            "ein",
            "eine",
            "auf",
            "für",
            "im",
            "zu",
        ]
    ),
    "fr": frozenset(
        ["le", "la", "les", "des", "et", "est", "dans", "une", "pour", "que", "qui", "sur", "pas", "du", "au"]
    ),
    "es": frozenset(["el", "la", "los", "las", "de", "y", "que", "en", "una", "por", "con", "para", "del", "se", "su"]),
    "it": frozenset(
        ["il", "di", "che", "è", "la", "per", "una", "del", "con", "non", "sono", "della", "gli", "dei", "alla"]
    ),
    "pt": frozenset(["o", "de", "que", "e", "do", "da", "em", "um", "para", "com", "não", "uma", "os", "no", "na"]),
    "nl": frozenset(["de", "het", "een", "van", "en", "in", "is", "dat", "op", "te", "zijn", "met", "voor", "niet"]),
    "sv": frozenset(["och", "att", "det", "som", "en", "på", "är", "av", "för", "med", "den", "till", "inte", "om"]),
    "da": frozenset(
        ["og", "at", "det", "som", "en", "på", "er", "af", "for", "med", "den", "til", "ikke", "der", "de"]
    ),
    "id": frozenset(
        ["yang", "dan", "di", "dari", "ini", "untuk", "dengan", "tidak", "pada", "dalam", "adalah", "itu", "ke", "akan"]
    ),
    "tr": frozenset(
        ["ve", "bir", "bu", "için", "ile", "da", "de", "olarak", "daha", "gibi", "çok", "olan", "ne", "ama"]
    ),
    "pl": frozenset(["i", "w", "na", "z", "do", "się", "nie", "to", "że", "jest", "o", "jak", "po", "od"]),
}
_TAG = re.compile(r"^[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*$")


def is_vietnamese(text: str) -> bool:
    """Tell whether a text is Vietnamese: by letters only Vietnamese has, or by its words where marks were lost."""
    sample = text[:3000]
    letters = sum(map(str.isalpha, sample))
    if letters < 20:
        return bool(letters) and len(_VIETNAMESE.findall(sample)) >= 0.1 * letters
    return len(_VIETNAMESE.findall(sample)) >= 0.06 * letters


def detect(text: str, *, declared: str, html_language: str, others: tuple[str, ...] = ()) -> tuple[str | None, str]:
    """Return the language code of an article and the source of the answer.

    `declared` is the outlet's; what the letters say wins over it and over the page's `lang` (Vietnamese pages saved as
    `lang="en"` exist, and Vietnamese papers have English editions).
    """
    if is_vietnamese(text):
        return "vi", "text"
    words = re.findall(r"[^\W\d_]+", text[:4000].lower())
    if words:
        counts = Counter(words)
        shares = {code: sum(counts[w] for w in stop) / len(words) for code, stop in _STOPWORDS.items()}
        best = max(shares, key=lambda c: shares[c])
        vietnamese = sum(counts[w] for w in _BARE_VIETNAMESE) / len(words)
        if vietnamese > 0.12 and vietnamese > shares[best]:
            return "vi", "text"
    else:
        best, shares = "", {"": 0.0}
    for source, raw in (("html lang", html_language), *(("metadata", o) for o in others)):
        code = normal(raw)
        if code and code != "vi":
            strong = best and best != code and shares[best] > 0.2 and shares.get(code, 0.0) < 0.5 * shares[best]
            return (best, "text") if strong else (code, source)
    if best and shares[best] > 0.12:
        return best, "text"
    if declared:
        return declared, "outlet"
    return (normal(html_language), "html lang") if normal(html_language) else (None, "")


def normal(raw: str) -> str | None:
    """Return the two- or three-letter code of a language tag such as `vi-VN` or `en_US`; None for what is none."""
    first = raw.split(",")[0].strip()
    return re.split(r"[-_]", first)[0].lower() if _TAG.match(first) else None
