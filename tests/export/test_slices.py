"""A slice: some of the articles, in an archive of their own."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from newsarchive.errors import DataError, UsageError
from newsarchive.export import export
from newsarchive.store.archive import Archive
from newsarchive.store.reads.queries import get_article, why
from newsarchive.store.reads.search import search
from tests.cli.running import run
from tests.store.building import CONCERT, COPY, FAIR, FAIR_TEXT, build

FORMER = sorted((Path(__file__).parents[1] / "store" / "archives").glob("m*.sql"))


@pytest.fixture(scope="module")
def archive(tmp_path_factory):
    with build(tmp_path_factory.mktemp("whole") / "archive.db") as made:
        yield made


@pytest.fixture
def sliced(archive, tmp_path):
    """What is exported of the archive, as an archive in a data folder."""

    def cut(**wishes):
        target = tmp_path / "data" / "archive.db"
        target.parent.mkdir(exist_ok=True)
        export(archive, target, **wishes)
        return Archive.open_readonly(target)

    return cut


def rows(archive, table, where="1"):
    return archive.db.execute(f"SELECT * FROM {table} WHERE {where}").fetchall()


def test_a_slice_of_everything_holds_the_articles_with_all_that_hangs_on_them(archive, sliced):
    with sliced() as part:
        for table in ("articles", "revisions", "provenance", "article_authors", "authors", "images", "tags", "article_tags",
                      "alternates", "relations", "captures", "extractions", "host_aliases", "dictionary"):  # fmt: skip
            assert rows(part, table) == rows(archive, table), table
        for url in (FAIR, COPY, CONCERT):
            assert get_article(part.db, url) == get_article(archive.db, url)


def test_a_slice_holds_nothing_of_the_other_articles(archive, sliced, tmp_path):
    with sliced(outlet="thunghiem", until=date(2026, 11, 20)) as part:
        assert [r[0] for r in part.db.execute("SELECT url FROM articles")] == [FAIR]
        assert part.db.execute("SELECT count(*) FROM relations").fetchone() == (0,)
        assert {r[0] for r in part.db.execute("SELECT outlet FROM urls UNION SELECT key FROM outlets")} == {"thunghiem"}
        assert [h.url for h in search(part.db, "dong thap")] == [FAIR]
    raw = (tmp_path / "data" / "archive.db").read_bytes()
    assert FAIR_TEXT[:40].encode() in raw
    assert "Hàng nghìn người".encode() not in raw
    assert CONCERT.encode() not in raw


def test_a_slice_is_whole_and_one_file(sliced, tmp_path):
    with sliced(query="dong thap") as part:
        assert part.damage() == []
        assert part.unindexed() == 0
    assert os.listdir(tmp_path / "data") == ["archive.db"]


def test_a_slice_can_be_read_like_any_archive(sliced, tmp_path):
    sliced(outlet="thunghiem").close()
    for words in (
        ("show", FAIR),
        ("history", CONCERT),
        ("diff", CONCERT),
        ("why", FAIR),
        ("search", "hội chợ"),
        ("status",),
    ):
        ran = run(*words, "--data", tmp_path / "data")
        assert ran.code == 0, (words, ran.err)


def test_nothing_of_a_slice_is_due(sliced):
    with sliced() as part:
        sql = "SELECT count(*) FROM urls WHERE next_fetch_at IS NOT NULL OR lease_owner IS NOT NULL OR state <> 'done'"
        assert part.db.execute(sql).fetchone() == (0,)
        assert why(part.db, FAIR).article["title"] == "Đồng Tháp mở hội chợ bên sông"


def test_without_text_no_words_of_lead_or_text_are_in_the_file(archive, sliced, tmp_path):
    with sliced(no_text=True) as part:
        assert set(part.db.execute("SELECT lead, text FROM articles UNION SELECT lead, text FROM revisions")) == {
            (None, "")
        }
        assert [h.url for h in search(part.db, "Đồng Tháp mở hội chợ")] == [FAIR], "titles are found"
        assert part.unindexed() == 0
    raw = (tmp_path / "data" / "archive.db").read_bytes()
    assert FAIR_TEXT[:30].encode() not in raw
    assert "Hội chợ kéo dài năm ngày".encode() not in raw


@pytest.mark.parametrize("former", FORMER, ids=lambda f: f.stem)
def test_an_archive_of_an_older_version_is_sliced_into_one_of_this(former, tmp_path):
    path = tmp_path / "old" / "archive.db"
    path.parent.mkdir()
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(former.read_text(encoding="utf-8"))
    before = path.read_bytes()
    with Archive.open_readonly(path) as old:
        assert export(old, tmp_path / "part.db") == 4
    assert path.read_bytes() == before
    with Archive.open_readonly(tmp_path / "part.db") as part:
        assert (part.damage(), part.unindexed()) == ([], 0)


def test_a_failed_slice_leaves_the_former_file_and_nothing_else(archive, tmp_path):
    target = tmp_path / "a.db"
    target.write_text("former")

    def fails(number):
        if number == 3:
            raise RuntimeError("stop")

    with pytest.raises(RuntimeError):
        export(archive, target, on_row=fails)
    assert (target.read_text(), os.listdir(tmp_path)) == ("former", ["a.db"])


def test_a_folder_that_does_not_exist_is_one_clear_line(archive, tmp_path):
    with pytest.raises(DataError, match="cannot be written"):
        export(archive, tmp_path / "none" / "a.db")


def test_no_archive_of_a_data_folder_is_replaced(archive, tmp_path):
    other = tmp_path / "archive.db"
    other.write_text("another archive")
    (tmp_path / "warc").mkdir()
    for target in (archive.path, other):
        before = target.read_bytes()
        with pytest.raises(UsageError, match="which no export replaces"):
            export(archive, target)
        assert target.read_bytes() == before
