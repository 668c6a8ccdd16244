from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tests.guard.sitecustomize import BlockedError

ELSEWHERE = ("192.0.2.1", 80)


def attempts() -> list[str]:
    """What was noted so far; forgotten when read, so that the test is not failed for it."""
    file = Path(os.environ["NETWORK_ATTEMPTS"])
    lines = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
    file.unlink(missing_ok=True)
    return lines


def test_a_connection_to_another_machine_is_refused_and_noted():
    with socket.socket() as sock, pytest.raises(BlockedError):
        sock.connect(ELSEWHERE)
    assert attempts() == ["connect ('192.0.2.1', 80)"]


def test_a_datagram_to_another_machine_is_refused():
    with socket.socket(type=socket.SOCK_DGRAM) as sock, pytest.raises(BlockedError):
        sock.sendto(b"?", ("192.0.2.1", 53))
    assert attempts() == ["connect ('192.0.2.1', 53)"]


def test_names_are_not_looked_up():
    with pytest.raises(socket.gaierror):
        socket.getaddrinfo("pypi.org", 443)
    with pytest.raises(socket.gaierror):
        socket.gethostbyname("pypi.org")
    assert attempts() == ["look up pypi.org"] * 2


def test_a_process_started_by_a_test_is_guarded_too():
    code = "import socket; socket.create_connection(('192.0.2.1', 80), timeout=1)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert "BlockedError" in done.stderr
    assert attempts() == ["connect ('192.0.2.1', 80)"]


def test_loopback_is_open():
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname(), timeout=5):
        pass
    assert attempts() == []
