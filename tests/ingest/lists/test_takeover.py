"""Discovered lists are left alone where lists of their kind are declared, until those bring nothing."""

from __future__ import annotations

import pytest

from newsarchive.ingest.lists.takeover import Takeover, Withheld
from tests.ingest.running import AT
from tests.ingest.visiting import PAPER, url

FEEDS = PAPER.model_copy(update={"feeds": (url("a.rss"), url("b.rss"))})
FOUND = Withheld(FEEDS, "feed", url("c.rss"), AT, depth=1)


@pytest.fixture
def takeover() -> Takeover:
    """Two declared feeds are expected, and a third one was found."""
    takeover = Takeover()
    for channel in (1, 2):
        takeover.expect(FEEDS.key, "feed", channel)
    takeover.withhold(FOUND)
    return takeover


def test_lists_are_withheld_of_the_kinds_that_are_declared(takeover: Takeover) -> None:
    kinds = ("feed", "sitemap", "section")
    assert [takeover.is_withheld(FEEDS, kind) for kind in kinds] == [True, False, False]
    assert not takeover.is_withheld(PAPER, "feed")


def test_an_outlet_whose_channel_is_known_to_be_dead_is_lifted(takeover: Takeover) -> None:
    takeover.lift(FEEDS.key)
    assert not takeover.is_withheld(FEEDS, "feed")


def test_what_was_withheld_takes_over_once_all_declared_lists_brought_nothing(takeover: Takeover) -> None:
    assert takeover.asked(FEEDS.key, "feed", 1, brought=False) == []
    assert takeover.is_withheld(FEEDS, "feed")
    assert takeover.asked(FEEDS.key, "feed", 2, brought=False) == [FOUND]
    assert not takeover.is_withheld(FEEDS, "feed")
    assert takeover.asked(FEEDS.key, "feed", 2, brought=False) == []


@pytest.mark.parametrize("brought", [(True, False), (False, True)])
def test_one_declared_list_that_brings_something_is_enough(takeover: Takeover, brought: tuple[bool, bool]) -> None:
    taken = [takeover.asked(FEEDS.key, "feed", n, brought=b) for n, b in enumerate(brought, 1)]
    assert taken == [[], []]
    assert takeover.is_withheld(FEEDS, "feed")


def test_a_list_that_is_asked_twice_counts_once(takeover: Takeover) -> None:
    taken = [takeover.asked(FEEDS.key, "feed", 1, brought=False) for _ in range(2)]
    assert taken == [[], []]


def test_lists_that_were_not_declared_decide_nothing(takeover: Takeover) -> None:
    taken = [takeover.asked(FEEDS.key, kind, 3, brought=False) for kind in ("feed", "section")]
    assert taken == [[], []]
