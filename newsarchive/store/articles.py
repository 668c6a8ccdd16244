"""Articles: insert, new revision, re-reading; with authors, images, tags, alternates, provenance and the full-text index."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from newsarchive import identity
from newsarchive.items import Alternate, Article, Author, Image, Provenance
from newsarchive.store import fulltext
from newsarchive.store.host_aliases import HostAliases

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlite_utils import Database

_FIELDS = (
    "canonical_url", "section", "form", "title", "lead", "text", "byline", "published_at", "published_on", "published_utc",
    "modified_at", "language", "word_count", "source_name", "source_url", "image_url",
)  # fmt: skip
"""Columns of `articles` that are read off the page."""


@dataclass(frozen=True, slots=True)
class ArticleRow:
    """What deciding needs of a stored article."""

    id: int
    uid: str
    outlet: str
    title: str
    lead: str | None
    text: str
    content_hash: str
    revision: int
    capture_id: int
    extraction_id: int
    first_seen_at: str
    last_seen_at: str
    published_utc: str | None
    capture_at: str


@dataclass(frozen=True, slots=True)
class Source:
    """Where a stored reading came from: capture and extraction ids, the capture's moment, the content hash."""

    capture_id: int
    extraction_id: int
    at: str
    content_hash: str


@dataclass(frozen=True, slots=True)
class ReadFrom:
    """What was read from a capture: an article, and the number of its revision (None: none).

    `is_shown`: the article shows this capture.
    """

    article_id: int
    revision: int | None
    is_shown: bool


