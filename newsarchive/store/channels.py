"""Reads about channels: which list they begin with, what their polls brought, what stands between them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from newsarchive.items import utc_text
from newsarchive.outcomes import LIST_READ, sql

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlite_utils import Database

    from newsarchive.store.ledger import UrlRow

Kind = Literal["feed", "sitemap", "section", "home", "link", "cdx"]
"""How addresses come in: by a list that a run starts from, a link (of a command, of a copy), or an index of captures."""

_CHUNK = 500
# A backfill reads lists for other months, an import follows nothing: neither is a poll.
_OF_CRAWLS = "run_id IN (SELECT id FROM runs WHERE command = 'crawl' OR command LIKE 'crawl %')"


@dataclass(frozen=True, slots=True)
class Channel:
    """A row of `channels`; `last_yield_at` is UTC text, None when it never named an article."""

    id: int
    outlet: str
    kind: Kind
    url: str
    declared: bool
    last_yield_at: str | None


@dataclass(frozen=True, slots=True)
class Polled:
    """One visit to a list: `outcome` of the fetch; `found` and `new` None when the list was not read in it."""

    run_id: int
    at: str
    outcome: str
    found: int | None
    new: int | None


class Channels:
    """Reads of `channels`, `run_channels` and the fetches of lists."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def get(self, channel_id: int) -> Channel:
        """Return a channel by id; the id must exist."""
        row = self._db.execute(
            "SELECT id, outlet, kind, url, declared, last_yield_at FROM channels WHERE id = ?", (channel_id,)
        ).fetchone()
        if row is None:
            raise LookupError(f"no channel {channel_id}")
        return _channel(row)

    def of_outlet(self, outlet: str) -> list[Channel]:
        """Return the channels of an outlet whose lists are polled: feeds, sitemaps, sections and the home page."""
        rows = self._db.execute(
            "SELECT id, outlet, kind, url, declared, last_yield_at FROM channels WHERE outlet = ? AND "
            "kind IN ('home', 'feed', 'sitemap', 'section') ORDER BY id",
            (outlet,),
        ).fetchall()
        return [_channel(r) for r in rows]

    def root(self, channel: Channel) -> int | None:
        """Return the ledger's id of the list a channel begins with, behind redirects; None when it was never entered."""
        row = self._db.execute("SELECT id, outcome, target_id FROM urls WHERE url = ?", (channel.url,)).fetchone()
        for _ in range(6):
            if row is None or row[1] != "duplicate_url" or row[2] is None:
                break
            row = self._db.execute("SELECT id, outcome, target_id FROM urls WHERE id = ?", (row[2],)).fetchone()
        return int(row[0]) if row else None

    def is_root(self, channel_id: int, row: UrlRow) -> bool:
        """Return whether a list is the one its channel begins with, perhaps behind redirects."""
        channel = self.get(channel_id)
        return channel.url == row.url or self.root(channel) == row.id

    def polls(self, channel_id: int, url_id: int, limit: int) -> list[Polled]:
        """Return the latest fetches of a channel's list, newest first, tries that were repeated at once left out."""
        rows = self._db.execute(
            "SELECT f.run_id, f.at, f.outcome, c.found, c.new, max(f.id) FROM "
            f"(SELECT * FROM fetches WHERE url_id = ? AND {_OF_CRAWLS} ORDER BY id DESC LIMIT ?) f "
            "LEFT JOIN run_channels c ON c.run_id = f.run_id AND c.channel_id = ? AND f.outcome = 'listed' "
            "GROUP BY f.run_id ORDER BY 6 DESC",
            (url_id, limit, channel_id),
        ).fetchall()
        return [Polled(*r[:5]) for r in rows]

    def brought(self, run_id: int, channel_id: int) -> tuple[int, int]:
        """Return how many addresses a channel has named in a run so far, and how many of them were new."""
        row = self._db.execute(
            "SELECT found, new FROM run_channels WHERE run_id = ? AND channel_id = ?", (run_id, channel_id)
        ).fetchone()
        return (row[0], row[1]) if row else (0, 0)

    def last_read(self, channel: Channel, url_id: int) -> str | None:
        """Return until when a channel's list is known to be read through: its last poll, UTC text.

        A list that was empty for once proves nothing about the time before; an answer that nothing changed does.
        """
        if channel.last_yield_at is None:
            return None
        row = self._db.execute(
            f"SELECT max(at) FROM fetches WHERE url_id = ?1 AND outcome IN ({sql(LIST_READ)}) AND {_OF_CRAWLS} "
            f"AND at < coalesce((SELECT min(at) FROM fetches WHERE url_id = ?1 AND outcome = 'listed' AND at > ?2 AND {_OF_CRAWLS}), '9')",
            (url_id, channel.last_yield_at),
        ).fetchone()
        return row[0] or channel.last_yield_at

    def known_before(self, normal_urls: Sequence[str], run_id: int, started_at: str, *, enough: int) -> int:
        """Return how many of these normal addresses were listed before a run began; counting stops at `enough`.

        An address that was only imported, or fetched for its own sake, says nothing of the lists.
        """
        known = 0
        for start in range(0, len(normal_urls), _CHUNK):
            part = normal_urls[start : start + _CHUNK]
            known += self._db.execute(
                f"SELECT count(DISTINCT normal_url) FROM urls WHERE normal_url IN ({', '.join('?' * len(part))}) "
                "AND channel_id IS NOT NULL AND role = 'article' AND (listed_run < ? OR discovered_at < ? OR EXISTS "
                "(SELECT 1 FROM fetches f WHERE f.url_id = urls.id AND f.run_id < ?))",
                (*part, run_id, started_at, run_id),
            ).fetchone()[0]
            if known >= enough:
                break
        return known

    def known_at(self, normal_urls: Sequence[str], moment: str) -> int:
        """Return how many of these normal addresses were in the ledger at a moment (UTC text)."""
        known = 0
        for start in range(0, len(normal_urls), _CHUNK):
            part = normal_urls[start : start + _CHUNK]
            known += self._db.execute(
                f"SELECT count(DISTINCT normal_url) FROM urls WHERE normal_url IN ({', '.join('?' * len(part))}) "
                "AND discovered_at <= ?",
                (*part, moment),
            ).fetchone()[0]
        return int(known)

    def freshest(self, normal_urls: Sequence[str]) -> str | None:
        """Return when the last of these normal addresses was first met, UTC text; None when one of them is new."""
        latest: str = ""
        known = 0
        for start in range(0, len(normal_urls), _CHUNK):
            part = normal_urls[start : start + _CHUNK]
            row = self._db.execute(
                f"SELECT max(discovered_at), count(DISTINCT normal_url) FROM urls WHERE normal_url IN ({', '.join('?' * len(part))})",
                tuple(part),
            ).fetchone()
            latest, known = max(latest, row[0] or ""), known + row[1]
        return latest if known == len(set(normal_urls)) and known else None

    def forget_validators(self, outlet: str) -> None:
        """Let the lists of an outlet be sent in full at the next fetch, changed or not."""
        self._db.execute(
            "UPDATE urls SET etag = NULL, last_modified = NULL WHERE outlet = ? AND role <> 'article' AND "
            "(etag IS NOT NULL OR last_modified IS NOT NULL)",
            (outlet,),
        )


