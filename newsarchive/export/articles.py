"""Export articles into one file in the format its suffix names: streamed rows, or a slice that is itself an archive."""

from __future__ import annotations

from typing import IO, TYPE_CHECKING, Any

from newsarchive.errors import UsageError
from newsarchive.export import jsonl, parquet, tabular
from newsarchive.export.columns import chosen
from newsarchive.export.target import whole_file, whole_path
from newsarchive.store.reads.export_rows import article_rows
from newsarchive.store.reads.queries import check_filters
from newsarchive.store.reads.search import match_expression
from newsarchive.store.slicing import write_slice

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from datetime import date
    from pathlib import Path

    from newsarchive.store.archive import Archive

    Writer = Callable[[IO[bytes], Sequence[str], Iterable[dict[str, Any]]], None]

_WRITERS: dict[str, Writer] = {
    ".jsonl": jsonl.write,
    ".jsonl.gz": jsonl.write_gzipped,
    ".csv": tabular.write,
    ".parquet": parquet.write,
}
_SLICE = ".db"
FORMATS = (*_WRITERS, _SLICE)
"""What the file's name may end in."""


def export(
    archive: Archive,
    target: Path,
    *,
    outlet: str | None = None,
    since: date | None = None,
    until: date | None = None,
    query: str | None = None,
    columns: Sequence[str] | None = None,
    no_text: bool = False,
    on_row: Callable[[int], None] | None = None,
) -> int:
    """Write the chosen articles, in the order of their ids, and return how many there were.

    A slice (`.db`) has the tables of an archive, so `columns` are for the other forms.
    The file appears when it is whole; one of that name is replaced then. `on_row` is called with the number so far.
    Raises UsageError (suffix, column, outlet, span, query, a file that is an archive in use) before anything is written,
    DataError when writing fails.
    """
    suffix = _suffix(target)
    if suffix == _SLICE and columns is not None:
        raise UsageError("--columns goes with the other forms: a slice (.db) has the tables of an archive")
    if target.exists() and (target.samefile(archive.path) or (target.with_name("warc").is_dir() and suffix == _SLICE)):
        raise UsageError(f"{target}: is the archive of a data folder, which no export replaces; name another file")
    names = chosen(columns, no_text=no_text)
    check_filters(archive.db, outlet=outlet, since=since, until=until)
    if query is not None:
        match_expression(query)
    if suffix == _SLICE:
        with whole_path(target) as part:
            return write_slice(
                archive, part, outlet=outlet, since=since, until=until, query=query, no_text=no_text, on_row=on_row
            )
    number = 0

    def counted() -> Iterator[dict[str, Any]]:
        nonlocal number
        for row in article_rows(archive.db, names, outlet=outlet, since=since, until=until, query=query):
            number += 1
            if on_row is not None:
                on_row(number)
            yield row

    with whole_file(target) as file:
        _WRITERS[suffix](file, names, counted())
    return number


def _suffix(target: Path) -> str:
    name = target.name.lower()
    # .jsonl.gz ends in .gz, which is no form by itself: the longest suffix decides.
    for suffix in sorted(FORMATS, key=len, reverse=True):
        if name.endswith(suffix) and name != suffix:
            return suffix
    raise UsageError(f"{target}: the file's suffix names the form; it can be {', '.join(FORMATS)}")
