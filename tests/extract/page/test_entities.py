"""Text of JSON-LD and meta tags as a reader would see it."""

from __future__ import annotations

import pytest

from newsarchive.extract.page.entities import plain


@pytest.mark.parametrize("raw", ["Kênh &amp; rạch", "Kênh &amp;amp; rạch", "Kênh & rạch"])
def test_entities_are_undone_however_often_they_were_escaped(raw: str) -> None:
    assert plain(raw) == "Kênh & rạch"


def test_tags_go_and_breaks_part_words() -> None:
    assert plain("<p>Kênh <b>Sáu</b></p>Thước<br>dài") == "Kênh Sáu Thước dài"


def test_a_sign_that_opens_no_tag_stays() -> None:
    assert plain("3 < 5 và 5 > 3") == "3 < 5 và 5 > 3"


def test_a_number_is_text() -> None:
    assert plain(2026) == "2026"


@pytest.mark.parametrize("value", [None, True, {}, ["a"]])
def test_what_is_no_text_is_empty(value: object) -> None:
    assert plain(value) == ""
