"""What an outlet or family declaration may say, and the checks that stop a wrong one."""

from __future__ import annotations

import re
from datetime import date
from functools import cached_property, lru_cache
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from newsarchive.errors import UsageError

Kind = Literal["newspaper", "aggregator", "broadcaster", "agency", "undeclared"]
"""`undeclared` is the kind of a site that nobody declared; a file may not say it."""

MAX_PATH = 2048
"""Longer paths are no article's: real ones stay below 300 characters, and a pattern's work stays bounded."""

_KEY = re.compile(r"[a-z0-9][a-z0-9._:-]*")
_LANGUAGE = re.compile(r"(?:[a-z]{2,3}(?:-[A-Za-z]{2,4})?)?")
_HOST = re.compile(r"(?:[a-z0-9_](?:[a-z0-9_.-]*[a-z0-9_])?|\[[0-9a-f:.]+\])(?::\d{1,5})?")
_EDITION = re.compile(r"/([a-z]{2}(?:-[a-z]{2})?)(?:/|$)", re.IGNORECASE)


def _as_tuple(value: Any) -> Any:
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
    host = _plain_host(name)
    if not _HOST.fullmatch(host) or not host_of(f"https://{host}/"):
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


Line = Annotated[str, AfterValidator(_line)]
Url = Annotated[str, AfterValidator(_http_url)]
Host = Annotated[str, AfterValidator(_host)]
Regex = Annotated[str, AfterValidator(_regex)]
Selector = Annotated[str, AfterValidator(_css)]
Language = Annotated[str, AfterValidator(_language)]
Urls = Annotated[tuple[Url, ...], BeforeValidator(_as_tuple), AfterValidator(_no_repeats)]
Hosts = Annotated[tuple[Host, ...], BeforeValidator(_as_tuple), AfterValidator(_no_repeats)]
Regexes = Annotated[tuple[Regex, ...], BeforeValidator(_as_tuple), AfterValidator(_no_repeats)]
Selectors = Annotated[tuple[Selector, ...], BeforeValidator(_as_tuple), AfterValidator(_no_repeats)]
Languages = Annotated[tuple[Language, ...], BeforeValidator(_as_tuple), AfterValidator(_no_repeats)]


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
    timezone: Annotated[str, AfterValidator(_timezone)] = "Asia/Ho_Chi_Minh"
    article: Regexes = ()
    not_article: Regexes = ()
    pagination: Annotated[str, AfterValidator(_pagination)] | None = None
    select: Select = Select()
    older: Annotated[tuple[Older, ...], BeforeValidator(_as_tuple)] = ()


class Family(_Layout):
    """A content system that several newspapers share: defaults for their declarations."""

    description: Line


class Outlet(_Layout):
    """One newspaper as declared; only facts, never state.

    `province` is that of today, also for a paper printed before its province was merged into another; `heir` is the
    key of the paper it went into. What it printed stays its own.
    """

    key: Annotated[str, AfterValidator(_key)]
    name: Line
    home: Url
    domains: Hosts = ()
    aliases: Hosts = ()
    province: Line | None = None
    heir: Annotated[str, AfterValidator(_key)] | None = None
    family: Annotated[str, AfterValidator(_key)] | None = None
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
        """Tell whether the address is on one of this outlet's hosts, with `www.` or without; ports 80 and 443 count as none."""
        return host_of(url) in self._answering

    def is_article(self, url: str) -> bool | None:
        """Tell by the declared patterns whether the address is an article's; None when none is declared.

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
        """Tell whether the address belongs to an edition that is archived (all do unless `editions` says which)."""
        return not self.editions or self.edition(url) in {e.lower() for e in self.editions}


@lru_cache(maxsize=1024)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


def _search(pattern: str, target: tuple[str, str]) -> bool:
    return _compiled(pattern).search(target[1] if r"\?" in pattern else target[0]) is not None


def _plain_host(name: str) -> str:
    """Return a host as the network names it: small letters, no final dot, letters beyond ASCII in punycode."""
    host = name.lower().rstrip(".")
    if not host.isascii():
        try:
            host = host.encode("idna").decode("ascii")
        except UnicodeError:
            return host
    return host


def host_of(url: str) -> str:
    """Return host, with the port unless it is 80 or 443, in lower case; empty when the address has none."""
    try:
        parts = urlsplit(url)
        name, port = parts.hostname or "", parts.port
    except ValueError:
        return ""
    name = f"[{name}]" if ":" in name else _plain_host(name)
    return name if port in (None, 80, 443) or not name else f"{name}:{port}"


def www_twin(host: str) -> str:
    """Return the host with `www.` put before it, or taken away: nearly every site answers on both.

    >>> www_twin("bao.vn"), www_twin("www.bao.vn")
    ('www.bao.vn', 'bao.vn')
    """
    return host.removeprefix("www.") if host.startswith("www.") else f"www.{host}"


def bare(host: str) -> str:
    """Return the host without `www.`."""
    return host.removeprefix("www.")


def is_http_url(url: str) -> bool:
    """Tell whether this is an absolute http or https address with a host and a possible port."""
    try:
        scheme = urlsplit(url).scheme
    except ValueError:
        return False
    return scheme in ("http", "https") and bool(host_of(url))


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
