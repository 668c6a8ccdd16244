"""What an outlet declaration may say, and the checks that stop a wrong one."""

from __future__ import annotations

import re
from datetime import date
from functools import cached_property, lru_cache
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

Kind = Literal["newspaper", "aggregator", "broadcaster", "agency", "undeclared"]


def _as_list(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


def _regex(pattern: str) -> str:
    try:
        re.compile(pattern)
    except re.error as e:
        raise ValueError(f"not a regular expression: {e}") from e
    return pattern


def _css(selector: str) -> str:
    from cssselect import SelectorError
    from cssselect.parser import parse

    try:
        parse(selector)
    except SelectorError as e:
        raise ValueError(f"not a CSS selector: {selector!r} ({e})") from e
    return selector


def _http_url(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError(f"not an http(s) address: {url!r}")
    return url


def _no_repeats(values: tuple[str, ...]) -> tuple[str, ...]:
    for i, value in enumerate(values):
        if value in values[:i]:
            raise ValueError(f"{value!r} is listed twice")
    return values


def _timezone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (OSError, ValueError, KeyError) as e:
        raise ValueError(f"unknown time zone {name!r}") from e
    return name


Url = Annotated[str, AfterValidator(_http_url)]
Urls = Annotated[tuple[Url, ...], BeforeValidator(_as_list), AfterValidator(_no_repeats)]
Regexes = Annotated[tuple[Annotated[str, AfterValidator(_regex)], ...], BeforeValidator(_as_list)]
Selectors = Annotated[tuple[Annotated[str, AfterValidator(_css)], ...], BeforeValidator(_as_list)]
Names = Annotated[tuple[str, ...], BeforeValidator(_as_list), AfterValidator(_no_repeats)]


class _Facts(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=False, ignored_types=(cached_property,))


class Select(_Facts):
    """CSS selectors of an outlet's pages, most trusted first; empty = the generic rules decide."""

    title: Selectors = ()
    lead: Selectors = ()
    body: Selectors = ()
    byline: Selectors = ()
    date: Selectors = ()
    caption: Selectors = ()
    section: Selectors = ()
    tags: Selectors = ()
    drop: Selectors = ()


class Older(Select):
    """Selectors of an older layout, for pages published up to and on `until`."""

    until: date


class Outlet(_Facts):
    """One newspaper as declared; only facts, never state."""

    key: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9._:-]*$")]
    name: Annotated[str, Field(min_length=1)]
    home: Url
    domains: Names = ()
    province: str | None = None
    family: str | None = None
    kind: Kind = "newspaper"
    language: str = "vi"
    timezone: Annotated[str, AfterValidator(_timezone)] = "Asia/Ho_Chi_Minh"
    editions: Names = ()
    feeds: Urls = ()
    sitemaps: Urls = ()
    sections: Urls = ()
    article: Regexes = ()
    not_article: Regexes = ()
    pagination: str | None = None
    select: Select = Select()
    older: tuple[Older, ...] = ()
    reader: str | None = None
    min_per_day: Annotated[float, Field(ge=0)] | None = None
    delay_s: Annotated[float, Field(ge=0, le=3600)] = 2.0
    verified: date | None = None
    enabled: bool = True

    @model_validator(mode="after")
    def _check(self) -> Outlet:
        if self.pagination is not None and "{n}" not in self.pagination:
            raise ValueError("pagination: must hold '{n}' where the page number stands, e.g. '?p={n}'")
        return self

    @property
    def hosts(self) -> tuple[str, ...]:
        """All hosts (host or host:port, lower case) whose articles are this outlet's; the home's first."""
        parts = urlsplit(self.home)
        home = (parts.netloc.rpartition("@")[2]).lower()
        return tuple(dict.fromkeys([home, *(d.lower() for d in self.domains)]))

    def owns(self, url: str) -> bool:
        """Tell whether the address is on one of this outlet's hosts; default ports are left out of the comparison."""
        return host_of(url) in {_without_default_port(h) for h in self.hosts}

    def is_article(self, url: str) -> bool | None:
        """Tell by the declared patterns whether the address is an article's; None when none is declared.

        The patterns are searched in the path; one that names a `?` is searched in path and query.
        """
        parts = urlsplit(url)
        target = (parts.path or "/", f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/")
        if any(_search(p, target) for p in self.not_article):
            return False
        if not self.article:
            return None
        return any(_search(p, target) for p in self.article)


@lru_cache(maxsize=1024)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


def _search(pattern: str, target: tuple[str, str]) -> bool:
    return _compiled(pattern).search(target[1] if r"\?" in pattern else target[0]) is not None


def _without_default_port(host: str) -> str:
    return host.removesuffix(":80").removesuffix(":443")


def host_of(url: str) -> str:
    """Return host, with the port unless it is 80 or 443, in lower case; empty when the address has none."""
    try:
        parts = urlsplit(url)
        name, port = parts.hostname or "", parts.port
    except ValueError:
        return ""
    return name if port in (None, 80, 443) else f"{name}:{port}"


def undeclared(url: str) -> Outlet:
    """Return the outlet of a site that nobody declared: key = its registrable domain, generic rules."""
    import tldextract

    host = host_of(url)
    extract = tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None)  # the list shipped with the package: no network
    domain = extract(url).top_domain_under_public_suffix or host
    scheme = urlsplit(url).scheme
    return Outlet(
        key=domain, name=domain, home=f"{scheme}://{host}/", domains=(host,), kind="undeclared", language="", timezone="UTC"
    )
