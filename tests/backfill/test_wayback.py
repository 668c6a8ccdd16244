"""The Wayback Machine: its index read from a cursor on, and captures as the newspaper sent them."""

from __future__ import annotations

import json

import pytest

from newsarchive.backfill.wayback import Wayback
from newsarchive.errors import OutcomeError
from tests.backfill.asking import HOST, OTHER, SHOTS, asked, capture, named


@pytest.fixture
def both(tmp_path):
    with asked(tmp_path) as (server, services):
        yield server, Wayback(services, server.base)


def test_the_index_is_read_host_by_host_each_answer_with_the_cursor_behind_it(both):
    _, wayback = both
    answers = list(wayback.answers((HOST, OTHER), "2024-05", {}))
    assert named(answers) == [["tin-1", "tin-2", "tin-3"], ["tin-4", "tin-5"], ["tin-6"]]
    assert [cursor for _, cursor in answers] == [{"host": HOST, "key": "3"}, None, None]


def test_a_reading_that_was_broken_off_goes_on_behind_its_cursor(both):
    _, wayback = both
    answers = list(wayback.answers((HOST, OTHER), "2024-05", {"host": HOST, "key": "3"}))
    assert named(answers) == [["tin-4", "tin-5"], ["tin-6"]]
    assert named(list(wayback.answers((HOST, OTHER), "2024-05", {"host": OTHER, "key": ""}))) == [["tin-6"]]


def test_a_cursor_of_a_host_that_is_no_longer_the_outlet_s_begins_from_the_first_row(both):
    _, wayback = both
    answers = list(wayback.answers((HOST,), "2024-05", {"host": "da-bo.example", "key": "3"}))
    assert named(answers) == [["tin-1", "tin-2", "tin-3"], ["tin-4", "tin-5"]]


def test_only_the_month_is_asked_for(both):
    server, wayback = both
    assert named(list(wayback.answers((HOST,), "2024-06", {}))) == [[]]
    assert "from=20240601&to=20240630" in server.asked[0].target


def test_an_index_that_names_the_same_key_again_has_no_more(both):
    server, wayback = both
    table = [["timestamp", "original", "mimetype", "statuscode", "digest"], [], ["3"]]
    server.broken = {"/cdx/": [(200, {}, json.dumps(table).encode())] * 5}
    assert len(list(wayback.answers((HOST,), "2024-05", {"host": HOST, "key": "3"}))) == 1


def test_a_capture_is_the_page_that_the_newspaper_sent(both):
    server, wayback = both
    headers = {
        "Content-Type": "text/html; charset=utf-8",
        "Server": "archive.org",
        "x-archive-orig-Server": "nginx",
        "x-archive-orig-Transfer-Encoding": "chunked",
    }
    server.broken = {"/web/": [(200, headers, SHOTS[0].body)]}
    page = wayback.page(capture(SHOTS[0]))
    assert server.asked[0].target == f"/web/20240501030405id_/{SHOTS[0].url}"
    assert (page.url, page.status, page.origin) == (SHOTS[0].url, 200, "wayback")
    assert page.fetched_at.isoformat() == "2024-05-01T03:04:05+00:00"
    assert page.headers == (("Server", "nginx"), ("Content-Type", "text/html; charset=utf-8"))


@pytest.mark.parametrize(
    ("status", "outcome"), [(404, "gone"), (403, "blocked"), (302, "http_error"), (400, "http_error")]
)
def test_a_capture_that_cannot_be_had_has_its_outcome(both, status, outcome):
    server, wayback = both
    server.broken = {"/web/": [(status, {"Location": "/web/khac"}, b"")]}
    with pytest.raises(OutcomeError, match=f"HTTP {status}") as refused:
        wayback.page(capture(SHOTS[0]))
    assert refused.value.outcome == outcome


def test_other_bytes_than_the_index_names_are_refused(both):
    server, wayback = both
    server.broken = {"/web/": [(200, {}, b"an error page of the service")]}
    with pytest.raises(OutcomeError, match="digest") as refused:
        wayback.page(capture(SHOTS[0]))
    assert refused.value.outcome == "truncated"
