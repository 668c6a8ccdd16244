"""Any WARC record of any file, with its place in the file: what the reader and the checks are built on.

warcio's own iterator is not used here: at a torn tail it prints to stderr and stops, it cannot say where the last
whole record ended, and it trusts each Content-Length.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from io import BytesIO
from typing import TYPE_CHECKING

from newsarchive.errors import WarcError
from newsarchive.items import Headers, header
from newsarchive.warc.message import parse_fields
from newsarchive.warc.source import Source

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MAX_BLOCK_BYTES = 256 * 1024 * 1024
"""Larger records (films, disk images) are passed over; no page of a newspaper comes near."""

_MAX_HEAD_BYTES = 64 * 1024
_MARK = b"WARC/"
_HEAD_END = re.compile(rb"\r?\n\r?\n")
_NEXT_RECORD = re.compile(rb"\r?\n\r?\n(?=WARC/[01]\.\d{1,2}\r?\n)")


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong at a place in a file; `offset` in bytes, `detail` for a person.

    `too_large` is the address of a record that is larger than any page, None for other problems.
    """

    offset: int
    detail: str
    too_large: str | None = None

    def __str__(self) -> str:
        return f"at byte {self.offset}: {self.detail}"


@dataclass(frozen=True, slots=True)
class RawRecord:
    """A WARC record: named fields and block. `length` is 0 when it cannot be read on its own (one gzip stream).

    `block` is None when the record is larger than `MAX_BLOCK_BYTES`.
    """

    fields: Headers
    block: bytes | None
    offset: int
    length: int

    def field(self, name: str) -> str | None:
        """Return a named field, or None."""
        return header(self.fields, name)

    @property
    def kind(self) -> str:
        """The WARC-Type in lower case."""
        return (self.field("warc-type") or "").lower()

    @property
    def record_id(self) -> str:
        """The WARC-Record-ID as written, or an empty text."""
        return self.field("warc-record-id") or ""

    @property
    def uri(self) -> str:
        """The WARC-Target-URI; wget wraps it in angle brackets."""
        return (self.field("warc-target-uri") or "").strip().removeprefix("<").removesuffix(">")


class RawRecords:
    """All whole records of a WARC file from `start` on, whatever their type; to be iterated over once.

    `problem` says why reading stopped before the end (None when it did not). `good_until` is the place in the file
    after the last whole record; bytes from there on are torn or foreign. `seekable` is False when a record was
    met that has no gzip member of its own, so that a pointer cannot lead to it.
    """

    def __init__(self, path: Path, start: int = 0) -> None:
        self.path = path
        self.start = start
        self.problem: str | None = None
        self.good_until = start
        self.seekable = True

    def __iter__(self) -> Iterator[RawRecord]:
        try:
            size = self.path.stat().st_size
            file = self.path.open("rb")
        except OSError as e:
            raise WarcError(f"{self.path}: cannot be read ({e.strerror or e})") from e
        with file:
            if size == 0:
                raise WarcError(f"{self.path}: is empty; a WARC file was expected")
            if self.start > size:
                self.problem = f"the file has {size} bytes, fewer than the {self.start} expected"
                return
            source = Source(file, self.start, size)
            if self.start == 0:
                _refuse_foreign(source, self.path)
            try:
                yield from self.walk(source)
            except OSError as e:
                self.problem = f"cannot be read further ({e.strerror or e})"

    def walk(self, source: Source) -> Iterator[RawRecord]:
        """Yield the whole records of a source, whatever it reads from."""
        while True:
            source.drop(source.after_newlines(0))
            if not source.fill(1):
                self.problem = self._at_end(source)
                return
            start = source.offset(0)
            head = _head_length(source)
            if head is None:
                what = "a torn record" if _is_torn_head(source) else "no WARC record"
                self.problem = self._at_end(source) or f"{what} at byte {self.good_until}"
                return
            fields = _fields(bytes(source.buf[:head]))
            block, torn = _block(source, head, _content_length(fields))
            if torn or (start is not None and _is_in_unfinished_member(source)):
                self.problem = self._at_end(source) or f"a torn record at byte {self.good_until}"
                return
            yield self._record(fields, block, start, source.offset(0))

    def _record(self, fields: Headers, block: bytes | None, start: int | None, end: int | None) -> RawRecord:
        if start is None or end is None:
            self.seekable = False
            return RawRecord(fields, block, 0, 0)
        self.good_until = end
        return RawRecord(fields, block, start, end - start)

    def _at_end(self, source: Source) -> str | None:
        return f"{source.problem} after byte {self.good_until}" if source.problem else None


