"""Write a slice: an archive of its own with some of the articles, and all that hangs on them."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

from newsarchive.errors import DataError
from newsarchive.store import fulltext
from newsarchive.store.archive import Archive, file_uri
from newsarchive.store.reads.export_rows import selection

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date
    from pathlib import Path

    from sqlite_utils import Database

_CHOSEN = "IN (SELECT id FROM chosen)"
_OF_ARTICLES = ("article_authors", "article_tags", "images", "alternates")
# What belongs to a crawl and not to the data; addresses of a slice are never due.
_URL = {
    "channel_id": "NULL",
    "target_id": "iif(target_id IN (SELECT id FROM chosen_urls), target_id, NULL)",
    "article_id": f"iif(article_id {_CHOSEN}, article_id, NULL)",
    "state": "'done'",
    **dict.fromkeys(("next_fetch_at", "lease_owner", "lease_until", "listed_run"), "NULL"),
}
_NO_TEXT = {"lead": "NULL", "text": "''"}


def write_slice(
    source: Archive,
    path: Path,
    *,
    outlet: str | None = None,
    since: date | None = None,
    until: date | None = None,
    query: str | None = None,
    no_text: bool = False,
    on_row: Callable[[int], None] | None = None,
) -> int:
    """Make an archive at `path` (none may be there) with the chosen articles; return how many there are.

    It holds their addresses, captures (as pointers into the WARC files of the source), revisions, authors, tags, images,
    provenance, and the relations among them. All is of one moment. Raises DataError.
    """
    try:
        with Archive.open(path) as target:
            target.db.execute("ATTACH DATABASE ? AS source", (file_uri(source.path, "ro", is_still=source.is_still),))
            with target.transaction():
                copy = _Copy(target.db, _NO_TEXT if no_text else {})
                copy.choose(*selection(outlet=outlet, since=since, until=until, query=query, schema="source."))
                copy.all()
                number = copy.index(on_row)
            target.db.execute("DETACH DATABASE source")
            target.db.execute("PRAGMA journal_mode = DELETE")  # one file
    except sqlite3.Error as e:
        raise DataError(f"the slice cannot be written ({e})") from e
    return number


class _Copy:
    """Copies rows from the attached archive `source`, also from one of an older version; within one transaction."""

    def __init__(self, db: Database, texts: dict[str, str]) -> None:
        self._db = db
        self._texts = texts

    def choose(self, where: str, values: tuple[str, ...]) -> None:
        """Note the articles that a condition on `source.articles a` holds for, and the addresses and captures of these."""
        execute = self._db.execute
        execute("PRAGMA defer_foreign_keys = ON")  # articles and addresses refer to each other
        execute("CREATE TEMP TABLE chosen (id INTEGER PRIMARY KEY)")
        execute(f"INSERT INTO chosen SELECT a.id FROM source.articles a WHERE {where}", values)
        execute("CREATE TEMP TABLE chosen_captures (id INTEGER PRIMARY KEY)")
        execute(
            f"INSERT INTO chosen_captures SELECT capture_id FROM source.articles WHERE id {_CHOSEN} "
            f"UNION SELECT capture_id FROM source.revisions WHERE article_id {_CHOSEN}"
        )
        execute(
            "INSERT OR IGNORE INTO chosen_captures SELECT revisit_of FROM source.captures "
            "WHERE id IN (SELECT id FROM chosen_captures) AND revisit_of IS NOT NULL"
        )
        execute("CREATE TEMP TABLE chosen_urls (id INTEGER PRIMARY KEY)")
        execute(
            f"INSERT INTO chosen_urls SELECT id FROM source.urls WHERE article_id {_CHOSEN} "
            "UNION SELECT url_id FROM source.captures WHERE id IN (SELECT id FROM chosen_captures)"
        )

    def all(self) -> None:
        """Copy the chosen articles and what they refer to."""
        self._copy("captures", "id IN (SELECT id FROM chosen_captures)")
        self._copy("urls", "id IN (SELECT id FROM chosen_urls)", _URL)
        self._copy("articles", f"id {_CHOSEN}", self._texts)
        self._copy("revisions", f"article_id {_CHOSEN}", self._texts)
        for table in _OF_ARTICLES:
            self._copy(table, f"article_id {_CHOSEN}")
        raw = {"raw": "iif(field IN ('lead', 'text'), NULL, raw)"} if self._texts else {}
        self._copy("provenance", f"article_id {_CHOSEN}", raw)
        self._copy("relations", f"article_id {_CHOSEN} AND related_id {_CHOSEN}")
        self._copy("authors", "id IN (SELECT author_id FROM main.article_authors)")
        self._copy("tags", "id IN (SELECT tag_id FROM main.article_tags)")
        used = "SELECT extraction_id FROM main.articles UNION SELECT extraction_id FROM main.revisions"
        self._copy("extractions", f"id IN ({used})")
        self._copy("runs", "id IN (SELECT run_id FROM main.captures)")
        self._copy("outlets", "key IN (SELECT outlet FROM main.articles UNION SELECT outlet FROM main.urls)")
        self._copy("host_aliases", "outlet IN (SELECT key FROM main.outlets)")

    def index(self, on_row: Callable[[int], None] | None) -> int:
        """Make the full-text index; return the number of articles."""
        number = 0
        for number, row in enumerate(
            self._db.execute("SELECT id, title, lead, text FROM main.articles ORDER BY id"), 1
        ):
            fulltext.add(self._db, *row)
            if on_row is not None:
                on_row(number)
        return number

    def _copy(self, table: str, where: str, instead: dict[str, str] | None = None) -> None:
        """Copy rows of a table, the columns that both archives have; `instead` gives other values for some."""
        theirs = self._columns("source", table)
        names = [name for name in self._columns("main", table) if name in theirs]
        if names:
            values = ", ".join((instead or {}).get(name, name) for name in names)
            self._db.execute(
                f"INSERT INTO main.{table} ({', '.join(names)}) SELECT {values} FROM source.{table} WHERE {where}"
            )

    def _columns(self, schema: str, table: str) -> list[str]:
        return [r[0] for r in self._db.execute("SELECT name FROM pragma_table_info(?, ?)", (table, schema)).fetchall()]
