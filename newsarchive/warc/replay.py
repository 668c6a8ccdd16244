"""Index the captures in WARC files by address, and return the page for each: a replay fetches from here."""

from __future__ import annotations

import re
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit, urlunsplit

from newsarchive.items import utc_text
from newsarchive.warc.raw import Problem
from newsarchive.warc.reader import Kind, Record, WarcFile, read_at
from newsarchive.warc.wacz import unpack
from newsarchive.warc.writer import WarcWriter

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime
    from types import TracebackType
    from typing import Self

    from newsarchive.items import Page, Pointer

_DEFAULT_PORTS = {"http": "80", "https": "443"}
_ESCAPE = re.compile(r"%[0-9a-fA-F]{2}")
_KEEP = "!$%&'()*+,/:;=?@[]~"


@dataclass(frozen=True, slots=True)
class Capture:
    """One capture of an address: when, with what status, and where its record is."""

    url: str
    fetched_at: datetime
    status: int
    kind: Kind
    mime: str
    digest: str
    path: Path
    offset: int
    length: int
    refers_to_uri: str | None = None
    refers_to_date: datetime | None = None


class ReplayIndex:
    """The captures of WARC and WACZ files by address, in order of date. Bodies stay in the files.

    An address is found as it is written, else by its twins (http or https, with or without a trailing slash) that
    are no redirects: a redirect to the twin itself would never end. `problems` names what could not be read, by
    file. Files whose records cannot be read one by one are copied to a temporary folder, so the index must be
    closed. Raises WarcError for a file that is no WARC.
    """

    def __init__(self, paths: Iterable[Path]) -> None:
        self._by_key: dict[str, list[Capture]] = {}
        self._by_digest: dict[str, Capture] = {}
        self._urls: dict[str, None] = {}
        self._cleanup = ExitStack()
        self.problems: list[tuple[Path, Problem]] = []
        try:
            for path in paths:
                if path.suffix.lower() == ".wacz":
                    for member in unpack(path, self._temporary_folder()):
                        self._add(member, shown=path)
                else:
                    self._add(path, shown=path)
        except BaseException:
            self._cleanup.close()
            raise
        for captures in self._by_key.values():
            captures.sort(key=lambda c: c.fetched_at)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, e: BaseException | None, tb: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Remove the temporary copies, if there are any."""
        self._cleanup.close()

    def urls(self) -> tuple[str, ...]:
        """Return each address once, as first met."""
        return tuple(self._urls)

    def captures(self, url: str) -> tuple[Capture, ...]:
        """Return the captures of an address (or of its twin), in order of date."""
        key = _key(url)
        if key in self._by_key:
            return tuple(self._by_key[key])
        for twin in _twins(key):
            found = tuple(c for c in self._by_key.get(twin, ()) if not 300 <= c.status < 400)
            if found:
                return found
        return ()

    def get(self, url: str, n: int | None = None) -> Page | None:
        """Return the page of an address, or None when the files do not hold it.

        `n` chooses the n-th capture in order of date (from 0; from the end when negative). Without it: the latest
        2xx capture, else the latest 3xx, else the latest. The page's `url` is the one asked for.
        """
        captures = self.captures(url)
        if n is not None:
            chosen = [captures[n]] if -len(captures) <= n < len(captures) else []
        else:
            chosen = sorted(captures, key=lambda c: (_rank(c.status), c.fetched_at), reverse=True)
        for capture in chosen:
            page = self.page(capture)
            if page:
                return replace(page, url=url)
        return None

    def page(self, capture: Capture) -> Page | None:
        """Return the page of a capture; a revisit gets the payload it refers to, None when that is not there.

        The page's date is that of the capture itself: a revisit says what was there on its own day.
        """
        record = read_at(capture.path.parent, capture.path.name, capture.offset, capture.length)
        if record.kind != "revisit":
            return record.page
        origin = self._referred(capture)
        if origin is None:
            return None
        kept = read_at(origin.path.parent, origin.path.name, origin.offset, origin.length).page
        if not record.page.headers or record.page.status == 304:
            return replace(kept, fetched_at=capture.fetched_at)
        return replace(record.page, body=kept.body, truncated=kept.truncated)

    def _referred(self, revisit: Capture) -> Capture | None:
        """Return the capture with the payload; never another revisit, so that no chain can be endless."""
        by_digest = self._by_digest.get(revisit.digest) if revisit.digest else None
        if by_digest:
            return by_digest
        same = [c for c in self._by_key.get(_key(revisit.refers_to_uri or revisit.url), ()) if c.kind != "revisit"]
        if revisit.refers_to_date:
            wanted = utc_text(revisit.refers_to_date)
            same = [c for c in same if utc_text(c.fetched_at) == wanted]
        elif not revisit.refers_to_uri:
            return None
        return same[-1] if same else None

    def _add(self, path: Path, *, shown: Path) -> None:
        walk = WarcFile(path)
        copies: tuple[Path, WarcWriter] | None = None
        for record in walk:
            if record.seekable:
                self._enter(record, path, record.offset, record.length)
                continue
            folder, copier = copies = copies or self._begin_copies()
            pointer = _copy(record, copier)
            self._enter(record, folder / pointer.warc_file, pointer.offset, pointer.length)
        self.problems += [(shown, problem) for problem in walk.skipped]
        if walk.problem:
            self.problems.append((shown, Problem(walk.good_until, walk.problem)))

    def _temporary_folder(self) -> Path:
        return Path(self._cleanup.enter_context(TemporaryDirectory(prefix="newsarchive-")))

    def _begin_copies(self) -> tuple[Path, WarcWriter]:
        folder = self._temporary_folder()
        copier = WarcWriter(folder, "copy", max_bytes=2**60, software="newsarchive", operator=None)
        self._cleanup.callback(copier.close)
        return folder, copier

    def _enter(self, record: Record, path: Path, offset: int, length: int) -> None:
        page = record.page
        digest = page.digest if record.kind != "revisit" else _stated(record.payload_digest)
        capture = Capture(
            url=page.url,
            fetched_at=page.fetched_at,
            status=page.status,
            kind=record.kind,
            mime=page.mime,
            digest=digest,
            path=path,
            offset=offset,
            length=length,
            refers_to_uri=record.refers_to_uri,
            refers_to_date=record.refers_to_date,
        )
        self._urls.setdefault(page.url)
        self._by_key.setdefault(_key(page.url), []).append(capture)
        if record.kind != "revisit" and page.body:
            self._by_digest.setdefault(digest, capture)
            if record.payload_digest:  # revisits repeat the digest as it was stated, which may be another algorithm's
                self._by_digest.setdefault(_stated(record.payload_digest), capture)


def _copy(record: Record, copier: WarcWriter) -> Pointer:
    if record.kind != "revisit":
        return copier.write(record.page)
    return copier.write_revisit(
        record.page,
        refers_to_uri=record.refers_to_uri or record.page.url,
        refers_to_date=record.refers_to_date or record.page.fetched_at,
        profile="server-not-modified",
        payload_digest=record.payload_digest,
    )


def _stated(digest: str | None) -> str:
    label, colon, value = (digest or "").strip().partition(":")
    return f"{label.lower()}:{value}" if colon else ""


def _rank(status: int) -> int:
    return 2 if 200 <= status < 300 else 1 if 300 <= status < 400 else 0


def _key(url: str) -> str:
    """Return an address in the one spelling that HTTP itself makes equal (RFC 3986, 6.2.2 and 6.2.3)."""
    try:
        parts = urlsplit(url)
        scheme = parts.scheme.lower()
        host = parts.netloc.rpartition("@")[2].lower()
        host = host.removesuffix(":" + _DEFAULT_PORTS.get(scheme, "")).removesuffix(":")
        path, query = (_ESCAPE.sub(lambda m: m[0].upper(), quote(p, safe=_KEEP)) for p in (parts.path, parts.query))
        return urlunsplit((scheme, host, path or "/", query, ""))
    except ValueError:
        return url


def _twins(key: str) -> list[str]:
    try:
        parts = urlsplit(key)
    except ValueError:
        return []
    path = parts.path[:-1] if parts.path.endswith("/") and parts.path != "/" else parts.path
    paths = [parts.path] + ([path] if path != parts.path else [path + "/"] if path != "/" else [])
    schemes = [parts.scheme, "https" if parts.scheme == "http" else "http"]
    return [urlunsplit((s, parts.netloc, p, parts.query, "")) for p in paths for s in schemes if (s, p) != parts[0:3:2]]
