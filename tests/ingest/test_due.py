"""When an address is asked for again: after what was read, after a failure, after what ends it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from newsarchive.ingest.due import Due, retry
from newsarchive.ingest.reading import Reading
from newsarchive.ingest.values import Judged, Plan, Visit
from newsarchive.outcomes import TABLE, Next
from tests.ingest.visiting import FIRST, Desk, hours, names, page


@pytest.mark.parametrize("outcome", ["timeout", "dns_error", "connection_error", "truncated"])
def test_a_transient_failure_is_tried_twice_more_in_the_run(outcome: str) -> None:
    assert [retry(outcome, None, n).in_run for n in (1, 2, 3)] == [True, True, False]


def test_pauses_grow_and_end() -> None:
    pauses = [retry("timeout", None, n).after for n in range(1, 9)]
    known = [p for p in pauses if p is not None]
    assert known == sorted(known)
    assert pauses[-1] is None


def test_the_servers_wish_wins_over_a_shorter_pause() -> None:
    assert retry("blocked", 429, 1, retry_after_s=90).after == timedelta(seconds=90)


def test_a_wish_shorter_than_our_pause_does_not_hurry_us() -> None:
    assert retry("http_error", 503, 1, retry_after_s=0).after == timedelta(seconds=2)


@pytest.mark.parametrize("status", [401, 403])
def test_a_refusal_is_not_asked_again_at_once(status: int) -> None:
    assert not retry("blocked", status, 1).in_run


def test_a_page_that_is_gone_is_believed_after_two_more_looks() -> None:
    assert [retry("gone", 404, n).after for n in (1, 2, 3)] == [timedelta(days=1), timedelta(days=30), None]


def test_a_page_that_took_too_long_to_read_is_tried_once_more_in_a_later_run(desk: Desk) -> None:
    visit = desk.visit(FIRST, Reading("extract_timeout"))
    assert plan(desk, visit, "extract_timeout") == Plan("done", "2026-11-23T05:00:00Z", 1)
    desk.record(visit)
    assert plan(desk, visit, "extract_timeout") == Plan("done", None, 2)


def test_a_client_error_is_not_repeated_in_the_run() -> None:
    assert not retry("http_error", 400, 1).in_run


def plan(desk: Desk, visit: Visit, outcome: str) -> Plan:
    """Return what follows a visit that was judged so."""
    row = desk.run.ledger.get(visit.url_id)
    return Due(desk.run).after(visit, row, Judged(outcome, desk.run.at()), row.article_id)


def test_an_article_is_looked_at_again_by_its_age_and_more_rarely_when_it_stays_as_it_was(desk: Desk) -> None:
    desk.read(FIRST)  # published two days ago: every twelve hours
    dues = [desk.row(FIRST).next_fetch_at]
    for hour in (1, 2, 3):
        desk.read(FIRST, at=hours(hour))
        dues.append(desk.row(FIRST).next_fetch_at)
    assert dues == ["2026-11-22T17:00:00Z", "2026-11-22T17:00:00Z", "2026-11-23T05:00:00Z", "2026-11-23T17:00:00Z"]


def test_an_article_that_was_edited_is_watched_as_closely_as_a_new_one(desk: Desk) -> None:
    for hour in range(4):
        desk.read(FIRST, at=hours(hour))
    assert desk.row(FIRST).next_fetch_at == "2026-11-23T17:00:00Z"
    assert desk.read(FIRST, words=2, at=hours(4)).outcome == "changed"
    assert desk.row(FIRST).next_fetch_at == "2026-11-22T17:00:00Z"


def test_an_article_older_than_a_year_rests(desk: Desk) -> None:
    desk.read(FIRST, published="2024-11-20T09:30:00+07:00")
    assert desk.row(FIRST).next_fetch_at is None


def test_a_list_is_looked_at_again_at_its_own_rhythm(desk: Desk) -> None:
    assert plan(desk, desk.visit("tin/", names(), role="list"), "listed") == Plan("done", "2026-11-22T05:30:00Z", 0)


def test_a_page_that_could_not_be_had_is_waited_for_and_then_left_to_later_runs(desk: Desk) -> None:
    desk.record(desk.failed(FIRST, "timeout"))
    assert plan(desk, desk.failed(FIRST, "timeout"), "timeout") == Plan("waiting", "2026-11-22T05:00:10Z", 2, 10.0)
    desk.record(desk.failed(FIRST, "timeout"))
    assert plan(desk, desk.failed(FIRST, "timeout"), "timeout") == Plan("done", "2026-11-22T06:00:00Z", 3)


def test_the_servers_wish_is_read_from_its_answer(desk: Desk) -> None:
    answer = page(FIRST, status=503, headers=(("Retry-After", "90"),))
    visit = desk.visit(FIRST, Reading("http_error"), answer)
    assert plan(desk, visit, "http_error") == Plan("waiting", "2026-11-22T05:01:30Z", 1, 90.0)


def test_a_file_is_not_asked_again(desk: Desk) -> None:
    visit = desk.visit(FIRST, Reading("http_error"), page(FIRST, status=503), live=False)
    assert plan(desk, visit, "http_error") == Plan("done", None, 1)


def test_a_page_that_is_gone_is_left_to_later_runs(desk: Desk) -> None:
    visit = desk.visit(FIRST, Reading("gone"), page(FIRST, status=404))
    assert plan(desk, visit, "gone") == Plan("done", "2026-11-23T05:00:00Z", 1)


def test_an_address_of_a_host_without_robots_txt_is_held_for_an_hour(desk: Desk) -> None:
    visit = desk.failed(FIRST, "robots_unreachable")
    assert plan(desk, visit, "robots_unreachable") == Plan("held", "2026-11-22T06:00:00Z", 0)


def test_an_address_that_robots_txt_forbids_is_asked_once_more_after_a_month(desk: Desk) -> None:
    visit = desk.failed(FIRST, "robots_denied")
    assert plan(desk, visit, "robots_denied") == Plan("done", "2026-12-22T05:00:00Z", 1)
    desk.record(visit)
    assert plan(desk, visit, "robots_denied") == Plan("done", None, 2)


@pytest.mark.parametrize(
    ("outcome", "tries"),
    [("not_article", 1), ("noarchive", 1), ("duplicate_url", 0), ("off_site", 0), ("forgotten", 0)],
)
def test_what_ends_an_address_is_never_asked_again_and_a_refused_page_counts_as_a_try(
    desk: Desk, outcome: str, tries: int
) -> None:
    assert plan(desk, desk.visit(FIRST, Reading(outcome)), outcome) == Plan("done", None, tries)


def test_every_outcome_has_a_plan(desk: Desk) -> None:
    visit = desk.failed(FIRST, "timeout")
    states = {o.next: set[str]() for o in TABLE}
    for outcome in TABLE:
        states[outcome.next].add(plan(desk, visit, outcome.code).state)
    assert states == {
        Next.REVISIT: {"done"},
        Next.RETRY: {"waiting"},
        Next.LATER: {"done"},
        Next.ONCE: {"done"},
        Next.HOUR: {"held"},
        Next.MONTH: {"done"},
        Next.NEVER: {"done"},
    }


def test_a_declared_list_that_cannot_be_read_is_tried_again_within_a_day(desk: Desk) -> None:
    desk.channel("feed", "a.rss", declared=True)
    desk.channel("feed", "b.rss")
    visits = [desk.visit(path, Reading("wrong_type")) for path in ("a.rss", "b.rss")]
    assert [plan(desk, v, "wrong_type").due for v in visits] == ["2026-11-23T05:00:00Z", None]


@pytest.mark.parametrize(
    ("outcome", "due"), [("timeout", "2026-11-22T05:00:02Z"), ("gone", "2026-11-23T05:00:00Z"), ("off_site", None)]
)
def test_an_address_that_keeps_its_outcome_rests_as_that_one_asks(desk: Desk, outcome: str, due: str | None) -> None:
    desk.record(desk.failed(FIRST, outcome))
    assert Due(desk.run).resting_until(desk.row(FIRST)) == due


def test_an_article_that_keeps_its_outcome_rests_as_long_as_its_age_asks(desk: Desk) -> None:
    desk.read(FIRST)
    assert Due(desk.run).resting_until(desk.row(FIRST)) == "2026-11-22T17:00:00Z"
