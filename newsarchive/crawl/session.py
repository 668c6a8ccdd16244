"""One crawl: hands out what is to be fetched, takes what came back, and keeps the manners in between. No Scrapy here.

The ledger is the frontier. Each host has one request on its way at most; the next one is handed out when the answer is
there, after robots.txt, Crawl-delay and Retry-After of that very host have been looked at.
"""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from contextlib import contextmanager, suppress
from datetime import timedelta
from typing import TYPE_CHECKING, TypeVar

from newsarchive import config as configuration
from newsarchive.crawl.admission import Admission, private_hosts
from newsarchive.crawl.hosts import HostBook
from newsarchive.crawl.leasing import Leasing
from newsarchive.crawl.open import Opened, open_crawl
from newsarchive.crawl.quotas import Quotas
from newsarchive.crawl.robots import RobotsGate
from newsarchive.ingest.leases import LEASE_S
from newsarchive.ingest.reading import Reading, read
from newsarchive.ingest.values import Visit
from newsarchive.items import utc_text
from newsarchive.store import faults

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator
    from concurrent.futures import Future
    from datetime import datetime

    from newsarchive.config import Config
    from newsarchive.crawl.crawl_run import CrawlRun
    from newsarchive.crawl.fetch import Fetch
    from newsarchive.crawl.hosts import Host
    from newsarchive.crawl.order import Order
    from newsarchive.ingest.values import Verdict
    from newsarchive.items import Page
    from newsarchive.outlets import Registry

T = TypeVar("T")

HEARTBEAT_S = 60.0
LONGEST_WAIT_S = 5.0
YIELD_LOOK_S = 0.5
"""How often a backfill looks whether a crawl wants its hosts."""
LONGEST_HANDOVER_S = 10.0
"""The longest a backfill sits out a host's delay before it gives the host up."""


