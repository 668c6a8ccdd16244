"""Store which articles name which as the same piece in another language (`hreflang`), by any of their addresses."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils import Database

CROWD = 64
"""An article that more pages name than this is named by a template, not as their translation."""


class Alternates:
    """Reads of `alternates`."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def languages(self, article_id: int) -> list[str]:
        """Return the languages a page names, whether or not the archive holds what it names."""
        rows = self._db.execute("SELECT language FROM alternates WHERE article_id = ? ORDER BY language", (article_id,))
        return [r[0] for r in rows.fetchall()]

    def named(self, article_id: int) -> list[int]:
        """Return the articles that a page names."""
        rows = self._db.execute(
            "SELECT DISTINCT u.article_id FROM alternates x JOIN urls u ON u.normal_url = x.normal_url "
            "WHERE x.article_id = ?1 AND u.article_id IS NOT NULL AND u.article_id <> ?1 ORDER BY 1",
            (article_id,),
        )
        return [r[0] for r in rows.fetchall()]

    def naming(self, article_id: int) -> list[int]:
        """Return the articles whose pages name this one; none where it is a crowd."""
        rows = self._db.execute(
            "SELECT DISTINCT x.article_id FROM urls u JOIN alternates x ON x.normal_url = u.normal_url "
            "WHERE u.article_id = ?1 AND x.article_id <> ?1 LIMIT ?2",
            (article_id, CROWD + 1),
        ).fetchall()
        return sorted(r[0] for r in rows) if len(rows) <= CROWD else []

    def as_which(self, article_id: int, named: int) -> tuple[str, ...]:
        """Return the languages as whose version one article's page names another article."""
        rows = self._db.execute(
            "SELECT DISTINCT x.language FROM urls u JOIN alternates x ON x.normal_url = u.normal_url AND x.article_id = ?1 "
            "WHERE u.article_id = ?2 ORDER BY 1",
            (article_id, named),
        )
        return tuple(r[0] for r in rows.fetchall())
