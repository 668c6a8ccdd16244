"""Who owns a lease: a process named so that another process on the machine can see whether it still lives."""

from __future__ import annotations

import os
import socket
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from newsarchive.outlets import Outlet
    from newsarchive.store.hosts import Hosts

LEASE_S = 300
"""How long a lease holds without being renewed; it matters only for owners on another machine."""
RENEW_S = 60
"""How often a lease is renewed."""


def me() -> str:
    """Return this process's name as an owner: host, process id, start time of the process."""
    return f"{socket.gethostname()}:{os.getpid()}:{_started(os.getpid())}"


def is_dead(owner: str, lease_until: str | None, now: str) -> bool:
    """Return whether an owner is gone: its process on this machine does not live, or its lease has run out."""
    _, pid, started = owner.rsplit(":", 2)
    if is_here(owner) and pid.isdigit():
        return _started(int(pid)) != started
    return lease_until is not None and lease_until < now


def is_here(owner: str) -> bool:
    """Return whether an owner is, or was, a process on a machine of this name."""
    return owner.rsplit(":", 2)[0] == socket.gethostname()


def take_hosts(hosts: Hosts, outlet: Outlet, *, owner: str, at: str, until: str) -> bool:
    """Take all hosts of an outlet from now (`at`, UTC text) on; none, and False, when another living process holds one."""
    if any(is_held(hosts, host, at, me=owner) for host in outlet.hosts):
        return False
    for host in outlet.hosts:
        hosts.take(host, owner=owner, until=until)
    return True


def is_held(hosts: Hosts, host: str, at: str, *, me: str | None = None) -> bool:
    """Return whether a living process other than `me` holds a host at a moment (UTC text)."""
    owner, until = hosts.owner(host)
    return owner is not None and owner != me and not is_dead(owner, until, at)


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
