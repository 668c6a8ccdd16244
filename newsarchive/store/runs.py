"""Runs and what they counted: outlets, channels, hosts' policies, extractions."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, cast

from newsarchive.manners.delays import PATIENCE_S
from newsarchive.outcomes import FAILED, READ, counter, sql
from newsarchive.store.host_aliases import HostAliases

if TYPE_CHECKING:
    from sqlite_utils import Database

    from newsarchive.outlets import Outlet
    from newsarchive.store.channels import Kind

COUNTS = ("discovered", "known", "fetched", "new", "changed", "unchanged", "rejected", "failed")
_NO_COLUMN = frozenset({"known", "listed"})
"""Counters of outcomes that are counted as fetched and nothing else; the column `known` holds something else (`finish`)."""


class Unfinished(NamedTuple):
    """A run that has not ended: its owner, and until when other machines believe that it goes on (UTC text)."""

    id: int
    owner: str
    lease_until: str


@dataclass(frozen=True, slots=True)
class OutletResult:
    """What a run brought of one outlet; `failure` says why nothing at all could be read of it."""

    outlet: str
    counts: dict[str, int]
    failure: str | None


class Runs:
    """Writes of runs, outlets, channels, host policies and extractions; the caller holds the transaction."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def start(
        self, command: str, *, at: str, version: str, config_hash: str, owner: str, until: str | None = None
    ) -> int:
        """Enter a run, which another machine believes to go on `until` then (UTC text); return its id."""
        values = {
            "command": command, "started_at": at, "version": version, "config_hash": config_hash, "owner": owner,
            "lease_until": until,
        }  # fmt: skip
        return cast("int", self._db.table("runs").insert(values).last_pk)

    def renew(self, run_id: int, *, until: str) -> None:
        """Have other machines believe longer that a run goes on."""
        self._db.execute("UPDATE runs SET lease_until = ? WHERE id = ?", (until, run_id))

    def finish(self, run_id: int, *, at: str, outcome: str) -> None:
        """Write the end of a run and its sums over the outlets."""
        self._db.execute(
            "UPDATE run_outlets SET known = (SELECT count(*) FROM articles a WHERE a.outlet = run_outlets.outlet) - new WHERE run_id = ?",
            (run_id,),
        )
        sums = ", ".join(
            f"{c} = (SELECT coalesce(sum({c}), 0) FROM run_outlets WHERE run_id = runs.id)" for c in COUNTS
        )
        self._db.execute(f"UPDATE runs SET finished_at = ?, outcome = ?, {sums} WHERE id = ?", (at, outcome, run_id))

    def interrupted(self, owner: str, at: str) -> None:
        """Close the runs of an owner that died."""
        self._db.execute(
            "UPDATE runs SET finished_at = ?, outcome = 'killed' WHERE owner = ? AND finished_at IS NULL", (at, owner)
        )

    def latest(self) -> int:
        """Return the id of the latest run, 0 when there was none."""
        return int(self._db.execute("SELECT coalesce(max(id), 0) FROM runs").fetchone()[0])

    def of_process(self, pid: int, *, after: int = 0) -> int | None:
        """Return the run that a process began after another run (ids of processes come again), None when it began none."""
        row = self._db.execute(
            "SELECT id FROM runs WHERE owner LIKE '%:' || ? || ':%' AND id > ? ORDER BY id DESC LIMIT 1", (pid, after)
        ).fetchone()
        return int(row[0]) if row else None

    def results(self, run_id: int) -> list[OutletResult]:
        """Return what a run brought, an outlet each."""
        rows = self._db.execute(
            f"SELECT outlet, {', '.join(COUNTS)} FROM run_outlets WHERE run_id = ? ORDER BY outlet", (run_id,)
        ).fetchall()
        return [self._result(run_id, row[0], dict(zip(COUNTS, row[1:], strict=True))) for row in rows]

    def _result(self, run_id: int, outlet: str, counts: dict[str, int]) -> OutletResult:
        read = self._db.execute(
            "SELECT count(*) FROM fetches f JOIN urls u ON u.id = f.url_id WHERE f.run_id = ? AND u.outlet = ? AND "
            f"u.role <> 'other' AND f.outcome IN ({sql(READ)})",
            (run_id, outlet),
        ).fetchone()[0]
        trouble = self._db.execute(
            "SELECT f.outcome, f.detail FROM fetches f JOIN urls u ON u.id = f.url_id WHERE f.run_id = ? AND u.outlet = ? "
            f"AND f.outcome IN ({sql(FAILED)}) ORDER BY u.role = 'article', f.id LIMIT 1",
            (run_id, outlet),
        ).fetchone()
        held = self._db.execute(
            "SELECT outcome, detail FROM urls WHERE outlet = ? AND state = 'held' LIMIT 1",
            (outlet,),
        ).fetchone()
        why = held or (trouble if not read else None)
        failure = f"{why[0]}: {why[1]}" if why else None
        return OutletResult(outlet, counts, failure or (None if read else self._delay_too_long(run_id, outlet)))

    def _delay_too_long(self, run_id: int, outlet: str) -> str | None:
        """Return, in words, that a host of an outlet was left alone in a run because its Crawl-delay outlasts a run."""
        row = self._db.execute(
            "SELECT h.host, p.crawl_delay_s, h.not_before FROM hosts h JOIN host_policies p ON p.host = h.host "
            "WHERE h.not_before > (SELECT started_at FROM runs WHERE id = :run) AND p.crawl_delay_s > :most "
            "AND p.run_id = (SELECT max(run_id) FROM host_policies WHERE host = h.host) "
            "AND EXISTS (SELECT 1 FROM urls u WHERE u.host = h.host AND u.outlet = :outlet) LIMIT 1",
            {"run": run_id, "most": PATIENCE_S, "outlet": outlet},
        ).fetchone()
        return (
            row
            and f"{row[0]}: robots.txt asks for a Crawl-delay of {row[1]:.0f} s, longer than a run waits; "
            f"it is left alone until {row[2]}, then one page is fetched"
        )

    def unfinished(self) -> list[Unfinished]:
        """Return the runs that never ended; one of an older version has the lease of its hosts, or ended as it began."""
        rows = self._db.execute(
            "SELECT id, owner, coalesce(lease_until, (SELECT max(lease_until) FROM hosts h WHERE h.lease_owner = owner), "
            "started_at) FROM runs WHERE finished_at IS NULL"
        )
        return [Unfinished(*r) for r in rows.fetchall()]

    def outcome(self, run_id: int) -> str | None:
        """Return how a run ended; None while it goes on."""
        row = self._db.execute("SELECT outcome FROM runs WHERE id = ?", (run_id,)).fetchone()
        return row[0] if row else None

    def owners_of(self, command: str) -> frozenset[str]:
        """Return the owners of the runs of a command that have not ended."""
        rows = self._db.execute("SELECT owner FROM runs WHERE finished_at IS NULL AND command = ?", (command,))
        return frozenset(r[0] for r in rows.fetchall())

    def take_part(self, run_id: int, outlet: str) -> None:
        """Enter an outlet among those a run is about."""
        self._db.execute("INSERT OR IGNORE INTO run_outlets (run_id, outlet) VALUES (?, ?)", (run_id, outlet))

    def count(self, run_id: int, outlet: str, outcome: str, *, fetched: bool = True) -> None:
        """Count one judged address of an outlet under its outcome. Raises KeyError for a word that is no outcome."""
        counted = counter(outcome)
        columns = [*(["fetched"] if fetched else []), *([counted] if counted not in _NO_COLUMN else [])]
        if columns:
            added = ", ".join(f"{c} = {c} + 1" for c in columns)
            self.take_part(run_id, outlet)
            self._db.execute(f"UPDATE run_outlets SET {added} WHERE run_id = ? AND outlet = ?", (run_id, outlet))

    def discovered(self, run_id: int, outlet: str, number: int) -> None:
        """Count addresses that were new to the ledger."""
        if number:
            self.take_part(run_id, outlet)
            self._db.execute(
                "UPDATE run_outlets SET discovered = discovered + ? WHERE run_id = ? AND outlet = ?",
                (number, run_id, outlet),
            )

    def enter_outlet(self, outlet: Outlet) -> None:
        """Enter an outlet, or bring its row up to date with the declaration."""
        values = {
            "key": outlet.key, "name": outlet.name, "home": outlet.home, "province": outlet.province, "heir": outlet.heir,
            "family": outlet.family, "kind": outlet.kind, "language": outlet.language or None, "enabled": int(outlet.enabled),
            "verified": outlet.verified.isoformat() if outlet.verified else None,
        }  # fmt: skip
        self._db.table("outlets").upsert(values, pk="key")
        HostAliases(self._db).declare(outlet)

    def channel(self, outlet: str, kind: Kind, url: str, *, declared: bool) -> int:
        """Return the id of a channel, entered when it is new."""
        row = self._db.execute(
            "SELECT id, declared FROM channels WHERE outlet = ? AND kind = ? AND url = ?", (outlet, kind, url)
        ).fetchone()
        if row:
            if declared and not row[1]:
                self._db.execute("UPDATE channels SET declared = 1 WHERE id = ?", (row[0],))
            return int(row[0])
        values = {"outlet": outlet, "kind": kind, "url": url, "declared": int(declared)}
        return cast("int", self._db.table("channels").insert(values).last_pk)

    def discovered_channels(self, outlet: str, kind: Kind) -> list[str]:
        """Return the addresses of an outlet's channels of a kind that were found, not declared."""
        rows = self._db.execute(
            "SELECT url FROM channels WHERE outlet = ? AND kind = ? AND declared = 0 ORDER BY id", (outlet, kind)
        )
        return [r[0] for r in rows.fetchall()]

    def channel_yield(self, run_id: int, channel_id: int, *, found: int, new: int, at: str) -> None:
        """Add what a channel brought in a run; one that brought an article address has yielded."""
        self._db.execute(
            "INSERT INTO run_channels (run_id, channel_id, found, new) VALUES (?, ?, ?, ?) ON CONFLICT (run_id, channel_id) "
            "DO UPDATE SET found = found + excluded.found, new = new + excluded.new",
            (run_id, channel_id, found, new),
        )
        if found:
            self._db.execute("UPDATE channels SET last_yield_at = ? WHERE id = ?", (at, channel_id))

    def policy(
        self, run_id: int, host: str, status: str, digest: str | None, crawl_delay_s: float | None, tdm: str | None
    ) -> None:
        """Keep what a host's robots.txt said in this run."""
        values = {
            "run_id": run_id, "host": host, "robots_status": status, "robots_digest": digest, "crawl_delay_s": crawl_delay_s,
            "tdm": tdm,
        }  # fmt: skip
        self._db.table("host_policies").insert(values, replace=True)

    def extraction(self, *, at: str, version: str, libraries: dict[str, str], rules_hash: str) -> int:
        """Return the id of the extraction with exactly these rules and libraries, entered when it is new."""
        values = {"version": version, "libraries": json.dumps(libraries, sort_keys=True), "rules_hash": rules_hash}
        row = self._db.execute(
            "SELECT id FROM extractions WHERE version = :version AND libraries = :libraries AND rules_hash = :rules_hash",
            values,
        ).fetchone()
        if row:
            return int(row[0])
        return cast("int", self._db.table("extractions").insert({"started_at": at, **values}).last_pk)
