"""Which bytes are kept, and where: response and revisit records, pointers, and the files' committed sizes."""

from __future__ import annotations

import hashlib
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from newsarchive import robots_directives, warc
from newsarchive.errors import WarcError
from newsarchive.items import utc_text
from newsarchive.outcomes import EDITED
from newsarchive.store.captures import Captures

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from newsarchive.ingest.reading import Reading
    from newsarchive.ingest.values import Judged, Visit
    from newsarchive.items import Page, Pointer
    from newsarchive.store.archive import Archive
    from newsarchive.store.captures import Capture
    from newsarchive.store.ledger import UrlRow
    from newsarchive.warc import WarcWriter

SMALL_BODY = 256
"""Bytes below which a repeated payload is written again: a revisit record would not be smaller."""


class Keeper:
    """Writes bytes to the WARC and their pointers to the archive, within one batch at a time.

    Kept are the bytes of the first capture of an article's address, of each capture whose article changed, and of
    everything imported; with `keep_all` of every answer (a repeated payload as a revisit record).
    """

    def __init__(self, archive: Archive, writer: WarcWriter, *, run_id: int, owner: str, keep_all: bool) -> None:
        self._folder = archive.path.parent / "warc"
        self._captures = Captures(archive.db)
        self._warc = writer
        self._run_id = run_id
        self._owner = owner
        self._keep_all = keep_all
        self._grown: dict[str, tuple[str, int]] = {}

    @contextmanager
    def batch(self) -> Iterator[None]:
        """On an error, cut the WARC back to where the batch began."""
        mark = self._warc.mark()
        self._grown.clear()
        try:
            yield
        except BaseException:
            self._warc.rollback(mark)
            raise

    def flush(self) -> None:
        """Make the batch's bytes durable, then note the files' sizes; to be called before the transaction commits."""
        if self._grown:
            self._warc.flush()
        for name, (origin, size) in self._grown.items():
            self._captures.file_grew(name, origin, size, self._owner)

    def close(self) -> None:
        """Finish the files of this run and enter their sizes and checksums."""
        self._warc.close()
        for name, _, owner in self._captures.open_files():
            path = self._folder / name
            if owner == self._owner and path.exists():
                size, digest = measure(path)
                self._captures.file_finished(name, size, digest)

    def keep(self, visit: Visit, row: UrlRow, judged: Judged) -> int | None:
        """Keep the bytes of a judged visit when the rules want them; return the capture's id, None when nothing is kept."""
        page = visit.page
        if page is None or visit.capture_id is not None:
            return visit.capture_id
        if not judged.keep or not self._is_wanted(visit, row, page, judged):
            return None
        at = utc_text(page.fetched_at)
        if page.status == 304:
            return self._not_modified(visit, row, page, at)
        digest = visit.payload_digest or page.digest
        known = self._captures.find(row.id, at, digest)
        if known is not None:
            return known
        refers = visit.payload_digest is not None  # a revisit record that is linked has no payload of its own
        same = self._captures.with_payload(digest) if refers or len(page.body) > SMALL_BODY else None
        if visit.pointer is not None:
            revisit_of = same.id if same and refers else None
            return self._captures.add(row.id, self._run_id, page, at, digest, visit.pointer, revisit_of)
        if same is not None:
            return self._revisit(row, page, at, digest, same, "identical-payload-digest")
        pointer = self._warc.write(page)
        self._grew(page, pointer)
        return self._captures.add(row.id, self._run_id, page, at, digest, pointer)

    def _is_wanted(self, visit: Visit, row: UrlRow, page: Page, judged: Judged) -> bool:
        if page.origin == "crawl" and _asks_not_to_be_kept(visit.reading, page):
            return False  # whatever `keep` says
        if judged.outcome in EDITED or self._keep_all or page.origin != "crawl" or visit.pointer is not None:
            return True
        return row.role == "article" and page.status == 200 and not self._captures.has_any(row.id)

    def page_of(self, capture_id: int) -> Page | None:
        """Return the page of a capture, its payload looked up where a revisit record refers to; None when it is lost."""
        capture = self._captures.get(capture_id)
        try:
            return read_capture(self._folder, self._captures, capture)
        except WarcError:
            return None

    def _not_modified(self, visit: Visit, row: UrlRow, page: Page, at: str) -> int | None:
        former = self._captures.latest(row.id)
        if former is None:
            return None
        payload = self._captures.get(former.revisit_of) if former.revisit_of else former
        if self._captures.find(row.id, at, payload.digest) is not None:
            return None
        if visit.pointer is not None:
            return self._captures.add(row.id, self._run_id, page, at, payload.digest, visit.pointer, payload.id)
        return self._revisit(row, page, at, payload.digest, payload, "server-not-modified")

    def _revisit(self, row: UrlRow, page: Page, at: str, digest: str, same: Capture, profile: str) -> int:
        pointer = self._warc.write_revisit(
            page,
            refers_to_uri=same.url,
            refers_to_date=datetime.fromisoformat(same.fetched_at),
            refers_to_id=same.record_id,
            profile="server-not-modified" if profile == "server-not-modified" else "identical-payload-digest",
            payload_digest=digest,
        )
        self._grew(page, pointer)
        return self._captures.add(row.id, self._run_id, page, at, digest, pointer, same.id)

    def _grew(self, page: Page, pointer: Pointer) -> None:
        self._grown[pointer.warc_file] = (page.origin, pointer.offset + pointer.length)


def measure(path: Path) -> tuple[int, str]:
    """Return size in bytes and SHA-256 (hex) of a file."""
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return path.stat().st_size, digest


def _asks_not_to_be_kept(reading: Reading, page: Page) -> bool:
    asked = reading.noarchive or reading.outcome == "noarchive"
    return asked or robots_directives.forbidden_by_header(page.headers) is not None


def read_capture(folder: Path, captures: Captures, capture: Capture) -> Page:
    """Return the page of a capture with its payload. Raises WarcError when file or record are not there."""
    record = warc.read_at(folder, capture.warc_file, capture.warc_offset, capture.warc_length)
    if capture.revisit_of is None:
        return record.page
    original = captures.get(capture.revisit_of)
    payload = warc.read_at(folder, original.warc_file, original.warc_offset, original.warc_length)
    status = payload.page.status if record.page.status == 304 else record.page.status
    headers = payload.page.headers if record.page.status == 304 else record.page.headers
    return replace(record.page, status=status, headers=headers, body=payload.page.body)
