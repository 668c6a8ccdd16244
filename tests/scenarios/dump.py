"""The whole of an archive as rows that two runs can share: ids replaced by names, moments by those of the commands.

What is left out or replaced, and why, stands in the tables below. Every other table and column is dumped as it is, also
one that does not exist yet.
"""

from __future__ import annotations

import hashlib
import re
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterable
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from warcio.archiveiterator import ArchiveIterator

Row = dict[str, Any]

LEFT_OUT = {
    "*.version": "of program, or rules and libraries: another checkout may have another one",
    "extractions.libraries": "the same",
    "extractions.rules_hash": "a hash over source files",
    "runs.owner": "host and process number",
    "captures.record_id": "random",
    "captures.warc_offset": "records name random ids and moments, which compress to different lengths",
    "captures.warc_length": "the same",
    "warc_files.bytes": "the same",
    "dictionary.meaning": "documentation",
    "_sqlite_migrations.id": "means nothing beside the name",
    "_sqlite_migrations.applied_at": "by the clock of the machine, whatever NEWSARCHIVE_NOW says",
}
"""table.column: why it is not dumped. A row's own id is left out too: it is in the rows that refer to it, as a name."""

ONLY_WHETHER = {
    "*.lease_owner": "host and process number",
    "warc_files.sha256": "of a file with random record ids",
}
"""Columns of which only is dumped whether there is a value."""

MOMENTS = re.compile(r".*_at|at|since|until|lease_until|not_before")
"""Columns that hold a moment. A command's clock is set, and ticks on from there: a moment within its first minutes
becomes the one it was set to. Others are dumped as they are: they come from pages and files."""

AHEAD = {"next_fetch_at", "lease_until", "not_before", "until"}
"""Columns that may hold a moment reckoned from the clock. They are cut to five minutes. When an address is due again
after a visit to the live site is dumped in minutes after that visit."""

REFERENCES = {
    "url_id": "urls",
    "target_id": "urls",
    "page_id": "urls",
    "article_id": "articles",
    "related_id": "articles",
    "capture_id": "captures",
    "revisit_of": "captures",
    "channel_id": "channels",
    "run_id": "runs",
    "listed_run": "runs",
    "extraction_id": "extractions",
    "author_id": "authors",
    "tag_id": "tags",
    "text_id": "texts",
    "text_bands.member": "texts",
    "text_bands.label": "texts",
    "texts.label": "texts",
    "runs.id": "runs",
    "extractions.id": "extractions",
}
"""Column: the table whose row it names."""

QUERIES = ("nuoc", "nguoi song", "title: tinh", '"ben song" OR lua', "lead: kinh")
"""What is looked for in the full text, in folded words."""

LONG = 300


TICKS = timedelta(minutes=5)
"""How long a command may take; two of a scenario are further apart."""


@dataclass(frozen=True)
class Setting:
    """What differs from run to run: the scenario's folder. `clocks` are the moments (UTC) its commands began at."""

    folder: Path
    clocks: tuple[datetime, ...] = ()


def dump(database: Path, warc: Path, setting: Setting) -> dict[str, list[Row]]:
    """Return the sorted rows of every table, answers of the full-text index and the records of the WARC files."""
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True, timeout=30)) as db:
        db.row_factory = sqlite3.Row
        names = _Names(db, setting)
        tables = {
            t: _in_order(_row(t, row, names, setting) for row in db.execute(f"SELECT * FROM {t}")) for t in _tables(db)
        }
        tables["(full text)"] = _found(db, names)
    tables["(warc)"] = _in_order(_records(warc, setting))
    return tables


def plain(text: str, setting: Setting) -> str:
    """Return a text without the scenario's folder, and without the minutes and seconds that its clock ticked."""
    text = text.replace(str(setting.folder), "FOLDER")
    text = re.sub(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|\+00:00)", lambda found: _cut(found[0]), text)
    return re.sub(r"\d{8}T\d{6}Z(?=-[a-z]+-\d{6})", "MOMENT", text)  # in names of WARC files


def _cut(moment: str) -> str:
    """Return a moment cut to five minutes."""
    at = datetime.fromisoformat(moment)
    return f"{at.replace(minute=at.minute - at.minute % 5):%Y-%m-%dT%H:%MZ}"


def _moment(column: str, value: str, setting: Setting) -> str:
    try:
        at = datetime.fromisoformat(value)
    except ValueError:
        return value
    if at.tzinfo is None:  # a day, of which a page or a list speaks
        return value
    began = next((clock for clock in setting.clocks if clock <= at < clock + TICKS), None)
    if began is not None:
        return f"{began:%Y-%m-%dT%H:%MZ}"
    return _cut(value) if column in AHEAD else value


