"""Read the captures of a WARC file as Page values, with their places in the file."""

from __future__ import annotations

import re
from collections import deque
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Literal

from newsarchive.errors import WarcError
from newsarchive.items import Headers, Page
from newsarchive.warc.digests import same_digest
from newsarchive.warc.message import parse_request, parse_response, undo_chunks
from newsarchive.warc.raw import Problem, RawRecord, RawRecords, raw_at

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

Origin = Literal["crawl", "import", "commoncrawl", "wayback"]
Kind = Literal["response", "revisit", "resource"]

_KINDS: dict[str, Kind] = {"response": "response", "revisit": "revisit", "resource": "resource"}
_LATER_HTTP = {"h2": "HTTP/2", "h3": "HTTP/3"}  # such records hold an HTTP/1.1 status line
_MAX_SKIPPED = 1000
_Requests = deque[tuple[str, str, Headers]]
"""The latest requests: id of the record, id of the response it belongs to (or empty), headers."""
_DATE = re.compile(
    r"(\d{4})(?:-?(\d\d)(?:-?(\d\d)(?:[T ]?(\d\d)(?::?(\d\d)(?::?(\d\d)(?:[.,](\d{1,9}))?)?)?)?)?)?"
    r"(?:Z|([+-]\d\d):?(\d\d))?"
)


@dataclass(frozen=True, slots=True)
class Record:
    """A capture as a WARC file holds it.

    `page` has headers and body as stored: the transfer coding is undone, the content coding is not. `offset` and
    `length` are the bytes of the record's gzip member in the file; `length` 0 means that it has none of its own (the
    file is one gzip stream), so no pointer can lead to it and the page must be copied to be kept.
    `payload_digest` is what the record states; `digest_ok` is None when nothing that can be checked is stated.
    """

    kind: Kind
    page: Page
    record_id: str
    offset: int
    length: int
    refers_to_uri: str | None = None
    refers_to_date: datetime | None = None
    refers_to_id: str | None = None
    profile: str | None = None
    payload_digest: str | None = None
    digest_ok: bool | None = None

    @property
    def mime(self) -> str:
        """The media type of the page."""
        return self.page.mime

    @property
    def seekable(self) -> bool:
        """Whether `read_at` can find the record by its offset and length."""
        return self.length > 0


class WarcFile:
    """The captures of one WARC file (`.warc`, `.warc.gz`) from the byte `start` on; to be walked through once.

    Only HTTP captures are given: responses, revisits and resources with an http(s) address. Everything whole is
    given, then the walk ends; afterwards `problem` says why it ended before the end of the file (None when it did
    not), `good_until` is the place after the last whole record, `seekable` is False when records without a gzip
    member of their own were met, and `skipped` names captures that could not be read (at most 1000 of them).
    Raises WarcError when the file is missing, empty, or no WARC file.
    """

    def __init__(self, path: Path, *, start: int = 0, origin: Origin = "import") -> None:
        self.path = path
        self.origin: Origin = origin
        self.skipped: list[Problem] = []
        self._raw = RawRecords(path, start)

    @property
    def problem(self) -> str | None:
        """Why the walk ended before the end of the file, in words."""
        return self._raw.problem

    @property
    def good_until(self) -> int:
        """The place in the file after the last whole record met so far."""
        return self._raw.good_until

    @property
    def seekable(self) -> bool:
        """Whether each record met so far can be read on its own."""
        return self._raw.seekable

    def __iter__(self) -> Iterator[Record]:
        waiting: Record | None = None  # a response is held back one record, because its request usually follows
        requests: _Requests = deque(maxlen=8)
        for raw in self._raw:
            if raw.kind == "request":
                headers = parse_request(raw.block or b"")
                if headers is not None:
                    requests.append((raw.record_id, raw.field("warc-concurrent-to") or "", headers))
                continue
            if waiting:
                yield _with_request(waiting, requests)
            waiting = self._interpreted(raw, requests)
        if waiting:
            yield _with_request(waiting, requests)

    def _interpreted(self, raw: RawRecord, requests: _Requests) -> Record | None:
        """Return a record as a capture, with the request that it names; note it in `skipped` when it cannot be read."""
        try:
            record = interpret(raw, self.origin)
        except WarcError as e:
            if len(self.skipped) < _MAX_SKIPPED:
                self.skipped.append(Problem(raw.offset, str(e), _escaped(raw.uri) if raw.block is None else None))
            return None
        partner = raw.field("warc-concurrent-to")
        if record is None or not partner:
            return record
        return _with_headers(record, next((headers for name, _, headers in requests if name == partner), None))


def records(path: Path, *, start: int = 0, origin: Origin = "import") -> WarcFile:
    """Return the captures of a WARC file from the byte `start` on, to be walked through once."""
    return WarcFile(path, start=start, origin=origin)


def read_at(folder: Path, warc_file: str, offset: int, length: int, *, origin: Origin = "import") -> Record:
    """Return the capture that a pointer leads to. `warc_file` is relative to `folder`; `.open` is tried as well.

    Raises WarcError when file or record are not there or not whole.
    """
    path = _path_of(folder, warc_file)
    raw = raw_at(path, offset, length) if offset >= 0 and length > 0 else None
    if raw is None:
        raise WarcError(f"{path}: no whole record of {length} bytes at byte {offset}")
    record = interpret(raw, origin)
    if record is None:
        raise WarcError(f"{path}: the record at byte {offset} is no HTTP capture")
    return record


