"""Read the state of the whole archive: what the last run brought, what is due, what is wrong."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from newsarchive.items import utc_text
from newsarchive.outcomes import FAILED, REJECTED, sql
from newsarchive.store.reads.overdue import overdue
from newsarchive.store.runs import Runs

if TYPE_CHECKING:
    from datetime import datetime

    from sqlite_utils import Database

Row = dict[str, Any]

_FETCHING = ("crawl", "backfill", "import")
"""Commands whose runs bring articles in."""

_BAD_ENDS = ("killed", "failed", "partly")


@dataclass(slots=True)
class OutletStatus:
    """What the last run counted for an outlet, why addresses were left out, and how many addresses are due now.

    `failure` says why nothing at all could be read in that run.
    """

    key: str
    discovered: int = 0
    known: int = 0
    fetched: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    rejected: int = 0
    failed: int = 0
    rejected_by: dict[str, int] = field(default_factory=dict)
    failed_by: dict[str, int] = field(default_factory=dict)
    articles: int = 0
    due: int = 0
    failure: str | None = None


@dataclass(frozen=True, slots=True)
class Status:
    """The state of an archive. `is_well` is the verdict as a yes or no; `alarms` are those that are not cleared.

    `overdue` says in words that scheduled crawls have stopped to run.
    """

    verdict: str
    is_well: bool
    run: Row | None
    outlets: list[OutletStatus]
    channels: list[Row]
    alarms: list[Row]
    overdue: str | None
    gaps: list[Row]
    totals: dict[str, int]


def status(db: Database, now: datetime) -> Status:
    """Return the state of the archive at the moment `now` (aware)."""
    run = _last_run(db)
    outlets = _outlets(db, run["id"] if run else None, utc_text(now))
    alarms = list(
        db.query("SELECT outlet, kind, since, detail FROM alarms WHERE cleared_at IS NULL ORDER BY since, id")
    )
    late = overdue(db, now)
    verdict, is_well = _verdict(run, outlets, alarms, late)
    return Status(
        verdict=verdict,
        is_well=is_well,
        run=run,
        outlets=outlets,
        channels=_channels(db, run["id"] if run else None),
        alarms=alarms,
        overdue=late,
        gaps=list(
            db.query(
                "SELECT g.outlet, c.kind, c.url, g.since, g.until FROM gaps g "
                "LEFT JOIN channels c ON c.id = g.channel_id WHERE g.closed_at IS NULL ORDER BY g.since"
            )
        ),
        totals={
            table: db.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
            for table in ("outlets", "urls", "captures", "articles", "revisions", "runs")
        },
    )


def _last_run(db: Database) -> Row | None:
    """Return the last run that fetched or imported; when there is none, the last of any kind."""
    marks = ", ".join("?" * len(_FETCHING))
    rows = db.query(
        # the command's name is its first word
        f"SELECT * FROM runs ORDER BY substr(command, 1, instr(command || ' ', ' ') - 1) IN ({marks}) DESC, id DESC "
        "LIMIT 1",
        _FETCHING,
    )
    return next(iter(rows), None)


def _outlets(db: Database, run_id: int | None, now: str) -> list[OutletStatus]:
    found: dict[str, OutletStatus] = {}

    def of(key: str) -> OutletStatus:
        return found.setdefault(key, OutletStatus(key))

    failures = {result.outlet: result.failure for result in Runs(db).results(run_id or 0)}
    for row in db.query("SELECT * FROM run_outlets WHERE run_id = ?", (run_id,)):
        one = of(row["outlet"])
        one.failure = failures[one.key]
        for name in ("discovered", "known", "fetched", "new", "changed", "unchanged", "rejected", "failed"):
            setattr(one, name, row[name])
    for key, reasons in _reasons(db, run_id).items():
        one = of(key)
        for (outcome, reason), number in reasons.most_common():
            if outcome in REJECTED:
                one.rejected_by[reason] = number
            elif outcome in FAILED:
                one.failed_by[reason] = number
    for key, number in db.execute("SELECT outlet, count(*) FROM articles GROUP BY outlet").fetchall():
        of(key).articles = number
    due = "SELECT outlet, count(*) FROM urls WHERE next_fetch_at IS NOT NULL AND next_fetch_at <= ? GROUP BY outlet"
    for key, number in db.execute(due, (now,)).fetchall():
        of(key).due = number
    return sorted(found.values(), key=lambda o: o.key)


def _reasons(db: Database, run_id: int | None) -> dict[str, Counter[tuple[str, str]]]:
    """Return by outlet how often the run ended in each outcome; not_article is split by its detail.

    A failure after which the same run tried again does not count: how the last attempt ended does.
    """
    rows = db.execute(
        "SELECT u.outlet, f.outcome, iif(f.outcome = 'not_article', f.detail, NULL), count(*) FROM fetches f "
        f"JOIN urls u ON u.id = f.url_id WHERE f.run_id = ? AND NOT (f.outcome IN ({sql(FAILED)}) AND EXISTS "
        "(SELECT 1 FROM fetches g WHERE g.url_id = f.url_id AND g.run_id = f.run_id AND g.id > f.id)) GROUP BY 1, 2, 3",
        (run_id,),
    ).fetchall()
    reasons: dict[str, Counter[tuple[str, str]]] = {}
    for outlet, outcome, detail, number in rows:
        kind = (detail or "").partition(":")[0].strip()
        reason = f"{outcome} ({kind})" if kind else outcome
        reasons.setdefault(outlet, Counter())[outcome, reason] += number
    return reasons


def _channels(db: Database, run_id: int | None) -> list[Row]:
    """Return all channels with what they yielded in the run; null where the run did not read them."""
    return list(
        db.query(
            "SELECT c.outlet, c.kind, c.url, c.declared, r.found, r.new, c.last_yield_at FROM channels c "
            "LEFT JOIN run_channels r ON r.channel_id = c.id AND r.run_id = ? "
            "ORDER BY c.outlet, r.new DESC, c.kind, c.url",
            (run_id,),
        )
    )


def _verdict(run: Row | None, outlets: list[OutletStatus], alarms: list[Row], late: str | None) -> tuple[str, bool]:
    if run is None:
        return "nothing has run yet", True
    brought = f"{run['command']} (run {run['id']})"
    if run["finished_at"] is None:
        summary, is_well = f"{brought} is running since {run['started_at']}, or was killed:", True
        new, known = sum(o.new for o in outlets), sum(o.known for o in outlets)
    else:
        summary, is_well = f"{brought} {run['outcome']} {run['finished_at']}:", run["outcome"] not in _BAD_ENDS
        new, known = run["new"], run["known"]
    summary += f" {new} new, {known} known"
    if late:
        return f"needs a look: {late}; {summary}", False
    if alarms:
        named = ", ".join(f"{a['outlet'] or 'crawl'} {a['kind']}" for a in alarms[:3])
        more = f" and {len(alarms) - 3} more" if len(alarms) > 3 else ""
        return f"needs a look: {named}{more}; {summary}", False
    return f"{'all is well' if is_well else 'needs a look'}: {summary}", is_well
