"""Start a crawl as a process of its own, wait for it, and tell what it brought."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from newsarchive import config as configuration
from newsarchive import outlets
from newsarchive.crawl.order import days, sort_targets
from newsarchive.errors import UsageError
from newsarchive.items import utc_text
from newsarchive.store.archive import Archive
from newsarchive.store.hosts import Hosts
from newsarchive.store.runs import Runs

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
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
    """Crawl outlets (keys) and addresses, or all enabled outlets. Raises NewsarchiveError for what is wrong beforehand.

    `command` is what the run is noted as, where that is not a crawl. `on_start` is called when nothing was found wrong
    and the crawl begins.
    """
    registry = outlets.load(config.outlets)
    wanted, urls = sort_targets(registry, targets)
    days(since, until)
    for path in replay:
        if not path.is_file():
            raise UsageError(f"{path}: there is no such file to replay")
    with Archive.open(config.database) as archive:  # what is wrong with it is said here, once
        before = Runs(archive.db).latest()
    words = [
        *(f"key={o.key}" for o in wanted if o.kind != "undeclared"),
        *(f"url={o.home}" for o in wanted if o.kind == "undeclared"),
        *(f"url={url}" for url, _ in urls),
        *(f"replay={path.absolute()}" for path in replay),
        *(f"{name}={value}" for name, value in (("limit", limit), ("since", since), ("until", until)) if value),
        f"due={int(due)}",
        *([f"command={command}"] if command else []),
        f"log={log}",
    ]
    if on_start is not None:
        on_start()
    environment = {**os.environ, configuration.DATA_VARIABLE: str(config.data), "NEWSARCHIVE_PARENT": str(os.getpid())}
    process = subprocess.Popen(  # noqa: S603  # our own module, arguments as a list
        [sys.executable, "-m", "newsarchive.spiders", *words],
        env=environment,
        stdin=subprocess.DEVNULL,
        process_group=0,  # a terminal's Ctrl-C reaches this process alone, which passes it on when it can be heard
    )
    code, stopped = _wait(process)
    crawled = _tell(config, process.pid, before, code, {*wanted, *(o for _, o in urls)}, live=not replay)
    if stopped and crawled.run_id is None:
        raise KeyboardInterrupt  # stopped before anything was begun
    return crawled


def _wait(process: subprocess.Popen[bytes]) -> tuple[int, bool]:
    """Wait for the crawl; Ctrl-C and SIGTERM let it finish what is under way, a second one does not.

    Returns its exit code, and whether it was stopped. Both are passed on as SIGTERM, which also ends a process that is
    still starting and has no handler of its own yet, without a word.
    """
    stopped = False

    def stop(*_: object) -> None:
        nonlocal stopped
        stopped = True
        process.terminate()

    before = {number: signal.signal(number, stop) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        return process.wait(), stopped
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _tell(config: Config, pid: int, before: int, code: int, wanted: set[Outlet], *, live: bool) -> Crawled:
    with Archive.open_readonly(config.database) as archive:
        runs = Runs(archive.db)
        run_id = runs.of_process(pid, after=before)
        if run_id is None:
            return Crawled(None, code if code > 0 else 1)
        results = tuple(runs.results(run_id))
        pauses = Hosts(archive.db).pauses(utc_text(configuration.now())) if live else {}
    busy = tuple(sorted({o.key for o in wanted} - {r.outlet for r in results}))
    hosts = {host for outlet in wanted for host in outlet.hosts}
    paused = {host: until for host, until in sorted(pauses.items()) if host in hosts}
    if code == 0 and (busy or any(r.failure for r in results)):
        code = 3
    return Crawled(run_id, code if code >= 0 else 1, results, busy, paused)
