"""Read the host of an address: how it is written, and which names are the same host."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

HOST = re.compile(r"(?:[a-z0-9_](?:[a-z0-9_.-]*[a-z0-9_])?|\[[0-9a-f:.]+\])(?::\d{1,5})?")
"""A host as `host_of` returns it, with its port."""


def plain_host(name: str) -> str:
    """Return a host as the network names it: small letters, no final dot, letters beyond ASCII in punycode."""
    host = name.lower().rstrip(".")
    if not host.isascii():
        try:
            host = host.encode("idna").decode("ascii")
        except UnicodeError:
            return host
    return host


def host_of(url: str) -> str:
    """Return host, with the port unless it is 80 or 443, in lower case; empty when the address has none."""
    try:
        parts = urlsplit(url)
        name, port = parts.hostname or "", parts.port
    except ValueError:
        return ""
    name = f"[{name}]" if ":" in name else plain_host(name)
    return name if port in (None, 80, 443) or not name else f"{name}:{port}"


def www_twin(host: str) -> str:
    """Return the host with `www.` put before it, or taken away: nearly every site answers on both.

    >>> www_twin("bao.vn"), www_twin("www.bao.vn")
    ('www.bao.vn', 'bao.vn')
    """
    return host.removeprefix("www.") if host.startswith("www.") else f"www.{host}"


def bare(host: str) -> str:
    """Return the host without `www.`."""
    return host.removeprefix("www.")


def is_http_url(url: str) -> bool:
    """Return whether this is an absolute http or https address with a possible host and port."""
    try:
        scheme = urlsplit(url).scheme
    except ValueError:
        return False
    return scheme in ("http", "https") and HOST.fullmatch(host_of(url)) is not None
