"""A run in one thread, with its pool of readers: for commands that read pages without crawling."""

from __future__ import annotations

from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from newsarchive.ingest.lists.book import ListBook
from newsarchive.ingest.pool import ReadingPool
from newsarchive.ingest.record import Recorder
from newsarchive.ingest.run import Run

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from newsarchive.config import Config
    from newsarchive.outlets import Registry

T = TypeVar("T")


@dataclass(slots=True)
class LocalRun:
    """An open run with its recorder and pool; `outcome` is what it ends with when nothing is raised."""

    run: Run
    recorder: Recorder
    pool: ReadingPool
    outcome: str = "finished"

    def do(self, work: Callable[[Recorder], T]) -> Future[T]:
        """Do a piece of work in a batch of its own."""
        done: Future[T] = Future()
        with self.run.batch():
            result = work(self.recorder)
        done.set_result(result)
        return done


@contextmanager
def local_run(
    config: Config, command: str, *, keep_all: bool | None = None, registry: Registry | None = None
) -> Iterator[LocalRun]:
    """Begin a run that reads pages without crawling (import, re-extraction, captures of others), and end it.

    With a `registry`, originals follow their copies. The run ends `failed` when the block raises. Raises
    NewsarchiveError when the archive cannot be used.
    """
    pool = ReadingPool(config.workers, config.page_timeout_s)
    try:
        run = Run.begin(config, command, keep_all=keep_all)
        outcome = "failed"
        try:
            local = LocalRun(run, Recorder(run, pool.read_now, lists=ListBook(run), registry=registry), pool)
            yield local
            outcome = local.outcome
        finally:
            with run.batch():
                run.end(outcome)
            run.close()
    finally:
        pool.close(now=True)
