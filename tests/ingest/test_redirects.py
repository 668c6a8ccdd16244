"""Redirects are followed: the target takes the place of the address, and is fetched unless it was judged before."""

from __future__ import annotations

import pytest

from newsarchive.ingest.redirects import IN_A_CIRCLE, MAX_HOPS, TOO_LONG, Redirects
from newsarchive.ingest.values import Links
from tests.ingest.running import AT
from tests.ingest.visiting import FIRST, SECOND, Desk, hours, names, url


@pytest.fixture
def redirects(desk: Desk) -> Redirects:
    return Redirects(desk.run, desk.lists)


def follow(desk: Desk, redirects: Redirects, path: str, target: str, **facts: object) -> Links:
    """Follow the redirect of an address."""
    visit = desk.moved(path, target, **facts)
    with desk.run.batch():
        return redirects.follow(visit, desk.run.ledger.get(visit.url_id), url(target))


def test_the_target_of_an_address_takes_its_place(desk: Desk, redirects: Redirects) -> None:
    channel = desk.channel("feed", "a.rss")
    row = desk.enter(FIRST, channel_id=channel)
    links = follow(desk, redirects, FIRST, SECOND)
    there = desk.row(SECOND)
    assert links == Links(frozenset({"bao.example"}), there.id)
    assert (there.role, there.channel_id, there.state, there.next_fetch_at) == ("article", channel, "queued", AT)
    assert desk.row(FIRST).target_id == there.id != row.id


def test_a_target_that_was_judged_is_not_fetched_again(desk: Desk, redirects: Redirects) -> None:
    desk.read(SECOND)
    before = desk.row(SECOND)
    assert follow(desk, redirects, FIRST, SECOND) == Links(target_id=before.id)
    assert desk.row(SECOND) == before


def test_a_list_behind_a_redirect_is_read_although_it_was_judged_in_an_earlier_run(
    desk: Desk, redirects: Redirects
) -> None:
    row = desk.enter("moi/", "list")
    with desk.run.batch():
        desk.run.ledger.judge(row.id, outcome="listed", detail=None, at=AT, next_fetch_at=None)
    desk.enter("cu/", "list")
    assert follow(desk, redirects, "cu/", "moi/").hosts == {"bao.example"}
    assert desk.row("moi/").next_fetch_at == AT


def test_a_list_behind_a_redirect_is_not_read_twice_in_a_run(desk: Desk, redirects: Redirects) -> None:
    desk.record(desk.visit("moi/", names(FIRST), role="list"))
    desk.enter("cu/", "list")
    assert follow(desk, redirects, "cu/", "moi/").hosts == frozenset()


def test_the_target_of_a_held_articles_address_belongs_to_the_article(desk: Desk, redirects: Redirects) -> None:
    held = desk.read(FIRST)
    follow(desk, redirects, FIRST, SECOND, at=hours(1))
    assert desk.row(SECOND).article_id == held.article_id


def test_a_target_whose_article_is_held_by_an_address_of_its_normal_form_is_not_fetched(desk: Desk) -> None:
    held = desk.read(FIRST + "?utm_source=bao")
    verdict = desk.record(desk.moved(SECOND, FIRST))
    assert (verdict.outcome, verdict.hosts, verdict.article_id) == ("duplicate_url", frozenset(), held.article_id)
    assert (desk.row(FIRST).outcome, desk.row(FIRST).next_fetch_at) == ("duplicate_url", None)


def test_the_target_that_an_address_stood_for_is_fetched_and_no_circle(desk: Desk) -> None:
    tracked = FIRST + "?utm_source=bao"
    desk.enter(tracked)
    assert desk.enter(FIRST).outcome == "duplicate_url"
    verdict = desk.record(desk.moved(tracked, FIRST))
    assert (verdict.outcome, verdict.hosts) == ("duplicate_url", {"bao.example"})
    held = desk.read(FIRST)
    assert (held.outcome, desk.row(tracked).article_id) == ("new", held.article_id)
    assert desk.record(desk.moved(FIRST, tracked, at=hours(1))).outcome == "redirect_loop"


def test_an_address_that_redirects_to_itself_is_a_loop(desk: Desk, redirects: Redirects) -> None:
    assert redirects.why_ended(desk.enter(FIRST), url(FIRST)) == IN_A_CIRCLE
    assert redirects.why_ended(desk.enter(FIRST), url(SECOND)) is None


def test_a_circle_of_several_addresses_is_a_loop(desk: Desk, redirects: Redirects) -> None:
    for path, target in (("a/" + FIRST, "b/" + FIRST), ("b/" + FIRST, "c/" + FIRST)):
        desk.record(desk.moved(path, target))
    assert redirects.why_ended(desk.row("c/" + FIRST), url("a/" + FIRST)) == IN_A_CIRCLE
    assert redirects.why_ended(desk.enter("d/" + FIRST), url("a/" + FIRST)) is None


def test_so_many_redirects_are_followed_from_one_address_and_no_more(desk: Desk, redirects: Redirects) -> None:
    ends = []
    for hop in range(MAX_HOPS + 1):
        row = desk.enter(f"{hop}/{FIRST}")
        ends.append(redirects.why_ended(row, url(f"{hop + 1}/{FIRST}")))
        follow(desk, redirects, f"{hop}/{FIRST}", f"{hop + 1}/{FIRST}")
    assert ends == [None] * MAX_HOPS + [TOO_LONG]
    assert redirects.why_ended(desk.enter(SECOND), url(f"x/{FIRST}")) is None, "another address begins at none"


@pytest.mark.parametrize(("known", "ended"), [(MAX_HOPS, None), (MAX_HOPS + 1, TOO_LONG)])
def test_redirects_that_earlier_runs_followed_count(desk: Desk, known: int, ended: str | None) -> None:
    for hop in reversed(range(known)):  # each begins at none: what it leads to was met before
        desk.record(desk.moved(f"{hop}/{FIRST}", f"{hop + 1}/{FIRST}"))
    assert Redirects(desk.run, desk.lists).why_ended(desk.enter(SECOND), url(f"0/{FIRST}")) == ended
