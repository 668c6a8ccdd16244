"""A pool of worker processes for reading pages: a time limit each, and a worker that dies takes nothing with it."""

from __future__ import annotations

import logging
import multiprocessing
import signal
from concurrent.futures import Future
from concurrent.futures import TimeoutError as FutureTimeoutError
from typing import TYPE_CHECKING

from pebble import ProcessExpired, ProcessPool

from newsarchive import extract
from newsarchive.ingest.reading import Reading, read

if TYPE_CHECKING:
    from newsarchive.items import Page, Role
    from newsarchive.outlets import Outlet

logger = logging.getLogger(__name__)

PAGES_A_WORKER = 5_000
"""A worker is replaced after so many pages: libraries' caches and fragmentation do not add up over a long run."""


def _start_worker() -> None:
    # Ctrl-C is for the parent, which lets the pages under way finish.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    extract.warm_up()


class ReadingPool:
    """Reads pages in `workers` processes, each page within `timeout_s` seconds of work."""

    def __init__(self, workers: int, timeout_s: float) -> None:
        methods = multiprocessing.get_all_start_methods()
        # A fork server forks workers from a clean process that has the heavy imports done: a replaced worker is ready
        # in milliseconds, and no thread or open file of ours is inherited.
        context = multiprocessing.get_context("forkserver" if "forkserver" in methods else "spawn")
        if "forkserver" in methods:
            context.set_forkserver_preload(["newsarchive.ingest.preload"])
        self._timeout_s = timeout_s
        self._pool = ProcessPool(
            max_workers=workers, max_tasks=PAGES_A_WORKER, initializer=_start_worker, context=context
        )

    def submit(self, page: Page, outlet: Outlet, role: Role) -> Future[Reading]:
        """Have a page read; the future never fails for what the page did: it gives `extract_error` or `extract_timeout`."""
        outer: Future[Reading] = Future()
        inner = self._pool.submit(read, self._timeout_s, page, outlet, role)
        inner.add_done_callback(lambda done: self._pass_on(done, outer, page.url))
        return outer

    def _pass_on(self, inner: Future[Reading], outer: Future[Reading], url: str) -> None:
        try:
            outer.set_result(inner.result())
        except FutureTimeoutError:
            outer.set_result(Reading("extract_timeout", f"took more than {self._timeout_s:g} s"))
        except ProcessExpired as e:
            outer.set_result(Reading("extract_error", f"the worker died (exit code {e.exitcode})"))
        except Exception as e:  # whatever a page makes a library raise, the crawl goes on
            logger.warning("extraction failed on %s: %r", url, e)
            outer.set_result(Reading("extract_error", f"{type(e).__name__}: {e}"[:500]))

    def close(self, *, now: bool = False) -> None:
        """Let the pages under way finish (or stop them `now`) and end the workers."""
        if now:
            self._pool.stop()  # type: ignore[no-untyped-call]
        else:
            self._pool.close()  # type: ignore[no-untyped-call]
        self._pool.join(timeout=self._timeout_s + 10 if not now else 10)
