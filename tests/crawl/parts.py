"""The parts of a crawl on a run of its own, without Scrapy and without processes: for tests of each of them alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from newsarchive.backfill.supply import PastSupply
from newsarchive.crawl.admission import Admission
from newsarchive.crawl.crawl_run import CrawlRun
from newsarchive.crawl.hosts import Host, HostBook
from newsarchive.crawl.leasing import Leasing
from newsarchive.crawl.order import Order
from newsarchive.crawl.quotas import Quotas
from newsarchive.crawl.robots import RobotsGate
from newsarchive.crawl.supply import CrawlSupply
from newsarchive.ingest.lists.book import ListBook
from newsarchive.ingest.reading import read
from newsarchive.ingest.record import Recorder
from newsarchive.ingest.run import Run
from newsarchive.items import Page
from newsarchive.manners import robots
from newsarchive.outlets import Outlet
from newsarchive.store.ledger import NewUrl, UrlRow
from tests.ingest.running import AT, NOW, a_run

HOST = "bao.example"
HOME = f"https://{HOST}/"
PAPER = Outlet(key="bao", name="Báo", home=HOME, delay_s=1.0)
RULES = Page(f"{HOME}robots.txt", 200, (), b"User-agent: *\nDisallow: /kin/\n", NOW)


@dataclass
class Parts:
    """A crawl's parts, put together as `CrawlSession` does."""

    crawl: CrawlRun
    order: Order
    quotas: Quotas
    hosts: HostBook
    leasing: Leasing
    gate: RobotsGate

    @property
    def run(self) -> Run:
        """The run."""
        return self.crawl.run

    def know(self, name: str = HOST) -> Host:
        """Return a host of the first outlet whose rules are known: they forbid /kin/."""
        host = self.hosts.meet(name, self.order.outlets[0])
        host.believe(robots.parse(RULES, "newsarchive"))
        return host

    def enter(self, path: str, role: Any = "article", *, due: bool = True, **facts: Any) -> int:
        """Enter an address of the first outlet into the ledger; return its id."""
        with self.run.batch():
            new = NewUrl.of(HOME + path, self.order.outlets[0], role, **facts)
            return self.run.ledger.add(new, at=AT, run_id=self.run.id, due=due)[0]

    def row(self, path: str) -> UrlRow:
        """Return the ledger's row of an address."""
        row = self.run.ledger.find(HOME + path)
        assert row is not None, path
        return row


@contextmanager
def parts_of_a_crawl(folder: Path, order: Order) -> Iterator[Parts]:
    """Give the parts of a crawl (of a backfill, when the order has months), its outlets entered."""
    live = not order.replay
    with a_run(folder, "backfill" if order.is_backfill else "crawl") as run:
        with run.batch():
            for outlet in order.all_outlets.values():
                run.enter_outlet(outlet)
        crawl = _writing(run, order)

        def submit(work: Callable[[CrawlRun], Any]) -> Future[Any]:
            done: Future[Any] = Future()
            with run.batch():
                done.set_result(work(crawl))
            return done

        async def do(work: Callable[[CrawlRun], Any]) -> Any:
            return submit(work).result()

        quotas = Quotas(order.limit)
        hosts = HostBook(submit, quotas, live=live, now=run.now)
        admission = Admission((), hosts, live=live)
        yield Parts(
            crawl,
            order,
            quotas,
            hosts,
            Leasing(do, hosts, quotas, admission, order, now=run.now),
            RobotsGate(do, hosts, admission, user_agent="newsarchive/1", live=live, now=run.now),
        )


def _writing(run: Run, order: Order) -> CrawlRun:
    if order.is_backfill:
        (outlet,) = order.outlets
        return CrawlRun(run, Recorder(run, read, lists=None), PastSupply(run, outlet, order.months), None)
    lists = ListBook(run)
    return CrawlRun(run, Recorder(run, read, lists=lists), CrawlSupply(run, lists, order), lists)
