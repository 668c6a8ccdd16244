"""When a list is polled again, from what its channel has been bringing."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from newsarchive.items import utc_text
from newsarchive.manners import rhythm
from newsarchive.manners.revisits import next_visit
from newsarchive.outcomes import LIST_READ

if TYPE_CHECKING:
    from newsarchive.ingest.values import Visit
    from newsarchive.store.channels import Channels
    from newsarchive.store.ledger import UrlRow

POLLS = 400
"""How many past polls show a channel's rhythm: two weeks of one that is asked every fifty minutes."""
LOST_FOR = timedelta(days=1)
"""How long a list that once brought something rests when it cannot be read: it may be mended any day."""


class Polling:
    """Decides when the lists of a run are due again."""

    def __init__(self, channels: Channels, *, run_id: int) -> None:
        self._channels = channels
        self._run_id = run_id

    def next_poll(self, visit: Visit, row: UrlRow, now: datetime) -> datetime | None:
        """Return when a list that was read, or had not changed, is due again; None when another list leads to it.

        The list a channel begins with has the rhythm of its channel. Further pages of a section are found from the
        first. Sitemaps named by an index keep the simpler rhythm of their kind: they may change while the index does not.
        """
        if visit.channel_id is None:
            return next_visit(row.role, None, now, now)
        if not self._channels.is_root(visit.channel_id, row):
            return None if row.role == "list" else next_visit(row.role, None, now, now, self._quiet(visit, row))
        polls = [self._present(visit, now)]
        polls += [
            rhythm.Poll(datetime.fromisoformat(p.at), p.found, p.new or 0)
            for p in self._channels.polls(visit.channel_id, row.id, POLLS)
            if p.outcome in LIST_READ and p.run_id != self._run_id
        ]
        pace = rhythm.items_a_day(polls, now)
        if pace is None:
            pace = rhythm.pace(_moments(visit), now)
        return rhythm.next_poll(
            row.role,
            now,
            items_a_day=pace,
            last_new=next((p.at for p in polls if p.new), None),
            empty_in_a_row=rhythm.empty_in_a_row(polls),
            listed=next((p.found for p in polls if p.found), 0),
        )

    def after_trouble(self, visit: Visit, row: UrlRow, due: str | None, now: datetime) -> str | None:
        """Return when a list is tried again that could not be read: within a day when it is worth it, else as `due` says."""
        if visit.channel_id is None or not visit.live:
            return due
        channel = self._channels.get(visit.channel_id)
        worth = channel.declared or channel.kind == "home" or channel.last_yield_at is not None
        if not worth or not self._channels.is_root(channel.id, row):
            return due
        latest = utc_text(now + LOST_FOR)
        return latest if due is None else min(due, latest)

    def _present(self, visit: Visit, now: datetime) -> rhythm.Poll:
        """The poll that is being judged."""
        assert visit.channel_id is not None
        if visit.reading.outcome != "listed":
            return rhythm.Poll(now, None)
        return rhythm.Poll(now, *self._channels.brought(self._run_id, visit.channel_id))

    def _quiet(self, visit: Visit, row: UrlRow) -> int:
        """How many visits in a row, this one included, were answered that nothing had changed."""
        if visit.reading.outcome != "not_modified":
            return 0
        outcomes = [p.outcome for p in self._channels.polls(visit.channel_id or 0, row.id, 8)]
        return 1 + next((n for n, outcome in enumerate(outcomes) if outcome != "not_modified"), len(outcomes))


def _moments(visit: Visit) -> list[datetime]:
    """The moments printed with the entries of a list; bare days say too little."""
    return [datetime.fromisoformat(f.lastmod) for f in visit.reading.found if f.lastmod and "T" in f.lastmod]
