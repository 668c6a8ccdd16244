"""Alarms: raised once, kept up to date while their cause lasts, cleared when it has passed."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils import Database

KINDS = (
    "silent_zero",
    "field_lost",
    "channel_dead",
    "host_blocking",
    "certificate_expired",
    "robots_denies",
)
"""What can be wrong with an outlet; `docs/operations.md` says what each means and what to do."""


class Alarms:
    """Reads and writes of `alarms`; the caller holds the transaction."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def since(self, outlet: str, kind: str) -> str | None:
        """Return since when there is an alarm (UTC text), None when there is none."""
        row = self._db.execute(
            "SELECT since FROM alarms WHERE outlet = ? AND kind = ? AND cleared_at IS NULL LIMIT 1", (outlet, kind)
        ).fetchone()
        return row[0] if row else None

    def raise_(self, outlet: str, kind: str, detail: str, at: str) -> None:
        """Raise an alarm, or update the detail of one that is there."""
        if self.since(outlet, kind) is None:
            self._db.table("alarms").insert({"outlet": outlet, "kind": kind, "since": at, "detail": detail})
        else:
            self._db.execute(
                "UPDATE alarms SET detail = ? WHERE outlet = ? AND kind = ? AND cleared_at IS NULL",
                (detail, outlet, kind),
            )

    def clear(self, outlet: str, kind: str, at: str) -> str | None:
        """Clear an alarm; return since when it was there, None when it was not."""
        since = self.since(outlet, kind)
        if since is not None:
            self._db.execute(
                "UPDATE alarms SET cleared_at = ? WHERE outlet = ? AND kind = ? AND cleared_at IS NULL",
                (at, outlet, kind),
            )
        return since

    def let_in_again(self, outlet: str, since: str, at: str) -> None:
        """Make due what robots.txt forbade during the alarm `robots_denies`."""
        self._db.execute(
            "UPDATE urls SET next_fetch_at = ?, attempts = 0 WHERE outlet = ? AND role = 'article' AND outcome = 'robots_denied' "
            "AND EXISTS (SELECT 1 FROM fetches f JOIN runs r ON r.id = f.run_id WHERE f.url_id = urls.id AND "
            "f.outcome = 'robots_denied' AND (f.at >= ? OR r.finished_at >= ?))",
            (at, outlet, since, since),
        )
