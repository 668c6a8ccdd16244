"""Outlet files written by the program say what was meant, and keep what a person wrote."""

from __future__ import annotations

import tomllib
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsarchive.errors import UsageError
from newsarchive.outlets.registry import BUILT_IN
from newsarchive.outlets.writing import ORDER, document, with_keys

TODAY = date(2026, 11, 22)
FILE = """\
# Báo của tỉnh.
key = "bao"
name = "Báo # một"  # giữ nguyên
feeds = [  # hai nguồn
    "https://bao.vn/a.rss",
    "https://bao.vn/b.rss",
]
enabled = true

[select]
body = "main"  # verified = none

[[older]]
until = 2020-01-01
"""

values = st.one_of(
    st.text(max_size=60), st.booleans(), st.integers(0, 10**9), st.dates(), st.lists(st.text(max_size=60), max_size=8)
)


@given(st.dictionaries(st.sampled_from(ORDER), values))
def test_a_document_says_what_was_put_in(facts: dict[str, Any]) -> None:
    said = tomllib.loads(document(facts).encode("utf-8").decode())
    assert said == {k: v for k, v in facts.items() if v not in ("", [])}


@given(st.text(), st.text())
def test_a_comment_is_a_comment_whatever_it_says(value: str, comment: str) -> None:
    said = tomllib.loads(document({"key": "x", "name": "n" + value}, {"key": comment}).encode("utf-8").decode())
    assert said == {"key": "x", "name": "n" + value}


def test_a_document_is_in_the_order_of_the_house() -> None:
    text = document({"article": [r"-a\d+\.html$"], "home": "https://bao.vn/", "key": "bao", "feeds": []})
    assert text == 'key = "bao"\nhome = "https://bao.vn/"\narticle = [\'-a\\d+\\.html$\']\n'


def test_long_lists_stand_an_entry_a_line() -> None:
    urls = [f"https://bao.vn/chuyen-muc-thu-{i}/" for i in range(5)]
    text = document({"sections": urls})
    assert text.count("\n") == 7
    assert tomllib.loads(text) == {"sections": urls}


@pytest.mark.parametrize(
    ("changes", "old", "new"),
    [
        ({"verified": TODAY}, "enabled = true\n", "enabled = true\nverified = 2026-11-22\n"),
        ({"enabled": False}, "enabled = true\n", "enabled = false\n"),
        ({"name": "Báo hai"}, '"Báo # một"', '"Báo hai"'),
        ({"feeds": None}, FILE[FILE.index("feeds") : FILE.index("enabled")], ""),
        ({"feeds": ["https://bao.vn/a.rss"]}, FILE[FILE.index("feeds") : FILE.index("enabled")], 'feeds = ["https://bao.vn/a.rss"]\n'),
    ],
    ids=["added", "changed", "its comment stays", "taken out", "shortened"],
)  # fmt: skip
def test_only_the_key_is_changed(changes: dict[str, Any], old: str, new: str) -> None:
    assert old in FILE
    assert with_keys(FILE, changes) == FILE.replace(old, new)


def test_a_key_is_set_twice_in_one_place() -> None:
    once = with_keys(FILE, {"verified": date(2026, 1, 1)})
    assert with_keys(once, {"verified": TODAY}) == with_keys(FILE, {"verified": TODAY})


def test_a_file_without_a_last_line_end_is_continued() -> None:
    assert with_keys('key = "x"', {"verified": TODAY}) == 'key = "x"\nverified = 2026-11-22\n'


@pytest.mark.parametrize(
    ("text", "changed"),
    [
        ('key = "x"\n"verified" = 2026-01-01\n', 'key = "x"\n"verified" = 2026-11-22\n'),
        ('name = """\nverified = 1\n"""\n', 'name = """\nverified = 1\n"""\nverified = 2026-11-22\n'),
        ("# nothing\n\n[select]\nbody = 'p'\n", "# nothing\nverified = 2026-11-22\n\n[select]\nbody = 'p'\n"),
    ],
    ids=["a quoted key", "a text of several lines that looks like the key", "a file of one table"],
)
def test_a_key_is_set_however_the_file_is_written(text: str, changed: str) -> None:
    assert with_keys(text, {"verified": TODAY}) == changed


@pytest.mark.parametrize("text", ["key = ", "key = 1\nkey = 2\n", "a = " + "[" * 3000, "a = {b = 1,\n c = 2}\n"])
def test_what_cannot_be_changed_safely_is_left_to_a_person(text: str) -> None:
    with pytest.raises(UsageError, match="cannot be changed safely; set verified in it by hand"):
        with_keys(text, {"verified": TODAY})


@pytest.mark.parametrize("path", sorted(BUILT_IN.glob("*.toml")), ids=lambda p: p.stem)
def test_every_built_in_file_can_be_marked_as_verified(path: Any) -> None:
    text = path.read_text(encoding="utf-8")
    marked = with_keys(text, {"verified": TODAY})
    assert tomllib.loads(marked) == {**tomllib.loads(text), "verified": TODAY}
    assert [line for line in marked.splitlines() if line != "verified = 2026-11-22"] == text.splitlines()
