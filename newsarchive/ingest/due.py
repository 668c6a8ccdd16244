"""When an address is asked for again: after what was read, after a failure, after something that ends it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from newsarchive.ingest.lists.poll import Polling
from newsarchive.ingest.values import Plan
from newsarchive.items import LISTS, utc_text
from newsarchive.manners.delays import retry_after_s
from newsarchive.manners.revisits import next_visit
from newsarchive.outcomes import EDITED, OUTCOMES, REFUSED, REVISITED, TRANSIENT, TRIED_AGAIN, Next

if TYPE_CHECKING:
    from newsarchive.ingest.run import Run
    from newsarchive.ingest.values import Judged, Visit
    from newsarchive.store.ledger import UrlRow

IN_RUN_S = (2.0, 10.0)
"""Pauses in seconds before the second and third try in one run."""
HELD_FOR = timedelta(hours=1)
"""How long the addresses of a host wait whose robots.txt could not be read."""
ASKED_ONCE_MORE = timedelta(days=30)
"""After so long an address that robots.txt forbids is tried once more."""

_LATER = (timedelta(hours=1), timedelta(hours=4), timedelta(days=1), timedelta(days=7))
_ONCE = (timedelta(days=1),)
_GONE = (timedelta(days=1), timedelta(days=30))
"""A page may be moved by mistake; twice is enough to believe it."""
_CLIENT_ERROR = (timedelta(days=7), timedelta(days=7))
_FORBIDDEN = (timedelta(days=1), timedelta(days=1), timedelta(days=1))


@dataclass(frozen=True, slots=True)
class Retry:
    """When to try again: `in_run` = while this run goes on; `after` None = never."""

    after: timedelta | None
    in_run: bool


def retry(outcome: str, status: int | None, attempts: int, *, retry_after_s: float | None = None) -> Retry:
    """Return what follows the failed try number `attempts` (from 1). A server's own wish (Retry-After) wins."""
    if (pauses := _pauses_between_runs(outcome, status)) is not None:
        return Retry(pauses[attempts - 1] if attempts <= len(pauses) else None, in_run=False)
    if outcome in TRANSIENT and attempts <= len(IN_RUN_S):
        return Retry(timedelta(seconds=max(retry_after_s or 0.0, IN_RUN_S[attempts - 1])), in_run=True)
    step = max(attempts - len(IN_RUN_S) - 1, 0)
    return Retry(_LATER[step] if step < len(_LATER) else None, in_run=False)


def _pauses_between_runs(outcome: str, status: int | None) -> tuple[timedelta, ...] | None:
    """The pauses after what another try in the same run would not change: an answer that the server means, a slow page."""
    if OUTCOMES[outcome].next is Next.ONCE:
        return _ONCE
    if outcome == "gone":
        return _GONE
    if outcome == "http_error" and status is not None and status < 500 and status not in (304, 408):
        return _CLIENT_ERROR
    return _FORBIDDEN if outcome == "blocked" and status in (401, 403) else None


class Due:
    """Plans the next visit of addresses from the ages of articles, the rhythm of lists and the count of failures."""

    def __init__(self, run: Run) -> None:
        self._articles = run.articles
        self._captures = run.captures
        self._now = run.now
        self._polling = Polling(run.channels, run_id=run.id)

    def after(self, visit: Visit, row: UrlRow, judged: Judged, article_id: int | None) -> Plan:
        """Return what follows a judged visit; `article_id` is the article that the address belongs to."""
        plan = self._plan(visit, row, judged, article_id)
        if row.role in LISTS and plan.state == "done" and judged.outcome not in REVISITED:
            return replace(plan, due=self._polling.after_trouble(visit, row, plan.due, self._now()))
        return plan

    def _plan(self, visit: Visit, row: UrlRow, judged: Judged, article_id: int | None) -> Plan:
        outcome, now = judged.outcome, self._now()
        match OUTCOMES[outcome].next:
            case Next.REVISIT if row.role in LISTS:
                return Plan("done", _text(self._polling.next_poll(visit, row, now)), 0)
            case Next.REVISIT:
                quiet = self._captures.quiet_visits(row.id) if outcome not in EDITED else 0
                return Plan("done", _text(self._revisit(article_id or row.article_id, row, quiet)), 0)
            case _ if outcome in REFUSED and row.role == "article":
                once_more = row.attempts == 0 and outcome == "robots_denied"
                return Plan("done", _text(now + ASKED_ONCE_MORE) if once_more else None, row.attempts + 1)
            case Next.HOUR:
                return Plan("held", _text(now + HELD_FOR), 0)
            case Next.RETRY | Next.LATER | Next.ONCE:
                return self._after_failure(visit, row, outcome)
        return Plan("done", None, row.attempts)

    def resting_until(self, row: UrlRow) -> str | None:
        """Return when an address is due again that keeps the outcome it has (UTC text)."""
        if row.outcome in REVISITED:
            return _text(self._revisit(row.article_id, row, self._captures.quiet_visits(row.id)))
        if row.outcome in TRIED_AGAIN:
            after = retry(row.outcome, None, max(row.attempts, 1)).after
            return None if after is None else _text(self._now() + after)
        return None

    def _after_failure(self, visit: Visit, row: UrlRow, outcome: str) -> Plan:
        attempts, now = row.attempts + 1, self._now()
        wish = retry_after_s(visit.page.header("retry-after"), now) if visit.page else None
        plan = retry(outcome, visit.page.status if visit.page else None, attempts, retry_after_s=wish)
        if plan.in_run and not visit.live:  # a file gives the same answer however often it is asked
            return Plan("done", None, attempts)
        due = None if plan.after is None else _text(now + plan.after)
        if plan.in_run and plan.after is not None:
            return Plan("waiting", due, attempts, plan.after.total_seconds())
        return Plan("done", due, attempts)

    def _revisit(self, article_id: int | None, row: UrlRow, quiet: int) -> datetime | None:
        known = self._articles.get(article_id) if article_id else None
        published = datetime.fromisoformat(known.published_utc) if known and known.published_utc else None
        seen = datetime.fromisoformat(known.first_seen_at if known else row.discovered_at)
        return next_visit(row.role, published, seen, self._now(), quiet)


def _text(moment: datetime | None) -> str | None:
    return utc_text(moment) if moment else None
