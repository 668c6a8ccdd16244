from __future__ import annotations

import os
import tempfile
from contextlib import contextmanager
from pathlib import Path

import pytest

from newsarchive.errors import DataError
from newsarchive.export import export
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


@contextmanager
def nothing_can_be_written(folder):
    """Make the folder read-only for this process, which root's rights would not mind: so it goes without them."""
    folder.chmod(0o555)
    is_root = os.geteuid() == 0
    if is_root:
        os.seteuid(65534)
    try:
        yield
    finally:
        if is_root:
            os.seteuid(0)
        folder.chmod(0o755)


@pytest.fixture
def snapshot():
    """A folder that every user can reach, with an archive that was closed."""
    with tempfile.TemporaryDirectory(dir="/tmp") as name:
        folder = Path(name)
        folder.chmod(0o755)
        build(folder / "a.db").close()
        yield folder


def test_a_read_only_archive_is_read(snapshot, tmp_path):
    with nothing_can_be_written(snapshot), reading(snapshot / "a.db") as archive:
        assert archive.is_still
        assert archive.db["articles"].count == 4
        assert sorted(p.name for p in snapshot.iterdir()) == ["a.db"]
        with tempfile.TemporaryDirectory() as out:
            for name in ("b.db", "b.jsonl"):
                assert export(archive, Path(out) / name) == 4
    with reading(snapshot / "a.db") as archive:
        assert not archive.is_still


def test_what_is_only_in_the_log_of_a_read_only_archive_is_not_passed_over(snapshot):
    with build(snapshot / "b.db") as writer:
        writer.db["tags"].insert({"id": 9, "name": "mới"})
        copied = {p: p.read_bytes() for p in (snapshot / "b.db", snapshot / "b.db-wal")}
    for path, data in copied.items():
        path.write_bytes(data)
        path.chmod(0o644)
    refused = pytest.raises(DataError, match=r"b\.db: its latest changes are in b\.db-wal, .*; copy both files to one")
    with nothing_can_be_written(snapshot), refused, reading(snapshot / "b.db"):
        pytest.fail("was opened")
    with reading(snapshot / "b.db") as archive:
        assert archive.db["tags"].count == 3
