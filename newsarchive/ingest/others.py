"""Take in what Common Crawl or the Wayback Machine captured of an outlet, month by month, through the steps of an import.

A month is one of capture: what an article's page says of its publication does not matter here, as for an outlet
whose site is gone any capture is welcome.
"""

from __future__ import annotations

import json
import tempfile
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import quote, urlencode

from newsarchive import config as configuration
from newsarchive import discovery, warc
from newsarchive.discovery import cdx
from newsarchive.discovery.cdx import CdxError
from newsarchive.discovery.months import first_day, last_day
from newsarchive.errors import DataError, OutcomeError, UsageError, WarcError
from newsarchive.identity import NORMAL_VERSION, normal_url
from newsarchive.ingest import opening, ownership
from newsarchive.ingest.services import Services, UnavailableError
from newsarchive.ingest.visit import Visit
from newsarchive.items import Page, utc_text
from newsarchive.outlets.schema import host_of
from newsarchive.store.backfills import Backfills
from newsarchive.store.ledger import NewUrl

if TYPE_CHECKING:
    from collections.abc import Callable

    from newsarchive.config import Config
    from newsarchive.discovery.cdx import CdxAnswer, Collection
    from newsarchive.ingest.pool import ReadingPool
    from newsarchive.ingest.recorder import Recorder
    from newsarchive.outlets import Outlet, Registry
    from newsarchive.store.backfills import CaptureRow, Source

ROWS_A_REQUEST = 5_000
"""How many rows of the Wayback Machine's index are asked for at once."""
ATTEMPTS = 3
"""After so many runs in which a capture could not be had it is given up."""

_NOTHING = cdx.CdxAnswer(())
_NO_COLLECTIONS: tuple[cdx.Collection, ...] = ()


T = TypeVar("T")


@dataclass(slots=True)
class Taken:
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
) -> Taken:
    """Fetch captures of these months (the youngest first) into the archive. `progress` is told month and captures done.

    Killed and called again it goes on. Raises NewsarchiveError when the archive or the services cannot be used.
    """
    services = Services(config, configuration.capture_services())
    taken = Taken()
    try:
        with opening.local_run(config, f"backfill {source}", keep_all=True, registry=registry) as run:
            work = _Work(run.recorder, run.pool, services, outlet, source, taken, progress or (lambda *_: None))
            work.begin(months)
            try:
                for month in sorted(months, reverse=True):
                    work.list_month(month)
                    work.fetch_month(month)
            except UnavailableError as e:
                taken.notes.append(f"{e}; the same command goes on from here")
                run.outcome = "partly"
            except KeyboardInterrupt:
                taken.notes.append("stopped; the same command goes on from here")
                run.outcome = "stopped"
    finally:
        services.close()
    return taken


