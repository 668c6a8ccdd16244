"""Take in what a killed process left: whole WARC records behind the last committed pointer; torn tails are set aside."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from newsarchive import warc
from newsarchive.errors import WarcError
from newsarchive.ingest import leases
from newsarchive.ingest.keep import measure
from newsarchive.ingest.reading import Reading
from newsarchive.ingest.values import Visit
from newsarchive.ingest.visits import enter_address, role_of
from newsarchive.items import Pointer

if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import Future
    from pathlib import Path

    from newsarchive.config import Config
    from newsarchive.ingest.pool import ReadingPool
    from newsarchive.ingest.record import Recorder
    from newsarchive.ingest.run import Run
    from newsarchive.items import Page
    from newsarchive.outlets import Outlet, Registry
    from newsarchive.store.ledger import UrlRow
    from newsarchive.warc import Record

    Do = Callable[[Callable[[Recorder], Any]], Future[Any]]

logger = logging.getLogger(__name__)


def take_in(config: Config, registry: Registry, pool: ReadingPool, do: Do) -> int:
    """Ingest the uncommitted records of files whose writer is dead, and finish those files; return how many records.

    `do` has a piece of work done with the recorder, in a batch.
    """
    known = {name: (size, owner) for name, size, owner in do(lambda r: r.run.captures.open_files()).result()}
    unfinished = config.warc.glob("*.warc.gz.open") if config.warc.is_dir() else ()
    taken = 0
    for name in sorted({p.name.removesuffix(".open") for p in unfinished} | set(known)):
        committed, owner = known.get(name, (0, None))
        path = config.warc / f"{name}.open"
        path = path if path.exists() else config.warc / name
        if owner == leases.me() or not path.exists():
            continue
        with warc.held(path) as is_ours:
            if is_ours:
                taken += _Unfinished(path, name, committed).take_in(registry, pool, do)
    return taken


@dataclass(frozen=True, slots=True)
class _Unfinished:
    """A file that a killed process was writing; `committed` is how far the archive points into it, in bytes."""

    path: Path
    name: str
    committed: int

    @property
    def _is_import(self) -> bool:
        """Whether an import wrote the file, by the command in its name: its pages were not fetched by us."""
        return "-import-" in self.name

    def take_in(self, registry: Registry, pool: ReadingPool, do: Do) -> int:
        taken, good_until = 0, self.committed
        try:
            file = warc.records(self.path, start=self.committed, origin="import" if self._is_import else "crawl")
            for record in file:
                if record.kind == "response":  # a revisit record carries nothing that would be lost
                    self._ingest(record, registry, pool, do)
                    taken += 1
            good_until = max(file.good_until, self.committed)
        except WarcError:
            logger.info("%s holds nothing whole behind byte %d", self.path.name, self.committed)
        torn = warc.set_aside_torn_tail(self.path, good_until)
        if torn is not None:
            logger.warning("%s: its torn end was set aside as %s", self.path.name, torn.name)
        if self.path.exists():
            final = warc.finish(self.path) if self.path.suffix == ".open" else self.path
            size, digest = measure(final)
            do(lambda r: r.run.captures.file_taken_over(self.name, size, digest)).result()
        if taken:
            logger.warning("%s: %d captures of a run that was killed were taken in", self.name, taken)
        return taken

    def _ingest(self, record: Record, registry: Registry, pool: ReadingPool, do: Do) -> None:
        page = record.page
        outlet = registry.for_url(page.url)
        row = do(lambda r: _entered(r.run, page, outlet)).result()
        reading = pool.read_now(page, outlet, row.role)
        if reading.outcome == "redirect" and not outlet.owns(reading.redirect_to or ""):
            reading = Reading("off_site", f"redirects to {(reading.redirect_to or '')[:200]}")
        pointer = Pointer(record.record_id, self.name, record.offset, record.length)
        visit = Visit(
            row.id,
            outlet,
            row.role,
            page,
            reading,
            row.channel_id,
            pointer=pointer,
            live=not self._is_import,
            final=False,  # where a redirect leads is checked again before it is fetched
        )
        do(lambda r: r.record(visit)).result()


def _entered(run: Run, page: Page, outlet: Outlet) -> UrlRow:
    """Return the ledger's row of a page, entered when the crash came before that was committed."""
    run.enter_outlet(outlet)
    known = run.ledger.find(page.url)
    return known or run.ledger.get(enter_address(run, page, outlet, role_of(page)))
