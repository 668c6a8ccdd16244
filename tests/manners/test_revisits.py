"""When to look again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from newsarchive.manners.revisits import next_visit

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


def pause(age: timedelta, unchanged: int = 0) -> timedelta | None:
    due = next_visit("article", NOW - age, NOW, NOW, unchanged)
    return None if due is None else due - NOW


def test_pauses_grow_with_age_and_end_after_a_year() -> None:
    ages = [
        timedelta(minutes=5),
        timedelta(hours=3),
        timedelta(hours=12),
        timedelta(days=2),
        timedelta(days=5),
        timedelta(days=20),
    ]
    pauses = [p for p in map(pause, ages) if p is not None]
    assert len(pauses) == len(ages)
    assert pauses == sorted(pauses)
    assert pauses[0] == timedelta(minutes=15)
    assert pause(timedelta(days=364)) is not None
    assert pause(timedelta(days=366)) is None


def test_visits_that_found_nothing_stretch_the_pause_four_times_at_most() -> None:
    assert pause(timedelta(minutes=5), 1) == timedelta(minutes=30)
    assert pause(timedelta(minutes=5), 100) == timedelta(hours=1)


def test_without_a_date_or_with_one_to_come_age_counts_from_the_first_sight() -> None:
    seen = NOW - timedelta(days=5)
    expected = next_visit("article", seen, NOW, NOW)
    assert next_visit("article", None, seen, NOW) == expected
    assert next_visit("article", NOW + timedelta(days=400), seen, NOW) == expected


def test_an_old_article_met_today_rests() -> None:
    assert next_visit("article", NOW - timedelta(days=800), NOW, NOW) is None


def test_lists_keep_their_rhythm_and_quiet_ones_slow_down_to_a_day() -> None:
    for role in ("feed", "list", "sitemap"):
        fresh, quiet = next_visit(role, None, NOW, NOW), next_visit(role, None, NOW, NOW, 50)
        assert fresh is not None
        assert quiet is not None
        assert timedelta(0) < fresh - NOW <= timedelta(hours=1)
        assert quiet - NOW == timedelta(days=1)


def test_other_addresses_are_not_revisited() -> None:
    assert next_visit("other", None, NOW, NOW) is None
