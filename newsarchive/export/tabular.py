"""Write CSV (RFC 4180, UTF-8): one article in each row, lists joined."""

from __future__ import annotations

import csv
import io
from typing import IO, TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_JOINT = "; "


def write(file: IO[bytes], columns: Sequence[str], rows: Iterable[dict[str, Any]]) -> None:
    """Write a header and the rows. Values are never altered, not even those a spreadsheet takes for formulas."""
    text = io.TextIOWrapper(file, encoding="utf-8", newline="")
    try:
        writer = csv.writer(text)
        writer.writerow(columns)
        writer.writerows([_cell(row[c]) for c in columns] for row in rows)
    finally:
        text.detach()  # flushes, and leaves the file open to whoever opened it


def _cell(value: Any) -> Any:
    if isinstance(value, list):
        return _JOINT.join(item["name"] if isinstance(item, dict) else str(item) for item in value)
    return value
