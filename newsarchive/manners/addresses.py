"""Decide which addresses may be fetched: public web hosts, and the private ones an outlet's home opens."""

from __future__ import annotations

import re
import unicodedata
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Collection

PORTS = frozenset({80, 443, 8080, 8443})
MAX_URL = 4096

_PRIVATE_NAMES = (
    "localhost",
    "local",
    "localdomain",
    "internal",
    "intranet",
    "lan",
    "home",
    "corp",
    "private",
    "home.arpa",
)
_NUMBER = re.compile(r"0[xX][0-9a-fA-F]{0,8}|[0-9]{1,12}")
_HOST = re.compile(r"[a-z0-9](?:[a-z0-9_.-]{0,251}[a-z0-9])?")
_NAT64 = ip_network("64:ff9b::/96")
# What older versions of the standard library do not mark: carrier NAT, benchmarks, reserved, discard, examples.
_NOT_PUBLIC = tuple(
    ip_network(n)
    for n in (
        "0.0.0.0/8",
        "100.64.0.0/10",
        "192.0.0.0/24",
        "198.18.0.0/15",
        "240.0.0.0/4",
        "64:ff9b:1::/48",
        "100::/64",
        "2001:db8::/32",
        "fec0::/10",
    )
)


def refuse(url: str, allowed_hosts: Collection[str]) -> str | None:
    """Return in words why the address may not be fetched, or None when it may.

    `allowed_hosts` holds `host` (its default ports) or `host:port`, exactly as they are opened by declared homes on
    private addresses. A name may still resolve to a private address: ask `is_public` of each resolved one.
    """
    if len(url) > MAX_URL:
        return f"the address is longer than {MAX_URL} characters"
    if any(c < " " or c == "\x7f" for c in url):
        return "the address holds control characters"
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return "the address cannot be read"
    if parts.scheme not in ("http", "https"):
        return f"only http and https are fetched, not {parts.scheme[:20] or 'an address without scheme'}"
    if "@" in parts.netloc or "\\" in parts.netloc:
        return "the address holds a user name or password"
    return _refuse_host_and_port((parts.hostname or "").rstrip("."), port, allowed_hosts)


def _refuse_host_and_port(host: str, port: int | None, allowed_hosts: Collection[str]) -> str | None:
    if not host:
        return "the address has no host"
    if (host if port in (None, 80, 443) else f"{host}:{port}") in {_opened(h) for h in allowed_hosts}:
        return None
    return _refuse_host(host) or (None if port is None or port in PORTS else f"port {port} is not one of the web's")


def is_public(ip: str) -> bool:
    """Return whether a resolved IP address (v4 or v6, also with a v4 address inside) is one of the public Internet."""
    try:
        address = ip_address(ip.strip().strip("[]").partition("%")[0])
    except ValueError:
        return False
    return _is_public(address)


def _is_public(address: IPv4Address | IPv6Address) -> bool:
    if isinstance(address, IPv6Address):
        inner = _embedded(address)
        if inner is not None:
            return _is_public(inner)
    if any(address in network for network in _NOT_PUBLIC if network.version == address.version):
        return False
    return address.is_global and not (address.is_multicast or address.is_reserved or address.is_unspecified)


def _embedded(address: IPv6Address) -> IPv4Address | None:
    """The IPv4 address a translator would reach: mapped, 6to4, Teredo, NAT64 or the deprecated compatible form."""
    if address.ipv4_mapped is not None:
        return address.ipv4_mapped
    if address.sixtofour is not None:
        return address.sixtofour
    if address.teredo is not None:
        return address.teredo[1]
    if address in _NAT64 or (int(address) >> 32 == 0 and int(address) > 1):
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return None


def _refuse_host(host: str) -> str | None:
    name = unicodedata.normalize("NFKC", host).replace("\u3002", ".").lower().rstrip(".")
    if ":" in name:
        return None if is_public(name) else f"{name[:60]} is not a public address"
    if _NUMBER.fullmatch(name.rpartition(".")[2]):
        address = _ipv4(name)
        if address is None:
            return f"{name[:60]} is no host name"
        return None if _is_public(address) else f"{address} is not a public address"
    return _refuse_name(name)


def _refuse_name(name: str) -> str | None:
    if any(name == p or name.endswith(f".{p}") for p in _PRIVATE_NAMES):
        return f"{name[:60]} is a name of a private network"
    if "." not in name:
        return f"{name[:60]} is a name of a private network (no dot in it)"
    try:
        ascii_name = name.encode("idna").decode("ascii")
    except UnicodeError:  # an empty label, one of more than 63 letters, characters no name may hold
        return f"{name[:60]!r} is no host name"
    return None if _HOST.fullmatch(ascii_name) else f"{name[:60]!r} is no host name"


def _ipv4(name: str) -> IPv4Address | None:
    """Read an IPv4 address in any spelling a resolver accepts: 1 to 4 parts, each decimal, octal or hexadecimal."""
    parts = name.split(".")
    if len(parts) > 4 or not all(map(_NUMBER.fullmatch, parts)):
        return None
    try:
        *head, last = map(_number, parts)
    except ValueError:
        return None
    if any(n > 255 for n in head) or last >= 256 ** (4 - len(head)):
        return None
    return IPv4Address(sum(n << (8 * (3 - i)) for i, n in enumerate(head)) + last)


def _number(part: str) -> int:
    if part[:2].lower() == "0x":
        return int(part[2:] or "0", 16)
    return int(part, 8 if len(part) > 1 and part[0] == "0" else 10)


def _opened(host: str) -> str:
    """A declared host as it is compared: lower case, no default port, no brackets around an IPv6 address."""
    return host.lower().removesuffix(":80").removesuffix(":443").replace("[", "").replace("]", "")
