"""Find the dates printed near the title of an article."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from newsarchive.extract.dates import parse
from newsarchive.extract.dates.page_dates import PageDate
from newsarchive.extract.page import furniture, tree
from newsarchive.text import clean

if TYPE_CHECKING:
    from collections.abc import Sequence

    from newsarchive.extract.dates.page_dates import DateReader
    from newsarchive.extract.page.document import Document
    from newsarchive.extract.page.tree import Element

_PAGE_HEAD = re.compile(r"header|top|nav|menu|clock|current|today|hom-?nay|banner", re.I)
_DATE_TAGS = frozenset("time span div p li small em i strong b td abbr h2 h3 h4 h5 label".split())
_STAMPS = ("datetime", "content", "data-time", "data-datetime", "title")
"""Attributes in which an element holds its date for machines."""
_DATE_HINT = re.compile(
    r"date|time|publish|post(?:ed)?-?on|ngay|thoi-?gian|clock|(?<![a-z])(?:post-?|news-?|detail__)?meta(?![a-z])|byline|subinfo|created",
    re.I,
)
_HAS_DAY = re.compile(
    r"\d{1,2}\s*[/.\-]\s*\d{1,2}\s*[/.\-]\s*\d{4}|tháng\s*\w+|\d{4}-\d{2}-\d{2}|trước\b|ago\b|hôm (?:nay|qua)", re.I
)


def near_title(
    doc: Document,
    reader: DateReader,
    selectors: Sequence[str],
    title_el: Element | None,
    container: Element | None,
) -> list[PageDate]:
    """Return the dates printed near the title, nearest first; where the outlet's selectors find any, those alone."""
    found = _selected(doc, reader, selectors)
    if found:
        return found
    for el, place in _elements(doc, title_el, container):
        dates = _of_element(el, reader, f"printed {place}")
        if dates and (place == "before title" or title_el is None) and _is_clock(el, title_el):
            dates = [d for d in dates if d.moment.day not in reader.today]
        found.extend(dates)
        if len(found) >= 6:
            break
    return found


def _selected(doc: Document, reader: DateReader, selectors: Sequence[str]) -> list[PageDate]:
    """The dates in the elements of the first selector that finds any."""
    for selector in selectors:
        found = [d for el in doc.select(selector)[:5] for d in _of_element(el, reader, f"select.date {selector}")]
        if found:
            return found
    return []


def _is_clock(el: Element, title_el: Element | None) -> bool:
    """A clock in the head of the page shows the day of the visit; a head that holds the title is the article's own."""
    for holder in (el, *el.iterancestors()):
        if holder.tag in ("body", "html") or (title_el is not None and tree.is_inside(title_el, holder)):
            return False
        if holder.tag in ("header", "nav") or _PAGE_HEAD.search(furniture.hints(holder)):
            return True
    return False


def _of_element(el: Element, reader: DateReader, source: str) -> list[PageDate]:
    """The dates of one element: the one for machines, unless the printed one says more, and the printed one."""
    text = clean(tree.text_of(el, 400))
    moment = reader.printed(text) if _is_day_like(text) else None
    stamp = next(filter(None, map(el.get, _STAMPS)), "")
    exact = parse.machine(stamp) if 0 < len(stamp) < 60 else None
    found: list[PageDate] = []
    if exact is not None and (moment is None or exact.has_time or not moment.has_time):
        found.append(PageDate(exact, f"{source} datetime", stamp, "datetime attribute"))
    if moment is not None:
        found.append(PageDate(moment, source, text[:160], "printed date"))
    return [d for d in found if reader.possible(d.moment)]


def _is_day_like(text: str) -> bool:
    return bool(_HAS_DAY.search(text)) or (len(text) < 60 and bool(re.search(r"\d{4}", text)))


def _elements(doc: Document, title_el: Element | None, container: Element | None) -> list[tuple[Element, str]]:
    """Elements that look like a date: at most 30 after the title, then 10 before it, nearest first.

    Only the stretch from the title to the first lines of the body counts: what follows is other articles.
    """
    at = doc.position.get(title_el, -1) if title_el is not None else -1
    body_at = doc.position.get(container, at) if container is not None else at
    after: list[tuple[Element, str]] = []
    for el in doc.elements[at + 1 : max(at, body_at) + 41]:
        if _is_date_element(el, in_body=doc.position[el] > body_at):
            after.append((el, "after title"))
            if len(after) >= 30:
                break
    earlier = reversed(doc.elements[max(0, at - 80) : max(0, at)])
    before = [(el, "before title") for el in earlier if _is_date_element(el, in_body=False)]
    return after + before[:10]


def _is_date_element(el: Element, *, in_body: bool) -> bool:
    is_time = el.tag == "time"
    if el.tag not in _DATE_TAGS or not (is_time or _is_date_name(furniture.hints(el)) or _begins_with_a_day(el)):
        return False
    text = tree.text_of(el, 401)
    if len(text) > 400 or not any(c.isdigit() for c in text):
        return is_time and bool(el.get("datetime"))
    return is_time or not in_body or len(text) <= 60


def _begins_with_a_day(el: Element) -> bool:
    own = el.text
    return bool(own and len(own) < 120 and _HAS_DAY.search(own)) and len(el) <= 3


@lru_cache(maxsize=8192)
def _is_date_name(names: str) -> bool:
    return _DATE_HINT.search(names) is not None
