"""Keep the full-text index: add folded words, remove old folded words.

FTS5 external content (https://www.sqlite.org/fts5.html#external_content_tables): a delete must be given exactly the
values that were indexed, so the old text is folded again; `rebuild` would index the unfolded text and is never used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsarchive.text import fold

if TYPE_CHECKING:
    from sqlite_utils import Database


def add(db: Database, article_id: int, title: str, lead: str | None, text: str) -> None:
    """Index an article's words."""
    db.execute(
        "INSERT INTO articles_fts (rowid, title, lead, text) VALUES (?, ?, ?, ?)",
        (article_id, fold(title), fold(lead or ""), fold(text)),
    )


def remove(db: Database, article_id: int, title: str, lead: str | None, text: str) -> None:
    """Take an article's words out of the index; the values are those that were indexed."""
    db.execute(
        "INSERT INTO articles_fts (articles_fts, rowid, title, lead, text) VALUES ('delete', ?, ?, ?, ?)",
        (article_id, fold(title), fold(lead or ""), fold(text)),
    )
