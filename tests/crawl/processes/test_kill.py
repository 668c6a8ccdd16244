"""Crawls that are killed or stopped at any moment: the next one completes, nothing is lost, nothing is there twice."""

from __future__ import annotations

import contextlib
import os
import random
import signal
import sqlite3
import subprocess
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.crawl.running import Data, later
from tests.newspaper import Newspaper
from tests.processes import family

ARTICLES = 60
WORKERS = 2
UNDER_WAY = 64
"""How many pages may be on their way or in a batch not yet committed: the frontier's bound, and the batch's company."""


@pytest.fixture
def paper() -> Iterator[Newspaper]:
    """A newspaper large enough to be killed in the middle."""
    with Newspaper(articles=ARTICLES, seed="đứt gánh", channels={"robots_sitemap", "home"}, related=0) as paper:
        paper.slow("*", 0.01)
        yield paper


def alive(pids: set[int]) -> set[int]:
    """Return those that still run (a zombie does not)."""
    running = set()
    for pid in pids:
        with contextlib.suppress(OSError):
            if Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX":
                running.add(pid)
    return running


def wait_until_gone(pids: set[int], seconds: float = 15) -> set[int]:
    """Wait for processes to end; return those that do not."""
    until = time.monotonic() + seconds
    while (left := alive(pids)) and time.monotonic() < until:
        time.sleep(0.02)
    return left


def run_until(process: subprocess.Popen[str], paper: Newspaper, requests: int) -> set[int]:
    """Wait until the newspaper has been asked so often; return the ids of the crawl's processes."""
    until = time.monotonic() + 30
    while len(paper.requests) < requests:
        assert process.poll() is None, "the crawl ended before it could be killed"
        assert time.monotonic() < until, "the crawl does not get on"
        time.sleep(0.002)
    return family(process.pid)


def check_complete(data: Data, paper: Newspaper) -> None:
    """Everything is there once, nothing is leased, bytes and pointers agree."""
    assert Counter(data.articles()) == Counter(s.url for s in paper.articles)
    assert data.column("SELECT url FROM urls WHERE state = 'leased' OR lease_owner IS NOT NULL") == []
    assert data.column("SELECT host FROM hosts WHERE lease_owner IS NOT NULL") == []
    assert data.column("SELECT url FROM urls WHERE outcome IS NULL") == []
    assert data.column("SELECT id FROM runs WHERE finished_at IS NULL") == []
    verified = data.run("verify")
    assert verified.code == 0, verified.err
    assert not list(data.warc.glob("*.open"))


@pytest.mark.parametrize(("victim", "seed"), [("command", 1), ("command", 2), ("crawl", 3)])
def test_a_killed_crawl_is_completed_by_the_next(data: Data, paper: Newspaper, victim: str, seed: int) -> None:
    data.declare(paper)
    at = random.Random(seed).randint(6, ARTICLES)
    with data.start("crawl", "testpaper", env=paper.env) as process:
        pids = run_until(process, paper, at)
        assert len(pids) >= 2 + WORKERS, "command, crawl, and what reads the pages"
        if victim == "command":
            os.kill(process.pid, signal.SIGKILL)
        else:
            os.kill(next(p for p in pids if "newsarchive.spiders" in command_line(p)), signal.SIGKILL)
        process.communicate(timeout=30)
    assert wait_until_gone(pids) == set(), "processes outlive the killed crawl"
    assert process.returncode != 0
    committed = data.one("SELECT count(*) FROM articles")
    ran = data.crawl("testpaper", env=later(paper, minutes=10))
    assert ran.code == 0, ran.err
    check_complete(data, paper)
    outcomes = data.column("SELECT outcome FROM runs ORDER BY id")
    assert outcomes == ["killed", "finished"]
    twice = {s.path: paper.hits(s.path) for s in paper.articles if paper.hits(s.path) > 1}
    assert set(twice.values()) <= {2}
    assert len(twice) <= min(UNDER_WAY, at), f"{committed} were stored, {len(twice)} fetched again"


def command_line(pid: int) -> str:
    """Return the command of a process, empty when it has ended."""
    with contextlib.suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    return ""


@pytest.mark.parametrize("begun", [False, True], ids=["starting", "begun"])
def test_a_crawl_stopped_at_the_start_says_nothing_odd(data: Data, paper: Newspaper, begun: bool) -> None:
    """While the process starts there is nothing to end; once its run stands in the archive, that is ended."""
    data.declare(paper)
    with data.start("crawl", "testpaper", env=paper.env) as process:
        wanted = "SELECT count(*) FROM runs" if begun else "SELECT count(*) FROM dictionary"
        while not is_there(data, wanted):
            assert process.poll() is None
        pids = family(process.pid)
        process.send_signal(signal.SIGTERM)
        _, err = process.communicate(timeout=30)
    assert "Traceback" not in err
    assert wait_until_gone(pids) == set()
    assert data.column("SELECT outcome FROM runs") == (["stopped"] if begun else [])
    assert data.column("SELECT host FROM hosts WHERE lease_owner IS NOT NULL") == []


def is_there(data: Data, sql: str) -> bool:
    """Tell whether a query gives something yet; the archive may not be there."""
    try:
        return bool(data.one(sql))
    except sqlite3.OperationalError:
        time.sleep(0.005)
        return False


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_stopped_crawl_ends_cleanly_and_goes_on_later(data: Data, paper: Newspaper, number: signal.Signals) -> None:
    data.declare(paper)
    with data.start("crawl", "testpaper", env=paper.env) as process:
        pids = run_until(process, paper, 20)
        if number == signal.SIGINT:
            os.killpg(process.pid, signal.SIGINT)  # as a terminal does: all processes of the group get it
        else:
            process.send_signal(signal.SIGTERM)
        _, err = process.communicate(timeout=30)
    assert "Traceback" not in err
    assert wait_until_gone(pids) == set()
    assert data.column("SELECT outcome FROM runs") == ["stopped"]
    assert data.column("SELECT url FROM urls WHERE state = 'leased'") == []
    assert data.column("SELECT host FROM hosts WHERE lease_owner IS NOT NULL") == []
    assert not list(data.warc.glob("*.open"))
    stored = set(data.articles())
    assert 0 < len(stored) < ARTICLES
    assert data.crawl("testpaper", env=later(paper, minutes=10)).code == 0
    check_complete(data, paper)
    again = [s.url for s in paper.articles if paper.hits(s.path) > 1 and s.url in stored]
    assert again == [], "what was stored is not fetched again so soon"


def test_two_crawls_share_a_data_folder(data: Data) -> None:
    """Different outlets side by side; of one outlet, the second crawl is told that somebody has it."""
    with (
        Newspaper(articles=20, seed="một", channels={"feed"}) as one,
        Newspaper(articles=20, seed="hai", channels={"feed"}) as two,
    ):
        data.declare(one, "one")
        data.declare(two, "two")
        one.slow("*", 2.0)
        with data.start("crawl", "one", env=one.env) as first:
            run_until(first, one, 2)
            second = data.crawl("two", env=two.env)
            assert first.poll() is None, "they did not overlap"
            same = data.crawl("one", env=one.env)
            assert first.poll() is None, "they did not overlap"
            one.heal()
            _, err = first.communicate(timeout=40)
        assert (first.returncode, second.code, same.code) == (0, 0, 3), err + second.err
        assert "another process is crawling it" in same.err
        assert Counter(data.articles("one")) == Counter(s.url for s in one.articles)
        assert Counter(data.articles("two")) == Counter(s.url for s in two.articles)
        assert max(one.max_connections, two.max_connections) == 1
        assert data.run("verify").code == 0
