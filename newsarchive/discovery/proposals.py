"""Propose how a site should be declared, from what it has shown: name, family, article pattern."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlsplit

from cssselect import SelectorError

from newsarchive.content import decoded_body
from newsarchive.discovery.learning import forms
from newsarchive.discovery.markup import html_root, text_of
from newsarchive.errors import ContentError
from newsarchive.text import clean

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from lxml.etree import _Element

    from newsarchive.items import Page
    from newsarchive.outlets.schema import Family

FITS = 0.8
"""The share of a site's article addresses that a pattern must match to be proposed."""
LEAST = 3
"""The fewest addresses from which anything is concluded."""
MAX_NAME = 80
MAX_TITLE_NAME = 40
"""A longer title of a home page is a slogan, not a name."""

_PART = re.compile(r"<[^<>]*>|[^<]+")
_PARTS = {
    "<name>": "[A-Za-z0-9_-]+",
    "<date>": r"(?:19|20)\d{2}(?:[01]\d)?(?:[0-3]\d)?",
    "<number>": r"\d+",
    "<slug>": "[A-Za-z0-9-]+",
    "<stamp>": r"\d{14,18}",
    "<9..13 digits>": r"\d{9,13}",
    "<4..8 digits>": r"\d{4,8}",
    "<1..3 digits>": r"\d{1,3}",
    "<7 hex digits>": "[0-9a-f]{7}",
    "<id>": "[0-9A-Za-z]{8,12}",
}
_NAMES = re.compile(r"(?:/<name>)*(?=/)")
_WORDS = re.compile(r"<[^<>]* words?>")
_SEPARATOR = re.compile(r"\s+[-|–—•·»:]+\s+|\s*\|\s*")


class FamilyFit(NamedTuple):
    """How well a family fits: the share of addresses its pattern matches, and the selectors that found something."""

    name: str
    share: float
    selectors: tuple[str, ...]


def site_name(home: Page) -> str | None:
    """Return what a home page calls its site: og:site_name, else the first part of its title; None when it says nothing."""
    root = _root(home)
    if root is None:
        return None
    for meta in root.iter("meta"):
        if (meta.get("property") or meta.get("name") or "").lower() in ("og:site_name", "application-name"):
            name = _name(meta.get("content"))
            if name:
                return name
    for title in root.iter("title"):
        name = _name(_SEPARATOR.split(clean("".join(map(str, title.itertext()))), maxsplit=1)[0])
        return name if name and len(name) <= MAX_TITLE_NAME else None
    return None


def family(urls: Sequence[str], pages: Sequence[Page], families: Mapping[str, Family]) -> FamilyFit | None:
    """Return the family that fits best, or None.

    Two things must speak for it: its pattern matches nearly all article addresses, and its selector of the body finds
    something on every article page read; several families have the same addresses, and a shape alone proves nothing.
    """
    roots = [root for page in pages if (root := _root(page)) is not None]
    if len(urls) < LEAST or not roots:
        return None
    fits = [_fit(name, one, urls, roots) for name, one in families.items()]
    good = (fit for fit in fits if fit.share >= FITS and "body" in fit.selectors)
    return max(good, key=lambda fit: (len(fit.selectors), fit.share), default=None)


def _fit(name: str, one: Family, urls: Sequence[str], roots: Sequence[_Element]) -> FamilyFit:
    fields = ("body", "title", "lead", "date", "byline")
    found = (field for field in fields if all(_finds(root, getattr(one.select, field)) for root in roots))
    return FamilyFit(name, _share(one.article, urls), tuple(found))


def article_patterns(urls: Sequence[str], others: Sequence[str] = ()) -> tuple[str, ...]:
    """Return patterns of the path that match the site's article addresses and none of the others; none when unsure.

    Only forms with a number, a date or the like make a pattern: bare words are those of sections, too.
    """
    patterns = []
    for page, depths in sorted(_depths_of_pages(urls).items(), key=lambda item: -item[1].total()):
        if depths.total() < LEAST:
            continue
        pattern = _pattern(page, min(depths), max(depths))
        if not any(_matches((pattern,), other) for other in others):
            patterns.append(pattern)
    return tuple(patterns) if patterns and _share(patterns, urls) >= FITS else ()


def _depths_of_pages(urls: Sequence[str]) -> dict[str, Counter[int]]:
    """Return by the form of the last path segment how many addresses have it below how many folders."""
    depths: dict[str, Counter[int]] = defaultdict(Counter)
    for form in filter(None, map(_most_general, urls)):
        names = _NAMES.match(form)
        assert names is not None  # an empty match at the least
        if not _WORDS.search(form):
            depths[form[names.end() :]][names.group().count("<name>")] += 1
    return depths


def _most_general(url: str) -> str | None:
    found = forms(url)
    return found[-1] if found and not urlsplit(url).query else None


def _pattern(page: str, least: int, most: int) -> str:
    path = "".join(_PARTS.get(p) or re.escape(p) for p in _PART.findall(page.strip("/"))).replace(re.escape("-"), "-")
    return f"^/{_folders_pattern(least, most)}{path}{'/?' if page.endswith('/') else ''}$"


def _folders_pattern(least: int, most: int) -> str:
    if most == 0:
        return ""
    name = _PARTS["<name>"]
    return f"{name}/" if least == most == 1 else f"(?:{name}/){{{least},{most}}}"


def _share(patterns: Sequence[str], urls: Sequence[str]) -> float:
    return sum(_matches(patterns, url) for url in urls) / len(urls) if patterns and urls else 0.0


def _matches(patterns: Sequence[str], url: str) -> bool:
    path = urlsplit(url).path
    return any(re.search(pattern, path) for pattern in patterns)


def _finds(root: _Element, selectors: Sequence[str]) -> bool:
    for selector in selectors:
        try:
            if root.cssselect(selector):
                return True
        except SelectorError:
            continue
    return False


def _root(page: Page) -> _Element | None:
    try:
        return html_root(text_of(decoded_body(page), page.header("content-type")))
    except ContentError:
        return None


def _name(text: str | None) -> str | None:
    name = clean(text or "")[:MAX_NAME].strip()
    return name if name and name.isprintable() else None
