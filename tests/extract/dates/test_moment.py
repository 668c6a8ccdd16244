"""A moment: how it is built, converted and written."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from newsarchive.extract.dates.moment import Moment, moment_of

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
DAY = date(2026, 3, 9)


def test_a_day_alone_has_no_time_and_no_instant() -> None:
    moment = Moment(DAY)
    assert (moment.has_time, moment.instant(), moment.text()) == (False, None, "2026-03-09")


def test_a_time_without_offset_is_written_as_its_day() -> None:
    assert Moment(DAY, 7, 45).text() == "2026-03-09"


def test_a_time_with_offset_has_an_instant() -> None:
    moment = Moment(DAY, 7, 45, offset=420)
    assert moment.instant() == datetime(2026, 3, 9, 0, 45, tzinfo=UTC)
    assert moment.text() == "2026-03-09T07:45:00+07:00"


def test_a_time_without_offset_is_local_in_a_zone() -> None:
    assert Moment(DAY, 7, 45).in_zone(VIETNAM) == Moment(DAY, 7, 45, offset=420)


def test_a_time_with_another_offset_is_converted_to_the_zone() -> None:
    assert Moment(DAY, 20, 0, offset=0).in_zone(VIETNAM) == Moment(date(2026, 3, 10), 3, 0, offset=420)


def test_a_day_is_the_same_in_every_zone() -> None:
    assert Moment(DAY).in_zone(VIETNAM) == Moment(DAY)


def test_the_day_of_a_moment_loses_time_and_offset() -> None:
    assert Moment(DAY, 7, 45, 10, 420).day_only() == Moment(DAY)


def test_numbers_make_a_moment() -> None:
    assert moment_of("2026", "3", "9", "7", "45", "10", offset=420, rule="x") == Moment(DAY, 7, 45, 10, 420, "x")


@pytest.mark.parametrize("numbers", [("2026", "2", "30"), ("2026", "13", "1"), ("1989", "1", "1"), ("2101", "1", "1")])
def test_numbers_that_are_no_day_make_none(numbers: tuple[str, str, str]) -> None:
    assert moment_of(*numbers, rule="x") is None


@pytest.mark.parametrize("time", [("25", "0", None), ("7", "60", None), ("7", "0", "60"), ("24", "1", None)])
def test_a_time_that_does_not_exist_leaves_the_day(time: tuple[str, str, str | None]) -> None:
    assert moment_of("2026", "3", "9", *time, rule="x") == Moment(DAY, rule="x")


def test_midnight_at_the_end_of_a_day_is_the_start_of_the_next() -> None:
    assert moment_of("2026", "3", "9", "24", "0", rule="x") == Moment(date(2026, 3, 10), 0, rule="x")
