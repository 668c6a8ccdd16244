"""What a visit leads to is entered: an article's canonical address, what a list names, an original, dead lists' heirs."""

from __future__ import annotations

from pathlib import Path

import pytest

from newsarchive import identity
from newsarchive.ingest.links import LinkBook
from newsarchive.ingest.reading import Reading, read
from newsarchive.ingest.record import Recorder
from newsarchive.ingest.redirects import Redirects
from newsarchive.ingest.values import Judged, Plan
from newsarchive.outlets.registry import Registry
from tests.ingest.visiting import FIRST, OTHER, PAPER, SECOND, Desk, a_desk, found, names, page, url

PRINTED = FIRST + "?print=1"
PRINT = Reading("not_article", "print: print twin of another page")
ORIGINAL = OTHER.home + FIRST
REGISTRY = Registry({o.key: (o, Path(o.key)) for o in (PAPER, OTHER)}, {})


@pytest.fixture
def registered(tmp_path: Path):
    """A desk that knows two newspapers."""
    with a_desk(tmp_path, registry=REGISTRY) as desk:
        yield desk


def test_the_canonical_address_of_a_new_article_is_another_address_of_it_and_not_fetched(desk: Desk) -> None:
    held = desk.read(FIRST, canonical_url=url(SECOND))
    row = desk.row(SECOND)
    assert (row.outcome, row.article_id, row.next_fetch_at) == ("duplicate_url", held.article_id, None)
    assert row.detail == f"canonical address of {url(FIRST)}"


def test_a_canonical_address_that_was_due_already_stays_due(desk: Desk) -> None:
    due = desk.enter(SECOND)
    desk.read(FIRST, canonical_url=url(SECOND))
    row = desk.row(SECOND)
    assert (row.outcome, row.next_fetch_at) == (None, due.next_fetch_at)


@pytest.mark.parametrize("order", [(PRINTED, FIRST), (FIRST, PRINTED)], ids=["print first", "plain first"])
def test_an_article_is_due_by_its_plain_address_whatever_print_view_a_list_names(
    desk: Desk, order: tuple[str, str]
) -> None:
    desk.record(desk.visit("tin/", names(*order), role="list"))
    row = desk.row(FIRST)
    assert (row.state, row.outcome, row.next_fetch_at) == ("queued", None, desk.run.at())


def test_a_print_view_leads_to_the_article_which_it_belongs_to_once_that_is_held(desk: Desk) -> None:
    verdict = desk.record(desk.visit(PRINTED, PRINT))
    assert (verdict.hosts, desk.row(FIRST).state) == ({"bao.example"}, "queued")
    held = desk.read(FIRST)
    row = desk.row(PRINTED)
    assert (held.outcome, row.outcome, row.article_id) == ("new", "duplicate_url", held.article_id)
    assert desk.one("SELECT uid FROM articles") == identity.uid(PAPER.key, identity.normal_url(url(FIRST)))


def test_an_article_that_was_left_out_for_its_print_view_is_fetched_when_it_is_listed_again(desk: Desk) -> None:
    """An earlier version refused the print view and let it stand for the article."""
    print_id, plain_id = desk.enter(PRINTED).id, desk.enter(FIRST).id
    with desk.run.batch():
        refuse = (
            "UPDATE urls SET state = 'done', outcome = ?, detail = ?, target_id = ?, next_fetch_at = NULL WHERE id = ?"
        )
        db = desk.run.archive.db
        db.execute(refuse, ("not_article", PRINT.detail, None, print_id))
        db.execute(refuse, ("duplicate_url", f"same address as {url(PRINTED)}", print_id, plain_id))
    verdict = desk.record(desk.visit("tin/", names(FIRST), role="list"))
    assert (verdict.hosts, desk.row(FIRST).state) == ({"bao.example"}, "queued")
    held = desk.read(FIRST)
    row = desk.row(PRINTED)
    assert (held.outcome, row.outcome, row.article_id) == ("new", "duplicate_url", held.article_id)


def test_what_a_list_names_is_not_entered_where_somebody_else_reads_the_lists(desk: Desk) -> None:
    visit = desk.visit("tin/", names(FIRST), role="list")
    recorder = Recorder(desk.run, read, lists=None)
    with desk.run.batch():
        verdict = recorder.record(visit)
    assert (verdict.outcome, verdict.hosts) == ("listed", frozenset())
    assert desk.run.ledger.find(url(FIRST)) is None


def test_a_list_that_did_not_change_counts_as_read(desk: Desk) -> None:
    row = desk.enter("tin/", "list")
    with desk.run.batch():  # an earlier run read it
        desk.run.ledger.judge(row.id, outcome="listed", detail=None, at=desk.run.at(), next_fetch_at=None)
    visit = desk.visit("tin/", Reading("not_modified"), page("tin/", status=304), role="list")
    assert not desk.lists.is_read(visit.url_id)
    desk.record(visit)
    assert desk.lists.is_read(visit.url_id)


def test_the_original_that_an_article_names_as_its_source_is_entered(registered: Desk) -> None:
    verdict = registered.read(FIRST, source_url=ORIGINAL)
    assert verdict.hosts == {"khac.example"}
    assert registered.row(ORIGINAL).outlet == OTHER.key


def test_the_original_that_an_address_redirects_to_is_entered(registered: Desk) -> None:
    reading = Reading("off_site", f"redirects to {ORIGINAL}", redirect_to=ORIGINAL)
    verdict = registered.record(registered.visit(FIRST, reading, page(FIRST, status=301)))
    assert (verdict.outcome, verdict.hosts) == ("off_site", {"khac.example"})
    assert registered.row(ORIGINAL).state == "queued"


def test_no_original_is_entered_of_an_article_that_was_taken_down(registered: Desk) -> None:
    registered.enter(FIRST)
    registered.bury(FIRST)
    assert registered.read(FIRST, source_url=ORIGINAL).hosts == frozenset()
    assert registered.run.ledger.find(ORIGINAL) is None


def test_without_a_registry_no_original_is_entered(desk: Desk) -> None:
    assert desk.read(FIRST, source_url=ORIGINAL).hosts == frozenset()
    assert desk.run.ledger.find(ORIGINAL) is None


@pytest.mark.parametrize(("state", "hosts"), [("waiting", frozenset()), ("done", frozenset({"bao.example"}))])
def test_discovered_lists_take_over_when_a_dead_one_is_given_up_and_not_before(
    desk: Desk, state: str, hosts: frozenset[str]
) -> None:
    desk.channel("feed", "a.rss", declared=True)
    desk.channel("home", "")
    paper = PAPER.model_copy(update={"feeds": (url("a.rss"),)})
    desk.record(desk.visit("", Reading("listed", found=(found("b.rss", "feed"),)), outlet=paper))
    visit = desk.failed("a.rss", "timeout", role="feed")
    links = LinkBook(desk.run, Redirects(desk.run, desk.lists), desk.lists, None)
    with desk.run.batch():
        row = desk.run.ledger.get(visit.url_id)
        judged = Judged("timeout", desk.run.at())
        assert links.replace_dead_lists(visit, row, judged, Plan(state, None, 1)) == hosts
    assert (desk.run.ledger.find(url("b.rss")) is not None) == bool(hosts)
