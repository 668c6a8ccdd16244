"""Find the language of a text: Vietnamese by its letters, others by what the page says, commonest words and scripts."""

from __future__ import annotations

import re
from collections import Counter

_VIETNAMESE = re.compile("[ăđơưĂĐƠƯ\u1ea0-\u1ef9]")
_BARE_VIETNAMESE = frozenset(
    "va cua cac la duoc trong nguoi khong nhung mot da nay ngay den tai nam ve thi viec ong voi cho".split()
)
_STOPWORDS = {
    code: frozenset(words.split())
    for code, words in {
        "en": "the of and to in that is was for with on his her they this from have",
        "de": "der die und das ist nicht von mit den dem ein eine auf für im zu",
        "fr": "le la les des et est dans une pour que qui sur pas du au",
        "es": "el la los las de y que en una por con para del se su",
        "it": "il di che è la per una del con non sono della gli dei alla",
        "pt": "o de que e do da em um para com não uma os no na",
        "nl": "de het een van en in is dat op te zijn met voor niet",
        "sv": "och att det som en på är av för med den till inte om",
        "da": "og at det som en på er af for med den til ikke der de",
        "id": "yang dan di dari ini untuk dengan tidak pada dalam adalah itu ke akan",
        "tr": "ve bir bu için ile da de olarak daha gibi çok olan ne ama",
        "pl": "i w na z do się nie to że jest o jak po od",
    }.items()
}
# Letters that one language alone uses; Japanese has Chinese letters too.
_SCRIPTS = {
    "ja": re.compile("[\u3040-\u30ff]"),
    "zh": re.compile("[\u3400-\u4dbf\u4e00-\u9fff]"),
    "ko": re.compile("[\uac00-\ud7a3]"),
    "th": re.compile("[\u0e01-\u0e30]"),
    "lo": re.compile("[\u0e81-\u0eb0]"),
    "km": re.compile("[\u1780-\u17b3]"),
}
_TAG = re.compile(r"^[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*$")


def is_vietnamese(text: str) -> bool:
    """Return whether a text is Vietnamese: by letters only Vietnamese has, or by its words where marks were lost."""
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
    words = Counter(re.findall(r"[^\W\d_]+", text[:4000].lower()))
    shares = _shares(text[:4000], words)
    best = max(shares, key=lambda c: shares[c])
    if shares[best] < _share(words, _BARE_VIETNAMESE) > 0.12:
        return "vi", "text"
    for source, raw in (("html lang", html_language), *(("metadata", o) for o in others)):
        code = normal(raw)
        if code and code != "vi":
            strong = best != code and shares[best] > 0.2 and shares.get(code, 0.0) < 0.5 * shares[best]
            return (best, "text") if strong else (code, source)
    if shares[best] > 0.12:
        return best, "text"
    if declared:
        return declared, "outlet"
    return (normal(html_language), "html lang") if normal(html_language) else (None, "")


def _shares(text: str, words: Counter[str]) -> dict[str, float]:
    """Return how much speaks for each language: its commonest words among all, or its own letters among all."""
    shares = {code: _share(words, stop) for code, stop in _STOPWORDS.items()}
    letters = sum(map(str.isalpha, text)) or 1
    shares |= {code: len(script.findall(text)) / letters for code, script in _SCRIPTS.items()}
    if shares["ja"] > 0.05:
        shares["ja"] += shares.pop("zh")
    return shares


def _share(words: Counter[str], some: frozenset[str]) -> float:
    return sum(words[word] for word in some) / (words.total() or 1)


def normal(raw: str) -> str | None:
    """Return the two- or three-letter code of a language tag such as `vi-VN` or `en_US`; None for what is none."""
    first = raw.split(",")[0].strip()
    return re.split(r"[-_]", first)[0].lower() if _TAG.match(first) else None
