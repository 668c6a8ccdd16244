"""What a backfill does next: months from the youngest on, lists before articles, and what came of each."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from newsarchive.crawl.order import Order
from newsarchive.identity import normal_url
from newsarchive.ingest.reading import Found, Reading, read_whole
from newsarchive.ingest.values import Visit
from newsarchive.items import Article, Page
from newsarchive.outlets import Outlet
from newsarchive.store.backfills import SITE, Backfills
from tests.crawl.parts import HOME, HOST, parts_of_a_crawl
from tests.ingest.running import AT, NOW

MAY, JUNE = HOME + "maps/2024-05.xml", HOME + "maps/2024-06.xml"
TIN = HOME + "tin/"
LATER = "2026-11-22T05:10:00Z"
MAPS = {"sitemaps": (MAY, JUNE), "sections": (TIN,)}


@dataclass
class Desk:
    """A backfill of two months in a run whose clock stands still."""

    parts: object
    outlet: Outlet

    @property
    def supply(self):
        return self.parts.crawl.supply

    @property
    def backfills(self):
        return Backfills(self.parts.run.archive.db)

    def begin(self):
        with self.parts.run.batch():
            self.supply.begin(self.outlet, AT)

    def step(self):
        with self.parts.run.batch():
            return self.supply.step(AT)

    def lease(self, now=AT, limit=10, **how):
        with self.parts.run.batch():
            return self.supply.lease(HOST, owner=self.parts.run.owner, now=now, until=LATER, limit=limit, **how)

    def next(self):
        """Decide what comes next; return the paths that are to be fetched."""
        return [row.url.removeprefix(HOME) for row in (self.lease() if self.step() else [])]

    def record(self, path, reading, *, page=None):
        """Have an address come out as this reading."""
        row = self.parts.row(path)
        status = {"listed": 200, "article": 200, "not_article": 200, "redirect": 301, "blocked": 403, "gone": 404}.get(
            reading.outcome
        )
        page = page or (Page(HOME + path, status, (), b"", NOW) if status else None)
        visit = Visit(row.id, self.outlet, row.role, page, reading, row.channel_id, final=False)
        with self.parts.run.batch():
            return self.parts.crawl.record(visit)

    def read(self, path, *found, following=None):
        """Have a list be read that names these articles."""
        ahead = address(following, "list") if following else None
        return self.record(path, Reading("listed", found=tuple(address(f) for f in found), next_page=ahead))

    def article(self, path, day):
        """Have an article be read that was published on a day."""
        words = Article(HOME + path, f"Bài {path}", f"Chữ của bài {path}. " * 20, published_at=day, published_on=day)
        return self.record(path, Reading("article", article=words, content_hash=path, normal_urls=(HOME + path,)))

    def is_listed(self, month):
        return self.backfills.asked("bao", SITE)[month].listed_at is not None


def address(path, role="article"):
    return Found(HOME + path, normal_url(HOME + path), HOST, role)


@pytest.fixture
def desk_of(tmp_path):
    """Gives a backfill of an outlet with these lists; it has begun unless it is said otherwise."""
    opened = []

    def make(*, begun=True, **lists):
        outlet = Outlet(key="bao", name="Báo", home=HOME, **lists)
        context = parts_of_a_crawl(tmp_path, Order((outlet,), months=("2024-05", "2024-06"), command="backfill"))
        opened.append(context)
        desk = Desk(context.__enter__(), outlet)
        if begun:
            desk.begin()
        return desk

    yield make
    for context in opened:
        context.__exit__(None, None, None)


# what comes next


def test_a_backfill_that_has_not_begun_supplies_nothing(desk_of):
    desk = desk_of(begun=False, **MAPS)
    assert desk.step() == frozenset()
    assert desk.lease() == []


def test_months_come_from_the_youngest_on_each_with_its_lists_and_then_its_articles(desk_of):
    desk = desk_of(**MAPS)
    done = []
    while paths := desk.next():
        for path in paths:
            done.append((desk.supply.month, path))
            if path.endswith(".xml"):
                desk.read(path, f"tin/{path[5:9]}{path[10:12]}/mot-bai-1a2b3c4/")
            else:
                desk.article(path, f"{path[4:8]}-{path[8:10]}-09")
    assert done == [
        ("2024-06", "maps/2024-06.xml"),
        ("2024-06", "tin/202406/mot-bai-1a2b3c4/"),
        ("2024-05", "maps/2024-05.xml"),
        ("2024-05", "tin/202405/mot-bai-1a2b3c4/"),
    ]
    assert (desk.is_listed("2024-06"), desk.is_listed("2024-05")) == (True, True)
    assert desk.step() == frozenset()


def test_no_more_articles_are_taken_than_are_wanted_and_lists_are_not_counted(desk_of):
    desk = desk_of(**MAPS)
    desk.step()
    assert [row.url for row in desk.lease(articles=0)] == [JUNE]
    desk.read("maps/2024-06.xml", *(f"tin/202406/mot-bai-1a2b3c{n}/" for n in range(4)))
    assert desk.step() == {HOST}
    assert len(desk.lease(articles=3)) == 3
    assert len(desk.lease(limit=5)) == 1


def test_a_month_that_no_sitemap_covers_is_looked_for_in_the_sections(desk_of):
    desk = desk_of(sitemaps=(JUNE,), sections=(TIN,))
    assert desk.next() == ["maps/2024-06.xml"]
    desk.read("maps/2024-06.xml")  # it names nothing, so it does not answer for June either
    assert desk.next() == ["tin/"]


def test_pages_of_a_section_are_turned_until_the_month_is_passed(desk_of):
    desk = desk_of(sections=(TIN,))
    shown = {"tin/": "202411", "tin/?p=2": "202406", "tin/?p=3": "202404", "tin/?p=4": "202403"}
    asked = []
    while paths := desk.next():
        for path in paths:
            asked.append(path)
            if path in shown:
                n = len(asked)
                desk.read(path, f"tin/{shown[path]}/bai-so-{n}-1a2b3c{n}/", following=f"tin/?p={n + 1}")
            else:
                desk.article(path, "2024-06-09")
    # the last one says which articles of the page before it stand in side boxes
    assert [path for path in asked if path in shown] == ["tin/", "tin/?p=2", "tin/?p=3", "tin/?p=4"]
    assert desk.is_listed("2024-05")


def test_without_declared_sections_those_that_the_home_page_names_are_read(desk_of):
    desk = desk_of()
    assert desk.next() == [""]
    html = "<html><body><nav><a href='/thoi-su'>Thời sự</a><a href='/kinh-te'>Kinh tế</a></nav></body></html>"
    page = Page(HOME, 200, (("Content-Type", "text/html"),), html.encode(), NOW)
    desk.record("", read_whole(page, desk.outlet, "list"), page=page)
    assert set(desk.next()) == {"thoi-su", "kinh-te"}


def test_what_an_earlier_run_left_out_of_range_is_taken_up(desk_of):
    desk = desk_of(begun=False, **MAPS)
    for path, day in (("tin-thang-sau", "2024-06-09"), ("tin-thang-bay", "2024-07-09")):
        url_id = desk.parts.enter(path)
        with desk.parts.run.batch():
            how = {"outcome": "out_of_range", "detail": f"published {day}"}
            desk.parts.run.ledger.judge(url_id, at=AT, next_fetch_at=None, **how)
    desk.begin()
    desk.next()  # the sitemap of June
    desk.read("maps/2024-06.xml", "tin/202406/mot-bai-1a2b3c4/")
    assert desk.next() == ["tin-thang-sau", "tin/202406/mot-bai-1a2b3c4/"]


@pytest.mark.parametrize(("declared", "lists"), [({}, {"sitemap.xml"}), (MAPS, set())])
def test_sitemaps_that_robots_txt_names_are_read_unless_others_are_declared(desk_of, declared, lists):
    desk = desk_of(**declared)
    with desk.parts.run.batch():
        desk.supply.add_sitemaps(desk.outlet, (HOME + "sitemap.xml", "https://khac.example/sitemap.xml"), AT)
    rows = desk.parts.run.archive.db.execute("SELECT u.url FROM backfill_lists b JOIN urls u ON u.id = b.url_id")
    named = {row[0].removeprefix(HOME) for row in rows.fetchall()}
    assert named - {"maps/2024-05.xml", "maps/2024-06.xml", "tin/"} == lists


# lists that could not be read


def test_a_list_that_failed_waits_for_another_try(desk_of):
    desk = desk_of(**MAPS)
    assert desk.next() == ["maps/2024-06.xml"]
    verdict = desk.record("maps/2024-06.xml", Reading("timeout", "no answer"))
    assert verdict.retry_in_s == 2.0
    assert desk.supply.next_due(HOST) == "2026-11-22T05:00:02Z"
    assert desk.lease() == []
    assert [row.url for row in desk.lease(now="2026-11-22T05:00:02Z")] == [JUNE]


def test_lists_that_wait_for_another_try_take_no_other_list_s_place(desk_of):
    days = [f"maps/2024-06-0{n}.xml" for n in range(1, 7)]
    desk = desk_of(sitemaps=tuple(HOME + day for day in days), sections=(TIN,))
    desk.step()
    for row in desk.lease(limit=3):
        desk.record(row.url.removeprefix(HOME), Reading("timeout", "no answer"))
    read = []
    while rows := desk.lease(now="2026-11-22T05:00:02Z", limit=2):
        assert len(rows) <= 2
        for row in rows:
            read.append(row.url.removeprefix(HOME))
            desk.read(read[-1])
    assert sorted(read) == days


def test_a_month_whose_list_could_not_be_read_is_not_complete_and_the_next_month_goes_on(desk_of):
    desk = desk_of(**MAPS)
    desk.next()
    desk.record("maps/2024-06.xml", Reading("blocked", "HTTP 403"))
    assert desk.next() == ["tin/"]  # perhaps the sections lead so far back
    desk.record("tin/", Reading("blocked", "HTTP 403"))
    assert desk.next() == ["maps/2024-05.xml"]
    assert not desk.is_listed("2024-06")


@pytest.mark.parametrize(("outcome", "listed"), [("blocked", False), ("gone", True)])
def test_a_month_is_listed_without_a_sitemap_only_when_there_is_none_any_more(desk_of, outcome, listed):
    desk = desk_of(sitemaps=(JUNE,), sections=(TIN,))
    desk.next()
    desk.record("maps/2024-06.xml", Reading(outcome, "HTTP"))
    assert desk.next() == ["tin/"]
    desk.read("tin/", "tin/202404/mot-bai-1a2b3c4/")  # the section leads further back than the months
    assert desk.step() == frozenset()
    assert (desk.is_listed("2024-06"), desk.is_listed("2024-05")) == (listed, True)


def test_a_list_that_redirects_is_read_where_it_stands_now(desk_of):
    desk = desk_of(**MAPS)
    desk.next()
    desk.record("maps/2024-06.xml", Reading("redirect", "HTTP 301", redirect_to=HOME + "moi/2024-06.xml"))
    assert [row.url for row in desk.lease()] == [HOME + "moi/2024-06.xml"]
    desk.read("moi/2024-06.xml", "tin/202406/mot-bai-1a2b3c4/")
    assert desk.next() == ["tin/202406/mot-bai-1a2b3c4/"]


# the ledger of the daily crawl


def test_the_ledger_s_row_of_a_list_is_as_the_daily_crawl_left_it(desk_of):
    desk = desk_of(begun=False, **MAPS)
    url_id = desk.parts.enter("maps/2024-06.xml", "sitemap")
    with desk.parts.run.batch():
        desk.parts.run.ledger.judge(
            url_id, outcome="listed", detail="sitemap; 3 addresses", at="2026-11-21T05:00:00Z", next_fetch_at=LATER,
            validators=('"hom-qua"', None),
        )  # fmt: skip
    desk.begin()
    before = desk.parts.row("maps/2024-06.xml")
    desk.next()
    page = Page(JUNE, 200, (("ETag", '"hom-nay"'),), b"", NOW)
    desk.record("maps/2024-06.xml", Reading("listed", "other words"), page=page)
    assert desk.parts.row("maps/2024-06.xml") == before


# articles that are read for the day of their page


def test_articles_are_read_for_the_day_of_a_page_whose_addresses_say_none(desk_of):
    desk = desk_of(sections=(TIN,))
    desk.next()
    verdict = desk.read("tin/", *(f"mot-bai-cu-a100{n}.html" for n in range(5)))
    for n in (4, 0, 2):  # the last one, the first one, one between
        assert verdict.hosts == {HOST}
        assert [row.url.removeprefix(HOME) for row in desk.lease()] == [f"mot-bai-cu-a100{n}.html"]
        verdict = desk.article(f"mot-bai-cu-a100{n}.html", "2024-06-20")
    assert desk.next() == ["mot-bai-cu-a1001.html", "mot-bai-cu-a1003.html"]
    assert [entry.reached_on for entry in desk.backfills.lists("bao")] == ["2024-06-20"]


def test_when_an_article_does_not_say_its_day_another_one_is_read(desk_of):
    desk = desk_of(sections=(TIN,))
    desk.next()
    desk.read("tin/", *(f"mot-bai-cu-a100{n}.html" for n in range(3)))
    (probe,) = desk.lease()
    assert desk.record(probe.url.removeprefix(HOME), Reading("not_article", "video")).hosts == {HOST}
    assert [row.url.removeprefix(HOME) for row in desk.lease()] == ["mot-bai-cu-a1000.html"]


def test_when_an_article_cannot_be_fetched_now_another_one_is_read_in_the_next_step(desk_of):
    desk = desk_of(sections=(TIN,))
    desk.next()
    desk.read("tin/", *(f"mot-bai-cu-a100{n}.html" for n in range(3)))
    (probe,) = desk.lease()
    desk.record(probe.url.removeprefix(HOME), Reading("timeout", "no answer"))
    assert desk.next()[0] == "mot-bai-cu-a1000.html"


def test_an_article_that_redirects_is_read_where_it_stands_now(desk_of):
    desk = desk_of(sections=(TIN,))
    desk.next()
    desk.read("tin/", "mot-bai-cu-a1000.html")
    desk.lease()
    moved = "bai-da-chuyen-cho-a1000.html"
    desk.record("mot-bai-cu-a1000.html", Reading("redirect", "HTTP 301", redirect_to=HOME + moved))
    assert [row.url for row in desk.lease()] == [HOME + moved]
    desk.article(moved, "2024-05-20")
    assert desk.backfills.month_of(desk.parts.row(moved).id) == "2024-05"
    assert [entry.reached_on for entry in desk.backfills.lists("bao")] == ["2024-05-20"]


# what is proven


def test_a_month_is_proven_only_when_each_section_was_seen_to_pass_it(desk_of):
    kinh = HOME + "kinh-te/"
    desk = desk_of(sections=(TIN, kinh))
    assert set(desk.next()) == {"tin/", "kinh-te/"}
    desk.read("tin/", "tin/202404/mot-bai-1a2b3c4/")
    desk.read("kinh-te/", "kinh-te/202405/mot-bai-1a2b3c5/")
    while paths := desk.next():
        for path in paths:
            desk.article(path, "2024-05-09")
    june, may = desk.backfills.months("bao")
    assert (june.complete, june.reason) == (True, None)
    assert (may.found, may.left, may.complete) == (1, 0, False)
    assert may.reason == f"not every list was seen to pass 2024-05-01: {kinh} ends at 2024-05-31"


def test_the_last_page_is_judged_when_the_one_after_it_cannot_be_had(desk_of):
    desk = desk_of(sections=(TIN,))
    desk.next()
    desk.read("tin/", "mot-bai-cu-a1000.html", following="tin/?p=2")
    assert desk.next() == ["tin/?p=2"]
    assert desk.record("tin/?p=2", Reading("gone", "HTTP 404")).hosts == {HOST}
    assert desk.next() == ["mot-bai-cu-a1000.html"]


def test_a_section_that_is_gone_stands_in_no_month_s_way(desk_of):
    desk = desk_of(sections=(TIN, HOME + "cu/"))
    desk.next()
    desk.read("tin/", "tin/202404/mot-bai-1a2b3c4/")
    desk.record("cu/", Reading("gone", "HTTP 404"))
    assert desk.step() == frozenset()
    assert [row.complete for row in desk.backfills.months("bao")] == [True, True]


def test_pages_that_were_turned_for_other_months_prove_nothing(desk_of):
    """A run for May alone leaves what it sees of June; June is then not proven by how far it went."""
    desk = desk_of(sections=(TIN,))
    root = desk.backfills.lists("bao")[0].url_id
    with desk.parts.run.batch():
        desk.backfills.begin_walk(root, ("2024-05", "2024-05"), LATER)
        desk.backfills.walked(root, root, "2024-04-09")
    (entry,) = desk.backfills.lists("bao")
    assert (entry.has_passed("2024-05", AT), entry.has_passed("2024-06", AT)) == (True, False)
    assert desk.next() == ["tin/"]  # the pages are turned again from the first one
    assert desk.backfills.lists("bao")[0].reached_on is None


def test_a_month_is_not_complete_while_an_address_that_may_be_of_it_is_left(desk_of):
    desk = desk_of(sections=(TIN,))
    desk.next()
    desk.read("tin/", *(f"tin/202404/bai-{n}-1a2b3c{n}/" for n in range(3)), "chua-ro-ngay-a1000.html")
    desk.step()
    assert {row.reason for row in desk.backfills.months("bao")} >= {"addresses left that may be of this month: 1"}
