"""Vietnamese written for fonts older than Unicode."""

from __future__ import annotations

from newsarchive.extract.page import legacy_fonts


def test_tcvn3_becomes_unicode() -> None:
    assert legacy_fonts.from_tcvn3("®­êng n­íc") == "đường nước"


def test_vni_becomes_unicode_in_any_case() -> None:
    assert legacy_fonts.from_vni("ñöôøng nöôùc, ÑÖÔØNG NÖÔÙC") == "đường nước, ĐƯỜNG NƯỚC"


def test_ascii_stays_as_it_is() -> None:
    text = "Kinh te 2026 (a, b)"
    assert legacy_fonts.from_tcvn3(text) == legacy_fonts.from_vni(text) == text


def test_only_words_with_marks_are_counted() -> None:
    assert legacy_fonts.vietnamese_words("Nước của xã và các ấp; trong ngoài") == 3
