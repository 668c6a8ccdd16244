"""Read the dates of feeds and sitemaps, and return them as ISO 8601."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime
from zoneinfo import ZoneInfo

_ISO = re.compile(
    r"(\d{4})-(\d{1,2})-(\d{1,2})"
    r"(?:[T ]{1,3}(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d{1,9})?)?)?\s{0,3}"
    r"(Z|UTC|GMT|(?:GMT|UTC)?[+-]\d{1,2}(?::?\d{2})?)?",
    re.IGNORECASE,
)
_OFFSET = re.compile(r"(?:GMT|UTC)?([+-])(\d{1,2}):?(\d{2})?", re.IGNORECASE)
_SLASHED = re.compile(
    r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})(?:[T ,-]{1,3}(\d{1,2}):(\d{2})(?::(\d{2}))?\s{0,3}(AM|PM|SA|CH)?)?",
    re.IGNORECASE,
)
_GMT_OFFSET = re.compile(r"\b(?:GMT|UTC)\s?([+-])(\d{1,2}):?(\d{2})?\b", re.IGNORECASE)


def iso_date(raw: str | None, zone: str) -> str | None:
    """Return a list's date as ISO 8601: the bare day, or an instant with offset (that of `zone` if none is printed).

    Reads the W3C forms of the sitemap protocol (and their usual slips: `.000 +07:00`, `+0700`, a space for the T),
    RFC 822 dates of RSS (also `GMT+7`), and the local forms seen in feeds: `23/07/2025 16:45`, and month first
    only where AM or PM gives the American form away. None when it is no date; a bare month says no day.
    """
    text = " ".join((raw or "")[:80].replace("&#x2B;", "+").replace("&#43;", "+").split())
    if not text:
        return None
    try:
        return _iso(text, zone) or _slashed(text, zone) or _rfc822(text, zone)
    except (ValueError, OverflowError):  # 31 February, hour 25, year 0
        return None


def _iso(text: str, zone: str) -> str | None:
    match = _ISO.fullmatch(text)
    if match is None:
        return None
    year, month, day, hour, minute, second, offset = match.groups()
    if hour is None:
        return date(int(year), int(month), int(day)).isoformat()
    moment = datetime(int(year), int(month), int(day), int(hour), int(minute), int(second or 0))  # noqa: DTZ001
    return _stamp(moment, offset, zone)


def _slashed(text: str, zone: str) -> str | None:
    match = _SLASHED.fullmatch(text)
    if match is None:
        return None
    first, second_, year, hour, minute, second, half = match.groups()
    american = (half or "").upper() in ("AM", "PM")
    day, month = (int(second_), int(first)) if american else (int(first), int(second_))
    if hour is None:
        return date(int(year), month, day).isoformat()
    hours = int(hour)
    if half:
        hours = hours % 12 + (12 if half.upper() in ("PM", "CH") else 0)
    return _stamp(datetime(int(year), month, day, hours, int(minute), int(second or 0)), None, zone)  # noqa: DTZ001


def _rfc822(text: str, zone: str) -> str | None:
    text = _GMT_OFFSET.sub(lambda m: f"{m.group(1)}{int(m.group(2)):02}{m.group(3) or '00'}", text)
    try:
        moment = parsedate_to_datetime(text)
    except (TypeError, IndexError):
        return None
    return _stamp(moment, None, zone)


def _stamp(moment: datetime, offset: str | None, zone: str) -> str:
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=_offset(offset) if offset else ZoneInfo(zone))
    return moment.isoformat(timespec="seconds")


def _offset(text: str) -> timezone:
    match = _OFFSET.fullmatch(text)
    if match is None:  # Z, GMT, UTC
        return timezone(timedelta(0))
    sign, hours, minutes = match.groups()
    span = timedelta(hours=int(hours), minutes=int(minutes or 0))
    return timezone(-span if sign == "-" else span)
