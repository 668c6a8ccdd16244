"""Load all outlet declarations and answer which outlet an address belongs to."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from newsarchive.outlets.schema import Outlet


class Registry:
    """All outlets known: the built-in ones and the user's own, which override built-ins of the same key."""

    def __init__(self, outlets: dict[str, Outlet]) -> None:
        self._outlets = outlets


def load(own: Path | None = None) -> Registry:
    """Load the built-in outlets and those of the folder `own`."""
    raise NotImplementedError
