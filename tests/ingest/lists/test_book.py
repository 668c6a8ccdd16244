"""What the lists of a run name is entered: articles with what keeps some of them out, and the lists that follow."""

from __future__ import annotations

from typing import Any

import pytest

from newsarchive.ingest.lists.book import MAX_DEPTH, MAX_PAGES
from newsarchive.ingest.reading import Found, Reading
from newsarchive.ingest.values import Range
from newsarchive.items import Role
from newsarchive.outlets import Outlet
from tests.ingest.running import AT
from tests.ingest.visiting import FIRST, PAPER, SECOND, Desk, a_desk, found, hours, page, url

FEEDS = PAPER.model_copy(update={"feeds": (url("a.rss"), url("b.rss"))})
VIETNAMESE = PAPER.model_copy(update={"editions": ("vi",)})
LATE = "2026-11-23T05:00:00Z"


def read(desk: Desk, path: str, *listed: Found, role: Role = "list", following: str | None = None, **facts: Any) -> set:
    """Record a visit to a list that names these; return the hosts that have something new."""
    ahead = found(following, "list") if following else None
    reading = Reading("listed", found=listed, next_page=ahead)
    return set(desk.record(desk.visit(path, reading, role=role, **facts)).hosts)


def is_due(desk: Desk, path: str) -> bool:
    """Return whether an address is in the ledger and due in this run."""
    row = desk.run.ledger.find(url(path))
    return row is not None and row.next_fetch_at is not None and row.next_fetch_at <= desk.run.at()


def refused(desk: Desk, path: str) -> tuple[str | None, str | None, str | None]:
    """Return outcome, detail and next visit of an address that a list names."""
    row = desk.row(path)
    return row.outcome, row.detail, row.next_fetch_at


# articles


def test_an_article_that_a_list_names_is_due_and_belongs_to_its_channel(desk: Desk) -> None:
    channel = desk.channel("section", "tin/")
    assert read(desk, "tin/", found(FIRST, lastmod="2026-11-21")) == {"bao.example"}
    row = desk.row(FIRST)
    assert (row.role, row.state, row.channel_id, row.lastmod) == ("article", "queued", channel, "2026-11-21")
    assert is_due(desk, FIRST)


def test_what_a_channel_names_and_what_of_it_is_new_is_counted(desk: Desk) -> None:
    channel = desk.channel("section", "tin/")
    read(desk, "tin/", found(FIRST))
    read(desk, "tin/", found(FIRST), found(SECOND), found("https://khac.example/x"), at=hours(1))
    assert desk.one("SELECT channel_id, found, new FROM run_channels") == (channel, 3, 2)
    assert desk.one("SELECT discovered FROM run_outlets") == 2
    assert desk.one("SELECT last_yield_at FROM channels") == AT


def test_an_address_of_another_site_is_entered_by_name_and_not_fetched(desk: Desk) -> None:
    assert read(desk, "tin/", found("https://khac.example/x")) == set()
    assert refused(desk, "https://khac.example/x") == ("off_site", "listed by bao", None)
    assert desk.one("SELECT rejected FROM run_outlets") == 1


def test_an_edition_that_is_not_wanted_is_left_out_until_the_declaration_wants_it(desk: Desk) -> None:
    thai = "th/" + FIRST
    assert read(desk, "tin/", found(thai, edition="th"), outlet=VIETNAMESE) == set()
    assert refused(desk, thai) == ("not_article", "edition: th; wanted: vi", None)
    both = PAPER.model_copy(update={"editions": ("vi", "th")})
    assert read(desk, "tin/", found(thai), outlet=both, at=hours(1)) == {"bao.example"}
    assert is_due(desk, thai)


def test_what_was_last_changed_before_the_days_wanted_is_out_of_range(tmp_path) -> None:
    with a_desk(tmp_path, wanted=Range("2026-11-20", "2026-11-21")) as desk:
        read(desk, "tin/", found(FIRST, lastmod="2026-11-19T23:00:00Z"), found(SECOND, lastmod="2026-11-22"))
        assert refused(desk, FIRST) == ("out_of_range", "last changed 2026-11-19", None)
        assert is_due(desk, SECOND), "it may have been published before it was changed"


