"""What a crawl knows of each host while it runs: its rules, its pace, what is under way, the pauses it asked for."""

from __future__ import annotations

import logging
import time
from collections import deque
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from newsarchive.items import utc_text
from newsarchive.manners.delays import PATIENCE_S, host_delay_s, retry_after_s
from newsarchive.outcomes import SILENT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from concurrent.futures import Future

    from newsarchive.crawl.crawl_run import CrawlRun
    from newsarchive.crawl.fetch import Fetch
    from newsarchive.crawl.quotas import Quotas
    from newsarchive.manners.robots import RobotsPolicy
    from newsarchive.outlets import Outlet

logger = logging.getLogger(__name__)

FAILURES_IN_A_ROW = 5
"""After so many connections that failed one after the other, a host is left alone for the rest of the run."""
UNDER_WAY_SLOW, UNDER_WAY_FAST = 4, 48
"""How many addresses of a host may be taken and not yet stored, with a delay between requests and without."""


@dataclass(slots=True)
class Host:
    """One host in a crawl. Times are of the monotonic clock, in seconds.

    `downloading`: a request is on its way; there is never a second one, so that what an answer asks for (a pause, a
    rule) holds for the very next request. `under_way`: addresses taken from the ledger and not stored yet. `retrying`:
    some of them are tried again while the run goes on. `sent_at`: when the latest request was handed out. `is_rested`:
    a pause that it asked for is over.
    """

    name: str
    outlet: Outlet
    scheme: str
    delay_s: float
    policy: RobotsPolicy | None = None
    robots_tries: int = 0
    robots_url: str | None = None
    queue: deque[Fetch] = field(default_factory=deque)
    downloading: bool = False
    under_way: int = 0
    not_before: float = 0.0
    sent_at: float = 0.0
    is_rested: bool = False
    dry: bool = False
    woken: int = 0
    failures: int = 0
    retrying: bool = False
    left_alone: str | None = None

    def wake(self) -> None:
        """Note that the ledger has, or may have, something new for this host."""
        self.dry = False
        self.woken += 1

    def believe(self, policy: RobotsPolicy) -> None:
        """Take the host's rules over."""
        self.policy = policy
        self.delay_s = host_delay_s(self.delay_s, policy.crawl_delay_s)

    @property
    def allows_one_page(self) -> bool:
        """Return whether the delay is so long that a run can fetch one page at most, and only after a pause as long."""
        return self.policy is not None and self.delay_s > PATIENCE_S

    @property
    def pace_s(self) -> float:
        """The seconds between two requests of one run; one page alone follows robots.txt after our own delay."""
        return min(self.outlet.delay_s, PATIENCE_S) if self.allows_one_page else self.delay_s

    @property
    def room(self) -> int:
        """How many more addresses may be taken from the ledger."""
        most = UNDER_WAY_SLOW if self.delay_s >= 0.25 else UNDER_WAY_FAST
        return max(0, most - self.under_way)

    @property
    def wants_work(self) -> bool:
        """Return whether the ledger should be asked for addresses of this host."""
        return self.policy is not None and not self.queue and not self.dry and self.left_alone is None and self.room > 0

    def is_idle(self, now: float) -> bool:
        """Return whether nothing is under way and nothing will come by itself."""
        waiting = self.not_before > now and not self.left_alone
        return (
            not self.downloading
            and not self.under_way
            and not self.queue
            and not waiting
            and (self.dry or bool(self.left_alone))
        )


class HostBook:
    """The hosts of one crawl.

    `submit` has the writer do something in its next batch. Not `live`, in a replay, no host is waited for or left alone.
    """

    def __init__(
        self,
        submit: Callable[[Callable[[CrawlRun], Any]], Future[Any]],
        quotas: Quotas,
        *,
        live: bool,
        now: Callable[[], datetime],
    ) -> None:
        self._submit = submit
        self._quotas = quotas
        self._live = live
        self._now = now
        self._hosts: dict[str, Host] = {}
        self._pauses: Mapping[str, str] = {}

    def __iter__(self) -> Iterator[Host]:
        return iter(self._hosts.values())

    def __getitem__(self, name: str) -> Host:
        return self._hosts[name]

    def find(self, name: str) -> Host | None:
        """Return a host that was met, else None."""
        return self._hosts.get(name)

    def remember(self, pauses: Mapping[str, str]) -> None:
        """Keep what hosts asked earlier runs for: until when (UTC text) they are, or were, to be left alone."""
        self._pauses = pauses

    def meet(self, name: str, outlet: Outlet) -> Host:
        """Return what is known of a host; one met for the first time rests as long as it asked an earlier run to."""
        if name not in self._hosts:
            scheme = "http" if outlet.home.startswith("http://") else "https"
            host = self._hosts[name] = Host(name, outlet, scheme, outlet.delay_s if self._live else 0.0)
            until = self._pauses.get(name) if self._live else None
            if until is not None:
                seconds = (datetime.fromisoformat(until) - self._now()).total_seconds()
                host.is_rested = seconds <= 0
                if not host.is_rested:
                    self._rest(host, seconds)
        return self._hosts[name]

    def believe(self, host: Host, policy: RobotsPolicy) -> None:
        """Take a host's rules over; one whose delay outlasts a run, and has not passed since an earlier one, is left alone."""
        host.believe(policy)
        if not host.is_rested:
            self._pause_after_the_page(host)

    def answered(self, host: Host, status: int, retry_after: str) -> None:
        """Note an answer of a host, and the pause that it asks for."""
        host.failures = 0
        if not self._live:
            return
        wish = retry_after_s(retry_after, self._now()) if status in (429, 503) else None
        if host.allows_one_page:
            wish = max(wish or 0.0, host.delay_s)
        if wish:
            self._pause(host, wish)

    def failed(self, host: Host, outcome: str) -> None:
        """Note that a host gave no answer; after too many such outcomes in a row it is left alone."""
        self._pause_after_the_page(host)
        if outcome not in SILENT:
            return
        host.failures += 1
        if host.failures >= FAILURES_IN_A_ROW and self._live:
            self.leave_alone(host, f"{host.failures} failures in a row: {outcome}")

    def leave_alone(self, host: Host, why: str) -> None:
        """Ask nothing more of a host in this run; what was taken from the ledger stays due."""
        logger.warning("%s is left alone for now: %s", host.name, why)
        host.left_alone = why
        given_back = list(host.queue)
        host.queue.clear()
        host.under_way -= len(given_back)
        self._quotas.of(host.outlet.key).under_way -= sum(f.role == "article" for f in given_back)
        self._submit(lambda crawl: crawl.run.frontier.give_back([f.url_id for f in given_back]))

    def _pause_after_the_page(self, host: Host) -> None:
        """Leave a host alone for its whole delay, in which no other page may be fetched, when a run must not wait for that."""
        if self._live and host.allows_one_page and host.left_alone is None:
            self._pause(host, host.delay_s)

    def _pause(self, host: Host, seconds: float) -> None:
        """Keep what a host asked for (Retry-After), in this run and in those that follow."""
        until = utc_text(self._now() + timedelta(seconds=seconds + 1))  # the text has whole seconds: never too early
        logger.info("%s asks for a pause of %.0f s", host.name, seconds)
        self._submit(lambda crawl: crawl.run.hosts.set_not_before(host.name, until))
        self._rest(host, seconds)

    def _rest(self, host: Host, seconds: float) -> None:
        if seconds > PATIENCE_S:
            self.leave_alone(host, f"asked for a pause, of which {seconds:.0f} s are left")
        else:
            host.not_before = max(host.not_before, time.monotonic() + seconds)
