"""Read one date string: machine formats, the Vietnamese forms, relative times, then dateparser."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from newsarchive.extract.dates.moment import Moment, moment_of
from newsarchive.text import clean

if TYPE_CHECKING:
    from collections.abc import Callable
    from zoneinfo import ZoneInfo

MAX_CHARS = 160

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
_MONTHS = {month: i for i, month in enumerate("jan feb mar apr may jun jul aug sep oct nov dec".split(), 1)}
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

# Vietnamese, after `clean` and lower case. Numbers may be glued to letters ("Mtđt10/09/2017", "30/01/2023Theo").
_DAY = re.compile(
    r"(?<![\d/.-])(?P<d>0?[1-9]|[12]\d|3[01])\s*(?P<s>[/.-])\s*(?P<m>0?[1-9]|1[0-2])\s*(?P=s)\s*(?P<y>(?:19|20)\d{2})(?!\d)"
    r"|(?<!\d)(?P<d2>0?[1-9]|[12]\d|3[01])\s*(?:-\s*)?tháng\s*(?P<m2>0?[1-9]|1[0-2]|một|giêng|hai|ba|tư|năm|sáu|bảy|bẩy|tám|"
    r"chín|mười một|mười hai|mười|chạp)"
    r"\s*[,\-]?\s*(?:năm\s*)?(?P<y2>(?:19|20)\d{2})(?!\d)"
    r"|(?<!\d)(?P<y3>(?:19|20)\d{2})\s*(?P<s3>[/.-])\s*(?P<m3>0?[1-9]|1[0-2])\s*(?P=s3)\s*(?P<d3>0?[1-9]|[12]\d|3[01])(?!\d)"
)
_MONTH_WORDS = {word: i for i, word in enumerate("một hai ba tư năm sáu bảy tám chín mười".split(), 1)}
_MONTH_WORDS |= {"giêng": 1, "bẩy": 7, "mười một": 11, "mười hai": 12, "chạp": 12}
_CLOCK = re.compile(
    r"(?<![\d:/.,-])(?P<h>[01]?\d|2[0-4])\s*(?:(?P<c>[:hg])\s*(?P<min>[0-5]?\d)(?:\s*:\s*(?P<sec>[0-5]\d))?|(?:giờ|h)(?:\s*(?P<min2>[0-5]?\d)(?:\s*(?:phút|'|p))?)?)"
    r"(?![\d/])\s*(?P<half>am\b|pm\b|a\.m\.?|p\.m\.?|sa\b|ch\b|sáng\b|trưa\b|chiều\b|tối\b|đêm\b)?"
)
_ZONE = re.compile(
    r"(?:gmt|utc)\s*(?P<sign>[+-])\s*(?P<zh>\d{1,2})(?::?(?P<zm>\d{2}))?|(?<!\d)(?P<sign2>[+-])(?P<zh2>\d{2}):?(?P<zm2>\d{2})(?!\d)"
)
# What may be printed between a day and its time: separators, weekday, "ngày", "lúc", "vào", ...
_BETWEEN = re.compile(
    r"[\s,;|•·()\[\]–—\-.:]*(?:(?:ngày|lúc|vào|hồi|thứ (?:hai|ba|tư|năm|sáu|bảy|bẩy|[2-7])|chủ nhật|cn|t[2-7]|hôm nay|sáng|trưa|chiều|tối"
    r"|mon|tue|wed|thu|fri|sat|sun)\b[\s,;|•·()\[\]–—\-.:]*){0,4}"
)
_AGO = re.compile(
    r"(?<!\w)(\d{1,3}|một|hai|ba|vài)\s*(giây|phút|tiếng|giờ|ngày|tuần|tháng|năm)\s*(?:trước|qua)(?!\w)"
    r"|(?<!\w)(\d{1,3}|an?|one)\s+(second|sec|minute|min|hour|day|week|month|year)s?\s+ago(?!\w)"
)
_SECONDS = (
    (1, "giây second sec"),
    (60, "phút minute min"),
    (3600, "tiếng giờ hour"),
    (86400, "ngày day"),
    (604800, "tuần week"),
    (2592000, "tháng month"),
    (31536000, "năm year"),
)
_UNITS = {unit: seconds for seconds, units in _SECONDS for unit in units.split()}
_JUST_NOW = re.compile(r"(?<!\w)(?:vừa xong|vừa đăng|mới đây|just now)(?!\w)")
_COUNTS = {"một": 1, "hai": 2, "ba": 3, "a": 1, "an": 1, "one": 1}
UPDATED = re.compile(
    r"cập nhật|sửa đổi|chỉnh sửa|updated|modified|aktualisiert|actualizado|mis à jour|aggiornato", re.I
)


def machine(raw: str) -> Moment | None:
    """Read a date as machines write it (JSON-LD, meta tags, `datetime` attributes); None when it is none.

    The first form that occurs in the string decides, whether its numbers are a date or not.
    """
    text = clean(raw)[:MAX_CHARS]
    for form, read in _MACHINE_FORMS:
        found = form.search(text)
        if found:
            return read(found)
    return None


def _iso(found: re.Match[str]) -> Moment | None:
    year, month, day, hour, minute, second, zone = found.groups()
    return moment_of(year, month, day, hour, minute, second, offset=_offset(zone), rule="iso")


def _epoch(found: re.Match[str]) -> Moment | None:
    seconds = int(found[1][:10])
    if not 631152000 <= seconds <= 4102444800:  # 1990 to 2100
        return None
    at = datetime.fromtimestamp(seconds, UTC)
    return Moment(at.date(), at.hour, at.minute, at.second, 0, "epoch")


def _slashes(found: re.Match[str]) -> Moment | None:
    one, other, year, hour, minute, second, half = found.groups()
    time = (_hour(hour, half) if hour else None, minute, second)
    us = bool(half) and second is not None  # .NET prints M/d/yyyy h:mm:ss tt
    month, day = (one, other) if us else (other, one)
    moment = moment_of(year, month, day, *time, rule="slashes")
    if moment is None:
        return moment_of(year, day, month, *time, rule="slashes")
    return replace(moment, us=us and int(one) <= 12 and int(other) <= 12)


def _rfc(found: re.Match[str]) -> Moment | None:
    day, month, year, hour, minute, second, half, zone = found.groups()
    time = (_hour(hour, half) if hour else None, minute, second)
    return moment_of(year, _month(month), day, *time, offset=_offset(zone), rule="rfc")


def _ctime(found: re.Match[str]) -> Moment | None:
    month, day, hour, minute, second, zone, year = found.groups()
    return moment_of(year, _month(month), day, hour, minute, second, offset=_offset(zone), rule="ctime")


def _compact(found: re.Match[str]) -> Moment | None:
    year, month, day, hour, minute, second, zone = found.groups()
    return moment_of(year, month, day, hour, minute, second, offset=0 if zone else None, rule="compact")


_MACHINE_FORMS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], Moment | None]], ...] = (
    (_ISO, _iso),
    (_EPOCH, _epoch),
    (_SLASH_MACHINE, _slashes),
    (_RFC, _rfc),
    (_CTIME, _ctime),
    (_COMPACT, _compact),
)


def vietnamese(raw: str, fetched_at: datetime, zone: ZoneInfo) -> Moment | None:
    """Read a date as Vietnamese pages print it; day before month. Relative times count back from `fetched_at`.

    A time is taken only where it is printed next to the day. `24:00`, `00:01 AM`, `16:6` and `3 giờ 5 phút chiều` occur.
    """
    text = clean(raw)[: 2 * MAX_CHARS].lower()
    day = _DAY.search(text)
    if day is None:
        return _relative(text, fetched_at, zone)
    date = _year_month_day(day)
    clock = _clock_near(text, day.start(), day.end())
    if clock is None:
        return moment_of(*date, rule="vietnamese")
    found = moment_of(*date, *_time(clock), rule="vietnamese")
    if found is None or not found.has_time:
        return found
    end = max(day.end(), clock.end())
    return replace(found, offset=_printed_offset(text[end : end + 20]))


def _year_month_day(day: re.Match[str]) -> tuple[str, str | int, str]:
    if day["d"]:
        return day["y"], day["m"], day["d"]
    if day["d2"]:
        return day["y2"], _MONTH_WORDS.get(day["m2"], day["m2"]), day["d2"]
    return day["y3"], day["m3"], day["d3"]


def _time(clock: re.Match[str]) -> tuple[int, str, str | None]:
    return _hour(clock["h"], clock["half"]), clock["min"] or clock["min2"] or "0", clock["sec"]


def _printed_offset(text: str) -> int | None:
    """The offset in minutes that is printed in the text after a time: "(GMT+7)"."""
    zone = _ZONE.search(text)
    if zone is None or int(zone["zh"] or zone["zh2"]) > 14:
        return None
    minutes = 60 * int(zone["zh"] or zone["zh2"]) + int(zone["zm"] or zone["zm2"] or 0)
    return -minutes if (zone["sign"] or zone["sign2"]) == "-" else minutes


def _clock_near(text: str, start: int, end: int) -> re.Match[str] | None:
    """The time that ends where the day begins, else the time that begins where it ends."""
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
    """A day or time counted back from the fetch: "3 ngày trước", "hôm qua 14:05", "vừa xong"."""
    local = fetched_at.astimezone(zone)
    ago = _AGO.search(text)
    if ago:
        count, unit = (ago[1], ago[2]) if ago[2] else (ago[3], ago[4])
        return _counted_back(count, unit, local)
    for word, back in (("hôm nay", 0), ("hôm qua", 1), ("hôm kia", 2)):
        if word in text:
            day = (local - timedelta(days=back)).date()
            clock = _CLOCK.search(text)
            if clock is None:
                return Moment(day, rule="relative", vague=True)
            return moment_of(str(day.year), day.month, str(day.day), *_time(clock), rule="relative")
    return _vague(local, local) if _JUST_NOW.search(text) else None


def _counted_back(count: str, unit: str, local: datetime) -> Moment | None:
    if count not in _COUNTS and not count.isdigit():  # "vài phút trước"
        return None
    seconds = _UNITS[unit]
    at = local - timedelta(seconds=seconds * (_COUNTS.get(count) or int(count)))
    return Moment(at.date(), rule="relative", vague=True) if seconds >= 86400 else _vague(at, local)


def _vague(at: datetime, fetched: datetime) -> Moment:
    offset = int((fetched.utcoffset() or timedelta()).total_seconds() // 60)
    return Moment(at.date(), at.hour, at.minute, 0, offset, "relative", vague=True)


def foreign(raw: str, language: str, order: str, fetched_at: datetime) -> Moment | None:
    """Read a printed date of another language with dateparser; None unless day, month and year were read.

    `order` is `DMY`, `MDY` or `YMD`. Nothing is filled in from the clock: only parts that were read count.
    """
    text = clean(raw)
    if not text or len(text) > MAX_CHARS or not _YEAR.search(text):
        return None
    english = _ENGLISH.search(text) if language == "en" else None
    if english:  # by far the commonest forms, a hundred times as fast
        month, day, year, hour, minute, half = english.groups()
        time = (_hour(hour, f"{half}m") if hour else None, minute)
        return moment_of(year, _month(month), day, *time, rule="english")
    return _with_dateparser(text, language, order, fetched_at) if len(text) <= 60 else None


def _with_dateparser(text: str, language: str, order: str, fetched_at: datetime) -> Moment | None:
    from dateparser.date import DateDataParser

    settings = {
        "DATE_ORDER": order,
        "STRICT_PARSING": True,
        "PREFER_DATES_FROM": "past",
        "RELATIVE_BASE": fetched_at.astimezone(UTC).replace(tzinfo=None),
        "RETURN_AS_TIMEZONE_AWARE": False,
    }
    try:
        data = DateDataParser(languages=[language], settings=settings).get_date_data(text)
    except (ValueError, OverflowError, TypeError, KeyError, AttributeError, re.error):
        # An unknown language code, or one of dateparser's locale tables failing on odd input.
        return None
    found, parts = data.date_obj, set(getattr(data, "parts", None) or ())
    if found is None or not {"day", "month", "year"} <= parts:
        return None
    if parts.isdisjoint(("time", "hour")):
        return Moment(found.date(), rule="dateparser")
    offset = found.utcoffset()
    minutes = int(offset.total_seconds() // 60) if offset is not None else None
    return Moment(found.date(), found.hour, found.minute, found.second, minutes, "dateparser")


def _month(name: str) -> int:
    return _MONTHS[name[:3].lower()]


def _hour(printed: str, half: str | None) -> int:
    """The hour of 24 from the printed one and the half of the day after it (`pm`, `chiều`)."""
    hour = int(printed)
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
    """The offset in minutes that a machine wrote: `Z`, `+07:00`, `GMT-5`."""
    if not zone:
        return None
    text = re.sub(r"gmt|utc|\s|:", "", zone.lower())
    if text in ("z", ""):
        return 0
    sign = -1 if text[0] == "-" else 1
    digits = text[1:]
    hours, minutes = (int(digits[:2]), int(digits[2:])) if len(digits) == 4 else (int(digits), 0)
    return sign * (hours * 60 + minutes) if hours <= 14 and minutes < 60 else None