def raw_at(path: Path, offset: int, length: int) -> RawRecord | None:
    """Return the record that fills exactly these bytes of a file, or None. Raises WarcError when it cannot be read."""
    try:
        with path.open("rb") as file:
            file.seek(offset)
            data = file.read(length)
    except OSError as e:
        raise WarcError(f"{path}: cannot be read ({e.strerror or e})") from e
    if not data or len(data) < length:
        return None
    walk = RawRecords(path)
    raw = next(walk.walk(Source(BytesIO(data), 0, length)), None)
    return replace(raw, offset=offset) if raw and raw.offset == 0 and raw.length == length else None


def _refuse_foreign(source: Source, path: Path) -> None:
    """Raise WarcError unless the data begins like a WARC file, or is too short to decide."""
    source.drop(source.after_newlines(0))
    source.fill(len(_MARK))
    begin = bytes(source.buf[: len(_MARK)])
    if begin == _MARK or (source.problem and "cut off" in source.problem and _MARK.startswith(begin)):
        return
    if begin[:4] == b"\x28\xb5\x2f\xfd":
        raise WarcError(f"{path}: is compressed with zstd; unpack it first (zstd -d)")
    if begin[:4] == b"PK\x03\x04":
        raise WarcError(f"{path}: is a ZIP file, not a WARC file (a WACZ file must be named .wacz)")
    raise WarcError(f"{path}: is not a WARC file")


def _head_length(source: Source) -> int | None:
    """Return the length of the record's header, blank line included; None when there is no record here."""
    source.fill(len(_MARK))
    if source.buf[: len(_MARK)] != _MARK:
        return None
    searched = 0
    while True:
        found = _HEAD_END.search(source.buf, searched, _MAX_HEAD_BYTES)
        end = found.end() if found else 0
        del found  # a live match forbids the window to grow
        if end:
            return end
        searched = max(0, len(source.buf) - 3)
        if searched >= _MAX_HEAD_BYTES or not source.more():
            return None


def _is_torn_head(source: Source) -> bool:
    begin = source.buf[: len(_MARK)]
    return source.ended and (_MARK.startswith(begin) or begin == _MARK)


def _is_in_unfinished_member(source: Source) -> bool:
    """Return whether the record just taken is the last, and its gzip member was never finished."""
    return source.problem is not None and not source.buf and source.offset(0) is None


def _fields(raw: bytes) -> Headers:
    rest = raw.partition(b"\n")[2]
    try:
        return parse_fields(rest.decode("utf-8"))  # WARC 1.1, 4: named fields are UTF-8
    except UnicodeDecodeError:
        return parse_fields(rest.decode("latin-1"))


def _content_length(fields: Headers) -> int | None:
    raw = (header(fields, "content-length") or "").strip()
    return int(raw) if raw.isascii() and raw.isdigit() and len(raw) < 16 else None


def _block(source: Source, head: int, length: int | None) -> tuple[bytes | None, bool]:
    """Take the record's block from the source; return it and whether the record is torn.

    A Content-Length that is missing or wrong is recognised by what follows it, and the block then ends where the
    next record begins.
    """
    if length is not None and length > source.remaining() - head:  # more than the file can hold
        return _block_by_next_record(source, head, None if source.gzip else length)
    if length is not None and length > MAX_BLOCK_BYTES:
        whole = source.skip(head + length)
        source.drop(source.after_newlines(0))
        return None, not whole
    if length is not None and source.fill(head + length):
        after = source.after_newlines(head + length)
        source.fill(after + len(_MARK))
        follows = bytes(source.buf[after : after + len(_MARK)])
        if not follows or follows == _MARK:
            return _take(source, head, head + length, after), False
    return _block_by_next_record(source, head, length)


def _block_by_next_record(source: Source, head: int, length: int | None) -> tuple[bytes | None, bool]:
    span = _next_record(source, max(0, head - 4))
    if span:
        return _take(source, head, max(head, span[0]), span[1]), False
    end = len(source.buf)
    if end > MAX_BLOCK_BYTES:
        return None, True
    if length is not None and head + length <= end and (source.problem or not source.gzip):
        return _take(source, head, head + length, source.after_newlines(head + length)), False
    if source.problem or (length is not None and not source.gzip):
        return None, True
    tail = next((len(t) for t in (b"\r\n\r\n", b"\n\n") if source.buf.endswith(t)), 0)
    return _take(source, head, max(head, end - tail), end), False


def _next_record(source: Source, searched: int) -> tuple[int, int] | None:
    """Return where the blank lines before the next record begin and end; None when none follows within bounds."""
    while True:
        found = _NEXT_RECORD.search(source.buf, searched)
        span = found.span() if found else None
        del found  # a live match forbids the window to grow
        if span:
            return span
        searched = max(searched, len(source.buf) - 32)
        if len(source.buf) > MAX_BLOCK_BYTES or not source.more():
            return None


def _take(source: Source, begin: int, end: int, drop: int) -> bytes:
    block = bytes(source.buf[begin:end])
    source.drop(drop)
    return block