class Articles:
    """Writes of articles and what hangs on them; the caller holds the transaction."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def get(self, article_id: int) -> ArticleRow | None:
        """Return what deciding needs of an article, or None."""
        row = self._db.execute(
            "SELECT a.id, a.uid, a.outlet, a.title, a.lead, a.text, a.content_hash, a.revision, a.capture_id, a.extraction_id, "
            "a.first_seen_at, a.last_seen_at, a.published_utc, c.fetched_at "
            "FROM articles a JOIN captures c ON c.id = a.capture_id WHERE a.id = ?",
            (article_id,),
        ).fetchone()
        return ArticleRow(*row) if row else None

    def find(self, outlet: str, normal_urls: Iterable[str]) -> int | None:
        """Return the id of the outlet's article that one of these normal URLs denotes."""
        for normal in normal_urls:
            row = self._db.execute(
                "SELECT article_id FROM urls WHERE normal_url = ? AND outlet = ? AND article_id IS NOT NULL LIMIT 1",
                (normal, outlet),
            ).fetchone()
            if row:
                return int(row[0])
        return None

    def find_same(self, outlet: str, normal_url: str, content_hash: str, published_at: str | None) -> int | None:
        """Return the outlet's article of these very words that is this page at another address, or None.

        It is when the two were published at the same minute, or when only the host differs (an old domain of the paper).
        """
        rows = self._db.execute(
            "SELECT a.id, a.published_at, u.normal_url FROM articles a LEFT JOIN urls u ON u.article_id = a.id "
            "WHERE a.content_hash = ? AND a.outlet = ? ORDER BY a.id",
            (content_hash, outlet),
        ).fetchall()
        path = normal_url.partition("://")[2].partition("/")[2]
        for article_id, published, normal in rows:
            dated = published is not None and "T" in published and published == published_at
            if dated or (path and normal and normal.partition("://")[2].partition("/")[2] == path):
                return int(article_id)
        return None

    def has_tombstones(self) -> bool:
        """Return whether anything was ever taken down."""
        return self._db.execute("SELECT 1 FROM tombstones LIMIT 1").fetchone() is not None

    def is_tombstoned(self, urls: Iterable[str]) -> bool:
        """Return whether one of these addresses, or its normal form, was taken down."""
        return any(
            self._db.execute("SELECT 1 FROM tombstones WHERE url = ? LIMIT 1", (url,)).fetchone() for url in urls
        )

    def piece_is_tombstoned(self, urls: Iterable[str], content_hash: str) -> bool:
        """Return whether a piece was taken down, by one of its addresses or by its very words."""
        return self.is_tombstoned(urls) or self.words_are_tombstoned(content_hash)

    def words_are_tombstoned(self, content_hash: str) -> bool:
        """Return whether these very words were taken down, at whatever address."""
        row = self._db.execute("SELECT 1 FROM tombstones WHERE content_hash = ? LIMIT 1", (content_hash,)).fetchone()
        return row is not None

    def insert(self, article: Article, *, uid: str, outlet: str, source: Source) -> int:
        """Store a new article with its first revision; return its id."""
        values = {
            "uid": uid, "url": article.url, "outlet": outlet, **{f: getattr(article, f) for f in _FIELDS},
            "first_seen_at": source.at, "last_seen_at": source.at, "content_hash": source.content_hash, "revision": 1,
            "story_id": uid, "capture_id": source.capture_id, "extraction_id": source.extraction_id,
        }  # fmt: skip
        article_id = cast("int", self._db.table("articles").insert(values).last_pk)
        self._add_revision(article_id, 1, article, source)
        self._add_parts(article_id, article)
        fulltext.add(self._db, article_id, article.title, article.lead, article.text)
        return article_id

    def seen(self, row: ArticleRow, at: str) -> None:
        """Widen the span in which the article was seen by a capture date."""
        self._db.execute(
            "UPDATE articles SET first_seen_at = min(first_seen_at, ?1), last_seen_at = max(last_seen_at, ?1) WHERE id = ?2",
            (at, row.id),
        )

    def moved(self, article_id: int, url: str) -> None:
        """Note that the article now stands at another address (a permanent redirect)."""
        self._db.execute("UPDATE articles SET canonical_url = ? WHERE id = ?", (url, article_id))

    def add_revision(self, row: ArticleRow, article: Article, source: Source) -> int:
        """Enter an edit as the next revision; the article shows it when its capture is the latest. Return its number."""
        number = row.revision + 1
        self._add_revision(row.id, number, article, source)
        self._db.execute("UPDATE articles SET revision = ? WHERE id = ?", (number, row.id))
        self.seen(row, source.at)
        if source.at >= row.capture_at:
            self.show(row, article, source)
        return number

    def show(self, row: ArticleRow, article: Article, source: Source) -> None:
        """Let the article show this reading (a later capture, or the same one read with newer rules)."""
        values: dict[str, Any] = {f: getattr(article, f) for f in _FIELDS}
        values |= {
            "content_hash": source.content_hash,
            "capture_id": source.capture_id,
            "extraction_id": source.extraction_id,
        }
        self._db.execute(
            f"UPDATE articles SET {', '.join(f'{k} = ?' for k in values)} WHERE id = ?", (*values.values(), row.id)
        )
        if (row.title, row.lead, row.text) != (article.title, article.lead, article.text):
            fulltext.remove(self._db, row.id, row.title, row.lead, row.text)
            fulltext.add(self._db, row.id, article.title, article.lead, article.text)
        for table in ("article_authors", "images", "article_tags", "alternates", "provenance"):
            self._db.execute(f"DELETE FROM {table} WHERE article_id = ?", (row.id,))
        self._add_parts(row.id, article)

    def reread(self, stored: ReadFrom, article: Article, source: Source, *, is_changed: bool) -> None:
        """Replace what was read from a capture by the present rules' reading of it: no revision.

        `is_changed`: the article shows the capture, and some field of it differs.
        """
        row = self.get(stored.article_id) if is_changed else None
        if row is not None:
            self.show(row, article, source)
        revision = stored.revision
        if revision is not None and self._revision_differs(stored.article_id, revision, article):
            self._reread_revision(stored.article_id, revision, article, source)

    def _reread_revision(self, article_id: int, revision: int, article: Article, source: Source) -> None:
        self._db.execute(
            "UPDATE revisions SET extraction_id = ?, title = ?, lead = ?, text = ?, byline = ?, published_at = ?, modified_at = ?, "
            "content_hash = ? WHERE article_id = ? AND revision = ?",
            (
                source.extraction_id, article.title, article.lead, article.text, article.byline, article.published_at,
                article.modified_at, source.content_hash, article_id, revision,
            ),
        )  # fmt: skip

    def read_from(self, capture_id: int) -> list[ReadFrom]:
        """Return the articles and revisions that were read from a capture."""
        rows = self._db.execute(
            "SELECT a.id, r.revision, a.capture_id = ?1 FROM articles a LEFT JOIN revisions r ON r.article_id = a.id AND "
            "r.capture_id = ?1 WHERE a.id IN (SELECT article_id FROM revisions WHERE capture_id = ?1 "
            "UNION SELECT id FROM articles WHERE capture_id = ?1)",
            (capture_id,),
        ).fetchall()
        return [ReadFrom(r[0], r[1], bool(r[2])) for r in rows]

    def as_article(self, article_id: int) -> Article:
        """Return a stored article with its authors, images, tags, alternates and provenance, as extraction gave it."""
        columns = ("url", *_FIELDS)
        row = self._db.execute(f"SELECT {', '.join(columns)} FROM articles WHERE id = ?", (article_id,)).fetchone()
        authors = self._db.execute(
            "SELECT n.name, x.role FROM article_authors x JOIN authors n ON n.id = x.author_id WHERE x.article_id = ? ORDER BY x.position",
            (article_id,),
        ).fetchall()
        images = self._db.execute(
            "SELECT url, caption, credit FROM images WHERE article_id = ? ORDER BY position", (article_id,)
        ).fetchall()
        # In the order they were stored: tag ids rise with first use, so the order in which a page prints them is not kept.
        tags = self._db.execute(
            "SELECT n.name FROM article_tags x JOIN tags n ON n.id = x.tag_id WHERE x.article_id = ? ORDER BY n.name",
            (article_id,),
        ).fetchall()
        alternates = self._db.execute(
            "SELECT language, url FROM alternates WHERE article_id = ? ORDER BY language", (article_id,)
        ).fetchall()
        provenance = self._db.execute(
            "SELECT field, source, raw, rule FROM provenance WHERE article_id = ?", (article_id,)
        ).fetchall()
        return Article(
            **dict(zip(columns, row, strict=True)),
            authors=tuple(Author(*a) for a in authors),
            images=tuple(Image(*i) for i in images),
            tags=tuple(t[0] for t in tags),
            alternates=tuple(Alternate(*a) for a in alternates),
            provenance=tuple(Provenance(*p) for p in provenance),
        )

    def _revision_differs(self, article_id: int, revision: int, article: Article) -> bool:
        row = self._db.execute(
            "SELECT title, lead, text, byline, published_at, modified_at FROM revisions WHERE article_id = ? AND revision = ?",
            (article_id, revision),
        ).fetchone()
        return tuple(row) != (
            article.title,
            article.lead,
            article.text,
            article.byline,
            article.published_at,
            article.modified_at,
        )

    def _add_revision(self, article_id: int, number: int, article: Article, source: Source) -> None:
        self._db.execute(
            "INSERT INTO revisions (article_id, revision, capture_id, extraction_id, observed_at, title, lead, text, byline, "
            "published_at, modified_at, content_hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                article_id, number, source.capture_id, source.extraction_id, source.at, article.title, article.lead, article.text,
                article.byline, article.published_at, article.modified_at, source.content_hash,
            ),
        )  # fmt: skip

    def _add_parts(self, article_id: int, article: Article) -> None:
        for position, author in enumerate(article.authors):
            self._db.execute(
                "INSERT INTO article_authors (article_id, author_id, position, role) VALUES (?, ?, ?, ?)",
                (article_id, self._named("authors", author.name), position, author.role),
            )
        self._db.conn.executemany(
            "INSERT INTO images (article_id, position, url, caption, credit) VALUES (?, ?, ?, ?, ?)",
            [(article_id, n, i.url, i.caption, i.credit) for n, i in enumerate(article.images)],
        )
        for tag in dict.fromkeys(article.tags):
            self._db.execute(
                "INSERT INTO article_tags (article_id, tag_id) VALUES (?, ?)", (article_id, self._named("tags", tag))
            )
        aliases = HostAliases(self._db).all() if article.alternates else {}
        self._db.conn.executemany(
            "INSERT INTO alternates (article_id, language, url, normal_url) VALUES (?, ?, ?, ?)",
            [(article_id, a.language, a.url, identity.normal_url(a.url, aliases=aliases)) for a in article.alternates],
        )
        self._db.conn.executemany(
            "INSERT OR REPLACE INTO provenance (article_id, field, source, raw, rule) VALUES (?, ?, ?, ?, ?)",
            [(article_id, p.field, p.source, p.raw, p.rule) for p in article.provenance],
        )

    def _named(self, table: str, name: str) -> int:
        row = self._db.execute(f"SELECT id FROM {table} WHERE name = ?", (name,)).fetchone()
        if row:
            return int(row[0])
        cursor = self._db.execute(f"INSERT INTO {table} (name) VALUES (?)", (name,))
        assert cursor.lastrowid is not None
        return cursor.lastrowid
