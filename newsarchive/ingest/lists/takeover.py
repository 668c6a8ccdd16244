"""Let discovered lists take over where the declared ones bring nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from newsarchive.outlets import Outlet
    from newsarchive.store.channels import Kind


@dataclass(frozen=True, slots=True)
class Withheld:
    """A list that was found and is not read for now.

    `depth` is how deep it stands (1: named by the home page), None when the run may start from it (robots.txt names it).
    `at` is when it was found (UTC text).
    """

    outlet: Outlet
    kind: Kind
    url: str
    at: str
    depth: int | None = None
    lastmod: str | None = None


class Takeover:
    """Which outlets may be read by channels of kinds that are declared, in one run.

    What is declared is believed first: discovered lists of that kind are withheld. When every declared list of a kind
    has been asked in this run and none named an article, or when a channel is known to be dead (an alarm stands), the
    outlet is lifted, and what was withheld is entered. Keeps in memory the lists that home pages and robots.txt name.
    """

    def __init__(self) -> None:
        self._declared: dict[tuple[str, str], set[int]] = {}
        self._brought: set[tuple[str, str]] = set()
        self._withheld: dict[str, list[Withheld]] = {}
        self._lifted: set[str] = set()

    def lift(self, outlet: str) -> None:
        """Let discovery go on in an outlet whatever is declared."""
        self._lifted.add(outlet)

    def expect(self, outlet: str, kind: Kind, channel_id: int) -> None:
        """Note a declared channel of this run."""
        self._declared.setdefault((outlet, kind), set()).add(channel_id)

    def is_withheld(self, outlet: Outlet, kind: Kind) -> bool:
        """Return whether discovered lists of a kind (feed, sitemap, section) are left alone for now."""
        declared = {"feed": outlet.feeds, "sitemap": outlet.sitemaps, "section": outlet.sections}[kind]
        return bool(declared) and outlet.key not in self._lifted

    def withhold(self, found: Withheld) -> None:
        """Keep a list that was met, for the case that the declared ones bring nothing."""
        self._withheld.setdefault(found.outlet.key, []).append(found)

    def asked(self, outlet: str, kind: Kind, channel_id: int, *, brought: bool) -> list[Withheld]:
        """Note what came of a declared channel's list; return the lists that take over now."""
        waiting = self._declared.get((outlet, kind))
        if waiting is None or channel_id not in waiting:
            return []
        waiting.discard(channel_id)
        if brought:
            self._brought.add((outlet, kind))
        if waiting or (outlet, kind) in self._brought:
            return []
        self._lifted.add(outlet)
        return self._withheld.pop(outlet, [])
