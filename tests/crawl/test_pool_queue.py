"""A crawl holds a bounded number of pages, however many there are and however slow they are to read."""

from __future__ import annotations

import re
import sqlite3
import sys
import time
from contextlib import closing, suppress
from pathlib import Path

import pytest

from newsarchive.crawl.hosts import UNDER_WAY_FAST
from tests.crawl.support import Kiosk, finish
from tests.crawl.watching import family

ARTICLES = 400
PAGE_BYTES = 400_000
MOST_BYTES = 150 * 1024 * 1024
"""Peak memory of the fetching process, most of it libraries; the pages alone are 160 MB."""


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_pages_under_way_are_bounded_in_number_and_memory(tmp_path: Path) -> None:
    with Kiosk(tmp_path / "data", workers=1) as kiosk:
        paper = kiosk.open("large", articles=ARTICLES, home_length=ARTICLES, pad_bytes=PAGE_BYTES, codings=["identity"])
        most_leased, peak = 0, 0
        with kiosk.data.start("crawl", "large", env=paper.env) as child:
            while child.poll() is None:
                most_leased = max(most_leased, _leased(kiosk.data.database))
                peak = max([peak, *map(_peak_bytes, family(child.pid)[1:2])])
                time.sleep(0.05)
            edition = kiosk.edition(finish(child))
        assert {a.url for a in paper.articles} == edition.articles
        assert 1 <= most_leased <= UNDER_WAY_FAST
        assert 0 < peak < MOST_BYTES


def _leased(database: Path) -> int:
    with suppress(sqlite3.Error), closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as db:
        return int(db.execute("SELECT count(*) FROM urls WHERE state = 'leased'").fetchone()[0])
    return 0


def _peak_bytes(pid: int) -> int:
    with suppress(OSError):
        found = re.search(r"VmHWM:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text())
        return int(found[1]) * 1024 if found else 0
    return 0
