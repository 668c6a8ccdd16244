"""When a list is polled again: by what its channel brought, or by what it is where that is not known."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from newsarchive.ingest.lists.poll import Polling
from newsarchive.ingest.reading import Reading
from newsarchive.ingest.values import Visit
from tests.ingest.running import NOW
from tests.ingest.visiting import FIRST, SECOND, Desk, a_desk, found, hours, names, page


def next_poll(desk: Desk, visit: Visit) -> float | None:
    """Return after how many minutes a list is due again."""
    due = Polling(desk.run.channels, run_id=desk.run.id).next_poll(
        visit, desk.run.ledger.get(visit.url_id), desk.run.now()
    )
    return None if due is None else (due - desk.run.now()) / timedelta(minutes=1)


@pytest.mark.parametrize(("role", "minutes"), [("feed", 15), ("list", 30), ("sitemap", 60)])
def test_a_list_of_no_channel_has_the_rhythm_of_its_kind(desk: Desk, role: str, minutes: int) -> None:
    assert next_poll(desk, desk.visit("tin/", names(), role=role)) == minutes


def test_a_channel_whose_pace_is_not_known_is_asked_by_the_dates_of_its_entries(desk: Desk) -> None:
    desk.channel("feed", "a.rss")
    entries = tuple(found(f"{n}.html", lastmod=f"2026-11-22T0{n}:00:00Z") for n in range(1, 5))
    # Four in four hours: one an hour, and twice as often is asked; half longer, as this poll has brought nothing yet.
    assert next_poll(desk, desk.visit("a.rss", Reading("listed", found=entries))) == 45


def test_a_channel_is_asked_by_what_it_brought_in_earlier_runs(tmp_path: Path) -> None:
    with a_desk(tmp_path) as desk:
        channel = desk.channel("feed", "a.rss")
        desk.record(desk.visit("a.rss", names(FIRST)))
    with a_desk(tmp_path, now=hours(48)) as desk:
        visit = desk.visit("a.rss", names(SECOND, *(f"{n}-100000{n}.html" for n in range(3))), at=hours(48))
        with desk.run.batch():
            desk.lists.enter(visit, desk.row("a.rss"))
        assert visit.channel_id == channel
        assert next_poll(desk, visit) == 6 * 60, "four in two days: half the time of one"


def test_further_pages_of_a_section_are_found_from_the_first(desk: Desk) -> None:
    channel = desk.channel("section", "tin/")
    desk.enter("tin/2", "list", channel_id=channel)
    assert next_poll(desk, desk.visit("tin/2", names())) is None


def test_a_sitemap_of_an_index_is_asked_more_rarely_while_it_does_not_change(desk: Desk) -> None:
    channel = desk.channel("sitemap", "index.xml")
    desk.enter("a.xml", "sitemap", channel_id=channel)
    read = desk.visit("a.xml", names())
    pauses = [next_poll(desk, read)]
    desk.record(read)
    for hour in range(1, 3):
        quiet = desk.visit("a.xml", Reading("not_modified"), page("a.xml", status=304, at=hours(hour)))
        pauses.append(next_poll(desk, quiet))
        desk.record(quiet)
    assert pauses == [60, 120, 240]


def test_a_list_that_is_worth_it_is_tried_again_within_a_day(desk: Desk) -> None:
    desk.channel("feed", "declared.rss", declared=True)
    desk.channel("home", "")
    desk.channel("feed", "yielded.rss")
    desk.record(desk.visit("yielded.rss", names(FIRST)))
    desk.channel("feed", "never.rss")
    polling, dues = Polling(desk.run.channels, run_id=desk.run.id), {}
    for path in ("declared.rss", "", "yielded.rss", "never.rss"):
        visit = desk.failed(path, "tls_error")
        dues[path] = polling.after_trouble(visit, desk.row(path), None, NOW)
    day = "2026-11-23T05:00:00Z"
    assert dues == {"declared.rss": day, "": day, "yielded.rss": day, "never.rss": None}


def test_a_list_that_is_tried_sooner_anyway_stays_due_then(desk: Desk) -> None:
    desk.channel("feed", "a.rss", declared=True)
    polling, row = Polling(desk.run.channels, run_id=desk.run.id), desk.row("a.rss")
    dues = ("2026-11-22T06:00:00Z", "2026-11-29T05:00:00Z")
    later = [polling.after_trouble(desk.failed("a.rss", "timeout"), row, due, NOW) for due in dues]
    assert later == ["2026-11-22T06:00:00Z", "2026-11-23T05:00:00Z"]
    assert polling.after_trouble(desk.failed("a.rss", "timeout", live=False), row, None, NOW) is None
