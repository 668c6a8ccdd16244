"""Workers start with the heavy libraries in memory, because the fork server has imported them."""

from __future__ import annotations

import multiprocessing

import pytest

from newsarchive.ingest.pool import ReadingPool
from tests.ingest.hostile import misbehave
from tests.ingest.visiting import FIRST, PAPER, page


@pytest.mark.skipif("forkserver" not in multiprocessing.get_all_start_methods(), reason="has no fork server")
def test_a_worker_begins_with_what_is_preloaded() -> None:
    pool = ReadingPool(1, 60, reading=misbehave)
    try:
        loaded = (pool.read_now(page(FIRST, b"modules"), PAPER, "article").detail or "").split()
    finally:
        pool.close(now=True)
    assert {"newsarchive.ingest.preload", "trafilatura"} <= set(loaded)
