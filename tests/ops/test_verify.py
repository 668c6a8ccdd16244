"""What `verify` finds: damage in the files, in the database, and between the two."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from tests.cli.running import Ran, run
from tests.crawl.running import Data
from tests.ingest.building import make_site, page_of, pages, write_warc


@pytest.fixture
def data(tmp_path: Path) -> Data:
    """A sound archive of four captures."""
    data = Data(tmp_path / "data")
    site = make_site(articles=3)
    path = write_warc(tmp_path / "x.warc.gz", [*pages(site, site.articles), page_of(site, "/")])
    assert run("import", path, "--data", data.folder).code == 0
    return data


def verify(data: Data) -> Ran:
    """Run `newsarchive verify`."""
    return run("verify", "--data", data.folder)


def change(data: Data, sql: str) -> None:
    """Change the database behind the archive's back."""
    with closing(sqlite3.connect(data.database)) as db:
        db.execute(sql)
        db.commit()


def flip(data: Data) -> None:
    """Change one byte in the middle of the second record."""
    path = next(data.warc.glob("*.gz"))
    raw = bytearray(path.read_bytes())
    raw[data.one("SELECT warc_offset + warc_length / 2 FROM captures WHERE id = 2")] ^= 1
    path.write_bytes(raw)


def test_a_sound_archive_has_no_problems(data: Data) -> None:
    ran = verify(data)
    assert (ran.code, ran.err) == (0, "1 WARC files, 4 captures: 0 problems\n")


@pytest.mark.parametrize(
    ("harm", "told"),
    [
        (flip, "is not the file that was finished"),
        (lambda d: next(d.warc.glob("*.gz")).unlink(), "is missing, and 4 captures with it"),
        (lambda d: change(d, "UPDATE captures SET warc_offset = warc_offset + 1 WHERE id = 2"), "no whole record of"),
        (lambda d: change(d, "UPDATE captures SET record_id = 'x' WHERE id = 2"), "at byte"),
        (lambda d: change(d, "UPDATE captures SET digest = 'sha1:X' WHERE id = 2"), "are not those captured"),
        (lambda d: change(d, "UPDATE captures SET warc_file = 'no.warc.gz' WHERE id = 2"), "point into no.warc.gz"),
        (lambda d: change(d, "UPDATE warc_files SET sha256 = 'x'"), "is not the file that was finished"),
        (lambda d: change(d, "DELETE FROM articles_fts_docsize WHERE id = 1"), "full-text index"),
        (lambda d: change(d, "UPDATE captures SET url_id = 99 WHERE id = 2"), "refers to a missing row"),
    ],
)
def test_each_harm_is_found(data: Data, harm: Callable[[Data], None], told: str) -> None:
    harm(data)
    ran = verify(data)
    assert ran.code == 1
    assert told in ran.err
    assert "Traceback" not in ran.err


def test_a_damaged_record_of_a_file_not_finished_is_found_too(data: Data) -> None:
    change(data, "UPDATE warc_files SET state = 'open', sha256 = NULL")
    assert verify(data).code == 0
    flip(data)
    assert verify(data).code == 1


def test_a_file_that_belongs_to_nothing_is_noted_and_no_problem(data: Data) -> None:
    (data.warc / "mine.txt").write_text("notes")
    ran = verify(data)
    assert ran.code == 0
    assert "mine.txt: stands in warc/ and belongs to no capture" in ran.err


def test_verify_makes_no_archive(tmp_path: Path) -> None:
    data = Data(tmp_path / "empty")
    assert verify(data).code == 1
    assert not data.database.exists()
