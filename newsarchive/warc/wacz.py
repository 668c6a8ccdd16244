"""Open WACZ files: the WARC files inside are unpacked one at a time."""

from __future__ import annotations

import lzma
import shutil
import zipfile
import zlib
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from newsarchive.errors import WarcError

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_FILES = 10_000
MAX_RATIO = 100
"""WARC files in a WACZ are stored as they are (WACZ 1.1.1, 5.2.1); far more than this is a decompression bomb."""

_NAMES = (".warc.gz", ".warc")


def open_wacz(path: Path) -> Iterator[Path]:
    """Yield the WARC files of a WACZ (`archive/*.warc.gz`, by name), each until the next is asked for.

    Raises WarcError when the file is no ZIP, is damaged, holds no WARC file, or unpacks to absurd sizes.
    """
    with TemporaryDirectory(prefix="newsarchive-") as folder:
        for unpacked in unpack(path, Path(folder)):
            yield unpacked
            unpacked.unlink(missing_ok=True)


def unpack(path: Path, folder: Path) -> Iterator[Path]:
    """Unpack the WARC files of a WACZ to a folder, one at a time; errors as `open_wacz`."""
    try:
        with zipfile.ZipFile(path) as wacz:
            for number, member in enumerate(_members(wacz, path), start=1):
                # The name inside is never used as a path.
                target = folder / f"{number:05d}{'.warc.gz' if member.filename.endswith('.gz') else '.warc'}"
                with wacz.open(member) as source, target.open("xb") as out:
                    shutil.copyfileobj(source, out)
                yield target
    except (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, NotImplementedError, RuntimeError) as e:
        raise WarcError(f"{path}: is not a readable WACZ file ({e})") from e
    except OSError as e:
        raise WarcError(f"{path}: cannot be unpacked ({e.strerror or e})") from e


def _members(wacz: zipfile.ZipFile, path: Path) -> list[zipfile.ZipInfo]:
    members = [m for m in wacz.infolist() if m.filename.startswith("archive/") and m.filename.endswith(_NAMES)]
    if not members:
        raise WarcError(f"{path}: holds no WARC file (archive/*.warc.gz)")
    if len(members) > MAX_FILES:
        raise WarcError(f"{path}: holds more than {MAX_FILES} WARC files")
    for member in members:
        if member.file_size > MAX_RATIO * (member.compress_size + 1024):
            raise WarcError(f"{path}: {member.filename[:100]!r} unpacks to {member.file_size} bytes; refused")
    return sorted(members, key=lambda m: m.filename)
