"""Define what the declaration of an outlet or family may say, and check it."""

from __future__ import annotations

import re
from datetime import date
from functools import cached_property, lru_cache
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from newsarchive.errors import UsageError
from newsarchive.outlets.hostnames import bare, host_of, is_http_url, www_twin
from newsarchive.outlets.values import (
    Hosts,
    Key,
    Language,
    Languages,
    Line,
    Pagination,
    Regexes,
    Selectors,
    Timezone,
    Url,
    Urls,
    as_tuple,
)

Kind = Literal["newspaper", "aggregator", "broadcaster", "agency", "undeclared"]
"""`undeclared` is the kind of a site that nobody declared; a file may not say it."""

MAX_PATH = 2048
"""Longer paths are no article's: real ones stay below 300 characters, and a pattern's work stays bounded."""

_EDITION = re.compile(r"/([a-z]{2}(?:-[a-z]{2})?)(?:/|$)", re.IGNORECASE)


class _Facts(BaseModel):
    # Strict: "2.0" is no number and "yes" no truth value; a file is corrected rather than guessed at.
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, ignored_types=(cached_property,))


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


class _Layout(_Facts):
    """What sites on the same CMS have in common; a family gives it, an outlet may say otherwise."""

    language: Language = "vi"
    timezone: Timezone = "Asia/Ho_Chi_Minh"
    article: Regexes = ()
    not_article: Regexes = ()
    pagination: Pagination | None = None
    select: Select = Select()
    older: Annotated[tuple[Older, ...], BeforeValidator(as_tuple)] = ()


class Family(_Layout):
    """A content system that several newspapers share: defaults for their declarations."""

    description: Line


class Outlet(_Layout):
    """One newspaper as declared; only facts, never state.

    `province` is that of today, also for a paper printed before its province was merged into another; `heir` is the
    key of the paper it went into. What it printed stays its own.
    """

    key: Key
    name: Line
    home: Url
    domains: Hosts = ()
    aliases: Hosts = ()
    province: Line | None = None
    heir: Key | None = None
    family: Key | None = None
    kind: Kind = "newspaper"
    editions: Languages = ()
    feeds: Urls = ()
    sitemaps: Urls = ()
    sections: Urls = ()
    min_per_day: Annotated[float, Field(ge=0, allow_inf_nan=False)] | None = None
    delay_s: Annotated[float, Field(ge=0, le=3600, allow_inf_nan=False)] = 2.0
    verified: date | None = None
    enabled: bool = True

    @model_validator(mode="after")
    def _no_address_in_two_lists(self) -> Outlet:
        listed: dict[str, str] = {}
        for field in ("feeds", "sitemaps", "sections"):
            for url in getattr(self, field):
                if url in listed:
                    raise ValueError(f"{field}: {url!r} is listed twice, also in {listed[url]}")
                listed[url] = field
        return self

    @model_validator(mode="after")
    def _aliases_are_other_hosts_of_its_own(self) -> Outlet:
        home = bare(host_of(self.home))
        for host in self.aliases:
            if bare(host) == home:
                raise ValueError(
                    f"aliases: {host!r} is the home's own host; an alias is another one that stands for it"
                )
            if bare(host) not in {bare(h) for h in self.hosts}:
                raise ValueError(f"aliases: {host!r} is not in domains")
        return self

    @cached_property
    def stands_for(self) -> dict[str, str]:
        """The aliases, without `www.`, each with the home's host: path for path they show the same articles."""
        return {bare(host): bare(host_of(self.home)) for host in self.aliases}

    @cached_property
    def hosts(self) -> tuple[str, ...]:
        """All hosts (host, or host:port unless 80 or 443) whose articles are this outlet's; the home's first."""
        return tuple(dict.fromkeys([host_of(self.home), *(host_of(f"https://{d}/") for d in self.domains)]))

    @cached_property
    def _answering(self) -> frozenset[str]:
        return frozenset(self.hosts) | {www_twin(h) for h in self.hosts}

    def owns(self, url: str) -> bool:
        """Return whether the address is on one of this outlet's hosts, with `www.` or without; ports 80 and 443 count as none."""
        return host_of(url) in self._answering

    def is_article(self, url: str) -> bool | None:
        """Return whether the address is an article's by the declared patterns; None when none is declared.

        The patterns are searched in the path; one that names a `?` (as `\\?`) is searched in path and query.
        """
        try:
            parts = urlsplit(url)
        except ValueError:
            return False
        path = parts.path or "/"
        target = (path, f"{path}?{parts.query}" if parts.query else path)
        if len(target[1]) > MAX_PATH or any(_search(p, target) for p in self.not_article):
            return False
        if not self.article:
            return None
        return any(_search(p, target) for p in self.article)

    def edition(self, url: str) -> str:
        """Return the language the address is in: its first folder where `editions` are declared, else `language`.

        >>> from newsarchive.outlets import Outlet
        >>> paper = Outlet(key="x", name="X", home="https://x.vn/", editions=("vi",))
        >>> paper.edition("https://x.vn/th/tin-moi"), paper.edition("https://x.vn/dongnai/tin-moi")
        ('th', 'vi')
        """
        if self.editions:
            try:
                folder = _EDITION.match(urlsplit(url).path)
            except ValueError:
                folder = None
            if folder:
                return folder[1].lower()
        return self.language

    def is_wanted_edition(self, url: str) -> bool:
        """Return whether the address belongs to an edition that is archived (all do unless `editions` says which)."""
        return not self.editions or self.edition(url) in {e.lower() for e in self.editions}


@lru_cache(maxsize=1024)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


def _search(pattern: str, target: tuple[str, str]) -> bool:
    return _compiled(pattern).search(target[1] if r"\?" in pattern else target[0]) is not None


def undeclared(url: str) -> Outlet:
    """Return the outlet of a site that nobody declared: key = its registrable domain, generic rules.

    The registrable domain is read off the public suffix list shipped with tldextract, hosting suffixes such as
    `blogspot.com` included (publicsuffix.org); a host without one (an IP address, `localhost:8080`) is its own key.
    Raises UsageError when the address is no http(s) address.
    """
    if not is_http_url(url):
        raise UsageError(f"not an http(s) address: {url[:200]!r}")
    return _undeclared(urlsplit(url).scheme, host_of(url))


@lru_cache(maxsize=4096)
def _undeclared(scheme: str, host: str) -> Outlet:
    domain = _suffixes()(host).top_domain_under_public_suffix
    # A site that answers on example.org sends half its readers to www.example.org: both are its own.
    twins = (domain, f"www.{domain}") if host.removeprefix("www.") == domain else ()
    name = domain or host
    return Outlet(
        key=re.sub(r"[^a-z0-9._:-]", "-", name.replace("[", "ip-").replace("]", "")).strip("-.:_") or "unknown",
        name=name,
        home=f"{scheme}://{host}/",
        domains=tuple(dict.fromkeys((host, *twins))),
        kind="undeclared",
        language="",
        timezone="UTC",
    )


@lru_cache(maxsize=1)
def _suffixes() -> Any:
    import tldextract

    # No list to fetch and no cache folder: nothing touches the network or the home folder.
    return tldextract.TLDExtract(
        suffix_list_urls=(), fallback_to_snapshot=True, cache_dir=None, include_psl_private_domains=True
    )
