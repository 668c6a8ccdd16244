"""An archive that an older version wrote is read as it is: nobody who only looks changes it."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.cli.running import run
from tests.store.building import FAIR

FORMER = sorted((Path(__file__).parents[1] / "store" / "archives").glob("m*.sql"))
READING = (
    ("show", FAIR), ("show", "1", "--json"), ("history", "2"), ("diff", "2"), ("why", FAIR), ("status",), ("search", "hội chợ"),
    ("export", "out.jsonl"), ("export", "out.db"), ("backfill", "baovinhlong", "--status"), ("outlets", "list"),
)  # fmt: skip


@pytest.fixture(params=FORMER, ids=lambda f: f.stem)
def archive(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The database of a data folder as an older version left it."""
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "data" / "archive.db"
    path.parent.mkdir()
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(request.param.read_text(encoding="utf-8"))
    return path


def test_every_reading_command_works_and_leaves_the_file_as_it_was(archive: Path) -> None:
    before = archive.read_bytes()
    for words in READING:
        ran = run(*words, "--data", archive.parent)
        assert (ran.code, ran.err.count("no such")) == (0, 0), (words, ran.err)
    assert archive.read_bytes() == before


def test_what_the_older_version_did_not_keep_is_empty(archive: Path) -> None:
    with closing(sqlite3.connect(archive)) as db:
        kept = db.execute("SELECT 1 FROM sqlite_master WHERE name = 'alternates'").fetchone() is not None
    shown = json.loads(run("show", FAIR, "--json", "--data", archive.parent).out)
    assert bool(shown["alternates"]) is kept
