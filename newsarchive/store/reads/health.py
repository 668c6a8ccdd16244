"""Read the history of an outlet: outcomes of a run, new articles a day, fields of articles, yields of channels."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from newsarchive.items import utc_text
from newsarchive.store.channels import Channels

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime, timedelta

    from sqlite_utils import Database

    from newsarchive.store.channels import Channel, Polled

FIELDS = ("byline", "lead", "published_at")
"""Columns of articles whose presence is watched."""


@dataclass(frozen=True, slots=True)
class Tally:
    """How many addresses of a role (or the `home` page) ended a run in an outcome; `detail` is one of theirs.

    `held`: the pages brought no article in this run, but an article of theirs is in the archive.
    """

    role: str
    outcome: str
    number: int
    detail: str
    held: bool = False


@dataclass(frozen=True, slots=True)
class ArticleFacts:
    """What is watched of an article: length of its text, which fields it has, where each was read from."""

    id: int
    letters: int
    has: frozenset[str]
    sources: dict[str, str]
    extraction_id: int


@dataclass(frozen=True, slots=True)
class ChannelFacts:
    """A channel with its latest polls, newest first; `new` is what it first met in the time watched."""

    channel: Channel
    polls: tuple[Polled, ...]
    freshest_at: str | None = None


@dataclass(slots=True)
class OutletFacts:
    """All that is judged of an outlet after a run.

    `new_by_day`: days ago (0 = the last 24 hours) -> articles new in the runs of that day; days without a run are not
    in it. `articles` are the latest, newest first, of which the first `in_run` came or changed in this run.
    `emptied` and `whole` count pages that were no article for want of text, and those that were one, before this run.
    """

    tallies: list[Tally] = field(default_factory=list)
    new_by_day: dict[int, int] = field(default_factory=dict)
    articles: list[ArticleFacts] = field(default_factory=list)
    in_run: int = 0
    usual_from: int = 0
    whole: int = 0
    emptied: int = 0
    channels: list[ChannelFacts] = field(default_factory=list)


EMPTIED = ("empty", "too_short", "script_only", "section", "error_page")
"""Kinds of `not_article` that an article's page turns into when its template changes."""

_BROUGHT = ("new", "changed")