def _tables(db: sqlite3.Connection) -> list[str]:
    found = [r[0] for r in db.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")]
    # The full text index is asked questions instead: its own tables are segments in an order of their own.
    return [t for t in found if not t.startswith(("sqlite_", "articles_fts"))]


class _Names:
    """A name for each row that others refer to, the same in every run."""

    def __init__(self, db: sqlite3.Connection, setting: Setting) -> None:
        self._db = db
        self._of: dict[str, dict[Any, str]] = {}
        self._of["urls"] = self._read("SELECT id, url FROM urls")
        self._of["runs"] = self._read("SELECT id, command FROM runs ORDER BY id", ordinal=True)
        self._of["extractions"] = self._read("SELECT id, '' FROM extractions ORDER BY id", ordinal=True)
        self._of["articles"] = self._read("SELECT id, uid || ' ' || url FROM articles")
        self._of["channels"] = self._read("SELECT id, outlet || ' ' || kind || ' ' || url FROM channels")
        self._of["authors"] = self._read("SELECT id, name FROM authors")
        self._of["tags"] = self._read("SELECT id, name FROM tags")
        self._of["texts"] = {0: "the label's own"} | self._read("SELECT id, lower(hex(digest)) FROM texts")
        # A capture by address, bytes, moment, and whether it is a revisit record; twins are numbered by age.
        captures = self._read(
            "SELECT c.id, u.url || ' ' || c.digest || ' ' || c.fetched_at || "
            "iif(c.revisit_of IS NULL, ' response', ' revisit') FROM captures c JOIN urls u ON u.id = c.url_id "
            "ORDER BY c.fetched_at, c.id"
        )
        seen: Counter[str] = Counter()
        for key, name in captures.items():
            name = " ".join(_moment("fetched_at", word, setting) for word in name.split(" "))
            seen[name] += 1
            captures[key] = name if seen[name] == 1 else f"{name} #{seen[name]}"
        self._of["captures"] = captures

    def _read(self, sql: str, *, ordinal: bool = False) -> dict[Any, str]:
        rows = self._db.execute(sql).fetchall()
        return {row[0]: f"{n} {row[1]}".strip() if ordinal else row[1] for n, row in enumerate(rows, 1)}

    def name(self, table: str, key: Any) -> str | None:
        """Return the name of a row; one that is not there is said so."""
        return None if key is None else self._of[table].get(key, f"(no row of {table})")


def _row(table: str, row: sqlite3.Row, names: _Names, setting: Setting) -> Row:
    columns = [c for c in row.keys() if not _is_left_out(table, c)]  # noqa: SIM118 - iterating it gives values
    done = {column: _cell(table, column, row[column], names, setting) for column in columns}
    if table == "urls" and row["live"] and row["fetched_at"] and row["next_fetch_at"]:
        done["next_fetch_at"] = _pause(row["fetched_at"], row["next_fetch_at"])
    if table == "forgetting" and row["kind"] == "capture":
        done["what"] = names.name("captures", int(row["what"]))
    return done


def _is_left_out(table: str, column: str) -> bool:
    both = f"{table}.{column}"
    return both in LEFT_OUT or f"*.{column}" in LEFT_OUT or (column == "id" and both not in REFERENCES)


def _cell(table: str, column: str, value: Any, names: _Names, setting: Setting) -> Any:
    both = f"{table}.{column}"
    if refers := REFERENCES.get(both) or REFERENCES.get(column):
        return names.name(refers, value)
    if both in ONLY_WHETHER or f"*.{column}" in ONLY_WHETHER:
        return value is not None
    return _value(column, value, setting)


def _pause(fetched: str, due: str) -> str:
    """Return how long after the visit an address is due again: a pause need not be of whole minutes."""
    seconds = (datetime.fromisoformat(due) - datetime.fromisoformat(fetched)).total_seconds()
    return f"{round(seconds / 60)} minutes after fetched_at"


def _value(column: str, value: Any, setting: Setting) -> Any:
    if isinstance(value, bytes):
        value = value.hex()
    if not isinstance(value, str):
        return value
    if MOMENTS.fullmatch(column):
        return _moment(column, value, setting)
    if len(value) > LONG:
        return f"{value[:80]}... ({len(value)} characters, sha1 {hashlib.sha1(value.encode()).hexdigest()})"
    return value if column in ("title", "lead", "text", "byline", "raw") else plain(value, setting)


def _found(db: sqlite3.Connection, names: _Names) -> list[Row]:
    rows = []
    for query in QUERIES:
        found = db.execute("SELECT rowid FROM articles_fts WHERE articles_fts MATCH ?", (query,))
        rows += [{"query": query, "article": names.name("articles", r[0])} for r in found]
    return _in_order(rows)


def _records(folder: Path, setting: Setting) -> Iterable[Row]:
    for path in sorted(folder.rglob("*.warc.gz*")) if folder.is_dir() else ():
        kind = plain(path.relative_to(folder).as_posix(), setting)
        if ".torn" in path.name:  # the beginning of a record, not to be read
            yield {"file": kind}
            continue
        with path.open("rb") as file:
            for record in ArchiveIterator(file):
                head = record.rec_headers
                yield {
                    "file": kind,
                    "type": record.rec_type,
                    "uri": head.get_header("WARC-Target-URI"),
                    "digest": head.get_header("WARC-Payload-Digest"),
                    "profile": head.get_header("WARC-Profile"),
                    "refers_to": head.get_header("WARC-Refers-To-Target-URI"),
                    "status": record.http_headers.get_statuscode() if record.http_headers else None,
                }


def _in_order(rows: Iterable[Row]) -> list[Row]:
    by_text: Callable[[Row], str] = lambda row: repr(list(row.items()))  # noqa: E731
    return sorted(rows, key=by_text)
