"""Compute when a list is fetched again from how much it has brought, so that nothing is missed between two visits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from newsarchive.items import Role

FLOOR = timedelta(minutes=5)
CEILING = timedelta(days=1)
"""The shortest and the longest pause between two visits to a list."""

_UNKNOWN: dict[str, timedelta] = {
    "feed": timedelta(minutes=15),
    "list": timedelta(minutes=30),
    "sitemap": timedelta(hours=1),
}
_MEASURED = timedelta(days=1)
"""Shorter histories say little: the hour of the day moves them more than the newspaper's pace."""
_PACE_SPAN = timedelta(days=7)
_PACE_LEAST = 3
_LONGEST_STRETCH = 4.0


@dataclass(frozen=True, slots=True)
class Poll:
    """One visit to a list: how many addresses it named (None: it said that nothing changed), how many were new."""

    at: datetime
    found: int | None
    new: int = 0


def next_poll(
    role: Role,
    now: datetime,
    *,
    items_a_day: float | None,
    last_new: datetime | None = None,
    empty_in_a_row: int = 0,
    listed: int = 0,
) -> datetime:
    """Return when a list is due again (aware, as `now` is), between five minutes and a day from now.

    A list is asked twice in the time in which it brings one new address; visits that brought nothing stretch that up to
    four times, and one that brought nothing for days is asked ever more rarely. It is asked twice at least before the
    `listed` addresses it names at once have all been replaced. Without known pace, doubling pauses find it out.
    """
    if items_a_day is None:
        return now + min(_UNKNOWN.get(role, CEILING) * (1 << min(max(empty_in_a_row, 0), 7)), CEILING)
    if items_a_day <= 0:
        return now + CEILING
    pause = timedelta(days=min(0.5 / items_a_day, 1.0))
    pause *= min(1.0 + max(empty_in_a_row, 0) / 2, _LONGEST_STRETCH)
    if last_new is not None:
        pause = max(pause, (now - last_new) / 24)
    if listed:
        pause = min(pause, timedelta(days=min(listed / items_a_day / 2, 1.0)))
    return now + min(max(pause, FLOOR), CEILING)


def items_a_day(polls: Sequence[Poll], now: datetime) -> float | None:
    """Return how many new addresses a list brings a day; None while less than a day is known.

    The oldest poll only begins the time measured: what a list held when it was first read came over a longer time.
    """
    if len(polls) < 2:
        return None
    oldest = min(polls, key=lambda p: p.at)
    span = now - oldest.at
    if span < _MEASURED:
        return None
    return sum(p.new for p in polls if p is not oldest) / (span / timedelta(days=1))


def pace(moments: Iterable[datetime], now: datetime) -> float | None:
    """Return how many entries a day a list names, by the moments printed with them; None with fewer than three.

    Only the last week counts: older entries are in sitemaps because nobody removed them.
    """
    young = [m for m in moments if now - _PACE_SPAN <= m <= now]
    if len(young) < _PACE_LEAST:
        return None
    return len(young) / max((now - min(young)) / timedelta(days=1), 1 / 24)


def empty_in_a_row(polls: Iterable[Poll]) -> int:
    """Return how many of the latest polls brought nothing new."""
    count = 0
    for poll in sorted(polls, key=lambda p: p.at, reverse=True):
        if poll.new:
            break
        count += 1
    return count
