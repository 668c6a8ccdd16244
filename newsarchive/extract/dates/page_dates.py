"""A date found on a page, and how the dates of one page are read."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, timedelta
from typing import TYPE_CHECKING

from newsarchive.extract.dates import parse

if TYPE_CHECKING:
    from datetime import date, datetime
    from zoneinfo import ZoneInfo

    from newsarchive.extract.dates.moment import Moment


@dataclass(frozen=True, slots=True)
class PageDate:
    """A date found: the moment, its source, the raw string and the rule that read or chose it."""

    moment: Moment
    source: str
    raw: str
    rule: str


@dataclass(slots=True)
class DateReader:
    """Reads the dates of one page as they are written in its language, and decides which are possible.

    `zone` is where times without offset are local, None when the page does not say; no date lies after `latest`.
    `slow_left` is how many more lines of other languages are given to the slow reader.
    """

    fetched_at: datetime
    zone: ZoneInfo | None
    vietnamese: bool
    language: str | None
    latest: datetime
    slow_left: int = 3

    @property
    def today(self) -> set[date]:
        """The day of the fetch, in UTC and in the page's zone."""
        return {self.fetched_at.astimezone(zone).date() for zone in (UTC, self.zone) if zone is not None}

    def possible(self, moment: Moment) -> bool:
        """Return whether the moment is not in the future of the fetch (by the most easterly reading of its day)."""
        instant = moment.instant()
        if instant is not None:
            return instant <= self.latest
        if moment.has_time and self.zone is not None:
            local = moment.in_zone(self.zone).instant()
            return local is not None and local <= self.latest
        return moment.day <= (self.latest + timedelta(hours=14)).date()

    def is_settled(self, moment: Moment) -> bool:
        """Return whether a machine date leaves nothing for a printed one to prove: a time, no midnight, the zone's own
        offset (any offset on pages of other languages, whose printed dates are slow to read)."""
        if not moment.has_time or moment.is_midnight or moment.us or not self.possible(moment):
            return False
        return not self.vietnamese or (self.zone is not None and moment.offset == moment.in_zone(self.zone).offset)

    def printed(self, raw: str) -> Moment | None:
        """Return the date printed in a line, or None."""
        if self.vietnamese and self.zone is not None:
            found = parse.vietnamese(raw, self.fetched_at, self.zone)
            if found is None and len(raw) < 60:
                found = parse.foreign(raw, "vi", "DMY", self.fetched_at)
            return found
        found = parse.machine(raw) if re.match(r"\s*\d{4}-\d{2}-\d{2}", raw) else None
        return found if found is not None else self._foreign(raw)

    def _foreign(self, raw: str) -> Moment | None:
        if not self.language or len(raw) >= 120 or self.slow_left <= 0:
            return None
        self.slow_left -= 1
        return parse.foreign(raw, self.language, "MDY" if self.language == "en" else "DMY", self.fetched_at)