class Health:
    """Reads of the history, for the outlets of one run."""

    def __init__(self, db: Database, run_id: int) -> None:
        self._db = db
        self._run_id = run_id
        self._channels = Channels(db)

    def tallies(self) -> dict[str, list[Tally]]:
        """Return by outlet how the addresses of this run ended; of several tries the last one counts."""
        rows = self._db.execute(
            "SELECT u.outlet, iif(u.url = o.home, 'home', u.role), f.outcome, iif(f.outcome = 'not_article', f.detail, NULL), "
            "f.outcome IN ('not_article', 'extract_error') AND u.article_id IS NOT NULL, count(*), max(f.detail) "
            "FROM (SELECT url_id, outcome, detail, max(id) FROM fetches WHERE run_id = ? GROUP BY url_id) f "
            "JOIN urls u ON u.id = f.url_id JOIN outlets o ON o.key = u.outlet GROUP BY 1, 2, 3, 4, 5",
            (self._run_id,),
        ).fetchall()
        tallies: dict[str, list[Tally]] = defaultdict(list)
        for outlet, role, outcome, reason, held, number, detail in rows:
            tallies[outlet].append(Tally(role, outcome, number, reason or detail or "", bool(held)))
        return dict(tallies)

    def new_by_day(self, now: datetime, span: timedelta) -> dict[str, dict[int, int]]:
        """Return by outlet how many new articles the crawls of each day brought, day 0 being the last 24 hours."""
        rows = self._db.execute(
            "SELECT o.outlet, CAST(julianday(?1) - julianday(r.started_at) AS INTEGER), sum(o.new) FROM runs r "
            "JOIN run_outlets o ON o.run_id = r.id WHERE r.started_at > ?2 AND r.id <= ?3 AND r.command LIKE 'crawl%' "
            "GROUP BY 1, 2",
            (utc_text(now), utc_text(now - span), self._run_id),
        ).fetchall()
        days: dict[str, dict[int, int]] = defaultdict(dict)
        for outlet, day, number in rows:
            days[outlet][max(day, 0)] = number
        return dict(days)

    def brought(self, outlet: str, limit: int) -> list[ArticleFacts]:
        """Return the articles that came or changed in this run, newest first."""
        rows = self._db.execute(
            "SELECT DISTINCT u.article_id FROM fetches f JOIN urls u ON u.id = f.url_id WHERE f.run_id = ? AND u.outlet = ? "
            f"AND f.outcome IN ({_marks(_BROUGHT)}) AND u.article_id IS NOT NULL ORDER BY 1 DESC LIMIT ?",
            (self._run_id, outlet, *_BROUGHT, limit),
        ).fetchall()
        return self._facts([r[0] for r in rows])

    def latest(
        self, outlet: str, limit: int, *, but: Iterable[int] = (), after: str = "", before: str = "9"
    ) -> list[ArticleFacts]:
        """Return the articles of an outlet that came last, newest first, but for some.

        Looked at are its youngest publications and the latest without date. `after` and `before` (UTC text) bound the
        time at which they came.
        """
        parts = (
            "SELECT id FROM articles WHERE outlet = ? AND published_on <= ? ORDER BY published_on DESC, id DESC LIMIT ?",
            "SELECT id FROM articles WHERE outlet = ? AND published_on IS NULL AND ? ORDER BY id DESC LIMIT ?",
        )
        days = (before[:10], 1)
        ids = {
            r[0]
            for sql, day in zip(parts, days, strict=True)
            for r in self._db.execute(sql, (outlet, day, limit + 300)).fetchall()
        } - set(but)
        chosen: list[tuple[str, int]] = []
        for part in _chunks(sorted(ids)):
            chosen += self._db.execute(
                f"SELECT first_seen_at, id FROM articles WHERE id IN ({_marks(part)}) AND first_seen_at >= ? AND first_seen_at < ?",
                (*part, after, before),
            ).fetchall()
        return self._facts([i for _, i in sorted(chosen, reverse=True)[:limit]])

    def _facts(self, ids: list[int]) -> list[ArticleFacts]:
        sources: dict[int, dict[str, str]] = defaultdict(dict)
        rows: dict[int, tuple[int, int, list[int]]] = {}
        for part in _chunks(ids):
            for article_id, name, source in self._db.execute(
                f"SELECT article_id, field, source FROM provenance WHERE article_id IN ({_marks(part)})", part
            ).fetchall():
                sources[article_id][name] = source.partition(" ")[0]
            present = ", ".join(f"{name} IS NOT NULL" for name in FIELDS)
            for row in self._db.execute(
                f"SELECT id, length(text), extraction_id, {present} FROM articles WHERE id IN ({_marks(part)})", part
            ).fetchall():
                rows[row[0]] = (row[1], row[2], list(row[3:]))
        return [
            ArticleFacts(
                i,
                rows[i][0],
                frozenset(name for name, is_there in zip(FIELDS, rows[i][2], strict=True) if is_there),
                sources[i],
                rows[i][1],
            )
            for i in ids
            if i in rows
        ]

    def pages_before(self, outlet: str) -> tuple[int, int]:
        """Return how many article pages of an outlet brought an article, and how many none for want of text, before this run."""
        reasons = " OR ".join(f"detail LIKE '{kind}%'" for kind in EMPTIED)
        whole = self._db.execute(
            "SELECT count(*) FROM urls WHERE outlet = ? AND role = 'article' AND article_id IS NOT NULL", (outlet,)
        ).fetchone()[0]
        emptied = self._db.execute(
            f"SELECT count(*) FROM urls u WHERE outlet = ? AND outcome = 'not_article' AND role = 'article' AND ({reasons}) "
            "AND article_id IS NULL AND NOT EXISTS (SELECT 1 FROM fetches f WHERE f.url_id = u.id AND f.run_id = ?)",
            (outlet, self._run_id),
        ).fetchone()[0]
        return whole, emptied

    def channels(self, outlet: str, polls: int) -> list[ChannelFacts]:
        """Return the channels of an outlet that once named an article, with their latest polls."""
        facts: list[ChannelFacts] = []
        for channel in self._channels.of_outlet(outlet):
            root = self._channels.root(channel) if channel.last_yield_at else None
            if root is not None:
                facts.append(ChannelFacts(channel, tuple(self._channels.polls(channel.id, root, polls))))
        return facts


def _chunks(ids: list[int]) -> list[list[int]]:
    return [ids[start : start + 500] for start in range(0, len(ids), 500)]


def _marks(values: Iterable[object]) -> str:
    return ", ".join("?" for _ in values)
