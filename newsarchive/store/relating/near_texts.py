"""The index of texts: which wordings there are, where their bands lead, which are linked, and what is to be related.

Texts that are near to each other, straight or through others, have one label: the id of one of them. Labels hold the
groups together; they mean nothing outside. Reading and writing go through one connection and one transaction of the
caller, so that two processes that relate at the same time cannot take the same article.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from newsarchive.identity.shingles import packed, unpacked

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from sqlite_utils import Database


CACHE_BYTES = 160 * 1024 * 1024
CHECKPOINT_PAGES = 40_000


@dataclass(frozen=True, slots=True)
class ToRead:
    """An article whose text is to be entered; `text_id` is the text it had when last related, None when never."""

    id: int
    uid: str
    outlet: str
    title: str
    lead: str | None
    text: str
    language: str | None
    byline: str | None
    source_name: str | None
    source_url: str | None
    text_id: int | None


@dataclass(frozen=True, slots=True)
class Printed:
    """The words of one article that has a certain text."""

    uid: str
    title: str
    lead: str | None
    text: str


class NearTexts:
    """Reads and writes of the index; the caller holds the transaction."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def prepare(self) -> None:
        """Fit the connection for the index: its rows are spread evenly, so a batch touches pages all over it.

        With room for the pages of a batch none is written twice, and what several batches change is copied into the
        database file once.
        """
        self._db.execute(f"PRAGMA cache_size = -{CACHE_BYTES // 1024}")
        self._db.execute(f"PRAGMA wal_autocheckpoint = {CHECKPOINT_PAGES}")

    def version(self) -> str | None:
        """Return the rules that the fingerprints were made with; None when there are none yet."""
        row = self._db.execute("SELECT version FROM relate_rules ORDER BY since DESC LIMIT 1").fetchone()
        return row[0] if row else None

    def start_over(self, version: str, at: str) -> None:
        """Drop all fingerprints and put every article in the queue."""
        for table in ("article_texts", "text_bands", "texts", "relate_rules", "relate_queue"):
            self._db.execute(f"DELETE FROM {table}")
        self._db.table("relate_rules").insert({"version": version, "since": at})
        self._db.execute("INSERT INTO relate_queue (article_id, stage) SELECT id, 0 FROM articles")

    # the queue: 0 = its text is to be read, 1 = its group is to be related

    def waiting(self) -> int:
        """Return how many articles are to be related."""
        return int(self._db.execute("SELECT count(*) FROM relate_queue").fetchone()[0])

    def take(self, limit: int) -> list[ToRead]:
        """Return articles whose text is to be read, the oldest first."""
        rows = self._db.execute(
            "SELECT a.id, a.uid, a.outlet, a.title, a.lead, a.text, a.language, a.byline, a.source_name, a.source_url, t.text_id "
            "FROM relate_queue q JOIN articles a ON a.id = q.article_id LEFT JOIN article_texts t ON t.article_id = a.id "
            "WHERE q.stage = 0 ORDER BY q.article_id LIMIT ?",
            (limit,),
        ).fetchall()
        return [ToRead(*row) for row in rows]

    def was_read(self, article_ids: Iterable[int]) -> None:
        """Note that the texts of these articles are entered; their groups are still to be related."""
        self._db.conn.executemany("UPDATE relate_queue SET stage = 1 WHERE article_id = ?", [(i,) for i in article_ids])

    def put_back(self, article_ids: Iterable[int]) -> None:
        """Queue articles to be read (again)."""
        self._db.conn.executemany(
            "INSERT INTO relate_queue (article_id, stage) VALUES (?, 0) ON CONFLICT (article_id) DO UPDATE SET stage = 0",
            [(i,) for i in article_ids],
        )

    def groups(self, limit: int) -> list[int]:
        """Return labels of groups that are to be related."""
        rows = self._db.execute(
            "SELECT DISTINCT t.label FROM (SELECT article_id FROM relate_queue WHERE stage = 1 LIMIT ?) q "
            "JOIN article_texts x ON x.article_id = q.article_id JOIN texts t ON t.id = x.text_id",
            (limit,),
        )
        return [r[0] for r in rows.fetchall()]

    def done(self, article_ids: Iterable[int]) -> None:
        """Take related articles out of the queue."""
        self._db.conn.executemany(
            "DELETE FROM relate_queue WHERE article_id = ? AND stage = 1", [(i,) for i in article_ids]
        )

    # texts

    def find(self, digest: bytes) -> tuple[int, int] | None:
        """Return id and label of a text."""
        return self._db.execute("SELECT id, label FROM texts WHERE digest = ?", (digest,)).fetchone()  # type: ignore[no-any-return]

    def add(self, digest: bytes, words: int, keys: tuple[int, ...]) -> int:
        """Enter a text, in a group of its own; return its id, which is its label too."""
        cursor = self._db.execute(
            "INSERT INTO texts (digest, words, keys, label) VALUES (?, ?, ?, 0)", (digest, words, packed(keys))
        )
        text_id = cursor.lastrowid
        assert text_id is not None
        self._db.execute("UPDATE texts SET label = id WHERE id = ?", (text_id,))
        self._db.conn.executemany("INSERT INTO text_bands (key, label, member) VALUES (?, ?, 0)", _rows(keys, text_id))
        return text_id

    def label(self, text_id: int) -> int:
        """Return the label of a text."""
        return int(self._db.execute("SELECT label FROM texts WHERE id = ?", (text_id,)).fetchone()[0])

    def keys(self, text_id: int) -> tuple[int, ...]:
        """Return the band keys of a text."""
        return unpacked(self._db.execute("SELECT keys FROM texts WHERE id = ?", (text_id,)).fetchone()[0])

    def labels_sharing(self, keys: tuple[int, ...]) -> list[int]:
        """Return the labels of the groups that share a band, in order; one step for each, however large they are."""
        if not keys:
            return []
        rows = self._db.execute(
            "WITH RECURSIVE met (key, label) AS ("
            "SELECT k.value, (SELECT min(b.label) FROM text_bands b WHERE b.key = k.value) FROM json_each(?) k UNION ALL "
            "SELECT key, (SELECT min(b.label) FROM text_bands b WHERE b.key = met.key AND b.label > met.label) FROM met "
            "WHERE label IS NOT NULL) SELECT DISTINCT label FROM met WHERE label IS NOT NULL ORDER BY label",
            (json.dumps(keys),),
        )
        return [r[0] for r in rows.fetchall()]

    def members_sharing(self, keys: tuple[int, ...], label: int) -> Iterator[int]:
        """Yield the texts of a group that share a band, each once."""
        met: set[int] = set()
        for key in keys:
            for (member,) in self._db.execute(
                "SELECT member FROM text_bands WHERE key = ? AND label = ? ORDER BY member", (key, label)
            ).fetchall():
                text_id = member or label
                if text_id not in met:
                    met.add(text_id)
                    yield text_id

    def unite(self, one: int, other: int) -> int:
        """Make two groups one; return the label it has now. The smaller group's rows are the ones to move."""
        if one == other:
            return one
        sizes = {
            label: self._db.execute("SELECT count(*) FROM texts WHERE label = ?", (label,)).fetchone()[0]
            for label in (one, other)
        }
        kept, moved = sorted((one, other), key=lambda label: (-sizes[label], label))
        self._relabel(moved, lambda _: kept)
        return kept

    def dissolve(self, label: int) -> list[int]:
        """Put each text of a group on its own and drop those that no article has; return the articles of the others."""
        unused = self._db.execute(
            "SELECT id, keys FROM texts t WHERE label = ? AND NOT EXISTS (SELECT 1 FROM article_texts x WHERE x.text_id = t.id)",
            (label,),
        ).fetchall()
        for text_id, keys in unused:
            self._drop_bands(text_id, label, unpacked(keys))
            self._db.execute("DELETE FROM texts WHERE id = ?", (text_id,))
        rows = self._db.execute(
            "SELECT x.article_id FROM texts t JOIN article_texts x ON x.text_id = t.id WHERE t.label = ? ORDER BY x.article_id",
            (label,),
        )
        articles = [r[0] for r in rows.fetchall()]
        self._relabel(label, lambda text_id: text_id)
        return articles

    def _relabel(self, label: int, new: Callable[[int], int]) -> None:
        rows = self._db.execute("SELECT id, keys FROM texts WHERE label = ?", (label,)).fetchall()
        for text_id, raw in rows:
            target = new(text_id)
            if target == label:
                continue
            keys = unpacked(raw)
            self._drop_bands(text_id, label, keys)
            self._db.conn.executemany(
                "INSERT INTO text_bands (key, label, member) VALUES (?, ?, ?)",
                [(key, target, 0 if target == text_id else text_id) for key in sorted(keys)],
            )
            self._db.execute("UPDATE texts SET label = ? WHERE id = ?", (target, text_id))

    def _drop_bands(self, text_id: int, label: int, keys: tuple[int, ...]) -> None:
        member = 0 if text_id == label else text_id
        self._db.conn.executemany(
            "DELETE FROM text_bands WHERE key = ? AND label = ? AND member = ?", [(key, label, member) for key in keys]
        )

    def printed(self, text_id: int) -> Printed | None:
        """Return the words of an article that has this text; None when none has."""
        row = self._db.execute(
            "SELECT a.uid, a.title, a.lead, a.text FROM article_texts x JOIN articles a ON a.id = x.article_id "
            "WHERE x.text_id = ? ORDER BY a.id LIMIT 1",
            (text_id,),
        ).fetchone()
        return Printed(*row) if row else None

    # articles and their texts

    def link(self, article_id: int, text_id: int, source_normal: str | None, given: str | None) -> None:
        """Note which text an article has, the normal form of the address it names as its source, and whom it credits."""
        self._db.execute(
            "INSERT INTO article_texts (article_id, text_id, source_normal, credits) VALUES (?1, ?2, ?3, ?4) "
            "ON CONFLICT (article_id) DO UPDATE SET text_id = ?2, source_normal = ?3, credits = ?4",
            (article_id, text_id, source_normal, given),
        )

    def unlink(self, article_id: int) -> None:
        """Take an article out of the index; its former group is still to be dissolved."""
        self._db.execute("DELETE FROM article_texts WHERE article_id = ?", (article_id,))

    def text_of(self, article_id: int) -> int | None:
        """Return the text an article has in the index."""
        row = self._db.execute("SELECT text_id FROM article_texts WHERE article_id = ?", (article_id,)).fetchone()
        return row[0] if row else None

    def naming(self, article_id: int) -> list[int]:
        """Return the articles that name an address of this one as their source."""
        rows = self._db.execute(
            "SELECT DISTINCT x.article_id FROM urls u JOIN article_texts x ON x.source_normal = u.normal_url "
            "WHERE u.article_id = ? AND x.article_id <> ? ORDER BY 1",
            (article_id, article_id),
        )
        return [r[0] for r in rows.fetchall()]

    def sources(self, article_id: int) -> list[str]:
        """Return the addresses that this article and others name as their common source, its own included."""
        rows = self._db.execute(
            "SELECT source_normal FROM article_texts WHERE article_id = ?1 AND source_normal IS NOT NULL UNION "
            "SELECT x.source_normal FROM urls u JOIN article_texts x ON x.source_normal = u.normal_url WHERE u.article_id = ?1",
            (article_id,),
        )
        return [r[0] for r in rows.fetchall()]

    def source(self, article_id: int) -> str | None:
        """Return the normal form of the address an article names as its source."""
        row = self._db.execute("SELECT source_normal FROM article_texts WHERE article_id = ?", (article_id,)).fetchone()
        return row[0] if row else None

    def articles_sharing(self, text_id: int) -> list[int]:
        """Return the articles of a text's group whose texts share a band with it, its own included."""
        texts = list(self.members_sharing(self.keys(text_id), self.label(text_id)))
        found: list[int] = []
        for one in dict.fromkeys((text_id, *texts)):
            rows = self._db.execute("SELECT article_id FROM article_texts WHERE text_id = ? ORDER BY 1", (one,))
            found += [r[0] for r in rows.fetchall()]
        return found

    def at(self, normal_url: str) -> int | None:
        """Return the article at an address."""
        row = self._db.execute(
            "SELECT article_id FROM urls WHERE normal_url = ? AND article_id IS NOT NULL ORDER BY article_id LIMIT 1",
            (normal_url,),
        ).fetchone()
        return row[0] if row else None


def _rows(keys: tuple[int, ...], label: int) -> list[tuple[int, int]]:
    return [(key, label) for key in sorted(keys)]
