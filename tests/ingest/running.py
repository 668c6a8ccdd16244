"""A run on an archive of its own, without processes: for tests of single steps."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from newsarchive.ingest.run import Run
from newsarchive.items import utc_text
from newsarchive.store.archive import Archive
from newsarchive.store.runs import Runs
from newsarchive.warc import WarcWriter

NOW = datetime(2026, 11, 22, 5, tzinfo=UTC)
AT = "2026-11-22T05:00:00Z"


@contextmanager
def a_run(folder: Path, command: str = "crawl", *, keep_all: bool = False, now: datetime = NOW) -> Iterator[Run]:
    """Give a run in a data folder whose clock stands still at `now`; close it."""
    run = open_run(folder, command, keep_all=keep_all, now=now)
    try:
        yield run
    finally:
        run.close()


def open_run(folder: Path, command: str = "crawl", *, keep_all: bool = False, now: datetime = NOW) -> Run:
    """Return a run in a data folder whose clock stands still at `now`; whoever asks for it closes it."""
    folder.mkdir(parents=True, exist_ok=True)
    archive = Archive.open(folder / "archive.db")
    with archive.transaction():
        run_id = Runs(archive.db).start(command, at=utc_text(now), version="0", config_hash="", owner="here:1:1")
    writer = WarcWriter(folder / "warc", f"test-{run_id}", max_bytes=10**9, software="test", operator=None)
    return Run(archive, writer, run_id=run_id, owner="here:1:1", now=lambda: now, keep_all=keep_all)
