"""Open the archive's SQLite file: for writing (made and migrated when needed) or for reading only."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

from sqlite_utils import Database

from newsarchive.errors import DataError
from newsarchive.store import dictionary, faults
from newsarchive.store.schema import migrations

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

BUSY_TIMEOUT_S = 60.0
"""How long a writer waits for another process's short transaction before it gives up."""


class Archive:
    """One open archive. Use from one thread only (SQLite connections are not shared)."""

    def __init__(self, db: Database, path: Path, *, is_still: bool = False) -> None:
        self.db = db
        self.path = path
        self.is_still = is_still
        """Whether nobody can write the file while it is read, so that it is read without locks (`immutable`)."""

    @classmethod
    def open(cls, path: Path) -> Archive:
        """Open for writing; make the file and its folder, and apply migrations, as needed.

        Raises DataError in one line: no SQLite file, written by a newer version, folder that cannot be written.
        """
        _refuse_folder(path)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as e:
            raise DataError(f"{path.parent}: cannot be made or is no folder ({e.strerror})") from e
        with cls._opening(path, "rwc") as archive:
            archive._refuse_foreign()
            archive.db.execute("PRAGMA journal_mode = WAL")
            archive.db.execute("PRAGMA synchronous = NORMAL")
            if migrations.pending(archive.db):
                migrations.apply(archive.db)
                with archive.transaction():
                    dictionary.write(archive.db)
        return archive

    @classmethod
    def open_readonly(cls, path: Path) -> Archive:
        """Open for reading; never makes or changes anything, an archive of an older version included.

        One where SQLite cannot share memory with writers (a snapshot, a backup, a full disk) is read as it stands.
        Raises DataError when there is no archive, it is none of ours, or its latest pages are in a log that cannot be read.
        """
        _refuse_folder(path)
        if not path.is_file():
            raise DataError(f"{path}: there is no archive yet; `newsarchive crawl` or `import` makes one")
        try:
            return cls._opened_readonly(path)
        except DataError as e:
            if not _is_unshared(e.__cause__):
                raise
            if _has_log(path):
                raise DataError(
                    f"{path}: its latest changes are in {path.name}-wal, which can be read only in a folder that can be "
                    "written; copy both files to one"
                ) from e
            return cls._opened_readonly(path, is_still=True)

    @classmethod
    def _opened_readonly(cls, path: Path, *, is_still: bool = False) -> Archive:
        with cls._opening(path, "ro", is_still=is_still) as archive:
            archive._refuse_foreign()
            if not archive.db["articles"].exists():
                raise DataError(f"{path}: is no newsarchive archive (it has no table articles)")
            if migrations.pending(archive.db):
                archive._stand_in_for_what_it_lacks()
        return archive

    @classmethod
    @contextmanager
    def _opening(cls, path: Path, mode: str, *, is_still: bool = False) -> Iterator[Archive]:
        """Yield an open archive; it is closed again when something is found wrong with it. Raises DataError for SQLite's."""
        archive = cls._connect(path, mode, is_still=is_still)
        try:
            yield archive
        except sqlite3.Error as e:
            archive.close()
            raise DataError(f"{path}: {_reason(e)}") from e
        except BaseException:
            archive.close()
            raise

    @classmethod
    def _connect(cls, path: Path, mode: str, *, is_still: bool) -> Archive:
        try:
            uri = file_uri(path, mode, is_still=is_still)
            connection = sqlite3.connect(uri, uri=True, timeout=BUSY_TIMEOUT_S)
        except sqlite3.Error as e:
            raise DataError(f"{path}: {_reason(e)}") from e
        try:
            connection.execute("PRAGMA foreign_keys = ON")
            connection.execute("PRAGMA cache_size = -8000")  # 8 MB: the hot index pages; a long queue costs no more
        except sqlite3.Error as e:
            connection.close()
            raise DataError(f"{path}: {_reason(e)}") from e
        return cls(Database(connection), path, is_still=is_still)

    def _stand_in_for_what_it_lacks(self) -> None:
        """Add the tables and views that an archive of an older version lacks, empty, for this connection only.

        Whoever reads must not migrate: an older program that crawls into the same archive could not open it any more.
        """
        with closing(sqlite3.connect(":memory:")) as connection:
            fresh = Database(connection)
            migrations.apply(fresh)
            made = fresh.execute(
                "SELECT type, name, sql FROM sqlite_master WHERE type IN ('table', 'view') "
                "AND name NOT GLOB 'sqlite_*' AND name NOT GLOB 'articles_fts*' ORDER BY rowid"
            ).fetchall()
        present = {*self.db.table_names(), *self.db.view_names()}
        for kind, name, sql in made:
            if name not in present:
                self.db.execute(re.sub(f"^CREATE {kind}", f"CREATE TEMP {kind}", sql, flags=re.IGNORECASE))

    def _refuse_foreign(self) -> None:
        ours = {m.name for m in migrations._migrations}
        newer = [m.name for m in migrations.applied(self.db) if m.name not in ours]
        if newer:
            raise DataError(
                f"{self.path}: was written by a newer newsarchive (migration {newer[-1]}); update the program"
            )
        tables = set(self.db.table_names())
        if tables and "_sqlite_migrations" not in tables:
            raise DataError(f"{self.path}: is a SQLite file, but no newsarchive archive")

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Group writes: all or none. Takes the write lock at once, so that no reader's snapshot has to be upgraded."""
        self.db.execute("BEGIN IMMEDIATE")
        try:
            yield
            self.db.execute("COMMIT")
        except BaseException:
            if self.db.conn.in_transaction:  # on some faults (a full disk) SQLite has rolled back by itself
                self.db.execute("ROLLBACK")
            raise

    def damage(self) -> list[str]:
        """Return what SQLite finds wrong with the file itself, and rows that refer to missing ones."""
        found = [r[0] for r in self.db.execute("PRAGMA quick_check").fetchall() if r[0] != "ok"]
        broken = self.db.execute("PRAGMA foreign_key_check").fetchall()
        return found + [
            f"{table} row {rowid} refers to a missing row of {parent}" for table, rowid, parent, _ in broken[:100]
        ]

    def unindexed(self) -> int:
        """Return how many articles the full-text index lacks or has too many."""
        row = self.db.execute(
            "SELECT (SELECT count(*) FROM articles WHERE id NOT IN (SELECT id FROM articles_fts_docsize)) + "
            "(SELECT count(*) FROM articles_fts_docsize WHERE id NOT IN (SELECT id FROM articles))"
        ).fetchone()
        return int(row[0])

    def close(self) -> None:
        """Close the file."""
        self.db.close()

    def __enter__(self) -> Archive:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()


