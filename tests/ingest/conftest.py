"""One newspaper's desk, for the tests of single steps."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.ingest.visiting import Desk, a_desk


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """A run with its recorder and lists, where visits to one newspaper are made."""
    with a_desk(tmp_path) as desk:
        yield desk
