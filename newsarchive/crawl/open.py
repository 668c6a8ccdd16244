"""Open what a crawl needs and close it again; before it begins, what a crash left behind is taken in."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from newsarchive import config as configuration
from newsarchive import discovery
from newsarchive.backfill.supply import PastSupply
from newsarchive.crawl import claims, seeds
from newsarchive.crawl.crawl_run import CrawlRun
from newsarchive.crawl.supply import CrawlSupply
from newsarchive.ingest import recovery
from newsarchive.ingest.lists.book import ListBook
from newsarchive.ingest.pool import ReadingPool
from newsarchive.ingest.reading import read, read_whole
from newsarchive.ingest.record import Recorder
from newsarchive.ingest.run import Run
from newsarchive.ingest.values import Range
from newsarchive.ingest.writer import Writer
from newsarchive.items import utc_text
from newsarchive.outlets.hostnames import host_of
from newsarchive.store.reads.queries import seen_addresses

if TYPE_CHECKING:
    from newsarchive.config import Config
    from newsarchive.crawl.order import Order
    from newsarchive.outlets import Outlet, Registry


@dataclass(slots=True)
class Opened:
    """The open parts of a crawl.

    `hosts` maps host to outlet; `busy` names outlets that another process is crawling; `pauses` maps hosts that asked
    an earlier run to be left alone to the moment until which they did (UTC text), one that has passed included. `recovered` counts the
    captures of killed runs that were taken in.
    """

    writer: Writer[CrawlRun]
    pool: ReadingPool
    hosts: dict[str, Outlet] = field(default_factory=dict)
    busy: tuple[str, ...] = ()
    pauses: dict[str, str] = field(default_factory=dict)
    recovered: int = 0
    closed: bool = False

    def close(self, *, failed: bool, stopped: bool) -> None:
        """End the run: leases given back, the run's sums written, files finished, workers ended."""
        if self.closed:
            return
        self.closed = True
        outcome = "failed" if failed else "stopped" if stopped else "finished"
        done = self.writer.submit(lambda crawl: crawl.end(outcome))
        try:
            done.result()
        finally:
            self.writer.close()
            self.pool.close(now=failed or stopped)


def open_crawl(config: Config, registry: Registry, order: Order) -> Opened:
    """Open everything a crawl needs. Raises NewsarchiveError when the archive or the data folder cannot be used."""
    pool = ReadingPool(config.workers, config.page_timeout_s, reading=read_whole if order.is_backfill else read)
    writer = Writer(lambda: _begin(config, registry, order, pool))
    try:
        writer.start()
    except BaseException:
        pool.close(now=True)
        raise
    opened = Opened(writer, pool)
    try:
        opened.recovered = recovery.take_in(
            config, registry, pool, lambda work: writer.submit(lambda crawl: work(crawl.recorder))
        )
        if not order.is_backfill:
            claims.have_backfills_yield(writer, order)
        opened.hosts, opened.busy = writer.submit(lambda crawl: _start(crawl, order)).result()
        opened.pauses = writer.submit(lambda crawl: crawl.run.hosts.pauses()).result()
    except BaseException:
        opened.close(failed=True, stopped=False)
        raise
    return opened


def _begin(config: Config, registry: Registry, order: Order, pool: ReadingPool) -> CrawlRun:
    """Begin the run; runs in the writer's thread."""
    run = Run.begin(config, order.command)
    wanted = Range(order.since, order.until)
    if order.is_backfill:
        (outlet,) = order.outlets
        recorder = Recorder(run, pool.read_now, lists=None, wanted=wanted, registry=registry)
        return CrawlRun(run, recorder, PastSupply(run, outlet, order.months), None)
    lists = ListBook(run, wanted)
    recorder = Recorder(run, pool.read_now, lists=lists, wanted=wanted, registry=registry)
    return CrawlRun(run, recorder, CrawlSupply(run, lists, order), lists)


def _start(crawl: CrawlRun, order: Order) -> tuple[dict[str, Outlet], tuple[str, ...]]:
    """Take the hosts and enter what the crawl starts from; return hosts to work on and outlets that are busy."""
    moment = configuration.now()
    at = utc_text(moment)
    claimed, busy = claims.claim(crawl.run, order, moment)
    mine = [discovery.with_experience(o, seen_addresses(crawl.run.archive.db, o.key, moment)) for o in claimed]
    if not mine:
        return {}, busy
    if isinstance(crawl.supply, PastSupply):
        (outlet,) = mine
        crawl.supply.begin(outlet, at)
        return {host_of(outlet.home): outlet}, ()
    return seeds.enter(crawl, order, mine, at), busy
