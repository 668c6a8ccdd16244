"""Run a crawl in a process of its own and report what it brought."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from newsarchive import config as configuration
from newsarchive import outlets
from newsarchive.crawl.order import days, sort_targets
from newsarchive.errors import UsageError
from newsarchive.items import utc_text
from newsarchive.ops.processes import Stops, run_spider
from newsarchive.store.archive import Archive
from newsarchive.store.hosts import Hosts
from newsarchive.store.runs import Runs

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

    from newsarchive.config import Config
    from newsarchive.outlets import Outlet
    from newsarchive.store.runs import OutletResult


@dataclass(frozen=True, slots=True)
class Crawled:
    """How a crawl ended; `exit_code` is the command's.

    `busy` names outlets that another process was crawling; `paused` maps hosts that asked to be left alone
    (Retry-After) to the moment until which they did (UTC text).
    """

    run_id: int | None
    exit_code: int
    results: tuple[OutletResult, ...] = ()
    busy: tuple[str, ...] = ()
    paused: dict[str, str] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """Return plain values."""
        results = [{"outlet": r.outlet, **r.counts, "failure": r.failure} for r in self.results]
        return {
            "run": self.run_id, "exit_code": self.exit_code, "busy": list(self.busy), "paused": self.paused,
            "outlets": results,
        }  # fmt: skip


def crawl(
    config: Config,
    targets: Sequence[str],
    *,
    limit: int | None = None,
    since: str | None = None,
    until: str | None = None,
    due: bool = False,
    replay: Sequence[Path] = (),
    log: str = "ERROR",
    command: str | None = None,
    on_start: Callable[[], None] | None = None,
) -> Crawled:
    """Crawl outlets (keys) and addresses, or all enabled outlets, and return how that ended.

    `command` is the name the run is recorded under, where that is not a crawl. `on_start` is called when the crawl
    begins, after all checks. Raises NewsarchiveError for what is wrong beforehand, KeyboardInterrupt when it was stopped
    before a run began.
    """
    registry = outlets.load(config.outlets)
    wanted, urls = sort_targets(registry, targets)
    days(since, until)
    missing = next((path for path in replay if not path.is_file()), None)
    if missing is not None:
        raise UsageError(f"{missing}: there is no such file to replay")
    with Archive.open(config.database) as archive:  # what is wrong with it is reported here, once
        before = Runs(archive.db).latest()
    arguments = [
        *_target_arguments(wanted, [url for url, _ in urls]),
        *(f"replay={path.absolute()}" for path in replay),
        *_options(limit=limit, since=since, until=until, command=command, due=str(int(due)), log=log),
    ]
    if on_start is not None:
        on_start()
    with Stops(insist=True) as stops:
        pid, code = run_spider(config, arguments, stops)
    crawled = _crawled(config, pid, before, code, {*wanted, *(o for _, o in urls)}, live=not replay)
    if stops and crawled.run_id is None:
        raise KeyboardInterrupt  # stopped before anything was begun
    return crawled


def _target_arguments(wanted: Iterable[Outlet], urls: Iterable[str]) -> Iterator[str]:
    for outlet in wanted:
        yield f"url={outlet.home}" if outlet.kind == "undeclared" else f"key={outlet.key}"
    yield from (f"url={url}" for url in urls)


def _options(**values: object) -> Iterator[str]:
    return (f"{name}={value}" for name, value in values.items() if value)


def _crawled(config: Config, pid: int, before: int, code: int, wanted: set[Outlet], *, live: bool) -> Crawled:
    """Return what the run of a process brought; `before` is the last run that was there already."""
    with Archive.open_readonly(config.database) as archive:
        runs = Runs(archive.db)
        run_id = runs.of_process(pid, after=before)
        if run_id is None:
            return Crawled(None, code if code > 0 else 1)
        results = tuple(runs.results(run_id))
        pauses = Hosts(archive.db).pauses(utc_text(configuration.now())) if live else {}
    busy = tuple(sorted({o.key for o in wanted} - {r.outlet for r in results}))
    paused = {host: pauses[host] for host in sorted(pauses.keys() & _hosts(wanted))}
    if code == 0 and (busy or any(r.failure for r in results)):
        code = 3
    return Crawled(run_id, code if code >= 0 else 1, results, busy, paused)


def _hosts(wanted: Iterable[Outlet]) -> set[str]:
    return {host for outlet in wanted for host in outlet.hosts}
