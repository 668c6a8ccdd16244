"""The stable id of an article."""

from __future__ import annotations

import hashlib


def uid(outlet: str, normal_url: str) -> str:
    """Return the first 16 hex digits of SHA-256 over the UTF-8 bytes of outlet key, one line feed, normal URL.

    So anyone can check it: `printf '%s\\n%s' KEY NORMAL_URL | sha256sum | cut -c1-16`. Neither part can hold a line
    feed. It is computed once, from normal form version 1, and then stored.

    >>> uid("baovinhlong", "https://baovinhlong.com.vn/kinh-te/202606/truong-long-hoa-62d49fc")
    'b44ca16adf615271'
    """
    return hashlib.sha256(f"{outlet}\n{normal_url}".encode("utf-8", "surrogatepass")).hexdigest()[:16]
