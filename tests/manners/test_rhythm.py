"""When to ask a list again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsarchive.manners.rhythm import CEILING, FLOOR, Poll, empty_in_a_row, items_a_day, next_poll, pace

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


def pause(items: float | None, **how: object) -> timedelta:
    return next_poll("feed", NOW, items_a_day=items, **how) - NOW  # type: ignore[arg-type]


def test_a_feed_of_forty_a_day_is_asked_more_often_than_one_of_two() -> None:
    assert pause(40) == timedelta(minutes=18)
    assert pause(2) == 6 * HOUR


@given(
    role=st.sampled_from(["feed", "list", "sitemap"]),
    items=st.none() | st.floats(0, 1e9, allow_nan=False),
    ago=st.none() | st.timedeltas(timedelta(days=-400), timedelta(days=4000)),
    empty=st.integers(-5, 10_000),
    listed=st.integers(0, 50_000),
)
def test_every_pause_is_between_five_minutes_and_a_day(role, items, ago, empty, listed) -> None:
    last_new = None if ago is None else NOW - ago
    due = next_poll(role, NOW, items_a_day=items, last_new=last_new, empty_in_a_row=empty, listed=listed)
    assert FLOOR <= due - NOW <= CEILING


def test_visits_that_brought_nothing_stretch_the_pause_four_times_at_most() -> None:
    pauses = [pause(40, empty_in_a_row=n) for n in range(20)]
    assert pauses == sorted(pauses)
    assert pauses[-1] == 4 * pauses[0]


def test_a_list_silent_for_days_is_asked_more_and_more_rarely() -> None:
    assert pause(40, last_new=NOW - HOUR) == pause(40)
    assert pause(40, last_new=NOW - timedelta(days=3)) == 3 * HOUR
    assert pause(40, last_new=NOW - timedelta(days=60)) == CEILING


def test_a_short_list_is_asked_before_its_entries_are_replaced() -> None:
    assert pause(24, empty_in_a_row=6, listed=20) == 2 * HOUR
    assert pause(24, empty_in_a_row=6, listed=2) == HOUR


def test_an_unknown_list_is_asked_soon_and_then_at_doubling_pauses() -> None:
    assert [pause(None, empty_in_a_row=n) for n in (0, 1, 2)] == [timedelta(minutes=m) for m in (15, 30, 60)]
    assert pause(None, empty_in_a_row=50) == CEILING


def test_the_first_reading_of_a_list_is_no_day_s_yield() -> None:
    polls = [Poll(NOW - timedelta(days=4), 50, 50), Poll(NOW - timedelta(days=2), 50, 6), Poll(NOW, None)]
    assert items_a_day(polls, NOW) == pytest.approx(1.5)


def test_a_pace_is_not_told_from_hours() -> None:
    assert items_a_day([Poll(NOW - 3 * HOUR, 20, 20), Poll(NOW, 20, 5)], NOW) is None
    assert items_a_day([Poll(NOW - timedelta(days=9), 20, 20)], NOW) is None


def test_dated_entries_tell_the_pace_at_the_first_visit() -> None:
    assert pace([NOW - n * HOUR for n in range(1, 13)], NOW) == pytest.approx(24)


def test_old_and_future_entries_tell_no_pace() -> None:
    assert pace([NOW - timedelta(days=n) for n in (0, 1, 30, 60)], NOW) is None
    assert pace([NOW + HOUR * n for n in range(1, 10)], NOW) is None


def test_empty_polls_are_counted_since_the_last_new_one() -> None:
    polls = [Poll(NOW - n * HOUR, 10, new) for n, new in enumerate((0, 0, 0, 4, 0, 9))]
    assert empty_in_a_row(polls) == 3
    assert empty_in_a_row(reversed(polls)) == 3
