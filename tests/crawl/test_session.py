"""One crawl without Scrapy: what is handed out when, what an answer frees, and how a crawl ends."""

from __future__ import annotations

import asyncio
import time
from contextlib import contextmanager

import pytest

from newsarchive import config as configuration
from newsarchive import outlets
from newsarchive.config import Config
from newsarchive.crawl.fetch import Fetch
from newsarchive.crawl.order import Order
from newsarchive.crawl.session import YIELD_LOOK_S, CrawlSession
from newsarchive.ingest.reading import Reading, read
from newsarchive.items import Page
from newsarchive.outlets import Outlet
from newsarchive.store.archive import Archive
from newsarchive.store.hosts import Hosts
from newsarchive.warc import ReplayIndex
from tests.ingest.building import make_site, page_of, write_warc

HOME = "https://bao.example/"
PAPER = Outlet(key="bao", name="Báo", home=HOME, delay_s=0.0)
ARTICLES = tuple(f"{HOME}mot-bai-viet-cua-bao-a100{n}.html" for n in range(3))
SITE = make_site(HOME.rstrip("/"))


@contextmanager
def session(folder, order):
    session = CrawlSession(Config(data=folder, workers=1), outlets.load(None), order)
    session.open()
    try:
        yield session
    finally:
        session.close()


def rows(folder, sql):
    archive = Archive.open_readonly(folder / "archive.db")
    try:
        return [tuple(row) for row in archive.db.execute(sql).fetchall()]
    finally:
        archive.close()


def arrived(session, fetch, status=404, retry_after=""):
    """Have an answer come back, which is not recorded yet."""
    session.answered(fetch, status, retry_after)
    session.downloaded(fetch)


async def answer(session, fetch, status=404, body=b"", reading=None, **headers):
    """Have an answer come back and be recorded; return its outcome."""
    page = Page(fetch.url, status, tuple(headers.items()), body, configuration.now())
    arrived(session, fetch, status)
    verdict = await session.record(fetch, page, reading or read(page, fetch.outlet, fetch.role))
    return verdict.outcome


async def crawl(session, answers):
    """Crawl to the end: `answers` maps addresses to what comes back (404 where it names nothing); return what was asked."""
    asked = []
    async for fetch in session.fetches():
        asked.append(fetch.url.removeprefix(HOME))
        await answer(session, fetch, **answers.get(fetch.url, {}))
    return asked


def of_addresses(*urls, **how):
    return Order((), urls=tuple((url, PAPER) for url in urls), **how)


def test_robots_txt_comes_first_and_nothing_else_before_it_was_read(tmp_path):
    async def check(session):
        fetches = session.fetches()
        first = await anext(fetches)
        assert first.url == f"{HOME}robots.txt"
        page = Page(first.url, 200, (), b"User-agent: *\nDisallow: /\n", configuration.now())
        arrived(session, first, 200)  # the answer is there, and not read yet
        following = asyncio.ensure_future(anext(fetches, None))
        await asyncio.sleep(0.1)
        assert not following.done()
        await session.record(first, page, read(page, PAPER, "other"))
        assert await following is None  # everything is forbidden, so nothing is left

    with session(tmp_path, of_addresses(ARTICLES[0])) as one:
        asyncio.run(check(one))
    assert rows(tmp_path, "SELECT outcome FROM urls WHERE role = 'article'") == [("robots_denied",)]


def test_a_host_has_one_request_on_its_way_at_most(tmp_path):
    async def check(session):
        fetches = session.fetches()
        await answer(session, await anext(fetches))
        first = await anext(fetches)
        following = asyncio.ensure_future(anext(fetches))
        await asyncio.sleep(0.1)
        assert not following.done()
        arrived(session, first)  # it need not be recorded yet
        second = await asyncio.wait_for(following, 5)
        assert {first.url, second.url} == set(ARTICLES[:2])

    with session(tmp_path, of_addresses(*ARTICLES[:2])) as one:
        asyncio.run(check(one))


def test_a_crawl_ends_when_nothing_is_left_and_its_run_is_finished(tmp_path):
    with session(tmp_path, of_addresses(ARTICLES[0])) as one:
        asked = asyncio.run(crawl(one, {ARTICLES[0]: {"reading": Reading("not_article", "video")}}))
        assert asked == ["robots.txt", ARTICLES[0].removeprefix(HOME)]
        assert one.failure is None
        assert one.progress().startswith("1 fetched: 0 new, 0 changed, 0 unchanged, 0 lists; 0 under way on 0 hosts")
    assert rows(tmp_path, "SELECT state FROM urls WHERE role = 'article'") == [("done",)]


def test_a_page_that_turns_out_to_be_no_article_gives_its_place_in_the_quota_to_the_next(tmp_path):
    stories = [page_of(SITE, story.path) for story in SITE.articles[:3]]

    async def check(session):
        fetches = session.fetches()
        await answer(session, await anext(fetches))
        first = await anext(fetches)
        arrived(session, first)
        following = asyncio.ensure_future(anext(fetches))
        await asyncio.sleep(0.2)  # while it is under way there is no room for another one
        assert not following.done()
        await answer(session, first)
        second = await asyncio.wait_for(following, 5)
        assert [first.url, second.url] == [page.url for page in stories[:2]]
        await answer(session, second, 200, stories[1].body, **dict(stories[1].headers))
        assert await anext(fetches, None) is None

    with session(tmp_path, of_addresses(*(page.url for page in stories), limit=1)) as one:
        asyncio.run(check(one))
        assert one.counts == {"gone": 1, "new": 1}
    assert rows(tmp_path, f"SELECT state, outcome FROM urls WHERE url = '{stories[2].url}'") == [("queued", None)]


