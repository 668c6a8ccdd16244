"""What a crawl keeps of its hosts: the pauses they ask for, and when they are left alone."""

from __future__ import annotations

import time
from concurrent.futures import Future

import pytest

from newsarchive.crawl.crawl_run import CrawlRun
from newsarchive.crawl.fetch import Fetch
from newsarchive.crawl.hosts import FAILURES_IN_A_ROW, HostBook
from newsarchive.crawl.order import Order
from newsarchive.crawl.quotas import Quotas
from newsarchive.crawl.supply import CrawlSupply
from newsarchive.ingest.lists.book import ListBook
from newsarchive.ingest.reading import read
from newsarchive.ingest.record import Recorder
from newsarchive.items import Page
from newsarchive.manners import robots
from newsarchive.manners.delays import PATIENCE_S
from newsarchive.outlets import Outlet
from newsarchive.store.ledger import NewUrl
from tests.ingest.running import AT, NOW, a_run

PAPER = Outlet(key="bao", name="Báo", home="https://bao.example/", delay_s=1.0)
HOST = "bao.example"
ARTICLE = f"https://{HOST}/1"


@pytest.fixture
def crawl(tmp_path):
    """The parts of a crawl that write, with one address leased."""
    with a_run(tmp_path) as run:
        with run.batch():
            run.enter_outlet(PAPER)
            run.ledger.add(NewUrl(ARTICLE, ARTICLE, 1, PAPER.key, HOST, "article"), at=AT, run_id=run.id)
            run.frontier.lease(HOST, owner=run.owner, now=AT, until="2026-11-22T05:05:00Z", limit=1)
        lists = ListBook(run)
        recorder = Recorder(run, read, lists=lists)
        yield CrawlRun(run, recorder, CrawlSupply(run, lists, Order((PAPER,))), lists)


@pytest.fixture
def quotas():
    return Quotas(10)


def book(crawl, quotas, *, live=True):
    def submit(work):
        done = Future()
        with crawl.run.batch():
            done.set_result(work(crawl))
        return done

    return HostBook(submit, quotas, live=live, now=lambda: NOW)


def test_a_short_pause_is_waited_for_and_kept_for_the_next_run(crawl, quotas):
    hosts = book(crawl, quotas)
    host = hosts.meet(HOST, PAPER)
    hosts.answered(host, 503, "30")
    assert host.left_alone is None
    assert 25 < host.not_before - time.monotonic() <= 30
    assert crawl.run.hosts.pauses("2026-11-22T05:00:00Z") == {HOST: "2026-11-22T05:00:31Z"}


def test_a_pause_that_is_too_long_ends_the_run_for_the_host(crawl, quotas):
    hosts = book(crawl, quotas)
    host = hosts.meet(HOST, PAPER)
    hosts.answered(host, 429, str(int(PATIENCE_S) + 60))
    assert host.left_alone is not None


def test_what_was_taken_of_a_host_that_is_left_alone_is_given_back(crawl, quotas):
    hosts = book(crawl, quotas)
    host = hosts.meet(HOST, PAPER)
    row = crawl.run.ledger.find(ARTICLE)
    assert row.state == "leased"
    host.queue.append(Fetch(row.id, ARTICLE, HOST, "article", PAPER, None, (), 1.0))
    host.under_way = quotas.of(PAPER.key).under_way = 2  # one of them is on its way
    hosts.leave_alone(host, "a reason")
    assert (len(host.queue), host.under_way, quotas.of(PAPER.key).under_way) == (0, 1, 1)
    assert crawl.run.ledger.find(ARTICLE).state == "queued"


def test_connections_that_fail_in_a_row_are_counted_until_one_is_answered(crawl, quotas):
    hosts = book(crawl, quotas)
    host = hosts.meet(HOST, PAPER)
    for _ in range(FAILURES_IN_A_ROW - 1):
        hosts.failed(host, "timeout")
    hosts.failed(host, "too_large")  # tells nothing of the host
    assert host.left_alone is None
    hosts.answered(host, 200, "")
    hosts.failed(host, "timeout")
    assert host.left_alone is None
    for _ in range(FAILURES_IN_A_ROW - 1):
        hosts.failed(host, "dns_error")
    assert host.left_alone == f"{FAILURES_IN_A_ROW} failures in a row: dns_error"


def test_a_host_met_for_the_first_time_rests_as_long_as_it_asked_an_earlier_run_to(crawl, quotas):
    hosts = book(crawl, quotas)
    hosts.remember({HOST: "2026-11-22T05:00:20Z", "khac.example": "2026-11-22T09:00:00Z"})
    assert 15 < hosts.meet(HOST, PAPER).not_before - time.monotonic() <= 20
    assert hosts.meet("khac.example", PAPER).left_alone is not None
    assert hosts.meet("moi.example", PAPER).not_before == 0.0


def long_delay():
    page = Page(f"{PAPER.home}robots.txt", 200, (), b"User-agent: *\nCrawl-delay: 100000\n", NOW)
    return robots.parse(page, "newsarchive")


def test_a_delay_that_outlasts_a_run_leaves_the_host_alone_for_as_long(crawl, quotas):
    hosts = book(crawl, quotas)
    host = hosts.meet(HOST, PAPER)
    hosts.answered(host, 200, "")
    hosts.believe(host, long_delay())
    assert host.left_alone is not None
    assert crawl.run.hosts.pauses() == {HOST: "2026-11-23T05:00:01Z"}


@pytest.mark.parametrize("answer", ["a page", "nothing", "come back soon"])
def test_once_the_delay_has_passed_one_page_is_asked_for(crawl, quotas, answer):
    hosts = book(crawl, quotas)
    hosts.remember({HOST: "2026-11-22T04:59:59Z"})
    host = hosts.meet(HOST, PAPER)
    hosts.answered(host, 200, "")
    hosts.believe(host, long_delay())
    assert (host.left_alone, host.pace_s, host.not_before) == (None, PAPER.delay_s, 0.0)
    if answer == "nothing":
        hosts.failed(host, "too_large")
    else:
        hosts.answered(host, *((200, "") if answer == "a page" else (503, "30")))
    assert host.left_alone is not None
    assert crawl.run.hosts.pauses() == {HOST: "2026-11-23T05:00:01Z"}


def test_in_a_replay_nobody_is_waited_for(crawl, quotas):
    hosts = book(crawl, quotas, live=False)
    hosts.remember({HOST: "2026-11-22T09:00:00Z"})
    host = hosts.meet(HOST, PAPER)
    hosts.answered(host, 503, "3600")
    for _ in range(FAILURES_IN_A_ROW):
        hosts.failed(host, "timeout")
    assert (host.delay_s, host.not_before, host.left_alone) == (0.0, 0.0, None)
    assert crawl.run.hosts.pauses("2026-11-22T05:00:00Z") == {}
