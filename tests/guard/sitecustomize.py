"""No network but loopback, in this process and in every Python process it starts.

Python imports a module of this name when it starts, if its folder is on PYTHONPATH (`tests/conftest.py` puts it there).
What is tried all the same is refused, and noted in the file that NETWORK_ATTEMPTS names, so that a test fails even when
the code under test swallows the error. Names that can never exist (RFC 2606) may be looked up: the answer is no.
"""

from __future__ import annotations

import ipaddress
import os
import socket
from typing import Any

_RESERVED = ("invalid", "example", "test", "example.com", "example.org", "example.net")
LEADS_HOME = "ve-nha.test"
"""A name as an attacker would register it: public to look at, and it resolves to this machine."""

_plain_getaddrinfo, _plain_gethostbyname = socket.getaddrinfo, socket.gethostbyname
_plain_connect, _plain_connect_ex, _plain_sendto = socket.socket.connect, socket.socket.connect_ex, socket.socket.sendto


class BlockedError(PermissionError):
    """A test tried to leave this machine."""


def note(what: str) -> None:
    """Write down what was tried, in one line."""
    path = os.environ.get("NETWORK_ATTEMPTS")
    if path:
        with open(path, "a", encoding="utf-8") as file:
            file.write(f"{what}\n")


def is_loopback(host: str) -> bool:
    """Tell whether a numeric address is this machine's own."""
    try:
        return ipaddress.ip_address(host.partition("%")[0]).is_loopback
    except ValueError:
        return False


def _check(sock: socket.socket, address: Any) -> None:
    if sock.family not in (socket.AF_INET, socket.AF_INET6):
        return
    host = str(address[0])
    if host != "localhost" and not is_loopback(host):
        note(f"connect {address}")
        raise BlockedError(f"tests reach loopback only, not {address}")


def _connect(self: socket.socket, address: Any) -> None:
    _check(self, address)
    _plain_connect(self, address)


def _connect_ex(self: socket.socket, address: Any) -> int:
    _check(self, address)
    return _plain_connect_ex(self, address)


def _sendto(self: socket.socket, data: Any, *rest: Any) -> int:
    _check(self, rest[-1])
    return _plain_sendto(self, data, *rest)


def _getaddrinfo(host: Any, *rest: Any, **named: Any) -> Any:
    name = host.decode("ascii", "replace") if isinstance(host, bytes) else host
    if name == LEADS_HOME:
        return _plain_getaddrinfo("127.0.0.1", *rest, **named)
    if name in (None, "", "localhost", socket.gethostname()):
        return _plain_getaddrinfo(host, *rest, **named)
    try:
        ipaddress.ip_address(name.partition("%")[0])
    except ValueError:
        if not any(name == r or name.endswith(f".{r}") for r in _RESERVED):
            note(f"look up {name}")
        raise socket.gaierror(socket.EAI_NONAME, f"tests look no names up: {name}") from None
    return _plain_getaddrinfo(host, *rest, **named)


def _gethostbyname(host: Any) -> str:
    # What Twisted asks. The real one goes around getaddrinfo, straight to the C library.
    return str(_getaddrinfo(host, None, socket.AF_INET)[0][4][0])


def install() -> None:
    """Put the guards in place."""
    kind: Any = socket.socket
    kind.connect, kind.connect_ex, kind.sendto = _connect, _connect_ex, _sendto
    socket.getaddrinfo, socket.gethostbyname = _getaddrinfo, _gethostbyname


def remove() -> None:
    """Take them away again."""
    kind: Any = socket.socket
    kind.connect, kind.connect_ex, kind.sendto = _plain_connect, _plain_connect_ex, _plain_sendto
    socket.getaddrinfo, socket.gethostbyname = _plain_getaddrinfo, _plain_gethostbyname


if "NETWORK_ATTEMPTS" in os.environ:
    install()
