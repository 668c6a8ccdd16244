"""How the dates of one page are read, and which are possible."""

from __future__ import annotations

from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest

from newsarchive.extract.dates.moment import Moment
from newsarchive.extract.dates.page_dates import DateReader
from tests.extract.support import FETCHED

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
TODAY = FETCHED.date()


def reader(zone: ZoneInfo | None = VIETNAM, language: str = "vi") -> DateReader:
    return DateReader(FETCHED, zone, language == "vi", language, FETCHED + timedelta(minutes=10))


@pytest.mark.parametrize(
    ("moment", "possible"),
    [
        (Moment(TODAY, 8, 5, offset=0), True),
        (Moment(TODAY, 8, 11, offset=0), False),
        (Moment(TODAY, 15, 5), True),  # local in Vietnam: 08:05 in UTC
        (Moment(TODAY, 15, 11), False),
        (Moment(TODAY), True),
        (Moment(TODAY + timedelta(days=1)), False),
    ],
)
def test_no_moment_after_the_fetch_is_possible(moment: Moment, possible: bool) -> None:
    assert reader().possible(moment) is possible


@pytest.mark.parametrize(
    ("moment", "settled"),
    [
        (Moment(TODAY, 7, 45, offset=420), True),
        (Moment(TODAY, 7, 45, offset=0), False),  # not the offset of the zone
        (Moment(TODAY, 0, 0, offset=420), False),
        (Moment(TODAY), False),
        (Moment(TODAY, 7, 45, offset=420, us=True), False),
        (Moment(TODAY, 23, 0, offset=420), False),  # after the fetch
    ],
)
def test_a_machine_date_is_settled_where_a_printed_one_could_prove_nothing(moment: Moment, settled: bool) -> None:
    assert reader().is_settled(moment) is settled


def test_on_pages_of_other_languages_any_offset_settles() -> None:
    assert reader(None, "en").is_settled(Moment(TODAY, 7, 45, offset=0))


def test_a_vietnamese_page_prints_the_day_before_the_month() -> None:
    moment = reader().printed("09/03/2026 07:45")
    assert moment is not None
    assert (moment.day, moment.hour) == (date(2026, 3, 9), 7)


def test_a_page_in_another_language_is_read_in_it() -> None:
    moment = reader(None, "de").printed("9. März 2026")
    assert moment is not None
    assert moment.day == date(2026, 3, 9)


def test_an_iso_date_is_read_on_a_page_of_any_language() -> None:
    moment = reader(None, "xx").printed("2026-03-09 07:45")
    assert moment is not None
    assert moment.rule == "iso"


def test_only_so_many_lines_of_another_language_are_read() -> None:
    dates = reader(None, "en")
    read = [dates.printed("March 9, 2026") is not None for _ in range(5)]
    assert read == [True, True, True, False, False]


def test_today_is_the_day_of_the_fetch_in_utc_and_in_the_zone() -> None:
    late = DateReader(FETCHED.replace(hour=23), VIETNAM, True, "vi", FETCHED)
    assert late.today == {date(2026, 3, 10), date(2026, 3, 11)}
