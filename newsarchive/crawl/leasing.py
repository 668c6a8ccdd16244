"""Fill the queues of a crawl's hosts with what is due: addresses leased from the ledger, those we may not ask for judged."""

from __future__ import annotations

import time
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from newsarchive.crawl.fetch import Fetch
from newsarchive.ingest import leases
from newsarchive.ingest.reading import Reading
from newsarchive.ingest.values import Visit
from newsarchive.items import utc_text
from newsarchive.manners.delays import PATIENCE_S

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from newsarchive.crawl.admission import Admission
    from newsarchive.crawl.crawl_run import CrawlRun
    from newsarchive.crawl.hosts import Host, HostBook
    from newsarchive.crawl.order import Order
    from newsarchive.crawl.quotas import Quotas
    from newsarchive.items import Headers
    from newsarchive.store.ledger import UrlRow


class Leasing:
    """Takes addresses for the hosts of one crawl. `do` has the writer do something, and waits until it is committed."""

    def __init__(
        self,
        do: Callable[[Callable[[CrawlRun], Any]], Awaitable[Any]],
        hosts: HostBook,
        quotas: Quotas,
        admission: Admission,
        order: Order,
        *,
        now: Callable[[], datetime],
    ) -> None:
        self._do = do
        self._hosts = hosts
        self._quotas = quotas
        self._admission = admission
        self._order = order
        self._live = not order.replay
        self._is_conditional = self._live and not order.is_backfill  # lists of the past must come whole
        self._now = now

    async def fill(self) -> None:
        """Take due addresses for each host that has room; a host with none waits for what is soon, or is called dry."""
        now = time.monotonic()
        hungry = [h for h in self._hosts if h.wants_work and h.not_before <= now]
        if not hungry:
            return
        moment = self._now()
        woken = {h.name: h.woken for h in hungry}
        leased: list[list[UrlRow]] = await self._do(lambda crawl: [self._lease(crawl, h, moment) for h in hungry])
        for host, rows in zip(hungry, leased, strict=True):
            for row in rows:
                self._enqueue(host, row)
        empty = [host for host, rows in zip(hungry, leased, strict=True) if not rows]
        if empty:  # asked in one go: a host's answer would else wait for those of all hosts before it
            dues: list[str | None] = await self._do(lambda crawl: [crawl.supply.next_due(h.name) for h in empty])
            for host, due in zip(empty, dues, strict=True):
                self._sleep_until_due(host, woken[host.name], due)

    def _lease(self, crawl: CrawlRun, host: Host, moment: datetime) -> list[UrlRow]:
        """Take due addresses of a host; those we may not fetch are judged at once. Runs in the writer."""
        assert host.policy is not None
        quota = self._quotas.of(host.outlet.key)
        room = quota.room
        if room == 0 and not quota.under_way:
            return []
        allowed: list[UrlRow] = []
        while not allowed:
            rows = crawl.supply.lease(
                host.name,
                owner=crawl.run.owner,
                now=utc_text(moment),
                until=utc_text(moment + timedelta(seconds=leases.LEASE_S)),
                limit=host.room,
                articles=room,
            )
            if not rows:
                break
            for row in rows:
                refused = self._admission.refusal(host, row.url)
                if refused is None:
                    allowed.append(row)
                else:
                    nothing = Visit(row.id, host.outlet, row.role, None, Reading(*refused), row.channel_id)
                    crawl.record(nothing)
        return allowed

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
                    headers=_conditions(row) if self._is_conditional else (),
                    delay_s=host.pace_s if self._live else 0.0,
                    capture=capture,
                )
            )
            host.under_way += 1
            if row.role == "article":
                self._quotas.of(host.outlet.key).under_way += 1

    def _sleep_until_due(self, host: Host, woken: int, due: str | None) -> None:
        """Nothing is due on this host: wait for what is soon, else call it dry, unless it was woken meanwhile."""
        quota = self._quotas.of(host.outlet.key)
        seconds = (datetime.fromisoformat(due) - self._now()).total_seconds() if due else None
        exhausted = quota.room == 0
        if seconds is not None and seconds <= PATIENCE_S and host.retrying and not exhausted:
            host.not_before = max(host.not_before, time.monotonic() + max(seconds, 0.05))
        else:
            host.dry = host.woken == woken


def _conditions(row: UrlRow) -> Headers:
    """Conditional request headers for an address whose former answer is held (RFC 9110, 13.1)."""
    if row.outcome is None or (row.role == "article" and row.article_id is None):
        return ()
    pairs = (("If-None-Match", row.etag), ("If-Modified-Since", row.last_modified))
    return tuple((name, value) for name, value in pairs if value)