@contextmanager
def reading(path: Path) -> Iterator[Archive]:
    """Open the archive read-only for one command and close it afterwards.

    Raises DataError in one line: no archive, a foreign file, a damaged or locked one.
    """
    try:
        with Archive.open_readonly(path) as archive:
            yield archive
    except sqlite3.DatabaseError as e:
        raise DataError(f"{path}: is no SQLite archive, damaged, or locked ({e})") from e


def _refuse_folder(path: Path) -> None:
    if path.is_dir():
        raise DataError(f"{path}: is a folder; an archive is a file")


def file_uri(path: Path, mode: str, *, is_still: bool = False) -> str:
    """Return how SQLite names a file that is to be opened in a mode: `ro`, or `rwc` (https://www.sqlite.org/uri.html).

    A file that `is_still` is read without locks, and without the log beside it.
    """
    from urllib.parse import quote

    return f"file:{quote(str(path))}?mode={mode}{'&immutable=1' if is_still else ''}"


def _is_unshared(error: BaseException | None) -> bool:
    """Return whether an error may be that the file `-shm`, by which readers and writers share memory, cannot be made."""
    codes = (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_FULL)
    return isinstance(error, sqlite3.OperationalError) and (error.sqlite_errorcode & 0xFF) in codes


def _has_log(path: Path) -> bool:
    log = path.with_name(path.name + "-wal")
    return log.exists() and log.stat().st_size > 0


def _reason(error: sqlite3.Error) -> str:
    text = str(error)
    if "not a database" in text or "malformed" in text:
        return "is no SQLite archive, or it is damaged"
    if "readonly" in text or "unable to open" in text:
        return "cannot be opened for writing (check the folder's permissions)"
    return faults.of_machine(error) or text
