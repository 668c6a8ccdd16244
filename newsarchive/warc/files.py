"""Handle WARC files on the disk: name and lock the unfinished one, set a torn end aside."""

from __future__ import annotations

import fcntl
import os
import shutil
from contextlib import contextmanager
from typing import TYPE_CHECKING

from newsarchive.errors import WarcError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

OPEN = ".open"
TORN = ".torn"


def finish(path: Path) -> Path:
    """Rename `NAME.open` to `NAME` and return that; never over a file that is there."""
    if path.suffix != OPEN:
        raise WarcError(f"{path}: is not an unfinished WARC file (*{OPEN})")
    final = path.with_suffix("")
    if final.exists():
        raise WarcError(f"{final}: is there already; move it or {path.name} away")
    try:
        path.rename(final)
        sync_folder(path.parent)
    except OSError as e:
        raise WarcError(f"{path}: cannot be renamed ({e.strerror or e})") from e
    return final


def set_aside_torn_tail(path: Path, good_until: int) -> Path | None:
    """Move the bytes from `good_until` on to `NAME.torn` beside the file, and cut the file there.

    Returns the new file, or None when there was nothing to move. When nothing whole is left (`good_until` 0), the
    file itself becomes `NAME.torn`. An earlier `.torn` file is never overwritten: the next ones end in `.torn2`, ...
    """
    try:
        size = path.stat().st_size
        if size <= good_until and size > 0:
            return None
        aside = _free_name(path)
        if good_until <= 0:
            path.rename(aside)
        else:
            with path.open("r+b") as whole, aside.open("xb") as torn:
                whole.seek(good_until)
                shutil.copyfileobj(whole, torn)
                torn.flush()
                os.fsync(torn.fileno())  # the bytes are in the new file before they leave the old one
                whole.truncate(good_until)
                os.fsync(whole.fileno())
        sync_folder(path.parent)
    except OSError as e:
        raise WarcError(f"{path}: its torn end cannot be set aside ({e.strerror or e})") from e
    return aside


@contextmanager
def held(path: Path) -> Iterator[bool]:
    """Hold an unfinished file that nobody writes any more, so that only one process takes it over.

    Gives False when somebody else writes or holds it, or it is not there any more.
    """
    try:
        file = path.open("rb")
    except FileNotFoundError:
        yield False
        return
    with file:
        try:
            lock(file.fileno())
        except BlockingIOError:
            yield False
        else:
            yield True


def lock(descriptor: int) -> None:
    """Mark an open file as being written by this process, until it is closed or the process dies."""
    fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


def sync_folder(folder: Path) -> None:
    """Make new and changed names of a folder durable."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _free_name(path: Path) -> Path:
    aside = path.with_name(path.name + TORN)
    number = 2
    while aside.exists():
        aside = path.with_name(f"{path.name}{TORN}{number}")
        number += 1
    return aside
