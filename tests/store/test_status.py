from __future__ import annotations

from datetime import UTC, datetime

import pytest

from newsarchive.store.archive import Archive
from newsarchive.store.reads.status import status
from tests.store.building import build

NOW = datetime(2026, 11, 22, 6, 30, tzinfo=UTC)


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    with build(tmp_path_factory.mktemp("status") / "archive.db") as archive:
        yield status(archive.db, NOW)


def test_the_last_run_is_told(told):
    assert told.run["id"] == 2
    assert (told.run["new"], told.run["known"]) == (2, 2)


def test_each_outlet_has_its_counts_and_what_is_due(told):
    first, second = told.outlets
    assert first.key == "thunghiem"
    counts = (
        first.discovered, first.known, first.fetched, first.new, first.changed, first.unchanged, first.rejected, first.failed
    )  # fmt: skip
    assert counts == (4, 2, 5, 1, 1, 1, 1, 1)
    assert (first.articles, first.due) == (3, 3)
    assert (second.key, second.articles, second.due) == ("tonghop", 1, 0)


def test_rejections_and_failures_are_told_by_reason_a_failure_tried_again_once(told):
    assert told.outlets[0].rejected_by == {"not_article (video)": 1}
    assert told.outlets[0].failed_by == {"timeout": 1}


def test_an_address_that_came_in_the_end_did_not_fail(tmp_path):
    with build(tmp_path / "a.db") as archive:
        archive.db["fetches"].insert({"url_id": 8, "run_id": 2, "at": "2026-11-22T06:03:50Z", "outcome": "new"})
        assert status(archive.db, NOW).outlets[0].failed_by == {}


def test_captures_of_one_address_are_each_counted_as_the_run_counts_them(tmp_path):
    with build(tmp_path / "a.db") as archive:
        archive.db["fetches"].insert(
            {"url_id": 6, "run_id": 2, "at": NOW.isoformat(), "outcome": "not_article", "detail": "home"}
        )
        assert status(archive.db, NOW).outlets[0].rejected_by == {"not_article (video)": 1, "not_article (home)": 1}


def test_the_yield_of_each_channel_is_told_dead_ones_too(told):
    assert [(c["kind"], c["found"], c["new"], c["last_yield_at"]) for c in told.channels] == [
        ("section", 6, 4, "2026-11-22T06:01:00Z"),
        ("feed", 0, 0, None),
    ]


def test_a_standing_alarm_comes_first(told):
    assert not told.is_well
    assert told.verdict.startswith("needs a look: thunghiem quiet; crawl (run 2) finished 2026-11-22T06:04:00Z: 2 new")
    assert [a["kind"] for a in told.alarms] == ["quiet"]
    assert [g["kind"] for g in told.gaps] == ["feed"]


def test_without_alarm_all_is_well(tmp_path):
    with build(tmp_path / "a.db", alarm=False) as archive:
        told = status(archive.db, NOW)
    assert told.is_well
    assert told.verdict == "all is well: crawl (run 2) finished 2026-11-22T06:04:00Z: 2 new, 2 known"


def test_a_run_that_has_not_ended_is_told_with_what_it_brought_so_far(tmp_path):
    with build(tmp_path / "a.db", alarm=False, finished=False) as archive:
        assert "is running since 2026-11-22T06:00:00Z, or was killed: 2 new" in status(archive.db, NOW).verdict


def test_a_killed_run_is_not_well(tmp_path):
    with build(tmp_path / "a.db", alarm=False) as archive:
        archive.db.execute("UPDATE runs SET outcome = 'killed' WHERE id = 2")
        told = status(archive.db, NOW)
    assert (told.is_well, told.verdict.split(":")[0]) == (False, "needs a look")


def test_runs_that_bring_nothing_in_do_not_hide_the_crawl(tmp_path):
    with build(tmp_path / "a.db") as archive:
        archive.db["runs"].insert(
            {
                "id": 3,
                "command": "relate",
                "started_at": "2026-11-22T06:20:00Z",
                "version": "0.1.0",
                "config_hash": "c0ffee",
            }
        )
        assert status(archive.db, NOW).run["id"] == 2


def test_an_archive_where_nothing_ran(tmp_path):
    with Archive.open(tmp_path / "a.db") as archive:
        told = status(archive.db, NOW)
    assert told.verdict == "nothing has run yet"
    assert (told.run, told.outlets, told.channels) == (None, [], [])


def test_totals(told):
    assert told.totals == {"outlets": 2, "urls": 10, "captures": 5, "articles": 4, "revisions": 5, "runs": 2}
