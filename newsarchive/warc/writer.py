"""Write captures to WARC files that rotate, can be cut back to a mark, and are named `.open` until finished."""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import dataclass
from io import FileIO
from typing import TYPE_CHECKING

from newsarchive.errors import WarcError
from newsarchive.items import Pointer
from newsarchive.warc import compose
from newsarchive.warc.files import OPEN, TORN, finish, lock, sync_folder

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path
    from types import TracebackType
    from typing import Self

    from newsarchive.items import Page


@dataclass(frozen=True, slots=True)
class Mark:
    """A place to cut back to: how many files the writer had begun, and the length of the last one."""

    files: int
    offset: int
    was_open: bool


class WarcWriter:
    """Appends captures to `FOLDER/PREFIX-00001.warc.gz.open`, `-00002`, ...; for one thread.

    A file is begun with the first record written to it, and renamed to `.warc.gz` when `max_bytes` are passed or
    the writer is closed. Files that are there already are never touched. While it is written, the file is locked,
    so that another process does not mistake it for what a crash left (see `files.held`).

    After `mark()`, files that are full keep the name `.open` until the next `mark()` or `close()`: what has not been
    acknowledged by the database is always in a file named `.open`.
    """

    def __init__(self, folder: Path, prefix: str, *, max_bytes: int, software: str, operator: str | None) -> None:
        if not prefix or "/" in prefix or prefix.startswith("."):
            raise ValueError(f"not a file name prefix: {prefix!r}")
        self._folder = folder
        self._prefix = prefix
        self._max_bytes = max_bytes
        self._software = software
        self._operator = operator
        self._number = 0
        self._begun: list[Path] = []
        self._full: list[tuple[Path, FileIO]] = []
        self._out: FileIO | None = None
        self._offset = 0
        self._marked = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, e: BaseException | None, tb: TracebackType | None) -> None:
        self.close()

    def write(self, page: Page) -> Pointer:
        """Append a page: its response record, then its request record. The pointer leads to the response.

        The request is left out for a page that we did not fetch ourselves and that came without request headers.
        """
        record_id, member = compose.response(page)
        return self._append(page, record_id, member)

    def write_revisit(
        self,
        page: Page,
        *,
        refers_to_uri: str,
        refers_to_date: datetime,
        profile: compose.Profile,
        refers_to_id: str | None = None,
        payload_digest: str | None = None,
    ) -> Pointer:
        """Append a revisit record: the page's headers, and where its payload is already (WARC 1.1, 6.7).

        The payload digest is the one given, else that of the page's body for `identical-payload-digest`; for
        `server-not-modified` none is written unless given, as there was no payload.
        """
        if payload_digest is None and profile == "identical-payload-digest":
            payload_digest = page.digest
        record_id, member = compose.revisit(
            page,
            refers_to_uri=refers_to_uri,
            refers_to_date=refers_to_date,
            profile=profile,
            refers_to_id=refers_to_id,
            payload_digest=payload_digest,
        )
        return self._append(page, record_id, member)

    def mark(self) -> Mark:
        """Return the present place for `rollback`, and finish the files that were filled before it."""
        self._finish_full()
        self._marked = True
        return Mark(len(self._begun), self._offset, self._out is not None)

    def rollback(self, mark: Mark) -> None:
        """Cut everything written since the mark, which must be the last one taken; files begun since are removed."""
        handles = dict(self._full)
        if self._out:
            handles[self._begun[-1]] = self._out
        try:
            for path in self._begun[mark.files :]:
                if path in handles:
                    handles[path].close()
                path.unlink()
            self._out = handles[self._begun[mark.files - 1]] if mark.was_open else None
            if self._out:
                self._cut(self._out, mark.offset)
        except OSError as e:
            raise WarcError(f"{self._folder}: cannot be cut back to byte {mark.offset} ({e.strerror or e})") from e
        del self._begun[mark.files :]
        self._full = []
        self._offset = mark.offset

    def flush(self) -> None:
        """Make all that was written durable (`fsync`)."""
        try:
            for out in (*(out for _, out in self._full), self._out):
                if out:
                    os.fsync(out.fileno())
        except OSError as e:
            raise self._unwritable(e) from e

    def close(self) -> None:
        """Make all durable and give the files their final names."""
        self._set_full()
        self._finish_full()

    def _append(self, page: Page, record_id: str, member: bytes) -> Pointer:
        data = member
        if page.request_headers or page.origin == "crawl":
            data += compose.request(page, record_id)
        try:
            if self._offset >= self._max_bytes:
                self._set_full()
                if not self._marked:
                    self._finish_full()
            out = self._out or self._begin(page.fetched_at)
            try:
                _write_all(out, data)
            except OSError:
                self._cut(out, self._offset)  # a full disk must not leave half a record before the next one
                raise
        except OSError as e:
            raise self._unwritable(e) from e
        pointer = Pointer(record_id, self._begun[-1].name.removesuffix(OPEN), self._offset, len(member))
        self._offset += len(data)
        return pointer

    def _begin(self, date: datetime) -> FileIO:
        self._folder.mkdir(parents=True, exist_ok=True)
        path, out = self._new_file()
        try:
            lock(out.fileno())
            info = compose.warcinfo(
                path.name.removesuffix(OPEN), date, software=self._software, operator=self._operator
            )
            _write_all(out, info)
            sync_folder(self._folder)
        except OSError:
            out.close()
            path.unlink()
            raise
        self._out = out
        self._offset = len(info)
        self._begun.append(path)
        return out

    def _new_file(self) -> tuple[Path, FileIO]:
        while True:
            self._number += 1
            name = f"{self._prefix}-{self._number:05d}.warc.gz"
            path = self._folder / (name + OPEN)
            if (self._folder / name).exists() or path.with_name(path.name + TORN).exists():
                continue
            with suppress(FileExistsError):
                return path, FileIO(path, "xb")

    def _set_full(self) -> None:
        if self._out:
            self._full.append((self._begun[-1], self._out))
        self._out = None
        self._offset = 0

    def _finish_full(self) -> None:
        try:
            while self._full:
                path, out = self._full[0]
                os.fsync(out.fileno())
                finish(path)
                out.close()
                del self._full[0]
        except OSError as e:
            raise self._unwritable(e) from e

    @staticmethod
    def _cut(out: FileIO, offset: int) -> None:
        out.seek(offset)
        out.truncate()

    def _unwritable(self, e: OSError) -> WarcError:
        return WarcError(f"{self._folder}: cannot be written ({e.strerror or e})")


def _write_all(out: FileIO, data: bytes) -> None:
    rest = memoryview(data)
    while rest:
        rest = rest[out.write(rest) :]
