"""The one writer of a process: jobs share a transaction, and one that fails takes none of the others with it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from newsarchive.ingest.writer import Writer
from newsarchive.store.archive import Archive
from tests.ingest.running import open_run
from tests.ingest.visiting import FIRST, SECOND, Desk

PATIENCE_S = 20


@pytest.fixture
def writer(tmp_path: Path) -> Iterator[Writer[Desk]]:
    """A writer that has begun; it is closed after the test."""
    writer = Writer(lambda: Desk(open_run(tmp_path)))
    writer.start()
    yield writer
    writer.close()


def enter(desk: Desk, path: str) -> int:
    """Enter a channel in the batch that is open; return its id."""
    return desk.run.runs.channel("bao", "link", path, declared=False)


def channels(folder: Path) -> list[str]:
    """Return the committed channels, as another connection sees them."""
    with Archive.open_readonly(folder / "archive.db") as archive:
        return [r[0] for r in archive.db.execute("SELECT url FROM channels ORDER BY id").fetchall()]


def test_a_job_is_done_when_it_is_committed(writer: Writer[Desk], tmp_path: Path) -> None:
    writer.submit(lambda desk: enter(desk, FIRST)).result(PATIENCE_S)
    assert channels(tmp_path) == [FIRST]


@contextmanager
def held_up(writer: Writer[Desk]) -> Iterator[None]:
    """Keep the writer busy with a batch while jobs are submitted, so that they all wait for the next one."""
    begun, gate = threading.Event(), threading.Event()
    busy = writer.submit(lambda desk: (begun.set(), gate.wait(PATIENCE_S)))
    assert begun.wait(PATIENCE_S)
    yield
    gate.set()
    busy.result(PATIENCE_S)


def test_jobs_that_wait_together_share_one_batch(writer: Writer[Desk], tmp_path: Path) -> None:
    with held_up(writer):
        jobs = [writer.submit(lambda desk, n=n: (enter(desk, str(n)), channels(tmp_path))[1]) for n in range(5)]
    assert [job.result(PATIENCE_S) for job in jobs] == [[]] * 5, "none is committed before all are done"
    assert channels(tmp_path) == ["0", "1", "2", "3", "4"]


def test_a_job_that_fails_takes_none_of_the_others_with_it(writer: Writer[Desk], tmp_path: Path) -> None:
    with held_up(writer):
        jobs = [writer.submit(lambda desk, p=p: (enter(desk, p), 1 // len(p))) for p in (FIRST, "", SECOND)]
    assert [type(job.exception(PATIENCE_S)) for job in jobs] == [type(None), ZeroDivisionError, type(None)]
    assert channels(tmp_path) == [FIRST, SECOND]


def test_what_is_queued_is_done_before_the_writer_closes(tmp_path: Path) -> None:
    writer = Writer(lambda: Desk(open_run(tmp_path)))
    writer.start()
    jobs = [writer.submit(lambda desk, n=n: enter(desk, str(n))) for n in range(300)]
    writer.close()
    assert all(job.done() for job in jobs)
    assert len(channels(tmp_path)) == 300


def test_what_opening_raises_is_raised_where_the_writer_is_started() -> None:
    def refuse() -> Desk:
        raise LookupError("no archive")

    with pytest.raises(LookupError, match="no archive"):
        Writer(refuse).start()
