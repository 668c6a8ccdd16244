"""Import: pages from files through the same steps as a crawl, without the network; doing it twice adds nothing."""

from __future__ import annotations

from collections import Counter, deque
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from newsarchive.errors import DataError
from newsarchive.identity import normal_url
from newsarchive.ingest import linking, opening, sources
from newsarchive.ingest.keeping import read_capture
from newsarchive.ingest.reading import REDIRECTS, Reading, status_outcome
from newsarchive.ingest.visit import Visit
from newsarchive.items import Pointer, utc_text
from newsarchive.store.ledger import NewUrl

if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import Future
    from pathlib import Path

    from newsarchive.config import Config
    from newsarchive.ingest.pool import ReadingPool
    from newsarchive.ingest.recorder import Recorder
    from newsarchive.ingest.sources import Incoming
    from newsarchive.items import Page, Role
    from newsarchive.outlets import Outlet, Registry

BATCH = 64
_FEEDS = frozenset({"application/rss+xml", "application/atom+xml", "application/rdf+xml"})


@dataclass(slots=True)
class Imported:
    """What an import did. `captures` counts those added, `known` those that were there; `problems` are for people.

    Of `failed_files` nothing could be read, of `cut_files` only the beginning.
    """

    captures: int = 0
    known: int = 0
    outcomes: Counter[str] = field(default_factory=Counter)
    problems: list[str] = field(default_factory=list)
    failed_files: int = 0
    cut_files: int = 0


@dataclass(frozen=True, slots=True)
class _Waiting:
    page: Page
    outlet: Outlet
    role: Role
    reading: Future[Reading] | Reading
    pointer: Pointer | None
    payload_digest: str | None


def import_paths(
    config: Config,
    registry: Registry,
    paths: list[Path],
    *,
    link: bool = False,
    progress: Callable[[int], None] | None = None,
) -> Imported:
    """Import files into the archive of `config`. `progress` is told the number of pages done.

    Captures are copied into the archive's own WARC files; with `link` the file itself is linked under `warc/linked/`
    and pointed into. A file that cannot be read, or that may not be linked, is reported and the others go on. Raises NewsarchiveError.
    """
    sources.refuse_missing(paths)
    result = Imported()
    with opening.local_run(config, "import", keep_all=True) as run:
        importer = _Importer(config, registry, run.pool, run.recorder, result, progress)
        for path in paths:
            try:
                importer.take(path, link=link)
            except DataError as e:
                result.problems.append(str(e))
                result.failed_files += 1
        importer.finish()
    return result


