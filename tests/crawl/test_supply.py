"""What a crawl of today starts from beside its seeds: the sitemaps that robots.txt names."""

from __future__ import annotations

from newsarchive.crawl.order import Order
from newsarchive.outlets import Outlet
from tests.crawl.parts import HOME, PAPER, parts_of_a_crawl
from tests.ingest.running import AT

DECLARED = Outlet(key="bao", name="Báo", home=HOME, sitemaps=(HOME + "sitemap.xml",))
NAMED = (HOME + "sitemap.xml", HOME + "sitemap-cu.xml", "https://khac.example/sitemap.xml")


def sitemaps_due(parts, outlet):
    """Have robots.txt name three sitemaps; return those that are due."""
    with parts.run.batch():
        parts.crawl.supply.add_sitemaps(outlet, NAMED, AT)
    rows = parts.run.archive.db.execute("SELECT url FROM urls WHERE next_fetch_at <= ? ORDER BY id", (AT,))
    return [row[0].removeprefix(HOME) for row in rows.fetchall()]


def read_later(parts, path):
    url_id = parts.enter(path, "sitemap")
    with parts.run.batch():
        parts.run.ledger.judge(url_id, outcome="listed", detail=None, at=AT, next_fetch_at="2026-11-22T09:00:00Z")


def test_sitemaps_of_the_outlet_that_robots_txt_names_are_read(tmp_path):
    with parts_of_a_crawl(tmp_path, Order((PAPER,))) as parts:
        read_later(parts, "sitemap-cu.xml")
        assert sitemaps_due(parts, PAPER) == ["sitemap-cu.xml", "sitemap.xml"]


def test_of_what_is_due_only_a_sitemap_read_before_waits_for_its_time(tmp_path):
    with parts_of_a_crawl(tmp_path, Order((PAPER,), due_only=True)) as parts:
        read_later(parts, "sitemap-cu.xml")
        assert sitemaps_due(parts, PAPER) == ["sitemap.xml"]


def test_where_sitemaps_are_declared_others_are_only_kept_in_mind_until_those_bring_nothing(tmp_path):
    with parts_of_a_crawl(tmp_path, Order((DECLARED,))) as parts:
        takeover = parts.crawl.lists.takeover
        channel = parts.run.runs.channel("bao", "sitemap", HOME + "sitemap.xml", declared=True)
        takeover.expect("bao", "sitemap", channel)
        assert sitemaps_due(parts, DECLARED) == []
        taken = takeover.asked("bao", "sitemap", channel, brought=False)
        assert [one.url for one in taken] == [HOME + "sitemap-cu.xml"]


def test_a_crawl_of_single_addresses_reads_no_sitemap(tmp_path):
    with parts_of_a_crawl(tmp_path, Order((), urls=((HOME + "tin-1", PAPER),))) as parts:
        assert sitemaps_due(parts, PAPER) == []


def test_when_nothing_is_under_way_a_crawl_has_nothing_left(tmp_path):
    with parts_of_a_crawl(tmp_path, Order((PAPER,))) as parts:
        parts.enter("tin-1")  # its time comes with the hosts; there is no next step
        assert parts.crawl.supply.step(AT) == frozenset()
