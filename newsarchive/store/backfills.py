"""What was asked of the past and how far it is: months, and the addresses and lists of the site that belong to them.

The ledger's due times are the daily crawl's; these tables alone say what a backfill still has to fetch, so
that neither does the other's work.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from newsarchive.discovery.months import first_day
from newsarchive.outcomes import FAILED, sql

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from sqlite_utils import Database

Source = Literal["site", "commoncrawl", "wayback"]

SITE: Source = "site"

# Still to be fetched: never judged, outside the days of an earlier run, or failed and to be tried again.
_LEFT = (
    "u.article_id IS NULL AND (u.outcome IS NULL OR u.outcome = 'out_of_range' OR (u.next_fetch_at IS NOT NULL AND "
    f"u.outcome IN ({sql(FAILED)})))"
)


@dataclass(frozen=True, slots=True)
class MonthRow:
    """How far one month of an outlet is from one source.

    `found` addresses (captures, where others are the source), of them `fetched` and `left`; `articles` of the outlet
    published in the month are held, whatever brought them. `complete`: each list was seen to pass the month, and nothing is
    left; else `reason` says why that is not proven.
    """

    outlet: str
    source: str
    month: str
    found: int
    fetched: int
    left: int
    complete: bool
    listed: bool
    articles: int
    reason: str | None


@dataclass(frozen=True, slots=True)
class PastList:
    """A sitemap or section that a backfill reads; see the table `backfill_lists`."""

    url_id: int
    kind: str
    host: str
    first_month: str | None
    last_month: str | None
    begun_at: str | None
    read_at: str | None
    page_id: int | None
    reached_on: str | None
    url: str

    def may_hold(self, month: str) -> bool:
        """Return whether a list may name something of a month: its months are known to include it, or are not known."""
        return self.first_month is None or self.first_month <= month <= (self.last_month or self.first_month)

    def is_read(self, asked_at: str) -> bool:
        """Return whether the list was read since a month was asked for (UTC text)."""
        return self.read_at is not None and self.read_at >= asked_at

    def reaches(self, day: str) -> bool:
        """Return whether the list goes back to a day, or further."""
        return self.reached_on is not None and self.reached_on <= day

    def covers(self, month: str, asked_at: str) -> bool:
        """Return whether a sitemap answers for a month: it is the month's own, or goes further back."""
        if self.kind != "sitemap" or not self.is_read(asked_at):
            return False
        if self.first_month is not None:
            return self.may_hold(month) and self.reached_on is not None
        return self.reaches(first_day(month))

    def is_turned_for(self, months: Collection[str], asked_at: str) -> bool:
        """Return whether the section's pages are being turned, or were, for these very months since they were asked for."""
        is_begun = self.begun_at is not None and self.begun_at >= asked_at
        return is_begun and (self.first_month, self.last_month) == (min(months), max(months))

    def has_passed(self, month: str, asked_at: str) -> bool:
        """Return whether a section's pages were turned for a month, and seen to go further back."""
        if self.begun_at is None or self.begun_at < asked_at or self.first_month is None:
            return False
        return self.may_hold(month) and self.reached_on is not None and self.reached_on < first_day(month)

    def shortfall(self, month: str, asked_at: str) -> str:
        """Return in words how far a list goes that does not pass a month."""
        is_begun = self.begun_at is not None and self.begun_at >= asked_at and self.may_hold(month)
        if self.kind == "sitemap" or not is_begun:
            return f"{self.url} was not read"
        if self.reached_on is None:
            return f"no day is known of the pages of {self.url}"
        end = "ends" if self.read_at is not None else "was read"
        return f"{self.url} {end} at {self.reached_on}"


@dataclass(frozen=True, slots=True)
class Asked:
    """A month asked for: since when, since when its lists are read, and the cursor in an index of captures."""

    month: str
    asked_at: str
    listed_at: str | None
    cursor: str | None