def test_an_answer_that_wants_another_try_is_asked_for_again_while_the_crawl_goes_on(tmp_path):
    async def check(session):
        asked = []
        async for fetch in session.fetches():
            asked.append(fetch.url)
            if fetch.url == ARTICLES[0] and asked.count(fetch.url) == 1:
                session.downloaded(fetch, Reading("timeout", "no answer"))
                await session.record(fetch, None, Reading("timeout", "no answer"))
            else:
                await answer(session, fetch)
        return asked

    with session(tmp_path, of_addresses(ARTICLES[0])) as one:
        assert asyncio.run(check(one))[1:] == [ARTICLES[0]] * 2
        assert one.counts == {"timeout": 1, "gone": 1}


def test_a_fetch_may_not_be_sent_again_while_its_host_wants_to_be_left_alone(tmp_path):
    async def check(session):
        fetches = session.fetches()
        await answer(session, await anext(fetches))
        fetch = await anext(fetches)
        assert session.refusal(fetch) is None
        arrived(session, fetch, 503, "30")
        assert session.refusal(fetch).outcome == "http_error"

    with session(tmp_path, of_addresses(*ARTICLES)) as one:
        asyncio.run(check(one))


def test_an_error_of_ours_stops_the_crawl_in_good_order(tmp_path):
    async def check(session):
        fetches = session.fetches()
        await answer(session, await anext(fetches))
        fetch = await anext(fetches)
        unknown = Fetch(999_999, fetch.url, fetch.host, "article", PAPER, None, (), 0.0)
        with pytest.raises(LookupError):
            await session.record(unknown, None, Reading("timeout", "no answer"))
        assert await anext(fetches, None) is None

    with session(tmp_path, of_addresses(*ARTICLES)) as one:
        asyncio.run(check(one))
        assert isinstance(one.failure, LookupError)
    assert rows(tmp_path, "SELECT outcome FROM runs") == [("failed",)]
    assert rows(tmp_path, "SELECT url FROM urls WHERE state = 'leased' OR lease_owner IS NOT NULL") == []
    assert rows(tmp_path, "SELECT host FROM hosts WHERE lease_owner IS NOT NULL") == []


def test_a_crawl_that_is_stopped_hands_out_nothing_more_and_gives_back_what_it_took(tmp_path):
    async def check(session):
        fetches = session.fetches()
        await answer(session, await anext(fetches))
        await anext(fetches)
        session.stop()
        assert await anext(fetches, None) is None

    with session(tmp_path, of_addresses(*ARTICLES)) as one:
        asyncio.run(check(one))
    assert rows(tmp_path, "SELECT outcome FROM runs") == [("stopped",)]
    assert rows(tmp_path, "SELECT DISTINCT state FROM urls WHERE role = 'article'") == [("queued",)]


BACKFILL = Order((PAPER,), months=("2024-05",), command="backfill")


def want_its_host(folder):
    archive = Archive.open(folder / "archive.db")
    try:
        with archive.transaction():
            Hosts(archive.db).want("bao.example", "2026-11-22T05:00:00Z")
    finally:
        archive.close()


def test_a_backfill_whose_host_a_crawl_wants_ends_and_a_crawl_does_not(tmp_path):
    async def first_two(session):
        fetches = session.fetches()
        await answer(session, await anext(fetches))
        want_its_host(tmp_path)
        await asyncio.sleep(YIELD_LOOK_S)
        return await anext(fetches, None)

    with session(tmp_path, BACKFILL) as one:
        assert asyncio.run(first_two(one)) is None
    with session(tmp_path, Order((PAPER,))) as one:
        assert asyncio.run(first_two(one)).url == HOME
    assert rows(tmp_path, "SELECT command, outcome FROM runs ORDER BY id")[0] == ("backfill", "stopped")


def test_a_backfill_that_yields_sits_out_the_delay_of_its_host(tmp_path):
    slow = PAPER.model_copy(update={"delay_s": 0.6})
    with session(tmp_path, Order((slow,), months=("2024-05",), command="backfill")) as one:
        want_its_host(tmp_path)
        began = time.monotonic()
        assert asyncio.run(crawl(one, {})) == []
        assert time.monotonic() - began >= 0.6


def test_what_a_list_names_on_another_host_of_the_outlet_is_fetched_there(tmp_path):
    paper = Outlet(key="bao", name="Báo", home=HOME, domains=("cu.bao.example",), feeds=(HOME + "rss",), delay_s=0.0)
    rss = (
        "<rss version='2.0'><channel><title>x</title>"
        "<item><title>a</title><link>https://cu.bao.example/mot-bai-viet-cua-bao-a1001.html</link></item>"
        "</channel></rss>"
    )
    answers = {HOME + "rss": {"status": 200, "body": rss.encode(), "Content-Type": "application/rss+xml"}}
    with session(tmp_path, Order((paper,))) as one:
        asked = asyncio.run(crawl(one, answers))
    there = [url for url in asked if url.startswith("https://cu.")]
    assert there == ["https://cu.bao.example/robots.txt", "https://cu.bao.example/mot-bai-viet-cua-bao-a1001.html"]


def test_what_cannot_be_read_of_a_replay_s_files_is_named(tmp_path):
    file = write_warc(tmp_path / "hong.warc.gz", [page_of(SITE, story.path) for story in SITE.articles[:2]])
    file.write_bytes(file.read_bytes()[:-200])
    order = Order((PAPER,), replay=(file,), replay_index=ReplayIndex((file,)))
    with session(tmp_path / "data", order) as one:
        assert not one.live
        (line,) = one.problems
        assert line.startswith(f"{file}: ")
