"""A moment as a page gives it: a day, with the time of day and the offset only where these are known."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta, timezone
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True)
class Moment:
    """A day, with the time of day and the offset where the string gives them.

    `offset` is in minutes east of UTC. `rule` names the reading. `us` marks a machine string whose first number
    may be the month as well as the day (`1/2/2022 8:12:40 AM`). `vague` marks a time counted back from the fetch.
    """

    day: date
    hour: int | None = None
    minute: int = 0
    second: int = 0
    offset: int | None = None
    rule: str = "iso"
    us: bool = False
    vague: bool = False

    @property
    def has_time(self) -> bool:
        return self.hour is not None

    @property
    def wall(self) -> datetime:
        """The wall-clock time without zone; midnight when only the day is known."""
        return datetime(self.day.year, self.day.month, self.day.day, self.hour or 0, self.minute, self.second)  # noqa: DTZ001

    @property
    def wall_minute(self) -> datetime:
        """The wall-clock time without seconds, which most printed times lack."""
        return self.wall.replace(second=0)

    @property
    def is_midnight(self) -> bool:
        return self.hour == 0 and self.minute == 0 and self.second == 0

    def instant(self) -> datetime | None:
        """The moment in UTC; None without time or offset."""
        if self.hour is None or self.offset is None:
            return None
        return self.wall.replace(tzinfo=timezone(timedelta(minutes=self.offset))).astimezone(UTC)

    def day_only(self) -> Moment:
        """The same day without time."""
        return replace(self, hour=None, minute=0, second=0, offset=None)

    def in_zone(self, zone: ZoneInfo) -> Moment:
        """The moment with the zone's offset: a time without one is taken as local there, another is converted."""
        if self.hour is None:
            return self
        if self.offset is None:
            delta = self.wall.replace(tzinfo=zone).utcoffset() or timedelta()
            return replace(self, offset=int(delta.total_seconds() // 60))
        instant = self.instant()
        assert instant is not None
        local = instant.astimezone(zone)
        delta = local.utcoffset() or timedelta()
        offset = int(delta.total_seconds() // 60)
        return replace(self, day=local.date(), hour=local.hour, minute=local.minute, second=local.second, offset=offset)

    def text(self) -> str:
        """ISO 8601: `2025-07-23T16:45:00+07:00`, or the bare day without time or offset."""
        if self.hour is None or self.offset is None:
            return self.day.isoformat()
        return self.wall.replace(tzinfo=timezone(timedelta(minutes=self.offset))).isoformat()


def moment_of(
    year: str,
    month: str | int,
    day: str,
    hour: str | int | None = None,
    minute: str | None = None,
    second: str | None = None,
    *,
    offset: int | None = None,
    rule: str,
) -> Moment | None:
    """Return the moment that these numbers give; None when they are no day from 1990 to 2100.

    Without hour, or with a time of day that does not exist, it is the bare day; 24:00 is the start of the next day.
    """
    try:
        on = date(int(year), int(month), int(day))
    except ValueError:
        return None
    if not 1990 <= on.year <= 2100:
        return None
    if hour is None:
        return Moment(on, rule=rule)
    h, m, s = int(hour), int(minute or 0), int(second or 0)
    if h == 24 and m == 0:
        return Moment(on + timedelta(days=1), 0, 0, 0, offset, rule)
    if h > 23 or max(m, s) > 59:
        return Moment(on, rule=rule)
    return Moment(on, h, m, s, offset, rule)
