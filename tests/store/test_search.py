from __future__ import annotations

import doctest
import unicodedata
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsarchive.errors import UsageError
from newsarchive.store import fulltext
from newsarchive.store.reads import search as module
from newsarchive.store.reads.search import match_expression, search
from tests.store.building import build


@pytest.fixture(scope="module")
def db(tmp_path_factory):
    with build(tmp_path_factory.mktemp("search") / "archive.db") as archive:
        yield archive.db


def ids(db, query, **filters):
    return sorted(hit.id for hit in search(db, query, **filters))


def test_words_without_marks_find_words_with_marks(db):
    assert ids(db, "xuc tien thuong mai") == [1, 3]


def test_words_with_marks_find_them_too(db):
    assert ids(db, "xúc tiến thương mại") == [1, 3]


def test_d_stands_for_d_with_stroke(db):
    assert ids(db, "dong thap") == [1, 3]
    assert ids(db, "ĐỒNG THÁP") == [1, 3]


def test_decomposed_input_is_the_same_query(db):
    assert ids(db, unicodedata.normalize("NFD", "xúc tiến thương mại Đồng Tháp")) == [1, 3]


@pytest.mark.parametrize("spelling", ["hòa bình", "hoà bình", "hoa binh", "HÒA BÌNH"])
def test_both_tone_placements_are_one_word(db, spelling):
    assert ids(db, spelling) == [2]


def test_all_words_must_occur(db):
    assert ids(db, "hội chợ khán giả") == []


def test_words_may_stand_in_any_order_and_column(db):
    assert ids(db, "vua xoai ngay") == [1]  # "năm ngày" stands in the lead


def test_a_phrase_keeps_its_order(db):
    assert ids(db, '"thương mại"') == [1, 3]
    assert ids(db, '"mại thương"') == []


def test_curly_quotes_make_a_phrase(db):
    assert ids(db, "“mại thương”") == []


def test_a_star_stands_for_any_ending(db):
    assert ids(db, "thuon*") == [1, 3]
    assert ids(db, "thuon") == []
    assert ids(db, '"xuc tien thuon"*') == [1, 3]


@pytest.mark.parametrize(
    "query",
    [
        "hội chợ AND",
        "hội - chợ",
        "hội: chợ",
        "(hội chợ",
        'hội "chợ',
        "^hội + chợ",
        "hội* NOT",
        "hội chợ 😀",
        "NEAR(hội chợ)",
        "hội\x00chợ",
        "hội\udcff chợ",
    ],
)
def test_operators_and_punctuation_never_break_a_query(db, query):
    assert isinstance(search(db, query), list)


def test_punctuation_between_words_changes_nothing(db):
    for query in ("hội - chợ", "hội: chợ", "(hội chợ", 'hội "chợ', "hội chợ 😀"):
        assert ids(db, query) == [1, 3], query


def test_operators_are_words(db):
    assert ids(db, "hội NOT chợ") == []


def test_words_joined_by_punctuation_are_a_phrase(db):
    assert ids(db, "20-11") == [1, 3]
    assert ids(db, "11-20") == []


@pytest.mark.parametrize("query", ["", "   ", '"', '""', "*", "-", "( :", "😀", "\x00", "_"])
def test_a_query_without_a_word_is_refused(db, query):
    with pytest.raises(UsageError, match="nothing to search for"):
        search(db, query)


def test_a_pasted_book_is_refused(db):
    with pytest.raises(UsageError, match="at most 100"):
        search(db, "chợ " * 5000)


@settings(max_examples=150, deadline=None)
@given(query=st.text(alphabet=st.characters(), max_size=40))
def test_no_text_breaks_a_query(db, query):
    try:
        hits = search(db, query)
    except UsageError:
        return
    assert isinstance(hits, list)


def test_outlet_and_days_narrow_the_search(db):
    assert ids(db, "dong thap", outlet="tonghop") == [3]
    assert ids(db, "nhac OR") == []
    assert ids(db, "nhac", since=date(2026, 11, 21)) == [2]
    assert ids(db, "nhac", since=date(2026, 11, 22)) == []
    assert ids(db, "dong thap", until=date(2026, 11, 20)) == [1, 3]
    assert ids(db, "dong thap", until=date(2026, 11, 19)) == []


def test_an_article_without_a_day_is_outside_every_span(db):
    assert ids(db, "ben do cu") == [4]
    assert ids(db, "ben do cu", since=date(2000, 1, 1)) == []


def test_limit(db):
    assert len(search(db, "dong thap", limit=1)) == 1


def test_a_word_of_the_title_counts_more_than_one_of_the_body(db):
    first = search(db, "hội chợ")[0]
    assert "hội chợ" in first.title.lower()
    assert [h.score for h in search(db, "hội chợ")] == sorted((h.score for h in search(db, "hội chợ")), reverse=True)


def test_the_snippet_is_original_text_with_the_words_marked(db):
    hit = search(db, '"xuc tien thuong mai"', outlet="tonghop")[0]
    assert [hit.snippet[a:b] for a, b in hit.marks] == ["xúc tiến thương mại"]
    assert "tỉnh Đồng Tháp mở hội chợ" in hit.snippet


def test_the_snippet_marks_words_behind_letters_with_stroke(db):
    hit = search(db, "khan gia duong")[0]
    assert [hit.snippet[a:b] for a, b in hit.marks] == ["khán", "giả", "đường"]
    assert "\n" not in hit.snippet


def test_removed_words_are_found_no_more(tmp_path):
    with build(tmp_path / "a.db") as archive:
        row = archive.db.execute("SELECT title, lead, text FROM articles WHERE id = 3").fetchone()
        fulltext.remove(archive.db, 3, *row)
        assert ids(archive.db, "dong thap") == [1]


def test_match_expression_examples():
    assert doctest.testmod(module).failed == 0
    assert match_expression('a"b c"d') == '"a" "b c" "d"'
