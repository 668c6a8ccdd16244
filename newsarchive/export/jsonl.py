"""Write JSON Lines: one article on each line, plain or gzipped."""

from __future__ import annotations

import gzip
import json
from typing import IO, TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence


def write(file: IO[bytes], columns: Sequence[str], rows: Iterable[dict[str, Any]]) -> None:
    """Write UTF-8 JSON Lines; every row has all the columns, in their order."""
    file.writelines(_lines(columns, rows))


def write_gzipped(file: IO[bytes], columns: Sequence[str], rows: Iterable[dict[str, Any]]) -> None:
    """Write gzipped JSON Lines; no name and no time in the header, so that equal rows give equal bytes."""
    with gzip.GzipFile(filename="", mode="wb", fileobj=file, mtime=0, compresslevel=6) as packed:
        packed.writelines(_lines(columns, rows))


def _lines(columns: Sequence[str], rows: Iterable[dict[str, Any]]) -> Iterator[bytes]:
    for row in rows:
        yield (
            json.dumps({c: row[c] for c in columns}, ensure_ascii=False, separators=(",", ":")).encode("utf-8") + b"\n"
        )
