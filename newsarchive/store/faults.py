"""Faults of the machine that a person must mend (a full disk, a locked database, ...), each in one line that says how."""

from __future__ import annotations

import errno
import sqlite3

from newsarchive.errors import NewsarchiveError

_LOCKED = "another program keeps the database locked; close it (or wait until it has ended) and run the command again"
_FULL = "the disk is full, or its quota is used up; make room and run the command again, what is stored is whole"
_IO = "the disk failed to read or write ({}); check the disk, then the archive with `newsarchive verify`, and run the command again"
_FILES = "too many files are open; raise the limit (`ulimit -n 4096`), or set fewer workers, and run the command again"
_READONLY = "the data folder cannot be written ({}); make it writable and run the command again"
_TOO_LARGE = "a file would be larger than is allowed here; raise the limit (`ulimit -f`) and run the command again"

_SQLITE = {
    sqlite3.SQLITE_BUSY: _LOCKED,
    sqlite3.SQLITE_LOCKED: _LOCKED,
    sqlite3.SQLITE_FULL: _FULL,
    sqlite3.SQLITE_IOERR: _IO,
    sqlite3.SQLITE_READONLY: _READONLY,
    sqlite3.SQLITE_CANTOPEN: "the database cannot be opened; check the permissions of the data folder and the limit of open "
    "files (`ulimit -n`), and run the command again",
    sqlite3.SQLITE_CORRUPT: "the database is damaged; `newsarchive verify` says where",
}
_SYSTEM = {
    errno.ENOSPC: _FULL,
    errno.EDQUOT: _FULL,
    errno.EIO: _IO,
    errno.EMFILE: _FILES,
    errno.ENFILE: _FILES,
    errno.EROFS: _READONLY,
    errno.EFBIG: _TOO_LARGE,
}


def words(error: BaseException) -> str | None:
    """Return one line that says what is wrong and what to do; None for an error that is a mistake in the program."""
    return of_machine(error) or (str(error) if isinstance(error, NewsarchiveError) else None)


def of_machine(error: BaseException) -> str | None:
    """Return in one line which fault of the machine an error, or what caused it, stands for; None when for none."""
    seen: BaseException | None = error
    while seen is not None:
        code, table = (seen.errno, _SYSTEM) if isinstance(seen, OSError) else (_sqlite_code(seen), _SQLITE)
        if code in table:
            return table[code].format(seen)
        cause = seen.__cause__ or getattr(seen, "osError", None)  # where Twisted keeps why a connection failed
        if isinstance(cause, int):
            return _SYSTEM[cause].format(seen) if cause in _SYSTEM else None
        seen = cause if isinstance(cause, BaseException) else None
    return None


def _sqlite_code(error: BaseException) -> int | None:
    """Return SQLite's primary result code (https://www.sqlite.org/rescode.html), None for what is no error of SQLite's."""
    code = getattr(error, "sqlite_errorcode", None)
    return code & 0xFF if isinstance(code, int) else None
