"""How the lists of one run are watched: their rhythm, whether their polls overlap, who takes over from the dead."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsarchive.ingest.alarming import look
from newsarchive.ingest.overlap import Overlap
from newsarchive.ingest.polling import Polling
from newsarchive.ingest.takeover import Takeover
from newsarchive.items import utc_text
from newsarchive.store.channels import Channels, Gaps, started_at

if TYPE_CHECKING:
    from datetime import datetime

    from newsarchive.ingest.reading import Found
    from newsarchive.ingest.visit import Visit
    from newsarchive.outlets import Outlet
    from newsarchive.store.archive import Archive
    from newsarchive.store.ledger import UrlRow

LISTS = frozenset({"list", "feed", "sitemap"})
"""Roles of addresses that name others."""


class Watching:
    """What one run learns of its lists."""

    def __init__(self, archive: Archive, *, run_id: int, now: datetime) -> None:
        self._archive = archive
        self._run_id = run_id
        self._channels = Channels(archive.db)
        self.polling = Polling(self._channels, run_id=run_id)
        self.overlap = Overlap(
            self._channels, Gaps(archive.db), run_id=run_id, started_at=started_at(archive.db, run_id, now)
        )
        self.takeover = Takeover()
        self._watched: dict[str, tuple[Outlet, bool]] = {}
        self._freshest: dict[int, str] = {}

    def watch(self, outlet: Outlet, *, is_whole: bool) -> None:
        """Judge an outlet at the end of the run; `is_whole`: the run was not limited to some articles or days."""
        self._watched[outlet.key] = (outlet, is_whole)

    def end(self, now: datetime) -> None:
        """Close what gaps were read through, raise alarms and clear them. Called in the run's closing transaction."""
        self.overlap.close(utc_text(now))
        if self._watched:
            look(self._archive, self._run_id, self._watched.values(), self._freshest, now)

    def reads_back(self, visit: Visit, row: UrlRow, at: str) -> bool:
        """Look at a list before its addresses are entered; tell whether its next page is wanted though all is known."""
        ours: list[Found] = [f for f in visit.reading.found if f.role == "article" and not (f.off_site or f.edition)]
        if visit.channel_id is not None and self.polling.is_root(visit.channel_id, row):
            self.overlap.note(visit, row, self._channels.get(visit.channel_id), ours, at)
            self._freshest[visit.channel_id] = self._channels.freshest([f.normal_url for f in ours]) or at
        return self.overlap.reads_back(visit, ours)

    def came(self, visit: Visit, row: UrlRow, outcome: str) -> frozenset[str]:
        """Note how a list was judged; return the hosts that have something to fetch, now that others take its place."""
        if visit.channel_id is None or outcome == "duplicate_url" or not self.polling.is_root(visit.channel_id, row):
            return frozenset()
        channel = self._channels.get(visit.channel_id)
        if outcome == "listed":
            brought = any(f.role in ("article", "sitemap") and not f.off_site for f in visit.reading.found)
        else:
            brought = outcome == "not_modified" and (channel.last_yield_at is not None or channel.kind == "sitemap")
        return self.takeover.asked(visit.outlet.key, channel.kind, channel.id, brought=brought)
