"""Compute the stable id of an article, and decide when a page's own `rel=canonical` may be believed."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from newsarchive.identity.urls import bare_host, normal_url

if TYPE_CHECKING:
    from newsarchive.outlets.schema import Outlet


def uid(outlet: str, normal_url: str) -> str:
    """Return the first 16 hex digits of SHA-256 over the UTF-8 bytes of outlet key, one line feed, normal URL.

    So anyone can check it: `printf '%s\\n%s' KEY NORMAL_URL | sha256sum | cut -c1-16`. Neither part can hold a line
    feed. It is computed once, from normal form version 1, and then stored.

    >>> uid("baovinhlong", "https://baovinhlong.com.vn/kinh-te/202606/truong-long-hoa-62d49fc")
    'b44ca16adf615271'
    """
    return hashlib.sha256(f"{outlet}\n{normal_url}".encode("utf-8", "surrogatepass")).hexdigest()[:16]


def canonical_is_plausible(canonical: str, url: str, outlet: Outlet) -> bool:
    """Return whether `canonical`, printed on the page at `url`, can be that page's address.

    Templates print the home page, the section, or another site's address there. It must be an http(s) address of
    the same outlet without user or password, none of its home, sections or a parent of `url`, and an article's by the declared patterns
    when `url` is one.
    """
    try:
        scheme, netloc = urlsplit(canonical.strip())[:2]
    except ValueError:
        return False
    if scheme not in ("http", "https") or not netloc or "@" in netloc:
        return False
    target, here = normal_url(canonical), normal_url(url)
    if target == here:
        return True
    if not outlet.owns(canonical.strip()) and not _is_on_host_of(target, here, outlet):
        return False
    if target in {normal_url(u) for u in (outlet.home, *outlet.sections)} or _is_parent(target, here):
        return False
    if urlsplit(here).path.startswith(f"{urlsplit(target).path}/"):
        return True
    return outlet.is_article(canonical.strip()) is not False or outlet.is_article(url) is False


def _is_parent(target: str, here: str) -> bool:
    """Return whether an address is the site's root or a folder above the page; one with a query is a page by itself."""
    path = urlsplit(target).path
    if path == "/":
        return True
    return urlsplit(here).path.startswith(f"{path}/") and not urlsplit(target).query


def _is_on_host_of(target: str, here: str, outlet: Outlet) -> bool:
    hosts = {bare_host(h) for h in outlet.hosts} | {urlsplit(here).netloc}
    return urlsplit(target).netloc in hosts
