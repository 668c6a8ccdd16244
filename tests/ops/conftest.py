"""A data folder for tests that run commands."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.crawl.running import Data


@pytest.fixture
def data(tmp_path: Path) -> Data:
    """An empty data folder."""
    return Data(tmp_path / "data")
