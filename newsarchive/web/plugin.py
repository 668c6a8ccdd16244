"""A Datasette plugin: SQL functions that accept any spelling in every search box."""

from __future__ import annotations

from typing import Any

from datasette import hookimpl

from newsarchive.errors import UsageError
from newsarchive.store.reads.search import match_expression
from newsarchive.text import fold

_NOTHING = '""'
"""The FTS5 expression that matches no article."""


def fts_query(words: str | None) -> str:
    """Return the FTS5 expression for a person's words; for none, one that finds nothing."""
    try:
        return match_expression(str(words or ""))
    except UsageError:
        return _NOTHING


def _fold(value: Any) -> Any:
    return fold(value) if isinstance(value, str) else value


def _prepare_connection(conn: Any) -> None:
    conn.create_function("fold", 1, _fold, deterministic=True)
    conn.create_function("fts_query", 1, fts_query, deterministic=True)
    # The search box of a table page calls Datasette's own escape_fts, which knows nothing of marks and of đ.
    conn.create_function("escape_fts", 1, fts_query, deterministic=True)


# Last, so that our escape_fts replaces Datasette's.
prepare_connection = hookimpl(trylast=True)(_prepare_connection)
prepare_connection.__name__ = "prepare_connection"
