"""Find what belongs to an article or address that is to be taken down, and who else prints its words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from newsarchive.store.captures import Capture, Captures

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
class Removal:
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


class TakedownScope:
    """Reads of what a take-down is about."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def addresses(self, url: str, normal_url: str) -> list[int]:
        """Return the addresses of the ledger that are this one in any form."""
        return self._ids("SELECT id FROM urls WHERE url = ? OR normal_url = ? ORDER BY id", (url, normal_url))

    def are_lists(self, urls: Iterable[int]) -> bool:
        """Return whether one of these addresses is a list, a feed or the like."""
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

    def removal(self, articles: Iterable[int], urls: Iterable[int]) -> Removal:
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
                # Redirects and errors hold no words of the article; other captures may use their bytes.
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

    def _described(self, articles: list[int], urls: list[int], captures: list[int]) -> Removal:
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
        return Removal(tuple(articles), tuple(uids), tuple(urls), unique[0], unique[1], tuple(captures), unique[2])

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

    def captures_of_others(self, removal: Removal, outlets: Sequence[str]) -> list[tuple[str, Capture]]:
        """Return the kept pages of these outlets' other articles, each with its address, captured since the one taken down was."""
        marks, own = ", ".join("?" * len(outlets)), ", ".join("?" * len(removal.articles))
        rows = self._db.execute(
            "SELECT u.url, c.id FROM captures c JOIN urls u ON u.id = c.url_id WHERE u.article_id IS NOT NULL "
            f"AND u.article_id NOT IN ({own}) AND c.http_status = 200 AND c.revisit_of IS NULL AND u.outlet IN ({marks}) "
            f"AND c.fetched_at >= (SELECT min(first_seen_at) FROM articles WHERE id IN ({own})) ORDER BY c.id",
            (*removal.articles, *outlets, *removal.articles),
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

    def copies(self, removal: Removal) -> list[Copy]:
        """Return the articles that share a relation, a story or the very words with what is taken down."""
        found: dict[int, Copy] = {}
        for article in removal.articles:
            rows = self._db.execute(
                "SELECT o.id, o.uid, o.outlet, o.url, o.title FROM articles a JOIN articles o ON o.story_id = a.story_id "
                "OR o.content_hash = a.content_hash OR o.id IN (SELECT related_id FROM relations WHERE article_id = a.id) "
                "OR o.id IN (SELECT article_id FROM relations WHERE related_id = a.id) WHERE a.id = ?",
                (article,),
            ).fetchall()
            found.update({row[0]: Copy(*row) for row in rows if row[0] not in removal.articles})
        return [found[number] for number in sorted(found)]

    def _ids(self, sql: str, values: tuple[object, ...]) -> list[int]:
        return [r[0] for r in self._db.execute(sql, values).fetchall() if r[0] is not None]
