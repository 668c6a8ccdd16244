"""Find which page of a list an address is, and which page follows."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import parse_qsl, urlencode, urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterable

MAX_PAGE = 10_000
"""Where a calendar trap ends: no newspaper's section has more pages worth walking from the front."""

_PARAMETERS = frozenset({"p", "paged", "page", "trang", "pageindex", "pagenumber", "pagenum"})
_EXTENSION = r"(?P<ext>\.(?:s?html?|aspx?|php|chn|vnp|ldo))?"
_STYLES = tuple(
    re.compile(rf"^(?P<base>.*?){mark}(?P<n>\d{{1,5}}){_EXTENSION}/?$", re.IGNORECASE)
    for mark in (r"/page[-/]?", r"/trang[-/]?", r"/p/?", r"-trang-?", r"-page-?", r"-p")
)
_ZERO_BASED = 4  # `-page1` is the second page (vietnamnet)
_PAGE_FILE = re.compile(r"\.(?:s?html?|aspx?|php|chn|vnp|ldo)$", re.IGNORECASE)
_INDEX = re.compile(r"/(?:index|default)$", re.IGNORECASE)


class PageOf(NamedTuple):
    """The list an address belongs to, the number of the page in it (None: not said, so the first), how it is said."""

    base: str
    number: int | None
    style: str


def page_of(url: str) -> PageOf:
    """Split an address into the list and the number of the page.

    >>> page_of("https://a.vn/thoi-su/trang-3.htm")[:2]
    ('a.vn/thoi-su', 3)
    >>> page_of("https://a.vn/thoi-su.htm")[:2]
    ('a.vn/thoi-su', None)
    """
    parts = urlsplit(url)
    host = parts.netloc.lower().removeprefix("www.")
    pairs, path = parse_qsl(parts.query[:1000], keep_blank_values=True), parts.path
    number, style = None, ""
    counter = next((i for i, (key, value) in enumerate(pairs) if key.lower() in _PARAMETERS and _is_count(value)), None)
    if counter is not None:
        key, value = pairs.pop(counter)
        number, style = int(value), f"?{key.lower()}"
    else:
        path, number, style = _page_in_path(path)
    path = _INDEX.sub("", _PAGE_FILE.sub("", path.rstrip("/")))
    kept = sorted(pair for pair in pairs if pair[1])  # `?p=5&d=`: an empty parameter says nothing
    return PageOf(f"{host}{path}{'?' if kept else ''}{urlencode(kept)}", number, style)


def _page_in_path(path: str) -> tuple[str, int | None, str]:
    """Return the path of the list, the number of the page and how it is written."""
    for i, pattern in enumerate(_STYLES):
        match = pattern.match(path)
        if match:
            return match["base"], int(match["n"]), "zero" if i == _ZERO_BASED else f"path{i}"
    return path, None, ""


def _is_count(value: str) -> bool:
    return value.isascii() and value.isdigit() and len(value) <= 5


def next_page(url: str, links: Iterable[str], marked: str | None, template: str | None) -> str | None:
    """Return the address of the page after `url` of the same list, or None.

    It is the one marked `rel=next`, else a link to exactly the next number, else what the outlet's `pagination`
    template gives. `marked` and `links` are absolute addresses of the same site.
    """
    here = page_of(url)
    if _number(here) >= MAX_PAGE:
        return None
    if marked is not None and marked != url and _follows(here, page_of(marked), trusted=True):
        return marked
    for link in links:
        if link != url and _follows(here, page_of(link), trusted=False):
            return link
    return from_template(url, template) if template else None


def _number(page: PageOf) -> int:
    return 1 if page.number is None else page.number


def _follows(here: PageOf, there: PageOf, *, trusted: bool) -> bool:
    if there.base != here.base or there.number is None:
        return False
    if here.number is not None and there.style != here.style:
        return False
    if here.number is None and there.number == 1 and (there.style == "zero" or trusted):
        return True  # counted from 0, or `rel=next` of a first page, which may say 1
    return there.number == _number(here) + 1


def from_template(url: str, template: str) -> str | None:
    """Return the next page by a template: `?p={n}`, `/trang-{n}.html`, `-p{n}`, put behind the list's address.

    >>> from_template("https://a.vn/thoi-su/", "?paged={n}")
    'https://a.vn/thoi-su/?paged=2'
    >>> from_template("https://a.vn/thoi-su/trang-2.htm", "/trang-{n}.htm")
    'https://a.vn/thoi-su/trang-3.htm'
    """
    if template.startswith("?") or "&" in template[:1]:
        return _query_template(url, template)
    parts = urlsplit(url)
    template = template if template.startswith(("/", "-")) else f"/{template}"
    pattern = re.compile(f"{re.escape(template).replace(re.escape('{n}'), '([0-9]{1,5})')}$")
    match = pattern.search(parts.path)
    number = int(match.group(1)) if match else 1
    base = parts.path[: match.start()] if match else _PAGE_FILE.sub("", parts.path.rstrip("/"))
    if number >= MAX_PAGE:
        return None
    return f"{parts.scheme}://{parts.netloc}{base}{template.replace('{n}', str(number + 1))}"


def _query_template(url: str, template: str) -> str | None:
    """Put the next number where the address has its counter, else behind the rest: the order is the site's own."""
    parts = urlsplit(url)
    wanted = dict(parse_qsl(template.lstrip("?&"), keep_blank_values=True))
    pairs = parse_qsl(parts.query[:1000], keep_blank_values=True)
    numbers = [max(int(value), 1) for key, value in pairs if wanted.get(key) == "{n}" and _is_count(value)]
    number = numbers[-1] if numbers else 1
    if number >= MAX_PAGE:
        return None
    given = {k: str(number + 1) if v == "{n}" else v for k, v in wanted.items()}
    here = {key for key, _ in pairs}
    query = [(k, given.get(k, v)) for k, v in pairs] + [(k, v) for k, v in given.items() if k not in here]
    return f"{parts.scheme}://{parts.netloc}{parts.path or '/'}?{urlencode(query)}"
