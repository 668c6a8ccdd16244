"""When an article was published and changed, where the dates of its page do not agree."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

import pytest

from newsarchive.extract.dates.page_dates import PageDate
from newsarchive.extract.dates.published import Dates, choose_dates, rough_day
from newsarchive.extract.title import choose_title
from tests.extract.support import FETCHED, TITLE, URL, parsed

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")


def meta(value: str, name: str = "article:published_time") -> str:
    return f'<meta property="{name}" content="{value}">'


def dates(head: str = "", printed: str = "", *, url: str = URL, zone: ZoneInfo | None = VIETNAM) -> Dates:
    doc = parsed(f"<h1>{TITLE}</h1><p>{printed}</p>", head=head, url=url)
    _, title_el = choose_title(doc, ())
    vietnamese = zone is VIETNAM
    return choose_dates(
        doc,
        selectors=(),
        title_el=title_el,
        container=None,
        fetched_at=FETCHED,
        zone=zone,
        vietnamese=vietnamese,
        language="vi" if vietnamese else "en",
    )


def text(found: PageDate | None) -> tuple[str, str]:
    assert found is not None
    return found.moment.text(), found.rule


def published(head: str = "", printed: str = "", **more: object) -> tuple[str, str]:
    return text(dates(head, printed, **more).published)  # type: ignore[arg-type]


def test_a_machine_date_with_the_zones_offset_is_taken_as_it_is() -> None:
    assert published(meta("2026-03-09T07:45:00+07:00")) == ("2026-03-09T07:45:00+07:00", "machine date")


def test_a_machine_date_without_offset_is_local() -> None:
    assert published(meta("2026-03-09T07:45:00")) == ("2026-03-09T07:45:00+07:00", "machine date")


def test_a_time_in_an_unknown_zone_is_kept_as_its_day() -> None:
    found = published(meta("2026-03-09T07:45:00"), zone=None)
    assert found == ("2026-03-09", "machine date; zone unknown, day only")


def test_a_date_in_utc_is_given_in_the_newspapers_zone() -> None:
    found = published(meta("2026-03-09T00:45:00Z"))
    assert found == ("2026-03-09T07:45:00+07:00", "machine date; in the newspaper's zone")


def test_a_printed_time_completes_a_bare_day() -> None:
    found = published(meta("2026-03-09"), "09/03/2026 07:45")
    assert found == ("2026-03-09T07:45:00+07:00", "printed time completes the machine's day")


def test_a_midnight_that_no_printed_time_confirms_is_a_day() -> None:
    found = published(meta("2026-03-09T00:00:00+07:00"), "09/03/2026")
    assert found == ("2026-03-09", "midnight that no printed time confirms")


def test_a_printed_time_replaces_a_false_midnight() -> None:
    assert published(meta("2026-03-09T00:00:00+07:00"), "09/03/2026 07:45")[0] == "2026-03-09T07:45:00+07:00"


def test_a_printed_time_proves_a_wrong_offset() -> None:
    found = published(meta("2026-03-09T07:45:00Z"), "09/03/2026 07:45")
    assert found == ("2026-03-09T07:45:00+07:00", "offset contradicted by the printed time")


def test_a_printed_time_that_is_the_same_instant_confirms_the_offset() -> None:
    assert published(meta("2026-03-09T00:45:00Z"), "09/03/2026 07:45")[0] == "2026-03-09T07:45:00+07:00"


def test_a_printed_time_that_confirms_the_offset_outweighs_one_that_contradicts_it() -> None:
    found = published(meta("2026-03-09T00:45:00Z"), "09/03/2026 00:45</p><p>09/03/2026 07:45")
    assert found[0] == "2026-03-09T07:45:00+07:00"


def test_a_date_after_the_fetch_has_a_wrong_offset() -> None:
    found = published(meta("2026-03-10T14:30:00Z"))  # fetched at 08:00 in UTC, 15:00 in Vietnam
    assert found == ("2026-03-10T14:30:00+07:00", "offset contradicted by the fetch time")


def test_a_date_that_is_after_the_fetch_in_every_reading_is_left_out() -> None:
    assert published(meta("2027-03-10T14:30:00Z"), "09/03/2026") == ("2026-03-09", "printed date")


@pytest.mark.parametrize("finer", ["2026-03-09T07:45:00+07:00", "2026-03-09T07:45:00"])
def test_a_time_of_the_same_day_says_more_than_the_day(finer: str) -> None:
    assert published(meta("2026-03-09") + meta(finer, "pubdate"))[0] == "2026-03-09T07:45:00+07:00"


def test_seconds_say_more_of_the_same_minute() -> None:
    found = published(meta("2026-03-09T07:45:00+07:00") + meta("2026-03-09T07:45:12+07:00", "pubdate"))
    assert found[0] == "2026-03-09T07:45:12+07:00"


def test_an_offset_says_more_of_the_same_time() -> None:
    head = meta("2026-03-09T07:45:00") + meta("2026-03-09T07:45:00+09:00", "pubdate")
    assert published(head)[0] == "2026-03-09T05:45:00+07:00"


def test_another_day_does_not_say_more() -> None:
    assert published(meta("2026-03-08") + meta("2026-03-09T07:45:00+07:00", "pubdate"))[0] == "2026-03-08"


def test_day_and_month_are_swapped_where_another_date_proves_it() -> None:
    found = published(meta("9/3/2026 7:45:00 AM"), "09/03/2026")
    assert found == ("2026-03-09T07:45:00+07:00", "day and month as another date proves")


def test_a_printed_date_is_taken_where_machines_are_given_none() -> None:
    assert published(printed="09/03/2026 07:45") == ("2026-03-09T07:45:00+07:00", "printed date")


@pytest.mark.parametrize(
    ("url", "rule"),
    [
        ("https://bao.example/2026/03/09/kenh.html", "URL day"),
        ("https://bao.example/kenh-09032026-a12.html", "URL day"),
        ("https://bao.example/kenh-20260309074510123.html", "URL stamp"),
        ("https://bao.example/kenh-123260309074510123.htm", "URL stamp"),
    ],
)
def test_the_address_gives_the_day_where_the_page_prints_none(url: str, rule: str) -> None:
    assert published(url=url) == ("2026-03-09", rule)


def test_a_printed_update_is_the_time_of_the_change() -> None:
    found = dates(printed="09/03/2026 07:45</p><p>Cập nhật: 09/03/2026 10:20")
    assert text(found.published)[0] == "2026-03-09T07:45:00+07:00"
    assert text(found.modified)[0] == "2026-03-09T10:20:00+07:00"


def test_a_page_whose_only_date_is_an_update_was_published_then() -> None:
    assert published(printed="Cập nhật: 09/03/2026 10:20")[0] == "2026-03-09T10:20:00+07:00"


def test_a_change_after_the_fetch_is_left_out() -> None:
    assert dates(meta("2027-03-09T07:45:00+07:00", "article:modified_time")).modified is None


def test_a_page_without_any_date_has_none() -> None:
    assert dates() == Dates(None, None)


def test_the_rough_day_is_the_first_machine_date_else_the_address_else_the_fetch() -> None:
    assert rough_day(parsed("", head=meta("2026-03-07T23:00:00+07:00")), FETCHED) == date(2026, 3, 7)
    assert rough_day(parsed("", url="https://bao.example/2026/03/08/kenh.html"), FETCHED) == date(2026, 3, 8)
    assert rough_day(parsed("", head=meta("2027-01-01")), FETCHED) == FETCHED.date()
    assert rough_day(parsed(""), FETCHED) == FETCHED.date()
