"""Open what a run needs and close it again: archive, writer, pool; before a crawl, what a crash left behind is taken in."""

from __future__ import annotations

import hashlib
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from newsarchive import __version__, discovery
from newsarchive import config as configuration
from newsarchive.ingest import claiming, ownership, recovery, seeds
from newsarchive.ingest.pool import ReadingPool
from newsarchive.ingest.reading import read, read_whole
from newsarchive.ingest.recorder import Recorder
from newsarchive.ingest.visit import Range
from newsarchive.ingest.writer import Writer
from newsarchive.items import utc_text
from newsarchive.outlets.hosts import host_of
from newsarchive.store.archive import Archive
from newsarchive.store.frontier import Frontier
from newsarchive.store.hosts import Hosts
from newsarchive.store.queries import seen_addresses
from newsarchive.store.runs import Runs
from newsarchive.warc import WarcWriter

if TYPE_CHECKING:
    from collections.abc import Iterator

    from newsarchive.config import Config
    from newsarchive.ingest.ordering import Order
    from newsarchive.outlets import Outlet, Registry


@dataclass(slots=True)
class Opened:
    """The open parts of a crawl.

    `hosts` maps host to outlet; `busy` names outlets that another process is crawling; `pauses` maps hosts that asked
    an earlier run to be left alone (Retry-After) to the moment until which they did (UTC text).
    """

    writer: Writer
    pool: ReadingPool
    run_id: int
    owner: str
    hosts: dict[str, Outlet]
    busy: tuple[str, ...] = ()
    pauses: dict[str, str] = field(default_factory=dict)
    recovered: int = 0
    closed: bool = field(default=False)

    def close(self, *, failed: bool, stopped: bool) -> None:
        """End the run: leases given back, the run's sums written, files finished, workers ended."""
        if self.closed:
            return
        self.closed = True
        outcome = "failed" if failed else "stopped" if stopped else "finished"
        done = self.writer.submit(lambda r: r.end_run(outcome))
        try:
            done.result()
        finally:
            self.writer.close()
            self.pool.close(now=failed or stopped)


def open_crawl(config: Config, registry: Registry, order: Order) -> Opened:
    """Open everything a crawl needs. Raises NewsarchiveError when the archive or the data folder cannot be used."""
    owner = ownership.me()
    pool = ReadingPool(config.workers, config.page_timeout_s, reading=read_whole if order.months else read)
    wanted = Range(order.since, order.until)
    writer = Writer(lambda: make_recorder(config, owner, order.command, pool, wanted=wanted, registry=registry))
    try:
        writer.start()
    except BaseException:
        pool.close(now=True)
        raise
    try:
        recovered = recovery.take_in(config, registry, pool, writer)
        if not order.months:
            claiming.have_backfills_yield(writer, order)
        hosts, busy = writer.submit(lambda r: _start(r, order)).result()
    except BaseException:
        Opened(writer, pool, 0, owner, {}).close(failed=True, stopped=False)
        raise
    run_id = writer.submit(lambda r: r.run_id).result()
    pauses = writer.submit(lambda r: r.hosts.pauses(utc_text(configuration.now()))).result()
    return Opened(writer, pool, run_id, owner, hosts, busy, pauses, recovered)


@dataclass(slots=True)
class LocalRun:
    """A run in this thread; `outcome` is what it ends with when nothing is raised."""

    recorder: Recorder
    pool: ReadingPool
    outcome: str = "finished"


@contextmanager
def local_run(
    config: Config, command: str, *, keep_all: bool | None = None, registry: Registry | None = None
) -> Iterator[LocalRun]:
    """Begin a run that reads pages without crawling (import, re-extraction, captures of others), and end it.

    It ends `failed` when the block raises. Raises NewsarchiveError when the archive cannot be used.
    """
    pool = ReadingPool(config.workers, config.page_timeout_s)
    try:
        recorder = make_recorder(config, ownership.me(), command, pool, keep_all=keep_all, registry=registry)
        run = LocalRun(recorder, pool)
        outcome = "failed"
        try:
            yield run
            outcome = run.outcome
        finally:
            with recorder.batch():
                recorder.end_run(outcome)
            recorder.close()
    finally:
        pool.close(now=True)


def make_recorder(
    config: Config,
    owner: str,
    command: str,
    pool: ReadingPool,
    *,
    wanted: Range | None = None,
    keep_all: bool | None = None,
    registry: Registry | None = None,
) -> Recorder:
    """Open the archive for writing and begin a run in it. With a `registry`, originals follow their copies."""
    archive = Archive.open(config.database)
    try:
        at = utc_text(configuration.now())
        with archive.transaction():
            release_dead(archive, at)
            run_id = Runs(archive.db).start(
                command, at=at, version=__version__, config_hash=_config_hash(config), owner=owner
            )
        writer = WarcWriter(
            config.warc,
            f"{at.replace('-', '').replace(':', '')}-{command.split()[0]}-{run_id:06d}",
            max_bytes=config.warc_max_bytes,
            software=f"newsarchive/{__version__}",
            operator=config.contact,
        )
        return Recorder(
            archive,
            writer,
            run_id=run_id,
            owner=owner,
            now=configuration.now,
            reread=lambda page, outlet, role: pool.submit(page, outlet, role).result(),
            keep_all=config.keep == "all" if keep_all is None else keep_all,
            wanted=wanted,
            registry=registry,
        )
    except BaseException:
        archive.close()
        raise


def release_dead(archive: Archive, at: str) -> None:
    """Give back the leases of processes that died."""
    runs, frontier, hosts = Runs(archive.db), Frontier(archive.db), Hosts(archive.db)
    for _, owner in runs.unfinished():
        if ownership.is_dead(owner, None, at):
            frontier.give_back_all(owner)
            hosts.let_go(owner)
            runs.interrupted(owner, at)


def _start(recorder: Recorder, order: Order) -> tuple[dict[str, Outlet], tuple[str, ...]]:
    """Take the hosts and enter what the crawl starts from; return hosts to work on and outlets that are busy."""
    moment = configuration.now()
    at = utc_text(moment)
    claimed, busy = claiming.claim(recorder, order, moment)
    mine = [discovery.with_experience(o, seen_addresses(recorder.archive.db, o.key, moment)) for o in claimed]
    if not mine:
        return {}, busy
    if order.months:
        (outlet,) = mine
        recorder.turn_to_the_past(outlet, order.months).begin(at)
        return {host_of(outlet.home): outlet}, ()
    return seeds.enter(recorder, order, mine, at), busy


def _config_hash(config: Config) -> str:
    facts = f"{config.keep}|{config.page_timeout_s}|{config.fetch_timeout_s}|{config.contact}"
    return hashlib.sha256(facts.encode()).hexdigest()[:16]
