"""Read robots directives, in the `X-Robots-Tag` header and in `<meta>`: may the page be kept, and its links followed?"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from newsarchive.items import Headers

PRODUCT = "newsarchive"
"""Our product token, as in the User-Agent header and in robots.txt."""

META_NAMES = ("robots", PRODUCT)
"""The `<meta>` names that speak to us. Another robot's name (`googlebot`) speaks to that robot alone."""

# `none` stands for noindex and nofollow: a page that wants to be neither listed nor followed is not kept either.
_DENIES = frozenset({"noarchive", "nocache", "none"})
_NO_LINKS = frozenset({"nofollow", "none"})
_EVERYONE = "*"
_NAME = re.compile(r"[a-z0-9_.-]+|\*")
_WITH_VALUE = re.compile(r"unavailable_after|max-[a-z-]+")  # directives with a value after a colon; no robots' names
_WORD = re.compile(r":|[^\s:,;]+")  # some write semicolons, or only spaces, between directives


def forbidden_by_header(headers: Headers) -> str | None:
    """Return the `X-Robots-Tag` that asks everyone, or us by name, not to keep the page; None where none does.

    The header may occur several times; each may hold a list. A robot's name before a colon holds for what follows,
    until another name (https://developers.google.com/search/docs/crawling-indexing/robots-meta-tag). In a value that
    does not begin with the name of one robot, later names are not heeded: two headers joined into one by a proxy look
    the same, and in doubt the page is not kept.
    """
    return next((v for name, v in headers if name.lower() == "x-robots-tag" and _header_forbids(v.lower())), None)


def forbidden_by_meta(values: Iterable[str]) -> str | None:
    """Return the first content of a `<meta>` of one of `META_NAMES` that asks not to keep the page; None where none does.

    The name of the `<meta>` says whom it is for; its content names no robots.
    """
    return next((v for v in values if _says(v.lower(), _DENIES)), None)


def nofollow_by_meta(values: Iterable[str]) -> bool:
    """Return whether a `<meta>` of one of `META_NAMES` with one of these contents asks not to follow the page's links."""
    return any(_says(v.lower(), _NO_LINKS) for v in values)


def _header_forbids(value: str) -> bool:
    to_everyone, to_us = True, True
    for number, part in enumerate(value.split(",")):
        robot, directives = _addressed(part)
        if number == 0:
            to_everyone = robot in (None, _EVERYONE)
        if robot is not None:
            to_us = robot in (PRODUCT, _EVERYONE)
        if (to_everyone or to_us) and _says(directives, _DENIES):
            return True
    return False


def _addressed(part: str) -> tuple[str | None, str]:
    """Return the robot named before the colon, if one is, and the directives."""
    before, colon, after = part.partition(":")
    robot = before.strip()
    if not colon or not _NAME.fullmatch(robot):
        return None, part
    if robot in (PRODUCT, _EVERYONE):
        return robot, after
    if robot in _DENIES or _WITH_VALUE.fullmatch(robot) or after.lstrip()[:1].isdecimal():
        return None, part  # a directive and its value
    return robot, after


def _says(directives: str, wanted: frozenset[str]) -> bool:
    before = ""
    for found in _WORD.finditer(directives):
        word = found.group()
        if word in wanted and not (word == "none" and before == ":"):  # `max-image-preview: none`
            return True
        before = word
    return False
