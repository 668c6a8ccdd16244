"""Remove an article from the archive: its rows, the future of its addresses, and the work still to be done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsarchive.store import fulltext
from newsarchive.store.relating.near_texts import NearTexts

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlite_utils import Database

    from newsarchive.store.removing.takedown_scope import Removal


class Forgetting:
    """Reads and writes of a take-down; the caller holds the transaction where something is written."""

    def __init__(self, db: Database) -> None:
        self._db = db

    # taking it out

    def remove(self, removal: Removal, captures: Iterable[int], files: Iterable[str], *, reason: str, at: str) -> None:
        """Delete the articles with all that hangs on them, put up tombstones, and note the captures and files to go."""
        near_texts = NearTexts(self._db)
        for article in removal.articles:
            row = self._db.execute("SELECT title, lead, text FROM articles WHERE id = ?", (article,)).fetchone()
            fulltext.remove(self._db, article, *row)
            kin = self._ids(
                "SELECT related_id FROM relations WHERE article_id = ?1 UNION SELECT article_id FROM relations WHERE related_id = ?1",
                (article,),
            )
            text_id = near_texts.text_of(article)
            near_texts.unlink(article)
            if text_id is not None:
                kin += near_texts.dissolve(near_texts.label(text_id))
            self._db.execute("UPDATE urls SET article_id = NULL WHERE article_id = ?", (article,))
            self._db.execute("DELETE FROM articles WHERE id = ?", (article,))
            near_texts.put_back(k for k in sorted(set(kin)) if k not in removal.articles)
        self._db.execute("DELETE FROM authors WHERE id NOT IN (SELECT author_id FROM article_authors)")
        self._db.execute("DELETE FROM tags WHERE id NOT IN (SELECT tag_id FROM article_tags)")
        for url_id in removal.urls:
            self._db.execute(
                "UPDATE urls SET outcome = 'forgotten', detail = 'taken down on request', state = 'done', next_fetch_at = NULL, "
                "lease_owner = NULL, lease_until = NULL, etag = NULL, last_modified = NULL WHERE id = ?",
                (url_id,),
            )
            self._db.execute("DELETE FROM backfill_urls WHERE url_id = ?", (url_id,))
        self._bury(removal, reason, at)
        self._note("capture", (str(c) for c in captures))
        self._note("file", files)
        self._note("database", ["archive.db"])

    def _bury(self, removal: Removal, reason: str, at: str) -> None:
        """Put up a tombstone for each form of each address, each wording and each uid: all of them, in few rows."""
        longest = max(len(removal.forms), len(removal.hashes), len(removal.uids))
        rows = []
        for n in range(longest):
            url = removal.forms[min(n, len(removal.forms) - 1)]
            content_hash = removal.hashes[n % len(removal.hashes)] if removal.hashes else None
            rows.append((url, content_hash, reason, at, removal.uids[n % len(removal.uids)] if removal.uids else None))
        self._db.conn.executemany(
            "INSERT OR IGNORE INTO tombstones (url, content_hash, reason, removed_at, uid) VALUES (?, ?, ?, ?, ?)", rows
        )

    # the work still to be done

    def _note(self, kind: str, what: Iterable[str]) -> None:
        self._db.conn.executemany(
            "INSERT OR IGNORE INTO forgetting (kind, what) VALUES (?, ?)", [(kind, one) for one in what]
        )

    def left(self) -> bool:
        """Return whether a take-down is not finished."""
        return self._db.execute("SELECT 1 FROM forgetting LIMIT 1").fetchone() is not None

    def files_to_rewrite(self) -> list[str]:
        """Return the WARC files that hold captures to be taken out."""
        rows = self._db.execute(
            "SELECT DISTINCT c.warc_file FROM forgetting f JOIN captures c ON c.id = CAST(f.what AS INTEGER) WHERE f.kind = 'capture' ORDER BY 1"
        )
        return [r[0] for r in rows.fetchall()]

    def offsets_to_drop(self, name: str) -> set[int]:
        """Return the places in a file of the captures to be taken out."""
        rows = self._db.execute(
            "SELECT c.warc_offset FROM forgetting f JOIN captures c ON c.id = CAST(f.what AS INTEGER) "
            "WHERE f.kind = 'capture' AND c.warc_file = ?",
            (name,),
        )
        return {r[0] for r in rows.fetchall()}

    def forgotten_forms(self) -> set[str]:
        """Return the addresses that have tombstones."""
        return {r[0] for r in self._db.execute("SELECT url FROM tombstones").fetchall()}

    def switch(self, name: str, new: tuple[str, int, str] | None, moved: dict[int, tuple[int, int]]) -> None:
        """Take the captures out and let the others of a file point into its new form; the old file is noted for deletion.

        `new` is name, size and SHA-256, None when nothing is left; `moved` is offset: (new offset, length).
        """
        gone = self._ids(
            "SELECT c.id FROM forgetting f JOIN captures c ON c.id = CAST(f.what AS INTEGER) WHERE f.kind = 'capture' AND c.warc_file = ?",
            (name,),
        )
        for capture in gone:
            self._db.execute("UPDATE fetches SET capture_id = NULL WHERE capture_id = ?", (capture,))
            self._db.execute("UPDATE captures SET revisit_of = NULL WHERE revisit_of = ?", (capture,))
            self._db.execute("DELETE FROM captures WHERE id = ?", (capture,))
            self._db.execute("DELETE FROM forgetting WHERE kind = 'capture' AND what = ?", (str(capture),))
        if new is not None:
            self._db.execute(
                "INSERT INTO warc_files (name, origin, owned, state, bytes, sha256) "
                "SELECT ?, origin, 1, 'finished', ?, ? FROM warc_files WHERE name = ?",
                (*new, name),
            )
            kept = self._db.execute("SELECT id, warc_offset FROM captures WHERE warc_file = ?", (name,)).fetchall()
            self._db.conn.executemany(
                "UPDATE captures SET warc_file = ?, warc_offset = ?, warc_length = ? WHERE id = ?",
                [(new[0], *moved[offset], capture) for capture, offset in kept],
            )
        self._db.execute("DELETE FROM warc_files WHERE name = ?", (name,))
        self._note("file", [name])

    def files_to_delete(self) -> list[str]:
        """Return the files that nothing points into any more."""
        return [r[0] for r in self._db.execute("SELECT what FROM forgetting WHERE kind = 'file' ORDER BY 1").fetchall()]

    def deleted(self, name: str) -> None:
        """Note that a file is deleted."""
        self._db.execute("DELETE FROM forgetting WHERE kind = 'file' AND what = ?", (name,))

    def merge_index(self) -> None:
        """Merge the full-text index, which drops the words of deleted articles from it (FTS5, `optimize`)."""
        self._db.execute("INSERT INTO articles_fts (articles_fts) VALUES ('optimize')")

    def compact(self) -> bool:
        """Rewrite the database file and empty its log; outside a transaction. False when somebody else reads it."""
        self._db.execute("VACUUM")
        return bool(self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0] == 0)

    def compacted(self) -> None:
        """Note that no deleted byte is left in the database."""
        self._db.execute("DELETE FROM forgetting WHERE kind = 'database'")

    def empty_log(self) -> None:
        """Empty the database's log; outside a transaction."""
        self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def overwrite_what_is_deleted(self) -> None:
        """From now on, zeros take the place of deleted rows on this connection."""
        self._db.execute("PRAGMA secure_delete = ON")

    def _ids(self, sql: str, values: tuple[object, ...]) -> list[int]:
        return [r[0] for r in self._db.execute(sql, values).fetchall() if r[0] is not None]
