"""Raise and clear the alarms of the outlets of a run, at its end."""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from newsarchive.health.rules import findings
from newsarchive.items import utc_text
from newsarchive.store.alarms import Alarms
from newsarchive.store.reads.health import Health, OutletFacts

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from newsarchive.health.rules import Finding
    from newsarchive.outlets import Outlet
    from newsarchive.store.archive import Archive

logger = logging.getLogger(__name__)

WATCHED = timedelta(days=35)
"""How far back the number of new articles a day is looked at: five of each weekday."""
RECENT = 20
"""How many articles may show that something has changed."""
LATEST = 100
"""How many articles before those of the run show what is usual."""
ADAPTS = timedelta(days=14)
"""How long what was usual before an alarm stays the measure; what lasts longer is how the newspaper is now."""
POLLS = 200
"""How many past polls show what is usual of a channel."""


def look(
    archive: Archive, run_id: int, watched: Iterable[tuple[Outlet, bool]], freshest: Mapping[int, str], now: datetime
) -> None:
    """Judge outlets after a run. With each comes whether the run was whole: not limited to some articles or days.

    `freshest` says, for the channels read in this run, when the youngest address they name was first met (UTC text).
    """
    health, alarms = Health(archive.db, run_id), Alarms(archive.db)
    tallies, days = health.tallies(), health.new_by_day(now, WATCHED)
    for outlet, is_whole in watched:
        facts = OutletFacts(tallies.get(outlet.key, []), days.get(outlet.key, {}))
        since = alarms.since(outlet.key, "field_lost")
        lasts = since is not None and now - datetime.fromisoformat(since) < ADAPTS
        _add(facts, health, outlet.key, freshest, since if lasts else None)
        declared = frozenset((outlet.home, *outlet.feeds, *outlet.sitemaps, *outlet.sections))
        for found in findings(facts, now, min_per_day=outlet.min_per_day, declared=declared, is_whole=is_whole):
            _tell(alarms, outlet.key, found, utc_text(now))


def _add(facts: OutletFacts, health: Health, key: str, freshest: Mapping[int, str], since: str | None) -> None:
    """Add what is known of the outlet's articles and channels."""
    brought = health.brought(key, LATEST)
    facts.in_run = len(brought)
    if brought or any(t.role == "article" and t.outcome in ("not_article", "extract_error") for t in facts.tallies):
        but = [a.id for a in brought]
        meanwhile = health.latest(key, RECENT, but=but, after=since) if since else []
        facts.articles = brought + meanwhile + health.latest(key, LATEST, but=but, before=since or "9")
        facts.usual_from = len(brought) + len(meanwhile)
        facts.whole, facts.emptied = health.pages_before(key)
    facts.channels = [replace(c, freshest_at=freshest.get(c.channel.id)) for c in health.channels(key, POLLS)]


def _tell(alarms: Alarms, outlet: str, found: Finding, at: str) -> None:
    if found.stands:
        if alarms.since(outlet, found.kind) is None:
            logger.warning("%s: %s: %s", outlet, found.kind, found.detail)
        alarms.raise_(outlet, found.kind, found.detail, at)
    elif found.stands is False:
        since = alarms.clear(outlet, found.kind, at)
        if since is not None:
            logger.info("%s: %s is over", outlet, found.kind)
        if since is not None and found.kind == "robots_denies":
            alarms.let_in_again(outlet, since, at)
