"""Import: pages from files through the same steps as a crawl, without the network; doing it twice adds nothing."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from newsarchive.errors import DataError
from newsarchive.identity import normal_url
from newsarchive.imports import linking, sources
from newsarchive.ingest import recovery
from newsarchive.ingest.keep import read_capture
from newsarchive.ingest.local_run import local_run
from newsarchive.ingest.pool import read_ahead
from newsarchive.ingest.reading import REDIRECTS, Reading, status_outcome
from newsarchive.ingest.values import KNOWN, Visit
from newsarchive.ingest.visits import role_of, visit_of
from newsarchive.items import Pointer
from newsarchive.store.ledger import NewUrl

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from concurrent.futures import Future
    from pathlib import Path

    from newsarchive.config import Config
    from newsarchive.imports.sources import Incoming
    from newsarchive.ingest.local_run import LocalRun
    from newsarchive.items import Page, Role
    from newsarchive.outlets import Outlet, Registry


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
    """A page that is being read; `linked` bytes stand at `pointer`, a revisit's payload has `payload_digest`."""

    page: Page
    outlet: Outlet
    role: Role
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
    """Import files into the archive of `config`. `progress` gets the number of pages done.

    Captures are copied into the archive's own WARC files; with `link` the file itself is linked under `warc/linked/`
    and pointed into. A file that cannot be read, or that may not be linked, is reported and the others go on. Raises NewsarchiveError.
    """
    sources.refuse_missing(paths)
    result = Imported()
    with local_run(config, "import", keep_all=True) as local:
        recovery.take_in(config, registry, local.pool, local.do)  # what a killed import left is known then, not new
        importer = _Importer(config, registry, local, result, progress or (lambda _: None))
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
        self, config: Config, registry: Registry, local: LocalRun, result: Imported, progress: Callable[[int], None]
    ) -> None:
        self._config = config
        self._registry = registry
        self._local = local
        self._run = local.run
        self._result = result
        self._progress = progress
        self._done = 0
        self._window = 8 * config.workers
        self._late: list[tuple[Incoming, str | None]] = []

    def take(self, path: Path, *, link: bool) -> None:
        """Import one file or folder; pages are read ahead in the pool and stored in the order they stand in."""
        linked = linking.link(path, self._config, self._registry, self._local) if link else None
        incoming = sources.read(path)
        try:
            for batch in read_ahead(self._begun(incoming, linked), self._window):
                self._store(batch)
        finally:
            incoming.close()  # type: ignore[attr-defined]  # a generator: files it has open are closed now
        self._take_late(last=False)

    def finish(self) -> None:
        """Import what had to wait for the last file: what a revisit record refers to may stand anywhere."""
        self._take_late(last=True)

    def _take_late(self, *, last: bool) -> None:
        late, self._late = self._late, []
        for one, linked in late:
            begun = self._begin(one, linked, is_late=True)
            if begun is not None:
                self._store([(begun[0], _result(begun[1]))])
            elif last and one.page is not None:
                self._result.problems.append(f"{one.page.url}: a revisit record whose payload is not in the archive")
            else:
                self._late.append((one, linked))

    def _begun(
        self, incoming: Iterator[Incoming], linked: str | None
    ) -> Iterator[tuple[_Waiting, Future[Reading] | Reading]]:
        """Have pages read as they come; what must wait for others is put off."""
        for one in incoming:
            if one.problem is not None:
                self._result.problems.append(one.problem)
                self._result.cut_files += one.ends_early
            if one.too_large is not None:
                self._note_too_large(one.too_large)
            if one.page is None:
                continue
            begun = self._begin(one, linked)
            if begun is not None:
                yield begun
            else:
                self._late.append((one, linked))

    def _note_too_large(self, url: str) -> None:
        """Write down an address whose record is larger than any page, unless something better is known of it."""
        run, outlet = self._run, self._registry.for_url(url)
        with run.batch():
            run.enter_outlet(outlet)
            new = NewUrl.of(url, outlet, "article")
            url_id, is_new = run.ledger.add(new, at=run.at(), run_id=run.id, due=False)
            run.runs.discovered(run.id, outlet.key, int(is_new))
            if run.ledger.get(url_id).outcome is None:
                reading = Reading("too_large", "a record larger than any page")
                outcome = self._local.recorder.record(
                    Visit(url_id, outlet, "article", None, reading, live=False)
                ).outcome
                self._result.outcomes[outcome] += 1

    def _begin(
        self, one: Incoming, linked: str | None, *, is_late: bool = False
    ) -> tuple[_Waiting, Future[Reading] | Reading] | None:
        """Have a page read; None when it must wait: the payload of a revisit, or a redirect's target, may come behind it."""
        page, digest = self._whole(one)
        if page is None or (page.status in REDIRECTS and not is_late):
            return None
        pointer = None
        if linked and one.record is not None and one.record.seekable:
            pointer = Pointer(one.record.record_id, linked, one.record.offset, one.record.length)
        outlet = self._registry.for_url(page.url)
        role = role_of(page)
        is_page = page.status == 200 and role == "article"
        reading = self._local.pool.submit(page, outlet, role) if is_page else self._reading_of_other(page, outlet, role)
        return _Waiting(page, outlet, role, pointer, digest), reading

    def _whole(self, one: Incoming) -> tuple[Page | None, str | None]:
        """Return the page with its payload: that of a revisit record stands in a capture met before."""
        assert one.page is not None
        page = replace(one.page, origin="import")
        record = one.record
        if record is None or record.kind != "revisit":
            return page, None
        captures = self._run.captures
        original = captures.with_payload(record.payload_digest) if record.payload_digest else None
        if original is None:  # another algorithm, or none: then the address and the date say which it is
            original = captures.with_payload_at(record.refers_to_uri or page.url, record.refers_to_date)
        if original is None:
            return None, None
        former = read_capture(self._config.warc, captures, original)
        status = 200 if page.status == 304 else page.status
        headers = former.headers if page.status == 304 else page.headers
        return replace(page, status=status, headers=headers, body=former.body), original.digest

    def _store(self, batch: list[tuple[_Waiting, Reading]]) -> None:
        with self._run.batch():
            outcomes = [self._record(w, reading) for w, reading in batch]
        for outcome in outcomes:
            self._result.outcomes[outcome] += 1
            self._result.known += outcome == KNOWN
            self._result.captures += outcome != KNOWN
        self._done += len(batch)
        self._progress(self._done)

    def _record(self, w: _Waiting, reading: Reading) -> str:
        visit = visit_of(
            self._run,
            w.page,
            w.outlet,
            w.role,
            reading,
            pointer=w.pointer,
            payload_digest=w.payload_digest,
            final=False,
        )
        return self._local.recorder.record(visit).outcome

    def _reading_of_other(self, page: Page, outlet: Outlet, role: Role) -> Reading:
        """An import stores what it is given and follows nothing: a list is noted as read, its entries are not entered.

        A redirect to an address of the archive is another address of that; any other is noted.
        """
        if page.status in REDIRECTS:
            target = self._known_target(page, outlet)
            if target is not None:
                return Reading("redirect", f"HTTP {page.status}", redirect_to=target)
            return Reading("not_article", f"redirect (HTTP {page.status}) to {page.header('location') or 'nowhere'}")
        refused = status_outcome(page.status)
        if refused:
            return Reading(refused, f"HTTP {page.status}")
        return Reading("listed", f"{role}, imported; its entries are not followed")

    def _known_target(self, page: Page, outlet: Outlet) -> str | None:
        """The address of the archive that a redirect of the outlet leads to, None when there is none."""
        target = urljoin(page.url, (page.header("location") or "").strip())
        ledger = self._run.ledger
        known = ledger.find(target) or ledger.find_normal(normal_url(target, aliases=outlet.stands_for))
        return known.url if known is not None and known.url != page.url and outlet.owns(target) else None


def _result(reading: Future[Reading] | Reading) -> Reading:
    return reading if isinstance(reading, Reading) else reading.result()
