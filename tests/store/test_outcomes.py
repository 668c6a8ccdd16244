from __future__ import annotations

import doctest
import re

import pytest

from newsarchive.store import outcomes
from newsarchive.store.outcomes import FAILED, OUTCOMES, REJECTED, counter


def test_every_outcome_counts_as_something():
    assert {counter(o) for o in OUTCOMES} == {"new", "changed", "unchanged", "known", "listed", "rejected", "failed"}


def test_no_outcome_is_both_rejected_and_failed():
    assert not REJECTED & FAILED
    assert set(OUTCOMES) >= REJECTED | FAILED


def test_a_word_that_is_no_outcome_is_refused():
    with pytest.raises(KeyError):
        counter("lost")


def test_codes_are_plain_words():
    assert all(re.fullmatch(r"[a-z]+(_[a-z]+)*", code) for code in OUTCOMES)


def test_examples():
    assert doctest.testmod(outcomes).failed == 0
