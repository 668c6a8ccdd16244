"""The ledger: every URL ever seen, and what became of it. The frontier (`frontier.py`) says what is due.

States: `queued` (never judged), `leased` (being fetched), `waiting` (failed for now, will be tried again), `held` (its
host is not reachable or busy), `done` (judged; `next_fetch_at` says when to look again, if ever).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from newsarchive.identity import NORMAL_VERSION, is_print_view, normal_url
from newsarchive.items import utc_text
from newsarchive.outcomes import HELD, OF_THE_HOST, sql
from newsarchive.outlets.hostnames import host_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlite_utils import Database

    from newsarchive.items import Role
    from newsarchive.outlets import Outlet

LISTS, ARTICLES, REVISITS = 0, 1, 2
"""Priorities: lists first, then articles never fetched, then revisits."""

_COLUMNS = (
    "id, url, normal_url, outlet, host, role, channel_id, discovered_at, lastmod, state, outcome, detail, attempts, "
    "fetched_at, next_fetch_at, etag, last_modified, article_id, live, target_id"
)


@dataclass(frozen=True, slots=True)
class UrlRow:
    """One row of the ledger; times are UTC text, None = never or not."""

    id: int
    url: str
    normal_url: str
    outlet: str
    host: str
    role: Role
    channel_id: int | None
    discovered_at: str
    lastmod: str | None
    state: str
    outcome: str | None
    detail: str | None
    attempts: int
    fetched_at: str | None
    next_fetch_at: str | None
    etag: str | None
    last_modified: str | None
    article_id: int | None
    live: int
    target_id: int | None


@dataclass(frozen=True, slots=True)
class NewUrl:
    """An address to be entered. `normal_url` is its normal form, `host` host[:port]."""

    url: str
    normal_url: str
    normal_version: int
    outlet: str
    host: str
    role: Role
    channel_id: int | None = None
    lastmod: str | None = None

    @classmethod
    def of(
        cls, url: str, outlet: Outlet, role: Role, *, channel_id: int | None = None, lastmod: str | None = None
    ) -> NewUrl:
        """Return an address of an outlet with its normal form, in which a host's aliases are that host.

        Of robots.txt and the like each host has its own.
        """
        normal = normal_url(url, aliases=outlet.stands_for if role != "other" else {})
        return cls(url, normal, NORMAL_VERSION, outlet.key, host_of(url), role, channel_id, lastmod)


def url_rows(db: Database, where: str, values: tuple[Any, ...]) -> list[UrlRow]:
    """Return the rows of `urls` that a condition with its values holds for."""
    return [UrlRow(*row) for row in db.execute(f"SELECT {_COLUMNS} FROM urls WHERE {where}", values).fetchall()]


class Ledger:
    """Reads and writes of the table `urls`, one address at a time; the caller holds the transaction."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def get(self, url_id: int) -> UrlRow:
        """Return a row by id; the id must exist."""
        row = self._one("id = ?", (url_id,))
        if row is None:
            raise LookupError(f"no URL {url_id} in the ledger")
        return row

    def find(self, url: str) -> UrlRow | None:
        """Return the row of exactly this address."""
        return self._one("url = ?", (url,))

    def find_normal(self, normal_url: str) -> UrlRow | None:
        """Return the first row whose normal form is this."""
        return self._one("normal_url = ? ORDER BY outcome = 'duplicate_url', id", (normal_url,))

    def add(self, new: NewUrl, *, at: str, run_id: int, due: bool = True) -> tuple[int, bool]:
        """Enter an address unless it is there; return its id and whether it is new.

        A second address with the normal form of another is entered as `duplicate_url` and never fetched, unless that
        one could not be had from another host (a former one that is gone) or is a print view. A known article whose
        list now gives a later `lastmod` than our last fetch becomes due.
        """
        known = self.find(new.url)
        if known is not None and self._was_shut_out(known):
            self.release(known.id, at if due else None)
            return known.id, True
        if known is not None:
            self._listed_again(known, new, at, run_id)
            if due and known.role == "article" and known.outcome is None and known.next_fetch_at is None:
                # A backfill has met it and not fetched it yet; on a list of today it is today's.
                self._db.execute("UPDATE urls SET next_fetch_at = ? WHERE id = ?", (at, known.id))
            return known.id, False
        twin = next(iter(self._twins(new)), None)
        return self._insert(new, twin, at=at, run_id=run_id, due=due), twin is None

    def _insert(self, new: NewUrl, twin: UrlRow | None, *, at: str, run_id: int, due: bool) -> int:
        """Enter an address that is not there; with a twin it is another address of that one. Return its id."""
        values: dict[str, Any] = {
            "url": new.url, "normal_url": new.normal_url, "normal_version": new.normal_version, "outlet": new.outlet,
            "host": new.host, "role": new.role, "channel_id": new.channel_id, "discovered_at": at,
            "lastmod": new.lastmod, "listed_run": run_id, "priority": ARTICLES if new.role == "article" else LISTS,
        }  # fmt: skip
        if twin is not None:
            values |= {"state": "done", "outcome": "duplicate_url", "detail": f"same address as {twin.url}"}
            values |= {"article_id": twin.article_id, "target_id": twin.id}
            self._db.execute("UPDATE urls SET listed_run = ? WHERE id = ?", (run_id, twin.id))
        else:
            values |= {"state": "queued", "next_fetch_at": at if due else None}
        names = ", ".join(values)
        cursor = self._db.execute(
            f"INSERT INTO urls ({names}) VALUES ({', '.join('?' * len(values))})", tuple(values.values())
        )
        assert cursor.lastrowid is not None
        return cursor.lastrowid

    def _twins(self, new: NewUrl) -> list[UrlRow]:
        """Return the rows that may stand for a new address, as they are one page; a print view stands for others only."""
        twins = url_rows(
            self._db,
            f"normal_url = ? AND role = ? AND NOT (host <> ? AND article_id IS NULL AND ifnull(outcome, '') IN ({sql(OF_THE_HOST)})) ORDER BY id",
            (new.normal_url, new.role, new.host),
        )
        plain = [twin for twin in twins if not is_print_view(twin.url)]
        return plain or (twins if is_print_view(new.url) else [])

    def _was_shut_out(self, known: UrlRow) -> bool:
        """Return whether an article was never fetched because its print view was entered first (by an earlier version)."""
        if known.outcome != "duplicate_url" or known.fetched_at or known.article_id or known.target_id is None:
            return False
        return is_print_view(self.get(known.target_id).url) and not is_print_view(known.url)

    def release(self, url_id: int, at: str | None) -> None:
        """Let an address stand for itself that another one stood for; it is due at a moment (UTC text), if at all."""
        self._db.execute(
            "UPDATE urls SET state = 'queued', outcome = NULL, detail = NULL, target_id = NULL, next_fetch_at = ? WHERE id = ?",
            (at, url_id),
        )

    def _listed_again(self, known: UrlRow, new: NewUrl, at: str, run_id: int) -> None:
        edited = (
            known.state == "done"
            and known.article_id is not None
            and known.outcome != "duplicate_url"
            and new.lastmod is not None
            and "T" in new.lastmod
            and known.fetched_at is not None
            and _utc(new.lastmod) > max(known.fetched_at, _utc(known.lastmod or ""))
        )
        if edited:
            self._db.execute(
                "UPDATE urls SET next_fetch_at = min(coalesce(next_fetch_at, ?1), ?1) WHERE id = ?2", (at, known.id)
            )
        self._db.execute(
            "UPDATE urls SET listed_run = ?, lastmod = coalesce(?, lastmod) WHERE id = ? AND "
            "(listed_run IS NOT ? OR lastmod IS NOT coalesce(?, lastmod))",
            (run_id, new.lastmod, known.id, run_id, new.lastmod),
        )

    def make_due(self, url_id: int, at: str) -> None:
        """Let this address be fetched now, whatever it was."""
        self._db.execute(
            "UPDATE urls SET next_fetch_at = ?, state = CASE state WHEN 'leased' THEN 'leased' ELSE "
            "iif(outcome IS NULL, 'queued', 'done') END, attempts = 0 WHERE id = ?",
            (at, url_id),
        )

    def judge(
        self,
        url_id: int,
        *,
        outcome: str,
        detail: str | None,
        at: str,
        next_fetch_at: str | None,
        state: str = "done",
        attempts: int = 0,
        live: bool = True,
        article_id: int | None = None,
        validators: tuple[str | None, str | None] | None = None,
        priority: int | None = None,
    ) -> None:
        """Write what became of an address and end its lease. `validators` are ETag and Last-Modified, None = as before."""
        self._db.execute(
            "UPDATE urls SET outcome = ?, detail = ?, fetched_at = ?, next_fetch_at = ?, state = ?, attempts = ?, live = ?, "
            "article_id = coalesce(?, article_id), priority = coalesce(?, priority), lease_owner = NULL, lease_until = NULL "
            "WHERE id = ?",
            (outcome, detail, at, next_fetch_at, state, attempts, int(live), article_id, priority, url_id),
        )
        if validators is not None:
            self._db.execute("UPDATE urls SET etag = ?, last_modified = ? WHERE id = ?", (*validators, url_id))

    def put_back(self, url_id: int, *, next_fetch_at: str | None) -> None:
        """End a lease of a judged address whose outcome stays; None: it is not due any more."""
        self._db.execute(
            "UPDATE urls SET state = 'done', lease_owner = NULL, lease_until = NULL, next_fetch_at = ? WHERE id = ?",
            (next_fetch_at, url_id),
        )

    def link_article(self, article_id: int, normal_urls: Iterable[str]) -> None:
        """Let every address of these normal forms point to the article, and every address that leads to one of them.

        A print view among them, refused when it was read, is another address of the article from now on.
        """
        for normal in normal_urls:
            self._db.execute(
                "UPDATE urls SET article_id = ?, outcome = iif(outcome = 'not_article' AND detail LIKE 'print:%', "
                "'duplicate_url', outcome) WHERE normal_url = ? AND article_id IS NULL",
                (article_id, normal),
            )
            self._db.execute(
                "WITH RECURSIVE leads (id) AS (SELECT id FROM urls WHERE normal_url = ? UNION "
                "SELECT u.id FROM urls u JOIN leads ON u.target_id = leads.id) "
                "UPDATE urls SET article_id = ? WHERE id IN leads AND article_id IS NULL",
                (normal, article_id),
            )

    def leads_to(self, url_id: int, target_id: int) -> None:
        """Note that an address leads to another one (a redirect)."""
        self._db.execute("UPDATE urls SET target_id = ? WHERE id = ?", (target_id, url_id))

    def enter_target(self, new: NewUrl, *, at: str, run_id: int, source_id: int | None = None) -> int:
        """Enter what an address (`source_id`) redirects to, due at once; return its id.

        Unlike in `add`, a twin's normal form is no reason to leave it, unless that one was read and is an article.
        """
        known = self.find(new.url)
        if known is not None:
            return known.id
        held = [twin for twin in self._twins(new) if twin.id != source_id and twin.article_id and twin.outcome in HELD]
        return self._insert(new, next(iter(held), None), at=at, run_id=run_id, due=True)

    def is_revisited_elsewhere(self, row: UrlRow, article_id: int) -> bool:
        """Return whether an article is looked at again by another address; of two that are, the first one counts."""
        return bool(
            self._db.execute(
                f"SELECT 1 FROM urls WHERE article_id = ? AND id <> ? AND (? OR id < ?) AND outcome IN ({sql(HELD)}) "
                "AND next_fetch_at IS NOT NULL LIMIT 1",
                (article_id, row.id, row.outcome not in HELD, row.id),
            ).fetchone()
        )

    def _one(self, where: str, values: tuple[Any, ...]) -> UrlRow | None:
        row = self._db.execute(f"SELECT {_COLUMNS} FROM urls WHERE {where} LIMIT 1", values).fetchone()
        return UrlRow(*row) if row else None


def _utc(moment: str) -> str:
    """Return a list's date in the ledger's own form, so that texts compare as moments do; a day stays a day."""
    try:
        read = datetime.fromisoformat(moment)
    except ValueError:
        return ""
    return utc_text(read) if read.tzinfo else moment
