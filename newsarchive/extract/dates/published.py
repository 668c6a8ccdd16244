"""Choose when an article was published and changed, among all the dates of its page."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import filterfalse
from typing import TYPE_CHECKING

from newsarchive.extract.dates import parse
from newsarchive.extract.dates.page_dates import DateReader, PageDate
from newsarchive.extract.dates.printed import near_title

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime
    from zoneinfo import ZoneInfo

    from newsarchive.extract.dates.moment import Moment
    from newsarchive.extract.page.document import Document
    from newsarchive.extract.page.tree import Element

_PUBLISHED_META = """
    article:published_time og:article:published_time article:published og:published_time datepublished pubdate
    publishdate publish-date publish_date published_time dc.date.issued dcterms.created dcterms.date dc.date
    dc.date.created sailthru.date parsely-pub-date article.published date publication_date
    cxenseparse:recs:publishtime rnews:datepublished vr:published_time cxenseparse:publishtime bt:pubdate datecreated
    article.created article_date_original originalpublicationdate last_modified_date_published created ptime publishtime
    iso-8601-publish-date displaydate mediator_published_time
""".split()
_MODIFIED_META = """
    article:modified_time og:updated_time datemodified lastmod last-modified dcterms.modified article:updated_time
    article:modified og:modified_time dc.date.modified article.updated last_modified revision_date
""".split()
_URL_STAMP = re.compile(
    r"(?<!\d)(?:\d{3})?(20\d{2})(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])([01]\d|2[0-3])([0-5]\d)([0-5]\d)\d{0,3}(?=\.\w+$|$)"
)
_URL_STAMP_SHORT = re.compile(
    r"(?<!\d)\d{3}(\d{2})(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])([01]\d|2[0-3])([0-5]\d)([0-5]\d)\d{3}(?=\.\w+$|$)"
)
_URL_DAY = re.compile(r"(?:/|-|_)(20\d{2}|19\d{2})[/\-_]?(0[1-9]|1[0-2])[/\-_]?(0[1-9]|[12]\d|3[01])(?=[/\-_.]|$)")
_URL_DAY_LAST = re.compile(r"-(0[1-9]|[12]\d|3[01])(0[1-9]|1[0-2])(20\d{2})-a\d+\.html$")


@dataclass(slots=True)
class Dates:
    """What a page says of its dates."""

    published: PageDate | None = None
    modified: PageDate | None = None


def choose_dates(
    doc: Document,
    *,
    selectors: Sequence[str],
    title_el: Element | None,
    container: Element | None,
    fetched_at: datetime,
    zone: ZoneInfo | None,
    vietnamese: bool,
    language: str | None,
) -> Dates:
    """Return publication and modification times.

    `zone` is where times without offset are local: the outlet's, Vietnam's for Vietnamese pages, else None (the page
    does not say). Machine dates come first when they carry a time; a printed time completes a bare day, proves a wrong
    offset, and replaces a false midnight. No date lies after the fetch.
    """
    reader = DateReader(fetched_at, zone, vietnamese, language, fetched_at + timedelta(minutes=10))
    machine = _machine_dates(doc, "json-ld datePublished", doc.linked.published, _PUBLISHED_META, most=2)
    machine_modified = [
        d
        for d in _machine_dates(doc, "json-ld dateModified", doc.linked.modified, _MODIFIED_META, most=1)
        if reader.possible(d.moment)
    ]
    settled = not selectors and _leave_nothing_to_prove(machine, machine_modified, reader)
    printed = [] if settled else near_title(doc, reader, selectors, title_el, container)
    from_url = _from_url(doc.canonical or doc.url) or _from_url(doc.url)
    published = _settle(machine, list(filterfalse(_is_update, printed)), from_url, reader)
    published = published or next(iter(printed), None) or from_url or _guess(doc, fetched_at)
    modified = _settle(machine_modified, list(filter(_is_update, printed)), None, reader)
    return Dates(_zoned(published, reader), _zoned(modified, reader))


def _leave_nothing_to_prove(published: list[PageDate], modified: list[PageDate], reader: DateReader) -> bool:
    """Whether the machine dates need no printed one: reading these is slow."""
    return bool(published) and reader.is_settled(published[0].moment) and (bool(modified) or not reader.vietnamese)


def _is_update(printed: PageDate) -> bool:
    return parse.UPDATED.search(printed.raw) is not None


def _guess(doc: Document, fetched_at: datetime) -> PageDate | None:
    """What htmldate finds where nothing else did; never the day of the fetch, which is what a clock in the page shows."""
    if len(doc.source) > 3_000_000:
        return None
    import htmldate

    try:
        found = htmldate.find_date(
            doc.source.decode("utf-8", "replace"), extensive_search=False, original_date=True, max_date=fetched_at
        )
    except Exception:  # hostile markup breaks it in ways nobody lists; then it has no answer
        return None
    moment = parse.machine(found) if found else None
    if moment is None or moment.day >= fetched_at.date():
        return None
    return PageDate(moment.day_only(), "htmldate", found or "", "guess")


def rough_day(doc: Document, fetched_at: datetime) -> date:
    """Return about when a page was published, by machine dates or the address alone; the day of the fetch at the latest."""
    latest = fetched_at.date()
    dates = _machine_dates(doc, "json-ld datePublished", doc.linked.published, _PUBLISHED_META, most=1)
    first = next(iter(dates), None) or _from_url(doc.url)
    return min(first.moment.day, latest) if first else latest


def _machine_dates(doc: Document, source: str, linked: str, names: Sequence[str], *, most: int) -> list[PageDate]:
    """The date of JSON-LD (`source` names its property) and those of the meta tags, at most so many of one name."""
    values = [(source, linked), *((f"meta {name}", v) for name in names for v in doc.values(name)[:most])]
    read = [(source, raw, parse.machine(raw)) for source, raw in values if raw]
    return [PageDate(moment, source, raw, "machine date") for source, raw, moment in read if moment is not None]


def _from_url(url: str) -> PageDate | None:
    path = url.split("?")[0].split("#")[0]
    for pattern, rule in ((_URL_STAMP, "URL stamp"), (_URL_STAMP_SHORT, "URL stamp")):
        m = pattern.search(path)
        if m:
            y, mo, d, h, mi, s = m.groups()
            moment = parse.machine(f"{y if len(y) == 4 else '20' + y}-{mo}-{d}T{h}:{mi}:{s}")
            if moment:
                return PageDate(moment.day_only(), "url", m.group(), rule)
    m = _URL_DAY_LAST.search(path)
    if m:
        moment = parse.machine(f"{m[3]}-{m[2]}-{m[1]}")
        return PageDate(moment, "url", m.group(), "URL day") if moment else None
    m = _URL_DAY.search(path)
    if m:
        moment = parse.machine(f"{m[1]}-{m[2]}-{m[3]}")
        return PageDate(moment, "url", m.group(), "URL day") if moment else None
    return None


def _settle(
    machine: list[PageDate], printed: list[PageDate], from_url: PageDate | None, reader: DateReader
) -> PageDate | None:
    """Choose among machine and printed dates by what agrees."""
    machine = [_right_order(d, printed, from_url, reader) for d in machine]
    usable = [d for d in machine if reader.possible(d.moment)] or _read_as_local(machine, reader)
    return _with_printed(_finest(usable), printed, reader) if usable else next(iter(printed), None)


def _read_as_local(early: list[PageDate], reader: DateReader) -> list[PageDate]:
    """Dates in the future of the fetch: local times with a wrong offset, as the clock proves; read as local."""
    local = [
        replace(d, moment=replace(d.moment, offset=None), rule="offset contradicted by the fetch time")
        for d in early
        if reader.zone is not None and d.moment.has_time and d.moment.offset is not None
    ]
    return [d for d in local if reader.possible(d.moment)]


def _finest(dates: list[PageDate]) -> PageDate:
    """The first date, or a later one that says more of the same minute or day."""
    best = dates[0]
    for other in dates[1:]:
        if _says_more(other.moment, best.moment):
            best = other
    return best


def _says_more(one: Moment, other: Moment) -> bool:
    """Whether a moment is the other with a time, with seconds or with an offset."""
    if not one.has_time or not other.has_time:
        return one.has_time and one.day == other.day
    if one.offset == other.offset:
        return one.second != 0 and one.wall_minute == other.wall
    return other.offset is None and one.wall == other.wall


def _with_printed(best: PageDate, printed: list[PageDate], reader: DateReader) -> PageDate:
    """A machine date as the times printed near the title complete or correct it."""
    moment = best.moment
    timed = [p for p in printed if p.moment.has_time and not p.moment.vague]
    if not moment.has_time or moment.is_midnight:
        return _with_printed_time(best, timed)
    if reader.zone is not None and _is_contradicted(moment, timed, reader.zone):
        return replace(best, moment=replace(moment, offset=None), rule="offset contradicted by the printed time")
    return best


def _is_contradicted(moment: Moment, timed: list[PageDate], zone: ZoneInfo) -> bool:
    """Whether the machine's clock is printed as local time, and no printed time is the machine's in the zone."""
    local = moment.in_zone(zone)
    if moment.offset is None or any(p.moment.wall_minute == local.wall_minute for p in timed):
        return False
    same_clock = [p.moment for p in timed if p.moment.wall_minute == moment.wall_minute]
    return any(printed.offset in (None, local.offset) for printed in same_clock)


def _with_printed_time(best: PageDate, timed: list[PageDate]) -> PageDate:
    """A machine's bare day or midnight with the time that is printed for it."""
    moment = best.moment
    for p in timed:
        if abs((p.moment.day - moment.day).days) <= (1 if moment.offset is not None else 0):
            return replace(p, rule="printed time completes the machine's day")
    if moment.is_midnight:
        return replace(best, moment=moment.day_only(), rule="midnight that no printed time confirms")
    return best


