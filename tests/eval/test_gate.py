"""The project's own saved pages and, where they are kept beside the checkout, the real ones: no figure below its floor."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.eval.measure import PAGES, SHARED, score_own, score_real

FLOORS = json.loads(Path(__file__).with_name("floors.json").read_text())


def assert_not_below(name: str, figures: dict[str, float], wrong: list[str]) -> None:
    below = {k: (figures.get(k), floor) for k, floor in FLOORS[name].items() if figures.get(k, 0.0) < floor}
    assert not below, "\n".join([str(below), *wrong])


def test_own_pages_are_read_as_well_as_before() -> None:
    assert_not_below("own", *score_own())


def test_each_saved_page_says_what_must_be_read_from_it() -> None:
    assert {p.stem for p in PAGES.glob("*.html")} == {p.stem for p in PAGES.glob("*.json")}
    families = {p.stem.rpartition("_")[0] for p in PAGES.glob("*.html") if not p.stem.startswith(("trap_", "none_"))}
    assert families == {"yyyymm", "vdoc", "cdn", "mediaupload", "cmsbody", "timestamp", "uploads", "slughtm"}


@pytest.mark.shared
@pytest.mark.parametrize("corpus", ["vn", "aeb", "fundus"])
def test_real_pages_are_read_as_well_as_before(corpus: str) -> None:
    if not (SHARED / "corpus" / corpus).is_dir():
        pytest.skip(
            f"{SHARED / 'corpus' / corpus} is not there: the real pages are kept beside the checkout, not in it"
        )
    assert_not_below(corpus, *score_real(corpus))
