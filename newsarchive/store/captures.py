"""Captures (where the bytes of a fetch stand), the fetches themselves, and the WARC files."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from newsarchive.items import utc_text
from newsarchive.outcomes import EDITED, QUIET, sql

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from sqlite_utils import Database

    from newsarchive.items import Page, Pointer


@dataclass(frozen=True, slots=True)
class Capture:
    """One capture and its pointer; `payload` is where the payload stands (itself, unless it is a revisit record)."""

    id: int
    url_id: int
    url: str
    fetched_at: str
    digest: str
    warc_file: str
    warc_offset: int
    warc_length: int
    record_id: str
    revisit_of: int | None


_SELECT = (
    "SELECT c.id, c.url_id, u.url, c.fetched_at, c.digest, c.warc_file, c.warc_offset, c.warc_length, c.record_id, "
    "c.revisit_of FROM captures c JOIN urls u ON u.id = c.url_id"
)

_MAY_BE_ARTICLE = "c.http_status IN (200, 203, 304) AND u.role = 'article' AND (? IS NULL OR u.outlet = ?)"


class Captures:
    """Reads and writes of captures, fetches and warc_files; the caller holds the transaction."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def get(self, capture_id: int) -> Capture:
        """Return a capture by id; the id must exist."""
        row = self._db.execute(f"{_SELECT} WHERE c.id = ?", (capture_id,)).fetchone()
        if row is None:
            raise LookupError(f"no capture {capture_id}")
        return Capture(*row)

    def find(self, url_id: int, fetched_at: str, digest: str) -> int | None:
        """Return the id of the capture of this address, moment and payload: a capture's identity (design 6)."""
        row = self._db.execute(
            "SELECT id FROM captures WHERE url_id = ? AND fetched_at = ? AND digest = ?", (url_id, fetched_at, digest)
        ).fetchone()
        return row[0] if row else None

    def has_any(self, url_id: int) -> bool:
        """Return whether an address has a capture at all."""
        return self._db.execute("SELECT 1 FROM captures WHERE url_id = ? LIMIT 1", (url_id,)).fetchone() is not None

    def latest(self, url_id: int) -> Capture | None:
        """Return the latest capture of an address by date."""
        row = self._db.execute(
            f"{_SELECT} WHERE c.url_id = ? ORDER BY c.fetched_at DESC, c.id DESC LIMIT 1", (url_id,)
        ).fetchone()
        return Capture(*row) if row else None

    def with_payload(self, digest: str) -> Capture | None:
        """Return a capture that holds these bytes itself (no revisit record)."""
        row = self._db.execute(
            f"{_SELECT} WHERE c.digest = ? AND c.revisit_of IS NULL ORDER BY c.id LIMIT 1", (digest,)
        ).fetchone()
        return Capture(*row) if row else None

    def with_payload_at(self, url: str, moment: datetime | None) -> Capture | None:
        """Return the capture of an address at a moment (the latest when none is given) that holds its bytes itself."""
        at = utc_text(moment) if moment else None
        row = self._db.execute(
            f"{_SELECT} WHERE u.url = ?1 AND (?2 IS NULL OR c.fetched_at = ?2) AND c.revisit_of IS NULL "
            "ORDER BY c.fetched_at DESC, c.id DESC LIMIT 1",
            (url, at),
        ).fetchone()
        return Capture(*row) if row else None

    def of_articles(self, outlet: str | None = None) -> Iterator[Capture]:
        """Give the captures that may hold an article, in the order they came; bounded memory, safe while writing."""
        last = 0
        while True:
            rows = self._db.execute(
                f"{_SELECT} WHERE c.id > ? AND {_MAY_BE_ARTICLE} ORDER BY c.id LIMIT 500", (last, outlet, outlet)
            ).fetchall()
            if not rows:
                return
            for row in rows:
                yield Capture(*row)
            last = rows[-1][0]

    def count_articles(self, outlet: str | None = None) -> int:
        """Return how many captures `of_articles` gives."""
        row = self._db.execute(
            f"SELECT count(*) FROM captures c JOIN urls u ON u.id = c.url_id WHERE {_MAY_BE_ARTICLE}", (outlet, outlet)
        ).fetchone()
        return int(row[0])

    def add(
        self,
        url_id: int,
        run_id: int,
        page: Page,
        at: str,
        digest: str,
        pointer: Pointer,
        revisit_of: int | None = None,
    ) -> int:
        """Enter a capture; return its id."""
        cursor = self._db.execute(
            "INSERT INTO captures (url_id, run_id, fetched_at, http_status, mime, digest, bytes, origin, record_id, "
            "warc_file, warc_offset, warc_length, revisit_of) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                url_id, run_id, at, page.status, page.mime or None, digest, len(page.body), page.origin, pointer.record_id,
                pointer.warc_file, pointer.offset, pointer.length, revisit_of,
            ),
        )  # fmt: skip
        assert cursor.lastrowid is not None
        return cursor.lastrowid

    def fetched(
        self, url_id: int, run_id: int, at: str, outcome: str, detail: str | None, status: int | None, digest: str | None,
        capture_id: int | None,
    ) -> None:  # fmt: skip
        """Enter a fetch with its outcome."""
        self._db.execute(
            "INSERT INTO fetches (url_id, run_id, at, outcome, detail, http_status, digest, capture_id) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (url_id, run_id, at, outcome, detail, status, digest, capture_id),
        )

    def quiet_visits(self, url_id: int) -> int:
        """Return how many fetches in a row found nothing new."""
        row = self._db.execute(
            f"SELECT count(*) FROM fetches WHERE url_id = ?1 AND outcome IN ({sql(QUIET)}) AND id > coalesce("
            f"(SELECT max(id) FROM fetches WHERE url_id = ?1 AND outcome IN ({sql(EDITED)})), 0)",
            (url_id,),
        ).fetchone()
        return int(row[0])

    def file_grew(self, name: str, origin: str, size: int, owner: str | None) -> None:
        """Note a WARC file being written and its committed size: what stands behind it is not in the archive yet."""
        self._db.execute(
            "INSERT INTO warc_files (name, origin, owned, state, bytes, lease_owner) VALUES (?, ?, 1, 'open', ?, ?) "
            "ON CONFLICT (name) DO UPDATE SET bytes = excluded.bytes, lease_owner = excluded.lease_owner",
            (name, origin, size, owner),
        )

    def file_finished(self, name: str, size: int, sha256: str) -> None:
        """Note that a WARC file is finished: its size in bytes and its SHA-256."""
        self._db.execute(
            "UPDATE warc_files SET state = 'finished', bytes = ?, sha256 = ?, lease_owner = NULL WHERE name = ?",
            (size, sha256, name),
        )

    def file_taken_over(self, name: str, size: int, sha256: str) -> None:
        """Note a file that its dead writer left and that is finished now."""
        self.file_grew(name, "crawl", size, None)
        self.file_finished(name, size, sha256)

    def file_linked(self, name: str, size: int, sha256: str) -> None:
        """Enter a file of somebody else's that the archive points into (`import --link`)."""
        values = {"name": name, "origin": "import", "owned": 0, "state": "finished", "bytes": size, "sha256": sha256}
        self._db.table("warc_files").insert(values, replace=True)

    def files(self) -> list[tuple[str, str, int, str | None]]:
        """Return name, state, size in bytes and SHA-256 of every WARC file."""
        return [
            tuple(r)
            for r in self._db.execute("SELECT name, state, bytes, sha256 FROM warc_files ORDER BY name").fetchall()
        ]

    def pointers(self, name: str) -> dict[int, tuple[str, int, str, str | None]]:
        """Return offset -> record id, length, address and digest of the captures that point into a file.

        The digest is None where the payload stands elsewhere (a revisit record).
        """
        rows = self._db.execute(
            "SELECT c.warc_offset, c.record_id, c.warc_length, u.url, iif(c.revisit_of IS NULL, c.digest, NULL) "
            "FROM captures c JOIN urls u ON u.id = c.url_id WHERE c.warc_file = ?",
            (name,),
        )
        return {r[0]: (r[1], r[2], r[3], r[4]) for r in rows.fetchall()}

    def in_unknown_files(self) -> list[tuple[str, int]]:
        """Return the WARC files that captures point into and that have no row of their own, each with its captures' number."""
        rows = self._db.execute(
            "SELECT warc_file, count(*) FROM captures WHERE warc_file NOT IN (SELECT name FROM warc_files) GROUP BY warc_file"
        )
        return [(r[0], r[1]) for r in rows.fetchall()]

    def count(self) -> int:
        """Return how many captures there are."""
        return int(self._db.execute("SELECT count(*) FROM captures").fetchone()[0])

    def open_files(self) -> list[tuple[str, int, str | None]]:
        """Return name, committed size and owner of the files not finished."""
        return [
            tuple(r)
            for r in self._db.execute("SELECT name, bytes, lease_owner FROM warc_files WHERE state = 'open'").fetchall()
        ]
