"""Let discovered channels take over where the declared ones bring nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from newsarchive.outlets import Outlet

    Enter = Callable[[], Collection[str]]
    """Enters a list that was withheld; returns the hosts that have something to fetch."""


class Takeover:
    """Which outlets may be read by channels of kinds that are declared, in one run.

    What is declared is believed first: discovered lists of that kind are withheld. When every declared list of a kind
    has been asked in this run and none named an article, or when a channel is known to be dead (an alarm stands), the
    outlet is lifted, and what was withheld is entered. Keeps in memory the lists that home pages and robots.txt name.
    """

    def __init__(self) -> None:
        self._declared: dict[tuple[str, str], set[int]] = {}
        self._brought: set[tuple[str, str]] = set()
        self._withheld: dict[str, list[Enter]] = {}
        self._lifted: set[str] = set()

    def lift(self, outlet: str) -> None:
        """Let discovery go on in an outlet whatever is declared."""
        self._lifted.add(outlet)

    def expect(self, outlet: str, kind: str, channel_id: int) -> None:
        """Note a declared channel of this run."""
        self._declared.setdefault((outlet, kind), set()).add(channel_id)

    def is_withheld(self, outlet: Outlet, kind: str) -> bool:
        """Tell whether discovered lists of a kind (feed, sitemap, section) are left alone for now."""
        declared = {"feed": outlet.feeds, "sitemap": outlet.sitemaps, "section": outlet.sections}[kind]
        return bool(declared) and outlet.key not in self._lifted

    def withhold(self, outlet: str, enter: Enter) -> None:
        """Keep a list that was met, for the case that the declared ones bring nothing."""
        self._withheld.setdefault(outlet, []).append(enter)

    def asked(self, outlet: str, kind: str, channel_id: int, *, brought: bool) -> frozenset[str]:
        """Note what came of a declared channel's list; return the hosts that have something to fetch, now that others take over."""
        waiting = self._declared.get((outlet, kind))
        if waiting is None or channel_id not in waiting:
            return frozenset()
        waiting.discard(channel_id)
        if brought:
            self._brought.add((outlet, kind))
        if waiting or (outlet, kind) in self._brought:
            return frozenset()
        self._lifted.add(outlet)
        return frozenset(host for enter in self._withheld.pop(outlet, ()) for host in enter())