class CrawlSession:
    """A crawl of some outlets into one archive, from opening to closing."""

    def __init__(self, config: Config, registry: Registry, order: Order) -> None:
        self._config = config
        self._order = order
        self._registry = registry
        self.allowed_hosts = private_hosts(registry)
        self._quotas = Quotas(order.limit)
        self.hosts = HostBook(self._submit, self._quotas, live=self.live, now=self.now)
        self._admission = Admission(self.allowed_hosts, self.hosts, live=self.live)
        self._leasing = Leasing(self.do, self.hosts, self._quotas, self._admission, order, now=self.now)
        self._changed = asyncio.Event()
        self._gate = RobotsGate(
            self.do, self.hosts, self._admission, user_agent=config.user_agent, live=self.live, now=self.now
        )
        self._stopping = False
        self._next_beat = time.monotonic() + HEARTBEAT_S
        self._next_look = 0.0
        self._month: str | None = None
        self._opened: Opened | None = None
        self.counts: Counter[str] = Counter()
        self.failure: BaseException | None = None

    def open(self) -> None:
        """Open the archive, take in what a crash left, enter the lists to read. Raises NewsarchiveError."""
        self._opened = open_crawl(self._config, self._registry, self._order)
        self.hosts.remember(self._opened.pauses)
        for host, outlet in self._opened.hosts.items():
            self.hosts.meet(host, outlet)

    @property
    def live(self) -> bool:
        """Return whether pages come from the network (not from replayed files)."""
        return not self._order.replay

    @property
    def problems(self) -> tuple[str, ...]:
        """What could not be read of the files of a replay, a line each."""
        index = self._order.replay_index
        return tuple(f"{path}: {problem}" for path, problem in index.problems) if index is not None else ()

    # handing out

    async def fetches(self) -> AsyncIterator[Fetch]:
        """Give the fetches of this crawl, each when it may be sent; ends when nothing is left to do."""
        while not self._stopping:
            self._changed.clear()
            with self._stopping_on_error():
                await self._beat()
                if self._order.is_backfill and await self._is_to_yield():
                    return
                await self._leasing.fill()
            ready = [fetch for host in self.hosts if (fetch := self._next_of(host)) is not None]
            for fetch in ready:
                yield fetch
            if ready:
                continue
            now = time.monotonic()
            if all(host.is_idle(now) for host in self.hosts):
                with self._stopping_on_error():
                    if not await self._is_more():
                        return
                continue
            await self._wait(now)

    def progress(self) -> str:
        """Return one line on how far the crawl is."""
        c = self.counts
        under_way = sum(h.under_way for h in self.hosts)
        busy = sum(1 for h in self.hosts if h.downloading or h.under_way or h.queue)
        known = c["unchanged"] + c["not_modified"] + c["known"]
        month = f"{self._month}: " if self._month else ""
        return (
            f"{month}{sum(c.values())} fetched: {c['new']} new, {c['changed']} changed, {known} unchanged, {c['listed']} lists; "
            f"{under_way} under way on {busy} hosts"
        )

    def close(self) -> None:
        """Finish the run: give back what was not fetched, close the files."""
        if self._opened is not None:
            try:
                self._opened.close(failed=self.failure is not None, stopped=self._stopping)
            except Exception as e:
                self.fail(e)
                if faults.words(e) is None:
                    raise

    def fail(self, error: BaseException) -> None:
        """End the crawl in good order because of an error of the machine, the archive or ours; the first one is reported."""
        self.failure = self.failure or error
        self.stop()

    def stop(self) -> None:
        """Hand out nothing more; what is under way is finished."""
        self._stopping = True
        self._changed.set()

    @contextmanager
    def _stopping_on_error(self) -> Iterator[None]:
        """An error of the archive or of ours ends the crawl in good order, and the command says which it was."""
        try:
            yield
        except Exception as e:
            self.fail(e)
            raise

    async def _wait(self, now: float) -> None:
        pauses = [h.not_before - now for h in self.hosts if h.not_before > now and not h.left_alone]
        pause = min([*pauses, YIELD_LOOK_S if self._order.is_backfill else LONGEST_WAIT_S])
        with suppress(TimeoutError):
            await asyncio.wait_for(self._changed.wait(), timeout=max(pause, 0.005))

    async def _beat(self) -> None:
        if time.monotonic() >= self._next_beat:
            self._next_beat = time.monotonic() + HEARTBEAT_S
            until = utc_text(self.now() + timedelta(seconds=LEASE_S))
            await self.do(lambda crawl: crawl.run.renew(until))

    async def _is_to_yield(self) -> bool:
        """Return whether a crawl wants our hosts; then stop, and end no sooner than the next request would have been sent."""
        if time.monotonic() < self._next_look:
            return False
        self._next_look = time.monotonic() + YIELD_LOOK_S
        if not await self.do(lambda crawl: crawl.run.hosts.is_asked_to_yield(crawl.run.owner)):
            return False
        self.stop()
        await asyncio.sleep(min(max((h.delay_s for h in self.hosts), default=0.0), LONGEST_HANDOVER_S))
        return True

    async def _is_more(self) -> bool:
        """Have the supply decide what comes next; return whether there is something, on a host that can be asked."""

        def step(crawl: CrawlRun) -> tuple[frozenset[str], str | None]:
            return crawl.supply.step(crawl.run.at()), crawl.supply.month

        names, self._month = await self.do(step)
        hosts = [self.hosts.meet(name, outlet) for name in names for outlet in self._order.outlets[:1]]
        for host in hosts:
            host.wake()
        return any(host.left_alone is None for host in hosts)

    def _next_of(self, host: Host) -> Fetch | None:
        now = time.monotonic()
        if host.downloading or host.left_alone or host.not_before > now:
            return None
        if host.policy is None:
            fetch = self._gate.fetch(host)
        elif host.queue:
            fetch = host.queue[0]
        else:
            return None
        # It waits here for the delay: what waits in Scrapy cannot be taken back, and a crawl that is stopped waits for it.
        host.not_before = max(host.not_before, host.sent_at + fetch.delay_s)
        if host.not_before > now:
            return None
        if host.policy is not None:
            host.queue.popleft()
        host.downloading, host.sent_at = True, now
        return fetch

    def refusal(self, fetch: Fetch) -> Reading | None:
        """Return what becomes of a fetch that a middleware wants to send again, None when it may.

        It may not when its host asked for a pause: nothing but the ledger waits for hosts.
        """
        host = self.hosts[fetch.host]
        if not self.live or (host.left_alone is None and host.not_before <= time.monotonic()):
            return None
        return Reading("http_error", "not sent again while the host is left alone")  # the ledger tries it again

    # taking back

    def answered(self, fetch: Fetch, status: int, retry_after: str) -> None:
        """Note that an answer came; the pause that it asks for holds from now on."""
        self.hosts.answered(self.hosts[fetch.host], status, retry_after)

    def downloaded(self, fetch: Fetch, trouble: Reading | None = None) -> None:
        """Note that an answer (or none) is there: the host is free for its next request, unless it asked for a pause."""
        host = self.hosts[fetch.host]
        if fetch.role != "other":  # the first request waits until robots.txt is not only there but read
            host.downloading = False
        if trouble is not None:
            self.hosts.failed(host, trouble.outcome)
        self._changed.set()

    async def read(self, fetch: Fetch, page: Page) -> Reading:
        """Have a page read in the pool."""
        assert self._opened is not None
        if fetch.role == "other" or page.status != 200:
            return read(page, fetch.outlet, fetch.role)  # nothing to parse: not worth the way to a worker
        pool = self._opened.pool
        with self._stopping_on_error():
            if not pool.is_started:  # it takes seconds, in which answers of other hosts must not wait
                await asyncio.to_thread(pool.start)
            return await asyncio.wrap_future(pool.submit(page, fetch.outlet, fetch.role))

    async def record(self, fetch: Fetch, page: Page | None, reading: Reading) -> Verdict:
        """Store what came of a fetch; ends when it is committed."""
        host = self.hosts[fetch.host]
        with self._stopping_on_error():
            if fetch.role == "other":
                verdict = await self._gate.arrived(host, fetch, page, reading)
                self._changed.set()
                return verdict
            return await self._page_arrived(host, fetch, page, reading)

    async def _page_arrived(self, host: Host, fetch: Fetch, page: Page | None, reading: Reading) -> Verdict:
        final = False
        if reading.outcome == "redirect":
            reading, final = self._admission.redirect(fetch, reading)
        visit = Visit(
            fetch.url_id, fetch.outlet, fetch.role, page, reading, fetch.channel_id, live=self.live, final=final
        )
        try:
            verdict = await self.do(lambda crawl: crawl.record(visit))
        finally:
            host.under_way -= 1
            if fetch.role == "article":
                self._quotas.of(fetch.outlet.key).under_way -= 1
            self._changed.set()
        self._after(host, fetch, verdict)
        return verdict

    def _after(self, host: Host, fetch: Fetch, verdict: Verdict) -> None:
        self.counts[verdict.outcome] += 1
        quota = self._quotas.of(fetch.outlet.key)
        quota.new += verdict.outcome == "new"
        for name in verdict.hosts:
            # The host of an original may be no concern of this run.
            if self.hosts.find(name) is not None or fetch.outlet.owns(f"http://{name}/"):
                self.hosts.meet(name, fetch.outlet).wake()
        if verdict.retry_in_s is not None and not host.left_alone:
            host.retrying = True
            host.wake()
        if quota.limit is not None:  # what was taken for the limit may have turned out to be no new article
            for other in self.hosts:
                if other.outlet.key == fetch.outlet.key:
                    other.wake()
        self._changed.set()

    # small things

    async def do(self, work: Callable[[CrawlRun], T]) -> T:
        """Have the writer do something in its next batch; ends when that is committed."""
        return await asyncio.wrap_future(self._submit(work))

    def _submit(self, work: Callable[[CrawlRun], T]) -> Future[T]:
        assert self._opened is not None, "open() comes first"
        return self._opened.writer.submit(work)

    @staticmethod
    def now() -> datetime:
        """Return the present moment."""
        return configuration.now()
