from __future__ import annotations

import pytest

from newsarchive.errors import DataError
from newsarchive.store.archive import reading
from tests.store.building import build


def test_an_archive_is_opened_and_closed(tmp_path):
    build(tmp_path / "a.db").close()
    with reading(tmp_path / "a.db") as archive:
        assert archive.db["articles"].count == 4
    with pytest.raises(Exception, match="closed"):
        archive.db.execute("SELECT 1")


def test_an_archive_that_is_read_cannot_be_written(tmp_path):
    build(tmp_path / "a.db").close()
    with pytest.raises(DataError, match="readonly"), reading(tmp_path / "a.db") as archive:
        archive.db.execute("DELETE FROM tags")


def test_a_file_that_is_no_database_is_one_clear_line(tmp_path):
    (tmp_path / "a.db").write_text("Chợ nổi họp từ sáng sớm.\n" * 200, encoding="utf-8")
    with pytest.raises(DataError, match=r"a\.db: is no SQLite archive"), reading(tmp_path / "a.db"):
        pytest.fail("was opened")


def test_an_archive_cut_short_is_one_clear_line(tmp_path):
    path = tmp_path / "a.db"
    build(path).close()
    path.write_bytes(path.read_bytes()[: 40 * 4096])
    with pytest.raises(DataError, match=r"a\.db: is no SQLite archive, (or it is )?damaged"), reading(path) as archive:
        archive.db.execute("SELECT text FROM articles ORDER BY title").fetchall()
        archive.db.execute("PRAGMA integrity_check").fetchall()
        archive.db.execute("SELECT * FROM revisions").fetchall()


def test_an_error_of_the_reader_s_own_passes(tmp_path):
    build(tmp_path / "a.db").close()
    with pytest.raises(KeyError), reading(tmp_path / "a.db"):
        raise KeyError("x")


def test_a_reader_sees_the_last_committed_state_while_a_writer_writes(tmp_path):
    with build(tmp_path / "a.db") as writer, writer.transaction():
        writer.db["tags"].insert({"id": 9, "name": "chưa xong"})
        with reading(tmp_path / "a.db") as archive:
            assert archive.db["tags"].count == 2
    with reading(tmp_path / "a.db") as archive:
        assert archive.db["tags"].count == 3
