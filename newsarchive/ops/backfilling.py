"""Fetch the past of one outlet, month by month: runs that end when a crawl wants the host, and continue afterwards."""

from __future__ import annotations

import time
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from newsarchive import config as configuration
from newsarchive import outlets
from newsarchive.backfill.captures import take_captures
from newsarchive.crawl.claims import is_wanted
from newsarchive.crawl.order import month_range
from newsarchive.ingest.leases import is_held
from newsarchive.items import utc_text
from newsarchive.ops.processes import Stops, run_spider
from newsarchive.store.archive import Archive
from newsarchive.store.backfills import SITE, Backfills
from newsarchive.store.hosts import Hosts
from newsarchive.store.runs import Runs

if TYPE_CHECKING:
    from collections.abc import Callable

    from newsarchive.config import Config
    from newsarchive.outlets import Outlet
    from newsarchive.store.backfills import MonthRow, Source

LOOK_S = 0.5
"""Seconds after which a waiting backfill looks again whether its hosts are free."""


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
    """Fetch what an outlet published from month `first` to `last` (YYYY-MM).

    A crawl that wants the outlet's hosts gets them at once; the backfill waits until they are free again and calls `say`
    when it begins to wait. Killed and started again it goes on where it was. Raises NewsarchiveError for what is wrong
    beforehand.
    """
    outlet = outlets.load(config.outlets).get(key)
    months = month_range(first, last)
    with Archive.open(config.database) as archive, archive.transaction():
        Runs(archive.db).enter_outlet(outlet)
        Backfills(archive.db).ask(outlet.key, SITE, months, utc_text(configuration.now()))
    arguments = [f"key={outlet.key}", f"months={first}..{last}", "command=backfill", f"log={log}"]
    new, slice_ = 0, _Slice(0, 0, None, is_last=False)
    with Stops(insist=False) as stops:
        while not slice_.is_last:
            _wait_for_hosts(config, outlet, stops, say or (lambda _: None))
            if stops or not _left(config, outlet.key, months):
                break
            slice_ = _run_slice(config, arguments, stops)
            new += slice_.new
    return _backfilled(config, outlet.key, months, new, slice_, stopped=bool(stops))


@dataclass(frozen=True, slots=True)
class _Slice:
    """What one run of a backfill brought; `is_last` unless it ended to make room for a crawl."""

    new: int
    code: int
    failure: str | None
    is_last: bool


def _run_slice(config: Config, arguments: list[str], stops: Stops) -> _Slice:
    pid, code = run_spider(config, arguments, stops)
    with Archive.open_readonly(config.database) as archive:
        runs = Runs(archive.db)
        run_id = runs.of_process(pid)
        results = runs.results(run_id) if run_id is not None else []
        outcome = runs.outcome(run_id) if run_id is not None else None
    failure = next((r.failure for r in results if r.failure), None)
    is_last = bool(code or stops or (results and outcome != "stopped"))
    return _Slice(sum(r.counts["new"] for r in results), code, failure, is_last)


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


def _backfilled(
    config: Config, key: str, months: tuple[str, ...], new: int, last: _Slice, *, stopped: bool
) -> Backfilled:
    rows = tuple(r for r in status(config, key, SITE) if r.month in months)
    notes = [f"nothing could be read: {last.failure}"] if last.failure else []
    if stopped:
        notes.append("stopped; the same command goes on from here")
    elif last.code == 0:
        notes += _notes_on_months(key, rows, has_failed=last.failure is not None)
    code = last.code if last.code >= 0 else 1
    if code == 0 and not all(r.complete for r in rows):
        code = 3
    return Backfilled(key, rows, code, tuple(notes), new)


def _notes_on_months(key: str, rows: tuple[MonthRow, ...], *, has_failed: bool) -> list[str]:
    """Return what can be done about months that are not complete: lists do not reach back, or addresses are left."""
    notes = []
    unreached = [r.month for r in rows if not r.listed]
    if unreached and not has_failed:
        span = unreached[0] if len(unreached) == 1 else f"{unreached[-1]} to {unreached[0]}"
        notes.append(
            f"the lists of {key} do not prove that all of {span} was found; captures of others may hold more "
            "(--source wayback, --source commoncrawl)"
        )
    left = sum(r.left for r in rows)
    if left:
        notes.append(f"{left} addresses could not be fetched now; run the command again later")
    return notes


def _left(config: Config, key: str, months: tuple[str, ...]) -> bool:
    return any(r.month in months and not r.complete for r in status(config, key, SITE))


def _wait_for_hosts(config: Config, outlet: Outlet, stops: Stops, say: Callable[[str], None]) -> None:
    """Wait until nobody holds or wants a host of the outlet."""
    is_said = False
    while not stops:
        with Archive.open_readonly(config.database) as archive:
            busy = _is_busy(Hosts(archive.db), outlet)
        if not busy:
            return
        if not is_said:
            say(f"{outlet.key}: another process is crawling it; the backfill waits")
            is_said = True
        time.sleep(LOOK_S)


def _is_busy(hosts: Hosts, outlet: Outlet) -> bool:
    now = configuration.now()
    at = utc_text(now)
    return any(is_held(hosts, host, at) or is_wanted(hosts, host, now) for host in outlet.hosts)
