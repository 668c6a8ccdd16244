"""When two texts are the same words."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsarchive.identity import content_hash, same_form

TITLE = "Hòa Bình: giá lúa tăng"
LEAD = "Giá lúa ở nhiều huyện tăng 1,5 lần so với tháng trước."
TEXT = "(VLO) Sáng 20/11, thương lái đến tận ruộng.\n\nBà Thúy nói: “Tôi rất vui”."


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("hòa bình", "hoà bình"),
        ("Thủy, khỏe, tùy", "Thuỷ, khoẻ, tuỳ"),
        ("Đồng Tháp", unicodedata.normalize("NFD", "Đồng Tháp")),
        ("ĐỒNG THÁP", "Ðồng Tháp"),  # eth printed for đ
        ("giá  lúa\u00a0tăng\n\n", "giá lúa tăng"),
        ("“Giá lúa” – tăng…", '"Giá lúa" - tăng...'),
        ("giá\u200b lúa", "giá lúa"),
        ("hò\u00ada bì\u200bnh", "hoà bình"),
        ("ＴＰ．ＨＣＭ", "TP.HCM"),
        ("1.500 tỷ", "1 500 tỷ"),
    ],
)
def test_spelling_habits_make_no_other_text(one: str, other: str) -> None:
    assert same_form(one) == same_form(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ma", "má"),
        ("má", "mà"),
        ("lân", "lan"),
        ("đa", "da"),
        ("1,5", "15"),
        ("20/11", "2011"),
        ("giá lúa tăng", "giá lúa giảm"),
        ("", "a"),
    ],
)
def test_other_words_stay_other_words(one: str, other: str) -> None:
    assert same_form(one) != same_form(other)


@given(st.text(max_size=200))
def test_the_unicode_form_never_matters(text: str) -> None:
    forms = {same_form(unicodedata.normalize(form, text)) for form in ("NFC", "NFD", "NFKC", "NFKD")}
    assert len(forms) == 1


def test_the_lead_counts_once_wherever_it_is_printed() -> None:
    expected = content_hash(TITLE, LEAD, TEXT)
    assert content_hash(TITLE, LEAD, f"{LEAD}\n\n{TEXT}") == expected
    assert content_hash(TITLE, None, f"{LEAD}\n\n{TEXT}") == expected
    assert content_hash(TITLE.upper(), f" {LEAD} ", TEXT.replace("\n\n", " ")) == expected


@pytest.mark.parametrize(
    ("title", "lead", "text"),
    [
        (TITLE + " mạnh", LEAD, TEXT),
        (TITLE, LEAD.replace("1,5", "15"), TEXT),
        (TITLE, LEAD, TEXT.replace("vui", "buồn")),
        (TITLE, None, TEXT),
    ],
)
def test_an_edit_of_any_part_changes_the_hash(title: str, lead: str | None, text: str) -> None:
    assert content_hash(title, lead, text) != content_hash(TITLE, LEAD, TEXT)


def test_title_and_text_do_not_run_together() -> None:
    assert content_hash("a b", None, "c") != content_hash("a", None, "b c")


def test_it_is_a_sha256() -> None:
    assert len(content_hash("", None, "")) == 64
