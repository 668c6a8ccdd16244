"""Relations between articles, and the stories they form."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils import Database


class Relations:
    """Writes of `relations` and of `articles.story_id`; the caller holds the transaction."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def shared_hashes(self) -> list[str]:
        """Return the content hashes that more than one article has, in order."""
        rows = self._db.execute(
            "SELECT content_hash FROM articles GROUP BY content_hash HAVING count(*) > 1 ORDER BY content_hash"
        )
        return [r[0] for r in rows.fetchall()]

    def members(self, content_hash: str) -> list[tuple[int, str, str | None]]:
        """Return id, uid and published_utc of the articles with a content hash, the earliest first.

        Earliest: by published_utc, those without one last, then by uid; so the order does not depend on arrival.
        """
        rows = self._db.execute(
            "SELECT id, uid, published_utc FROM articles WHERE content_hash = ? ORDER BY published_utc IS NULL, published_utc, uid",
            (content_hash,),
        )
        return [(r[0], r[1], r[2]) for r in rows.fetchall()]

    def same_text(self, wanted: dict[tuple[int, int], str], at: str) -> tuple[int, int]:
        """Make the `same_text` relations exactly these, (article, related) -> evidence; return how many were added and removed."""
        present = {
            (r[0], r[1])
            for r in self._db.execute(
                "SELECT article_id, related_id FROM relations WHERE kind = 'same_text'"
            ).fetchall()
        }
        gone, new = present - wanted.keys(), wanted.keys() - present
        self._db.conn.executemany(
            "DELETE FROM relations WHERE article_id = ? AND related_id = ? AND kind = 'same_text'", sorted(gone)
        )
        self._db.conn.executemany(
            "INSERT INTO relations (article_id, related_id, kind, score, evidence, detected_at) VALUES (?, ?, 'same_text', 1.0, ?, ?)",
            [(a, b, wanted[a, b], at) for a, b in sorted(new)],
        )
        return len(new), len(gone)

    def stories(self, stories: dict[int, str]) -> int:
        """Give each article (id) its story; all others stand alone. Return how many changed."""
        changed = self._db.execute(
            "SELECT id, uid, story_id FROM articles WHERE story_id <> uid OR id IN (SELECT article_id FROM relations)"
        ).fetchall()
        before = {r[0]: (r[1], r[2]) for r in changed}
        updates = [(uid, i) for i, (uid, story) in before.items() if i not in stories and story != uid]
        updates += [(story, i) for i, story in stories.items() if before.get(i, (None, None))[1] != story]
        self._db.conn.executemany("UPDATE articles SET story_id = ? WHERE id = ?", updates)
        return len(updates)
