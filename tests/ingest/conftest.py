"""Data folders for imports, and an archive to put articles into."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.crawl.running import Data
from tests.ingest.press import Press


@pytest.fixture
def data(tmp_path: Path) -> Data:
    """An empty data folder."""
    return Data(tmp_path / "data")


@pytest.fixture
def press(tmp_path: Path) -> Iterator[Press]:
    """An archive into which articles are put one by one."""
    press = Press(tmp_path / "archive.db")
    yield press
    press.close()
