"""Store the captures that indexes of others name: which are to be fetched, and what became of each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils import Database

    from newsarchive.store.backfills import Source


@dataclass(frozen=True, slots=True)
class CaptureRow:
    """A capture of others still to be fetched; its columns are those of the table."""

    id: int
    url: str
    captured_at: str
    digest: str
    file: str | None
    offset: int | None
    length: int | None
    attempts: int


class BackfillCaptures:
    """Reads and writes of the table `backfill_captures`; the caller holds the transaction."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def enter(
        self, outlet: str, source: Source, month: str, *, url: str, captured_at: str, digest: str, file: str | None,
        offset: int, length: int,
    ) -> bool:  # fmt: skip
        """Enter a capture that an index names, unless one of the same bytes is there; return whether it is new.

        One whose bytes the archive holds already is not to be fetched.
        """
        held = self._db.execute(
            "SELECT 1 FROM captures c JOIN urls u ON u.id = c.url_id WHERE u.url = ? AND c.digest = ? LIMIT 1",
            (url, f"sha1:{digest}"),
        ).fetchone()
        cursor = self._db.execute(
            "INSERT OR IGNORE INTO backfill_captures (outlet, source, month, url, captured_at, digest, file, offset, length, "
            "outcome, detail) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                outlet, source, month, url, captured_at, digest, file, offset if file else None, length if file else None,
                "unchanged" if held else None, "the archive holds these bytes" if held else None,
            ),
        )  # fmt: skip
        return cursor.rowcount > 0

    def next_left(self, outlet: str, source: Source, month: str, after: int) -> CaptureRow | None:
        """Return the next capture still to be fetched, by id."""
        row = self._db.execute(
            "SELECT id, url, captured_at, digest, file, offset, length, attempts FROM backfill_captures WHERE outlet = ? AND "
            "source = ? AND month = ? AND outcome IS NULL AND id > ? ORDER BY id LIMIT 1",
            (outlet, source, month, after),
        ).fetchone()
        return CaptureRow(*row) if row else None

    def settle(self, capture_id: int, outcome: str, detail: str | None) -> None:
        """Write what became of a capture."""
        self._db.execute(
            "UPDATE backfill_captures SET outcome = ?, detail = ? WHERE id = ?", (outcome, detail, capture_id)
        )

    def failed(self, capture_id: int, detail: str) -> None:
        """Note a try that failed; a later run tries again."""
        self._db.execute(
            "UPDATE backfill_captures SET attempts = attempts + 1, detail = ? WHERE id = ?", (detail, capture_id)
        )
