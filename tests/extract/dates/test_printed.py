"""Which of the dates printed on a page are near its title."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

from newsarchive.extract import title
from newsarchive.extract.dates.page_dates import DateReader, PageDate
from newsarchive.extract.dates.printed import near_title
from tests.extract.support import FETCHED, TITLE, parsed

HEADLINE = f"<h1>{TITLE}</h1>"


def printed(body: str, *selectors: str) -> list[PageDate]:
    doc = parsed(body)
    reader = DateReader(FETCHED, ZoneInfo("Asia/Ho_Chi_Minh"), True, "vi", FETCHED + timedelta(minutes=10))
    _, title_el = title.choose_title(doc, ())
    assert title_el is not None
    return near_title(doc, reader, selectors, title_el, None)


def days(body: str, *selectors: str) -> list[str]:
    return [d.moment.day.isoformat() for d in printed(body, *selectors)]


def test_the_date_under_the_title_comes_before_the_one_above() -> None:
    assert days(f"<p>07/03/2026</p>{HEADLINE}<p>09/03/2026</p>") == ["2026-03-09", "2026-03-07"]


def test_what_an_outlets_selector_finds_counts_alone() -> None:
    page = f'{HEADLINE}<p>09/03/2026</p><i class="ngay">08/03/2026</i>'
    assert days(page, "i.ngay") == ["2026-03-08"]
    assert days(page, "i.gio") == ["2026-03-09", "2026-03-08"]  # finds nothing


def test_a_clock_in_the_head_of_the_page_is_no_date_of_the_article() -> None:
    clock = "<p>Thứ ba, 10/03/2026 15:00</p>"
    assert days(f"<header>{clock}</header>{HEADLINE}") == []
    assert days(f"<div>{clock}</div>{HEADLINE}") == ["2026-03-10"]


def test_a_head_that_holds_the_title_is_the_articles_own() -> None:
    assert days(f"<header><p>10/03/2026 14:30</p>{HEADLINE}</header>") == ["2026-03-10"]


def test_an_elements_exact_time_comes_before_what_it_prints() -> None:
    exact, shown = printed(f'{HEADLINE}<time datetime="2026-03-09T07:45:10+07:00">09/03/2026 07:45</time>')
    assert (exact.moment.wall.second, exact.rule) == (10, "datetime attribute")
    assert (shown.moment.wall.second, shown.rule) == (0, "printed date")


def test_a_date_in_the_future_of_the_fetch_is_none() -> None:
    assert days(f"{HEADLINE}<p>09/03/2027</p>") == []


def test_a_box_with_much_more_in_it_than_a_date_is_none() -> None:
    links = "Khởi công cầu Cái Bè nối hai bờ sông. " * 12
    assert days(f'{HEADLINE}<div class="time">09/03/2026</div>') == ["2026-03-09"]
    assert days(f'{HEADLINE}<div class="time">09/03/2026 {links}</div>') == []
