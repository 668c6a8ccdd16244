"""The days wanted."""

from __future__ import annotations

from newsarchive.ingest.values import Range


def test_both_ends_of_the_days_wanted_are_included() -> None:
    wanted = Range("2026-11-20", "2026-11-21")
    days = ("2026-11-19", "2026-11-20", "2026-11-21", "2026-11-22")
    assert [wanted.holds(day) for day in days] == [False, True, True, False]


def test_an_open_end_holds_every_day_and_every_range_an_unknown_one() -> None:
    assert Range(since="2026-11-20").holds("9999-01-01")
    assert Range(until="2026-11-20").holds("0001-01-01")
    assert Range("2026-11-20", "2026-11-20").holds(None)
