"""Stream the articles as rows for export: one consistent view, one row at a time, whatever the archive's size."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from newsarchive.store.reads.search import match_expression

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from sqlite_utils import Database

_AUTHORS = (
    "(SELECT json_group_array(json_object('name', name, 'role', role)) FROM (SELECT au.name, x.role "
    "FROM article_authors x JOIN authors au ON au.id = x.author_id WHERE x.article_id = a.id ORDER BY x.position))"
)
_TAGS = (
    "(SELECT json_group_array(name) FROM (SELECT t.name FROM article_tags x JOIN tags t ON t.id = x.tag_id "
    "WHERE x.article_id = a.id ORDER BY t.name))"
)
_ORIGINAL = (
    "(SELECT o.uid FROM relations r JOIN articles o ON o.id = r.related_id WHERE r.article_id = a.id AND r.kind = '{kind}' "
    "ORDER BY o.published_utc IS NULL, o.published_utc, o.uid LIMIT 1)"
)
_OWN = (
    "uid", "revision", "outlet", "url", "canonical_url", "section", "form", "title", "lead", "text", "byline",
    "published_at", "published_on", "published_utc", "modified_at", "first_seen_at", "last_seen_at", "language", "word_count",
    "source_name", "source_url", "image_url", "content_hash", "story_id",
)  # fmt: skip

EXPRESSIONS: dict[str, str] = (
    {name: f"a.{name}" for name in _OWN}
    | {kind: _ORIGINAL.format(kind=kind) for kind in ("republished_from", "translation_of")}
    | {"authors": _AUTHORS, "tags": _TAGS, "images": "(SELECT count(*) FROM images i WHERE i.article_id = a.id)"}
    | {"captured_at": "c.fetched_at", "capture_digest": "c.digest", "record_id": "c.record_id"}
    | {name: f"c.{name}" for name in ("warc_file", "warc_offset", "warc_length")}
)
"""Column of an export: where it comes from. `authors` and `tags` are lists, `images` is their number."""

_LISTS = frozenset({"authors", "tags"})


def article_rows(
    db: Database,
    columns: Sequence[str],
    *,
    outlet: str | None = None,
    since: date | None = None,
    until: date | None = None,
    query: str | None = None,
) -> Iterator[dict[str, Any]]:
    """Yield the articles in the order of their ids, each with these columns (keys of `EXPRESSIONS`).

    `since` and `until` are days of publication, both included; articles without a day are then left out. `query` is
    a search as in `search`. One statement is read to its end, so the rows are of one moment.
    """
    where, values = selection(outlet=outlet, since=since, until=until, query=query)
    chosen = ", ".join(EXPRESSIONS[name] for name in columns)
    lists = [n for n, name in enumerate(columns) if name in _LISTS]
    sql = f"SELECT {chosen} FROM articles a JOIN captures c ON c.id = a.capture_id WHERE {where}"
    for row in db.execute(f"{sql} ORDER BY a.id", values):
        cells = list(row)
        for n in lists:
            cells[n] = json.loads(cells[n])
        yield dict(zip(columns, cells, strict=True))


def selection(
    *, outlet: str | None, since: date | None, until: date | None, query: str | None, schema: str = ""
) -> tuple[str, tuple[str, ...]]:
    """Return the condition on `articles a` that chooses articles as `article_rows` does, and its values.

    `schema` is the prefix of the database whose full-text index is asked, `main.` or that of an attached one.
    """
    where, values = ["1"], []
    for condition, value in (("a.outlet = ?", outlet), ("a.published_on >= ?", since), ("a.published_on <= ?", until)):
        if value is not None:
            where.append(condition)
            values.append(str(value))
    if query is not None:
        where.append(f"a.id IN (SELECT rowid FROM {schema}articles_fts WHERE articles_fts MATCH ?)")
        values.append(match_expression(query))
    return " AND ".join(where), tuple(values)


def count_articles(db: Database) -> int:
    """Return how many articles the archive holds."""
    return int(db.execute("SELECT count(*) FROM articles").fetchone()[0])