def test_a_channel_is_as_fresh_as_the_youngest_address_it_names_was_met(desk: Desk) -> None:
    channel = desk.channel("section", "tin/")
    desk.enter(FIRST)
    with desk.run.batch():
        desk.run.archive.db.execute("UPDATE urls SET discovered_at = '2026-11-20T00:00:00Z' WHERE role = 'article'")
    read(desk, "tin/", found(FIRST))
    assert desk.lists.freshest == {channel: "2026-11-20T00:00:00Z"}
    read(desk, "tin/", found(FIRST), found(SECOND), at=hours(1))
    assert desk.lists.freshest == {channel: AT}


# sitemaps


def test_the_sitemaps_of_an_index_are_read_in_the_run(desk: Desk) -> None:
    channel = desk.channel("sitemap", "index.xml")
    assert read(desk, "index.xml", found("a.xml", "sitemap")) == {"bao.example"}
    assert (desk.row("a.xml").role, desk.row("a.xml").channel_id) == ("sitemap", channel)
    assert is_due(desk, "a.xml")


def test_a_sitemap_that_did_not_change_since_it_was_read_is_left(desk: Desk) -> None:
    desk.channel("sitemap", "index.xml")
    for path in ("old.xml", "young.xml"):
        row = desk.enter(path, "sitemap")
        with desk.run.batch():
            at = "2026-11-20T05:00:00Z"
            desk.run.ledger.judge(row.id, outcome="listed", detail=None, at=at, next_fetch_at=LATE)
    read(
        desk,
        "index.xml",
        found("old.xml", "sitemap", "2026-11-19T23:00:00Z"),
        found("young.xml", "sitemap", "2026-11-20T01:00:00Z"),
    )
    assert [is_due(desk, path) for path in ("old.xml", "young.xml")] == [False, True]


def test_indexes_of_sitemaps_are_followed_so_deep_and_no_deeper(desk: Desk) -> None:
    desk.channel("sitemap", "0.xml")
    followed = []
    for depth in range(MAX_DEPTH + 1):
        read(desk, f"{depth}.xml", found(f"{depth + 1}.xml", "sitemap"), role="sitemap")
        followed.append(is_due(desk, f"{depth + 1}.xml"))
    assert followed == [True] * MAX_DEPTH + [False]


def test_a_list_that_has_moved_is_as_deep_as_it_was(desk: Desk) -> None:
    desk.channel("sitemap", "0.xml")
    read(desk, "0.xml", found("1.xml", "sitemap"))
    desk.record(desk.moved("1.xml", "moved.xml"))
    for name, next_one in (("moved.xml", "2.xml"), ("2.xml", "3.xml"), ("3.xml", "4.xml")):
        read(desk, name, found(next_one, "sitemap"), role="sitemap")
    assert desk.row("3.xml").role == "sitemap"
    assert desk.run.ledger.find(url("4.xml")) is None


def test_sitemaps_named_by_a_feed_are_not_followed(desk: Desk) -> None:
    desk.channel("feed", "a.rss")
    assert read(desk, "a.rss", found("a.xml", "sitemap")) == set()
    assert desk.run.ledger.find(url("a.xml")) is None


# the home page


def test_feeds_and_sections_that_the_home_page_names_become_channels_where_none_is_declared(desk: Desk) -> None:
    desk.channel("home", "")
    assert read(desk, "", found("a.rss", "feed"), found("tin/", "list")) == {"bao.example"}
    assert is_due(desk, "a.rss")
    assert is_due(desk, "tin/")
    channels = desk.run.archive.db.execute("SELECT kind, url, declared FROM channels WHERE kind <> 'home' ORDER BY id")
    assert channels.fetchall() == [("feed", url("a.rss"), 0), ("section", url("tin/"), 0)]


def test_sections_that_a_section_names_are_not_followed(desk: Desk) -> None:
    desk.channel("section", "tin/")
    assert read(desk, "tin/", found("tin/khac/", "list"), found("a.rss", "feed")) == set()
    assert desk.count("urls") == 1


def test_discovered_lists_wait_while_lists_of_their_kind_are_declared(desk: Desk) -> None:
    desk.channel("home", "")
    read(desk, "", found("c.rss", "feed"), found("tin/", "list"), outlet=FEEDS)
    assert desk.run.ledger.find(url("c.rss")) is None
    assert is_due(desk, "tin/")


