from __future__ import annotations

import re
from pathlib import Path

import pytest

from newsarchive.errors import DataError
from newsarchive.outcomes import OUTCOMES
from newsarchive.store import dictionary
from newsarchive.store.archive import Archive
from newsarchive.store.dictionary import MEANINGS, TABLES
from tests.store.building import build

PAGE = Path(__file__).parents[2] / "docs" / "data.md"
QUESTIONS = re.findall(r"```sql\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)


@pytest.fixture(scope="module")
def db(tmp_path_factory):
    with build(tmp_path_factory.mktemp("dictionary") / "archive.db") as archive:
        yield archive.db


def columns(db):
    own = {t for t in db.table_names() if not t.startswith(("articles_fts_", "_sqlite", "sqlite_"))}
    return {t: {c.name for c in db[t].columns} for t in own}


def test_every_table_and_column_of_the_schema_has_a_meaning_and_nothing_else_has(db):
    assert {t: set(c) for t, c in MEANINGS.items()} == columns(db)
    assert set(TABLES) == set(MEANINGS)


def test_the_archive_explains_itself(db):
    rows = {(t, c): m for t, c, m in db.execute("SELECT table_name, column_name, meaning FROM dictionary").fetchall()}
    assert rows == {(t, c): m for t, cs in MEANINGS.items() for c, m in {"": TABLES[t], **cs}.items()}


def test_writing_it_leaves_no_transaction_open(tmp_path):
    with Archive.open(tmp_path / "a.db") as archive:
        dictionary.write(archive.db)
        assert not archive.db.conn.in_transaction


def test_the_page_on_the_data_is_up_to_date():
    page = PAGE.read_text(encoding="utf-8")
    assert dictionary.with_tables(page) == page, "run: python -m newsarchive.store.dictionary docs/data.md"


def test_the_page_has_every_outcome():
    page = PAGE.read_text(encoding="utf-8")
    assert re.findall(r"^\| `(\w+)` \| \w+ \| .* \| .* \|", page, re.MULTILINE) == list(OUTCOMES)


def test_a_page_without_a_place_for_the_tables_is_refused():
    with pytest.raises(DataError, match="no lines"):
        dictionary.with_tables("# Data\n")


def test_each_meaning_is_one_sentence_that_breaks_no_table():
    for meanings in MEANINGS.values():
        for meaning in meanings.values():
            assert meaning.endswith(".")
            assert "|" not in meaning
            assert "\n" not in meaning


@pytest.mark.parametrize("question", QUESTIONS)
def test_the_page_s_questions_have_answers(db, question):
    assert db.execute(question).fetchall()


def test_the_page_has_questions():
    assert len(QUESTIONS) >= 8
