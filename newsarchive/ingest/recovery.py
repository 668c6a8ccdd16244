"""Take in what a killed process left: whole WARC records behind the last committed pointer; torn tails are set aside."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from newsarchive import identity, warc
from newsarchive.errors import WarcError
from newsarchive.ingest import ownership
from newsarchive.ingest.keeping import measure
from newsarchive.ingest.visit import Visit
from newsarchive.items import Pointer, utc_text
from newsarchive.outlets.schema import host_of
from newsarchive.store.ledger import NewUrl

if TYPE_CHECKING:
    from pathlib import Path

    from newsarchive.config import Config
    from newsarchive.ingest.pool import ReadingPool
    from newsarchive.ingest.recorder import Recorder
    from newsarchive.ingest.writer import Writer
    from newsarchive.ingest.reading import Reading
    from newsarchive.items import Role
    from newsarchive.outlets import Outlet, Registry
    from newsarchive.warc import Record

logger = logging.getLogger(__name__)


def take_in(config: Config, registry: Registry, pool: ReadingPool, writer: Writer) -> int:
    """Ingest the uncommitted records of files whose writer is dead, and finish those files; return how many records."""
    known = dict(
        (name, (size, owner)) for name, size, owner in writer.submit(lambda r: r.captures.open_files()).result()
    )
    on_disk = (
        {p.name.removesuffix(".open") for p in config.warc.glob("*.warc.gz.open")} if config.warc.is_dir() else set()
    )
    taken = 0
    for name in sorted(on_disk | set(known)):
        committed, owner = known.get(name, (0, None))
        path = config.warc / f"{name}.open"
        path = path if path.exists() else config.warc / name
        if owner == ownership.me() or not path.exists() or warc.in_use(path):
            continue
        taken += _take_in_file(path, name, committed, registry, pool, writer)
    return taken


def _take_in_file(path: Path, name: str, committed: int, registry: Registry, pool: ReadingPool, writer: Writer) -> int:
    taken = 0
    try:
        file = warc.records(path, start=committed, origin="crawl")
        for record in file:
            if record.kind != "response":
                continue  # a revisit record carries nothing that would be lost
            outlet = registry.for_url(record.page.url)
            role = writer.submit(lambda r, url=record.page.url: _role(r, url)).result()
            reading = pool.submit(record.page, outlet, role).result()
            pointer = Pointer(record.record_id, name, record.offset, record.length)
            writer.submit(
                lambda r, record=record, outlet=outlet, reading=reading, pointer=pointer: _record(
                    r, record, outlet, reading, pointer
                )
            ).result()
            taken += 1
        good_until = max(file.good_until, committed)
    except WarcError:  # nothing whole in it, not even the first record
        good_until = committed
    torn = warc.set_aside_torn_tail(path, good_until)
    if torn is not None:
        logger.warning("%s: its torn end was set aside as %s", path.name, torn.name)
    if path.exists():
        final = warc.finish(path) if path.suffix == ".open" else path
        finish_file(final, name, writer)
    if taken:
        logger.warning("%s: %d captures of a run that was killed were taken in", name, taken)
    return taken


def finish_file(final: Path, name: str, writer: Writer) -> None:
    """Enter a finished file's size and checksum."""
    size, digest = measure(final)
    writer.submit(
        lambda r: (r.captures.file_grew(name, "crawl", size, None), r.captures.file_finished(name, size, digest))
    ).result()


def _role(recorder: Recorder, url: str) -> Role:
    row = recorder.ledger.find(url)
    if row is not None:
        return row.role
    return "other" if url.endswith("/robots.txt") else "article"


def _record(recorder: Recorder, record: Record, outlet: Outlet, reading: Reading, pointer: Pointer) -> None:
    page = record.page
    recorder.runs.enter_outlet(outlet)
    row = recorder.ledger.find(page.url)
    if row is None:
        role = "other" if page.url.endswith("/robots.txt") else "article"
        new = NewUrl(
            page.url, identity.normal_url(page.url), identity.NORMAL_VERSION, outlet.key, host_of(page.url), role
        )
        url_id, _ = recorder.ledger.add(new, at=utc_text(page.fetched_at), run_id=recorder.run_id)
    else:
        url_id = row.id
    row = recorder.ledger.get(url_id)
    recorder.record(Visit(url_id, outlet, row.role, page, reading, row.channel_id, pointer=pointer))
