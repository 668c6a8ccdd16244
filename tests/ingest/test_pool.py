"""The pool that reads pages: what a page does to its worker happens to that page alone."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import Future
from datetime import UTC, datetime
from multiprocessing import forkserver
from pathlib import Path

import pytest

from newsarchive.ingest.pool import ReadingPool, read_ahead
from newsarchive.ingest.reading import Reading
from newsarchive.items import Page
from newsarchive.outlets import Outlet
from newsarchive.outlets.schema import undeclared
from tests.ingest.hostile import misbehave
from tests.newspaper import NOW, Site

LIMIT_S = 1.5
HOME = "https://bao.example"
ON_LINUX = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc, limits memory")


def page_of(body: bytes, url: str = f"{HOME}/bai.html") -> Page:
    """A page that says it is HTML."""
    headers = (("Content-Type", "text/html; charset=utf-8"),)
    return Page(url, 200, headers, body, datetime(2026, 11, 22, tzinfo=UTC))


@pytest.fixture(scope="module")
def paper() -> Outlet:
    return undeclared(HOME + "/")


@pytest.fixture(scope="module")
def good() -> list[Page]:
    """Twenty articles of an invented newspaper."""
    site = Site(HOME, articles=20, now=NOW)
    return [page_of(site.respond(a.path).body, a.url) for a in site.articles]


@pytest.fixture(scope="module")
def pool() -> Iterator[ReadingPool]:
    opened = ReadingPool(2, LIMIT_S, reading=misbehave)
    yield opened
    opened.close(now=True)


def read(pool: ReadingPool, body: bytes, paper: Outlet) -> Reading:
    return pool.submit(page_of(body), paper, "article").result(30)


@pytest.mark.parametrize(("what", "code"), [(b"exit", 3), (b"kill", -9)])
def test_a_page_that_kills_its_worker_is_an_extract_error(
    pool: ReadingPool, paper: Outlet, what: bytes, code: int
) -> None:
    reading = read(pool, what, paper)
    assert (reading.outcome, reading.detail) == ("extract_error", f"the worker died (exit code {code})")


@pytest.mark.parametrize("what", [b"hang", b"spin", b"ignore-term"])
def test_a_page_that_takes_too_long_is_an_extract_timeout(pool: ReadingPool, paper: Outlet, what: bytes) -> None:
    reading = read(pool, what, paper)
    assert (reading.outcome, reading.detail) == ("extract_timeout", "took more than 1.5 s")


@pytest.mark.parametrize(
    ("what", "said"),
    [(b"raise", "ValueError: no such tag"), (b"unpicklable", "UnpicklableError: one"), (b"quit", "SystemExit: 1")],
)
def test_a_page_that_raises_is_an_extract_error_with_the_reason(
    pool: ReadingPool, paper: Outlet, what: bytes, said: str
) -> None:
    reading = read(pool, what, paper)
    assert (reading.outcome, reading.detail) == ("extract_error", said)


@ON_LINUX
def test_a_page_that_eats_memory_is_stopped(pool: ReadingPool, paper: Outlet) -> None:
    reading = read(pool, b"eat", paper)
    assert reading.outcome == "extract_error"
    assert reading.detail is not None
    assert reading.detail.startswith("MemoryError")


def test_pages_beside_a_hostile_one_are_read(pool: ReadingPool, paper: Outlet, good: list[Page]) -> None:
    bodies: list[Page] = []
    for n, page in enumerate(good):
        bodies += [page, page_of((b"exit", b"raise", b"kill", b"unpicklable")[n % 4])]
    readings = [f.result(60) for f in [pool.submit(page, paper, "article") for page in bodies]]
    assert [r.outcome for r in readings[::2]] == ["article"] * len(good)
    assert {r.outcome for r in readings[1::2]} == {"extract_error"}


@ON_LINUX
def test_workers_killed_between_two_pages_are_replaced(pool: ReadingPool, paper: Outlet, good: list[Page]) -> None:
    seen = {int(read(pool, b"pid", paper).detail or 0) for _ in range(20)}
    for pid in seen:
        os.kill(pid, signal.SIGKILL)
    time.sleep(0.5)  # the pool looks at its workers ten times a second
    assert pool.submit(good[0], paper, "article").result(30).outcome == "article"
    assert int(read(pool, b"pid", paper).detail or 0) not in seen


@ON_LINUX
def test_a_pool_in_which_nothing_moves_is_replaced(
    paper: Outlet, good: list[Page], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("newsarchive.ingest.pool.STUCK_S", 1.0)
    pool = ReadingPool(2, LIMIT_S, reading=misbehave)
    seen = {int(read(pool, b"pid", paper).detail or 0) for _ in range(20)}
    for pid in seen:
        os.kill(pid, signal.SIGSTOP)  # as if the lock on the queue were held by one that is gone
    readings = [pool.submit(page, paper, "article") for page in good[:5]]
    assert {r.result(30).outcome for r in readings} == {"article"}
    pool.close()


@ON_LINUX
def test_a_pool_whose_fork_server_is_killed_while_it_starts_is_started_again(paper: Outlet, good: list[Page]) -> None:
    first = ReadingPool(1, LIMIT_S)
    first.start()
    server = forkserver._forkserver._forkserver_pid  # type: ignore[attr-defined]
    os.kill(server, signal.SIGSTOP)  # it lives, and answers nothing, until it is killed
    pool = ReadingPool(1, LIMIT_S)
    killing = threading.Timer(0.5, os.kill, (server, signal.SIGKILL))
    killing.start()
    pool.start()
    killing.join()
    assert pool.read_now(good[0], paper, "article").outcome == "article"
    for opened in (pool, first):
        opened.close(now=True)


@ON_LINUX
def test_where_no_file_can_be_opened_for_the_workers_the_error_says_so_and_the_pool_can_be_started_later(
    paper: Outlet, good: list[Page]
) -> None:
    import resource

    pool = ReadingPool(1, LIMIT_S)
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    lowest = os.dup(0)
    os.close(lowest)
    resource.setrlimit(resource.RLIMIT_NOFILE, (lowest, hard))
    try:
        with pytest.raises(OSError, match="Too many open files"):
            pool.start()
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    assert pool.read_now(good[0], paper, "article").outcome == "article"
    pool.close(now=True)


@ON_LINUX
def test_no_process_is_left_when_the_pool_is_closed(paper: Outlet, good: list[Page]) -> None:
    pool = ReadingPool(2, LIMIT_S, reading=misbehave)
    pids = {int(read(pool, b"pid", paper).detail or 0) for _ in range(10)}
    assert [read(pool, body, paper).outcome for body in (b"exit", b"hang")] == ["extract_error", "extract_timeout"]
    pids |= {int(read(pool, b"pid", paper).detail or 0) for _ in range(10)}
    assert pids
    waiting: Future[Reading] = pool.submit(good[0], paper, "article")
    pool.close()
    assert waiting.result(0).outcome == "article"
    assert [pid for pid in pids if Path(f"/proc/{pid}").exists()] == []


def test_readings_are_given_in_order_and_so_many_pages_are_read_ahead_and_no_more() -> None:
    begun: list[int] = []

    def begin() -> Iterator[tuple[int, Future[Reading]]]:
        for number in range(10):
            begun.append(number)
            read_already: Future[Reading] = Future()
            read_already.set_result(Reading("listed", str(number)))
            yield number, read_already

    given, ahead = [], []
    for batch in read_ahead(begin(), 4):
        given += batch
        ahead.append(len(begun) - len(given))
    assert given == [(n, Reading("listed", str(n))) for n in range(10)]
    assert max(ahead) == 2, "of four under way half are waited for at a time"


def test_what_needs_no_reading_goes_along_with_what_does() -> None:
    read_later: Future[Reading] = Future()
    batches = read_ahead(iter([("a", read_later), ("b", Reading("not_in_replay"))]), 2)
    read_later.set_result(Reading("listed"))
    assert [one for batch in batches for one in batch] == [("a", Reading("listed")), ("b", Reading("not_in_replay"))]
