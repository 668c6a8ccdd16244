"""The grammar of dates: machine formats, the Vietnamese forms, relative times."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from newsarchive.extract.dates import parse

FETCHED = datetime(2026, 11, 22, 6, 30, tzinfo=UTC)
ZONE = ZoneInfo("Asia/Ho_Chi_Minh")


@pytest.mark.parametrize(
    ("printed", "wall"),
    [
        ("10:09, 27/09/2023", datetime(2023, 9, 27, 10, 9)),
        ("08/01/2026 - 18:21", datetime(2026, 1, 8, 18, 21)),
        ("Chủ Nhật, 05/09/2021, 22:21 (GMT+7)", datetime(2021, 9, 5, 22, 21)),
        ("25/11/2022 15:37", datetime(2022, 11, 25, 15, 37)),
        ("Ngày phát hành 16:6 | 16/6/2024", datetime(2024, 6, 16, 16, 6)),
        ("16h45 ngày 23-7-2025", datetime(2025, 7, 23, 16, 45)),
        ("16:45 | 23/07/2025", datetime(2025, 7, 23, 16, 45)),
        ("Thứ Tư, ngày 23/07/2025 - 04:45 CH", datetime(2025, 7, 23, 16, 45)),
        ("23/07/2025 04:45:10 SA", datetime(2025, 7, 23, 4, 45, 10)),
        ("07-03-2026 - 00:01 AM", datetime(2026, 3, 7, 0, 1)),
        ("Cập nhật: 14:05, ngày 20 tháng 11 năm 2026", datetime(2026, 11, 20, 14, 5)),
        ("8 giờ 30 phút sáng ngày 5/9/2021", datetime(2021, 9, 5, 8, 30)),
        ("4 giờ chiều 23/7/2025", datetime(2025, 7, 23, 16, 0)),
        ("Thứ bảy, 07/03/2026 - 08:07", datetime(2026, 3, 7, 8, 7)),
        ("24:00 31/12/2025", datetime(2026, 1, 1, 0, 0)),
    ],
)
def test_a_printed_time_of_day_is_read_with_its_day(printed: str, wall: datetime) -> None:
    moment = parse.vietnamese(printed, FETCHED, ZONE)
    assert moment is not None
    assert moment.has_time
    assert moment.wall == wall


@pytest.mark.parametrize(
    ("printed", "day"),
    [
        ("Báo Vĩnh LongBáo Vĩnh Long23/07/2025", date(2025, 7, 23)),
        ("30/01/2023Theo Sở Lao động", date(2023, 1, 30)),
        ("Thứ Tư, 15 tháng 2, 2017", date(2017, 2, 15)),
        ("ngày 23 tháng bảy năm 2025", date(2025, 7, 23)),
        ("(19/01/2012)", date(2012, 1, 19)),
        ("3 ngày trước", date(2026, 11, 19)),
        ("hôm qua", date(2026, 11, 21)),
    ],
)
def test_a_day_without_time_stays_a_day(printed: str, day: date) -> None:
    moment = parse.vietnamese(printed, FETCHED, ZONE)
    assert moment is not None
    assert (moment.day, moment.has_time) == (day, False)


def test_a_time_far_from_the_day_is_not_its_time() -> None:
    moment = parse.vietnamese("23/07/2025 xem chương trình phát lại lúc 20:00", FETCHED, ZONE)
    assert moment is not None
    assert not moment.has_time


@pytest.mark.parametrize(
    ("zone", "offset"),
    [("(GMT+7)", "+07:00"), ("GMT-5", "-05:00"), ("UTC +05:30", "+05:30"), ("-0330", "-03:30"), ("GMT+15", "")],
)
def test_the_printed_offset_is_kept(zone: str, offset: str) -> None:
    moment = parse.vietnamese(f"05/09/2021, 22:21 {zone}", FETCHED, ZONE)
    assert moment is not None
    assert moment.text() == (f"2021-09-05T22:21:00{offset}" if offset else "2021-09-05")


def test_hours_ago_count_back_from_the_fetch() -> None:
    moment = parse.vietnamese("2 giờ trước", FETCHED, ZONE)
    assert moment is not None
    assert moment.text() == "2026-11-22T11:30:00+07:00"


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("2026-03-07T08:52:11.000 +07:00", "2026-03-07T08:52:11+07:00"),
        ("2025-06-17T13:43:02+0700", "2025-06-17T13:43:02+07:00"),
        ("2015-03-23 08:06 +07:00", "2015-03-23T08:06:00+07:00"),
        ("2026-01-08", "2026-01-08"),
        ("Tue, 05 Mar 2024 10:00:00 GMT", "2024-03-05T10:00:00+00:00"),
        ("1752000000", "2025-07-08T18:40:00+00:00"),
    ],
)
def test_machine_dates(raw: str, text: str) -> None:
    moment = parse.machine(raw)
    assert moment is not None
    assert moment.text() == text


@pytest.mark.parametrize("raw", ["", "0000-00-00", "31/02/2025 10:00", "2025-13-45", "hôm nào đó", "99999999999999"])
def test_what_is_no_date_is_none(raw: str) -> None:
    assert parse.machine(raw) is None


def test_another_language_needs_day_month_and_year() -> None:
    assert parse.foreign("November 2026", "en", "MDY", FETCHED) is None
    moment = parse.foreign("20 November 2019 3:05 pm", "en", "MDY", FETCHED)
    assert moment is not None
    assert moment.wall == datetime(2019, 11, 20, 15, 5)
