"""A pool of worker processes for reading pages: a time limit each, and a worker that dies takes nothing with it."""

from __future__ import annotations

import logging
import multiprocessing
import os
import signal
import sys
import threading
import time
from collections import deque
from concurrent.futures import Future
from concurrent.futures import TimeoutError as FutureTimeoutError
from concurrent.futures.process import BrokenProcessPool
from contextlib import ExitStack, suppress
from dataclasses import dataclass, replace
from itertools import islice
from typing import TYPE_CHECKING, TypeVar

from pebble import ProcessExpired, ProcessPool

from newsarchive import extract
from newsarchive.errors import NewsarchiveError
from newsarchive.ingest.reading import Reading, read

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from newsarchive.items import Page, Role
    from newsarchive.outlets import Outlet

    Read = Callable[[Page, Outlet, Role], Reading]

logger = logging.getLogger(__name__)

T = TypeVar("T")

PAGES_A_WORKER = 5_000
"""A worker is replaced after so many pages: libraries' caches and fragmentation do not add up over a long run."""

WORKER_BYTES = 2 * 1024**3
"""Address space of a worker (Linux). The largest page we decode, 64 MB, needs about a third of it to be parsed."""

STUCK_S = 10.0
"""A pool in which nothing has ended for so long, beyond the time a page has, is stuck: a worker was killed (the machine
ran out of memory) while it held what the others need."""

STARTS = 3
"""How often a pool is made that cannot be started: the fork server may be killed just then, or the machine be full."""
START_PAUSE_S = 0.2
"""The pause before the second start; before each further one it is longer by as much."""

TRIES = 2
"""How often a page is given to a pool that breaks; the second time it has a new one."""


def _start_worker() -> None:
    # Ctrl-C is for the parent, which lets the pages under way finish.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if sys.platform == "linux":
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (WORKER_BYTES, WORKER_BYTES))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a page that kills a worker leaves no gigabyte behind
    extract.warm_up()


def _read_safely(reading: Read, page: Page, outlet: Outlet, role: Role) -> Reading:
    """Runs in the worker. What a page makes a library raise stays here: an exception may not survive the way back."""
    try:
        return reading(page, outlet, role)
    except Exception as e:
        return Reading("extract_error", f"{type(e).__name__}: {e}"[:500])


def _reserve_files(number: int) -> None:
    """See that so many more files can be opened; raise OSError now, not half-way, where the fork server prints a traceback."""
    with ExitStack() as opened:
        for _ in range(number):
            opened.callback(os.close, os.open(os.devnull, os.O_RDONLY))


@dataclass(frozen=True, slots=True, eq=False)
class _Task:
    page: Page
    outlet: Outlet
    role: Role
    done: Future[Reading]
    tries: int = 1


