"""Write Parquet with proper types: numbers, days, instants in UTC, lists."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import IO, TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq

from newsarchive.store.dictionary import MEANINGS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

GROUP_ROWS = 5_000
GROUP_CHARS = 32_000_000
"""A row group ends at either bound: big enough to compress well, small enough for any machine's memory."""

_INSTANT = pa.timestamp("ms", tz="UTC")  # Parquet has no coarser unit
_TYPES: dict[str, pa.DataType] = (
    dict.fromkeys(("revision", "word_count", "images"), pa.int32())
    | dict.fromkeys(("warc_offset", "warc_length"), pa.int64())
    | dict.fromkeys(("published_utc", "first_seen_at", "last_seen_at", "captured_at"), _INSTANT)
    | {
        "published_on": pa.date32(),
        "authors": pa.list_(pa.struct([("name", pa.string()), ("role", pa.string())])),
        "tags": pa.list_(pa.string()),
    }
)


def _instant(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


_READERS: dict[pa.DataType, Callable[[str], Any]] = {_INSTANT: _instant, pa.date32(): date.fromisoformat}


def write(file: IO[bytes], columns: Sequence[str], rows: Iterable[dict[str, Any]]) -> None:
    """Write the rows in row groups, compressed with zstd; the schema holds the meaning of each column."""
    schema = pa.schema([pa.field(c, _TYPES.get(c, pa.string()), metadata=_meaning(c)) for c in columns])
    readers = [(field.name, _READERS[field.type]) for field in schema if field.type in _READERS]
    with pq.ParquetWriter(file, schema, compression="zstd") as writer:
        group: list[dict[str, Any]] = []
        chars = 0
        for row in rows:
            group.append(row | {name: read(row[name]) for name, read in readers if row[name] is not None})
            chars += len(row.get("text") or "")
            if len(group) >= GROUP_ROWS or chars >= GROUP_CHARS:
                writer.write_table(pa.Table.from_pylist(group, schema=schema))
                group, chars = [], 0
        if group:
            writer.write_table(pa.Table.from_pylist(group, schema=schema))


def _meaning(column: str) -> dict[str, str] | None:
    meaning = MEANINGS["articles"].get(column)
    return {"description": meaning} if meaning else None
