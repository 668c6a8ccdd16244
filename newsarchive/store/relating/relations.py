"""Relations between articles, the stories they form, and how stories merged."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from newsarchive.identity import attribution, normal_url
from newsarchive.identity.stories import Member, Relation
from newsarchive.store.host_aliases import HostAliases

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sqlite_utils import Database

_MEMBER = (
    "SELECT a.id, a.uid, a.outlet, a.title, a.content_hash, x.text_id, a.language, a.published_utc, a.published_on, "
    "a.first_seen_at, x.credits, x.source_normal, a.story_id FROM {joined} JOIN articles a ON a.id = x.article_id "
)
_PAIRS = ("same_text", "near_text", "republished_from")


class Relations:
    """Reads and writes of `relations`, `articles.story_id` and `story_merges`; the caller holds the transaction."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._aliases: dict[str, str] | None = None

    def source_normal(self, source_url: str | None) -> str | None:
        """Return the normal form of the address an article names as its source, None when that is a mere home page."""
        if not source_url:
            return None
        if self._aliases is None:
            self._aliases = HostAliases(self._db).all()
        normal = normal_url(source_url, aliases=self._aliases)
        return None if normal.partition("://")[2].partition("/")[2] == "" else normal

    def directory(self) -> attribution.Directory:
        """Return which outlet of the archive a name or an address means."""
        outlets = self._db.execute(
            "SELECT key, name, home FROM outlets UNION ALL "
            "SELECT o.key, o.name, 'https://' || h.host || '/' FROM host_aliases h JOIN outlets o ON o.key = h.outlet ORDER BY 1"
        ).fetchall()
        return attribution.Directory(outlets)

    def members(self, label: int) -> list[tuple[Member, str]]:
        """Return the articles of a group of texts, each with the story it is in now, in the order of their ids."""
        sql = (
            _MEMBER.format(joined="texts t JOIN article_texts x ON x.text_id = t.id")
            + "WHERE t.label = ? ORDER BY a.id"
        )
        return [self._member(row) for row in self._db.execute(sql, (label,)).fetchall()]

    def with_source(self, normal_url: str) -> list[Member]:
        """Return the articles that name this address as their source."""
        sql = _MEMBER.format(joined="article_texts x") + "WHERE x.source_normal = ? ORDER BY a.id LIMIT 1000"
        return [self._member(row)[0] for row in self._db.execute(sql, (normal_url,)).fetchall()]

    def member(self, article_id: int) -> Member | None:
        """Return one article, None when it is not in the index of texts."""
        sql = _MEMBER.format(joined="article_texts x") + "WHERE x.article_id = ?"
        row = self._db.execute(sql, (article_id,)).fetchone()
        return self._member(row)[0] if row else None

    def _member(self, row: tuple[Any, ...]) -> tuple[Member, str]:
        kept, source_normal, story_id = row[10:]
        source = None
        if source_normal is not None:
            found = self._db.execute(
                "SELECT article_id FROM urls WHERE normal_url = ? AND article_id IS NOT NULL ORDER BY article_id LIMIT 1",
                (source_normal,),
            ).fetchone()
            source = found[0] if found else None
        given = attribution.from_json(kept)
        return Member(
            id=row[0], uid=row[1], outlet=row[2], title=row[3], content_hash=row[4], text_id=row[5], language=row[6],
            published_utc=row[7], published_on=row[8], first_seen_at=row[9], credits=given, source_article=source,
        ), story_id  # fmt: skip

    def settle(self, members: Iterable[int], wanted: Sequence[Relation], at: str) -> tuple[int, int]:
        """Make the relations of these articles that rest on their text exactly these; return how many came and went.

        A relation that is there already keeps the date on which it was found.
        """
        present: dict[tuple[int, int, str], tuple[float | None, str | None]] = {}
        kinds = ", ".join(f"'{kind}'" for kind in _PAIRS)
        for article_id in members:
            rows = self._db.execute(
                f"SELECT article_id, related_id, kind, score, evidence FROM relations WHERE article_id = ?1 AND kind IN ({kinds}) "
                f"UNION ALL SELECT article_id, related_id, kind, score, evidence FROM relations WHERE related_id = ?1 AND kind IN ({kinds})",
                (article_id,),
            ).fetchall()
            present.update({(r[0], r[1], r[2]): (r[3], r[4]) for r in rows})
        return self._make(present, wanted, at)

    def translations_of(self, article_id: int) -> list[int]:
        """Return the articles that are stored as translations of this one."""
        rows = self._db.execute(
            "SELECT article_id FROM relations WHERE related_id = ? AND kind = 'translation_of' ORDER BY 1",
            (article_id,),
        )
        return [r[0] for r in rows.fetchall()]

    def settle_translations(self, articles: Iterable[int], wanted: Sequence[Relation], at: str) -> tuple[int, int]:
        """Make the relations `translation_of` from these articles exactly these."""
        present: dict[tuple[int, int, str], tuple[float | None, str | None]] = {}
        for article_id in articles:
            rows = self._db.execute(
                "SELECT article_id, related_id, kind, score, evidence FROM relations WHERE article_id = ? AND kind = 'translation_of'",
                (article_id,),
            ).fetchall()
            present.update({(r[0], r[1], r[2]): (r[3], r[4]) for r in rows})
        return self._make(present, wanted, at)

    def _make(
        self, present: dict[tuple[int, int, str], tuple[float | None, str | None]], wanted: Sequence[Relation], at: str
    ) -> tuple[int, int]:
        rows = {(r.article_id, r.related_id, r.kind): (r.score, r.evidence) for r in wanted}
        gone = sorted(present.keys() - rows.keys())
        new = sorted(rows.keys() - present.keys())
        self._db.conn.executemany("DELETE FROM relations WHERE article_id = ? AND related_id = ? AND kind = ?", gone)
        self._db.conn.executemany(
            "INSERT INTO relations (article_id, related_id, kind, score, evidence, detected_at) VALUES (?, ?, ?, ?, ?, ?)",
            [(*key, *rows[key], at) for key in new],
        )
        self._db.conn.executemany(
            "UPDATE relations SET score = ?, evidence = ? WHERE article_id = ? AND related_id = ? AND kind = ?",
            [(*rows[key], *key) for key in sorted(rows.keys() & present.keys()) if rows[key] != present[key]],
        )
        return len(new), len(gone)

    def stands_alone(self, article_id: int) -> bool:
        """Return whether an article is a story by itself, with no relation at all."""
        row = self._db.execute(
            "SELECT story_id = uid AND NOT EXISTS (SELECT 1 FROM relations WHERE article_id = ?1) "
            "AND NOT EXISTS (SELECT 1 FROM relations WHERE related_id = ?1) FROM articles WHERE id = ?1",
            (article_id,),
        ).fetchone()
        return bool(row and row[0])

    def count_stories(self) -> int:
        """Return how many stories have more than one article."""
        row = self._db.execute("SELECT count(*) FROM (SELECT 1 FROM articles GROUP BY story_id HAVING count(*) > 1)")
        return int(row.fetchone()[0])

    def move_to_story(self, story_id: str, members: Iterable[tuple[int, str]]) -> int:
        """Set the story of these articles (id, story until now); return how many moved."""
        moved = [(story_id, i) for i, former in members if former != story_id]
        self._db.conn.executemany("UPDATE articles SET story_id = ? WHERE id = ?", moved)
        return len(moved)

    def merged(self, former: Iterable[str], into: str, at: str) -> None:
        """Record that stories are no more and what became of their articles."""
        for story in sorted(set(former) - {into}):
            if self._db.execute("SELECT 1 FROM articles WHERE story_id = ? LIMIT 1", (story,)).fetchone() is None:
                self._db.execute(
                    "INSERT OR IGNORE INTO story_merges (story_id, merged_into, merged_at) VALUES (?, ?, ?)",
                    (story, into, at),
                )
