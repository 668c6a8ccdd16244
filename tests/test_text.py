"""One way to clean text and to fold it."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsarchive.text import clean, clean_vietnamese, fold, words

LINE = "Hội chợ xúc tiến thương mại ở Đồng Tháp, người dự đông"


@pytest.mark.parametrize(
    ("raw", "cleaned"),
    [
        ("  Chợ\u00a0 nổi\t\n họp \u3000", "Chợ nổi họp"),
        ("Chợ\u200b n\u00adổi\ufeff", "Chợ nổi"),
        ("Chợ\u202e nổi\u200f", "Chợ nổi"),
        ("Chợ\x00 nổi\x1b[31m\x7f", "Chợ nổi[31m"),
        (unicodedata.normalize("NFD", "Đồng Tháp"), "Đồng Tháp"),
        ("", ""),
    ],
)
def test_a_line_is_nfc_without_invisible_letters_and_with_single_spaces(raw: str, cleaned: str) -> None:
    assert clean(raw) == cleaned


def test_icelandic_eth_is_the_vietnamese_letter_in_vietnamese_text_only() -> None:
    assert clean_vietnamese("Ðồng Tháp, ðường") == "Đồng Tháp, đường"
    assert clean("Ísland: Guðrún") == "Ísland: Guðrún"


@pytest.mark.parametrize("spelt", [LINE, unicodedata.normalize("NFD", LINE), LINE.upper(), LINE.replace("Đ", "Ð")])
def test_every_spelling_folds_to_the_same_words(spelt: str) -> None:
    assert fold(spelt) == "hoi cho xuc tien thuong mai o dong thap, nguoi du dong"


def test_both_places_of_a_tone_mark_fold_alike() -> None:
    assert fold("hòa thủy khỏe") == fold("hoà thuỷ khoẻ") == "hoa thuy khoe"


@given(st.text(max_size=200))
def test_cleaning_twice_is_cleaning_once(raw: str) -> None:
    once = clean(raw)
    assert clean(once) == once
    assert unicodedata.is_normalized("NFC", once)


@given(st.text(alphabet="aăâbcdđeêghiklmnoôơpqrstuưvxyàáảãạầấẩẫậ AĂÂĐÊÔƠƯ,.", max_size=200))
def test_folding_keeps_number_and_order_of_words(raw: str) -> None:
    composed = unicodedata.normalize("NFC", raw)
    assert [len(word) for word in words(composed)] == [len(word) for word in words(fold(composed))]
    assert fold(fold(raw)) == fold(raw)


def test_words_are_letters_and_digits_with_their_marks() -> None:
    assert words("Ngày 20-11: chợ nổi, 2.000 người!") == ["Ngày", "20", "11", "chợ", "nổi", "2", "000", "người"]
