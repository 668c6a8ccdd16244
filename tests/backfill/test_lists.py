"""What lists say of the months wanted, and where the turning of pages ends; on a real archive, without a network."""

from __future__ import annotations

from collections import Counter
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


def test_pieces_pinned_to_each_page_do_not_tell_its_day(desk: Desk) -> None:
    root = start(desk, "section", "tin/")
    page_id = walk(desk, root)
    pinned = [desk.found(f"tin/202611/ghim-{n}-1a2b3c{n}/") for n in range(4)]
    for page, month in (("tin/", "202404"), ("tin/?p=2", "202403")):
        old = [desk.found(f"tin/{month}/cu-{n}-1a2b3d{n}/") for n in range(3)]
        desk.read(
            root, HOME + page, *pinned, *old, following="tin/?p=2" if page == "tin/" else "tin/?p=3", page_id=page_id
        )
        page_id = walk(desk, root) or page_id
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
    assert pages == lists.STALE_PAGES + 3
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


def test_a_walk_goes_on_from_the_page_that_was_judged_last(desk: Desk) -> None:
    """What was read after it, and what of it was held back, is lost with the process."""
    root = start(desk, "section", "tin/")
    page_ids = [walk(desk, root)]
    for n in (1, 2, 3):
        shown = desk.found(f"tin/202611/bai-so-{n}-1a2b3c{n}/")
        desk.read(root, f"{HOME}tin/?p={n}", shown, following=f"tin/?p={n + 1}", page_id=page_ids[-1])
        page_ids.append(walk(desk, root))
    desk.lists.walks.clear()
    assert walk(desk, root) == page_ids[1]


def test_an_answer_recorded_twice_says_the_same(desk: Desk) -> None:
    root = start(desk, "section", "tin/")
    page_id = walk(desk, root)
    for _ in range(2):  # the batch it was in failed and is repeated
        desk.read(root, HOME + "tin/", desk.found("tin/202611/mot-bai-1a2b3c4/"), following="tin/?p=2", page_id=page_id)
    assert desk.entry(root).read_at is None
    assert walk(desk, root) is not None


def test_articles_that_only_one_page_lists_tell_its_day_when_addresses_tell_none(desk: Desk) -> None:
    root = start(desk, "section", "tin/")
    days = {"moi": "2026-11-01", "bien": "2024-07-01", "cu": "2024-05-20", "xa": "2024-03-02"}
    box = [desk.found(f"doc-nhieu-a900{n}.html") for n in range(4)]
    page_id = walk(desk, root)
    asked: list[str] = []
    for n, name in enumerate(days, 1):
        own = [desk.found(f"{name}-so-a{n}00{i}.html") for i in range(5)]
        probe = desk.read(root, f"{HOME}tin/?p={n}", *own, *box, following=f"tin/?p={n + 1}", page_id=page_id)
        while probe is not None:
            assert walk(desk, root) is None  # not before the day is known
            url = desk.archive.db.execute("SELECT url FROM urls WHERE id = ?", (probe,)).fetchone()[0]
            asked.append(url.removeprefix(HOME))
            probe = desk.lists.probed(desk.lists.walks[root], days[asked[-1].partition("-")[0]], AT)
        page_id = walk(desk, root)
    assert asked[:3] == ["moi-so-a1004.html", "moi-so-a1000.html", "moi-so-a1002.html"]
    assert desk.entry(root).reached_on == "2024-05-20"
    taken = Counter(url.partition("-")[0] for url in desk.entered())
    # Of a page far too young only what was asked; the page before the first one that is not is taken.
    assert (taken["moi"], taken["bien"], taken["cu"], taken["xa"]) == (3, 5, 5, 0)
    assert set(desk.entered().values()) == {""}


def test_an_article_in_a_side_box_is_taken_from_the_page_that_it_belongs_to(desk: Desk) -> None:
    root = start(desk, "section", "tin/")
    page_id = walk(desk, root)
    often_read = desk.found("cu-ma-doc-nhieu-a3000.html")
    for n, day in enumerate(("2026-11-01", "2026-10-01", "2024-06-09"), 1):
        own = [desk.found(f"bai-trang-{n}-a{n}00{i}.html") for i in range(5)]
        beside = [often_read] if n in (1, 3) else []
        following = f"tin/?p={n + 1}" if n < 3 else None
        probe = desk.read(root, f"{HOME}tin/?p={n}", *own, *beside, following=following, page_id=page_id)
        while probe is not None:
            url = desk.archive.db.execute("SELECT url FROM urls WHERE id = ?", (probe,)).fetchone()[0]
            days = {"1": "2026-11-01", "2": "2026-10-01", "3": day}
            probe = desk.lists.probed(desk.lists.walks[root], days.get(url.removeprefix(HOME)[10], day), AT)
        page_id = walk(desk, root)
    assert "cu-ma-doc-nhieu-a3000.html" in desk.entered()


def test_a_page_whose_day_nobody_tells_is_taken(desk: Desk) -> None:
    root = start(desk, "section", "tin/")
    probe = desk.read(
        root, HOME + "tin/", *(desk.found(f"phim-a100{n}.html") for n in range(4)), page_id=walk(desk, root)
    )
    while probe is not None:
        probe = desk.lists.probed(desk.lists.walks[root], None, AT)
    assert len(desk.entered()) == 4
    assert desk.entry(root).reached_on is None


def test_the_number_of_lists_is_bounded(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lists, "MAX_LISTS", 10)
    root = start(desk, "sitemap", "sitemap.xml")
    desk.read(root, HOME + "sitemap.xml", *(desk.found(f"maps/{n}.xml", "sitemap") for n in range(50)))
    assert len(desk.sitemaps()) == 10
