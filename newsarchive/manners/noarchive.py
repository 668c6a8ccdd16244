"""Read `X-Robots-Tag`: does the server ask that a page not be kept?"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from newsarchive.items import Headers

PRODUCT = "newsarchive"
"""Our product token, as in the User-Agent header and in robots.txt."""

# Directives that carry a value after a colon; any other word before a colon names a crawler.
_WITH_VALUE = frozenset({"unavailable_after", "max-snippet", "max-image-preview", "max-video-preview"})
# `none` stands for noindex and nofollow: a page that wants to be neither listed nor followed is not kept either.
_DENIES = frozenset({"noarchive", "nocache", "none"})
_NAMED = re.compile(r"\s*([a-z0-9_.-]+|\*)\s*:\s*(.*)", re.DOTALL)


def noarchive(page_headers: Headers) -> bool:
    """Tell whether an `X-Robots-Tag` header says `noarchive` (or `nocache`, `none`) to all or to us.

    The header may occur several times; each may hold a list. A crawler's name before a colon applies to the rest of
    that header, or until another name (https://developers.google.com/search/docs/crawling-indexing/robots-meta-tag).
    """
    return any(_denies(value.lower()) for name, value in page_headers if name.lower() == "x-robots-tag")


def _denies(value: str) -> bool:
    for_us = True
    for part in value[:4096].split(","):
        directive = part.strip()
        named = _NAMED.fullmatch(part)
        if named and named.group(1) not in _WITH_VALUE:
            for_us = named.group(1) in (PRODUCT, "*")
            directive = named.group(2).strip()
        if for_us and directive in _DENIES:
            return True
    return False
