"""Define what Datasette shows beside the data: titles, meanings, facets, stored queries."""

from __future__ import annotations

from typing import Any

from newsarchive.store.dictionary import MEANINGS, TABLES
from newsarchive.web.stored_queries import QUERIES

_FACETS: dict[str, list[str]] = {
    "articles": ["outlet", "form", "language"],
    "urls": ["outlet", "role", "outcome"],
    "fetches": ["outcome"],
    "captures": ["origin", "http_status"],
    "relations": ["kind"],
    "channels": ["outlet", "kind"],
    "provenance": ["field", "source"],
    "outlets": ["kind", "province"],
}
_NEWEST_FIRST = {"articles": "published_on", "runs": "id", "fetches": "id", "captures": "id", "alarms": "since"}
_LABELS = {"articles": "title", "outlets": "name", "authors": "name", "tags": "name", "channels": "url", "urls": "url"}
_HIDDEN = (
    "hosts", "_sqlite_migrations", "articles_fts", "texts", "text_bands", "article_texts", "relate_queue", "relate_rules", "forgetting",
)  # fmt: skip


def metadata(database: str) -> dict[str, Any]:
    """Return the metadata for an archive that Datasette knows by this name (the file's name without suffix)."""
    tables: dict[str, dict[str, Any]] = {}
    for table, columns in MEANINGS.items():
        facts: dict[str, Any] = {"title": table, "description": TABLES[table], "columns": dict(columns)}
        if table in _FACETS:
            facts["facets"] = _FACETS[table]
        if table in _NEWEST_FIRST:
            facts["sort_desc"] = _NEWEST_FIRST[table]
        if table in _LABELS:
            facts["label_column"] = _LABELS[table]
        tables[table] = facts
    tables["articles"] |= {"fts_table": "articles_fts", "fts_pk": "id"}
    for table in _HIDDEN:
        tables.setdefault(table, {})["hidden"] = True
    return {
        "title": "newsarchive",
        "description": "Articles of newspapers, each traceable to the page as it was fetched. "
        "The texts belong to those who wrote and published them.",
        "databases": {
            database: {
                "title": "Articles and what is known of them",
                "description": "What each table and column means stands in the table dictionary.",
                "tables": tables,
                "queries": {
                    name: {"title": q.title, "description": q.description, "sql": q.sql.strip()}
                    for name, q in QUERIES.items()
                },
            }
        },
    }
