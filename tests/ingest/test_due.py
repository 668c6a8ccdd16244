"""What follows a failed fetch."""

from __future__ import annotations

from datetime import timedelta

import pytest

from newsarchive.ingest.due import retry


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


def test_a_client_error_is_not_repeated_in_the_run() -> None:
    assert not retry("http_error", 400, 1).in_run
