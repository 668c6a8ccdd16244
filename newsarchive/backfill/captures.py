"""Take in what Common Crawl or the Wayback Machine captured of an outlet, month by month, through the steps of an import.

A month is one of capture: what an article's page says of its publication does not matter here, as for an outlet
whose site is gone any capture is welcome.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from newsarchive import config as configuration
from newsarchive import discovery
from newsarchive.backfill.client import Services, UnavailableError
from newsarchive.backfill.commoncrawl import CommonCrawl
from newsarchive.backfill.wayback import Wayback
from newsarchive.discovery.months import first_day, last_day
from newsarchive.errors import DataError, OutcomeError, UsageError
from newsarchive.ingest.leases import LEASE_S, is_held
from newsarchive.ingest.local_run import local_run
from newsarchive.ingest.values import KNOWN
from newsarchive.ingest.visits import visit_of
from newsarchive.items import utc_text
from newsarchive.outlets.hostnames import host_of
from newsarchive.store.backfill_captures import BackfillCaptures
from newsarchive.store.backfills import Backfills
from newsarchive.store.ledger import NewUrl

if TYPE_CHECKING:
    from collections.abc import Callable

    from newsarchive.backfill.webarchive import Cursor, WebArchive
    from newsarchive.config import CaptureServices, Config
    from newsarchive.discovery.cdx import CdxAnswer
    from newsarchive.ingest.local_run import LocalRun
    from newsarchive.items import Page
    from newsarchive.outlets import Outlet, Registry
    from newsarchive.store.backfill_captures import CaptureRow
    from newsarchive.store.backfills import Source

ATTEMPTS = 3
"""After so many runs in which a capture could not be had it is given up."""


@dataclass(slots=True)
class CapturesTaken:
    """What came of it: outcomes of the captures fetched, and why it ended early in words."""

    outcomes: Counter[str] = field(default_factory=Counter)
    notes: list[str] = field(default_factory=list)


def take_captures(
    config: Config,
    registry: Registry,
    outlet: Outlet,
    source: Source,
    months: tuple[str, ...],
    *,
    progress: Callable[[str, int], None] | None = None,
) -> CapturesTaken:
    """Fetch captures of these months (the youngest first) into the archive. `progress` gets the month and the number of captures done.

    Killed and called again it goes on. Raises NewsarchiveError when the archive or the services cannot be used.
    """
    where = configuration.capture_services()
    services = Services(config, where)
    taken = CapturesTaken()
    try:
        with local_run(config, f"backfill {source}", keep_all=True, registry=registry) as local:
            webarchive = _webarchive(source, services, where)
            work = _MonthsOfCaptures(local, webarchive, outlet, source, taken, progress or (lambda *_: None))
            work.begin(months)
            try:
                for month in sorted(months, reverse=True):
                    work.list_month(month)
                    work.fetch_month(month)
            except UnavailableError as e:
                taken.notes.append(f"{e}; the same command goes on from here")
                local.outcome = "partly"
            except KeyboardInterrupt:
                taken.notes.append("stopped; the same command goes on from here")
                local.outcome = "stopped"
    finally:
        services.close()
    return taken


def _webarchive(source: Source, services: Services, where: CaptureServices) -> WebArchive:
    if source == "wayback":
        return Wayback(services, where.wayback)
    return CommonCrawl(services, where.commoncrawl_index, where.commoncrawl_data)


class _MonthsOfCaptures:
    """Backfills some months of one outlet from one web archive, within one run."""

    def __init__(
        self,
        local: LocalRun,
        webarchive: WebArchive,
        outlet: Outlet,
        source: Source,
        taken: CapturesTaken,
        progress: Callable[[str, int], None],
    ) -> None:
        self._local = local
        self._run = local.run
        self._webarchive = webarchive
        self._outlet = outlet
        self._source: Source = source
        self._taken = taken
        self._progress = progress
        self._backfills = Backfills(local.run.archive.db)
        self._captures = BackfillCaptures(local.run.archive.db)
        self._channel: int | None = None
        self._done = 0

    def begin(self, months: tuple[str, ...]) -> None:
        """Enter outlet, channel and months, and hold the service: nobody else of this archive asks it meanwhile."""
        run, at = self._run, self._run.at()
        with run.batch():
            run.enter_outlet(self._outlet)
            run.runs.take_part(run.id, self._outlet.key)
            self._backfills.ask(self._outlet.key, self._source, months, at)
            self._channel = run.runs.channel(self._outlet.key, "cdx", self._webarchive.base, declared=False)
            if is_held(run.hosts, host_of(self._webarchive.base), at, me=run.owner):
                raise DataError(
                    f"{host_of(self._webarchive.base)}: another backfill is asking it; run this one when that has ended"
                )
            self._hold()

    def _hold(self) -> None:
        until = self._run.now() + timedelta(seconds=LEASE_S)
        self._run.hosts.take(host_of(self._webarchive.base), owner=self._run.owner, until=utc_text(until))

    # the index

    def list_month(self, month: str) -> None:
        """Enter what the index names for a month, from where an earlier run was."""
        asked = self._backfills.asked(self._outlet.key, self._source)[month]
        if asked.listed_at is not None:
            return
        cursor = json.loads(asked.cursor) if asked.cursor else {}
        for answer, behind in self._webarchive.answers(self._outlet.hosts, month, cursor):
            self._enter(answer, month, behind)
        with self._run.batch():
            self._backfills.listed(self._outlet.key, self._source, month, self._run.at())

    def _enter(self, answer: CdxAnswer, month: str, cursor: Cursor | None) -> None:
        """Enter the rows of an answer together with the cursor behind it."""
        first, last = first_day(month), last_day(month)
        foreign = 0
        with self._run.batch():
            self._hold()
            for row in answer.rows:
                captured_at = utc_text(row.captured_at)
                if not row.is_page or not first <= captured_at[:10] <= last:
                    continue
                if not self._outlet.owns(row.url):
                    foreign += 1
                elif discovery.classify(row.url, self._outlet) != "article":
                    self._leave_out(row.url, captured_at)
                else:
                    self._captures.enter(
                        self._outlet.key, self._source, month, url=row.url, captured_at=captured_at, digest=row.digest,
                        file=row.file, offset=row.offset, length=row.length,
                    )  # fmt: skip
            if cursor is not None:
                self._backfills.move_cursor(self._outlet.key, self._source, month, json.dumps(cursor))
        if foreign:
            self._note(f"{foreign} rows of the index are of other hosts")
        if answer.unreadable:
            self._note(f"{answer.unreadable} rows of the index could not be read")

    def _note(self, text: str) -> None:
        self._taken.notes.append(f"{host_of(self._webarchive.base)}: {text}")

    def _leave_out(self, url: str, at: str) -> None:
        """An address that is no article's gets its outcome without being fetched; the crawl may read it as a list."""
        run = self._run
        new = NewUrl.of(url, self._outlet, "list", channel_id=self._channel)
        url_id, is_new = run.ledger.add(new, at=at, run_id=run.id, due=False)
        if is_new:
            detail = f"its address is not an article's (named by {self._source})"
            run.ledger.judge(url_id, outcome="not_article", detail=detail, at=at, next_fetch_at=None, live=False)

    # the captures

    def fetch_month(self, month: str) -> None:
        """Fetch what is left of a month."""
        after = 0
        while (row := self._captures.next_left(self._outlet.key, self._source, month, after)) is not None:
            after = row.id
            try:
                page = self._webarchive.page(row)
            except OutcomeError as e:
                self._refuse(row, e)
            else:
                self._store(row, page)
            self._done += 1
            self._progress(month, self._done)

    def _refuse(self, row: CaptureRow, error: OutcomeError) -> None:
        with self._run.batch():
            self._hold()
            if error.outcome == "truncated" and row.attempts + 1 < ATTEMPTS:
                self._captures.failed(row.id, error.detail)
            else:
                self._captures.settle(row.id, error.outcome, error.detail)
                self._taken.outcomes[error.outcome] += 1

    def _store(self, row: CaptureRow, page: Page) -> None:
        reading = self._local.pool.read_now(page, self._outlet, "article")
        with self._run.batch():
            self._hold()
            visit = visit_of(self._run, page, self._outlet, "article", reading, channel_id=self._channel)
            verdict = self._local.recorder.record(visit)
            outcome = "unchanged" if verdict.outcome == KNOWN else verdict.outcome
            self._captures.settle(row.id, outcome, verdict.detail)
        self._taken.outcomes[outcome] += 1


def check_source(name: str) -> Source:
    """Return a source by its name. Raises UsageError."""
    if name not in ("site", "commoncrawl", "wayback"):
        raise UsageError(f"--source must be site, commoncrawl or wayback, not {name!r}")
    return name  # type: ignore[return-value]
