"""Many outlets at once, each at its own pace; a long queue costs no memory but that of SQLite's page cache."""

from __future__ import annotations

import sqlite3
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from tests.crawl.running import Data
from tests.crawl.support import Kiosk, finish, gaps
from tests.crawl.watching import family
from tests.newspaper import Newspaper

OUTLETS = 85
DELAY_S, JITTER_S = 1.0, 0.4
"""The jitter is the test's own: 85 servers in one process note when a request arrives, not when it was sent."""
PAGE_CACHE_KIB = 8_000


def test_one_process_crawls_85_outlets_each_at_its_own_pace(tmp_path: Path) -> None:
    with Kiosk(tmp_path) as kiosk:
        for n in range(OUTLETS):
            slow = n % 2 == 0
            declare = {"delay_s": DELAY_S if slow else 0}
            kiosk.open(f"bao{n:02}", articles=2, span_days=1, home_length=2, related=0, declare=declare)
        edition = kiosk.crawl()
        assert edition.ran.code == 0, edition.ran.err
        linked = set().union(*(paper.linked() for paper in kiosk.papers.values()))
        assert linked <= edition.articles | set(edition.ledger)
        assert len(edition.articles) == 2 * OUTLETS
        assert kiosk.data.one("SELECT count(*) FROM runs") == 1
        for key in list(kiosk.papers)[::2]:
            assert min(gaps(edition.requests[key])) >= DELAY_S - JITTER_S, key
        began, ended = zip(*((r[0].at, r[-1].at) for r in edition.requests.values()), strict=True)
        one_by_one = sum(e - b for b, e in zip(began, ended, strict=True))
        assert max(ended) - min(began) < one_by_one / 4, "the outlets waited for each other"


def largest_kib(data: Data, paper: Newspaper, queued: int) -> int:
    """Crawl five articles of a paper in whose queue there are so many more; return the peak of its largest process."""
    with closing(sqlite3.connect(data.database)) as db, db:
        host = f"{paper.host}:{paper.port}"
        rows = ((f"{paper.base}/doi/202611/bai-so-{n}-cho-doi-{n:07x}/",) for n in range(queued))
        db.executemany(
            "INSERT INTO urls (url, normal_url, normal_version, outlet, host, role, discovered_at, state, next_fetch_at) "
            f"VALUES (?1, ?1, 1, 'testpaper', '{host}', 'article', '2026-11-22T01:00:00Z', 'queued', '2026-11-22T01:00:00Z')",
            rows,
        )
        db.execute(
            "UPDATE urls SET next_fetch_at = '2026-11-22T00:00:00Z' WHERE outcome IS NULL AND url NOT LIKE '%/doi/%'"
        )
    peak = 0
    with data.start("crawl", "testpaper", "--limit", "5", env=paper.env) as child:
        while child.poll() is None:
            for pid in family(child.pid):
                status = Path(f"/proc/{pid}/status")
                try:
                    text = status.read_text()
                except OSError:
                    continue
                if "newsarchive.spiders" in Path(f"/proc/{pid}/cmdline").read_bytes().decode(errors="replace").replace(
                    "\0", " "
                ):
                    peak = max(peak, int(text.partition("VmHWM:")[2].split()[0] if "VmHWM:" in text else 0))
            time.sleep(0.1)
        ran = finish(child)
    assert ran.code == 0, ran.err
    return peak


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc")
def test_a_hundred_thousand_queued_addresses_cost_no_more_than_the_page_cache(tmp_path: Path) -> None:
    peaks: dict[int, int] = {}
    for queued in (1_000, 100_000):
        with Newspaper(articles=12, channels={"home"}, seed="hang doi") as paper:
            data = Data(tmp_path / str(queued))
            data.configure(workers=1)
            data.declare(paper)
            assert data.crawl("testpaper", "--limit", "1", env=paper.env).code == 0
            peaks[queued] = largest_kib(data, paper, queued)
    # The ledger is the queue: what grows is SQLite's page cache, and that only up to its bound (store/archive.py).
    assert peaks[100_000] < peaks[1_000] + PAGE_CACHE_KIB + 8 * 1024, peaks