def test_discovered_lists_take_over_when_every_declared_one_brought_nothing(desk: Desk) -> None:
    desk.channel("home", "")
    for path in ("a.rss", "b.rss"):
        desk.channel("feed", path, declared=True)
    read(desk, "", found("c.rss", "feed"), outlet=FEEDS)
    assert read(desk, "a.rss", outlet=FEEDS) == set()
    gone = desk.visit("b.rss", Reading("gone"), page("b.rss", status=404), outlet=FEEDS)
    assert desk.record(gone).hosts == {"bao.example"}
    assert is_due(desk, "c.rss")


def test_a_declared_list_that_did_not_change_has_brought_what_it_names_already(desk: Desk) -> None:
    desk.channel("home", "")
    desk.channel("feed", "a.rss", declared=True)
    paper = FEEDS.model_copy(update={"feeds": (url("a.rss"),)})
    with desk.run.batch():
        desk.run.archive.db.execute("UPDATE channels SET last_yield_at = '2026-11-21T05:00:00Z' WHERE kind = 'feed'")
    read(desk, "", found("c.rss", "feed"), outlet=paper)
    desk.record(desk.visit("a.rss", Reading("not_modified"), page("a.rss", status=304), outlet=paper))
    assert desk.run.ledger.find(url("c.rss")) is None


def from_robots(desk: Desk, outlet: Outlet) -> None:
    """Enter a sitemap that robots.txt names."""
    with desk.run.batch():
        desk.lists.start_from_discovered(outlet, "sitemap", url("robots.xml"), at=AT, due=True)


def test_a_sitemap_that_robots_txt_names_is_read_where_none_is_declared(desk: Desk) -> None:
    from_robots(desk, PAPER)
    assert is_due(desk, "robots.xml")


def test_a_sitemap_that_robots_txt_names_waits_until_the_declared_ones_brought_nothing(desk: Desk) -> None:
    paper = PAPER.model_copy(update={"sitemaps": (url("a.xml"),)})
    desk.channel("sitemap", "a.xml", declared=True)
    from_robots(desk, paper)
    assert desk.run.ledger.find(url("robots.xml")) is None
    assert read(desk, "a.xml", outlet=paper) == {"bao.example"}
    assert is_due(desk, "robots.xml")


def test_a_list_to_start_from_that_has_moved_is_read_where_it_stands_now(desk: Desk) -> None:
    desk.channel("section", "cu/")
    desk.record(desk.moved("cu/", "moi/"))
    read(desk, "moi/", found(FIRST))
    assert not is_due(desk, "moi/")
    desk.channel("section", "cu/")
    assert (is_due(desk, "cu/"), is_due(desk, "moi/")) == (False, True)


# further pages


def test_the_next_page_of_a_section_is_turned_while_there_is_something_new(desk: Desk) -> None:
    desk.channel("section", "tin/")
    assert read(desk, "tin/", found(FIRST), following="tin/2") == {"bao.example"}
    assert is_due(desk, "tin/2")
    assert read(desk, "tin/2", found(FIRST), following="tin/3", at=hours(1)) == set()
    assert desk.run.ledger.find(url("tin/3")) is None


def test_a_section_without_end_is_turned_so_many_pages_and_no_more(desk: Desk) -> None:
    desk.channel("section", "tin/1")
    for number in range(1, 2 * MAX_PAGES):
        if desk.run.ledger.find(url(f"tin/{number}")) is None:
            break
        read(desk, f"tin/{number}", found(f"bai-{number:07}.html"), following=f"tin/{number + 1}")
    assert number == MAX_PAGES + 1


@pytest.mark.parametrize("known", ["tin/2", "tin/1"])
def test_a_page_that_was_read_in_the_run_is_not_turned_to_again(desk: Desk, known: str) -> None:
    desk.channel("section", "tin/1")
    read(desk, "tin/1", found(FIRST), following="tin/2")
    read(desk, "tin/2", found(SECOND), following=known)
    assert [is_due(desk, path) for path in ("tin/1", "tin/2")] == [False, False]
