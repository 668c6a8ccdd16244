"""Look at a running crawl from outside: its processes and what they listen on (Linux, proc(5))."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

LISTEN = "0A"


def family(pid: int) -> list[int]:
    """Return a process and all its descendants."""
    found = [pid]
    for parent in found:
        for task in Path(f"/proc/{parent}/task").glob("*/children"):
            with suppress(OSError):
                found += [int(word) for word in task.read_text().split()]
    return found


def listening_sockets(pid: int, *, once: Callable[[], bool], patience_s: float = 20.0) -> list[str]:
    """Return the TCP addresses a process or its descendants listen on, as soon as `once` holds; none without /proc."""
    until = time.monotonic() + patience_s
    while not once():
        assert time.monotonic() < until, "what was waited for did not happen"
        time.sleep(0.02)
    owned: set[str] = set()
    for member in family(pid):
        for handle in Path(f"/proc/{member}/fd").glob("*"):
            with suppress(OSError):
                owned.add(str(handle.readlink()))
    found = []
    for table in (Path("/proc/net/tcp"), Path("/proc/net/tcp6")):
        for line in table.read_text().splitlines()[1:] if table.exists() else ():
            fields = line.split()
            if fields[3] == LISTEN and f"socket:[{fields[9]}]" in owned:
                found.append(fields[1])
    return found


def workers(pid: int) -> list[int]:
    """Return the processes below this one that a fork server has made: those that read pages."""
    made = {member: _parent(member) for member in family(pid)}
    return [member for member, parent in made.items() if _is_fork_server(parent) and _is_fork_server(member)]


def _parent(pid: int) -> int:
    with suppress(OSError):
        return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
    return 0


def _is_fork_server(pid: int) -> bool:
    with suppress(OSError):
        return b"forkserver" in Path(f"/proc/{pid}/cmdline").read_bytes()
    return False
