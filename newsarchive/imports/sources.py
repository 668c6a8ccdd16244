"""What `import` can read: WARC files, WACZ files, and folders of saved HTML with an `index.csv`."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from newsarchive import warc
from newsarchive.errors import DataError, UsageError
from newsarchive.items import Page
from newsarchive.outlets.hostnames import is_http_url

if TYPE_CHECKING:
    from collections.abc import Iterator

    from newsarchive.warc import Record

_HTML = frozenset({".html", ".htm", ".xhtml", ".shtml", ".mht", ""})
_ADDRESS = re.compile(
    rb"""<link[^>]{0,300}?rel=["']?canonical["']?[^>]{0,300}?href=["']([^"'>\s]{1,2000})|"""
    rb"""<link[^>]{0,300}?href=["']([^"'>\s]{1,2000})["'][^>]{0,300}?rel=["']?canonical|"""
    rb"""<meta[^>]{0,300}?property=["']?og:url["']?[^>]{0,300}?content=["']([^"'>\s]{1,2000})""",
    re.IGNORECASE,
)
_HEAD_BYTES = 200_000


@dataclass(frozen=True, slots=True)
class Incoming:
    """One thing to import: a page, or why a file or record gave none (`problem`).

    `record` is given when the page comes from a WARC record; it may be a revisit, whose payload stands elsewhere.
    `ends_early`: the file could be read only up to here. `too_large` is the address of a record larger than any page.
    """

    page: Page | None
    record: Record | None = None
    problem: str | None = None
    ends_early: bool = False
    too_large: str | None = None


def refuse_missing(paths: list[Path]) -> None:
    """Raise UsageError, before anything is done, when a file or folder to import does not exist."""
    for path in paths:
        if not path.exists():
            raise UsageError(f"{path}: there is no such file or folder")


def read(path: Path) -> Iterator[Incoming]:
    """Give what a WARC file, a WACZ file or a folder of HTML holds. Raises DataError when it is none of these.

    The address of each page is one that a host can have; a page of any other address is a problem.
    """
    for one in _read(path):
        url = one.page.url if one.page else one.too_large
        if url is None or is_http_url(url):
            yield one
        else:
            yield Incoming(None, problem=f"{path.name}: {url[:200]!r} is the address of no host")


def _read(path: Path) -> Iterator[Incoming]:
    if path.is_dir():
        yield from _folder(path)
    elif path.suffix.lower() == ".wacz":
        for member in warc.open_wacz(path):
            yield from _warc(member)
    else:
        yield from _warc(path)


def _warc(path: Path) -> Iterator[Incoming]:
    file = warc.records(path)
    for record in file:
        yield Incoming(record.page, record)
    for problem in file.skipped:
        yield Incoming(None, problem=f"{path.name}: {problem}", too_large=problem.too_large)
    if file.problem and file.good_until == 0:
        raise DataError(f"{path}: holds no whole record ({file.problem})")
    if file.problem:
        note = f"{path.name}: {file.problem}; everything before it was read"
        yield Incoming(None, problem=note, ends_early=True)


def _folder(folder: Path) -> Iterator[Incoming]:
    index = folder / "index.csv"
    if index.exists():
        yield from _indexed(folder, index)
        return
    files = sorted(
        p for p in folder.rglob("*") if p.is_file() and p.suffix.lower() in _HTML and not p.name.startswith(".")
    )
    if not files:
        raise DataError(f"{folder}: holds no HTML file and no index.csv (columns file,url,fetched_at)")
    for file in files:
        try:
            body = file.read_bytes()
        except OSError as e:
            yield Incoming(None, problem=f"{file.name}: cannot be read ({e.strerror})")
            continue
        url = printed_address(body)
        if url is None:
            yield Incoming(None, problem=f"{file.name}: names no address (no index.csv, canonical link or og:url)")
        else:
            yield Incoming(_page(url, body, datetime.fromtimestamp(int(file.stat().st_mtime), UTC)))


def _indexed(folder: Path, index: Path) -> Iterator[Incoming]:
    # A byte that is no UTF-8 spoils the name or address that it stands in, and no other line.
    with index.open(encoding="utf-8-sig", errors="replace", newline="") as lines:
        rows = csv.DictReader(lines)
        try:
            missing = {"file", "url"} - set(rows.fieldnames or ())
        except csv.Error as e:
            raise DataError(f"{index}: its first line cannot be read ({e})") from e
        if missing:
            raise DataError(
                f"{index}: has no column {', '.join(sorted(missing))} (needs file,url and may have fetched_at)"
            )
        for number in count(2):
            try:
                yield _line(folder, next(rows))
            except StopIteration:
                return
            except (DataError, csv.Error) as e:
                yield Incoming(None, problem=f"index.csv line {number}: {e}")


def _line(folder: Path, row: dict[str, str | None]) -> Incoming:
    """Return the page that a line of an index names. Raises DataError when it names none."""
    body, changed_at = _file_of(folder, row["file"] or "")
    stamp = (row.get("fetched_at") or "").strip()
    moment = _moment(stamp) if stamp else changed_at
    url = (row["url"] or "").strip() or printed_address(body)
    if not url or not url.startswith(("http://", "https://")):
        raise DataError(f"{url!r} is no http(s) address")
    return Incoming(_page(url, body, moment))


def _file_of(folder: Path, name: str) -> tuple[bytes, datetime]:
    """Return what a file of the folder holds and when it was changed. Raises DataError when it cannot be read."""
    path = folder / name
    try:
        if not path.resolve().is_relative_to(folder.resolve()):
            raise DataError(f"{name!r} is outside the folder")
        return path.read_bytes(), datetime.fromtimestamp(int(path.stat().st_mtime), UTC)
    except OSError as e:
        raise DataError(f"{name[:200]!r} cannot be read ({e.strerror})") from e
    except (ValueError, RuntimeError) as e:  # a name with a zero byte; links in a circle (Python before 3.13)
        raise DataError(f"{name[:200]!r} is no file name") from e


def _moment(stamp: str) -> datetime:
    """Return an ISO 8601 time, UTC when it names no zone. Raises DataError for what is none, or for an impossible one."""
    try:
        moment = datetime.fromisoformat(stamp)
    except ValueError as e:
        raise DataError(f"fetched_at {stamp[:100]!r} is no ISO 8601 time") from e
    if not warc.is_possible(moment):
        raise DataError(f"fetched_at {stamp[:100]!r} is a time at which nothing can have been fetched")
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def printed_address(body: bytes) -> str | None:
    """Return the address that a saved page names as its own (canonical link, else og:url), or None."""
    found: dict[bool, str] = {}
    for match in _ADDRESS.finditer(body[:_HEAD_BYTES]):
        raw = next(g for g in match.groups() if g is not None)
        url = raw.decode("utf-8", "replace").replace("&amp;", "&")
        if url.startswith(("http://", "https://")):
            found.setdefault(match.group(3) is None, url)
    return found.get(True) or found.get(False)


def _page(url: str, body: bytes, fetched_at: datetime) -> Page:
    return Page(
        url=url,
        status=200,
        headers=(("Content-Type", "text/html"),),
        body=body,
        fetched_at=fetched_at.astimezone(UTC),
        origin="import",
    )