class ReadingPool:
    """Reads pages in `workers` processes, each page within `timeout_s` seconds of work and WORKER_BYTES of memory.

    `reading` is what is done with a page; it must be importable by name.
    """

    def __init__(self, workers: int, timeout_s: float, *, reading: Read = read) -> None:
        self._workers = workers
        self._timeout_s = timeout_s
        self._reading = reading
        self._lock = threading.RLock()
        self._closed = threading.Event()
        self._pending: set[_Task] = set()
        self._moved_at = time.monotonic()
        self._watch: threading.Thread | None = None
        self._is_started = False
        self._pool = self._made()

    def _made(self) -> ProcessPool:
        methods = multiprocessing.get_all_start_methods()
        # A fork server forks workers from a clean process that has the heavy imports done: a replaced worker is ready
        # in milliseconds, and no thread or open file of ours is inherited.
        context = multiprocessing.get_context("forkserver" if "forkserver" in methods else "spawn")
        if "forkserver" in methods:
            context.set_forkserver_preload(["newsarchive.ingest.preload"])
        return ProcessPool(
            max_workers=self._workers, max_tasks=PAGES_A_WORKER, initializer=_start_worker, context=context
        )

    @property
    def is_started(self) -> bool:
        """Return whether the workers are up, so that `submit` returns at once."""
        return self._is_started

    def start(self) -> None:
        """Start the workers, which takes a second or two; any thread may call this, and all wait for it.

        Raises OSError when too many files are open for that, NewsarchiveError when no process can be started.
        """
        with self._lock:
            if not self._closed.is_set():
                _reserve_files(8 + 4 * self._workers)
                self._on_pool(lambda pool: pool.active)  # pebble starts a pool when it is first looked at
            self._is_started = True

    def submit(self, page: Page, outlet: Outlet, role: Role) -> Future[Reading]:
        """Have a page read; the future never fails for what the page did: it gives `extract_error` or `extract_timeout`.

        Raises NewsarchiveError when no process can be started.
        """
        task = _Task(page, outlet, role, Future())
        self._begin(task)
        return task.done

    def read_now(self, page: Page, outlet: Outlet, role: Role) -> Reading:
        """Have a page read and wait for it."""
        return self.submit(page, outlet, role).result()

    def _begin(self, task: _Task) -> None:
        words = (self._reading, task.page, task.outlet, task.role)
        with self._lock:
            if not self._is_started:
                self.start()
            inner = self._on_pool(lambda pool: pool.submit(_read_safely, self._timeout_s, *words))
            self._is_started = True
            if not self._pending:
                self._moved_at = time.monotonic()
            self._pending.add(task)
            if self._watch is None:
                self._watch = threading.Thread(target=self._look_after, name="watch-of-pool", daemon=True)
                self._watch.start()
        inner.add_done_callback(lambda done: self._pass_on(done, task))

    def _on_pool(self, use: Callable[[ProcessPool], T]) -> T:
        """Use the pool, which that starts; take a new one when it broke or cannot be started."""
        problem: BaseException | None = None
        for number in range(STARTS):
            if number:
                self._renew()
                time.sleep((number - 1) * START_PAUSE_S)
            try:
                return use(self._pool)
            except (RuntimeError, OSError) as e:  # how pebble says that the pool is closed, broke, or cannot be started
                if self._closed.is_set():
                    raise
                problem = e.__cause__ or e
        raise NewsarchiveError(f"the processes that read pages cannot be started ({problem}); are there too many?")

    def _look_after(self) -> None:
        """Give the pages of a pool that is stuck to a new one."""
        while not self._closed.wait(1.0):
            with self._lock:
                if not self._pending or time.monotonic() - self._moved_at < self._timeout_s + STUCK_S:
                    continue
                stuck, self._pending = self._pending, set()
                self._renew()
            for task in stuck:
                self._again(task, "the workers were stuck")

    def _renew(self) -> None:
        """Take a new pool for one that broke (a worker was killed between two pages) or is stuck."""
        broken, self._pool = self._pool, self._made()
        logger.warning("the pool of readers broke; a new one is started")
        # In a thread of its own, as the one that noticed may be a thread of that very pool.
        threading.Thread(target=_end, args=(broken,), name="end-of-pool", daemon=True).start()

    def _again(self, task: _Task, why: str) -> None:
        if task.tries < TRIES and not self._closed.is_set():
            try:
                self._begin(replace(task, tries=task.tries + 1))
            except (RuntimeError, NewsarchiveError) as e:  # whoever waits gets an answer
                why = f"{why}; {e}"
            else:
                return
        task.done.set_result(Reading("extract_error", why))

    def _pass_on(self, inner: Future[Reading], task: _Task) -> None:
        with self._lock:
            self._moved_at = time.monotonic()
            if task not in self._pending:  # it was given to a new pool meanwhile
                return
            self._pending.discard(task)
        try:
            reading = inner.result()
        except FutureTimeoutError:
            reading = Reading("extract_timeout", f"took more than {self._timeout_s:g} s")
        except ProcessExpired as e:
            reading = Reading("extract_error", f"the worker died (exit code {e.exitcode})")
        except BrokenProcessPool as e:
            self._again(task, f"the worker died ({e})")
            return
        except BaseException as e:  # also CancelledError, when the pool is stopped: whoever waits gets an answer
            reading = Reading("extract_error", f"{type(e).__name__}: {e}"[:500])
        if reading.outcome in ("extract_error", "extract_timeout"):
            logger.warning("%s: %s: %s", task.page.url, reading.outcome, reading.detail)
        task.done.set_result(reading)

    def close(self, *, now: bool = False) -> None:
        """Let the pages under way finish (or stop them `now`) and end the workers."""
        with self._lock:
            self._closed.set()
            pool = self._pool
        if not now:
            pool.close()  # type: ignore[no-untyped-call]
            with suppress(FutureTimeoutError):
                pool.join(timeout=self._timeout_s + 10)
                return
        _end(pool)


def read_ahead(begun: Iterator[tuple[T, Future[Reading] | Reading]], window: int) -> Iterator[list[tuple[T, Reading]]]:
    """Give items with their readings in order, in batches, while up to `window` pages behind them are being read.

    `begun` gives items with the future of their reading, or with the reading where there is nothing to wait for; it is
    asked for more only as batches are taken.
    """
    waiting: deque[tuple[T, Future[Reading] | Reading]] = deque()
    while True:
        waiting.extend(islice(begun, window - len(waiting)))
        if not waiting:
            return
        batch = [waiting.popleft() for _ in range(max(1, len(waiting) // 2))]
        yield [(item, r if isinstance(r, Reading) else r.result()) for item, r in batch]


def _end(pool: ProcessPool) -> None:
    pool.stop()  # type: ignore[no-untyped-call]
    pool.join(timeout=10)
