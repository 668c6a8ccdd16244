"""Visits to one newspaper, for tests of single steps: its addresses, what came from them, and what was read there."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

from newsarchive.identity import normal_url
from newsarchive.ingest.lists.book import ListBook
from newsarchive.ingest.reading import Found, Reading, article_reading, read
from newsarchive.ingest.record import Recorder
from newsarchive.ingest.run import Run
from newsarchive.ingest.values import Range, Verdict, Visit
from newsarchive.items import Article, Headers, Page, Role, utc_text
from newsarchive.outlets import Outlet
from newsarchive.outlets.hostnames import host_of
from newsarchive.outlets.registry import Registry
from newsarchive.store.channels import Kind
from newsarchive.store.ledger import NewUrl, UrlRow
from tests.ingest.press import Writer
from tests.ingest.running import NOW, a_run

if TYPE_CHECKING:
    from newsarchive.ingest.judge import Reread

HOME = "https://bao.example/"
PAPER = Outlet(key="bao", name="Báo", home=HOME)
OTHER = Outlet(key="khac", name="Khác", home="https://khac.example/")
FIRST, SECOND = "tin/202611/bai-thu-nhat-1000001.html", "tin/202611/bai-thu-hai-1000002.html"
PUBLISHED = "2026-11-20T09:30:00+07:00"


def url(path: str) -> str:
    """Return an address of the newspaper."""
    return urljoin(HOME, path)


def hours(number: float) -> datetime:
    """Return the moment so many hours after the run's."""
    return NOW + timedelta(hours=number)


def page(path: str, body: bytes = b"", *, status: int = 200, at: datetime = NOW, **facts: Any) -> Page:
    """Return what came from an address; `facts` are further fields of `Page`."""
    headers: Headers = facts.pop("headers", ())
    return Page(url(path), status, headers, body, at, **facts)


def article(path: str, words: int = 1, *, published: str | None = PUBLISHED, **facts: Any) -> Reading:
    """Return the reading of an article whose words are those written with a seed; `facts` are fields of `Article`."""
    moment = datetime.fromisoformat(published) if published else None
    title, text = Writer(words).paragraph(12), Writer(words + 1_000).text(3, 40)
    read_off: dict[str, Any] = {
        "title": title,
        "text": text,
        "published_at": published,
        "published_on": published and published[:10],
        "published_utc": utc_text(moment) if moment else None,
    }
    return article_reading(Article(url(path), **(read_off | facts)), PAPER)


def found(path: str, role: Role = "article", lastmod: str | None = None, *, edition: str | None = None) -> Found:
    """Return an address that a list names; one of another host is off-site."""
    full = url(path)
    return Found(full, normal_url(full), host_of(full), role, lastmod, not PAPER.owns(full), edition)


def names(*paths: str, following: str | None = None) -> Reading:
    """Return the reading of a list that names articles, and perhaps its next page."""
    ahead = found(following, "list") if following else None
    return Reading("listed", found=tuple(map(found, paths)), next_page=ahead)


class Desk:
    """A run with its recorder and lists, where visits to the newspaper are made."""

    def __init__(
        self, run: Run, *, wanted: Range | None = None, registry: Registry | None = None, reread: Reread = read
    ) -> None:
        self.run = run
        with run.batch():
            run.enter_outlet(PAPER)
        self.lists = ListBook(run, wanted)
        self.recorder = Recorder(run, reread, lists=self.lists, wanted=wanted, registry=registry)

    def enter(self, path: str, role: Role = "article", *, channel_id: int | None = None) -> UrlRow:
        """Enter an address that is due, unless it is there; return its row."""
        with self.run.archive.transaction():
            new = NewUrl.of(url(path), PAPER, role, channel_id=channel_id)
            url_id, _ = self.run.ledger.add(new, at=self.run.at(), run_id=self.run.id)
        return self.run.ledger.get(url_id)

    def channel(self, kind: Kind, path: str, *, declared: bool = False) -> int:
        """Enter a list to start from; return its channel."""
        with self.run.archive.transaction():
            self.lists.start_from(PAPER, kind, url(path), at=self.run.at(), due=True, declared=declared)
        return self.row(path).channel_id or 0

    def visit(self, path: str, reading: Reading, answer: Page | None = None, **facts: Any) -> Visit:
        """Return a visit to an address, entered unless it is there; `facts` are further fields of `Visit`.

        The answer is one with a body of its own for each moment, unless it is given.
        """
        at = facts.pop("at", NOW)
        row = self.enter(path, facts.pop("role", "article"))
        answer = answer or page(path, f"{path} {at}".encode() * 20, at=at)
        facts = {"channel_id": row.channel_id, "final": False} | facts
        return Visit(row.id, facts.pop("outlet", PAPER), row.role, answer, reading, **facts)

    def failed(self, path: str, outcome: str, **facts: Any) -> Visit:
        """Return a visit from which nothing came back."""
        row = self.enter(path, facts.pop("role", "article"))
        facts = {"channel_id": row.channel_id} | facts
        return Visit(row.id, PAPER, row.role, None, Reading(outcome), **facts)

    def moved(self, path: str, target: str, status: int = 302, **facts: Any) -> Visit:
        """Return a visit to an address that redirects."""
        reading = Reading("redirect", f"HTTP {status}", redirect_to=url(target))
        return self.visit(path, reading, page(path, status=status, at=facts.pop("at", NOW)), **facts)

    def record(self, visit: Visit) -> Verdict:
        """Record a visit in a batch of its own."""
        with self.run.batch():
            return self.recorder.record(visit)

    def read(self, path: str, words: int = 1, at: datetime = NOW, **facts: Any) -> Verdict:
        """Record a visit to an address that brings an article."""
        return self.record(self.visit(path, article(path, words, **facts), at=at))

    def row(self, path: str) -> UrlRow:
        """Return the ledger's row of an address; it must be there."""
        row = self.run.ledger.find(url(path))
        assert row is not None, path
        return row

    def one(self, sql: str, *values: object) -> Any:
        """Return the only value of a query, or its only row."""
        (row,) = self.run.archive.db.execute(sql, values).fetchall()
        return row[0] if len(row) == 1 else tuple(row)

    def count(self, table: str) -> int:
        """Return how many rows a table has."""
        return int(self.one(f"SELECT count(*) FROM {table}"))

    def bury(self, path: str, content_hash: str | None = None) -> None:
        """Put up the tombstone of an article that was taken down."""
        with self.run.archive.transaction():
            self.run.archive.db.execute(
                "INSERT INTO tombstones (url, content_hash, reason, removed_at) VALUES (?, ?, 'asked', ?)",
                (normal_url(url(path)), content_hash, self.run.at()),
            )


@contextmanager
def a_desk(folder: Path, *, keep_all: bool = False, now: datetime = NOW, **facts: Any) -> Iterator[Desk]:
    """Give a desk on a run of its own; `facts` are further ones of `Desk`."""
    with a_run(folder, keep_all=keep_all, now=now) as run:
        yield Desk(run, **facts)
