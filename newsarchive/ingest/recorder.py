"""Record visits: what each means for ledger and archive is written down, bytes first, then one transaction a batch.

Bytes are appended to the WARC and flushed before the transaction commits that holds the capture's pointer, the
article and the ledger's acknowledgement. A crash between the two leaves whole records behind the last committed
pointer, which the next start takes in (`recovery.py`).
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

from newsarchive import __version__, extract
from newsarchive.ingest.calendar import READ, Calendar
from newsarchive.ingest.deciding import Decider
from newsarchive.ingest.keeping import Keeper
from newsarchive.ingest.listing import ListingBook
from newsarchive.ingest.originals import Originals
from newsarchive.ingest.past import Past
from newsarchive.ingest.visit import Range, Verdict
from newsarchive.ingest.watching import LISTS, Watching
from newsarchive.items import utc_text
from newsarchive.store.articles import Articles
from newsarchive.store.captures import Captures
from newsarchive.store.frontier import Frontier
from newsarchive.store.hosts import Hosts
from newsarchive.store.ledger import REVISITS, Ledger, UrlRow
from newsarchive.store.runs import Runs

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from newsarchive.ingest.reading import Reading
    from newsarchive.ingest.visit import Visit
    from newsarchive.items import Article, Page, Role
    from newsarchive.outlets import Outlet, Registry
    from newsarchive.store.archive import Archive
    from newsarchive.store.articles import ArticleRow
    from newsarchive.warc import WarcWriter

_FOLLOWED = frozenset({"new", "changed", "unchanged"})


class Recorder:
    """Writes visits into one archive, for one run; one thread uses it."""

    def __init__(
        self,
        archive: Archive,
        warc: WarcWriter,
        *,
        run_id: int,
        owner: str,
        now: Callable[[], datetime],
        reread: Callable[[Page, Outlet, Role], Reading],
        keep_all: bool = False,
        wanted: Range | None = None,
        registry: Registry | None = None,
    ) -> None:
        self.archive = archive
        self.run_id = run_id
        self.owner = owner
        self.ledger = Ledger(archive.db)
        self.frontier = Frontier(archive.db)
        self.hosts = Hosts(archive.db)
        self.runs = Runs(archive.db)
        self.captures = Captures(archive.db)
        self.articles = Articles(archive.db)
        self.wanted = wanted or Range()
        self.keeper = Keeper(archive, warc, run_id=run_id, owner=owner, keep_all=keep_all)
        self.listings: ListingBook | Past = ListingBook(self.ledger, self.runs, run_id=run_id, wanted=self.wanted)
        self.originals = Originals(registry, self.ledger, self.runs, run_id=run_id, now=now) if registry else None
        self.past: Past | None = None
        self._now = now
        self.watching = self.listings.watching = Watching(archive, run_id=run_id, now=now())
        self.calendar = Calendar(self.articles, self.captures, self.watching)
        with archive.transaction():
            self.extraction_id = self.runs.extraction(
                at=utc_text(now()), version=__version__, libraries=extract.libraries(), rules_hash=extract.rules_hash()
            )
        self._decider = Decider(
            self.articles,
            self.ledger,
            self.keeper,
            run_id=run_id,
            extraction_id=self.extraction_id,
            wanted=self.wanted,
            reread=reread,
        )

    @contextmanager
    def batch(self) -> Iterator[None]:
        """Group visits: all bytes are flushed to the WARC before all rows commit together; on an error neither stays."""
        with self.keeper.batch(), self.archive.transaction():
            yield
            self.keeper.flush()

    def end_run(self, outcome: str) -> None:
        """Give back what was not fetched and write the run's sums.

        A run that could read nothing at all of some outlet ends `partly`, not `finished`.
        """
        if outcome == "finished" and any(r.failure for r in self.runs.results(self.run_id)):
            outcome = "partly"
        if outcome in ("finished", "partly"):
            self.watching.end(self._now())
        self.frontier.give_back_all(self.owner)
        self.hosts.let_go(self.owner)
        self.runs.finish(self.run_id, at=utc_text(self._now()), outcome=outcome)

    def close(self) -> None:
        """Finish the WARC files and close the archive."""
        try:
            self.keeper.close()
        finally:
            self.archive.close()

    @property
    def supply(self) -> Frontier | Past:
        """What says which address is next: the frontier, or in a backfill what it has to fetch of the past."""
        return self.past or self.frontier

    def renew(self, until: str) -> None:
        """Prolong the leases of this run, of addresses and hosts (UTC text)."""
        self.hosts.renew(self.owner, until=until)
        self.frontier.renew(self.owner, until=until)

    def turn_to_the_past(self, outlet: Outlet, months: tuple[str, ...]) -> Past:
        """Make this run a backfill of some months of an outlet."""
        self.past = self.listings = Past(self, outlet, months)
        return self.past

    def record(self, visit: Visit) -> Verdict:
        """Decide and write one visit. Must be called inside `batch()`."""
        row = self.ledger.get(visit.url_id)
        verdict = self._recorded(visit, row)
        if self.past is None:
            return verdict
        hosts = self.past.settle(visit, row, verdict, utc_text(self._now()))
        return replace(verdict, hosts=verdict.hosts | hosts)

    def _recorded(self, visit: Visit, row: UrlRow) -> Verdict:
        self.runs.take_part(self.run_id, visit.outlet.key)
        if visit.page is None:
            return self._judge(visit, row, utc_text(self._now()), visit.reading.outcome, visit.reading.detail)
        at = utc_text(visit.page.fetched_at)
        if row.role == "article" and self.articles.is_tombstoned((row.url, row.normal_url)):
            return self._judge(visit, row, at, "forgotten", "taken down on request", keep=False)
        digest = visit.payload_digest or visit.page.digest
        if self.captures.find(row.id, at, digest) is not None and visit.page.status != 304:
            return self._known_capture(row)
        match visit.reading.outcome:
            case "article":
                return self._with_original(visit, self._article(visit, row, at), visit.reading.article)
            case "off_site" if visit.reading.redirect_to:
                verdict = self._judge(visit, row, at, "off_site", visit.reading.detail)
                return self._following(visit, verdict, visit.reading.redirect_to)
            case "redirect":
                return self._redirect(visit, row, at)
            case "listed":
                hosts = self.listings.enter(visit, row, utc_text(self._now()))
                return self._judge(visit, row, at, "listed", visit.reading.detail, hosts=hosts)
            case "not_modified":
                self.listings.was_read(row.id)
                known = self.articles.get(row.article_id) if row.article_id else None
                return self._judge(visit, row, at, "not_modified", visit.reading.detail, known=known)
            case "not_article" if row.outcome == "duplicate_url" and row.article_id is not None:
                return self._judge(visit, row, at, "duplicate_url", row.detail)  # a print view, a reader's window
            case outcome:
                return self._judge(visit, row, at, outcome, visit.reading.detail)

    def record_again(self, visit: Visit, capture_id: int) -> Verdict:
        """Decide a capture that is in the archive already (its rules have changed). Must be called inside `batch()`."""
        assert visit.page is not None
        return self._article(visit, self.ledger.get(visit.url_id), utc_text(visit.page.fetched_at), capture_id)

    def _with_original(self, visit: Visit, verdict: Verdict, article: Article | None) -> Verdict:
        if verdict.outcome not in _FOLLOWED or article is None or not article.source_url:
            return verdict
        return self._following(visit, verdict, article.source_url)

    def _following(self, visit: Visit, verdict: Verdict, url: str) -> Verdict:
        if self.originals is None:
            return verdict
        return replace(verdict, hosts=verdict.hosts | self.originals.enter(url, visit.outlet))

    # what became of it

    def _article(self, visit: Visit, row: UrlRow, at: str, capture_id: int | None = None) -> Verdict:
        made = self._decider.decide(visit, row, at, capture_id)
        return self._judge(
            visit, row, at, made.outcome, made.detail, known=made.known, capture_id=made.capture_id, keep=made.keep
        )

    def _redirect(self, visit: Visit, row: UrlRow, at: str) -> Verdict:
        """Enter the target; this address is another one of whatever the target is."""
        target = visit.reading.redirect_to
        assert target is not None
        if visit.final:  # the frontier has refused the target: it gave the outcome in the detail
            return self._judge(visit, row, at, "redirect_loop", visit.reading.detail)
        target_id, hosts = self.listings.follow(visit, row, target, utc_text(self._now()))
        if target_id is None:
            return self._judge(visit, row, at, "redirect_loop", f"redirects in a circle: {target}")
        self.ledger.leads_to(row.id, target_id)
        there = self.ledger.get(target_id)
        if row.article_id and there.article_id is None:
            self.ledger.link_article(row.article_id, [there.normal_url])
        verdict = self._judge(
            visit,
            row,
            at,
            "duplicate_url",
            f"redirects ({visit.reading.detail}) to {target}",
            hosts=hosts,
            article_id=there.article_id,
        )
        if row.article_id and visit.page and visit.page.status in (301, 308):
            self.articles.moved(row.article_id, target)
        return verdict

    def _known_capture(self, row: UrlRow) -> Verdict:
        """The very capture is in the archive: nothing is added (a second import, a second replay)."""
        if row.outcome is None:
            self.ledger.judge(
                row.id, outcome="unchanged", detail=None, at=row.fetched_at or utc_text(self._now()), next_fetch_at=None,
                live=False,
            )  # fmt: skip
        else:
            self.ledger.put_back(row.id, next_fetch_at=self.calendar.resting_until(row, self._now()))
        return Verdict("known", article_id=row.article_id)

    # writing it down

    def _judge(
        self,
        visit: Visit,
        row: UrlRow,
        at: str,
        outcome: str,
        detail: str | None,
        *,
        known: ArticleRow | None = None,
        capture_id: int | None = None,
        article_id: int | None = None,
        hosts: frozenset[str] = frozenset(),
        keep: bool = True,
    ) -> Verdict:
        page = visit.page
        if capture_id is None and page is not None and keep:
            capture_id = self.keeper.keep(visit, row, changed=False)
        if known is not None:
            article_id = known.id
            self.articles.seen(known, at)
        plan = self.calendar.after(visit, row, outcome, known, self._now())
        due = plan.due
        if row.role in LISTS and plan.state == "done":
            if outcome not in READ:
                due = self.watching.polling.after_trouble(visit, row, due, self._now())
            hosts |= self.watching.came(visit, row, outcome)
        self.captures.fetched(
            row.id,
            self.run_id,
            at,
            outcome,
            detail,
            page.status if page else None,
            page.digest if page and page.body else None,
            capture_id,
        )
        if plan.state != "waiting":
            self.runs.count(self.run_id, visit.outlet.key, outcome, fetched=page is not None)
        if self._stands(visit, row, at, outcome):
            self.ledger.put_back(row.id, next_fetch_at=self.calendar.resting_until(row, self._now()))
        else:
            self.ledger.judge(
                row.id, outcome=outcome, detail=detail, at=at if page or not row.fetched_at else row.fetched_at, next_fetch_at=due,
                state=plan.state, attempts=plan.attempts, live=visit.live, article_id=article_id, validators=_validators(page),
                priority=REVISITS if row.role == "article" and article_id else None,
            )  # fmt: skip
        if article_id:
            self.ledger.link_article(article_id, [row.normal_url])
        return Verdict(outcome, detail, article_id, hosts, plan.pause_s)

    @staticmethod
    def _stands(visit: Visit, row: UrlRow, at: str, outcome: str) -> bool:
        """Tell whether the outcome an address has stays: files overwrite neither what the network said nor a later capture."""
        if visit.live or row.outcome is None:
            return False
        older = visit.page is not None and row.fetched_at is not None and at < row.fetched_at
        return bool(row.live) or older or outcome == "not_in_replay"


def _validators(page: Page | None) -> tuple[str | None, str | None] | None:
    if page is None or page.status != 200:
        return None
    return page.header("etag"), page.header("last-modified")
