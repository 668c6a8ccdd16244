"""The processes that a test started, and theirs."""

from __future__ import annotations

import contextlib
from pathlib import Path


def family(pid: int) -> set[int]:
    """Return the ids of all processes below one, itself included."""
    parents: dict[int, list[int]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            words = stat.read_text().rpartition(")")[2].split()
            parents.setdefault(int(words[1]), []).append(int(stat.parent.name))
    found, rest = set(), [pid]
    while rest:
        found.add(one := rest.pop())
        rest += parents.get(one, [])
    return found
