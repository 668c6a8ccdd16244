"""Prove that nothing fell between two polls of a list, note a gap where that cannot be proved, and close gaps."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from newsarchive.items import utc_text

if TYPE_CHECKING:
    from newsarchive.ingest.reading import Found
    from newsarchive.ingest.values import Visit
    from newsarchive.store.channels import Channel, Channels, Gap, Gaps
    from newsarchive.store.ledger import UrlRow

_SLACK = timedelta(minutes=10)
"""What a poll found is entered a little after it was fetched."""


class Overlap:
    """The gaps of one run. Keeps in memory the open gaps of the run's outlets and which channels reached behind them.

    A list overlaps with its last poll when it names an address that was listed before this run: lists run from new
    to old, so all that came in between stands above it. An outlet with open gaps is read further back: its sections
    are turned and its sitemaps read until they name what was published, or known, before the oldest gap began.
    """

    def __init__(self, channels: Channels, gaps: Gaps, *, run_id: int, started_at: str) -> None:
        self._channels = channels
        self._gaps = gaps
        self._run_id = run_id
        self._started_at = started_at
        self._open: dict[str, list[Gap]] = {}
        self._asked: dict[str, set[int]] = {}
        self._reached: dict[str, set[int]] = {}

    def take_up(self, outlet: str) -> bool:
        """Try to close an outlet's gaps in this run; return whether there are any whose turn it is.

        The first, second, fourth, eighth ... crawl after a gap tries: what a site has taken off its lists does not
        come back, and reading back costs it dozens of pages.
        """
        gaps = self._gaps.standing(outlet)
        if not any(_is_power_of_two(self._gaps.runs_since(g, self._run_id)) for g in gaps):
            return False
        self._open[outlet] = gaps
        self._channels.forget_validators(outlet)
        return True

    def note(self, visit: Visit, row: UrlRow, channel: Channel, ours: list[Found], at: str) -> None:
        """Look at a list a channel begins with, before its addresses are entered; write a gap when nothing overlaps."""
        if not ours or not visit.live:
            return
        since = self._channels.last_read(channel, row.id)
        if since is None:
            return
        normal = [f.normal_url for f in ours]
        if not self._channels.known_before(normal, self._run_id, self._started_at, enough=1):
            self._gaps.open(channel.outlet, channel.id, since=since, until=at)

    def reads_back(self, visit: Visit, ours: list[Found]) -> bool:
        """Return whether the next page of a list is wanted although all is known: its outlet has a gap not reached yet."""
        gaps = self._open.get(visit.outlet.key)
        if not gaps or visit.channel_id is None or not ours:
            return False
        self._asked.setdefault(visit.outlet.key, set()).add(visit.channel_id)
        if not self._is_behind(ours, min(g.since for g in gaps)):
            return True
        self._reached.setdefault(visit.outlet.key, set()).add(visit.channel_id)
        return False

    def close(self, at: str) -> None:
        """Close the gaps that were read through: by their own channel, by a sitemap, or by every section there is."""
        for outlet, gaps in self._open.items():
            reached = {c: self._channels.get(c).kind for c in self._reached.get(outlet, ())}
            sections = {c for c in self._asked.get(outlet, ()) if self._channels.get(c).kind == "section"}
            all_through = "sitemap" in reached.values() or bool(sections and sections <= reached.keys())
            self._gaps.close([g.id for g in gaps if all_through or g.channel_id in reached], at)

    def _is_behind(self, ours: list[Found], since: str) -> bool:
        """Return whether a list names what is older than a moment: by its dates, else because most of it was known then."""
        dated = [f.lastmod for f in ours if f.lastmod and "T" in f.lastmod]
        begin = datetime.fromisoformat(since)
        if dated and len(dated) * 2 > len(ours):
            return min(map(datetime.fromisoformat, dated)) < begin
        known = self._channels.known_at([f.normal_url for f in ours], utc_text(begin + _SLACK))
        return known * 2 >= len(ours)


def _is_power_of_two(number: int) -> bool:
    return number & (number - 1) == 0
