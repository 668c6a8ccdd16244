"""The story of a page: judged, kept, stored, its links entered, its next visit planned, all of it written down."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from newsarchive import __version__, extract
from newsarchive.ingest.article_writer import ArticleWriter
from newsarchive.ingest.due import Due
from newsarchive.ingest.judge import Judge
from newsarchive.ingest.links import LinkBook
from newsarchive.ingest.redirects import Redirects
from newsarchive.ingest.values import KNOWN, Judged, Plan, Range, Verdict, Visit
from newsarchive.store.ledger import REVISITS

if TYPE_CHECKING:
    from newsarchive.ingest.judge import Reread
    from newsarchive.ingest.lists.book import ListBook
    from newsarchive.ingest.run import Run
    from newsarchive.items import Page
    from newsarchive.outlets import Registry
    from newsarchive.store.ledger import UrlRow

_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


class Recorder:
    """Records visits in the archive of a run.

    `reread` reads a former capture with the present rules. `lists` takes what lists name; without it (in a backfill)
    somebody else does. With a `registry`, the original that a copy names enters the ledger of its own newspaper.
    """

    def __init__(
        self,
        run: Run,
        reread: Reread,
        *,
        lists: ListBook | None,
        wanted: Range | None = None,
        registry: Registry | None = None,
    ) -> None:
        self.run = run
        redirects = Redirects(run, lists)
        self._judge = Judge(run, redirects, reread, wanted or Range())
        self.extraction_id = _extraction(run)
        self._articles = ArticleWriter(run, self.extraction_id)
        self._links = LinkBook(run, redirects, lists, registry)
        self._due = Due(run)

    def record(self, visit: Visit) -> Verdict:
        """Take in one visit; return what became of it. Must be called inside `run.batch()`."""
        run = self.run
        row = run.ledger.get(visit.url_id)
        run.runs.take_part(run.id, visit.outlet.key)
        judged = self._judge.decide(visit, row)
        if judged.outcome == KNOWN:
            return self._put_back(row)
        capture_id = run.keeper.keep(visit, row, judged)
        article_id = self._articles.store(visit, row, judged, capture_id)
        links = self._links.enter(visit, row, judged, article_id)
        plan = self._due.after(visit, row, judged, article_id)
        hosts = links.hosts | self._links.replace_dead_lists(visit, row, judged, plan)
        self._write_down(visit, row, judged, plan, capture_id, article_id)
        return Verdict(judged.outcome, judged.detail, article_id, hosts, links.target_id, plan.pause_s)

    def _put_back(self, row: UrlRow) -> Verdict:
        """The very capture is in the archive: nothing is added (a second import, a second replay)."""
        ledger = self.run.ledger
        if row.outcome is None:
            at = row.fetched_at or self.run.at()
            ledger.judge(row.id, outcome="unchanged", detail=None, at=at, next_fetch_at=None, live=False)
        else:
            ledger.put_back(row.id, next_fetch_at=self._due.resting_until(row))
        return Verdict(KNOWN, article_id=row.article_id)

    def _write_down(
        self, visit: Visit, row: UrlRow, judged: Judged, plan: Plan, capture_id: int | None, article_id: int | None
    ) -> None:
        """Write the fetch, the run's count, and what the ledger knows of the address from now on."""
        run, page = self.run, visit.page
        run.captures.fetched(
            row.id,
            run.id,
            judged.at,
            judged.outcome,
            judged.detail,
            page.status if page else None,
            page.digest if page and page.body else None,
            capture_id,
        )
        if plan.state != "waiting":
            run.runs.count(run.id, visit.outlet.key, judged.outcome, fetched=page is not None)
        if _stands(visit, row, judged):
            run.ledger.put_back(row.id, next_fetch_at=self._due.resting_until(row))
        else:
            run.ledger.judge(
                row.id,
                outcome=judged.outcome,
                detail=judged.detail,
                at=judged.at if page or not row.fetched_at else row.fetched_at,
                next_fetch_at=plan.due,
                state=plan.state,
                attempts=plan.attempts,
                live=visit.live,
                article_id=article_id,
                validators=_validators(page),
                priority=REVISITS if row.role == "article" and article_id else None,
            )
        if article_id:
            run.ledger.link_article(article_id, [row.normal_url])


def _extraction(run: Run) -> int:
    """Enter the rules in force, unless they are known; return their id."""
    with run.archive.transaction():
        return run.runs.extraction(
            at=run.at(), version=__version__, libraries=extract.libraries(), rules_hash=extract.rules_hash()
        )


def _stands(visit: Visit, row: UrlRow, judged: Judged) -> bool:
    """Return whether an address keeps the outcome it has: files replace neither the network's word nor a later capture's."""
    if visit.live or row.outcome is None:
        return False
    older = visit.page is not None and row.fetched_at is not None and judged.at < row.fetched_at
    return bool(row.live) or older or judged.outcome == "not_in_replay"


def _validators(page: Page | None) -> tuple[str | None, str | None] | None:
    """The answer's ETag and Last-Modified, without those that could not be sent back (RFC 9110, 5.5: no control characters)."""
    if page is None or page.status != 200:
        return None
    etag, modified = (page.header(name) or None for name in ("etag", "last-modified"))
    return etag if _is_sendable(etag) else None, modified if _is_sendable(modified) else None


def _is_sendable(value: str | None) -> bool:
    return value is not None and _CONTROL.search(value) is None
