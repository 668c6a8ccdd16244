"""What says which address a crawl asks for next, and what learns what came of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence

    from newsarchive.crawl.order import Order
    from newsarchive.ingest.lists.book import ListBook
    from newsarchive.ingest.run import Run
    from newsarchive.ingest.values import Verdict, Visit
    from newsarchive.outlets import Outlet
    from newsarchive.store.ledger import UrlRow


class Supply(Protocol):
    """The next addresses of a session: those of today (`CrawlSupply`), or those of the past (`backfill.PastSupply`).

    Lives in the writer's thread, within its transactions. `month` is the month at hand (YYYY-MM), None in a crawl.
    """

    month: str | None

    def lease(
        self, host: str, *, owner: str, now: str, until: str, limit: int, articles: int | None = None
    ) -> list[UrlRow]:
        """Take up to `limit` due addresses of a host, of them at most `articles` of articles."""

    def next_due(self, host: str) -> str | None:
        """Return when the next address of a host is due (UTC text)."""

    def step(self, at: str) -> frozenset[str]:
        """Decide what is done now that nothing is under way; return the hosts it is on, none at the end."""

    def add_sitemaps(self, outlet: Outlet, urls: Sequence[str], at: str) -> None:
        """Take the sitemaps that an outlet's robots.txt names."""

    def settle(self, visit: Visit, verdict: Verdict, at: str) -> frozenset[str]:
        """Take note of what came of a visit; return the hosts that have something to be fetched at once."""


class CrawlSupply:
    """The frontier: whatever of the ledger is due."""

    month: str | None = None

    def __init__(self, run: Run, lists: ListBook, order: Order) -> None:
        self.lease = run.frontier.lease
        self.next_due = run.frontier.next_due
        self._lists = lists
        self._order = order

    def step(self, at: str) -> frozenset[str]:  # noqa: ARG002
        """Nothing is left: what is due later is for a later run."""
        return frozenset()

    def add_sitemaps(self, outlet: Outlet, urls: Sequence[str], at: str) -> None:
        """Start from the sitemaps that robots.txt names; where others are declared they are kept in mind."""
        if not self._order.wants_lists(outlet.key):
            return
        due = bool(outlet.sitemaps) or not self._order.due_only
        for url in urls:
            if outlet.owns(url) and url not in outlet.sitemaps:
                self._lists.start_from_discovered(outlet, "sitemap", url, at=at, due=due)

    def settle(self, visit: Visit, verdict: Verdict, at: str) -> frozenset[str]:  # noqa: ARG002
        """Nothing is left to do: what a visit leads to is in the ledger, which is the frontier."""
        return frozenset()
