"""Compute when an address is fetched again: fresh articles soon, old ones rarely, lists by their own rhythm."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from newsarchive.items import Role

# (younger than, look again after). Most edits are made within hours of publication; a correction may come weeks later.
_BY_AGE: tuple[tuple[timedelta, timedelta], ...] = (
    (timedelta(hours=1), timedelta(minutes=15)),
    (timedelta(hours=6), timedelta(hours=1)),
    (timedelta(days=1), timedelta(hours=4)),
    (timedelta(days=3), timedelta(hours=12)),
    (timedelta(days=7), timedelta(days=1)),
    (timedelta(days=30), timedelta(days=7)),
    (timedelta(days=365), timedelta(days=60)),
)

_LISTS: dict[str, timedelta] = {
    "feed": timedelta(minutes=15),
    "list": timedelta(minutes=30),
    "sitemap": timedelta(hours=1),
}
_LIST_CEILING = timedelta(days=1)
_LONGEST_STRETCH = 4


def next_visit(
    role: Role, published: datetime | None, first_seen: datetime, now: datetime, unchanged_in_a_row: int = 0
) -> datetime | None:
    """Return when an address is due again (aware, UTC as `now` is), or None when it is not to be fetched any more.

    An article's age counts from its publication, or from the day we met it when that is unknown or lies in the
    future. Each visit that found nothing new stretches the pause, up to four times; an article older than a year
    rests. A list without news is asked more and more rarely, but at least once a day.
    """
    quiet = max(unchanged_in_a_row, 0)
    if role in _LISTS:
        return now + min(_LISTS[role] * (1 << min(quiet, 7)), _LIST_CEILING)
    if role != "article":
        return None
    born = published if published is not None and published <= now else first_seen
    age = max(now - born, timedelta(0))
    pause = next((pause for limit, pause in _BY_AGE if age < limit), None)
    return None if pause is None else now + pause * min(1 + quiet, _LONGEST_STRETCH)
