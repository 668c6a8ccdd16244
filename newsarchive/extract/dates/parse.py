"""Read one date string: machine formats, the Vietnamese forms, relative times, then dateparser."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta, timezone
from typing import TYPE_CHECKING

from newsarchive.text import clean

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

MAX_CHARS = 160


@dataclass(frozen=True, slots=True)
class Moment:
    """A day, with the time of day and the offset where the string tells them.

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
        return replace(
            self, day=local.date(), hour=local.hour, minute=local.minute, second=local.second,
            offset=int(delta.total_seconds() // 60),
        )  # fmt: skip

    def text(self) -> str:
        """ISO 8601: `2025-07-23T16:45:00+07:00`, or the bare day without time or offset."""
        if self.hour is None or self.offset is None:
            return self.day.isoformat()
        return self.wall.replace(tzinfo=timezone(timedelta(minutes=self.offset))).isoformat()


_ISO = re.compile(
    r"(?<!\d)(\d{4})-(\d{1,2})-(\d{1,2})"
    r"(?:(?:\s*T\s*|\s+|\s*[-,|]\s+)(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d{1,9})?)?)?"
    r"\s*(Z\b|UTC\b|GMT\b(?![+-])|(?:GMT|UTC)?\s*[+-]\d{2}:?\d{2}\b|(?:GMT|UTC)\s*[+-]\d{1,2}\b)?"
)
_COMPACT = re.compile(r"(?<!\d)(20\d{2}|19\d{2})(\d{2})(\d{2})(?:T?(\d{2})(\d{2})(\d{2})(Z)?)?(?!\d)")
_RFC = re.compile(
    r"(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)\w*,?\s+)?(\d{1,2})\s+(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)\w*\.?,?\s+(\d{4})"
    r"(?:,?\s+(\d{1,2}):(\d{2})(?::(\d{2}))?\s*(AM|PM)?\s*(Z|UTC|GMT|[+-]\d{2}:?\d{2})?)?",
    re.I,
)
_CTIME = re.compile(
    r"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)\w*,?\s+(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)\w*\s+(\d{1,2})\s+"
    r"(\d{1,2}):(\d{2}):(\d{2})\s+(?:(UTC|GMT|[+-]\d{4})\s+)?(\d{4})"
)
_MONTHS = {
    m: i for i, m in enumerate(["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"], 1)
}
_ENGLISH = re.compile(
    r"(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})"
    r"(?:,?\s*(?:at|[|@•·–-])?\s*(\d{1,2}):(\d{2})\s*([ap])\.?m?\b)?",
    re.I,
)
_SLASH_MACHINE = re.compile(
    r"^\s*(\d{1,2})/(\d{1,2})/(\d{4})(?:\s+(\d{1,2}):(\d{2})(?::(\d{2}))?\s*(AM|PM)?)?\s*$", re.I
)
_YEAR = re.compile(r"(?:19|20)\d{2}")
_EPOCH = re.compile(r"^\s*(\d{10}|\d{13})\s*$")

# Vietnamese, after `clean` and lower case. Numbers may stand glued to letters ("Mtđt10/09/2017", "30/01/2023Theo").
_DAY = re.compile(
    r"(?<![\d/.-])(?P<d>0?[1-9]|[12]\d|3[01])\s*(?P<s>[/.-])\s*(?P<m>0?[1-9]|1[0-2])\s*(?P=s)\s*(?P<y>(?:19|20)\d{2})(?!\d)"
    r"|(?<!\d)(?P<d2>0?[1-9]|[12]\d|3[01])\s*(?:-\s*)?tháng\s*(?P<m2>0?[1-9]|1[0-2]|một|giêng|hai|ba|tư|năm|sáu|bảy|bẩy|tám|"
    r"chín|mười một|mười hai|mười|chạp)"
    r"\s*[,\-]?\s*(?:năm\s*)?(?P<y2>(?:19|20)\d{2})(?!\d)"
    r"|(?<!\d)(?P<y3>(?:19|20)\d{2})\s*(?P<s3>[/.-])\s*(?P<m3>0?[1-9]|1[0-2])\s*(?P=s3)\s*(?P<d3>0?[1-9]|[12]\d|3[01])(?!\d)"
)
_MONTH_WORDS = {
    "một": 1, "giêng": 1, "hai": 2, "ba": 3, "tư": 4, "năm": 5, "sáu": 6, "bảy": 7, "bẩy": 7, "tám": 8, "chín": 9,
    "mười": 10, "mười một": 11, "mười hai": 12, "chạp": 12,
}  # fmt: skip
_CLOCK = re.compile(
    r"(?<![\d:/.,-])(?P<h>[01]?\d|2[0-4])\s*(?:(?P<c>[:hg])\s*(?P<min>[0-5]?\d)(?:\s*:\s*(?P<sec>[0-5]\d))?|(?:giờ|h)(?:\s*(?P<min2>[0-5]?\d)(?:\s*(?:phút|'|p))?)?)"
    r"(?![\d/])\s*(?P<half>am\b|pm\b|a\.m\.?|p\.m\.?|sa\b|ch\b|sáng\b|trưa\b|chiều\b|tối\b|đêm\b)?"
)
_ZONE = re.compile(
    r"(?:gmt|utc)\s*(?P<sign>[+-])\s*(?P<zh>\d{1,2})(?::?(?P<zm>\d{2}))?|(?<!\d)(?P<sign2>[+-])(?P<zh2>\d{2}):?(?P<zm2>\d{2})(?!\d)"
)
# What may stand between a day and its time: separators, weekday, "ngày", "lúc", "vào", ...
_BETWEEN = re.compile(
    r"[\s,;|•·()\[\]–—\-.:]*(?:(?:ngày|lúc|vào|hồi|thứ (?:hai|ba|tư|năm|sáu|bảy|bẩy|[2-7])|chủ nhật|cn|t[2-7]|hôm nay|sáng|trưa|chiều|tối"
    r"|mon|tue|wed|thu|fri|sat|sun)\b[\s,;|•·()\[\]–—\-.:]*){0,4}"
)
_AGO = re.compile(
    r"(?<!\w)(\d{1,3}|một|hai|ba|vài)\s*(giây|phút|tiếng|giờ|ngày|tuần|tháng|năm)\s*(?:trước|qua)(?!\w)"
    r"|(?<!\w)(\d{1,3}|an?|one)\s+(second|sec|minute|min|hour|day|week|month|year)s?\s+ago(?!\w)"
)
_UNITS = {
    "giây": 1, "phút": 60, "tiếng": 3600, "giờ": 3600, "ngày": 86400, "tuần": 604800, "tháng": 2592000, "năm": 31536000,
    "second": 1, "sec": 1, "minute": 60, "min": 60, "hour": 3600, "day": 86400, "week": 604800, "month": 2592000,
    "year": 31536000,
}  # fmt: skip
_COUNTS = {"một": 1, "hai": 2, "ba": 3, "a": 1, "an": 1, "one": 1}
UPDATED = re.compile(
    r"cập nhật|sửa đổi|chỉnh sửa|updated|modified|aktualisiert|actualizado|mis à jour|aggiornato", re.I
)


def machine(raw: str) -> Moment | None:
    """Read a date as machines write it (JSON-LD, meta tags, `datetime` attributes); None when it is none."""
    text = clean(raw)[:MAX_CHARS]
    m = _ISO.search(text)
    if m:
        y, mo, d, h, mi, s, zone = m.groups()
        return _moment(y, mo, d, h, mi, s, _offset(zone), "iso")
    m = _EPOCH.match(text)
    if m:
        seconds = int(m.group(1)[:10])
        if 631152000 <= seconds <= 4102444800:  # 1990 to 2100
            at = datetime.fromtimestamp(seconds, UTC)
            return Moment(at.date(), at.hour, at.minute, at.second, 0, "epoch")
        return None
    m = _SLASH_MACHINE.match(text)
    if m:
        a, b, y, h, mi, s, half = m.groups()
        hour = _half(h, half) if h else None
        us = bool(half) and s is not None  # .NET prints M/d/yyyy h:mm:ss tt
        month, day = (a, b) if us else (b, a)
        found = _moment(y, month, day, hour, mi, s, None, "slashes")
        if found is None:
            found = _moment(y, day, month, hour, mi, s, None, "slashes")
        elif us and int(a) <= 12 and int(b) <= 12:
            found = replace(found, us=True)
        return found
    m = _RFC.search(text)
    if m:
        d, month, y, h, mi, s, half, zone = m.groups()
        return _moment(y, _MONTHS[month[:3].lower()], d, _half(h, half) if h else None, mi, s, _offset(zone), "rfc")
    m = _CTIME.search(text)
    if m:
        month, d, h, mi, s, zone, y = m.groups()
        return _moment(y, _MONTHS[month[:3].lower()], d, h, mi, s, _offset(zone), "ctime")
    m = _COMPACT.search(text)
    if m:
        y, mo, d, h, mi, s, z = m.groups()
        return _moment(y, mo, d, h, mi, s, 0 if z else None, "compact")
    return None


def vietnamese(raw: str, fetched_at: datetime, zone: ZoneInfo) -> Moment | None:
    """Read a date as Vietnamese pages print it; day before month. Relative times count back from `fetched_at`.

    A time is taken only where it stands next to the day. `24:00`, `00:01 AM`, `16:6` and `3 giờ 5 phút chiều` occur.
    """
    text = clean(raw)[: 2 * MAX_CHARS].lower()
    day = _DAY.search(text)
    if day is None:
        return _relative(text, fetched_at, zone)
    g = day.groupdict()
    if g["d"]:
        d, mo, y = g["d"], g["m"], g["y"]
    elif g["d2"]:
        d, mo, y = g["d2"], str(_MONTH_WORDS.get(g["m2"], g["m2"])), g["y2"]
    else:
        d, mo, y = g["d3"], g["m3"], g["y3"]
    h: int | None = None
    mi: str | None = None
    s: str | None = None
    end = day.end()
    clock = _clock_near(text, day.start(), day.end())
    if clock is not None:
        h = _half(clock["h"], clock["half"])
        mi = clock["min"] or clock["min2"] or "0"
        s = clock["sec"]
        end = max(end, clock.end())
    found = _moment(y, mo, d, h, mi, s, None, "vietnamese")
    if found is None or not found.has_time:
        return found
    z = _ZONE.search(text[end : end + 20])
    if z:
        sign = -1 if (z["sign"] or z["sign2"]) == "-" else 1
        hours, minutes = int(z["zh"] or z["zh2"]), int(z["zm"] or z["zm2"] or 0)
        if hours <= 14:
            found = replace(found, offset=sign * (hours * 60 + minutes))
    return found


def _clock_near(text: str, start: int, end: int) -> re.Match[str] | None:
    before: re.Match[str] | None = None
    for m in _CLOCK.finditer(text, max(0, start - 60), start):
        if _BETWEEN.fullmatch(text, m.end(), start):
            before = m
    if before is not None:
        return before
    gap = _BETWEEN.match(text, end)
    at = gap.end() if gap else end
    after = _CLOCK.match(text, at)
    if after is None and at > end:
        # The separator before a bare time may have been taken for part of it ("- 18:21").
        after = _CLOCK.search(text, end, min(len(text), at + 3))
    return after


def _relative(text: str, fetched_at: datetime, zone: ZoneInfo) -> Moment | None:
    local = fetched_at.astimezone(zone)
    offset = int((local.utcoffset() or timedelta()).total_seconds() // 60)
    m = _AGO.search(text)
    if m:
        count_text, unit = (m.group(1), m.group(2)) if m.group(2) else (m.group(3), m.group(4))
        count = _COUNTS.get(count_text) or (int(count_text) if count_text.isdigit() else None)
        if count is None:
            return None
        seconds = count * _UNITS[unit]
        at = local - timedelta(seconds=seconds)
        if _UNITS[unit] >= 86400:
            return Moment(at.date(), rule="relative", vague=True)
        return Moment(at.date(), at.hour, at.minute, 0, offset, "relative", vague=True)
    clock = _CLOCK.search(text)
    for word, back in (("hôm nay", 0), ("hôm qua", 1), ("hôm kia", 2)):
        if word in text:
            day = (local - timedelta(days=back)).date()
            if clock is None:
                return Moment(day, rule="relative", vague=True)
            return _moment(
                str(day.year), str(day.month), str(day.day), _half(clock["h"], clock["half"]),
                clock["min"] or clock["min2"] or "0", clock["sec"], None, "relative",
            )  # fmt: skip
    if re.search(r"(?<!\w)(?:vừa xong|vừa đăng|mới đây|just now)(?!\w)", text):
        return Moment(local.date(), local.hour, local.minute, 0, offset, "relative", vague=True)
    return None


def foreign(raw: str, language: str, order: str, fetched_at: datetime) -> Moment | None:
    """Read a printed date of another language with dateparser; None unless day, month and year were read.

    `order` is `DMY`, `MDY` or `YMD`. Nothing is filled in from the clock: only parts that were read count.
    """
    text = clean(raw)
    if not text or len(text) > MAX_CHARS or not _YEAR.search(text):
        return None
    if language == "en":  # by far the commonest forms, a hundred times as fast
        m = _ENGLISH.search(text)
        if m:
            month, d, y, h, mi, half = m.groups()
            hour = _half(h, f"{half.lower()}m") if h else None
            return _moment(y, _MONTHS[month[:3].lower()], d, hour, mi, None, None, "english")
    if len(text) > 60:
        return None
    from dateparser.date import DateDataParser

    settings = {
        "DATE_ORDER": order,
        "STRICT_PARSING": True,
        "PREFER_DATES_FROM": "past",
        "RELATIVE_BASE": fetched_at.astimezone(UTC).replace(tzinfo=None),
        "RETURN_AS_TIMEZONE_AWARE": False,
    }
    try:
        parser = DateDataParser(languages=[language], settings=settings)
        data = parser.get_date_data(text)
    except (ValueError, OverflowError, TypeError, KeyError, AttributeError, re.error):
        # An unknown language code, or one of dateparser's locale tables failing on odd input.
        return None
    found, parts = data.date_obj, tuple(getattr(data, "parts", ()) or ())
    if found is None or not {"day", "month", "year"} <= set(parts):
        return None
    offset = found.utcoffset()
    minutes = int(offset.total_seconds() // 60) if offset is not None else None
    if "time" not in parts and "hour" not in parts:
        return Moment(found.date(), rule="dateparser")
    return Moment(found.date(), found.hour, found.minute, found.second, minutes, "dateparser")


def _moment(
    y: str, mo: str | int, d: str, h: str | int | None, mi: str | None, s: str | None, offset: int | None, rule: str
) -> Moment | None:
    try:
        day = date(int(y), int(mo), int(d))
    except ValueError:
        return None
    if not 1990 <= day.year <= 2100:
        return None
    if h is None:
        return Moment(day, rule=rule)
    hour, minute, second = int(h), int(mi or 0), int(s or 0)
    if hour == 24 and minute == 0:
        return Moment(day + timedelta(days=1), 0, 0, 0, offset, rule)
    if hour > 23 or minute > 59 or second > 59:
        return Moment(day, rule=rule)
    return Moment(day, hour, minute, second, offset, rule)


def _half(hour_text: str, half: str | None) -> int:
    hour = int(hour_text)
    word = (half or "").lower().replace(".", "")
    if word in ("pm", "ch", "chiều", "tối", "đêm") and 1 <= hour < 12:
        if word == "đêm" and hour < 6:  # "2 giờ đêm" is after midnight
            return hour
        return hour + 12
    if word == "trưa" and 1 <= hour <= 3:
        return hour + 12
    if word in ("am", "sa", "sáng") and hour == 12:
        return 0
    return hour


def _offset(zone: str | None) -> int | None:
    if not zone:
        return None
    text = re.sub(r"gmt|utc|\s|:", "", zone.lower())
    if text in ("z", ""):
        return 0
    sign = -1 if text[0] == "-" else 1
    digits = text[1:]
    hours, minutes = (int(digits[:2]), int(digits[2:])) if len(digits) == 4 else (int(digits), 0)
    return sign * (hours * 60 + minutes) if hours <= 14 and minutes < 60 else None
