"""What a crawl knows of each host while it runs: its rules, its pace, what is under way."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from newsarchive.manners.delays import host_delay_s

if TYPE_CHECKING:
    from newsarchive.ingest.visit import Fetch
    from newsarchive.manners.robots import RobotsPolicy
    from newsarchive.outlets import Outlet

FAILURES_IN_A_ROW = 5
"""After so many connections that failed one after the other, a host is left alone for the rest of the run."""
PATIENCE_S = 120.0
"""The longest a run waits for a host that asked for a pause; longer wishes are left to the next run."""
UNDER_WAY_SLOW, UNDER_WAY_FAST = 4, 48
"""How many addresses of a host may be taken and not yet stored, with a delay between requests and without."""


@dataclass(slots=True)
class Host:
    """One host in a crawl. Times are of the monotonic clock, in seconds.

    `downloading`: a request is on its way; there is never a second one, so that what an answer asks for (a pause, a
    rule) holds for the very next request. `under_way`: addresses taken from the ledger and not stored yet.
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
    dry: bool = False
    woken: int = 0
    failures: int = 0
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
    def room(self) -> int:
        """How many more addresses may be taken from the ledger."""
        most = UNDER_WAY_SLOW if self.delay_s >= 0.25 else UNDER_WAY_FAST
        return max(0, most - self.under_way)

    @property
    def wants_work(self) -> bool:
        """Tell whether the ledger should be asked for addresses of this host."""
        return self.policy is not None and not self.queue and not self.dry and self.left_alone is None and self.room > 0

    def is_idle(self, now: float) -> bool:
        """Tell whether nothing is under way and nothing will come by itself."""
        waiting = self.not_before > now and not self.left_alone
        return (
            not self.downloading
            and not self.under_way
            and not self.queue
            and not waiting
            and (self.dry or bool(self.left_alone))
        )
