"""What a crawl keeps of its hosts: the pauses they ask for, and when they are left alone."""

from __future__ import annotations

import time
from concurrent.futures import Future
from datetime import UTC, datetime

import pytest

from newsarchive import config
from newsarchive.ingest import opening
from newsarchive.ingest.hosts import FAILURES_IN_A_ROW, PATIENCE_S, HostBook
from newsarchive.ingest.quotas import Quotas
from newsarchive.ingest.visit import Fetch
from newsarchive.items import Page
from newsarchive.outlets import Outlet
from newsarchive.store.ledger import NewUrl

NOW = datetime(2026, 11, 22, 5, tzinfo=UTC)
PAPER = Outlet(key="bao", name="Báo", home="https://bao.example/", delay_s=1.0)
HOST = "bao.example"
ARTICLE = f"https://{HOST}/1"


@pytest.fixture
def recorder(data):
    """The recorder of a run, with one address leased."""
    with opening.local_run(config.load(data.folder), "crawl") as run:
        recorder = run.recorder
        with recorder.batch():
            recorder.runs.enter_outlet(PAPER)
            new = NewUrl(ARTICLE, ARTICLE, 1, PAPER.key, HOST, "article")
            recorder.ledger.add(new, at="2026-11-22T05:00:00Z", run_id=recorder.run_id)
            recorder.frontier.lease(
                HOST, owner=recorder.owner, now="2026-11-22T05:00:00Z", until="2026-11-22T05:05:00Z", limit=1
            )
        yield recorder


@pytest.fixture
def quotas():
    return Quotas(10)


def book(recorder, quotas, *, live=True):
    def submit(work):
        done = Future()
        with recorder.batch():
            done.set_result(work(recorder))
        return done

    return HostBook(submit, quotas, live=live, now=lambda: NOW)


def answer(status, retry_after=None):
    headers = (("Retry-After", retry_after),) if retry_after else ()
    return Page(ARTICLE, status, headers, b"", NOW)


def test_a_short_pause_is_waited_for_and_kept_for_the_next_run(recorder, quotas):
    hosts = book(recorder, quotas)
    host = hosts.meet(HOST, PAPER)
    hosts.answered(host, answer(503, "30"))
    assert host.left_alone is None
    assert 25 < host.not_before - time.monotonic() <= 30
    assert recorder.hosts.pauses("2026-11-22T05:00:00Z") == {HOST: "2026-11-22T05:00:31Z"}


def test_a_pause_that_is_too_long_ends_the_run_for_the_host(recorder, quotas):
    hosts = book(recorder, quotas)
    host = hosts.meet(HOST, PAPER)
    hosts.answered(host, answer(429, str(int(PATIENCE_S) + 60)))
    assert host.left_alone is not None


def test_what_was_taken_of_a_host_that_is_left_alone_is_given_back(recorder, quotas):
    hosts = book(recorder, quotas)
    host = hosts.meet(HOST, PAPER)
    row = recorder.ledger.find(ARTICLE)
    assert row.state == "leased"
    host.queue.append(Fetch(row.id, ARTICLE, HOST, "article", PAPER, None, (), 1.0))
    host.under_way = quotas.of(PAPER.key).under_way = 2  # one of them is on its way
    hosts.leave_alone(host, "a reason")
    assert (len(host.queue), host.under_way, quotas.of(PAPER.key).under_way) == (0, 1, 1)
    assert recorder.ledger.find(ARTICLE).state == "queued"


def test_connections_that_fail_in_a_row_are_counted_until_one_is_answered(recorder, quotas):
    hosts = book(recorder, quotas)
    host = hosts.meet(HOST, PAPER)
    for _ in range(FAILURES_IN_A_ROW - 1):
        hosts.failed(host, "timeout")
    hosts.failed(host, "too_large")  # tells nothing of the host
    assert host.left_alone is None
    hosts.answered(host, answer(200))
    hosts.failed(host, "timeout")
    assert host.left_alone is None
    for _ in range(FAILURES_IN_A_ROW - 1):
        hosts.failed(host, "dns_error")
    assert host.left_alone == f"{FAILURES_IN_A_ROW} failures in a row: dns_error"


def test_a_host_met_for_the_first_time_rests_as_long_as_it_asked_an_earlier_run_to(recorder, quotas):
    hosts = book(recorder, quotas)
    hosts.remember({HOST: "2026-11-22T05:00:20Z", "khac.example": "2026-11-22T09:00:00Z"})
    assert 15 < hosts.meet(HOST, PAPER).not_before - time.monotonic() <= 20
    assert hosts.meet("khac.example", PAPER).left_alone is not None
    assert hosts.meet("moi.example", PAPER).not_before == 0.0


def test_in_a_replay_nobody_is_waited_for(recorder, quotas):
    hosts = book(recorder, quotas, live=False)
    hosts.remember({HOST: "2026-11-22T09:00:00Z"})
    host = hosts.meet(HOST, PAPER)
    hosts.answered(host, answer(503, "3600"))
    for _ in range(FAILURES_IN_A_ROW):
        hosts.failed(host, "timeout")
    assert (host.delay_s, host.not_before, host.left_alone) == (0.0, 0.0, None)
    assert recorder.hosts.pauses("2026-11-22T05:00:00Z") == {}