class _Importer:
    def __init__(
        self,
        config: Config,
        registry: Registry,
        pool: ReadingPool,
        recorder: Recorder,
        result: Imported,
        progress: Callable[[int], None] | None,
    ) -> None:
        self._config = config
        self._registry = registry
        self._pool = pool
        self._recorder = recorder
        self._result = result
        self._progress = progress or (lambda _: None)
        self._done = 0
        self._window = 8 * config.workers
        self._entered: set[str] = set()
        self._late: list[tuple[Incoming, str | None]] = []

    def take(self, path: Path, *, link: bool) -> None:
        """Import one file or folder; pages are read ahead in the pool and stored in the order they stand in."""
        linked = linking.link(path, self._config, self._registry, self._pool, self._recorder) if link else None
        incoming = sources.read(path)
        waiting: deque[_Waiting] = deque()
        try:
            while True:
                for one in islice(incoming, self._window - len(waiting)):
                    self._begin(one, waiting, linked)
                if not waiting:
                    break
                self._store([waiting.popleft() for _ in range(min(BATCH, max(1, len(waiting) // 2)))])
        finally:
            incoming.close()  # type: ignore[attr-defined]  # a generator: files it has open are closed now
        self._take_late(last=False)

    def finish(self) -> None:
        """Import what had to wait for the last file: what a revisit record refers to may stand anywhere."""
        self._take_late(last=True)

    def _take_late(self, *, last: bool) -> None:
        late, self._late = self._late, []
        for one, linked in late:
            waiting: deque[_Waiting] = deque()
            self._begin(one, waiting, linked, is_late=True)
            if waiting:
                self._store(list(waiting))
            elif last and one.page is not None:
                self._result.problems.append(f"{one.page.url}: a revisit record whose payload is not in the archive")
            else:
                self._late.append((one, linked))

    def _begin(self, one: Incoming, waiting: deque[_Waiting], linked: str | None, *, is_late: bool = False) -> None:
        if one.problem is not None:
            self._result.problems.append(one.problem)
            self._result.cut_files += one.ends_early
        if one.page is None:
            return
        page, digest = self._whole(one)
        if page is None or (page.status in REDIRECTS and not is_late):
            # The payload of a revisit, or the target of a redirect, may come behind it.
            if not is_late:
                self._late.append((one, linked))
            return
        pointer = None
        if linked and one.record is not None and one.record.seekable:
            pointer = Pointer(one.record.record_id, linked, one.record.offset, one.record.length)
        outlet = self._registry.for_url(page.url)
        role = _role(page)
        is_page = page.status == 200 and role == "article"
        reading = self._pool.submit(page, outlet, role) if is_page else _reading_of_a_list(page, role)
        waiting.append(_Waiting(page, outlet, role, reading, pointer, digest))

    def _whole(self, one: Incoming) -> tuple[Page | None, str | None]:
        """Return the page with its payload: that of a revisit record stands in a capture met before."""
        assert one.page is not None
        page = replace(one.page, origin="import")
        record = one.record
        if record is None or record.kind != "revisit":
            return page, None
        captures = self._recorder.captures
        original = captures.with_payload(record.payload_digest) if record.payload_digest else None
        if original is None:  # another algorithm, or none: then the address and the date say which it is
            original = captures.with_payload_at(record.refers_to_uri or page.url, record.refers_to_date)
        if original is None:
            return None, None
        former = read_capture(self._config.warc, captures, original)
        status = 200 if page.status == 304 else page.status
        headers = former.headers if page.status == 304 else page.headers
        return replace(page, status=status, headers=headers, body=former.body), original.digest

    def _store(self, ready: list[_Waiting]) -> None:
        readings = [w.reading if isinstance(w.reading, Reading) else w.reading.result() for w in ready]
        with self._recorder.batch():
            verdicts = [self._record(w, reading) for w, reading in zip(ready, readings, strict=True)]
        for outcome in verdicts:
            self._result.outcomes[outcome] += 1
            self._result.known += outcome == "known"
            self._result.captures += outcome != "known"
        self._done += len(ready)
        self._progress(self._done)

    def _record(self, w: _Waiting, reading: Reading) -> str:
        recorder = self._recorder
        if w.outlet.key not in self._entered:
            recorder.runs.enter_outlet(w.outlet)
            self._entered.add(w.outlet.key)
        at = utc_text(w.page.fetched_at)
        new = NewUrl.of(w.page.url, w.outlet, w.role)
        url_id, is_new = recorder.ledger.add(new, at=at, run_id=recorder.run_id, due=False)
        recorder.runs.discovered(recorder.run_id, w.outlet.key, int(is_new))
        role = recorder.ledger.get(url_id).role
        if w.page.status in REDIRECTS:
            reading = self._redirect(w, reading)
        visit = Visit(
            url_id,
            w.outlet,
            role,
            w.page,
            reading,
            pointer=w.pointer,
            payload_digest=w.payload_digest,
            live=False,
            final=False,
        )
        return recorder.record(visit).outcome

    def _redirect(self, w: _Waiting, reading: Reading) -> Reading:
        """A redirect to an address of the archive is another address of that; any other is noted and not followed."""
        target = urljoin(w.page.url, (w.page.header("location") or "").strip())
        ledger = self._recorder.ledger
        known = ledger.find(target) or ledger.find_normal(normal_url(target, aliases=w.outlet.stands_for))
        if known is None or known.url == w.page.url or not w.outlet.owns(target):
            return reading
        return Reading("redirect", f"HTTP {w.page.status}", redirect_to=known.url)


def _role(page: Page) -> Role:
    if page.url.endswith("/robots.txt"):
        return "other"
    mime = page.mime
    if mime in _FEEDS or (mime.endswith("xml") and "html" not in mime):
        return "sitemap" if b"sitemap" in page.body[:2000] else "feed"
    return "article"


def _reading_of_a_list(page: Page, role: Role) -> Reading:
    """An import stores what it is given and follows nothing: a list is noted as read, its entries are not entered."""
    if page.status in REDIRECTS:
        return Reading("not_article", f"redirect (HTTP {page.status}) to {page.header('location') or 'nowhere'}")
    refused = status_outcome(page.status)
    if refused:
        return Reading(refused, f"HTTP {page.status}")
    return Reading("listed", f"{role}, imported; its entries are not followed")
