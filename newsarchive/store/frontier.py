"""The frontier: which addresses of the ledger are due, and the leases of those that are being fetched."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from newsarchive.store.ledger import ARTICLES, LISTS, REVISITS, Ledger, UrlRow, url_rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sqlite_utils import Database


class Frontier:
    """What a crawl takes from the table `urls` and gives back to it, host by host; the caller holds the transaction."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._ledger = Ledger(db)

    # what is due

    def hosts(self, outlets: Sequence[str], now: str) -> dict[str, str]:
        """Return host -> outlet for the hosts of these outlets that have something due."""
        rows = self._db.execute(
            f"SELECT DISTINCT host, outlet FROM urls WHERE next_fetch_at <= ? AND outlet IN ({_marks(outlets)})",
            (now, *outlets),
        ).fetchall()
        return {r[0]: r[1] for r in rows}

    def next_due(self, host: str) -> str | None:
        """Return when the next address of a host is due (UTC text), leased ones left out."""
        row = self._db.execute(
            "SELECT min(next_fetch_at) FROM urls WHERE host = ? AND next_fetch_at IS NOT NULL AND state <> 'leased'",
            (host,),
        ).fetchone()
        return row[0] if row else None

    def make_unreplayed_due(self, outlets: Sequence[str], at: str) -> None:
        """Let addresses that an earlier replay did not hold be fetched."""
        self._db.execute(
            f"UPDATE urls SET next_fetch_at = ? WHERE outcome = 'not_in_replay' AND next_fetch_at IS NULL AND "
            f"role = 'article' AND outlet IN ({_marks(outlets)})",
            (at, *outlets),
        )

    def make_known_due(self, urls: Iterable[str], outlets: Sequence[str], at: str) -> None:
        """Let those of these addresses be looked up that are known articles (a replay may hold a later capture)."""
        self._db.conn.executemany(
            "UPDATE urls SET next_fetch_at = ? WHERE url = ? AND role = 'article' AND "
            f"outcome NOT IN ('duplicate_url', 'off_site', 'forgotten') AND outlet IN ({_marks(outlets)})",
            ((at, url, *outlets) for url in urls),
        )

    def make_wanted_due(self, outlets: Sequence[str], at: str, *, since: str | None, until: str | None) -> None:
        """Let addresses be fetched that were outside the days of an earlier run and may be inside these (ISO days, None = open).

        The detail ends in the day: of publication, or of the last change, before which the article was published.
        """
        self._db.execute(
            f"UPDATE urls SET next_fetch_at = ? WHERE outcome = 'out_of_range' AND outlet IN ({_marks(outlets)}) "
            "AND substr(detail, -10) >= ? AND (detail LIKE 'last changed %' OR substr(detail, -10) <= ?)",
            (at, *outlets, since or "", until or "9999"),
        )

    def hold_host(self, host: str, *, outcome: str, detail: str, until: str) -> None:
        """Put off all addresses of a host that are due and were never judged."""
        self._db.execute(
            "UPDATE urls SET state = 'held', outcome = ?, detail = ?, next_fetch_at = ? WHERE host = ? AND state IN ('queued', 'held') "
            "AND (outcome IS NULL OR outcome = ?) AND next_fetch_at IS NOT NULL",
            (outcome, detail, until, host, outcome),
        )

    def wake_held(self, outlets: Sequence[str], at: str) -> None:
        """Make due what an earlier run had to hold."""
        self._db.execute(
            f"UPDATE urls SET next_fetch_at = ? WHERE state IN ('held', 'waiting') AND outlet IN ({_marks(outlets)})",
            (at, *outlets),
        )

    # leases

    def lease(
        self, host: str, *, owner: str, now: str, until: str, limit: int, articles: int | None = None
    ) -> list[UrlRow]:
        """Take up to `limit` due addresses of a host: lists, then new articles, then revisits.

        `articles` bounds how many article addresses may be among them (None: no bound).
        """
        taken: list[UrlRow] = []
        left = limit if articles is None else min(limit, articles)
        for priority in (LISTS, ARTICLES, REVISITS):
            room = limit - len(taken) if priority == LISTS else min(left, limit - len(taken))
            if room <= 0:
                continue
            rows = url_rows(
                self._db,
                "host = ? AND priority = ? AND next_fetch_at <= ? AND state <> 'leased' ORDER BY next_fetch_at, id LIMIT ?",
                (host, priority, now, room),
            )
            taken += rows
            if priority != LISTS:
                left -= len(rows)
        if taken:
            self._db.execute(
                f"UPDATE urls SET state = 'leased', lease_owner = ?, lease_until = ? WHERE id IN ({_marks(taken)})",
                (owner, until, *(r.id for r in taken)),
            )
        return taken

    def lease_these(self, url_ids: Iterable[int], *, owner: str, until: str) -> list[UrlRow]:
        """Take these addresses, whenever they are due; those that somebody else has are left out."""
        taken = [row for row in map(self._ledger.get, url_ids) if row.state != "leased"]
        self._db.conn.executemany(
            "UPDATE urls SET state = 'leased', lease_owner = ?, lease_until = ? WHERE id = ?",
            ((owner, until, row.id) for row in taken),
        )
        return taken

    def renew(self, owner: str, *, until: str) -> None:
        """Prolong all leases of an owner."""
        self._db.execute("UPDATE urls SET lease_until = ? WHERE lease_owner = ?", (until, owner))

    def restore(self, row: UrlRow) -> None:
        """Undo what a visit wrote: outcome, due time and validators are as they were in `row`, the lease is ended.

        The outcome of an address that had none stays.
        """
        self._db.execute(
            "UPDATE urls SET fetched_at = ?, next_fetch_at = ?, attempts = ?, etag = ?, last_modified = ?, state = ?, "
            "outcome = coalesce(?, outcome), detail = iif(? IS NULL, detail, ?), lease_owner = NULL, lease_until = NULL "
            "WHERE id = ?",
            (
                row.fetched_at, row.next_fetch_at, row.attempts, row.etag, row.last_modified,
                "done" if row.state == "leased" else row.state, row.outcome, row.outcome, row.detail, row.id,
            ),
        )  # fmt: skip

    def give_back(self, url_ids: Iterable[int]) -> None:
        """End leases without a judgement; the addresses stay due."""
        self._db.conn.executemany(
            "UPDATE urls SET state = iif(outcome IS NULL, 'queued', 'done'), lease_owner = NULL, lease_until = NULL WHERE id = ?",
            ((url_id,) for url_id in url_ids),
        )

    def give_back_all(self, owner: str) -> None:
        """End all leases of an owner (it has stopped, or died)."""
        self._db.execute(
            "UPDATE urls SET state = iif(outcome IS NULL, 'queued', 'done'), lease_owner = NULL, lease_until = NULL "
            "WHERE lease_owner = ?",
            (owner,),
        )


def _marks(values: Sequence[Any]) -> str:
    return ", ".join("?" * len(values))
