"""Choose when an article was published and changed, among all the dates of its page."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from newsarchive.extract.dates import parse
from newsarchive.extract.dates.page_dates import Dated, DateReader
from newsarchive.extract.dates.printed import near_title

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime
    from zoneinfo import ZoneInfo

    from newsarchive.extract.page.document import Document
    from newsarchive.extract.page.tree import Element

_PUBLISHED_META = (
    "article:published_time", "og:article:published_time", "article:published", "og:published_time", "datepublished", "pubdate",
    "publishdate", "publish-date", "publish_date", "published_time", "dc.date.issued", "dcterms.created",
    "dcterms.date", "dc.date", "dc.date.created",
    "sailthru.date", "parsely-pub-date", "article.published", "date", "publication_date", "cxenseparse:recs:publishtime", "rnews:datepublished",
    "vr:published_time", "cxenseparse:publishtime", "bt:pubdate", "datecreated", "article.created",
    "article_date_original", "originalpublicationdate",
    "last_modified_date_published", "created", "ptime", "publishtime", "iso-8601-publish-date", "displaydate", "mediator_published_time",
)  # fmt: skip
_MODIFIED_META = (
    "article:modified_time", "og:updated_time", "datemodified", "lastmod", "last-modified", "dcterms.modified", "article:updated_time",
    "article:modified", "og:modified_time", "dc.date.modified", "article.updated", "last_modified", "revision_date",
)  # fmt: skip
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

    published: Dated | None = None
    modified: Dated | None = None


def choose(
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

    `zone` is where times without offset are local: the outlet's, Vietnam's for Vietnamese pages, else None (nothing
    tells). Machine dates come first when they carry a time; a printed time completes a bare day, proves a wrong
    offset, and replaces a false midnight. No date lies after the fetch.
    """
    latest = fetched_at + timedelta(minutes=10)
    reader = DateReader(fetched_at, zone, vietnamese, language, latest)
    machine = _machine(doc)
    machine_modified = _machine_modified(doc, reader)
    settled = bool(machine) and reader.is_settled(machine[0].moment) and (bool(machine_modified) or not vietnamese)
    printed = [] if settled and not selectors else near_title(doc, reader, selectors, title_el, container)
    printed_published = [d for d in printed if not parse.UPDATED.search(d.raw)]
    from_url = _from_url(doc.canonical or doc.url) or _from_url(doc.url)
    published = _settle(machine, printed_published, from_url, reader)
    if published is None and printed:
        published = printed[0]
    if published is None:
        published = from_url or _guess(doc, fetched_at)
    if published is not None:
        published = _zoned(published, reader)
    modified = _settle(machine_modified, [d for d in printed if parse.UPDATED.search(d.raw)], None, reader)
    if modified is not None:
        modified = _zoned(modified, reader)
    return Dates(published, modified)


def _guess(doc: Document, fetched_at: datetime) -> Dated | None:
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
    return Dated(moment.day_only(), "htmldate", found or "", "guess")


def rough_day(doc: Document, fetched_at: datetime) -> date:
    """Return about when a page was published, by machine dates or the address alone; the day of the fetch at the latest."""
    latest = fetched_at.date()
    values = [doc.linked.published, *(v for name in _PUBLISHED_META for v in doc.values(name)[:1])]
    moments = [m for m in (parse.machine(v) for v in values if v) if m is not None]
    from_url = _from_url(doc.url)
    days = [m.day for m in moments] + ([from_url.moment.day] if from_url else [])
    return min(days[0], latest) if days else latest


def _machine(doc: Document) -> list[Dated]:
    found: list[Dated] = []
    values: list[tuple[str, str]] = []
    if doc.linked.published:
        values.append(("json-ld datePublished", doc.linked.published))
    for name in _PUBLISHED_META:
        values.extend((f"meta {name}", v) for v in doc.values(name)[:2])
    for source, raw in values:
        moment = parse.machine(raw)
        if moment is not None:
            found.append(Dated(moment, source, raw, "machine date"))
    return found


