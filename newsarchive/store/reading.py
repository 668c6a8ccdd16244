"""Open an archive for one reading command: what SQLite finds wrong on the way becomes one line."""

from __future__ import annotations

import sqlite3
from contextlib import contextmanager
from typing import TYPE_CHECKING

from newsarchive.errors import DataError
from newsarchive.store.archive import Archive

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@contextmanager
def reading(path: Path) -> Iterator[Archive]:
    """Open the archive read-only and close it again. Raises DataError: none there, none of ours, damaged, locked."""
    try:
        with Archive.open_readonly(path) as archive:
            yield archive
    except sqlite3.DatabaseError as e:
        raise DataError(f"{path}: is no SQLite archive, damaged, or locked ({e})") from e
