"""Read the links of a home or section page: articles, further sections, feeds, the next page."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlsplit

from newsarchive import robots_directives
from newsarchive.discovery.classifier import is_article_link, shape, shortest_slug
from newsarchive.discovery.feeds import title
from newsarchive.discovery.learning import known
from newsarchive.discovery.links import absolute, same_site
from newsarchive.discovery.pagination import next_page, page_of
from newsarchive.discovery.vocabulary import NEVER, RATHER_NOT
from newsarchive.items import Candidate, Listing

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from lxml.etree import _Element

    from newsarchive.outlets.schema import Outlet

MAX_LINKS = 50_000
MAX_SECTIONS = 60
MAX_FEEDS = 60

_FEED_TYPES = frozenset({"application/rss+xml", "application/atom+xml", "application/rdf+xml"})
_MENU = re.compile(r"(?:^|[-_\s])(?:main|top|mega)?(?:menu|nav|navbar|navigation|navi)(?:[-_\s]|$)", re.IGNORECASE)
# Menu entries that lead to no list of articles: players, tools, the paper's own pages.
_NO_SECTION = re.compile(
    r"(?:^|-)(?:videos?|clips?|photos?|gallery|podcasts?|radio|audio|live|truc-tiep|tv|infographics?|multimedia|longform"
    r"|e?-?magazine|rss|lich-(?!su)|thoi-tiet|gia-vang|ty-gia|xo-so|games?|shop|quang-cao|lien-he|dang-nhap|login|search"
    r"|tim-kiem|tags?|tac-gia|author|toa-soan|gioi-thieu|hotline|duong-day-nong|dieu-khoan|chinh-sach-bao-mat|app|mobile"
    r"|sitemap|trang-chu|home|homepage|index|rao-vat|e-?paper|bao-in|contact|about|privacy|terms|register|dang-ky"
    r"|subscribe|newsletter|english)(?:-|\.|$)",
    re.IGNORECASE,
)
_FILE = re.compile(r"\.(?!(?:s?html?|aspx?|php|chn|vnp|ldo|vov|tpo|vgp|bbg)$)[a-z0-9]{2,5}$", re.IGNORECASE)


def read_html(root: _Element, url: str, outlet: Outlet) -> Listing:
    """Return the listing of an HTML page fetched from `url`.

    Sections are taken from the home page only: each section page repeats its menu, and what only a section page
    links to is more often a tag than a section.
    """
    base = _base(root, url)
    directives = _directives(root)
    noarchive = robots_directives.forbidden_by_meta(directives) is not None
    if robots_directives.nofollow_by_meta(directives):
        problem = "the page asks (meta robots nofollow) that its links not be followed"
        return Listing("section", problem=problem, noarchive=noarchive)
    links, problems = _links_of_site(root, base, outlet)
    if base != url and not same_site(base, outlet):
        problems.append(f"its relative links lead to another site (base href {base[:100]})")
    articles = _articles(url, links, outlet)
    sections = _sections(url, links, set(articles), outlet) if _is_home(url, outlet) else []
    feeds = islice(dict.fromkeys(f for f in _feeds(root, base, links) if same_site(f, outlet)), MAX_FEEDS)
    candidates = [
        *(Candidate(u, "article", title=title(links[u].text)) for u in articles),
        *(Candidate(u, "list") for u in sections),
        *(Candidate(u, "feed") for u in feeds),
    ]
    following = next_page(url, links, _marked_next(root, base, outlet), outlet.pagination if articles else None)
    return Listing("section", tuple(candidates), following, "; ".join(problems) or None, noarchive=noarchive)


class _Link(NamedTuple):
    """What all links to an address show: its text, whether one is in a menu, whether one is outside."""

    text: str
    in_menu: bool
    outside: bool


def _links_of_site(root: _Element, base: str, outlet: Outlet) -> tuple[dict[str, _Link], list[str]]:
    """Return the addresses of this site that the page links to, and what is wrong with its links."""
    links: dict[str, _Link] = {}
    for count, (link, text, in_menu) in enumerate(_links(root, base)):
        if count >= MAX_LINKS:
            return links, [f"more than {MAX_LINKS} links; the rest was not read"]
        met = links.get(link)
        if met is not None:
            links[link] = _Link(met.text or text, met.in_menu or in_menu, met.outside or not in_menu)
        elif same_site(link, outlet):
            links[link] = _Link(text, in_menu, not in_menu)
    return links, []


def _articles(url: str, links: dict[str, _Link], outlet: Outlet) -> list[str]:
    """Return the articles a page links to; a bare slug counts only outside of menus."""
    shortest = shortest_slug(links, outlet)
    return [
        address
        for address, link in links.items()
        if address != url and is_article_link(address, outlet, shortest if link.outside else None)
    ]


def _base(root: _Element, url: str) -> str:
    for node in root.iter("base"):
        if found := absolute(node.get("href"), url):
            return found
    return url


def _directives(root: _Element) -> list[str]:
    """Return what the page's `<meta>` says to robots, to all of them or to us by name."""
    return [
        node.get("content") or ""
        for node in root.iter("meta")
        if (node.get("name") or "").strip().lower() in robots_directives.META_NAMES
    ]


