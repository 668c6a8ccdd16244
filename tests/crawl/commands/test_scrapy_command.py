"""Scrapy's own command does what ours does, from the folder with scrapy.cfg."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.crawl.support import Kiosk

ROOT = Path(__file__).parents[3]


def test_scrapy_crawl_archives_an_outlet(tmp_path: Path) -> None:
    with Kiosk(tmp_path / "data") as kiosk:
        paper = kiosk.open("testpaper")
        done = subprocess.run(
            [sys.executable, "-m", "scrapy", "crawl", "outlet", "-a", "key=testpaper"],
            cwd=ROOT, env=kiosk.environment(), capture_output=True, text=True, timeout=60,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        assert {a.url for a in paper.articles} == set(kiosk.data.articles())
        assert "Traceback" not in done.stderr
        assert [row["outcome"] for row in kiosk.data.rows("SELECT outcome FROM runs")] == ["finished"]
