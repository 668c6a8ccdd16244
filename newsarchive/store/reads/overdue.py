"""Find out whether the crawl still runs at its usual times, when somebody asks: a dead scheduler reports nothing."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils import Database

LOOKED_AT, NEEDED = 20, 4
"""Of the scheduled runs the latest count; fewer than NEEDED have no rhythm yet."""
PATIENCE = timedelta(hours=2)


def overdue(db: Database, now: datetime) -> str | None:
    """Return in words that no scheduled crawl (`crawl --due`) has run where it should have; None when all is as usual.

    Usual is the median of the spans between the latest runs; twice that and PATIENCE may pass after the last sign of life.
    """
    runs = db.execute(
        "SELECT id, started_at, finished_at FROM runs WHERE command = 'crawl --due' ORDER BY id DESC LIMIT ?",
        (LOOKED_AT,),
    ).fetchall()
    if len(runs) < NEEDED:
        return None
    starts = [datetime.fromisoformat(started) for _, started, _ in runs]
    usual = timedelta(seconds=median((later - earlier).total_seconds() for later, earlier in pairwise(starts)))
    number, started, finished = runs[0]
    fetched = db.execute("SELECT max(at) FROM fetches WHERE run_id = ?", (number,)).fetchone()[0]
    alive = datetime.fromisoformat(max(started, finished or started, fetched or started))
    if now - alive <= 2 * usual + PATIENCE:
        return None
    return f"no scheduled crawl since {max(started, finished or started)}, usually one every {_told(usual)}"


def _told(span: timedelta) -> str:
    minutes = max(1, round(span.total_seconds() / 60))
    if minutes < 120:
        return f"{minutes} minutes"
    return f"{round(minutes / 60)} hours" if minutes < 2880 else f"{round(minutes / 1440)} days"