def _links(root: _Element, base: str) -> Iterator[tuple[str, str, bool]]:
    """Yield each link with its text and whether it is in a menu."""
    for node in root.iter("a", "area"):
        link = absolute(node.get("href"), base)
        if link:
            text = "".join(str(t) for t in islice(node.itertext(), 20)).strip()
            yield link, (text or node.get("title") or "")[:2000], _in_menu(node)


def _in_menu(node: _Element) -> bool:
    for ancestor in islice(node.iterancestors(), 12):
        if ancestor.tag in ("nav", "header"):
            return True
        if _MENU.search(f"{ancestor.get('class') or ''} {ancestor.get('id') or ''}"[:300]):
            return True
    return False


def _feeds(root: _Element, base: str, links: Iterable[str]) -> Iterator[str]:
    """Yield the feeds named in the head; where there are none, those that are linked to."""
    named = False
    for node in filter(_names_feed, root.iter("link")):
        found = absolute(node.get("href"), base)
        if found and not found.rstrip("/").endswith("/comments/feed"):
            named = True
            yield found
    if not named:
        yield from (link for link in links if shape(link) == "feed")


def _names_feed(node: _Element) -> bool:
    is_alternate = "alternate" in (node.get("rel") or "").lower()
    return is_alternate and (node.get("type") or "").strip().lower() in _FEED_TYPES


def _marked_next(root: _Element, base: str, outlet: Outlet) -> str | None:
    for node in root.iter("link", "a"):
        if "next" in (node.get("rel") or "").lower().split():
            found = absolute(node.get("href"), base)
            if found and same_site(found, outlet):
                return found
    return None


def _is_home(url: str, outlet: Outlet) -> bool:
    parts = urlsplit(url)
    return url.rstrip("/") == outlet.home.rstrip("/") or (parts.path in ("", "/") and not parts.query)


def _sections(url: str, links: dict[str, _Link], articles: set[str], outlet: Outlet) -> list[str]:
    """Return the section pages a home page links to, those of its menus first, then the shorter paths."""
    found = [link for link in links if link != url and link not in articles and _is_section(link, outlet)]
    found.sort(key=lambda link: (not links[link].in_menu, urlsplit(link).path.strip("/").count("/")))
    return found[:MAX_SECTIONS]


def _is_section(link: str, outlet: Outlet) -> bool:
    parts = urlsplit(link)
    segments = [s for s in parts.path.split("/") if s]
    if parts.query or not 1 <= len(segments) <= 3 or page_of(link).number is not None:
        return False
    if known(link, outlet) or shape(link) in ("article", "feed", "sitemap") or link == outlet.home:
        return False
    return _can_name_section(segments)


def _can_name_section(segments: list[str]) -> bool:
    names = {s.lower() for s in segments}
    if _FILE.search(segments[-1]) or names & NEVER or (names & RATHER_NOT and len(segments) > 1):
        return False
    return all(len(s) <= 60 and not _NO_SECTION.search(s) for s in segments)
