"""Take an article out of the archive: its rows, its addresses' future, and what of the work is still to be done."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from newsarchive.store import fulltext
from newsarchive.store.captures import Capture, Captures
from newsarchive.store.nearness import Nearness

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sqlite_utils import Database


@dataclass(frozen=True, slots=True)
class Copy:
    """An article that shares text or story with the one taken down."""

    id: int
    uid: str
    outlet: str
    url: str
    title: str


@dataclass(frozen=True, slots=True)
class Doomed:
    """All that belongs to what is to be taken down.

    `urls` are ids of the ledger; `forms` every form of their addresses; `hashes` every wording there was; `captures`
    what holds the pages. `articles` are more than one when another address served the very same bytes.
    """

    articles: tuple[int, ...]
    uids: tuple[str, ...]
    urls: tuple[int, ...]
    forms: tuple[str, ...]
    hashes: tuple[str, ...]
    captures: tuple[int, ...]
    titles: tuple[str, ...]


class Forgetting:
    """Reads and writes of a take-down; the caller holds the transaction where something is written."""

    def __init__(self, db: Database) -> None:
        self._db = db

    # what is meant

    def addresses(self, url: str, normal_url: str) -> list[int]:
        """Return the addresses of the ledger that are this one in any form."""
        return self._ids("SELECT id FROM urls WHERE url = ? OR normal_url = ? ORDER BY id", (url, normal_url))

    def are_lists(self, urls: Iterable[int]) -> bool:
        """Tell whether one of these addresses is a list, a feed or the like."""
        return any(
            self._db.execute("SELECT role <> 'article' FROM urls WHERE id = ?", (url_id,)).fetchone()[0]
            for url_id in urls
        )

    def tombstone(self, url: str, normal_url: str) -> str | None:
        """Return when and why an address was taken down, in words; None when it was not."""
        row = self._db.execute(
            "SELECT removed_at, reason FROM tombstones WHERE url IN (?, ?) ORDER BY removed_at DESC LIMIT 1",
            (url, normal_url),
        ).fetchone()
        return f"taken down on {row[0]}: {row[1]}" if row else None

    def doomed(self, articles: Iterable[int], urls: Iterable[int]) -> Doomed:
        """Return all that belongs to these articles and addresses.

        An address that leads to one of them is theirs, and so is a page of the very same bytes at another address.
        """
        article_ids, url_ids, captures = set(articles), set(urls), set[int]()
        while True:
            before = (len(article_ids), len(url_ids), len(captures))
            for article in sorted(article_ids):
                url_ids.update(self._ids("SELECT id FROM urls WHERE article_id = ?", (article,)))
                captures.update(
                    self._ids(
                        "SELECT capture_id FROM revisions WHERE article_id = ?1 UNION SELECT capture_id FROM articles WHERE id = ?1",
                        (article,),
                    )
                )
            for url in sorted(url_ids):
                article_ids.update(self._ids("SELECT article_id FROM urls WHERE id = ?", (url,)))
                url_ids.update(
                    self._ids(
                        "SELECT b.id FROM urls a JOIN urls b ON b.normal_url = a.normal_url OR b.target_id = a.id WHERE a.id = ?",
                        (url,),
                    )
                )
                # Redirects and errors hold no words of the article; others may stand on their bytes.
                captures.update(
                    self._ids(
                        "SELECT id FROM captures WHERE url_id = ? AND (http_status BETWEEN 200 AND 299 OR http_status = 304)",
                        (url,),
                    )
                )
            for capture in sorted(captures):
                captures.update(
                    self._ids(
                        "SELECT id FROM captures WHERE revisit_of = ?1 UNION "
                        "SELECT revisit_of FROM captures WHERE id = ?1 AND revisit_of IS NOT NULL",
                        (capture,),
                    )
                )
                url_ids.update(self._ids("SELECT url_id FROM captures WHERE id = ?", (capture,)))
                article_ids.update(
                    self._ids(
                        "SELECT id FROM articles WHERE capture_id = ?1 UNION SELECT article_id FROM revisions WHERE capture_id = ?1",
                        (capture,),
                    )
                )
            if (len(article_ids), len(url_ids), len(captures)) == before:
                break
        return self._described(sorted(article_ids), sorted(url_ids), sorted(captures))

    def _described(self, articles: list[int], urls: list[int], captures: list[int]) -> Doomed:
        uids, forms, hashes, titles = [], [], [], []
        for article in articles:
            for uid, url, canonical in self._db.execute(
                "SELECT uid, url, canonical_url FROM articles WHERE id = ?", (article,)
            ).fetchall():
                uids.append(uid)
                forms += [url, *([canonical] if canonical else [])]
            for title, content_hash in self._db.execute(
                "SELECT title, content_hash FROM revisions WHERE article_id = ?1 UNION SELECT title, content_hash FROM articles WHERE id = ?1",
                (article,),
            ).fetchall():
                hashes.append(content_hash)
                titles.append(title)
        for url_id in urls:
            forms += self._db.execute("SELECT url, normal_url FROM urls WHERE id = ?", (url_id,)).fetchone()
        unique = [tuple(sorted(set(values))) for values in (forms, hashes, titles)]
        return Doomed(tuple(articles), tuple(uids), tuple(urls), unique[0], unique[1], tuple(captures), unique[2])

    def captures_without_article(self, outlets: Sequence[str]) -> list[Capture]:
        """Return the kept pages of these outlets that are no article's: sections, feeds and the like may print a title."""
        marks = ", ".join("?" * len(outlets))
        found = self._ids(
            "SELECT c.id FROM captures c JOIN urls u ON u.id = c.url_id WHERE u.article_id IS NULL AND u.role <> 'other' "
            f"AND c.http_status = 200 AND u.outlet IN ({marks}) ORDER BY c.id",
            tuple(outlets),
        )
        captures = Captures(self._db)
        return [captures.get(number) for number in found]

    def captures_of_others(self, doomed: Doomed, outlets: Sequence[str]) -> list[tuple[str, Capture]]:
        """Return the kept pages of these outlets' other articles, each with its address, captured since the doomed one was."""
        marks, own = ", ".join("?" * len(outlets)), ", ".join("?" * len(doomed.articles))
        rows = self._db.execute(
            "SELECT u.url, c.id FROM captures c JOIN urls u ON u.id = c.url_id WHERE u.article_id IS NOT NULL "
            f"AND u.article_id NOT IN ({own}) AND c.http_status = 200 AND c.revisit_of IS NULL AND u.outlet IN ({marks}) "
            f"AND c.fetched_at >= (SELECT min(first_seen_at) FROM articles WHERE id IN ({own})) ORDER BY c.id",
            (*doomed.articles, *outlets, *doomed.articles),
        ).fetchall()
        captures = Captures(self._db)
        return [(url, captures.get(number)) for url, number in rows]

    def outlets(self, urls: Sequence[int]) -> list[str]:
        """Return the outlets of these addresses."""
        marks = ", ".join("?" * len(urls))
        return [
            r[0]
            for r in self._db.execute(
                f"SELECT DISTINCT outlet FROM urls WHERE id IN ({marks}) ORDER BY 1", tuple(urls)
            ).fetchall()
        ]

    def standing_on(self, captures: Iterable[int]) -> list[int]:
        """Return the captures whose bytes are these captures', and those whose bytes these use."""
        found: set[int] = set()
        for capture in captures:
            found.update(self._ids("SELECT id FROM captures WHERE revisit_of = ?", (capture,)))
        return sorted(found)

    def linked_files(self, captures: Iterable[int]) -> list[str]:
        """Return the files that hold these captures and are not the archive's own."""
        names: set[str] = set()
        for capture in captures:
            names.update(
                r[0]
                for r in self._db.execute(
                    "SELECT c.warc_file FROM captures c JOIN warc_files f ON f.name = c.warc_file WHERE c.id = ? AND f.owned = 0",
                    (capture,),
                ).fetchall()
            )
        return sorted(names)

    def copies(self, doomed: Doomed) -> list[Copy]:
        """Return the articles that share a relation, a story or the very words with what is taken down."""
        found: dict[int, Copy] = {}
        for article in doomed.articles:
            rows = self._db.execute(
                "SELECT o.id, o.uid, o.outlet, o.url, o.title FROM articles a JOIN articles o ON o.story_id = a.story_id "
                "OR o.content_hash = a.content_hash OR o.id IN (SELECT related_id FROM relations WHERE article_id = a.id) "
                "OR o.id IN (SELECT article_id FROM relations WHERE related_id = a.id) WHERE a.id = ?",
                (article,),
            ).fetchall()
            found.update({row[0]: Copy(*row) for row in rows if row[0] not in doomed.articles})
        return [found[number] for number in sorted(found)]

    # taking it out

    def remove(self, doomed: Doomed, captures: Iterable[int], files: Iterable[str], *, reason: str, at: str) -> None:
        """Delete the articles with all that hangs on them, put up tombstones, and note the captures and files to go."""
        nearness = Nearness(self._db)
        for article in doomed.articles:
            row = self._db.execute("SELECT title, lead, text FROM articles WHERE id = ?", (article,)).fetchone()
            fulltext.remove(self._db, article, *row)
            kin = self._ids(
                "SELECT related_id FROM relations WHERE article_id = ?1 UNION SELECT article_id FROM relations WHERE related_id = ?1",
                (article,),
            )
            text_id = nearness.text_of(article)
            nearness.unlink(article)
            if text_id is not None:
                kin += nearness.dissolve(nearness.label(text_id))
            self._db.execute("UPDATE urls SET article_id = NULL WHERE article_id = ?", (article,))
            self._db.execute("DELETE FROM articles WHERE id = ?", (article,))
            nearness.put_back(k for k in sorted(set(kin)) if k not in doomed.articles)
        self._db.execute("DELETE FROM authors WHERE id NOT IN (SELECT author_id FROM article_authors)")
        self._db.execute("DELETE FROM tags WHERE id NOT IN (SELECT tag_id FROM article_tags)")
        for url_id in doomed.urls:
            self._db.execute(
                "UPDATE urls SET outcome = 'forgotten', detail = 'taken down on request', state = 'done', next_fetch_at = NULL, "
                "lease_owner = NULL, lease_until = NULL, etag = NULL, last_modified = NULL WHERE id = ?",
                (url_id,),
            )
            self._db.execute("DELETE FROM backfill_urls WHERE url_id = ?", (url_id,))
        self._bury(doomed, reason, at)
        self._note("capture", (str(c) for c in captures))
        self._note("file", files)
        self._note("database", ["archive.db"])

    def _bury(self, doomed: Doomed, reason: str, at: str) -> None:
        """Put up a tombstone for each form of each address, each wording and each uid: all of them, in few rows."""
        longest = max(len(doomed.forms), len(doomed.hashes), len(doomed.uids))
        rows = []
        for n in range(longest):
            url = doomed.forms[min(n, len(doomed.forms) - 1)]
            content_hash = doomed.hashes[n % len(doomed.hashes)] if doomed.hashes else None
            rows.append((url, content_hash, reason, at, doomed.uids[n % len(doomed.uids)] if doomed.uids else None))
        self._db.conn.executemany(
            "INSERT OR IGNORE INTO tombstones (url, content_hash, reason, removed_at, uid) VALUES (?, ?, ?, ?, ?)", rows
        )

    # the work still to be done

    def _note(self, kind: str, what: Iterable[str]) -> None:
        self._db.conn.executemany(
            "INSERT OR IGNORE INTO forgetting (kind, what) VALUES (?, ?)", [(kind, one) for one in what]
        )

    def left(self) -> bool:
        """Tell whether a take-down is not finished."""
        return self._db.execute("SELECT 1 FROM forgetting LIMIT 1").fetchone() is not None

    def files_to_rewrite(self) -> list[str]:
        """Return the WARC files that hold captures to be taken out."""
        rows = self._db.execute(
            "SELECT DISTINCT c.warc_file FROM forgetting f JOIN captures c ON c.id = CAST(f.what AS INTEGER) WHERE f.kind = 'capture' ORDER BY 1"
        )
        return [r[0] for r in rows.fetchall()]

    def offsets_to_drop(self, name: str) -> set[int]:
        """Return where the captures to be taken out stand in a file."""
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
        """Write the database file anew and empty its log; outside a transaction. False when somebody else reads it."""
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
