"""Find the dates printed near the title of an article."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from newsarchive.extract.dates import parse
from newsarchive.extract.dates.page_dates import Dated
from newsarchive.extract.page import furniture, tree
from newsarchive.text import clean

if TYPE_CHECKING:
    from collections.abc import Sequence

    from newsarchive.extract.dates.page_dates import DateReader
    from newsarchive.extract.page.document import Document
    from newsarchive.extract.page.tree import Element

_PAGE_HEAD = re.compile(r"header|top|nav|menu|clock|current|today|hom-?nay|banner", re.I)
_DATE_TAGS = frozenset(
    ["time", "span", "div", "p", "li", "small", "em", "i", "strong", "b", "td", "abbr", "h2", "h3", "h4", "h5", "label"]
)
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
) -> list[Dated]:
    """Return the dates printed near the title, nearest first; where the outlet's selectors find any, those alone."""
    found: list[Dated] = []
    for selector in selectors:
        for el in doc.select(selector)[:5]:
            found.extend(_of_element(el, reader, f"select.date {selector}"))
        if found:
            return found
    ordered = _elements(doc, title_el, container)
    today = {reader.fetched_at.date()} | ({reader.fetched_at.astimezone(reader.zone).date()} if reader.zone else set())
    for el, place in ordered:
        for dated in _of_element(el, reader, f"printed {place}"):
            if (place == "before title" or title_el is None) and dated.moment.day in today and _is_clock(el, title_el):
                continue
            found.append(dated)
        if len(found) >= 6:
            break
    return found


def _is_clock(el: Element, title_el: Element | None) -> bool:
    """A clock in the head of the page shows the day of the visit; a head that holds the title is the article's own."""
    for holder in (el, *el.iterancestors()):
        if holder.tag in ("body", "html") or (title_el is not None and tree.is_inside(title_el, holder)):
            return False
        if holder.tag in ("header", "nav") or _PAGE_HEAD.search(furniture.hints(holder)):
            return True
    return False


def _of_element(el: Element, reader: DateReader, source: str) -> list[Dated]:
    found: list[Dated] = []
    text = clean(tree.text_of(el, 400))
    moment = reader.printed(text) if text and _day_like(text) else None
    stamp = el.get("datetime") or el.get("content") or el.get("data-time") or el.get("data-datetime") or el.get("title")
    exact = parse.machine(stamp) if stamp and len(stamp) < 60 else None
    if exact is not None and reader.possible(exact) and (moment is None or exact.has_time or not moment.has_time):
        found.append(Dated(exact, f"{source} datetime", stamp or "", "datetime attribute"))
    if moment is not None and reader.possible(moment):
        found.append(Dated(moment, source, text[:160], "printed date"))
    return found


def _day_like(text: str) -> bool:
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
    if el.tag not in _DATE_TAGS:
        return False
    if el.tag != "time" and not _is_date_name(furniture.hints(el)):
        own = el.text
        if not (own and len(own) < 120 and _HAS_DAY.search(own)) or len(el) > 3:
            return False
    text = tree.text_of(el, 401)
    if len(text) > 400 or not any(c.isdigit() for c in text):
        return el.tag == "time" and bool(el.get("datetime"))
    return not (in_body and el.tag != "time" and len(text) > 60)


@lru_cache(maxsize=8192)
def _is_date_name(names: str) -> bool:
    return _DATE_HINT.search(names) is not None