def _escaped(uri: str) -> str:
    return uri.replace(" ", "%20")


def _path_of(folder: Path, warc_file: str) -> Path:
    parts = PurePosixPath(warc_file).parts
    if not parts or warc_file.startswith("/") or ".." in parts or "\0" in warc_file:
        raise WarcError(f"{warc_file!r}: not a file of the archive")
    path = folder / warc_file
    if path.exists():
        return path
    being_written = path.with_name(path.name + ".open")
    if not being_written.exists():
        raise WarcError(f"{path}: is missing")
    return being_written


def interpret(raw: RawRecord, origin: Origin) -> Record | None:
    """Return the capture in a record, None for records of other types. Raises WarcError when it cannot be read."""
    kind = _KINDS.get(raw.kind)
    uri = raw.uri
    if kind is None or not uri.lower().startswith(("http://", "https://")):
        return None
    if raw.block is None:
        raise WarcError(f"{uri[:200]}: the record is too large to be a page")
    fetched_at = parse_date(raw.field("warc-date"))
    if fetched_at is None:
        raise WarcError(f"{uri[:200]}: the record has no date that is possible")
    stated = raw.field("warc-payload-digest")
    page = Page(
        url=_escaped(uri),
        status=200,
        headers=(("Content-Type", raw.field("content-type") or "application/octet-stream"),),
        body=raw.block,
        fetched_at=fetched_at,
        ip=raw.field("warc-ip-address"),
        origin=origin,
        truncated=bool(raw.field("warc-truncated") or raw.field("warc-segment-number")),
    )
    payload = raw.block
    if kind != "resource":
        page, payload = _from_http(raw, raw.block, page, is_revisit=kind == "revisit")
    return Record(
        kind=kind,
        page=page,
        record_id=raw.record_id,
        offset=raw.offset,
        length=raw.length,
        refers_to_uri=raw.field("warc-refers-to-target-uri"),
        refers_to_date=parse_date(raw.field("warc-refers-to-date")),
        refers_to_id=raw.field("warc-refers-to"),
        profile=raw.field("warc-profile"),
        payload_digest=stated,
        digest_ok=digest_verdict(raw, None if kind == "revisit" else (payload, page.body)),
    )


def _from_http(raw: RawRecord, block: bytes, page: Page, *, is_revisit: bool) -> tuple[Page, bytes]:
    """Return the page as its HTTP response says, and the payload as stored; a revisit may hold neither."""
    parsed = parse_response(block)
    if parsed is None:
        if not is_revisit:
            raise WarcError(f"{raw.uri[:200]}: the record holds no HTTP response")
        return replace(page, headers=(), body=b""), b""
    head, payload = parsed
    coding = next((value.lower() for name, value in head.headers if name.lower() == "transfer-encoding"), "")
    version = _http_version(raw) or head.http_version
    body = undo_chunks(payload) if "chunked" in coding else payload
    page = replace(page, status=head.status, reason=head.reason, http_version=version, headers=head.headers, body=body)
    return page, payload


def digest_verdict(raw: RawRecord, payloads: tuple[bytes, ...] | None) -> bool | None:
    """Return whether the digests a record states hold: False when one is wrong, None when none can be checked.

    Tools differ in whether the payload digest covers the chunked or the decoded body, so either will do.
    """
    block, payload = raw.field("warc-block-digest"), raw.field("warc-payload-digest")
    verdicts = [
        same_digest(block, raw.block) if block and raw.block is not None else None,
        same_digest(payload, *payloads) if payload and payloads and not raw.field("warc-segment-number") else None,
    ]
    known = [v for v in verdicts if v is not None]
    return all(known) if known else None


def parse_date(text: str | None) -> datetime | None:
    """Return a WARC-Date (WARC 1.1, 5.4: W3C profile of ISO 8601, any precision; also 14 digits), aware, in UTC.

    None for what is no date, and for one that no capture can have (see `is_possible`).
    """
    found = _DATE.fullmatch((text or "").strip())
    if not found:
        return None
    numbers = (int(found[n] or 0) or least for n, least in enumerate((1, 1, 1, 0, 0, 0), start=1))
    year, month, day, hour, minute, second = numbers
    micros = int((found[7] or "0")[:6].ljust(6, "0"))
    hours, minutes = found[8] or "+0", found[9] or "0"
    try:
        moment = datetime(year, month, day, hour, minute, second, micros, tzinfo=UTC)
        moment -= timedelta(hours=int(hours), minutes=int(hours[0] + minutes))
    except (ValueError, OverflowError):
        return None
    return moment if is_possible(moment) else None


def is_possible(moment: datetime) -> bool:
    """Return whether something can have been fetched then: the Web began in 1990, and sums with year 9999 overflow."""
    return 1990 <= moment.year < 9999


def _http_version(raw: RawRecord) -> str | None:
    """Return the later HTTP version a record names in WARC-Protocol; the field may be repeated, or hold a list."""
    named = ",".join(value for name, value in raw.fields if name.lower() == "warc-protocol").lower()
    return next((_LATER_HTTP[p.strip()] for p in named.split(",") if p.strip() in _LATER_HTTP), None)


def _with_request(record: Record, requests: _Requests) -> Record:
    if record.page.request_headers or not record.record_id:
        return record
    return _with_headers(record, next((headers for _, of, headers in requests if of == record.record_id), None))


def _with_headers(record: Record, request_headers: Headers | None) -> Record:
    return replace(record, page=replace(record.page, request_headers=request_headers)) if request_headers else record
