"""What lists say of the months wanted, and where the turning of pages ends; on a real archive, without a network."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from newsarchive.backfill import lists
from newsarchive.backfill.lists import PastLists
from newsarchive.identity import normal_url
from newsarchive.ingest.reading import Found, Reading
from newsarchive.ingest.values import Visit
from newsarchive.items import Page, Role
from newsarchive.outlets import Outlet
from newsarchive.store.archive import Archive
from newsarchive.store.backfills import Backfills, PastList
from tests.ingest.running import a_run

HOME = "https://bao.example/"
AT = "2026-11-22T06:00:00Z"
MONTHS = ("2024-05", "2024-06")


@dataclass
class Desk:
    """Lists of one newspaper, read for two months."""

    archive: Archive
    outlet: Outlet
    lists: PastLists

    def read(
        self, root: int, url: str, *found: Found, following: str | None = None, page_id: int | None = None
    ) -> int | None:
        """Have a list read; return the article that must tell the day of the page."""
        entry = self.entry(root)
        page = Page(url, 200, (), b"", datetime(2026, 11, 22, tzinfo=UTC))
        ahead = self.found(following, "list") if following else None
        visit = Visit(page_id or root, self.outlet, "list", page, Reading("listed", found=found, next_page=ahead))
        if entry.kind == "section":
            return self.lists.page_read(visit, page_id or root, root, AT)
        self.lists.sitemap_read(visit, root, AT)
        return None

    def found(self, url: str, role: Role = "article", lastmod: str | None = None) -> Found:
        full = HOME + url.removeprefix(HOME)
        return Found(full, normal_url(full), "bao.example", role, lastmod)

    def entry(self, root: int) -> PastList:
        return next(e for e in Backfills(self.archive.db).lists("bao") if e.url_id == root)

    def entered(self) -> dict[str, str]:
        """Return address -> month of what was entered."""
        rows = self.archive.db.execute("SELECT u.url, b.month FROM backfill_urls b JOIN urls u ON u.id = b.url_id")
        return {url.removeprefix(HOME): month for url, month in rows.fetchall()}

    def sitemaps(self) -> set[str]:
        rows = self.archive.db.execute(
            "SELECT u.url FROM backfill_lists b JOIN urls u ON u.id = b.url_id WHERE kind = 'sitemap'"
        )
        return {r[0].removeprefix(HOME) for r in rows.fetchall()}


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    outlet = Outlet(key="bao", name="Báo", home=HOME)
    with a_run(tmp_path, "backfill") as run:
        run.enter_outlet(outlet)
        lists = PastLists(run, Backfills(run.archive.db), outlet=outlet, months=MONTHS)
        yield Desk(run.archive, outlet, lists)


def start(desk: Desk, kind: str, url: str) -> int:
    root = desk.lists.add(kind, HOME + url, AT)
    assert root is not None
    return root


def walk(desk: Desk, root: int) -> int | None:
    return desk.lists.next_page(desk.entry(root), "2026-11-22T05:00:00Z", AT)


def test_of_an_index_those_sitemaps_are_read_that_may_name_something_of_the_months(desk: Desk) -> None:
    root = start(desk, "sitemap", "sitemap.xml")
    names = {
        "maps/2024-05.xml": "2026-01-01",
        "maps/2024-07.xml": "2026-01-01",
        "maps/2024.xml": None,
        "maps/post-1.xml": "2023-12-31",
        "maps/post-2.xml": "2024-05-09",
        "maps/post-3.xml": None,
    }
    desk.read(root, HOME + "sitemap.xml", *(desk.found(n, "sitemap", m) for n, m in names.items()))
    assert desk.sitemaps() == {"sitemap.xml", "maps/2024-05.xml", "maps/2024.xml", "maps/post-2.xml", "maps/post-3.xml"}


def test_addresses_of_a_sitemap_are_taken_by_their_own_date_its_name_or_their_last_change(desk: Desk) -> None:
    plain, may = start(desk, "sitemap", "sitemap.xml"), start(desk, "sitemap", "maps/2024-05.xml")
    desk.read(
        plain,
        HOME + "sitemap.xml",
        desk.found("tin/202406/mot-bai-1a2b3c4/", lastmod="2026-01-01"),
        desk.found("tin/202407/mot-bai-1a2b3c5/", lastmod="2024-06-01"),
        desk.found("sua-cung-thang-a1001.html", lastmod="2024-05-31T08:00:00+07:00"),
        desk.found("sua-it-ngay-sau-a1002.html", lastmod="2024-07-02"),
        desk.found("sua-mai-sau-a1003.html", lastmod="2024-07-30"),
        desk.found("khong-ngay-a1004.html"),
    )
    desk.read(may, HOME + "maps/2024-05.xml", desk.found("trong-so-thang-nam-a1005.html", lastmod="2026-01-01"))
    assert desk.entered() == {
        "tin/202406/mot-bai-1a2b3c4/": "2024-06",
        "sua-cung-thang-a1001.html": "2024-05",
        "sua-it-ngay-sau-a1002.html": "2024-06",
        "trong-so-thang-nam-a1005.html": "2024-05",
    }


def test_what_is_entered_is_not_due_for_the_daily_crawl(desk: Desk) -> None:
    root = start(desk, "sitemap", "sitemap.xml")
    desk.read(root, HOME + "sitemap.xml", desk.found("tin/202406/mot-bai-1a2b3c4/"))
    due = desk.archive.db.execute("SELECT url FROM urls WHERE role = 'article' AND next_fetch_at IS NOT NULL")
    assert due.fetchall() == []


def test_pieces_pinned_to_a_page_do_not_tell_its_day(desk: Desk) -> None:
    root = start(desk, "section", "tin/")
    assert walk(desk, root) == root
    pinned = [desk.found(f"tin/202611/ghim-{n}-1a2b3c{n}/") for n in range(2)]
    old = [desk.found(f"tin/202404/cu-{n}-1a2b3d{n}/") for n in range(3)]
    desk.read(root, HOME + "tin/", *pinned, *old, following="tin/?p=2")
    assert desk.entry(root).reached_on == "2024-04-30"


def test_a_section_that_leads_no_further_back_is_left(desk: Desk) -> None:
    root = start(desk, "section", "lich/")
    page_id, pages = walk(desk, root), 0
    while page_id is not None:
        pages += 1
        desk.read(
            root, f"{HOME}lich/?p={pages}", desk.found(f"tin/202611/bai-so-{pages}-{pages:07}/"),
            following=f"lich/?p={pages + 1}", page_id=page_id,
        )  # fmt: skip
        page_id = walk(desk, root)
    assert pages == lists.STALE_PAGES + 2
    assert desk.entry(root).read_at is not None


def test_a_page_that_shows_the_same_again_is_the_last_one(desk: Desk) -> None:
    root = start(desk, "section", "tin/")
    page_id = walk(desk, root)
    shown = desk.found("tin/202611/mot-bai-1a2b3c4/")
    desk.read(root, HOME + "tin/", shown, following="tin/?p=2", page_id=page_id)
    page_id = walk(desk, root)
    assert page_id is not None
    desk.read(root, HOME + "tin/?p=2", shown, following="tin/?p=3", page_id=page_id)
    assert walk(desk, root) is None
    assert desk.entry(root).read_at is not None


def test_an_answer_recorded_twice_says_the_same(desk: Desk) -> None:
    root = start(desk, "section", "tin/")
    page_id = walk(desk, root)
    for _ in range(2):  # the batch it was in failed and is repeated
        desk.read(root, HOME + "tin/", desk.found("tin/202611/mot-bai-1a2b3c4/"), following="tin/?p=2", page_id=page_id)
    assert desk.entry(root).read_at is None
    assert walk(desk, root) is not None


def test_one_article_tells_the_day_of_a_page_whose_addresses_tell_none(desk: Desk) -> None:
    root = start(desk, "section", "tin/")
    page_id = walk(desk, root)
    young = [desk.found(f"mot-bai-moi-a200{n}.html") for n in range(3)]
    probe = desk.read(root, HOME + "tin/", *young, following="tin/?p=2", page_id=page_id)
    assert desk.entered() == {"mot-bai-moi-a2002.html": ""}
    assert walk(desk, root) is None  # not before its day is known
    assert probe is not None
    desk.lists.probed(desk.lists.walks[root], "2026-11-01", AT)
    page_id = walk(desk, root)
    old = [desk.found(f"mot-bai-cu-a100{n}.html") for n in range(3)]
    desk.read(root, HOME + "tin/?p=2", *old, following="tin/?p=3", page_id=page_id)
    desk.lists.probed(desk.lists.walks[root], "2024-05-20", AT)
    assert {url for url, month in desk.entered().items() if month == "2024-05"} >= {
        "mot-bai-cu-a1000.html",
        "mot-bai-cu-a1001.html",
    }
    assert "mot-bai-moi-a2000.html" not in desk.entered()


def test_the_number_of_lists_is_bounded(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lists, "MAX_LISTS", 10)
    root = start(desk, "sitemap", "sitemap.xml")
    desk.read(root, HOME + "sitemap.xml", *(desk.found(f"maps/{n}.xml", "sitemap") for n in range(50)))
    assert len(desk.sitemaps()) == 10
