"""Dates of feeds and sitemaps."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsarchive.discovery.dates import iso_date

HANOI = "Asia/Ho_Chi_Minh"


@pytest.mark.parametrize(
    ("raw", "iso"),
    [
        ("2026-03-07", "2026-03-07"),
        ("2026-03-07T08:52Z", "2026-03-07T08:52:00+00:00"),
        ("2026-03-07T08:52:11+07:00", "2026-03-07T08:52:11+07:00"),
        ("2026-03-07T08:52:11.000 +07:00", "2026-03-07T08:52:11+07:00"),
        ("2026-03-07T08:52:11+0700", "2026-03-07T08:52:11+07:00"),
        ("2026-03-07T08:52:11&#x2B;07:00", "2026-03-07T08:52:11+07:00"),
        ("2026-03-07 08:52:11", "2026-03-07T08:52:11+07:00"),
        ("2026-03-07T08:52:11 GMT+7", "2026-03-07T08:52:11+07:00"),
        ("Wed, 23 Jul 2025 16:45:00 +0700", "2025-07-23T16:45:00+07:00"),
        ("Wed, 23 Jul 2025 16:45:00 GMT+7", "2025-07-23T16:45:00+07:00"),
        ("Wed, 23 Jul 2025 09:45:00 GMT", "2025-07-23T09:45:00+00:00"),
        ("Wed, 23 Jul 2025 09:45:00", "2025-07-23T09:45:00+07:00"),
        ("23/07/2025 16:45", "2025-07-23T16:45:00+07:00"),
        ("1/21/2022 8:12:40 AM", "2022-01-21T08:12:40+07:00"),
        ("7/8/2025 4:45:00 PM", "2025-07-08T16:45:00+07:00"),
        ("07/08/2025", "2025-08-07"),
    ],
)
def test_forms_seen_in_lists_are_read(raw: str, iso: str) -> None:
    assert iso_date(raw, HANOI) == iso


@pytest.mark.parametrize(
    "raw", [None, "", "2026-03", "2026", "hôm qua", "2026-02-31", "2026-03-07T25:00Z", "13/13/2025", "0000-01-01"]
)
def test_what_is_no_day_is_none(raw: str | None) -> None:
    assert iso_date(raw, HANOI) is None


@given(st.text(max_size=100))
def test_no_text_raises(raw: str) -> None:
    iso_date(raw, HANOI)