def _channel(row: Sequence[Any]) -> Channel:
    return Channel(row[0], row[1], row[2], row[3], bool(row[4]), row[5])


@dataclass(frozen=True, slots=True)
class Gap:
    """An open gap of a channel: what was published between `since` and `until` (UTC text) may have been missed."""

    id: int
    outlet: str
    channel_id: int
    kind: str
    since: str
    until: str


class Gaps:
    """Reads and writes of `gaps`; the caller holds the transaction."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def open(self, outlet: str, channel_id: int, *, since: str, until: str) -> None:
        """Enter a gap."""
        self._db.table("gaps").insert({"outlet": outlet, "channel_id": channel_id, "since": since, "until": until})

    def standing(self, outlet: str) -> list[Gap]:
        """Return the open gaps of an outlet's channels, oldest first."""
        rows = self._db.execute(
            "SELECT g.id, g.outlet, g.channel_id, c.kind, g.since, g.until FROM gaps g JOIN channels c ON c.id = g.channel_id "
            "WHERE g.outlet = ? AND g.closed_at IS NULL AND g.since IS NOT NULL AND g.until IS NOT NULL ORDER BY g.id",
            (outlet,),
        ).fetchall()
        return [Gap(*r) for r in rows]

    def runs_since(self, gap: Gap, run_id: int) -> int:
        """Return how many crawls of the outlet have begun since the gap was noticed, the run `run_id` included."""
        row = self._db.execute(
            "SELECT count(*) FROM runs r WHERE r.id <= ? AND r.started_at > ? AND (r.command = 'crawl' OR r.command LIKE 'crawl %') AND EXISTS "
            "(SELECT 1 FROM run_outlets o WHERE o.run_id = r.id AND o.outlet = ?)",
            (run_id, gap.until, gap.outlet),
        ).fetchone()
        return int(row[0])

    def close(self, gap_ids: Sequence[int], at: str) -> None:
        """Note that the spans were read through after all."""
        self._db.conn.executemany("UPDATE gaps SET closed_at = ? WHERE id = ?", [(at, g) for g in gap_ids])


def started_at(db: Database, run_id: int, otherwise: datetime) -> str:
    """Return when a run began, UTC text; `otherwise` when there is no such run."""
    row = db.execute("SELECT started_at FROM runs WHERE id = ?", (run_id,)).fetchone()
    return row[0] if row else utc_text(otherwise)
