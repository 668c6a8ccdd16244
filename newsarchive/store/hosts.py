"""Store who owns a host: one process at a time, so that a host's delay holds for any number of processes."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils import Database


class Hosts:
    """Reads and writes of the table `hosts`; the caller holds the transaction."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def owner(self, host: str) -> tuple[str | None, str | None]:
        """Return who holds a host and until when."""
        row = self._db.execute("SELECT lease_owner, lease_until FROM hosts WHERE host = ?", (host,)).fetchone()
        return (row[0], row[1]) if row else (None, None)

    def take(self, host: str, *, owner: str, until: str) -> None:
        """Hold a host, or hold it longer."""
        values = {"host": host, "lease_owner": owner, "lease_until": until, "wanted_at": None}
        self._db.table("hosts").upsert(values, pk="host")

    def want(self, host: str, at: str) -> None:
        """Ask the owner of a host to give it up."""
        self._db.execute("UPDATE hosts SET wanted_at = ? WHERE host = ?", (at, host))

    def wanted_at(self, host: str) -> str | None:
        """Return when somebody last asked for a host that has not been taken since."""
        row = self._db.execute("SELECT wanted_at FROM hosts WHERE host = ?", (host,)).fetchone()
        return row[0] if row else None

    def is_asked_to_yield(self, owner: str) -> bool:
        """Return whether somebody wants a host of this owner."""
        return bool(
            self._db.execute(
                "SELECT 1 FROM hosts WHERE lease_owner = ? AND wanted_at IS NOT NULL LIMIT 1", (owner,)
            ).fetchone()
        )

    def renew(self, owner: str, *, until: str) -> None:
        """Hold all hosts of an owner longer."""
        self._db.execute("UPDATE hosts SET lease_until = ? WHERE lease_owner = ?", (until, owner))

    def let_go(self, owner: str) -> None:
        """Let all hosts of an owner go."""
        self._db.execute("UPDATE hosts SET lease_owner = NULL, lease_until = NULL WHERE lease_owner = ?", (owner,))

    def pauses(self, now: str = "") -> dict[str, str]:
        """Return host -> moment for the hosts that asked to be left alone beyond now; without `now`, those that ever did."""
        return dict(self._db.execute("SELECT host, not_before FROM hosts WHERE not_before > ?", (now,)).fetchall())

    def set_not_before(self, host: str, moment: str | None) -> None:
        """Keep that moment, so that the next run honours it too."""
        self._db.table("hosts").upsert({"host": host, "not_before": moment}, pk="host")
