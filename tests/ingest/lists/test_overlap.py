"""That nothing fell between two polls is proved by an address of the last one; else a gap is noted, and read through."""

from __future__ import annotations

from pathlib import Path

import pytest

from newsarchive.ingest.lists.overlap import Overlap
from newsarchive.items import Role
from newsarchive.store.channels import Gap, Gaps
from tests.ingest.running import AT
from tests.ingest.visiting import FIRST, PAPER, SECOND, Desk, a_desk, found, hours, names

SINCE, UNTIL = "2026-11-20T05:00:00Z", "2026-11-21T05:00:00Z"
YOUNG, OLD = "2026-11-20T06:00:00Z", "2026-11-20T04:00:00Z"


def poll_again(folder: Path, *paths: str, live: bool = True) -> list[Gap]:
    """Poll a section that named one article, then in a run a day later; return the gaps noted."""
    with a_desk(folder) as desk:
        channel = desk.channel("section", "tin/")
        desk.record(desk.visit("tin/", names(FIRST)))
        assert Gaps(desk.run.archive.db).standing(PAPER.key) == [], "the first poll says nothing of the time before"
    with a_desk(folder, now=hours(24)) as desk:
        desk.record(desk.visit("tin/", names(*paths), at=hours(24), channel_id=channel, live=live))
        return Gaps(desk.run.archive.db).standing(PAPER.key)


def test_a_list_that_names_something_of_its_last_poll_has_no_gap(tmp_path: Path) -> None:
    assert poll_again(tmp_path, SECOND, FIRST) == []


def test_a_list_that_names_nothing_of_its_last_poll_has_a_gap_from_there_to_now(tmp_path: Path) -> None:
    (gap,) = poll_again(tmp_path, SECOND)
    assert (gap.kind, gap.since, gap.until) == ("section", AT, "2026-11-23T05:00:00Z")


def test_an_empty_list_proves_nothing_and_notes_no_gap(tmp_path: Path) -> None:
    assert poll_again(tmp_path) == []


def test_a_list_out_of_a_file_notes_no_gap(tmp_path: Path) -> None:
    assert poll_again(tmp_path, SECOND, live=False) == []


@pytest.fixture
def gapped(desk: Desk) -> Desk:
    """A desk whose newspaper has a section with a gap, and another section and a sitemap without."""
    for kind, path in (("section", "tin/"), ("section", "khac/"), ("sitemap", "map.xml")):
        desk.channel(kind, path)  # type: ignore[arg-type]
    with desk.run.batch():
        desk.run.runs.take_part(desk.run.id, PAPER.key)
        Gaps(desk.run.archive.db).open(PAPER.key, desk.row("tin/").channel_id or 0, since=SINCE, until=UNTIL)
    return desk


def take_up(desk: Desk) -> bool:
    with desk.run.batch():
        return desk.lists.overlap.take_up(PAPER.key)


def reads_back(desk: Desk, path: str, lastmod: str | None, role: Role = "list") -> bool:
    """Return whether a list is read further back that names articles of a date."""
    ours = [found(p, lastmod=lastmod) for p in (FIRST, SECOND)]
    return desk.lists.overlap.reads_back(desk.visit(path, names(), role=role), ours)


def test_the_first_second_fourth_and_eighth_crawl_after_a_gap_try_to_close_it(gapped: Desk) -> None:
    run, gaps = gapped.run, Gaps(gapped.run.archive.db)
    tries = []
    with run.batch():
        for number in range(1, 9):
            run_id = run.id + number - 1
            if number > 1:
                run.runs.start("crawl", at=AT, version="0", config_hash="", owner="here:1:1")
                run.runs.take_part(run_id, PAPER.key)
            tries.append(Overlap(run.channels, gaps, run_id=run_id, started_at=AT).take_up(PAPER.key))
    assert tries == [True, True, False, True, False, False, False, True]


def test_lists_of_an_outlet_with_a_gap_are_asked_for_in_full(gapped: Desk) -> None:
    row = gapped.row("tin/")
    with gapped.run.batch():
        gapped.run.ledger.judge(
            row.id, outcome="listed", detail=None, at=SINCE, next_fetch_at=AT, validators=('"a"', None)
        )
    assert gapped.row("tin/").etag == '"a"'
    take_up(gapped)
    assert gapped.row("tin/").etag is None


def test_lists_are_read_back_until_they_name_what_is_older_than_the_gap(gapped: Desk) -> None:
    assert not reads_back(gapped, "tin/", YOUNG), "not before it is the gap's turn"
    take_up(gapped)
    assert [reads_back(gapped, "tin/", at) for at in (YOUNG, OLD)] == [True, False]


def test_lists_without_dates_are_read_back_until_most_was_known_before_the_gap(gapped: Desk) -> None:
    take_up(gapped)
    assert reads_back(gapped, "tin/", None)
    gapped.enter(FIRST)
    with gapped.run.batch():
        gapped.run.archive.db.execute("UPDATE urls SET discovered_at = ? WHERE role = 'article'", (OLD,))
    assert not reads_back(gapped, "tin/", None)


@pytest.mark.parametrize(
    ("through", "is_closed"),
    [(("tin/",), True), (("map.xml",), True), (("khac/",), False), (("khac/", "tin/"), True), ((), False)],
    ids=["its own", "a sitemap", "another section", "both sections", "none"],
)
def test_a_gap_is_closed_by_its_own_channel_or_a_sitemap_that_was_read_through(
    gapped: Desk, through: tuple[str, ...], is_closed: bool
) -> None:
    take_up(gapped)
    for path in ("tin/", "khac/", "map.xml"):
        reads_back(gapped, path, OLD if path in through else YOUNG)
    with gapped.run.batch():
        gapped.lists.end()
    assert (Gaps(gapped.run.archive.db).standing(PAPER.key) == []) == is_closed
