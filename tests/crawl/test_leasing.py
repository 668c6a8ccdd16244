"""How the queues of a crawl's hosts are filled: what is taken, what is judged instead, and when a host is dry."""

from __future__ import annotations

import asyncio
import time
from dataclasses import replace
from datetime import timedelta

import pytest

from newsarchive.crawl.hosts import UNDER_WAY_SLOW
from newsarchive.crawl.leasing import Leasing
from newsarchive.crawl.order import Order
from newsarchive.ingest.reading import read
from newsarchive.ingest.values import Visit
from newsarchive.items import utc_text
from newsarchive.manners.delays import PATIENCE_S
from newsarchive.warc import ReplayIndex
from tests.crawl.parts import HOME, HOST, PAPER, parts_of_a_crawl
from tests.ingest.building import make_site, page_of, write_warc
from tests.ingest.running import AT, NOW

ORDER = Order((PAPER,))


@pytest.fixture
def parts(tmp_path):
    with parts_of_a_crawl(tmp_path, ORDER) as parts:
        yield parts


def fill(parts, host):
    """Fill the queues; return the paths of a host's queue."""
    asyncio.run(parts.leasing.fill())
    return [f.url.removeprefix(HOME) for f in host.queue]


def judged(parts, path, role, outcome, **facts):
    url_id = parts.enter(path, role)
    with parts.run.batch():
        validators = ('"v1"', "Sun, 22 Nov 2026 04:00:00 GMT")
        parts.run.ledger.judge(
            url_id, outcome=outcome, detail=None, at=AT, next_fetch_at=AT, validators=validators, **facts
        )


# what is taken


def test_what_is_due_is_taken_lists_first(parts):
    host = parts.know()
    parts.enter("tin-1")
    parts.enter("rss", "feed")
    parts.enter("tin-later", due=False)
    assert fill(parts, host) == ["rss", "tin-1"]
    assert (host.under_way, parts.quotas.of("bao").under_way) == (2, 1)
    assert {parts.row(path).state for path in ("rss", "tin-1")} == {"leased"}


def test_no_more_is_taken_of_a_host_with_a_delay_than_a_few_addresses(parts):
    host = parts.know()
    for n in range(UNDER_WAY_SLOW + 3):
        parts.enter(f"tin-{n}")
    assert len(fill(parts, host)) == UNDER_WAY_SLOW


def test_an_address_that_may_not_be_fetched_is_judged_at_once_and_the_next_one_is_taken(parts):
    host = parts.know()
    for n in range(UNDER_WAY_SLOW):  # as many as are taken at one time
        parts.enter(f"kin/{n}")
    parts.enter("tin-1")
    assert fill(parts, host) == ["tin-1"]
    assert {parts.row(f"kin/{n}").outcome for n in range(UNDER_WAY_SLOW)} == {"robots_denied"}
    assert parts.row("kin/0").state == "done"


@pytest.mark.parametrize("state", ["rules not known", "resting", "left alone"])
def test_nothing_is_taken_for_a_host_that_may_not_be_asked_now(parts, state):
    host = parts.know()
    parts.enter("tin-1")
    if state == "rules not known":
        host.policy = None
    elif state == "resting":
        host.not_before = time.monotonic() + 60
    else:
        parts.hosts.leave_alone(host, "a reason")
    assert fill(parts, host) == []
    assert parts.row("tin-1").state == "queued"


def test_each_capture_of_an_address_is_a_fetch_in_a_replay(tmp_path):
    site = make_site(HOME.rstrip("/"))
    path = site.articles[0].path
    captures = [page_of(site, path), page_of(site, path, at=NOW + timedelta(hours=1), body=b"other bytes")]
    file = write_warc(tmp_path / "given.warc.gz", captures)
    order = Order((PAPER,), replay=(file,), replay_index=ReplayIndex((file,)))
    with parts_of_a_crawl(tmp_path / "data", order) as parts:
        host = parts.know()
        parts.enter(path.lstrip("/"))
        parts.enter("khong-co-trong-tep")
        fill(parts, host)
        assert [f.capture for f in host.queue] == [0, 1, None]
        assert host.under_way == 3


# conditions


@pytest.mark.parametrize(
    ("role", "outcome", "conditional"),
    [("feed", "listed", True), ("feed", None, False), ("article", "not_article", False), ("article", None, False)],
)
def test_conditions_are_sent_only_where_the_former_answer_is_held(parts, role, outcome, conditional):
    host = parts.know()
    if outcome:
        judged(parts, "mot", role, outcome)
    else:
        parts.enter("mot", role)
    fill(parts, host)
    names = ["If-None-Match", "If-Modified-Since"] if conditional else []
    assert [name for name, _ in host.queue[0].headers] == names


