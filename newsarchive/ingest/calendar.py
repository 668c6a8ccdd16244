"""When an address is looked at again: after what was read, after a failure, after something that ends it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from newsarchive.ingest import retries
from newsarchive.ingest.watching import LISTS
from newsarchive.items import utc_text
from newsarchive.manners.delays import retry_after_s
from newsarchive.manners.revisits import next_visit

if TYPE_CHECKING:
    from newsarchive.ingest.visit import Visit
    from newsarchive.ingest.watching import Watching
    from newsarchive.store.articles import ArticleRow, Articles
    from newsarchive.store.captures import Captures
    from newsarchive.store.ledger import UrlRow

READ = frozenset({"new", "changed", "unchanged", "not_modified", "listed"})
"""Outcomes after which an address is looked at again at its own rhythm."""
_TRIED_LATER = frozenset({"gone", "tls_error", "extract_error"})
"""Outcomes tried again in a later run, though not in this one (those of `retries.TRANSIENT` may be)."""
_FINAL = frozenset({"robots_denied", "noarchive", "not_article", "wrong_type", "too_large"})
"""Outcomes that another look would not change; robots.txt alone is asked once more, after a month."""


@dataclass(frozen=True, slots=True)
class Plan:
    """The ledger's state for an address, when it is due (UTC text, None: never), how often it has failed, and the
    pause in seconds when it is tried again while the run goes on."""

    state: str
    due: str | None
    attempts: int
    pause_s: float | None = None


class Calendar:
    """Answers from the ages of articles, the rhythm of lists and the count of failures."""

    def __init__(self, articles: Articles, captures: Captures, watching: Watching) -> None:
        self._articles = articles
        self._captures = captures
        self._watching = watching

    def after(self, visit: Visit, row: UrlRow, outcome: str, known: ArticleRow | None, now: datetime) -> Plan:
        """Return what follows a judged visit."""
        if outcome in READ and row.role in LISTS:
            poll = self._watching.polling.next_poll(visit, row, now)
            return Plan("done", _text(poll), 0)
        if outcome in READ:
            quiet = self._captures.quiet_visits(row.id) if outcome != "new" else 0
            return Plan("done", _text(self._revisit(known.id if known else row.article_id, row, now, quiet)), 0)
        if outcome in _FINAL and row.role == "article":
            later = now + timedelta(days=30) if row.attempts == 0 and outcome == "robots_denied" else None
            return Plan("done", _text(later), row.attempts + 1)
        if outcome == "robots_unreachable":
            return Plan("held", _text(now + timedelta(hours=1)), 0)
        if outcome in retries.TRANSIENT or outcome in _TRIED_LATER:
            return self._after_failure(visit, row, outcome, now)
        return Plan("done", None, row.attempts)

    def resting_until(self, row: UrlRow, now: datetime) -> str | None:
        """Return when an address is due again that keeps the outcome it has."""
        if row.outcome in READ:
            return _text(self._revisit(row.article_id, row, now, self._captures.quiet_visits(row.id)))
        if row.outcome in retries.TRANSIENT or row.outcome in _TRIED_LATER:
            after = retries.again(row.outcome, None, max(row.attempts, 1)).after
            return None if after is None else _text(now + after)
        return None

    @staticmethod
    def _after_failure(visit: Visit, row: UrlRow, outcome: str, now: datetime) -> Plan:
        attempts = row.attempts + 1
        wish = retry_after_s(visit.page.header("retry-after"), now) if visit.page else None
        plan = retries.again(outcome, visit.page.status if visit.page else None, attempts, retry_after_s=wish)
        if plan.in_run and not visit.live:  # a file gives the same answer however often it is asked
            return Plan("done", None, attempts)
        due = None if plan.after is None else _text(now + plan.after)
        if plan.in_run and plan.after is not None:
            return Plan("waiting", due, attempts, plan.after.total_seconds())
        return Plan("done", due, attempts)

    def _revisit(self, article_id: int | None, row: UrlRow, now: datetime, quiet: int) -> datetime | None:
        known = self._articles.get(article_id) if article_id else None
        published = datetime.fromisoformat(known.published_utc) if known and known.published_utc else None
        seen = datetime.fromisoformat(known.first_seen_at if known else row.discovered_at)
        return next_visit(row.role, published, seen, now, quiet)


def _text(moment: datetime | None) -> str | None:
    return utc_text(moment) if moment else None
