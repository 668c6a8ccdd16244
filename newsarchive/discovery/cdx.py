"""Read the answers of two indexes of captures: Common Crawl (one JSON object a line), the Wayback Machine (a JSON array).

Common Crawl: https://index.commoncrawl.org/ (pywb's CDX server API). Wayback: the wayback-cdx-server's README.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

WAYBACK_FIELDS = ("timestamp", "original", "mimetype", "statuscode", "digest")
"""The columns we ask the Wayback Machine for, in this order."""

MAX_ROWS = 50_000
"""More rows than one answer of either index holds."""

_STAMP = re.compile(r"\d{14}")
_DIGEST = re.compile(r"[A-Z2-7]{32}")
_COLLECTION = re.compile(r"CC-MAIN-(\d{4})-(\d{2})(?!\d)")


class CdxError(ValueError):
    """An answer that is none of an index: cut off, an error page, something else."""


@dataclass(frozen=True, slots=True)
class CdxRow:
    """One capture as an index names it. `digest` is the base32 SHA-1 of the payload; `file` is None at the Wayback Machine."""

    url: str
    captured_at: datetime
    digest: str
    status: str
    mime: str
    file: str | None = None
    offset: int = 0
    length: int = 0

    @property
    def is_page(self) -> bool:
        """Return whether this is an HTML page that was answered with 200."""
        return self.status == "200" and "html" in self.mime


@dataclass(frozen=True, slots=True)
class CdxAnswer:
    """The rows of an answer; `unreadable` lines were left out; `resume_key` asks for what follows (Wayback)."""

    rows: tuple[CdxRow, ...]
    unreadable: int = 0
    resume_key: str | None = None


@dataclass(frozen=True, slots=True)
class Collection:
    """One crawl of Common Crawl: its id, the address of its index, the first and last day of its captures (ISO)."""

    id: str
    api: str
    first: str
    last: str

    def overlaps(self, first: str, last: str) -> bool:
        """Return whether it can hold captures of these days."""
        return self.first <= last and self.last >= first


def collections(body: bytes) -> tuple[Collection, ...]:
    """Read `collinfo.json`. Where it does not say from when to when, the week in the id does, generously.

    Raises CdxError when it is no list of collections.
    """
    entries = _json(body)
    if not isinstance(entries, list):
        raise CdxError("collinfo.json is no list")
    found = []
    for entry in entries[:1000]:
        if not isinstance(entry, dict) or not isinstance(entry.get("id"), str):
            continue
        span = _said(entry) or _by_week(entry["id"])
        api = entry.get("cdx-api")
        if span and isinstance(api, str):
            found.append(Collection(entry["id"], api, *span))
    return tuple(found)


def _said(entry: dict[str, Any]) -> tuple[str, str] | None:
    first, last = str(entry.get("from") or "")[:10], str(entry.get("to") or "")[:10]
    try:
        return date.fromisoformat(first).isoformat(), date.fromisoformat(last).isoformat()
    except ValueError:
        return None


def _by_week(name: str) -> tuple[str, str] | None:
    found = _COLLECTION.match(name)
    if not found:
        return None
    try:
        monday = date.fromisocalendar(int(found[1]), int(found[2]), 1)
    except ValueError:
        return None
    # The week is that of the crawl's end; older crawls took up to a month.
    return (monday - timedelta(days=35)).isoformat(), (monday + timedelta(days=14)).isoformat()


def pages(body: bytes) -> int:
    """Read the answer to `showNumPages=true`. Raises CdxError."""
    answer = _json(body.strip().split(b"\n")[0])
    number = answer.get("pages") if isinstance(answer, dict) else answer
    if not isinstance(number, int) or isinstance(number, bool) or number < 0:
        raise CdxError("the index does not say how many pages it has")
    return number


def commoncrawl_rows(body: bytes) -> CdxAnswer:
    """Read an answer of Common Crawl's index with `output=json`. Raises CdxError when no line of it can be read."""
    rows: list[CdxRow] = []
    unreadable = 0
    for line in body.split(b"\n")[: MAX_ROWS + 1]:
        if not line.strip():
            continue
        try:
            entry = _json(line)
            row = _row(entry["url"], entry["timestamp"], entry["digest"], entry.get("status"), entry.get("mime"))
            rows.append(
                CdxRow(
                    row.url, row.captured_at, row.digest, row.status, row.mime, _file(entry["filename"]),
                    _count(entry["offset"], 0), _count(entry["length"], 1),
                )
            )  # fmt: skip
        except (CdxError, KeyError, TypeError, AttributeError):
            unreadable += 1
    if unreadable and not rows:
        raise CdxError("no line of the answer is one of an index")
    return CdxAnswer(tuple(rows), unreadable)


def wayback_rows(body: bytes) -> CdxAnswer:
    """Read an answer of the Wayback Machine's index with `output=json`, `fl=` WAYBACK_FIELDS and `showResumeKey=true`.

    Raises CdxError.
    """
    if not body.strip():
        return CdxAnswer(())
    table, key = _without_resume_key(_json(body))
    rows: list[CdxRow] = []
    unreadable = 0
    if table and table[0] != list(WAYBACK_FIELDS):
        raise CdxError("the answer has other columns than those asked for")
    for line in table[1 : MAX_ROWS + 1]:
        try:
            stamp, url, mime, status, digest = line
            rows.append(_row(url, stamp, digest, status, mime))
        except (CdxError, ValueError, TypeError):
            unreadable += 1
    return CdxAnswer(tuple(rows), unreadable, key)


def _without_resume_key(table: Any) -> tuple[list[list[Any]], str | None]:
    """Return the lines of a table and its resume key, which follows an empty line at the end."""
    if not isinstance(table, list) or not all(isinstance(line, list) for line in table):
        raise CdxError("the answer is no table")
    if len(table) >= 2 and table[-2] == [] and len(table[-1]) == 1:
        return table[:-2], str(table[-1][0])
    return table, None


def _row(url: Any, stamp: Any, digest: Any, status: Any, mime: Any) -> CdxRow:
    digest = str(digest).removeprefix("sha1:").upper()
    if not _DIGEST.fullmatch(digest):
        raise CdxError("no digest")
    return CdxRow(_address(url), _moment(stamp), digest, str(status or ""), str(mime or "").lower())


def _address(url: Any) -> str:
    if not isinstance(url, str) or not url.startswith(("http://", "https://")) or len(url) > 4096:
        raise CdxError("no address")
    if any(c <= " " or c == "\x7f" for c in url):
        raise CdxError("an address with spaces or control characters")
    return url


def _moment(stamp: Any) -> datetime:
    if not isinstance(stamp, str) or not _STAMP.fullmatch(stamp):
        raise CdxError("no time stamp")
    try:
        return datetime.strptime(stamp, "%Y%m%d%H%M%S").replace(tzinfo=UTC)
    except ValueError as e:
        raise CdxError("no time stamp") from e


def _file(name: Any) -> str:
    if not isinstance(name, str) or not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._/=-]{0,500}", name) or ".." in name:
        raise CdxError("no file name")
    return name


def _count(text: Any, least: int) -> int:
    if not re.fullmatch(r"\d{1,15}", str(text)) or int(text) < least:
        raise CdxError("no number")
    return int(text)


def _json(body: bytes) -> Any:
    try:
        return json.loads(body)
    except (ValueError, RecursionError) as e:
        raise CdxError(f"no JSON ({str(e)[:60]})") from e
