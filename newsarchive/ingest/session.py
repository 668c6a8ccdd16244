"""One crawl: hands out what is to be fetched, takes what came back, and keeps the manners in between. No Scrapy here.

The ledger is the frontier. Each host has one request on its way at most; the next one is handed out when the answer is
there, after robots.txt, Crawl-delay and Retry-After of that very host have been looked at.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections import Counter
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, TypeVar

from newsarchive import config as configuration
from newsarchive.ingest import opening
from newsarchive.ingest.hosts import FAILURES_IN_A_ROW, PATIENCE_S, Host
from newsarchive.ingest.ownership import LEASE_S
from newsarchive.ingest.reading import Reading, read
from newsarchive.ingest.robots_gate import RobotsGate
from newsarchive.ingest.visit import Fetch, Verdict, Visit
from newsarchive.items import utc_text
from newsarchive.manners import addresses, delays
from newsarchive.outlets.schema import host_of

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator
    from concurrent.futures import Future

    from newsarchive.config import Config
    from newsarchive.ingest.ordering import Order
    from newsarchive.ingest.recorder import Recorder
    from newsarchive.items import Headers, Page
    from newsarchive.outlets import Outlet, Registry
    from newsarchive.store.ledger import UrlRow

logger = logging.getLogger(__name__)

T = TypeVar("T")

HOST_TROUBLE = frozenset({"timeout", "dns_error", "connection_error", "tls_error"})
HEARTBEAT_S = 60.0
YIELD_LOOK_S = 0.5
"""How often a backfill looks whether a crawl wants its hosts."""
LONGEST_HANDOVER_S = 10.0
"""The longest a backfill sits out a host's delay before it gives the host up."""


@dataclass(slots=True)
class _Left:
    """How many articles an outlet may still bring (`--limit`)."""

    limit: int | None
    new: int = 0
    under_way: int = 0

    @property
    def room(self) -> int | None:
        return None if self.limit is None else max(0, self.limit - self.new - self.under_way)


