"""Scheduled crawls that have stopped are told by whoever looks."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from newsarchive.items import utc_text
from newsarchive.store.archive import Archive
from newsarchive.store.reads.overdue import overdue
from newsarchive.store.reads.status import status

NOW = datetime(2026, 11, 22, 6, 30, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture
def archive(tmp_path):
    with Archive.open(tmp_path / "archive.db") as archive:
        yield archive


def ran(archive, *ages, command="crawl --due", finished=True):
    """Enter runs that began so long before now, the oldest first."""
    for age in sorted(ages, reverse=True):
        begun = NOW - age
        archive.db["runs"].insert(
            {
                "command": command, "started_at": utc_text(begun), "version": "1", "config_hash": "0",
                "finished_at": utc_text(begun + timedelta(minutes=5)) if finished else None, "outcome": "finished",
            }
        )  # fmt: skip


def hourly(first, count=10):
    return [first + n * HOUR for n in range(count)]


def test_a_crawl_that_runs_as_usual_is_not_overdue(archive):
    ran(archive, *hourly(HOUR))
    assert overdue(archive.db, NOW) is None


def test_hourly_crawls_that_stopped_are_told_after_some_hours(archive):
    ran(archive, *hourly(3 * HOUR))
    assert overdue(archive.db, NOW) is None
    assert (
        overdue(archive.db, NOW + 2 * HOUR)
        == "no scheduled crawl since 2026-11-22T03:35:00Z, usually one every 60 minutes"
    )


def test_daily_crawls_have_days(archive):
    ran(archive, *(timedelta(days=n) for n in range(2, 9)))
    assert overdue(archive.db, NOW) is None
    assert overdue(archive.db, NOW + timedelta(hours=3)) is not None


def test_a_pause_in_the_past_does_not_make_the_usual_longer(archive):
    ran(archive, *hourly(5 * HOUR, 6), *hourly(timedelta(days=40), 6))
    assert "every 60 minutes" in overdue(archive.db, NOW)


def test_a_long_crawl_that_still_fetches_is_alive(archive):
    ran(archive, *hourly(9 * HOUR), finished=False)
    assert overdue(archive.db, NOW) is not None
    last = archive.db.execute("SELECT max(id) FROM runs").fetchone()[0]
    archive.db["outlets"].insert({"key": "bao", "name": "Báo", "home": "https://bao.example/", "kind": "newspaper"})
    archive.db["urls"].insert(
        {
            "url": "https://bao.example/a", "normal_url": "https://bao.example/a", "normal_version": 1, "outlet": "bao",
            "host": "bao.example", "role": "article", "discovered_at": utc_text(NOW), "state": "done",
        }
    )  # fmt: skip
    archive.db["fetches"].insert({"url_id": 1, "run_id": last, "at": utc_text(NOW - HOUR), "outcome": "new"})
    assert overdue(archive.db, NOW) is None


@pytest.mark.parametrize("command", ["crawl", "import", "backfill"])
def test_runs_by_hand_have_no_rhythm(archive, command):
    ran(archive, *hourly(timedelta(days=30)), command=command)
    assert overdue(archive.db, NOW) is None


def test_a_few_runs_have_no_rhythm_yet(archive):
    ran(archive, *hourly(timedelta(days=30), 3))
    assert overdue(archive.db, NOW) is None


def test_status_begins_with_it_and_all_is_not_well(archive):
    ran(archive, *hourly(timedelta(days=2)))
    told = status(archive.db, NOW)
    assert told.verdict.startswith("needs a look: no scheduled crawl since 2026-11-20T06:35:00Z")
    assert (told.is_well, told.overdue is not None) == (False, True)
