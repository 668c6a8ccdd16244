"""The same piece in other languages, as the page says: `<link rel="alternate" hreflang="en" href="…">`.

https://developers.google.com/search/docs/specialty/international/localized-versions is the usage that sites follow.
Many templates print the element without meaning it: it names the page itself, another region of the same language, or
the home page. What is kept can be a translation.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from newsarchive.items import DEFAULT_ALTERNATE, Alternate

if TYPE_CHECKING:
    from newsarchive.extract.page.document import Document

MOST = 50
"""Languages a page may name; the most met is 24."""
_TAG = re.compile(r"[a-z]{2,3}(?:-[a-z0-9]{2,8}){0,3}")
# Codes of countries that pages give in place of languages.
_MISTAKEN = {"vn": "vi", "jp": "ja", "cn": "zh", "kr": "ko"}


def choose_alternates(doc: Document, language: str | None) -> tuple[Alternate, ...]:
    """Return the addresses of the piece in languages other than its own, one a language, ordered by language.

    `language` is the page's own (None: unknown). The address for readers of any other language (`x-default`) is kept
    beside others, the page's own included: it often leads to the original of a piece.
    """
    found: dict[str, str] = {}
    for raw, href in doc.alternates:
        tag = _tag(raw)
        url = doc.absolute(href)
        if tag is None or url is None or _is_home(url):
            continue
        if tag == DEFAULT_ALTERNATE or (url != doc.url and _main_language(tag) != _main_language(language or "")):
            found.setdefault(tag, url)
    if not found.keys() - {DEFAULT_ALTERNATE}:
        return ()
    return tuple(Alternate(tag, found[tag]) for tag in sorted(found)[:MOST])


def _tag(raw: str) -> str | None:
    """The language tag (BCP 47) in lower case, None when it is none.

    >>> _tag("vi_VN"), _tag("VN"), _tag("x-default"), _tag("all languages")
    ('vi-vn', 'vi', 'x-default', None)
    """
    tag = raw.strip().lower().replace("_", "-")
    if tag == DEFAULT_ALTERNATE:
        return tag
    if not _TAG.fullmatch(tag):
        return None
    main, dash, rest = tag.partition("-")
    return _MISTAKEN.get(main, main) + dash + rest


def _main_language(tag: str) -> str:
    return tag.partition("-")[0]


def _is_home(url: str) -> bool:
    parts = urlsplit(url)
    return parts.path in ("", "/") and not parts.query
