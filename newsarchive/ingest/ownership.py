"""Who owns a lease: a process named so that another process on the machine can tell whether it still lives."""

from __future__ import annotations

import os
import socket
from pathlib import Path

LEASE_S = 300
"""How long a lease holds without being renewed; it matters only for owners on another machine."""


def me() -> str:
    """Return this process's name as an owner: host, process id, start time of the process."""
    return f"{socket.gethostname()}:{os.getpid()}:{_started(os.getpid())}"


def is_dead(owner: str, lease_until: str | None, now: str) -> bool:
    """Tell whether an owner is gone: its process on this machine does not live, or its lease has run out."""
    machine, _, rest = owner.rpartition(":")[0].rpartition(":")
    started = owner.rpartition(":")[2]
    if machine == socket.gethostname() and rest.isdigit():
        return _started(int(rest)) != started
    return lease_until is not None and lease_until < now


def _started(pid: int) -> str:
    """The start time of a process in clock ticks since boot (proc(5), stat, field 22); empty when there is none."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace")
    except OSError:
        return _alive_without_proc(pid)
    fields = stat.rpartition(")")[2].split()
    return "" if fields[0] in "ZX" else fields[19]  # a zombie holds nothing any more


def _alive_without_proc(pid: int) -> str:
    if Path("/proc/self").exists():
        return ""
    try:
        os.kill(pid, 0)
    except OSError:
        return ""
    return "alive"