class _Work:
    def __init__(
        self,
        recorder: Recorder,
        pool: ReadingPool,
        services: Services,
        outlet: Outlet,
        source: Source,
        taken: Taken,
        progress: Callable[[str, int], None],
    ) -> None:
        self._recorder = recorder
        self._pool = pool
        self._services = services
        self._outlet = outlet
        self._source: Source = source
        self._taken = taken
        self._progress = progress
        self._backfills = Backfills(recorder.archive.db)
        self._where = configuration.capture_services()
        self._collections: tuple[Collection, ...] | None = None
        self._channel: int | None = None
        self._done = 0

    @property
    def _base(self) -> str:
        return self._where.wayback if self._source == "wayback" else self._where.commoncrawl_index

    def begin(self, months: tuple[str, ...]) -> None:
        """Enter outlet, channel and months, and hold the service: nobody else of this archive asks it meanwhile."""
        recorder, at = self._recorder, self._at()
        with recorder.batch():
            recorder.runs.enter_outlet(self._outlet)
            recorder.runs.take_part(recorder.run_id, self._outlet.key)
            self._backfills.ask(self._outlet.key, self._source, months, at)
            self._channel = recorder.runs.channel(self._outlet.key, "cdx", self._base, declared=False)
            owner, until = recorder.hosts.owner(host_of(self._base))
            if owner is not None and owner != recorder.owner and not ownership.is_dead(owner, until, at):
                raise DataError(
                    f"{host_of(self._base)}: another backfill is asking it; run this one when that has ended"
                )
            self._hold()

    def _hold(self) -> None:
        until = configuration.now() + timedelta(seconds=opening.LEASE_S)
        self._recorder.hosts.take(host_of(self._base), owner=self._recorder.owner, until=utc_text(until))

    # the index

    def list_month(self, month: str) -> None:
        """Enter what the index names for a month, from where an earlier run was."""
        asked = self._backfills.asked(self._outlet.key, self._source)[month]
        if asked.listed_at is not None:
            return
        cursor = json.loads(asked.cursor) if asked.cursor else {}
        if self._source == "wayback":
            self._list_wayback(month, cursor)
        else:
            self._list_commoncrawl(month, cursor)
        with self._recorder.batch():
            self._backfills.listed(self._outlet.key, self._source, month, self._at())

    def _list_wayback(self, month: str, cursor: dict[str, str]) -> None:
        for host in self._hosts_from(cursor.get("host")):
            key = cursor.get("key") if host == cursor.get("host") else None
            while True:
                asked = [
                    ("url", f"{host}/"), ("matchType", "prefix"), ("from", _digits(first_day(month))),
                    ("to", _digits(last_day(month))), ("output", "json"), ("fl", ",".join(cdx.WAYBACK_FIELDS)),
                    ("filter", "statuscode:200"), ("filter", "mimetype:text/html"), ("limit", str(ROWS_A_REQUEST)),
                    ("showResumeKey", "true"),
                ]  # fmt: skip
                if key:
                    asked.append(("resumeKey", key))
                answer = self._read(
                    f"{self._where.wayback}/cdx/search/cdx?{urlencode(asked)}", cdx.wayback_rows, _NOTHING
                )
                following = answer.resume_key if answer.resume_key != key else None
                self._enter(answer, month, {"host": host, "key": following or ""} if following else {"after": host})
                if not following:
                    break
                key = following

    def _list_commoncrawl(self, month: str, cursor: dict[str, str | int]) -> None:
        if self._collections is None:
            self._collections = self._read(
                f"{self._where.commoncrawl_index}/collinfo.json", cdx.collections, _NO_COLLECTIONS
            )
        first, last = first_day(month), last_day(month)
        for collection in sorted(self._collections, key=lambda c: c.id):
            if not collection.overlaps(first, last) or collection.id < str(cursor.get("collection", "")):
                continue
            resumed = cursor if collection.id == cursor.get("collection") else {}
            for host in self._hosts_from(str(resumed.get("host") or "") or None):
                start = int(resumed.get("page", 0)) if host == resumed.get("host") else 0
                self._list_pages(collection, host, month, start)

    def _list_pages(self, collection: Collection, host: str, month: str, start: int) -> None:
        # The address comes from collinfo.json: only its path counts, the host is the one we know.
        api = f"{self._where.commoncrawl_index}/{quote(collection.id)}-index"
        asked = [
            ("url", f"{host}/*"), ("from", _digits(first_day(month))), ("to", _digits(last_day(month))),
            ("output", "json"), ("filter", "=status:200"),
        ]  # fmt: skip
        number = self._read(f"{api}?{urlencode([*asked, ('showNumPages', 'true')])}", cdx.pages, 0)
        for page in range(start, number):
            answer = self._read(f"{api}?{urlencode([*asked, ('page', str(page))])}", cdx.commoncrawl_rows, _NOTHING)
            self._enter(answer, month, {"collection": collection.id, "host": host, "page": page + 1})

    def _hosts_from(self, host: str | None) -> tuple[str, ...]:
        hosts = self._outlet.hosts
        return hosts[hosts.index(host) :] if host in hosts else hosts

    def _ask(self, url: str) -> bytes | None:
        """Return an answer of the index, None when it has nothing (Common Crawl says so with 404)."""
        answer = self._services.get(url)
        if answer.status == 404:
            return None
        if answer.status != 200:
            raise UnavailableError(f"{host_of(url)} answered HTTP {answer.status}")
        return answer.body

    def _read(self, url: str, read: Callable[[bytes], T], nothing: T) -> T:
        """Return what an answer of the index says; one that cannot be read is asked for once more."""
        for last in (False, True):
            try:
                body = self._ask(url)
                return read(body) if body is not None else nothing
            except CdxError as e:
                if last:
                    raise UnavailableError(f"{host_of(url)}: {e}") from e
        raise AssertionError("unreachable")

    def _enter(self, answer: CdxAnswer, month: str, cursor: dict[str, str | int]) -> None:
        """Enter the rows of an answer together with the cursor behind it."""
        first, last = first_day(month), last_day(month)
        foreign = 0
        with self._recorder.batch():
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
                    self._backfills.enter_capture(
                        self._outlet.key, self._source, month, url=row.url, captured_at=captured_at, digest=row.digest,
                        file=row.file, offset=row.offset, length=row.length,
                    )  # fmt: skip
            if "after" not in cursor:
                self._backfills.move_cursor(self._outlet.key, self._source, month, json.dumps(cursor))
        if foreign:
            self._note(f"{foreign} rows of the index are of other hosts")
        if answer.unreadable:
            self._note(f"{answer.unreadable} rows of the index could not be read")

    def _note(self, text: str) -> None:
        self._taken.notes.append(f"{host_of(self._base)}: {text}")

    def _leave_out(self, url: str, at: str) -> None:
        """An address that is no article's gets its outcome without being fetched; the crawl may read it as a list."""
        recorder = self._recorder
        new = NewUrl(url, normal_url(url), NORMAL_VERSION, self._outlet.key, host_of(url), "list", self._channel)
        url_id, is_new = recorder.ledger.add(new, at=at, run_id=recorder.run_id, due=False)
        if is_new:
            detail = f"its address is not an article's (named by {self._source})"
            recorder.ledger.judge(url_id, outcome="not_article", detail=detail, at=at, next_fetch_at=None, live=False)

    # the captures

    def fetch_month(self, month: str) -> None:
        """Fetch what is left of a month."""
        after = 0
        while (row := self._backfills.captures_left(self._outlet.key, self._source, month, after)) is not None:
            after = row.id
            try:
                page = self._wayback(row) if self._source == "wayback" else self._commoncrawl(row)
            except OutcomeError as e:
                self._refuse(row, e)
            else:
                self._store(row, page)
            self._done += 1
            self._progress(month, self._done)

    def _refuse(self, row: CaptureRow, error: OutcomeError) -> None:
        with self._recorder.batch():
            self._hold()
            if error.outcome == "truncated" and row.attempts + 1 < ATTEMPTS:
                self._backfills.capture_failed(row.id, error.detail)
            else:
                self._backfills.capture_settled(row.id, error.outcome, error.detail)
                self._taken.outcomes[error.outcome] += 1

    def _store(self, row: CaptureRow, page: Page) -> None:
        recorder = self._recorder
        reading = self._pool.submit(page, self._outlet, "article").result()
        with recorder.batch():
            self._hold()
            at = utc_text(page.fetched_at)
            new = NewUrl(
                page.url,
                normal_url(page.url),
                NORMAL_VERSION,
                self._outlet.key,
                host_of(page.url),
                "article",
                self._channel,
            )
            url_id, is_new = recorder.ledger.add(new, at=at, run_id=recorder.run_id, due=False)
            recorder.runs.discovered(recorder.run_id, self._outlet.key, int(is_new))
            role = recorder.ledger.get(url_id).role
            visit = Visit(url_id, self._outlet, role, page, reading, self._channel, live=False, final=True)
            verdict = recorder.record(visit)
            outcome = "unchanged" if verdict.outcome == "known" else verdict.outcome
            self._backfills.capture_settled(row.id, outcome, verdict.detail)
        self._taken.outcomes[outcome] += 1

    def _wayback(self, row: CaptureRow) -> Page:
        stamp = _digits(row.captured_at)
        answer = self._services.get(f"{self._where.wayback}/web/{stamp}id_/{row.url}")
        if answer.status != 200:
            outcome = {404: "gone", 410: "gone", 401: "blocked", 403: "blocked"}.get(answer.status, "http_error")
            raise OutcomeError(outcome, f"the Wayback Machine answers HTTP {answer.status}")
        page = Page(
            url=row.url,
            status=200,
            reason="OK",
            headers=_original(answer.headers),
            body=answer.body,
            fetched_at=datetime.fromisoformat(row.captured_at),
            origin="wayback",
        )
        return _checked(page, row)

    def _commoncrawl(self, row: CaptureRow) -> Page:
        assert row.file is not None
        assert row.offset is not None
        assert row.length is not None
        answer = self._services.get(f"{self._where.commoncrawl_data}/{quote(row.file)}", span=(row.offset, row.length))
        if answer.status != 206:
            outcome = {404: "gone", 403: "blocked"}.get(answer.status, "http_error")
            raise OutcomeError(outcome, f"Common Crawl answers HTTP {answer.status} where a part was asked for")
        if len(answer.body) != row.length:
            raise OutcomeError("truncated", f"{len(answer.body)} bytes came instead of {row.length}")
        with tempfile.TemporaryDirectory(prefix="newsarchive-record-") as folder:
            (Path(folder) / "record.warc.gz").write_bytes(answer.body)
            try:
                record = warc.read_at(Path(folder), "record.warc.gz", 0, row.length, origin="commoncrawl")
            except WarcError as e:
                raise OutcomeError("truncated", "the bytes are no WARC record") from e
        if record.kind != "response" or normal_url(record.page.url) != normal_url(row.url):
            raise OutcomeError("off_site", f"the record is a {record.kind} of {record.page.url[:200]}")
        page = replace(record.page, url=row.url, fetched_at=record.page.fetched_at.replace(microsecond=0))
        return _checked(page, row)

    @staticmethod
    def _at() -> str:
        return utc_text(configuration.now())


def _checked(page: Page, row: CaptureRow) -> Page:
    if page.digest != f"sha1:{row.digest}":
        raise OutcomeError("truncated", "the bytes are not those that the index names (digest)")
    return page


def _original(headers: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
    """Return the headers that the newspaper sent: the Wayback Machine prefixes them; type and coding stand as they are."""
    prefix = "x-archive-orig-"
    kept = [(k[len(prefix) :], v) for k, v in headers if k.lower().startswith(prefix)]
    names = {k.lower() for k, _ in kept}
    kept += [(k, v) for k, v in headers if k.lower() in {"content-type", "content-encoding"} - names]
    return tuple((k, v) for k, v in kept if k.lower() not in ("transfer-encoding", "connection"))


def _digits(text: str) -> str:
    return "".join(c for c in text if c.isdigit())


def check_source(name: str) -> Source:
    """Return a source by its name. Raises UsageError."""
    if name not in ("site", "commoncrawl", "wayback"):
        raise UsageError(f"--source must be site, commoncrawl or wayback, not {name!r}")
    return name  # type: ignore[return-value]
