"""The one writer of a process: a thread that owns a run and commits what it is given in batches."""

from __future__ import annotations

import logging
import queue
import threading
import time
from concurrent.futures import Future
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar

from newsarchive.store import faults

if TYPE_CHECKING:
    from collections.abc import Callable

    from newsarchive.ingest.run import Run

logger = logging.getLogger(__name__)


class HoldsRun(Protocol):
    """What works on a run: a recorder, or a crawl's parts around one."""

    @property
    def run(self) -> Run:
        """The run whose archive is written."""


T = TypeVar("T")
D = TypeVar("D", bound=HoldsRun)

MAX_BATCH = 128
GATHER_S = 0.02
"""How long a batch waits for company: a commit with its two fsyncs costs about as much as deciding ten pages."""

_Job = tuple["Callable[[Any], Any]", "Future[Any]"]


class Writer(Generic[D]):
    """Makes a desk in its own thread and works on it there, many jobs in one transaction; SQLite connections do not travel."""

    def __init__(self, make: Callable[[], D]) -> None:
        self._make = make
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._ready: Future[D] = Future()
        self._trouble: Exception | None = None
        self._thread = threading.Thread(target=self._run, name="writer", daemon=True)

    def start(self) -> None:
        """Open the archive in the thread; raises what opening raises."""
        self._thread.start()
        self._ready.result()

    def submit(self, work: Callable[[D], T]) -> Future[T]:
        """Have `work(desk)` done within a batch; the future ends when the batch is committed."""
        done: Future[T] = Future()
        done.set_running_or_notify_cancel()  # who waits may be stopped; the work is done all the same
        self._jobs.put((work, done))
        return done

    def close(self) -> None:
        """Do what is queued, then close the archive; raises what closing raises."""
        self._jobs.put(None)
        self._thread.join()
        if self._trouble is not None:
            raise self._trouble

    def _run(self) -> None:
        try:
            desk = self._make()
        except BaseException as e:
            self._ready.set_exception(e)
            return
        self._ready.set_result(desk)
        try:
            while (batch := self._gather()) is not None:
                self._commit(desk, batch)
        finally:
            try:
                desk.run.close()
            except Exception as e:
                self._trouble = e

    def _gather(self) -> list[_Job] | None:
        first = self._jobs.get()
        if first is None:
            return None
        batch = [first]
        until = time.monotonic() + GATHER_S
        while len(batch) < MAX_BATCH:
            try:
                job = self._jobs.get(timeout=max(0.0, until - time.monotonic()))
            except queue.Empty:
                break
            if job is None:
                self._jobs.put(None)  # stop after this batch
                break
            batch.append(job)
        return batch

    def _commit(self, desk: D, batch: list[_Job]) -> None:
        results: list[Any] = []
        try:
            with desk.run.batch():
                results = [work(desk) for work, _ in batch]
        except Exception as e:
            if (
                len(batch) > 1 and faults.of_machine(e) is None
            ):  # nothing of the batch stayed: find out whose fault it was, one by one
                logger.warning("a batch of %d failed (%r); its parts are tried alone", len(batch), e)
                for job in batch:
                    self._commit(desk, [job])
                return
            for _, done in batch:
                done.set_exception(e)
            return
        for (_, done), result in zip(batch, results, strict=True):
            done.set_result(result)