class CrawlSession:
    """A crawl of some outlets into one archive, from opening to closing."""

    def __init__(self, config: Config, registry: Registry, order: Order) -> None:
        self._config = config
        self._order = order
        self._registry = registry
        self.allowed_hosts = opening.private_hosts(registry)
        self._hosts: dict[str, Host] = {}
        self._left: dict[str, _Left] = {}
        self._retrying: set[str] = set()
        self._changed = asyncio.Event()
        self._gate = RobotsGate(self, order, config.user_agent)
        self._stopping = False
        self._next_beat = time.monotonic() + HEARTBEAT_S
        self._next_look = 0.0
        self._month: str | None = None
        self._opened: opening.Opened | None = None
        self.counts: Counter[str] = Counter()
        self.failure: BaseException | None = None

    def open(self) -> None:
        """Open the archive, take in what a crash left, enter the lists to read. Raises NewsarchiveError."""
        self._opened = opening.open_crawl(self._config, self._registry, self._order)
        for host, outlet in self._opened.hosts.items():
            self.host(host, outlet)

    @property
    def live(self) -> bool:
        """Tell whether pages come from the network (not from replayed files)."""
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
                if self._order.months and await self._is_to_yield():
                    return
                await self._take_from_ledger()
            ready = [fetch for host in self._hosts.values() if (fetch := self._next_of(host)) is not None]
            for fetch in ready:
                yield fetch
            if ready:
                continue
            now = time.monotonic()
            if all(host.is_idle(now) for host in self._hosts.values()):
                with self._stopping_on_error():
                    if not await self._is_more_of_the_past():
                        return
                continue
            await self._wait(now)

    def progress(self) -> str:
        """Return one line on how far the crawl is."""
        c = self.counts
        under_way = sum(h.under_way for h in self._hosts.values())
        busy = sum(1 for h in self._hosts.values() if h.downloading or h.under_way or h.queue)
        known = c["unchanged"] + c["not_modified"] + c["known"]
        month = f"{self._month}: " if self._month else ""
        return (
            f"{month}{sum(c.values())} fetched: {c['new']} new, {c['changed']} changed, {known} unchanged, {c['listed']} lists; "
            f"{under_way} under way on {busy} hosts"
        )

    def close(self) -> None:
        """Finish the run: give back what was not fetched, close the files."""
        if self._opened is not None:
            self._opened.close(failed=self.failure is not None, stopped=self._stopping)

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
            self.failure = self.failure or e
            self.stop()
            raise

    async def _wait(self, now: float) -> None:
        pauses = [h.not_before - now for h in self._hosts.values() if h.not_before > now and not h.left_alone]
        pause = min([*pauses, YIELD_LOOK_S if self._order.months else 5.0])
        with suppress(TimeoutError):
            await asyncio.wait_for(self._changed.wait(), timeout=max(pause, 0.005))

    async def _beat(self) -> None:
        if time.monotonic() >= self._next_beat:
            self._next_beat = time.monotonic() + HEARTBEAT_S
            until = utc_text(self.now() + timedelta(seconds=LEASE_S))
            await self.do(lambda r: r.renew(until))

    async def _is_to_yield(self) -> bool:
        """Tell whether a crawl wants our hosts; then stop, and end no sooner than the next request would have been sent."""
        if time.monotonic() < self._next_look:
            return False
        self._next_look = time.monotonic() + YIELD_LOOK_S
        if not await self.do(lambda r: r.hosts.is_asked_to_yield(r.owner)):
            return False
        self.stop()
        await asyncio.sleep(min(max((h.delay_s for h in self._hosts.values()), default=0.0), LONGEST_HANDOVER_S))
        return True

    async def _is_more_of_the_past(self) -> bool:
        """Have a backfill decide what it does next; tell whether there is something, on a host that can be asked."""
        if not self._order.months:
            return False

        def step(recorder: Recorder) -> tuple[frozenset[str], str | None]:
            assert recorder.past is not None
            return recorder.past.step(utc_text(self.now())), recorder.past.month

        names, self._month = await self.do(step)
        (outlet,) = self._order.outlets
        hosts = [self.host(name, outlet) for name in names]
        for host in hosts:
            host.wake()
        return any(host.left_alone is None for host in hosts)

    def _next_of(self, host: Host) -> Fetch | None:
        if host.downloading or host.left_alone or host.not_before > time.monotonic():
            return None
        if host.policy is None:
            host.downloading = True
            return self._gate.fetch(host)
        if not host.queue:
            return None
        host.downloading = True
        return host.queue.popleft()

    async def _take_from_ledger(self) -> None:
        now = time.monotonic()
        hungry = [h for h in self._hosts.values() if h.wants_work and h.not_before <= now]
        if not hungry:
            return
        moment = self.now()
        woken = [h.woken for h in hungry]
        leased = await self.do(lambda r: [self._lease(r, h, moment) for h in hungry])
        for host, rows in zip(hungry, leased, strict=True):
            for row in rows:
                self._enqueue(host, row)
        empty = [(h, before) for h, before, rows in zip(hungry, woken, leased, strict=True) if not rows]
        if empty:  # asked in one go: a host's answer would else wait for those of all hosts before it
            dues = await self.do(lambda r: [r.supply.next_due(h.name) for h, _ in empty])
            for (host, before), due in zip(empty, dues, strict=True):
                self._sleep_until_due(host, before, due)

    def _lease(self, recorder: Recorder, host: Host, moment: datetime) -> list[UrlRow]:
        """Take due addresses of a host; those we may not fetch are judged at once. Runs in the writer."""
        assert host.policy is not None
        left = self._left_of(host.outlet.key)
        room = left.room
        if room == 0 and not left.under_way:
            return []
        allowed: list[UrlRow] = []
        while not allowed:
            rows = recorder.supply.lease(
                host.name,
                owner=recorder.owner,
                now=utc_text(moment),
                until=utc_text(moment + timedelta(seconds=LEASE_S)),
                limit=host.room,
                articles=room,
            )
            if not rows:
                break
            for row in rows:
                refused = self._refusal(host, row.url)
                if refused is None:
                    allowed.append(row)
                else:
                    recorder.record(self._nothing(row, host, Reading(*refused)))
        return allowed

    def _refusal(self, host: Host, url: str) -> tuple[str, str] | None:
        if self.live and (reason := addresses.refuse(url, self.allowed_hosts)) is not None:
            return "unsafe_address", reason
        if host.policy is not None and not host.policy.allows(url):
            return "robots_denied", "robots.txt forbids it"
        return None

    def _enqueue(self, host: Host, row: UrlRow) -> None:
        captures: list[int | None] = [None]
        if self._order.replay_index is not None:
            captures = list(range(len(self._order.replay_index.captures(row.url)))) or [None]
        for capture in captures:
            host.queue.append(
                Fetch(
                    url_id=row.id,
                    url=row.url,
                    host=host.name,
                    role=row.role,
                    outlet=host.outlet,
                    channel_id=row.channel_id,
                    headers=_conditions(row) if self.live and not self._order.months else (),
                    delay_s=host.delay_s if self.live else 0.0,
                    capture=capture,
                )
            )
            host.under_way += 1
            if row.role == "article":
                self._left_of(host.outlet.key).under_way += 1

    def _sleep_until_due(self, host: Host, woken: int, due: str | None) -> None:
        """Nothing is due on this host: wait for what is soon, else call it dry, unless it was woken meanwhile."""
        left = self._left_of(host.outlet.key)
        seconds = (datetime.fromisoformat(due) - self.now()).total_seconds() if due else None
        exhausted = left.room == 0
        if seconds is not None and seconds <= PATIENCE_S and host.name in self._retrying and not exhausted:
            host.not_before = max(host.not_before, time.monotonic() + max(seconds, 0.05))
        else:
            host.dry = host.woken == woken

    # taking back

    def downloaded(self, fetch: Fetch, page: Page | None, trouble: Reading | None = None) -> None:
        """Note that an answer (or none) is there: the host is free for its next request, unless it asked for a pause."""
        host = self._hosts[fetch.host]
        if fetch.role != "other":  # the first request waits until robots.txt is not only there but read
            host.downloading = False
        if page is not None:
            host.failures = 0
            wish = delays.retry_after_s(page.header("retry-after"), self.now()) if page.status in (429, 503) else None
            if wish and self.live:
                self._pause(host, wish)
            elif self.live and host.delay_s > PATIENCE_S:  # a Crawl-delay so long that a run must not wait for it
                self._pause(host, host.delay_s)
        elif trouble is not None and trouble.outcome in HOST_TROUBLE:
            host.failures += 1
            if host.failures >= FAILURES_IN_A_ROW and self.live:
                self.leave_alone(host, f"{host.failures} failures in a row: {trouble.outcome}")
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
        host = self._hosts[fetch.host]
        with self._stopping_on_error():
            if fetch.role == "other":
                verdict = await self._gate.arrived(host, fetch, page, reading)
                self._changed.set()
                return verdict
            return await self._page_arrived(host, fetch, page, reading)

    async def _page_arrived(self, host: Host, fetch: Fetch, page: Page | None, reading: Reading) -> Verdict:
        final = False
        if reading.outcome == "redirect":
            reading, final = self._judge_redirect(fetch, reading)
        visit = Visit(
            fetch.url_id, fetch.outlet, fetch.role, page, reading, fetch.channel_id, live=self.live, final=final
        )
        try:
            verdict = await self.do(lambda r: r.record(visit))
        finally:
            host.under_way -= 1
            if fetch.role == "article":
                self._left_of(fetch.outlet.key).under_way -= 1
            self._changed.set()
        self._after(host, fetch, verdict)
        return verdict

    def _after(self, host: Host, fetch: Fetch, verdict: Verdict) -> None:
        self.counts[verdict.outcome] += 1
        left = self._left_of(fetch.outlet.key)
        left.new += verdict.outcome == "new"
        for name in verdict.hosts:
            # The host of an original may be no concern of this run.
            if name in self._hosts or fetch.outlet.owns(f"http://{name}/"):
                self.host(name, fetch.outlet).wake()
        if verdict.retry_in_s is not None and not host.left_alone:
            self._retrying.add(host.name)
            host.wake()
        if left.limit is not None:  # what was taken for the limit may have turned out to be no new article
            for other in self._hosts.values():
                if other.outlet.key == fetch.outlet.key:
                    other.wake()
        self._changed.set()

    def _judge_redirect(self, fetch: Fetch, reading: Reading) -> tuple[Reading, bool]:
        """A redirect's target must be allowed before it is entered: address, outlet, robots.txt."""
        target = reading.redirect_to or ""
        if self.live and (reason := addresses.refuse(target, self.allowed_hosts)) is not None:
            return Reading("unsafe_address", f"redirects to {target[:200]}: {reason}"), True
        if not fetch.outlet.owns(target):
            return Reading("off_site", f"redirects to {target[:200]}", redirect_to=target), True
        if not fetch.outlet.is_wanted_edition(target) and fetch.outlet.is_wanted_edition(fetch.url):
            return Reading("not_article", f"edition: redirects to {target[:200]}"), True
        there = self._hosts.get(host_of(target))
        if there is not None and there.policy is not None and not there.policy.allows(target):
            return Reading("robots_denied", f"redirects to {target[:200]}, which robots.txt forbids"), True
        return reading, False

    # small things

    def host(self, name: str, outlet: Outlet) -> Host:
        """Return what is known of a host; one met for the first time rests as long as it asked an earlier run to."""
        if name not in self._hosts:
            scheme = "http" if outlet.home.startswith("http://") else "https"
            host = self._hosts[name] = Host(name, outlet, scheme, outlet.delay_s if self.live else 0.0)
            until = self._opened.pauses.get(name) if self._opened and self.live else None
            if until is not None:
                self._rest(host, (datetime.fromisoformat(until) - self.now()).total_seconds())
        return self._hosts[name]

    def _left_of(self, key: str) -> _Left:
        return self._left.setdefault(key, _Left(self._order.limit))

    def _pause(self, host: Host, seconds: float) -> None:
        """Keep what a host asked for (Retry-After), in this run and in those that follow."""
        until = utc_text(self.now() + timedelta(seconds=seconds + 1))  # the text has whole seconds: never too early
        logger.info("%s asks for a pause of %.0f s", host.name, seconds)
        self._submit(lambda r: r.hosts.set_not_before(host.name, until))
        self._rest(host, seconds)

    def _rest(self, host: Host, seconds: float) -> None:
        if seconds > PATIENCE_S:
            self.leave_alone(host, f"asked for a pause, of which {seconds:.0f} s are left")
        else:
            host.not_before = max(host.not_before, time.monotonic() + seconds)

    def leave_alone(self, host: Host, why: str) -> None:
        """Ask nothing more of a host in this run; what was taken from the ledger stays due."""
        logger.warning("%s is left alone for now: %s", host.name, why)
        host.left_alone = why
        given_back = list(host.queue)
        host.queue.clear()
        host.under_way -= len(given_back)
        self._left_of(host.outlet.key).under_way -= sum(f.role == "article" for f in given_back)
        self._submit(lambda r: r.frontier.give_back([f.url_id for f in given_back]))

    @staticmethod
    def _nothing(row: UrlRow, host: Host, reading: Reading) -> Visit:
        return Visit(row.id, host.outlet, row.role, None, reading, row.channel_id)

    async def do(self, work: Callable[[Recorder], T]) -> T:
        """Have the writer do something in its next batch; ends when that is committed."""
        return await asyncio.wrap_future(self._submit(work))

    def _submit(self, work: Callable[[Recorder], T]) -> Future[T]:
        assert self._opened is not None, "open() comes first"
        return self._opened.writer.submit(work)

    @staticmethod
    def now() -> datetime:
        """Return the present moment."""
        return configuration.now()


def _conditions(row: UrlRow) -> Headers:
    """Conditional request headers for an address whose former answer is held (RFC 9110, 13.1)."""
    if row.outcome is None or (row.role == "article" and row.article_id is None):
        return ()
    pairs = (("If-None-Match", row.etag), ("If-Modified-Since", row.last_modified))
    return tuple((name, value) for name, value in pairs if value)