def _machine_modified(doc: Document, reader: DateReader) -> list[Dated]:
    found: list[Dated] = []
    values = [("json-ld dateModified", doc.linked.modified)] if doc.linked.modified else []
    for name in _MODIFIED_META:
        values.extend((f"meta {name}", v) for v in doc.values(name)[:1])
    for source, raw in values:
        moment = parse.machine(raw)
        if moment is not None and reader.possible(moment):
            found.append(Dated(moment, source, raw, "machine date"))
    return found


def _from_url(url: str) -> Dated | None:
    path = url.split("?")[0].split("#")[0]
    for pattern, rule in ((_URL_STAMP, "URL stamp"), (_URL_STAMP_SHORT, "URL stamp")):
        m = pattern.search(path)
        if m:
            y, mo, d, h, mi, s = m.groups()
            moment = parse.machine(f"{y if len(y) == 4 else '20' + y}-{mo}-{d}T{h}:{mi}:{s}")
            if moment:
                return Dated(moment.day_only(), "url", m.group(), rule)
    m = _URL_DAY_LAST.search(path)
    if m:
        moment = parse.machine(f"{m[3]}-{m[2]}-{m[1]}")
        return Dated(moment, "url", m.group(), "URL day") if moment else None
    m = _URL_DAY.search(path)
    if m:
        moment = parse.machine(f"{m[1]}-{m[2]}-{m[3]}")
        return Dated(moment, "url", m.group(), "URL day") if moment else None
    return None


def _settle(machine: list[Dated], printed: list[Dated], from_url: Dated | None, reader: DateReader) -> Dated | None:
    """Choose among machine and printed dates by what agrees."""
    machine = [_right_order(d, printed, from_url, reader) for d in machine]
    usable = [d for d in machine if reader.possible(d.moment)]
    early = [d for d in machine if not reader.possible(d.moment)]
    if early and not usable:
        # In the future of the fetch: local time with a wrong offset, proven by the clock; read as local.
        for d in early:
            if reader.zone is not None and d.moment.has_time and d.moment.offset is not None:
                local = replace(d.moment, offset=None)
                if reader.possible(local):
                    usable.append(replace(d, moment=local, rule="offset contradicted by the fetch time"))
    best = usable[0] if usable else None
    if best is None:
        return printed[0] if printed else None
    day = best.moment.day
    # The finest statement of the same minute or day.
    for other in usable[1:]:
        if not best.moment.has_time and other.moment.has_time and other.moment.day == day:
            best = other
        elif (
            best.moment.has_time and other.moment.has_time and best.moment.second == 0 and other.moment.second
            and other.moment.wall.replace(second=0) == best.moment.wall and other.moment.offset == best.moment.offset
        ):  # fmt: skip
            best = other
        elif (
            best.moment.has_time
            and best.moment.offset is None
            and other.moment.offset is not None
            and other.moment.wall == best.moment.wall
        ):
            best = other
    return _with_printed(best, printed, reader)


def _with_printed(best: Dated, printed: list[Dated], reader: DateReader) -> Dated:
    moment = best.moment
    timed = [p for p in printed if p.moment.has_time and not p.moment.vague]
    if not moment.has_time or moment.is_midnight:
        for p in timed:
            if abs((p.moment.day - moment.day).days) <= (1 if moment.offset is not None else 0):
                return replace(p, rule="printed time completes the machine's day")
        if moment.is_midnight:
            return replace(best, moment=moment.day_only(), rule="midnight that no printed time confirms")
        return best
    if reader.zone is None:
        return best
    local = moment.in_zone(reader.zone)
    for p in timed:
        if p.moment.wall.replace(second=0) == local.wall.replace(second=0):
            return best
    for p in timed:
        if moment.offset is not None and p.moment.wall.replace(second=0) == moment.wall.replace(second=0) and p.moment.offset in (
            None, local.offset,
        ):  # fmt: skip
            return replace(best, moment=replace(moment, offset=None), rule="offset contradicted by the printed time")
    return best


def _right_order(d: Dated, printed: list[Dated], from_url: Dated | None, reader: DateReader) -> Dated:
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


def _zoned(d: Dated, reader: DateReader) -> Dated:
    """Give the moment its offset; a time whose zone nothing tells is kept as its day."""
    moment = d.moment
    if not moment.has_time:
        return d
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
