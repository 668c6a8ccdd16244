"""A visit of a crawl is recorded and its supply learns of it; at the end health is judged, when the crawl came to its end."""

from __future__ import annotations

import pytest

from newsarchive.crawl.order import Order
from newsarchive.ingest.reading import Reading, read_whole
from newsarchive.ingest.values import Visit
from newsarchive.items import Page
from newsarchive.outlets import Outlet
from newsarchive.store.alarms import Alarms
from tests.crawl.parts import HOME, HOST, PAPER, parts_of_a_crawl
from tests.ingest.running import AT, NOW


def test_the_verdict_names_the_hosts_for_which_the_supply_has_something_now(tmp_path):
    paper = Outlet(key="bao", name="Báo", home=HOME, sections=(HOME + "tin/",))
    with parts_of_a_crawl(tmp_path, Order((paper,), months=("2024-05",))) as parts:
        supply = parts.crawl.supply
        with parts.run.batch():
            supply.begin(paper, AT)
            supply.step(AT)
            (row,) = supply.lease(HOST, owner=parts.run.owner, now=AT, until=AT, limit=5)
            links = "".join(
                f'<h3><a href="/mot-bai-viet-a10{n}1.html">Một bài viết số {n} của báo</a></h3>' for n in "123"
            )
            html = f"<html><body><main>{links}</main></body></html>".encode()
            page = Page(row.url, 200, (("Content-Type", "text/html"),), html, NOW)
            reading = read_whole(page, paper, "list")
            verdict = parts.crawl.record(Visit(row.id, paper, "list", page, reading, row.channel_id))
    # None of the addresses says its day: one article must, and that is to be fetched at once.
    assert (verdict.outcome, verdict.hosts) == ("listed", {HOST})


@pytest.mark.parametrize(
    ("outcome", "ended", "alarms"),
    [("finished", "partly", True), ("stopped", "stopped", False), ("failed", "failed", False)],
)
def test_health_is_judged_when_a_crawl_came_to_its_end(tmp_path, outcome, ended, alarms):
    with parts_of_a_crawl(tmp_path, Order((PAPER,))) as parts:
        crawl, run = parts.crawl, parts.run
        crawl.watched["bao"] = (PAPER, True)
        with run.batch():
            crawl.lists.start_from(PAPER, "home", HOME, at=AT, due=True, declared=True)
            home = run.ledger.find(HOME)
            page = Page(HOME, 403, (), b"no", NOW)
            crawl.record(Visit(home.id, PAPER, "list", page, Reading("blocked", "HTTP 403"), home.channel_id))
        with run.batch():
            crawl.end(outcome)
        assert run.runs.outcome(run.id) == ended
        assert (Alarms(run.archive.db).since("bao", "host_blocking") is not None) is alarms
