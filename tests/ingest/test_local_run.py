"""A run in one thread: each piece of work in a batch of its own, and an end whatever happens."""

from __future__ import annotations

from pathlib import Path

import pytest

from newsarchive import config as configuration
from newsarchive.config import Config
from newsarchive.ingest.local_run import local_run
from newsarchive.store.archive import Archive
from tests.ingest.visiting import PAPER


@pytest.fixture
def config(tmp_path: Path) -> Config:
    return configuration.load(tmp_path)


def ended(config: Config) -> list[tuple[str, str | None]]:
    """Return command and outcome of the runs."""
    with Archive.open_readonly(config.database) as archive:
        return archive.db.execute("SELECT command, outcome FROM runs").fetchall()


def test_a_piece_of_work_is_committed_when_it_is_done(config: Config) -> None:
    with local_run(config, "import x") as local:
        assert local.do(lambda recorder: recorder.run.enter_outlet(PAPER) or "done").result(0) == "done"
        assert not local.run.archive.db.conn.in_transaction
    assert ended(config) == [("import x", "finished")]


def test_a_piece_of_work_that_fails_leaves_nothing_and_the_run_ends_failed(config: Config) -> None:
    def work(recorder):
        recorder.run.enter_outlet(PAPER)
        raise LookupError("no such thing")

    with pytest.raises(LookupError), local_run(config, "import x") as local:
        local.do(work)
    assert ended(config) == [("import x", "failed")]
    with Archive.open_readonly(config.database) as archive:
        assert archive.db.execute("SELECT count(*) FROM outlets").fetchone() == (0,)


def test_the_run_ends_with_the_outcome_it_was_given(config: Config) -> None:
    with local_run(config, "import x") as local:
        local.outcome = "stopped"
    assert ended(config) == [("import x", "stopped")]
