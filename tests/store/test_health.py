"""What the history says of an outlet."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from newsarchive.store.alarms import KINDS, Alarms
from newsarchive.store.archive import Archive
from newsarchive.store.channels import Channels, Gaps
from newsarchive.store.reads.health import Health

NOW = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    """An archive of one outlet and four crawls, one a day, the last of them now; and a backfill in between."""
    with Archive.open(tmp_path / "archive.db") as archive:
        db = archive.db
        db.execute("INSERT INTO outlets (key, name, home, kind) VALUES ('x', 'X', 'https://x.vn/', 'newspaper')")
        db.execute(
            "INSERT INTO channels (id, outlet, kind, url, declared) VALUES (1, 'x', 'feed', 'https://x.vn/rss', 1)"
        )
        urls = [
            (1, "https://x.vn/", "list", None),
            (2, "https://x.vn/rss", "feed", 1),
            (3, "https://x.vn/a", "article", 1),
        ]
        db.conn.executemany(
            "INSERT INTO urls (id, url, normal_url, normal_version, outlet, host, role, channel_id, discovered_at, state, listed_run) "
            "VALUES (?1, ?2, ?2, 1, 'x', 'x.vn', ?3, ?4, '2026-11-19T02:00:01Z', 'done', 1)",
            urls,
        )
        days = [("crawl", 3, 9), ("crawl", 2, 4), ("backfill x", 2, 500), ("crawl", 1, 5), ("crawl", 0, 0)]
        for n, (command, ago, new) in enumerate(days, 1):
            at = f"2026-11-{22 - ago}T02:00:00Z"
            db.execute(
                "INSERT INTO runs (id, command, started_at, version, config_hash) VALUES (?, ?, ?, '1', 'h')",
                (n, command, at),
            )
            db.execute("INSERT INTO run_outlets (run_id, outlet, new) VALUES (?, 'x', ?)", (n, new))
        yield archive


def fetched(archive: Archive, url_id: int, run_id: int, day: int, outcome: str, found: int | None = None) -> None:
    """Enter a fetch, and what the feed named in it."""
    archive.db.execute(
        "INSERT INTO fetches (url_id, run_id, at, outcome) VALUES (?, ?, ?, ?)",
        (url_id, run_id, f"2026-11-{day}T02:00:03Z", outcome),
    )
    if found is not None:
        archive.db.execute(
            "INSERT INTO run_channels (run_id, channel_id, found, new) VALUES (?, 1, ?, 1)", (run_id, found)
        )


def test_new_articles_are_counted_by_the_days_of_crawls_alone(archive: Archive) -> None:
    assert Health(archive.db, 5).new_by_day(NOW, timedelta(days=35)) == {"x": {0: 0, 1: 5, 2: 4, 3: 9}}


def test_of_several_tries_in_a_run_the_last_one_counts(archive: Archive) -> None:
    fetched(archive, 1, 5, 22, "timeout")
    fetched(archive, 1, 5, 22, "listed")
    fetched(archive, 3, 5, 22, "blocked")
    told = {(t.role, t.outcome): t.number for t in Health(archive.db, 5).tallies()["x"]}
    assert told == {("home", "listed"): 1, ("article", "blocked"): 1}


def test_polls_are_those_of_crawls_newest_first(archive: Archive) -> None:
    for run_id, day, outcome, found in (
        (1, 19, "listed", 20),
        (3, 20, "listed", None),
        (4, 21, "not_modified", None),
        (5, 22, "gone", None),
    ):
        fetched(archive, 2, run_id, day, outcome, found)
    polls = Channels(archive.db).polls(1, 2, 10)
    assert [(p.run_id, p.outcome, p.found) for p in polls] == [
        (5, "gone", None),
        (4, "not_modified", None),
        (1, "listed", 20),
    ]


def test_a_list_is_read_through_until_its_last_good_poll(archive: Archive) -> None:
    channels = Channels(archive.db)
    assert channels.last_read(channels.get(1), 2) is None
    archive.db.execute("UPDATE channels SET last_yield_at = '2026-11-19T02:00:04Z'")
    fetched(archive, 2, 1, 19, "listed", 20)
    assert channels.last_read(channels.get(1), 2) == "2026-11-19T02:00:03Z"
    fetched(archive, 2, 2, 20, "not_modified")
    fetched(archive, 2, 3, 21, "listed")  # a backfill's
    fetched(archive, 2, 4, 21, "listed", 0)  # empty for once
    assert channels.last_read(channels.get(1), 2) == "2026-11-20T02:00:03Z"


def test_what_was_listed_before_a_run_is_known_and_what_was_only_imported_is_not(archive: Archive) -> None:
    channels = Channels(archive.db)
    assert channels.known_before(["https://x.vn/a", "https://x.vn/b"], 5, "2026-11-22T02:00:00Z", enough=9) == 1
    archive.db.execute("UPDATE urls SET channel_id = NULL WHERE id = 3")
    assert channels.known_before(["https://x.vn/a"], 5, "2026-11-22T02:00:00Z", enough=1) == 0


def test_gaps_stand_until_they_are_closed(archive: Archive) -> None:
    gaps = Gaps(archive.db)
    gaps.open("x", 1, since="2026-11-19T02:00:03Z", until="2026-11-21T02:00:03Z")
    (gap,) = gaps.standing("x")
    assert (gap.kind, gaps.runs_since(gap, 5)) == ("feed", 1)
    gaps.close([gap.id], "2026-11-22T02:00:09Z")
    assert gaps.standing("x") == []


def test_an_alarm_is_one_row_while_it_stands(archive: Archive) -> None:
    alarms = Alarms(archive.db)
    assert alarms.clear("x", "silent_zero", "2026-11-20T00:00:00Z") is None
    for detail in ("one", "two"):
        alarms.raise_("x", "silent_zero", detail, f"2026-11-2{len(detail) - 2}T00:00:00Z")
    assert alarms.since("x", "silent_zero") == "2026-11-21T00:00:00Z"
    assert alarms.clear("x", "silent_zero", "2026-11-22T00:00:00Z") == "2026-11-21T00:00:00Z"
    rows = archive.db.execute("SELECT detail, cleared_at FROM alarms").fetchall()
    assert rows == [("two", "2026-11-22T00:00:00Z")]
    assert "silent_zero" in KINDS
