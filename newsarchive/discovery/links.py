"""Turn an address as a list prints it into one that can be fetched."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import SplitResult, urljoin, urlsplit

from w3lib.url import safe_url_string

from newsarchive.outlets.hostnames import host_of

if TYPE_CHECKING:
    from newsarchive.outlets.schema import Outlet

MAX_URL = 2048
"""Longer than any article's address; the sitemap protocol allows 2,048 characters."""

_ENTITY = re.compile(r"&(amp|quot|apos|lt|gt|#0{0,4}\d{1,5}|#x0{0,4}[0-9a-f]{1,5});", re.IGNORECASE)
_NAMED = {"amp": "&", "quot": '"', "apos": "'", "lt": "<", "gt": ">"}
# Nothing to mend: the form of nearly all addresses in sitemaps, and those of large ones come by the ten thousand.
_PLAIN = re.compile(r"https?://[a-z0-9.-]+(?::\d{1,4})?(?:/[A-Za-z0-9_~-]+(?:\.[A-Za-z0-9_~-]+)*)*/?")
_BLANK = re.compile(r"[\t\r\n\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def absolute(href: str | None, base: str) -> str | None:
    """Return the address a link leads to, as it would go over the wire: http(s), ASCII, without fragment; or None.

    Entities left in it are undone (feeds escape twice), spaces and Vietnamese letters percent-encoded.
    """
    text = _BLANK.sub("", (href or "")[: MAX_URL * 2]).strip().replace("\\", "/")
    if not text or text[0] == "#":
        return None
    if len(text) <= MAX_URL and _PLAIN.fullmatch(text) and text.count("/") > 2:
        return text
    try:
        url = urljoin(base, _mended(text))
        parts = urlsplit(url)
        if not _is_web(parts) or "@" in parts.netloc:
            return None
        url = safe_url_string(url)
        parts = urlsplit(url)
        _ = parts.port  # raises when it is no number
    except (ValueError, UnicodeError):
        return None
    if not _is_web(parts) or len(url) > MAX_URL:
        return None
    return url if parts.path or parts.query else f"{parts.scheme}://{parts.netloc}/"


def _mended(text: str) -> str:
    """Return an address without entities and without its fragment; `#!` is part of the address."""
    if "&" in text:
        text = _ENTITY.sub(_character, _ENTITY.sub(_character, text))
    return text.partition("#")[0] if "#!" not in text else text


def _is_web(parts: SplitResult) -> bool:
    return parts.scheme in ("http", "https") and bool(parts.hostname)


def _character(match: re.Match[str]) -> str:
    name = match.group(1).lower()
    if name[0] != "#":
        return _NAMED[name]
    code = int(name[2:], 16) if name[1] == "x" else int(name[1:])
    return chr(code) if 32 <= code < 0xD800 else ""


_TWINS = ("www.", "m.", "mobile.", "amp.")


def same_site(url: str, outlet: Outlet) -> bool:
    """Return whether the address is on one of the outlet's hosts, or its www or mobile twin."""
    return outlet.owns(url) or _bare(host_of(url)) in {_bare(h) for h in outlet.hosts}


def _bare(host: str) -> str:
    host = host.replace("[", "").replace("]", "")  # an IPv6 address, with brackets where it is declared
    for twin in _TWINS:
        if host.startswith(twin) and host.count(".") > 1:
            return host[len(twin) :]
    return host