def _right_order(d: PageDate, printed: list[PageDate], from_url: PageDate | None, reader: DateReader) -> PageDate:
    """A machine date whose day and month may be swapped is read as another date of the page proves."""
    moment = d.moment
    if moment.rule != "slashes" or moment.day.day > 12:
        return d
    swapped_day = moment.day.replace(month=moment.day.day, day=moment.day.month)
    others = [p.moment.day for p in printed] + ([from_url.moment.day] if from_url else [])
    swapped = replace(moment, day=swapped_day)
    if moment.day not in others and (
        swapped_day in others or (not reader.possible(moment) and reader.possible(swapped))
    ):
        return replace(d, moment=swapped, rule="day and month as another date proves")
    return d


def _zoned(d: PageDate | None, reader: DateReader) -> PageDate | None:
    """Give the moment its offset; a time in an unknown zone is kept as its day."""
    if d is None or not d.moment.has_time:
        return d
    moment = d.moment
    if moment.offset is None:
        if reader.zone is None:
            return replace(d, moment=moment.day_only(), rule=f"{d.rule}; zone unknown, day only")
        return replace(d, moment=moment.in_zone(reader.zone))
    if (
        reader.zone is not None
        and (moment.offset == 0 or reader.vietnamese)
        and moment.in_zone(reader.zone).offset != moment.offset
    ):
        return replace(d, moment=moment.in_zone(reader.zone), rule=f"{d.rule}; in the newspaper's zone")
    return d
