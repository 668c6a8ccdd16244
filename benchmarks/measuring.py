"""What a command costs: seconds, processor time and memory of the whole tree of its processes (Linux, /proc)."""

from __future__ import annotations

import contextlib
import ctypes
import os
import resource
import signal
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

EVERY_S = 0.25
_PR_SET_CHILD_SUBREAPER = 36
_PAGE = os.sysconf("SC_PAGESIZE")


@dataclass(slots=True)
class Cost:
    """What a command cost. Memory in bytes.

    `tree` is the peak of the sum over its processes, memory that they share counted once (PSS); `largest` is the peak
    of the largest one (RSS); `samples` are (what `progress` said, RSS of the largest process) in the order taken.
    """

    seconds: float = 0.0
    cpu_s: float = 0.0
    tree: int = 0
    largest: int = 0
    samples: list[tuple[int, int]] = field(default_factory=list)

    def largest_at(self, progress: int) -> int | None:
        """Return the size of the largest process when `progress` was reached; None when it never was."""
        return next((rss for done, rss in self.samples if done >= progress), None)


def run(command: Sequence[str], *, env: Mapping[str, str], cwd: Path, progress: Callable[[], int]) -> Cost:
    """Run a command to its end and measure it. Raises CalledProcessError when it fails, with its last words."""
    adopt_orphans()
    cost = Cost()
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.monotonic()
    with subprocess.Popen(
        command, env=dict(env), cwd=cwd, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    ) as process:
        try:
            while True:
                try:
                    said, _ = process.communicate(timeout=EVERY_S)
                    break
                except subprocess.TimeoutExpired:
                    _sample(process.pid, cost, progress())
        except BaseException:
            _stop(process.pid)
            raise
    cost.seconds = time.monotonic() - start
    _reap_orphans()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cost.cpu_s = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command, said[-4000:].decode(errors="replace"))
    return cost


def adopt_orphans() -> None:
    """Let processes whose parent ends become ours (prctl(2)), so that their time is counted when they end."""
    if ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) != 0:
        raise OSError("PR_SET_CHILD_SUBREAPER is not available: this needs Linux 3.4")


def tree(pid: int) -> list[int]:
    """Return a process and its descendants that are alive."""
    parents: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with contextlib.suppress(OSError):
                words = (entry / "stat").read_bytes().rpartition(b")")[2].split()
                parents.setdefault(int(words[1]), []).append(int(entry.name))
    found = [pid]
    for one in found:
        found += parents.get(one, [])
    return found


def _sample(pid: int, cost: Cost, done: int) -> None:
    total = largest = 0
    for one in tree(pid):
        with contextlib.suppress(OSError, IndexError):
            largest = max(largest, int(Path(f"/proc/{one}/statm").read_bytes().split()[1]) * _PAGE)
            rollup = Path(f"/proc/{one}/smaps_rollup").read_bytes()
            total += int(rollup.partition(b"Pss:")[2].split()[0]) * 1024
    cost.tree, cost.largest = max(cost.tree, total), max(cost.largest, largest)
    cost.samples.append((done, largest))


def _reap_orphans() -> None:
    """Wait for what the command left behind (a fork server ends a moment after its user)."""
    until = time.monotonic() + 10
    left = _orphans()
    while left and time.monotonic() < until:
        for pid in left:
            with contextlib.suppress(ChildProcessError):
                os.waitpid(pid, os.WNOHANG)
        left = _orphans()
        time.sleep(0.01)
    for pid in left:
        _stop(pid)


def _orphans() -> list[int]:
    """Our children that nobody here started: those adopted."""
    return [pid for pid in tree(os.getpid())[1:] if _parent(pid) == os.getpid() and pid not in own]


own: set[int] = set()
"""Processes that the benchmark itself started and that are no part of any command: the server."""


def _parent(pid: int) -> int:
    with contextlib.suppress(OSError):
        return int(Path(f"/proc/{pid}/stat").read_bytes().rpartition(b")")[2].split()[1])
    return 0


def _stop(pid: int) -> None:
    for one in reversed(tree(pid)):
        with contextlib.suppress(OSError):
            os.kill(one, signal.SIGKILL)
