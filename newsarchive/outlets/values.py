"""Check the values of a declaration: lines, addresses, hosts, patterns, selectors, languages, and lists of them."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Annotated, Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BeforeValidator

from newsarchive.outlets.hostnames import HOST, host_of, is_http_url, plain_host

_KEY = re.compile(r"[a-z0-9][a-z0-9._:-]*")
_LANGUAGE = re.compile(r"(?:[a-z]{2,3}(?:-[A-Za-z]{2,4})?)?")


def as_tuple(value: Any) -> Any:
    """Return a list as a tuple, and one text as a tuple of itself; anything else as it is."""
    if isinstance(value, str):
        return (value,)
    return tuple(value) if isinstance(value, list) else value


def _line(text: str) -> str:
    if not text.strip() or not text.isprintable():
        raise ValueError(f"must be one line of text, not {text!r}")
    return text


def _key(key: str) -> str:
    if not _KEY.fullmatch(key):
        raise ValueError(f"must be small letters a-z, digits, dot, hyphen or underscore, not {key!r}")
    return key


def _regex(pattern: str) -> str:
    try:
        re.compile(pattern)
    except (re.error, OverflowError, RecursionError) as e:
        raise ValueError(f"not a regular expression: {pattern!r} ({e})") from e
    return pattern


@lru_cache(maxsize=1024)
def _css(selector: str) -> str:
    from cssselect import HTMLTranslator, SelectorError

    try:
        HTMLTranslator().css_to_xpath(selector)
    except (SelectorError, RecursionError) as e:
        raise ValueError(f"not a CSS selector: {selector!r} ({e})") from e
    return selector


def _http_url(url: str) -> str:
    if any(c.isspace() for c in url) or not url.isprintable() or not is_http_url(url):
        raise ValueError(f"not an http(s) address: {url!r}")
    if "@" in urlsplit(url).netloc:
        raise ValueError("an address with a user name or password is not allowed")
    return url


def _host(name: str) -> str:
    host = plain_host(name)
    if not HOST.fullmatch(host) or not host_of(f"https://{host}/"):
        raise ValueError(f"must be a host or host:port such as 'www.example.vn', not {name!r}")
    return host


def _language(code: str) -> str:
    if not _LANGUAGE.fullmatch(code):
        raise ValueError(f"must be a language code such as 'vi' or 'en', not {code!r}")
    return code


def _pagination(pattern: str) -> str:
    if pattern.count("{n}") != 1:
        raise ValueError(f"must hold '{{n}}' once, where the page number stands, e.g. '?p={{n}}', not {pattern!r}")
    return pattern


def _no_repeats(values: tuple[str, ...]) -> tuple[str, ...]:
    for i, value in enumerate(values):
        if value in values[:i]:
            raise ValueError(f"{value!r} is listed twice")
    return values


def _timezone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (OSError, ValueError, KeyError) as e:
        raise ValueError(f"unknown time zone {name!r}; an example is 'Asia/Ho_Chi_Minh'") from e
    return name


Key = Annotated[str, AfterValidator(_key)]
Timezone = Annotated[str, AfterValidator(_timezone)]
Pagination = Annotated[str, AfterValidator(_pagination)]
Line = Annotated[str, AfterValidator(_line)]
Url = Annotated[str, AfterValidator(_http_url)]
Host = Annotated[str, AfterValidator(_host)]
Regex = Annotated[str, AfterValidator(_regex)]
Selector = Annotated[str, AfterValidator(_css)]
Language = Annotated[str, AfterValidator(_language)]
Urls = Annotated[tuple[Url, ...], BeforeValidator(as_tuple), AfterValidator(_no_repeats)]
Hosts = Annotated[tuple[Host, ...], BeforeValidator(as_tuple), AfterValidator(_no_repeats)]
Regexes = Annotated[tuple[Regex, ...], BeforeValidator(as_tuple), AfterValidator(_no_repeats)]
Selectors = Annotated[tuple[Selector, ...], BeforeValidator(as_tuple), AfterValidator(_no_repeats)]
Languages = Annotated[tuple[Language, ...], BeforeValidator(as_tuple), AfterValidator(_no_repeats)]
