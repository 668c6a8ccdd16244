"""What every table and column means: kept in the archive (table `dictionary`) and in docs/data.md."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils import Database

MEANINGS: dict[str, dict[str, str]] = {}


def write(db: Database) -> None:
    """Replace the table `dictionary` by the present meanings."""
    db.execute("DELETE FROM dictionary")
    db.conn.executemany(
        "INSERT INTO dictionary VALUES (?, ?, ?)",
        [(table, column, meaning) for table, columns in MEANINGS.items() for column, meaning in columns.items()],
    )
