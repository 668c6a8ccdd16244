"""The one writer of a process: a thread that owns the recorder and commits what it is given in batches."""

from __future__ import annotations

import logging
import queue
import threading
import time
from concurrent.futures import Future
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

    from newsarchive.ingest.recorder import Recorder

logger = logging.getLogger(__name__)

T = TypeVar("T")

MAX_BATCH = 128
GATHER_S = 0.02
"""How long a batch waits for company: a commit with its two fsyncs costs about as much as deciding ten pages."""

_Job = tuple["Callable[[Recorder], Any]", "Future[Any]"]


class Writer:
    """Runs functions of the recorder in its own thread, many in one transaction; SQLite connections do not travel."""

    def __init__(self, make: Callable[[], Recorder]) -> None:
        self._make = make
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._ready: Future[Recorder] = Future()
        self._thread = threading.Thread(target=self._run, name="writer", daemon=True)

    def start(self) -> None:
        """Open the archive in the thread; raises what opening raises."""
        self._thread.start()
        self._ready.result()

    def submit(self, work: Callable[[Recorder], T]) -> Future[T]:
        """Have `work(recorder)` done within a batch; the future ends when the batch is committed."""
        done: Future[T] = Future()
        done.set_running_or_notify_cancel()  # who waits may be stopped; the work is done all the same
        self._jobs.put((work, done))
        return done

    def close(self) -> None:
        """Do what is queued, then close the archive."""
        self._jobs.put(None)
        self._thread.join()

    def _run(self) -> None:
        try:
            recorder = self._make()
        except BaseException as e:
            self._ready.set_exception(e)
            return
        self._ready.set_result(recorder)
        try:
            while (batch := self._gather()) is not None:
                self._commit(recorder, batch)
        finally:
            recorder.close()

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

    def _commit(self, recorder: Recorder, batch: list[_Job]) -> None:
        results: list[Any] = []
        try:
            with recorder.batch():
                results = [work(recorder) for work, _ in batch]
        except Exception as e:
            if len(batch) > 1:  # nothing of the batch stayed: find out whose fault it was, one by one
                logger.warning("a batch of %d failed (%r); its parts are tried alone", len(batch), e)
                for job in batch:
                    self._commit(recorder, [job])
                return
            batch[0][1].set_exception(e)
            return
        for (_, done), result in zip(batch, results, strict=True):
            done.set_result(result)
