"""Text as machines give it (JSON-LD, meta tags): undo entities escaped once or twice, and markup."""

from __future__ import annotations

import html
import re

from newsarchive.text import clean

_TAG = re.compile(r"<[a-zA-Z/!][^<>]{0,500}>")
_BREAK = re.compile(r"<(?:br|/p|/div|/li)\b[^<>]{0,100}>", re.I)
MAX_CHARS = 20_000


def plain(raw: object) -> str:
    """Return one line of plain text of a value found in JSON-LD or a meta tag; empty for what is no text.

    >>> plain("NH&amp;#7852;T&nbsp;<b>XUÂN</b>")
    'NHẬT XUÂN'
    """
    if isinstance(raw, int | float) and not isinstance(raw, bool):
        raw = str(raw)
    if not isinstance(raw, str):
        return ""
    text = raw[:MAX_CHARS]
    for _ in range(3):
        if "&" not in text:
            break
        unescaped = html.unescape(text)
        if unescaped == text:
            break
        text = unescaped
    if "<" in text:
        text = _TAG.sub("", _BREAK.sub(" ", text))
    return clean(text)
