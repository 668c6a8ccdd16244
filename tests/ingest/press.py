"""Put articles straight into an archive, as a recorder would: for tests of what articles are to each other."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urljoin

from newsarchive import identity
from newsarchive.items import Alternate, Article, Page, Pointer
from newsarchive.outlets.hostnames import host_of
from newsarchive.store.archive import Archive
from newsarchive.store.articles import Articles, Source
from newsarchive.store.captures import Captures
from newsarchive.store.ledger import Ledger, NewUrl

NOW = datetime(2026, 11, 22, 6, 30, tzinfo=UTC)
OUTLETS = {
    "baovinhlong": ("Báo Vĩnh Long", "https://baovinhlong.com.vn/", "newspaper"),
    "baocantho": ("Báo Cần Thơ", "https://baocantho.com.vn/", "newspaper"),
    "baodongthap": ("Báo Đồng Tháp", "https://baodongthap.vn/", "newspaper"),
    "vietnamvn": ("Vietnam.vn", "https://www.vietnam.vn/", "aggregator"),
    "vietnamplus": ("VietnamPlus", "https://www.vietnamplus.vn/", "newspaper"),
    "tonghop": ("Tổng Hợp", "https://tonghop.example/", "aggregator"),
}

# Syllables to write with: endless text whose three-word runs hardly ever meet by chance, as in real texts.
_ONSETS, _RIMES = (
    line.split()
    for line in (
        "b c ch d đ g gi h kh l m n ng nh ph qu r s t th tr v x",
        "a ai an ang anh ao ay ăn ăng âm ân e en eo ê ên i ia inh iu o oi on ông ô ôi ơ ơi u ua ung uôn ư ươi ương y yên",
    )
)


class Writer:
    """Writes sentences of made-up syllables, the same for the same seed."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)

    def words(self, count: int) -> list[str]:
        return [self._random.choice(_ONSETS) + self._random.choice(_RIMES) for _ in range(count)]

    def paragraph(self, words: int = 60) -> str:
        return " ".join(self.words(words)).capitalize() + "."

    def text(self, paragraphs: int = 6, words: int = 60) -> str:
        return "\n\n".join(self.paragraph(words) for _ in range(paragraphs))

    def with_other_words(self, text: str, share: float) -> str:
        """Return the text with this share of its words replaced."""
        words = text.split(" ")
        for place in self._random.sample(range(len(words)), round(len(words) * share)):
            words[place] = "".join(self.words(1))
        return " ".join(words)


def named(home: str, alternates: dict[str, str]) -> tuple[Alternate, ...]:
    """Return what a page names in other languages, from paths below `home` or whole addresses."""
    return tuple(Alternate(language, urljoin(home, path)) for language, path in sorted(alternates.items()))


class Press:
    """An archive into which articles are put one by one."""

    def __init__(self, path: Path) -> None:
        self.archive = Archive.open(path)
        db = self.archive.db
        with self.archive.transaction():
            for key, (name, home, kind) in OUTLETS.items():
                db["outlets"].insert({"key": key, "name": name, "home": home, "kind": kind, "enabled": 1})
            db["runs"].insert(
                {"id": 1, "command": "crawl", "started_at": "2026-11-22T06:00:00Z", "version": "0", "config_hash": "0"}
            )
            db["extractions"].insert(
                {"id": 1, "started_at": "2026-11-22T06:00:00Z", "version": "0", "libraries": "{}", "rules_hash": "0"}
            )
        self.articles = Articles(db)
        self.ledger = Ledger(db)
        self._number = 0

    def put(
        self,
        outlet: str,
        text: str,
        *,
        title: str = "Tin trong ngày",
        path: str | None = None,
        seen: str = "2026-11-22T06:00:00Z",
        published: str | None = None,
        lead: str | None = None,
        alternates: dict[str, str] | None = None,
        **fields: str | None,
    ) -> int:
        """Store an article; return its id. `published` is UTC text, or a day; `alternates` maps languages to paths of
        the outlet, or addresses.
        """
        self._number += 1
        url = OUTLETS[outlet][1] + (path or f"kinh-te/202611/bai-so-{self._number:06d}")
        normal = identity.normal_url(url)
        page = Page(url=url, status=200, headers=(), body=text.encode(), fetched_at=datetime.fromisoformat(seen))
        with self.archive.transaction():
            new = NewUrl(url, normal, identity.NORMAL_VERSION, outlet, host_of(url), "article")
            url_id, _ = self.ledger.add(new, at=seen, run_id=1)
            pointer = Pointer(f"<urn:{self._number}>", "none.warc.gz", self._number * 10, 10)
            capture = Captures(self.archive.db).add(url_id, 1, page, seen, page.digest, pointer)
            article = Article(
                url=url,
                title=title,
                text=text,
                lead=lead,
                language=fields.pop("language", "vi"),
                word_count=len(text.split()),
                published_at=published,
                published_on=published[:10] if published else None,
                published_utc=published if published and "T" in published else None,
                alternates=named(OUTLETS[outlet][1], alternates or {}),
                **fields,  # type: ignore[arg-type]
            )
            source = Source(capture, 1, seen, identity.content_hash(title, lead, text))
            article_id = self.articles.insert(article, uid=identity.uid(outlet, normal), outlet=outlet, source=source)
            self.ledger.judge(url_id, outcome="new", detail=None, at=seen, next_fetch_at=None)
            self.ledger.link_article(article_id, [normal])
        return article_id

    def url(self, article_id: int) -> str:
        return str(self.archive.db.execute("SELECT url FROM articles WHERE id = ?", (article_id,)).fetchone()[0])

    def edit(self, article_id: int, **changes: str) -> None:
        """Change columns of an article as a later reading would."""
        row = (
            next(self.archive.db.query("SELECT title, lead, text FROM articles WHERE id = ?", (article_id,))) | changes
        )
        row["content_hash"] = identity.content_hash(row["title"], row["lead"], row["text"])
        with self.archive.transaction():
            self.archive.db["articles"].update(article_id, row)

    def name_alternates(self, article_id: int, alternates: dict[str, str]) -> None:
        """Let the article's page name these languages from now on, as a later reading would."""
        row = self.articles.get(article_id)
        assert row is not None
        alternates_now = named(OUTLETS[row.outlet][1], alternates)
        article = replace(self.articles.as_article(article_id), alternates=alternates_now)
        with self.archive.transaction():
            self.articles.show(row, article, Source(row.capture_id, 1, row.capture_at, row.content_hash))

    def relations(self) -> set[tuple[str, str, str, float | None, str]]:
        """Return all relations by uid, with score and evidence."""
        return set(
            self.archive.db.execute(
                "SELECT a.uid, b.uid, r.kind, r.score, r.evidence FROM relations r "
                "JOIN articles a ON a.id = r.article_id JOIN articles b ON b.id = r.related_id"
            ).fetchall()
        )

    def pairs(self) -> set[tuple[int, int, str]]:
        """Return all relations by article id."""
        return set(self.archive.db.execute("SELECT article_id, related_id, kind FROM relations").fetchall())

    def stories(self) -> dict[str, str]:
        """Return uid -> story_id."""
        return dict(self.archive.db.execute("SELECT uid, story_id FROM articles").fetchall())

    def close(self) -> None:
        self.archive.close()
