"""Runs: which column of a run counts which outcome; what is entered of an outlet."""

from __future__ import annotations

import pytest

from newsarchive.outcomes import OUTCOMES
from newsarchive.outlets import Outlet
from newsarchive.store.archive import Archive
from newsarchive.store.runs import COUNTS, Runs
from tests.store.building import build

COLUMN = {
    "new": "new",
    "changed": "changed",
    "unchanged": "unchanged",
    "not_modified": "unchanged",
    "duplicate_url": None,
    "listed": None,
    "not_article": "rejected",
    "noarchive": "rejected",
    "out_of_range": "rejected",
    "robots_denied": "rejected",
    "robots_unreachable": "failed",
    "gone": "failed",
    "http_error": "failed",
    "blocked": "failed",
    "timeout": "failed",
    "dns_error": "failed",
    "connection_error": "failed",
    "tls_error": "failed",
    "redirect_loop": "failed",
    "off_site": "rejected",
    "unsafe_address": "rejected",
    "too_large": "rejected",
    "wrong_type": "rejected",
    "truncated": "failed",
    "extract_error": "failed",
    "extract_timeout": "failed",
    "not_in_replay": "rejected",
    "forgotten": "rejected",
}
"""The closed list of design.md 7 in its order, and the column that counts each; None: as fetched only."""


@pytest.fixture(scope="module")
def runs(tmp_path_factory):
    with build(tmp_path_factory.mktemp("runs") / "archive.db") as archive:
        yield Runs(archive.db)


def start(runs):
    return runs.start("crawl", at="2026-11-22T08:00:00Z", version="0", config_hash="0", owner="nobody:1:1")


def counted(runs, outcome, *, fetched):
    """Return the counts above zero after one address was counted; None when its outlet took no part in the run."""
    run_id = start(runs)
    runs.count(run_id, "thunghiem", outcome, fetched=fetched)
    rows = runs.results(run_id)
    return {name: n for name, n in rows[0].counts.items() if n} if rows else None


def test_the_list_above_is_the_closed_list():
    assert COLUMN.keys() == OUTCOMES.keys()
    assert set(filter(None, COLUMN.values())) <= set(COUNTS)


@pytest.mark.parametrize("outcome", OUTCOMES)
def test_an_outcome_that_was_fetched_counts_as_fetched_and_in_its_column(runs, outcome):
    assert counted(runs, outcome, fetched=True) == {"fetched": 1} | ({COLUMN[outcome]: 1} if COLUMN[outcome] else {})


@pytest.mark.parametrize("outcome", OUTCOMES)
def test_an_outcome_without_a_fetch_counts_in_its_column_alone(runs, outcome):
    assert counted(runs, outcome, fetched=False) == ({COLUMN[outcome]: 1} if COLUMN[outcome] else None)


def test_a_word_that_is_no_outcome_is_not_counted(runs):
    with pytest.raises(KeyError):
        runs.count(start(runs), "thunghiem", "lost")


def test_an_outlet_is_entered_as_it_is_declared_and_again_when_that_has_changed(tmp_path):
    with Archive.open(tmp_path / "archive.db") as archive, archive.transaction():
        for heir in ("baovinhlong", None):
            facts = {
                "key": "baocu",
                "name": "Báo Cũ",
                "home": "https://baocu.example/",
                "province": "Vĩnh Long",
                "heir": heir,
            }
            Runs(archive.db).enter_outlet(Outlet.model_validate(facts))
            assert archive.db.execute("SELECT name, province, heir FROM outlets").fetchall() == [
                ("Báo Cũ", "Vĩnh Long", heir)
            ]
