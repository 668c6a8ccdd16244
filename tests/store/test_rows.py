from __future__ import annotations

import tracemalloc
from datetime import date

import pytest

from newsarchive.store.reads.export_rows import EXPRESSIONS, article_rows, count_articles
from tests.store.building import build


@pytest.fixture(scope="module")
def archive(tmp_path_factory):
    with build(tmp_path_factory.mktemp("rows") / "archive.db") as made:
        yield made


def ids(archive, **filters):
    return [row["url"].rpartition("/")[2] for row in article_rows(archive.db, ["url"], **filters)]


def test_rows_come_in_the_order_of_their_ids(archive):
    assert ids(archive) == [
        "hoi-cho-dong-thap-1a2b3c4", "dem-nhac-hoa-binh-5d6e7f8", "hoi-cho-dong-thap.html", "ben-do-cu-9a0b1c2"
    ]  # fmt: skip
    assert count_articles(archive.db) == 4


def test_each_column_can_be_read(archive):
    row = next(article_rows(archive.db, list(EXPRESSIONS)))
    assert list(row) == list(EXPRESSIONS)
    assert row["authors"] == [{"name": "Lê Văn Sậy", "role": "both"}, {"name": "Nguyễn Thị Bần", "role": "photo"}]
    assert row["tags"] == ["hội chợ", "Đồng Tháp"]
    assert row["images"] == 1
    assert (row["captured_at"], row["capture_digest"]) == ("2026-11-21T06:02:00Z", "sha1:A")
    assert (row["warc_file"], row["warc_offset"], row["warc_length"]) == ("crawl-1.warc.gz", 0, 900)


def test_filters_narrow_the_rows(archive):
    assert len(ids(archive, outlet="thunghiem")) == 3
    assert ids(archive, since=date(2026, 11, 21)) == ["dem-nhac-hoa-binh-5d6e7f8"]
    assert len(ids(archive, until=date(2026, 11, 20))) == 2
    assert ids(archive, query="dong thap", outlet="tonghop") == ["hoi-cho-dong-thap.html"]


def test_an_article_that_comes_while_rows_are_read_is_not_among_them(archive):
    from newsarchive.store.archive import Archive

    with Archive.open_readonly(archive.path) as reader:
        rows = article_rows(reader.db, ["uid"])
        next(rows)
        archive.db.execute("UPDATE articles SET uid = 'changed' WHERE id = 4")
        assert [row["uid"] for row in rows][-1] != "changed"


def test_memory_does_not_grow_with_the_archive(tmp_path):
    with build(tmp_path / "a.db") as made:
        row = next(made.db.query("SELECT * FROM articles WHERE id = 4"))
        made.db["articles"].insert_all(row | {"id": n, "uid": str(n), "text": "dài " * 5000} for n in range(10, 1010))
        tracemalloc.start()
        assert sum(1 for _ in article_rows(made.db, list(EXPRESSIONS))) == 1004
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    assert peak < 2_000_000  # the texts together are 20 MB
