"""Workers that are killed while a crawl runs cost their own pages and nothing else, and none outlives the crawl."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from tests.crawl.running import later
from tests.crawl.support import Kiosk, finish
from tests.crawl.watching import family, workers

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
ARTICLES = 60


def wait_for(what: Callable[[], object], patience_s: float = 30.0) -> None:
    until = time.monotonic() + patience_s
    while not what():
        assert time.monotonic() < until, "what was waited for did not happen"
        time.sleep(0.02)


def test_a_crawl_whose_workers_are_killed_goes_on_and_stores_all_else(tmp_path: Path) -> None:
    with Kiosk(tmp_path / "data", page_timeout_s=2.0) as kiosk:
        paper = kiosk.open("paper", articles=ARTICLES, home_length=ARTICLES, pad_bytes=100_000)
        for article in paper.articles:
            paper.slow(article.path, 0.03)
        killed: list[int] = []
        with kiosk.data.start("crawl", "paper", env=paper.env) as child:
            for share in (15, 30):
                wait_for(lambda share=share: len(paper.requests) >= share and workers(child.pid))
                for pid in workers(child.pid):
                    with suppress(ProcessLookupError):
                        os.kill(pid, signal.SIGKILL)
                        killed.append(pid)
            first = kiosk.edition(finish(child))
        assert len(killed) >= 2
        outcomes = {article.url: first.outcome(article.url) for article in paper.articles}
        lost = {url for url, (outcome, _) in outcomes.items() if outcome == "extract_error"}
        assert {url for url, (outcome, _) in outcomes.items() if outcome == "new"} == set(outcomes) - lost
        assert len(lost) <= len(killed)
        assert all((detail or "").startswith("the worker") for url, (_, detail) in outcomes.items() if url in lost)
        again = kiosk.crawl(*lost, env=later(paper, minutes=1))
        assert again.articles == set(outcomes)


def test_no_worker_outlives_a_crawl_that_is_killed(tmp_path: Path) -> None:
    with Kiosk(tmp_path / "data", page_timeout_s=2.0) as kiosk:
        paper = kiosk.open("paper", articles=ARTICLES, home_length=ARTICLES)
        for article in paper.articles:
            paper.slow(article.path, 0.2)
        with kiosk.data.start("crawl", "paper", env=paper.env) as child:
            wait_for(lambda: workers(child.pid))
            everybody = family(child.pid)
            child.kill()
            child.communicate()
        assert len(everybody) >= 4
        wait_for(lambda: not any(Path(f"/proc/{pid}").exists() for pid in everybody), 15)