class Backfills:
    """Reads and writes of the tables `backfills`, `backfill_urls` and `backfill_lists`; the caller holds the transaction."""

    def __init__(self, db: Database) -> None:
        self._db = db

    # months

    def ask(self, outlet: str, source: Source, months: Iterable[str], at: str) -> None:
        """Enter months; those asked for before stay as they are."""
        self._db.conn.executemany(
            "INSERT OR IGNORE INTO backfills (outlet, source, month, asked_at) VALUES (?, ?, ?, ?)",
            ((outlet, source, month, at) for month in months),
        )

    def asked(self, outlet: str, source: Source) -> dict[str, Asked]:
        """Return the months asked for, by month."""
        rows = self._db.execute(
            "SELECT month, asked_at, listed_at, cursor FROM backfills WHERE outlet = ? AND source = ?", (outlet, source)
        )
        return {r[0]: Asked(*r) for r in rows.fetchall()}

    def listed(self, outlet: str, source: Source, month: str, at: str) -> None:
        """Note that all lists that may name something of the month have been read."""
        self._db.execute(
            "UPDATE backfills SET listed_at = coalesce(listed_at, ?), cursor = NULL "
            "WHERE outlet = ? AND source = ? AND month = ?",
            (at, outlet, source, month),
        )

    def move_cursor(self, outlet: str, source: Source, month: str, cursor: str) -> None:
        """Note where the reading of an index of captures goes on."""
        self._db.execute(
            "UPDATE backfills SET cursor = ? WHERE outlet = ? AND source = ? AND month = ?",
            (cursor, outlet, source, month),
        )

    def months(self, outlet: str, source: str | None = None) -> list[MonthRow]:
        """Return how far the months asked for are, the youngest first."""
        site = (
            f"SELECT b.month, count(*), sum({_LEFT}) FROM backfill_urls b JOIN urls u ON u.id = b.url_id "
            "WHERE b.outlet = ? GROUP BY b.month"
        )
        others = (
            "SELECT source, month, count(*), sum(outcome IS NULL) FROM backfill_captures WHERE outlet = ? "
            "GROUP BY source, month"
        )
        counts = {(SITE, r[0]): (r[1], r[2]) for r in self._db.execute(site, (outlet,)).fetchall()}
        counts |= {(r[0], r[1]): (r[2], r[3]) for r in self._db.execute(others, (outlet,)).fetchall()}
        held = dict(
            self._db.execute(
                "SELECT substr(published_on, 1, 7), count(*) FROM articles WHERE outlet = ? GROUP BY 1", (outlet,)
            ).fetchall()
        )
        asked = self._db.execute(
            "SELECT source, month, listed_at, asked_at FROM backfills WHERE outlet = ? AND ? IN (source, '') "
            "ORDER BY source = 'site' DESC, source, month DESC",
            (outlet, source or ""),
        ).fetchall()
        lists = self.lists(outlet)
        rows = []
        for name, month, listed_at, asked_at in asked:
            found, left = counts.get((name, month), (0, 0))
            reasons = []
            if listed_at is None:
                reasons.append(
                    _unproven(lists, month, asked_at) if name == SITE else "the index was not read to its end"
                )
            if left:
                reasons.append(f"{'addresses' if name == SITE else 'captures'} left: {left}")
            if unknown := counts.get((name, ""), (0, 0))[1]:
                reasons.append(f"addresses left that may be of this month: {unknown}")
            rows.append(
                MonthRow(
                    outlet, name, month, found, found - left, left, not reasons, listed_at is not None,
                    held.get(month, 0), "; ".join(reasons) or None,
                )
            )  # fmt: skip
        return rows

    # the site itself: addresses

    def enter_url(self, url_id: int, outlet: str, host: str, month: str) -> bool:
        """Enter an article address of the past; return whether it was new. A month that was not known is filled in."""
        cursor = self._db.execute(
            "INSERT INTO backfill_urls (url_id, outlet, host, month) VALUES (?, ?, ?, ?) ON CONFLICT (url_id) DO NOTHING",
            (url_id, outlet, host, month),
        )
        if cursor.rowcount == 0 and month:
            self._db.execute("UPDATE backfill_urls SET month = ? WHERE url_id = ? AND month = ''", (month, url_id))
        return cursor.rowcount > 0

    def is_of_month(self, url_id: int, month: str) -> None:
        """Note the month that the page itself gives."""
        self._db.execute("UPDATE backfill_urls SET month = ? WHERE url_id = ?", (month, url_id))

    def month_of(self, url_id: int) -> str | None:
        """Return the month an address was entered with; empty when it is not known, None when it was not entered."""
        row = self._db.execute("SELECT month FROM backfill_urls WHERE url_id = ?", (url_id,)).fetchone()
        return row[0] if row else None

    def take_up(self, outlet: str, months: Sequence[str]) -> None:
        """Enter addresses that an earlier run judged out of range and whose day is in these months.

        The detail ends in the day of publication, or of the last change.
        """
        self._db.execute(
            "INSERT OR IGNORE INTO backfill_urls (url_id, outlet, host, month) SELECT id, outlet, host, "
            "substr(detail, -10, 7) FROM urls WHERE outlet = ? AND outcome = 'out_of_range' AND role = 'article' AND "
            f"article_id IS NULL AND substr(detail, -10, 7) IN ({', '.join('?' * len(months))})",
            (outlet, *months),
        )

    def left(self, outlet: str, months: Sequence[str], *, host: str | None, now: str, limit: int) -> list[int]:
        """Return addresses that may be fetched now: of these months (`""` = month not known), of one host or any."""
        rows = self._db.execute(
            f"SELECT b.url_id FROM backfill_urls b JOIN urls u ON u.id = b.url_id WHERE b.outlet = ? AND b.month IN "
            f"({', '.join('?' * len(months))}) AND (? IS NULL OR b.host = ?) AND {_LEFT} AND u.state <> 'leased' AND "
            "(u.outcome IS NULL OR u.outcome = 'out_of_range' OR u.next_fetch_at <= ?) ORDER BY b.url_id LIMIT ?",
            (outlet, *months, host, host, now, limit),
        )
        return [r[0] for r in rows.fetchall()]

    def hosts_left(self, outlet: str, months: Sequence[str], now: str) -> frozenset[str]:
        """Return the hosts that have something to be fetched now."""
        rows = self._db.execute(
            f"SELECT DISTINCT b.host FROM backfill_urls b JOIN urls u ON u.id = b.url_id WHERE b.outlet = ? AND b.month "
            f"IN ({', '.join('?' * len(months))}) AND {_LEFT} AND u.state <> 'leased' AND "
            "(u.outcome IS NULL OR u.outcome = 'out_of_range' OR u.next_fetch_at <= ?)",
            (outlet, *months, now),
        )
        return frozenset(r[0] for r in rows.fetchall())

    def next_try(self, outlet: str, host: str, months: Sequence[str]) -> str | None:
        """Return when the next address of these months that waits for another try may be fetched (UTC text)."""
        row = self._db.execute(
            f"SELECT min(u.next_fetch_at) FROM backfill_urls b JOIN urls u ON u.id = b.url_id WHERE b.outlet = ? AND "
            f"b.host = ? AND b.month IN ({', '.join('?' * len(months))}) AND u.state = 'waiting' AND {_LEFT}",
            (outlet, host, *months),
        ).fetchone()
        return row[0] if row else None

    def day_of(self, url: str) -> str | None:
        """Return the day of publication of an address that was read before, in or out of range; None: not known."""
        row = self._db.execute(
            "SELECT coalesce(a.published_on, iif(u.outcome = 'out_of_range' AND u.detail LIKE 'published %', "
            "substr(u.detail, -10), NULL)) FROM urls u LEFT JOIN articles a ON a.id = u.article_id WHERE u.url = ?",
            (url,),
        ).fetchone()
        return row[0] if row else None

    # the site itself: lists

    def enter_list(self, url_id: int, outlet: str, kind: str, months: tuple[str, str] | None) -> None:
        """Enter a list unless it is there."""
        first, last = months or (None, None)
        self._db.execute(
            "INSERT OR IGNORE INTO backfill_lists (url_id, outlet, kind, first_month, last_month) VALUES (?, ?, ?, ?, ?)",
            (url_id, outlet, kind, first, last),
        )

    def drop_list(self, root: int) -> None:
        """Remove a list that the site does not have any more."""
        self._db.execute("DELETE FROM backfill_lists WHERE url_id = ?", (root,))

    def lists(self, outlet: str) -> list[PastList]:
        """Return all lists of an outlet in the order they were met."""
        rows = self._db.execute(
            "SELECT l.url_id, l.kind, u.host, l.first_month, l.last_month, l.begun_at, l.read_at, l.page_id, l.reached_on, "
            "u.url FROM backfill_lists l JOIN urls u ON u.id = l.url_id WHERE l.outlet = ? ORDER BY l.url_id",
            (outlet,),
        )
        return [PastList(*r) for r in rows.fetchall()]

    def begin_walk(self, root: int, months: tuple[str, str], at: str) -> None:
        """Begin to turn a section's pages from its first one, for the months from the first to the last of these."""
        first, last = months
        self._set(root, first_month=first, last_month=last, begun_at=at, read_at=None, page_id=None, reached_on=None)

    def walked(self, root: int, page_id: int, reached_on: str | None) -> None:
        """Note how far the turning of a section's pages has come; the day only moves back."""
        self._db.execute(
            "UPDATE backfill_lists SET page_id = ?1, reached_on = min(coalesce(reached_on, ?2), coalesce(?2, reached_on)) "
            "WHERE url_id = ?3",
            (page_id, reached_on, root),
        )

    def list_read(self, root: int, at: str, reached_on: str | None = None) -> None:
        """Note that a sitemap, or the last page of a section, has been read, and the oldest day seen in a sitemap."""
        self._db.execute(
            "UPDATE backfill_lists SET read_at = ?, reached_on = coalesce(?, reached_on) WHERE url_id = ?",
            (at, reached_on, root),
        )

    def _set(self, root: int, **values: Any) -> None:
        names = ", ".join(f"{n} = ?" for n in values)
        self._db.execute(f"UPDATE backfill_lists SET {names} WHERE url_id = ?", (*values.values(), root))


def _unproven(lists: Sequence[PastList], month: str, asked_at: str) -> str:
    """Return why the lists of a site do not prove a month: which of them was not seen to pass its first day."""
    short = [e for e in lists if e.kind == "sitemap" and e.may_hold(month) and not e.is_read(asked_at)]
    short += [e for e in lists if e.kind == "section" and not e.has_passed(month, asked_at)]
    if not short:
        return "no list reaches back so far"
    others = f" (and {len(short) - 1} more lists)" if len(short) > 1 else ""
    return f"not every list was seen to pass {first_day(month)}: {short[0].shortfall(month, asked_at)}{others}"
