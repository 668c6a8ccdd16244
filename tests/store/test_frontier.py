"""The frontier: what is handed out first, and what a lease keeps from others."""

from __future__ import annotations

import pytest

from newsarchive.store.frontier import Frontier
from newsarchive.store.ledger import REVISITS, Ledger, NewUrl
from tests.store.building import build

HOST = "moi.example"
NOW = "2026-11-22T08:00:00Z"
UNTIL = "2026-11-22T08:05:00Z"


@pytest.fixture
def frontier(tmp_path):
    """A host with two articles met first, one of them fetched before, and a list met last; all due."""
    with build(tmp_path / "archive.db") as archive:
        ledger = Ledger(archive.db)
        for path, role in (("cu", "article"), ("moi", "article"), ("muc", "list")):
            url = f"https://{HOST}/{path}"
            url_id, _ = ledger.add(NewUrl(url, url, 1, "thunghiem", HOST, role), at=NOW, run_id=1)
            if path == "cu":
                ledger.judge(url_id, outcome="unchanged", detail=None, at=NOW, next_fetch_at=NOW, priority=REVISITS)
        yield Frontier(archive.db)


def lease(frontier, *, limit=10, articles=None, owner="a:1:1"):
    rows = frontier.lease(HOST, owner=owner, now=NOW, until=UNTIL, limit=limit, articles=articles)
    return [row.url.rpartition("/")[2] for row in rows]


def test_lists_come_before_new_articles_before_revisits(frontier):
    assert lease(frontier) == ["muc", "moi", "cu"]


def test_a_bound_on_articles_leaves_lists_alone(frontier):
    assert lease(frontier, articles=1) == ["muc", "moi"]
    assert lease(frontier, articles=0) == []


def test_what_is_leased_is_given_to_nobody_else_until_it_is_given_back(frontier):
    rows = frontier.lease(HOST, owner="a:1:1", now=NOW, until=UNTIL, limit=2)
    assert lease(frontier, owner="b:2:2") == ["cu"]
    assert frontier.next_due(HOST) is None
    frontier.give_back(row.id for row in rows)
    assert lease(frontier, owner="b:2:2") == ["muc", "moi"]


def test_all_leases_of_one_owner_end_and_no_others(frontier):
    assert lease(frontier, limit=1) == ["muc"]
    assert lease(frontier, limit=1, owner="b:2:2") == ["moi"]
    frontier.give_back_all("a:1:1")
    assert lease(frontier) == ["muc", "cu"]


def test_a_host_that_is_held_holds_what_was_never_judged(frontier):
    frontier.hold_host(HOST, outcome="robots_unreachable", detail="no answer", until=UNTIL)
    assert lease(frontier) == ["cu"]
    frontier.wake_held(["thunghiem"], NOW)
    assert lease(frontier) == ["muc", "moi"]
