"""Read one fetched page in a worker process: what is it, and what does it hold? Pure, picklable in and out."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from newsarchive import discovery, extract, identity, robots_directives
from newsarchive.items import Article, Candidate, Page
from newsarchive.outlets.hostnames import host_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from newsarchive.items import Listing, Role
    from newsarchive.outlets import Outlet

YOUNGEST_ENTRIES = 2_000
"""How many articles of one list a crawl takes, the youngest first; the rest is the past, which is for `backfill`."""
YOUNGEST_SITEMAPS = 8
"""How many sitemaps of one index a crawl reads, the youngest first."""
OFF_SITE_KEPT = 50
"""How many addresses of a list that are not wanted (other sites, other editions) are entered by name; all are counted
in the list's detail."""

REDIRECTS = frozenset({301, 302, 303, 307, 308})


@dataclass(frozen=True, slots=True)
class Found:
    """An address found on a list, ready for the ledger.

    `off_site`: it is on none of the outlet's hosts; `edition` names its edition when that one is not wanted.
    """

    url: str
    normal_url: str
    host: str
    role: Role
    lastmod: str | None = None
    off_site: bool = False
    edition: str | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """What a page turned out to be.

    `outcome` is a ledger code, or `article` (to be decided: new, changed, unchanged) or `redirect`. `noarchive`:
    a list asks, in its own `<meta>`, not to be kept; an article's outcome says so.
    """

    outcome: str
    detail: str | None = None
    article: Article | None = None
    content_hash: str = ""
    normal_urls: tuple[str, ...] = ()
    found: tuple[Found, ...] = ()
    next_page: Found | None = None
    redirect_to: str | None = None
    noarchive: bool = False


def read_whole(page: Page, outlet: Outlet, role: Role) -> Reading:
    """Read a page as `read` does; of a list everything is taken, however long it is (for a backfill)."""
    return read(page, outlet, role, whole=True)


def read(page: Page, outlet: Outlet, role: Role, *, whole: bool = False) -> Reading:
    """Read a page of an outlet in its role. Of a long list the youngest part is taken, unless `whole` is asked for.

    Never raises for what a page holds.
    """
    if page.status in REDIRECTS:
        target = page.header("location")
        if not target:
            return Reading("http_error", f"redirect {page.status} without an address")
        return Reading("redirect", f"HTTP {page.status}", redirect_to=urljoin(page.url, target.strip()))
    refused = status_outcome(page.status)
    if refused:
        return Reading(refused, f"HTTP {page.status}")
    if role == "other":
        return Reading("listed")
    if role != "article":
        return _list(page, outlet, role, whole=whole)
    if page.origin == "crawl" and robots_directives.forbidden_by_header(
        page.headers
    ):  # an imported capture is a copy that exists
        return Reading("noarchive", "X-Robots-Tag")
    result = extract.read(page, outlet)
    if not isinstance(result, Article):
        return Reading(result.outcome, ": ".join(filter(None, (result.reason, result.detail))))
    return article_reading(result, outlet)


def article_reading(article: Article, outlet: Outlet) -> Reading:
    """Return the reading of an article: its content hash and the normal addresses that denote it, its own first."""
    normal = [identity.normal_url(article.url, aliases=outlet.stands_for)]
    if article.canonical_url:
        if identity.canonical_is_plausible(article.canonical_url, article.url, outlet):
            normal.append(identity.normal_url(article.canonical_url, aliases=outlet.stands_for))
        else:
            article = replace(article, canonical_url=None)
    return Reading(
        "article",
        article=article,
        content_hash=identity.content_hash(article.title, article.lead, article.text),
        normal_urls=tuple(dict.fromkeys(normal)),
    )


def status_outcome(status: int) -> str | None:
    """Return the outcome of an HTTP status that brings no page, None for 2xx."""
    if 200 <= status < 300:
        return None if status in (200, 203) else "http_error"
    if status == 304:
        return "not_modified"
    if status in (404, 410):
        return "gone"
    if status in (401, 403, 429):
        return "blocked"
    return "http_error"


def _list(page: Page, outlet: Outlet, role: Role, *, whole: bool) -> Reading:
    listing = discovery.read(page, outlet, role)
    if listing.kind == "none":
        return Reading(listing.outcome, listing.problem or "neither a feed, a sitemap nor a section page")
    wanted, unwanted = _by_edition(listing.candidates, outlet)
    taken, left = (list(wanted), 0) if whole else _youngest(replace(listing, candidates=wanted))
    found = tuple(_found(c, outlet) for c in taken)
    ours = tuple(f for f in found if not f.off_site)
    foreign = tuple(f for f in found if f.off_site)
    notes = (
        listing.kind.replace("_", " "),
        f"{len(ours)} addresses",
        left and f"{left} older ones left for backfill",
        foreign and f"{len(foreign)} of other sites",
        unwanted and f"{len(unwanted)} of editions that are not wanted",
        listing.problem,
    )
    following = _found(Candidate(listing.next_page, "list"), outlet) if listing.next_page else None
    return Reading(
        "listed",
        "; ".join(str(note) for note in notes if note),
        found=ours + foreign[:OFF_SITE_KEPT] + tuple(_found(c, outlet) for c in unwanted[:OFF_SITE_KEPT]),
        next_page=None if following and following.off_site else following,
        noarchive=listing.noarchive,
    )


def _by_edition(candidates: Iterable[Candidate], outlet: Outlet) -> tuple[tuple[Candidate, ...], tuple[Candidate, ...]]:
    """Part what is wanted from the articles of editions that are not; lists of these are left out."""
    wanted = tuple(c for c in candidates if outlet.is_wanted_edition(c.url))
    return wanted, tuple(c for c in candidates if c.role == "article" and not outlet.is_wanted_edition(c.url))


def _youngest(listing: Listing) -> tuple[list[Candidate], int]:
    """Keep the youngest part of a long list: by lastmod where it is given, else in the order it stands there."""
    bound = YOUNGEST_SITEMAPS if listing.kind == "sitemap_index" else YOUNGEST_ENTRIES
    if len(listing.candidates) <= bound:
        return list(listing.candidates), 0
    dated = [c for c in listing.candidates if c.lastmod]
    if listing.kind.startswith("sitemap") and len(dated) > len(listing.candidates) // 2:
        order = sorted(listing.candidates, key=lambda c: c.lastmod or "", reverse=True)
    elif listing.kind == "sitemap_index":
        # Without dates the youngest may stand at either end: take from both.
        half = bound // 2
        order = [*listing.candidates[:half], *listing.candidates[-half:], *listing.candidates[half:-half]]
    else:
        order = list(listing.candidates)
    return order[:bound], len(listing.candidates) - bound


def _found(candidate: Candidate, outlet: Outlet) -> Found:
    """Return what is entered of an address on a list; where a print view is listed, its article's own address."""
    url = identity.plain_url(candidate.url) if candidate.role == "article" else candidate.url
    return Found(
        url=url,
        normal_url=identity.normal_url(url, aliases=outlet.stands_for),
        host=host_of(url),
        role=candidate.role,
        lastmod=candidate.lastmod,
        off_site=not outlet.owns(url),
        edition=None if outlet.is_wanted_edition(url) else outlet.edition(url),
    )
