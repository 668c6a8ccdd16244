"""Write a file so that it appears whole or not at all."""

from __future__ import annotations

import fcntl
import os
import re
from contextlib import contextmanager, suppress
from typing import IO, TYPE_CHECKING

from newsarchive.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_COMPANIONS = ("", "-wal", "-shm", "-journal")
"""What SQLite puts beside a database while it is written."""


@contextmanager
def whole_path(target: Path) -> Iterator[Path]:
    """Yield the path of a hidden file beside the target, to be made; it takes the target's name when all went well.

    What killed processes left of such files is removed first. Raises DataError in one line when the folder does not
    exist, cannot be written, or is full.
    """
    part = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        if target.is_dir():
            raise DataError(f"{target}: is a folder; name a file")
        _clear_left_behind(target)
        with _locked(part):
            yield part
            part.replace(target)
    except OSError as e:
        raise DataError(f"{target}: cannot be written ({e.strerror or e})") from e
    finally:
        with suppress(OSError):  # the folder is gone or is none: there is nothing to clear away
            _clear(part)


@contextmanager
def whole_file(target: Path) -> Iterator[IO[bytes]]:
    """Open a hidden file beside the target; it takes the target's name when all went well, else it goes.

    Raises DataError as `whole_path` does.
    """
    with whole_path(target) as part, part.open("wb") as file:
        yield file
        file.flush()
        os.fsync(file.fileno())


def _clear(part: Path) -> None:
    for companion in _COMPANIONS:
        part.with_name(part.name + companion).unlink(missing_ok=True)


@contextmanager
def _locked(part: Path) -> Iterator[None]:
    """Make the file anew and lock it: a lock ends with its process, wherever that ran, so nobody takes it for left behind."""
    while True:
        _clear(part)
        file = part.open("xb")
        with suppress(OSError):  # a file system without locks: nothing is taken for left behind there
            fcntl.flock(file.fileno(), fcntl.LOCK_EX)
        if os.fstat(file.fileno()).st_nlink:
            break
        file.close()  # another process removed it before it was locked
    with file:
        yield


def _clear_left_behind(target: Path) -> None:
    form = re.compile(rf"(\..+{re.escape(target.suffix)}\.\d+\.part)(?:{'|'.join(_COMPANIONS)})")
    for name in {found[1] for path in target.parent.iterdir() if (found := form.fullmatch(path.name))}:
        part = target.with_name(name)
        with suppress(OSError):  # it is locked, so being written, or not ours to remove
            if not part.exists():
                _clear(part)
                continue
            with part.open("rb") as file:
                fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
                _clear(part)
