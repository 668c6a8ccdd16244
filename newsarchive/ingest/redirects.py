"""Redirects: where an address leads to, and when following ends."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsarchive.ingest.values import Links
from newsarchive.store.ledger import NewUrl

if TYPE_CHECKING:
    from newsarchive.ingest.lists.book import ListBook
    from newsarchive.ingest.run import Run
    from newsarchive.ingest.values import Visit
    from newsarchive.store.ledger import UrlRow

MAX_HOPS = 5
"""How many redirects are followed from one address (RFC 9309 asks for five for robots.txt; enough for any page)."""

IN_A_CIRCLE = "redirects in a circle"
TOO_LONG = f"redirects for too long (more than {MAX_HOPS})"


class Redirects:
    """The redirects of one run. Keeps in memory how many were followed to come to an address."""

    def __init__(self, run: Run, lists: ListBook | None) -> None:
        self._run = run
        self._ledger = run.ledger
        self._lists = lists
        self._hops: dict[int, int] = {}

    def there(self, target: str) -> UrlRow | None:
        """Return the ledger's row of a target, None when it is new."""
        return self._ledger.find(target)

    def why_ended(self, row: UrlRow, target: str) -> str | None:
        """Return why a redirect to a target is not followed, None when it is. Reads only.

        Redirects go in a circle, or on for too long: in this run, or by what the ledger knows of the target.
        """
        there = self._ledger.find(target)
        known = None if there is None or _is_unread_twin(there) else self._why_chain_ends(row.id, there)
        return known or (TOO_LONG if self._hops.get(row.id, 0) >= MAX_HOPS else None)

    def _why_chain_ends(self, start: int, there: UrlRow | None) -> str | None:
        """Return what is wrong with the chain of redirects from `there` on, as the ledger knows it; None when nothing is."""
        passed = {start}
        while there is not None and len(passed) <= MAX_HOPS + 1:
            if there.id in passed:
                return IN_A_CIRCLE
            passed.add(there.id)
            following = there.target_id if there.outcome == "duplicate_url" else None
            there = None if following is None else self._ledger.get(following)
        return None if there is None else TOO_LONG

    def follow(self, visit: Visit, row: UrlRow, target: str) -> Links:
        """Enter the target of a redirect in the place of the address; it is fetched unless it was judged before."""
        run, at = self._run, self._run.at()
        new = NewUrl.of(target, visit.outlet, visit.role, channel_id=visit.channel_id)
        target_id = self._ledger.enter_target(new, at=at, run_id=run.id, source_id=row.id)
        there = self._ledger.get(target_id)
        if _is_unread_twin(there) and self._why_chain_ends(row.id, there):
            self._ledger.release(target_id, at)  # the page is there, and not at the twin that stood for it
            there = self._ledger.get(target_id)
        wanted = there.outcome is None
        if visit.role != "article" and not (self._lists and self._lists.is_read(target_id)):
            self._ledger.make_due(target_id, at)
            wanted = True
        self._ledger.leads_to(row.id, target_id)
        if row.article_id and there.article_id is None:
            self._ledger.link_article(row.article_id, [there.normal_url])
        if not wanted:
            return Links(target_id=target_id)
        self._hops[target_id] = self._hops.pop(row.id, 0) + 1
        if self._lists:
            self._lists.moved(row.id, target_id)
        return Links(frozenset({there.host}), target_id)


def _is_unread_twin(there: UrlRow) -> bool:
    """Return whether an address was never asked for, as one with its normal form stands for it."""
    return there.outcome == "duplicate_url" and there.fetched_at is None
