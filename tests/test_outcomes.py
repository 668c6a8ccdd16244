"""One table says what every outcome means and what follows from it; the sets that the program uses derive from it."""

from __future__ import annotations

import doctest
import re

import pytest

from newsarchive import outcomes
from newsarchive.outcomes import OUTCOMES, TABLE, About, Next, Read, counter

SETS = {
    "REJECTED": "not_article noarchive out_of_range robots_denied off_site unsafe_address too_large wrong_type not_in_replay "
    "forgotten",
    "FAILED": "robots_unreachable gone http_error blocked timeout dns_error connection_error tls_error redirect_loop truncated "
    "extract_error extract_timeout",
    "READ": "listed new changed unchanged not_modified duplicate_url",
    "ARTICLE_READ": "new changed unchanged",
    "LIST_READ": "listed not_modified",
    "HELD": "new changed unchanged not_modified",
    "EDITED": "new changed",
    "QUIET": "unchanged not_modified",
    "ANSWERED": "listed new changed unchanged not_modified not_article duplicate_url noarchive",
    "OF_THE_HOST": "robots_unreachable gone http_error blocked timeout dns_error connection_error tls_error redirect_loop "
    "robots_denied unsafe_address",
    "SILENT": "timeout dns_error connection_error tls_error",
    "REVISITED": "new changed unchanged not_modified listed",
    "TRANSIENT": "timeout dns_error connection_error truncated http_error blocked robots_unreachable",
    "TRIED_AGAIN": "timeout dns_error connection_error truncated http_error blocked extract_timeout robots_unreachable gone "
    "tls_error extract_error",
    "NOT_READ": "timeout dns_error connection_error truncated http_error blocked extract_timeout robots_unreachable tls_error "
    "extract_error",
    "REFUSED": "robots_denied noarchive not_article wrong_type too_large",
    "STAYS_OUT": "duplicate_url forgotten out_of_range noarchive",
}
"""Written out by hand, so that a cell changed by mistake shows here by name."""


@pytest.mark.parametrize("name", SETS)
def test_a_derived_set_holds_just_these(name):
    assert getattr(outcomes, name) == set(SETS[name].split())


def test_every_set_of_the_module_is_written_out_above():
    assert {name for name, value in vars(outcomes).items() if isinstance(value, frozenset)} == SETS.keys()


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row.code)
def test_every_cell_is_filled(row):
    assert re.fullmatch(r"[a-z]+(_[a-z]+)*", row.code)
    assert (type(row.next), type(row.about), type(row.read)) == (Next, About, Read)
    assert row.meaning.strip()


def test_every_code_stands_once():
    assert len(OUTCOMES) == len(TABLE)


def test_every_outcome_counts_as_something():
    assert {counter(o) for o in OUTCOMES} == {"new", "changed", "unchanged", "known", "listed", "rejected", "failed"}


def test_a_word_that_is_no_outcome_is_refused():
    with pytest.raises(KeyError):
        counter("lost")


def test_examples():
    assert doctest.testmod(outcomes).failed == 0