def test_an_article_that_is_held_is_asked_for_with_the_condition_of_its_page(parts):
    site = make_site(HOME.rstrip("/"))
    page = page_of(site, site.articles[0].path)
    page = replace(page, headers=(*(h for h in page.headers if h[0] != "ETag"), ("ETag", '"bai-1"')))
    url_id = parts.enter(site.articles[0].path.lstrip("/"))
    with parts.run.batch():
        verdict = parts.crawl.record(Visit(url_id, PAPER, "article", page, read(page, PAPER, "article")))
        parts.run.ledger.make_due(url_id, AT)
    assert verdict.outcome == "new"
    host = parts.know()
    fill(parts, host)
    assert ("If-None-Match", '"bai-1"') in host.queue[0].headers


@pytest.mark.parametrize("order", [Order((PAPER,), months=("2024-05",)), Order((PAPER,), replay=("file.warc.gz",))])
def test_a_backfill_and_a_replay_ask_without_conditions(tmp_path, order):
    with parts_of_a_crawl(tmp_path, order) as parts:
        if order.is_backfill:
            with parts.run.batch():
                parts.crawl.supply.begin(replace_sitemaps(PAPER), AT)
        judged(parts, "sitemap.xml", "sitemap", "listed")
        host = parts.know()
        with parts.run.batch():
            parts.crawl.supply.step(AT)
        assert fill(parts, host) == ["sitemap.xml"]
        assert host.queue[0].headers == ()


def replace_sitemaps(outlet):
    return outlet.model_copy(update={"sitemaps": (HOME + "sitemap.xml",), "sections": (HOME + "tin/",)})


# quotas


def test_a_quota_bounds_the_articles_taken_and_not_the_lists(tmp_path):
    with parts_of_a_crawl(tmp_path, replace(ORDER, limit=2)) as parts:
        host = parts.know()
        parts.enter("rss", "feed")
        for n in range(4):
            parts.enter(f"tin-{n}")
        assert fill(parts, host) == ["rss", "tin-0", "tin-1"]


def test_with_the_quota_reached_not_even_lists_are_asked_for(tmp_path):
    with parts_of_a_crawl(tmp_path, replace(ORDER, limit=2)) as parts:
        host = parts.know()
        parts.enter("rss", "feed")
        parts.quotas.of("bao").new = 2
        assert fill(parts, host) == []
        assert host.dry
        assert parts.row("rss").state == "queued"


# dry and waiting hosts


def test_a_host_that_has_nothing_due_is_dry(parts):
    host = parts.know()
    assert fill(parts, host) == []
    assert host.dry


def test_a_host_that_was_woken_while_the_ledger_was_asked_is_not_dry(parts):
    host = parts.know()

    async def do(work):
        with parts.run.batch():
            result = work(parts.crawl)
        host.wake()  # the answer of another host named something of this one meanwhile
        return result

    leasing = Leasing(do, parts.hosts, parts.quotas, None, ORDER, now=parts.run.now)  # nothing is taken, nor judged
    asyncio.run(leasing.fill())
    assert not host.dry


def failed(parts, seconds):
    url_id = parts.enter("tin-1")
    with parts.run.batch():
        due = utc_text(NOW + timedelta(seconds=seconds))
        parts.run.ledger.judge(
            url_id, outcome="timeout", detail=None, at=AT, next_fetch_at=due, state="waiting", attempts=1
        )


def test_what_is_tried_again_soon_is_waited_for(parts):
    host = parts.know()
    failed(parts, 10)
    host.retrying = True
    fill(parts, host)
    assert not host.dry
    assert 8 < host.not_before - time.monotonic() <= 10


@pytest.mark.parametrize(("seconds", "retrying"), [(10, False), (PATIENCE_S + 60, True)])
def test_what_is_due_later_is_not_waited_for(parts, seconds, retrying):
    host = parts.know()
    failed(parts, seconds)
    host.retrying = retrying
    fill(parts, host)
    assert host.dry
    assert host.not_before == 0.0


def test_the_host_of_one_outlet_is_not_filled_with_another_s_addresses(parts):
    parts.enter("tin-1")
    other = parts.know("khac.example")
    assert fill(parts, other) == []
    assert fill(parts, parts.know(HOST)) == ["tin-1"]
