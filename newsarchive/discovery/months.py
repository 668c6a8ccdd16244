"""Read days and months from addresses; months are written `YYYY-MM`."""

from __future__ import annotations

import re
from datetime import date, timedelta
from urllib.parse import unquote, urlsplit

_FIRST_YEAR, _LAST_YEAR = 1990, 2100
"""No newspaper's site is older; a later year is a number that only looks like one."""

STAMP_SLACK_DAYS = 2
"""A stamp in an address is when the piece was begun; it appears the same day, or a little later."""

_MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])")
_FOLDER = re.compile(r"((?:19|20)\d{2})(0[1-9]|1[0-2])([0-3]\d)?")
_YEAR_FOLDER = re.compile(r"(?:19|20)\d{2}")
_STAMP = re.compile(r"-(\d{14,18})(?:p\d+c\d+)?(?:\.[a-z]{2,5})?/?$")
_LIST_QUERY = re.compile(
    r"(?:^|&)(?:y{2,4}|year|nam)=((?:19|20)\d{2})(?:&(?:m{1,2}|month|thang)=(0?[1-9]|1[0-2])\b)?", re.I
)
_LIST_MONTH = re.compile(r"(?<!\d)((?:19|20)\d{2})[-_/.]?(0[1-9]|1[0-2])(?:[-_/.]?(?:[0-2]\d|3[01]))?(?!\d)")
_LIST_MONTH_FIRST = re.compile(r"(?<!\d)(0?[1-9]|1[0-2])[-_.]((?:19|20)\d{2})(?!\d)")
_LIST_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})(?!\d)")


def is_month(text: str) -> bool:
    """Return whether the text is a month, `YYYY-MM`.

    >>> is_month("2025-07"), is_month("2025-7"), is_month("0001-01")
    (True, False, False)
    """
    found = _MONTH.fullmatch(text)
    return bool(found) and _FIRST_YEAR <= int(text[:4]) <= _LAST_YEAR


def months_between(first: str, last: str) -> tuple[str, ...]:
    """Return the months from `first` to `last`, both included, in order; none when `last` is earlier.

    >>> months_between("2024-11", "2025-02")
    ('2024-11', '2024-12', '2025-01', '2025-02')
    """
    year, month = int(first[:4]), int(first[5:7])
    found = []
    while (name := f"{year:04}-{month:02}") <= last:
        found.append(name)
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    return tuple(found)


def first_day(month: str) -> str:
    """Return the first day of a month, ISO."""
    return f"{month}-01"


def last_day(month: str) -> str:
    """Return the last day of a month, ISO.

    >>> last_day("2024-02"), last_day("2025-12")
    ('2024-02-29', '2025-12-31')
    """
    year, number = int(month[:4]), int(month[5:7])
    following = date(year + 1, 1, 1) if number == 12 else date(year, number + 1, 1)
    return (following - timedelta(days=1)).isoformat()


def days_of_article(url: str) -> tuple[str, str] | None:
    """Return the first and last day on which an article of this address can have appeared; None when it shows none.

    Read are a month or day as folder (`/202405/`, `/20240517/`, `/2024/05/`, `/2024/05/17/`) and a time stamp at the
    end (`-20240517081500123.htm`, `-185240517081500123.htm`).

    >>> days_of_article("https://a.vn/kinh-te/202405/mua-lua-1a2b3c4/")
    ('2024-05-01', '2024-05-31')
    >>> days_of_article("https://a.vn/mua-lua-20240531235959123.htm")
    ('2024-05-31', '2024-06-02')
    """
    try:
        path = unquote(urlsplit(url).path)
    except ValueError:
        return None
    if len(path) > 2048:
        return None
    return _by_folder([s for s in path.split("/") if s][:-1]) or _by_stamp(path)


def _by_folder(folders: list[str]) -> tuple[str, str] | None:
    for i, folder in enumerate(folders):
        if found := _FOLDER.fullmatch(folder):
            return _span(found[1], found[2], found[3])
        if _YEAR_FOLDER.fullmatch(folder) and i + 1 < len(folders) and _number(folders[i + 1], 12):
            day = folders[i + 2] if i + 2 < len(folders) and _number(folders[i + 2], 31) else None
            return _span(folder, folders[i + 1], day)
    return None


def _by_stamp(path: str) -> tuple[str, str] | None:
    found = _STAMP.search(path)
    if not found:
        return None
    digits = found[1]
    if not digits.startswith(("19", "20")) or len(digits) == 18:
        # 185240517081500123: three digits of the site, then two of the year
        plain = _span(digits[:4], digits[4:6], digits[6:8]) if digits.startswith("20") else None
        digits = digits if plain else f"20{digits[3:]}"
    if int(digits[8:10]) > 23 or int(digits[10:12]) > 59:
        return None
    span = _span(digits[:4], digits[4:6], digits[6:8])
    if span is None:
        return None
    return span[0], (date.fromisoformat(span[0]) + timedelta(days=STAMP_SLACK_DAYS)).isoformat()


def _span(year: str, month: str, day: str | None) -> tuple[str, str] | None:
    if not _FIRST_YEAR <= int(year) <= _LAST_YEAR:
        return None
    try:
        first = date(int(year), int(month), int(day or 1))
    except ValueError:
        return None
    return first.isoformat(), first.isoformat() if day else last_day(f"{first:%Y-%m}")


def _number(text: str, most: int) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 2 and 1 <= int(text) <= most


def months_of_list(url: str) -> tuple[str, str] | None:
    """Return the first and last month in a sitemap's name, None when it has none.

    `sitemap-2024-1.xml` is read as the first part of a year, not as January: that is never too little.

    >>> months_of_list("https://a.vn/sitemaps/news-2024-05.xml.gz")
    ('2024-05', '2024-05')
    >>> months_of_list("https://a.vn/sitemap-2024-1.xml")
    ('2024-01', '2024-12')
    """
    try:
        parts = urlsplit(url)
        path = unquote(parts.path)[-300:]
    except ValueError:
        return None
    if asked := _LIST_QUERY.search(parts.query[:300]):
        return _months(asked[1], asked[2])
    if found := _LIST_MONTH.search(path):
        return _months(found[1], found[2])
    if found := _LIST_MONTH_FIRST.search(path):
        return _months(found[2], found[1])
    if found := _LIST_YEAR.search(path):
        return _months(found[1], None)
    return None


def _months(year: str, month: str | None) -> tuple[str, str] | None:
    if not _FIRST_YEAR <= int(year) <= _LAST_YEAR:
        return None
    if month is None:
        return f"{year}-01", f"{year}-12"
    return f"{year}-{int(month):02}", f"{year}-{int(month):02}"
