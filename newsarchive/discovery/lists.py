"""Read a list of articles, whatever it turns out to be: a feed, a sitemap, a web page, JSON."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING, Literal

from newsarchive.content import decoded_body
from newsarchive.discovery import feeds, jsonlists, sitemaps
from newsarchive.discovery.classifier import is_article_link, may_be_article, shortest_slug
from newsarchive.discovery.links import same_site
from newsarchive.discovery.markup import html_root, text_of
from newsarchive.discovery.pagination import next_page, page_of
from newsarchive.discovery.sections import read_html
from newsarchive.errors import ContentError
from newsarchive.items import Candidate, Listing
from newsarchive.outlets.hostnames import host_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from newsarchive.items import Page, Role
    from newsarchive.outlets.schema import Outlet

MAX_ENTRIES = 50_000
"""The most a sitemap may hold (sitemaps.org); feeds and sections hold far fewer."""

_ROOT = re.compile(
    r"<(?:[a-z0-9_.-]{1,20}:)?(urlset|sitemapindex|rss|rdf|feed|html|body|head|channel)[\s>/]", re.IGNORECASE
)
_SNIFF_CHARS = 16_384
_BEFORE_ROOT = "\ufeff \t\r\n"


def read(page: Page, outlet: Outlet, role: Role) -> Listing:
    """Return what a fetched feed, sitemap, home or section page lists; `role` is what it was fetched as.

    Never raises on bad content: `problem` says in words what was wrong. Addresses of other sites are left out and
    counted in `problem` where the list should have held none.
    """
    if not 200 <= page.status < 300:
        return Listing("none", problem=f"HTTP status {page.status}")
    try:
        body = decoded_body(page)
    except ContentError as e:
        return Listing("none", problem=e.detail, outcome=e.outcome)
    text = text_of(body, page.header("content-type"))
    if not text.strip():
        return Listing("none", problem="the answer is empty")
    listing = _listing(text, page.url, outlet, role)
    return _with_problem(listing, "the answer was cut off") if page.truncated else listing


def _listing(text: str, url: str, outlet: Outlet, role: Role) -> Listing:
    """Return the listing of a text that is not empty, by the element it begins with."""
    begin = text.lstrip(_BEFORE_ROOT)
    in_json = _json(text, url, outlet) if begin[:1] in ("{", "[") else None
    if in_json is not None:
        return in_json
    match = _ROOT.search(text, 0, _SNIFF_CHARS)
    kind = match.group(1).lower() if match else ""
    markup = text[match.start() :] if match else text  # what comes before (a warning, a document type) is no list
    if kind in ("rss", "rdf", "feed", "channel"):
        return _feed(markup, url, outlet)
    if kind in ("urlset", "sitemapindex"):
        entries = sitemaps.entries(markup, url, outlet.timezone)
        return _collect("sitemap" if kind == "urlset" else "sitemap_index", entries, outlet)
    if not kind and role == "sitemap" and begin.startswith("http"):
        return _collect("sitemap", sitemaps.plain_entries(text, url), outlet)
    return _html(text, url, outlet, role)


def _feed(text: str, url: str, outlet: Outlet) -> Listing:
    following: list[str] = []
    found: list[tuple[Candidate, bool]] = []
    for entry in islice(feeds.entries(text, url, outlet.timezone), MAX_ENTRIES + 1):
        if isinstance(entry, str):
            following.append(entry)
        else:
            found.append((entry, True))
    listing = _collect("feed", found, outlet)
    ahead = next((u for u in following if u != url and same_site(u, outlet)), None)
    return replace(listing, next_page=ahead)


def _json(text: str, url: str, outlet: Outlet) -> Listing | None:
    """Read what a "load more" button fetches; None when it is no JSON or names nothing."""
    found: list[tuple[Candidate, bool]] = []
    for entry in islice(jsonlists.entries(text.lstrip("\ufeff"), url, outlet.timezone), MAX_ENTRIES + 1):
        if isinstance(entry, Candidate):
            found.append((entry, False))
        elif (root := html_root(entry)) is not None:
            found += [(c, False) for c in read_html(root, url, outlet).candidates if c.role == "article"]
    if not found:
        return None
    listing = _collect("section", found, outlet)
    here = page_of(url)
    template = f"{here.style}={{n}}" if here.number is not None and here.style.startswith("?") else outlet.pagination
    return replace(listing, next_page=next_page(url, (), None, template) if listing.candidates else None)


def _collect(
    kind: Literal["feed", "sitemap", "sitemap_index", "section"],
    entries: Iterable[tuple[Candidate, bool]],
    outlet: Outlet,
) -> Listing:
    """Return a listing of the plausible entries; those with True are named by a list that holds nothing but articles."""
    read = list(islice(entries, MAX_ENTRIES + 1))
    here = [(c, vouched) for c, vouched in read[:MAX_ENTRIES] if same_site(c.url, outlet)]
    shortest = shortest_slug((c.url for c, _ in here), outlet)
    kept: dict[str, Candidate] = {}
    for candidate, vouched in here:
        if candidate.url not in kept and _is_plausible(candidate, outlet, vouched, shortest):
            kept[candidate.url] = candidate
    problems = _problems([c.url for c, _ in read], len(here), outlet)
    if here and not kept:
        problems.append(f"none of its {len(here)} entries looks like an article")
    return Listing(kind, tuple(kept.values()), problem="; ".join(problems) or None)


def _problems(read: list[str], here: int, outlet: Outlet) -> list[str]:
    """Return what is wrong with the addresses read from a list, of which `here` are on the outlet's hosts."""
    if not read:
        return ["no entries"]
    problems = []
    count = min(len(read), MAX_ENTRIES)
    if len(read) > MAX_ENTRIES:
        problems.append(f"more than {MAX_ENTRIES} entries; the rest was not read")
    if here < count:
        others = dict.fromkeys(host_of(url) for url in read[:MAX_ENTRIES] if not same_site(url, outlet))
        problems.append(f"{count - here} of {count} entries are on other hosts ({', '.join(list(others)[:3])})")
    return problems


def _is_plausible(candidate: Candidate, outlet: Outlet, vouched: bool, shortest: int) -> bool:
    if candidate.role == "sitemap":
        return True
    return may_be_article(candidate.url, outlet) if vouched else is_article_link(candidate.url, outlet, shortest)


def _html(text: str, url: str, outlet: Outlet, role: Role) -> Listing:
    root = html_root(text)
    if root is None or next(root.iter("a", "link"), None) is None:
        return Listing("none", problem="neither a list nor a page with links")
    listing = read_html(root, url, outlet)
    if role in ("feed", "sitemap"):
        listing = _with_problem(listing, f"a web page stands where a {role} was expected")
    return listing


def _with_problem(listing: Listing, problem: str) -> Listing:
    return replace(listing, problem="; ".join(filter(None, [listing.problem, problem])))
