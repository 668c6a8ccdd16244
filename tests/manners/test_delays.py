"""How long to wait."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsarchive.manners.delays import host_delay_s, retry_after_s

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120.0),
        (" 0 ", 0.0),
        ("1.5", 1.5),
        ("Sun, 22 Nov 2026 12:05:00 GMT", 300.0),
        ("Sunday, 22-Nov-26 12:05:00 GMT", 300.0),
        ("Sun Nov 22 12:05:00 2026", 300.0),
        ("Sun, 22 Nov 2026 11:00:00 GMT", 0.0),
        ("Sun, 22 Nov 2037 12:00:00 GMT", 86_400.0),
        ("999999", 86_400.0),
        ("9" * 400, 86_400.0),
    ],
)
def test_retry_after_is_read_in_both_forms_and_bounded(value: str, seconds: float) -> None:
    assert retry_after_s(value, NOW) == seconds
    assert retry_after_s(value, NOW.astimezone(timezone(timedelta(hours=7)))) == seconds


@pytest.mark.parametrize("value", [None, "", "soon", "-5", "١٢", "Sun, 99 Nov 2026 12:05:00 GMT"])
def test_retry_after_that_says_nothing_is_none(value: str | None) -> None:
    assert retry_after_s(value, NOW) is None


@given(st.text(max_size=80))
def test_no_retry_after_raises_or_is_negative(value: str) -> None:
    seconds = retry_after_s(value, NOW)
    assert seconds is None or 0 <= seconds <= 86_400


def test_the_longer_delay_holds_and_the_sites_wish_is_capped() -> None:
    assert host_delay_s(2.0, None) == 2.0
    assert host_delay_s(2.0, 1.0) == 2.0
    assert host_delay_s(2.0, 10.0) == 10.0
    assert host_delay_s(2.0, 900_000.0) == 86_400.0
    assert host_delay_s(120.0, 60.0) == 120.0
