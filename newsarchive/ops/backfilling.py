"""Fetch the past of one outlet, month by month: slices of work that end when a crawl wants the host, then go on."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from newsarchive import config as configuration
from newsarchive import outlets
from newsarchive.backfill.captures import take_captures
from newsarchive.crawl.claims import is_wanted
from newsarchive.crawl.order import month_range
from newsarchive.ingest.leases import is_held
from newsarchive.items import utc_text
from newsarchive.store.archive import Archive
from newsarchive.store.backfills import SITE, Backfills
from newsarchive.store.hosts import Hosts
from newsarchive.store.runs import Runs

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from newsarchive.config import Config
    from newsarchive.outlets import Outlet
    from newsarchive.store.backfills import MonthRow, Source

LOOK_S = 0.5
"""How often a waiting backfill looks whether its hosts are free again."""


@dataclass(frozen=True, slots=True)
class Backfilled:
    """How a backfill ended: the months asked for, what is wrong in words, the command's exit code."""

    outlet: str
    months: tuple[MonthRow, ...]
    exit_code: int
    notes: tuple[str, ...] = ()
    new: int = 0

    def as_json(self) -> dict[str, Any]:
        """Return plain values."""
        return {
            "outlet": self.outlet, "exit_code": self.exit_code, "new": self.new, "notes": list(self.notes),
            "months": [as_json(m) for m in self.months],
        }  # fmt: skip


def as_json(row: MonthRow) -> dict[str, Any]:
    """Return a month as plain values."""
    return asdict(row)


def status(config: Config, key: str, source: str | None = None) -> list[MonthRow]:
    """Return how far the months asked for of an outlet are, the youngest first. Raises NewsarchiveError."""
    outlet = outlets.load(config.outlets).get(key)
    with Archive.open_readonly(config.database) as archive:
        return Backfills(archive.db).months(outlet.key, source)


def backfill(
    config: Config, key: str, first: str, last: str, *, log: str = "ERROR", say: Callable[[str], None] | None = None
) -> Backfilled:
    """Fetch what an outlet published from month `first` to `last` (YYYY-MM). Raises NewsarchiveError beforehand.

    A crawl that wants the outlet's hosts gets them at once; this waits until they are free again. `say` is told about
    such waits. Killed and started again it goes on where it was.
    """
    outlet = outlets.load(config.outlets).get(key)
    months = month_range(first, last)
    with Archive.open(config.database) as archive, archive.transaction():
        Runs(archive.db).enter_outlet(outlet)
        Backfills(archive.db).ask(outlet.key, SITE, months, utc_text(configuration.now()))
    words = {"key": outlet.key, "months": f"{first}..{last}", "command": "backfill", "log": log}
    new, code, failure = 0, 0, None
    with _stops() as stops:
        while not stops:
            _wait_for_hosts(config, outlet, stops, say or (lambda _: None))
            if stops or not _left(config, outlet.key, months):
                break
            process = _start(config, words)
            code = _wait(process, stops)
            with Archive.open_readonly(config.database) as archive:
                runs = Runs(archive.db)
                run_id = runs.of_process(process.pid)
                results = runs.results(run_id) if run_id is not None else []
                outcome = runs.outcome(run_id) if run_id is not None else None
            new += sum(r.counts["new"] for r in results)
            failure = next((r.failure for r in results if r.failure), None)
            if code or (results and outcome != "stopped"):
                break
    return _told(config, outlet.key, months, new, code, failure, stopped=bool(stops))


def from_others(
    config: Config,
    key: str,
    source: Source,
    first: str,
    last: str,
    *,
    progress: Callable[[str, int], None] | None = None,
) -> Backfilled:
    """Take in what others captured of an outlet from month `first` to `last` (YYYY-MM). Raises NewsarchiveError."""
    registry = outlets.load(config.outlets)
    outlet = registry.get(key)
    months = month_range(first, last)
    taken = take_captures(config, registry, outlet, source, months, progress=progress)
    rows = tuple(r for r in status(config, key, source) if r.month in months)
    left = sum(r.left for r in rows)
    notes = [*dict.fromkeys(taken.notes)]
    if left and all(r.listed for r in rows):
        notes.append(f"{left} captures could not be fetched; run the command again later")
    code = 0 if all(r.complete for r in rows) else 3
    return Backfilled(key, rows, code, tuple(notes), taken.outcomes["new"])


def _told(
    config: Config, key: str, months: tuple[str, ...], new: int, code: int, failure: str | None, *, stopped: bool
) -> Backfilled:
    rows = tuple(r for r in status(config, key, SITE) if r.month in months)
    notes = [f"nothing could be read: {failure}"] if failure else []
    unreached = [r.month for r in rows if not r.listed]
    if stopped:
        notes.append("stopped; the same command goes on from here")
    elif code == 0 and unreached and not failure:
        span = unreached[0] if len(unreached) == 1 else f"{unreached[-1]} to {unreached[0]}"
        notes.append(
            f"no list of {key} that could be read reaches back through {span}; captures of others may "
            "(--source wayback, --source commoncrawl)"
        )
    left = sum(r.left for r in rows)
    if left and not stopped and code == 0:
        notes.append(f"{left} addresses could not be fetched now; run the command again later")
    if code:
        code = code if code > 0 else 1
    elif not all(r.complete for r in rows):
        code = 3
    return Backfilled(key, rows, code, tuple(notes), new)


def _left(config: Config, key: str, months: tuple[str, ...]) -> bool:
    return any(r.month in months and not r.complete for r in status(config, key, SITE))


def _start(config: Config, words: dict[str, str]) -> subprocess.Popen[bytes]:
    environment = {**os.environ, configuration.DATA_VARIABLE: str(config.data), "NEWSARCHIVE_PARENT": str(os.getpid())}
    return subprocess.Popen(  # noqa: S603  # our own module, arguments as a list
        [sys.executable, "-m", "newsarchive.spiders", *(f"{k}={v}" for k, v in words.items())],
        env=environment,
        stdin=subprocess.DEVNULL,
        process_group=0,  # a terminal's Ctrl-C reaches this process alone, which passes it on once
    )


@contextmanager
def _stops() -> Iterator[list[int]]:
    """Collect the wishes to stop (Ctrl-C, SIGTERM) instead of dying of them."""
    asked: list[int] = []
    former = {s: signal.signal(s, lambda number, _: asked.append(number)) for s in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield asked
    finally:
        for number, handler in former.items():
            signal.signal(number, handler)


def _wait(process: subprocess.Popen[bytes], stops: list[int]) -> int:
    """Wait for a slice; a wish to stop lets it finish what is under way."""
    told = False
    while True:
        try:
            return process.wait(timeout=LOOK_S)
        except subprocess.TimeoutExpired:
            if stops and not told:
                told = True
                process.terminate()  # also ends one that is still starting, without a word


def _wait_for_hosts(config: Config, outlet: Outlet, stops: list[int], say: Callable[[str], None]) -> None:
    """Wait until nobody holds or wants a host of the outlet."""
    told = False
    while not stops:
        with Archive.open_readonly(config.database) as archive:
            busy = _is_busy(Hosts(archive.db), outlet)
        if not busy:
            return
        if not told:
            say(f"{outlet.key}: another process is crawling it; the backfill waits")
            told = True
        time.sleep(LOOK_S)


def _is_busy(hosts: Hosts, outlet: Outlet) -> bool:
    now = configuration.now()
    at = utc_text(now)
    return any(is_held(hosts, host, at) or is_wanted(hosts, host, now) for host in outlet.hosts)
