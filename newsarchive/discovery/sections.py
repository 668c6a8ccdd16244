"""Links of a home or section page: articles, further sections, feeds, the next page."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from newsarchive.discovery.classifier import classify, shape
from newsarchive.discovery.feeds import title
from newsarchive.discovery.links import absolute, same_site
from newsarchive.discovery.pagination import next_page, page_of
from newsarchive.items import Candidate, Listing

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element

    from newsarchive.outlets.schema import Outlet

MAX_LINKS = 50_000
MAX_SECTIONS = 60
MAX_FEEDS = 60

_FEED_TYPES = frozenset({"application/rss+xml", "application/atom+xml", "application/rdf+xml"})
_MENU = re.compile(
    r"(?:^|[-_\s])(?:main|top|primary|header|site|mega)?[-_]?(?:menu|nav|navbar|navigation|navi|cate|category|categories)(?:[-_\s]|$)",
    re.IGNORECASE,
)
_NO_SECTION = re.compile(
    r"video|clip|photo|gallery|podcast|radio|audio|live|truc-tiep|tv|infographic|multimedia|longform|e-?magazine|rss|lich|"
    r"thoi-tiet|gia-vang|ty-gia|xo-so|game|shop|quang-cao|lien-he|dang-nhap|login|search|tim-kiem|tag|tac-gia|author|toa-soan"
    r"|gioi-thieu|hotline|duong-day-nong|dieu-khoan|chinh-sach-bao-mat|app$|mobile|sitemap|rao-vat|e-?paper|bao-in|contact|"
    r"about|privacy|terms|register|dang-ky|subscribe|newsletter|english$",
    re.IGNORECASE,
)


def read_html(root: _Element, url: str, outlet: Outlet) -> Listing:
    """Return the listing of an HTML page fetched from `url`."""
    base = _base(root, url)
    if _nofollow(root):
        return Listing("section", problem="the page asks (meta robots nofollow) that its links not be followed")
    articles: dict[str, Candidate] = {}
    same: dict[str, bool] = {}  # links of the same site -> seen in a menu
    for link, text, in_menu in islice(_links(root, base), MAX_LINKS):
        if link in same:
            same[link] = same[link] or in_menu
        elif same_site(link, outlet):
            same[link] = in_menu
        else:
            continue
        known = articles.get(link)
        if known is None:
            if classify(link, outlet) == "article" and link != url:
                articles[link] = Candidate(link, "article", title=title(text))
        elif known.title is None and text:
            articles[link] = Candidate(link, "article", title=title(text))
    sections = _sections(url, same, outlet) if _is_home(url, outlet) else []
    feeds = islice(dict.fromkeys(_feeds(root, base)), MAX_FEEDS)
    candidates = [
        *articles.values(),
        *(Candidate(link, "list") for link in sections),
        *(Candidate(link, "feed") for link in feeds if same_site(link, outlet)),
    ]
    following = next_page(url, same, _marked_next(root, base, outlet), outlet.pagination if articles else None)
    return Listing("section", tuple(candidates), following)


def _base(root: _Element, url: str) -> str:
    for node in root.iter("base"):
        if found := absolute(node.get("href"), url):
            return found
    return url


def _nofollow(root: _Element) -> bool:
    for node in root.iter("meta"):
        if (node.get("name") or "").strip().lower() in ("robots", "newsarchive"):
            words = {w.strip() for w in (node.get("content") or "").lower().split(",")}
            if words & {"nofollow", "none"}:
                return True
    return False


def _links(root: _Element, base: str) -> Iterator[tuple[str, str, bool]]:
    """Yield each link with its text and whether it stands in a menu."""
    menu_depth: list[_Element] = []
    for node in root.iter("a", "area"):
        link = absolute(node.get("href"), base)
        if link:
            yield link, node.get("title") or "".join(islice(node.itertext(), 20)), _in_menu(node)
    del menu_depth


def _in_menu(node: _Element) -> bool:
    for ancestor in islice(node.iterancestors(), 12):
        if ancestor.tag in ("nav", "header"):
            return True
        if _MENU.search(f"{ancestor.get('class') or ''} {ancestor.get('id') or ''}"[:300]):
            return True
    return False


def _feeds(root: _Element, base: str) -> Iterator[str]:
    for node in root.iter("link"):
        if (node.get("type") or "").strip().lower() in _FEED_TYPES and "alternate" in (node.get("rel") or "").lower():
            found = absolute(node.get("href"), base)
            if found and not found.rstrip("/").endswith("/comments/feed"):
                yield found


def _marked_next(root: _Element, base: str, outlet: Outlet) -> str | None:
    for node in root.iter("link", "a"):
        if "next" in (node.get("rel") or "").lower().split():
            found = absolute(node.get("href"), base)
            if found and same_site(found, outlet):
                return found
    return None


def _is_home(url: str, outlet: Outlet) -> bool:
    parts = urlsplit(url)
    return url == outlet.home or (parts.path in ("", "/") and not parts.query)


def _sections(url: str, links: dict[str, bool], outlet: Outlet) -> list[str]:
    """Return the section pages a home page links to, those of its menus first, then the shorter paths."""
    found = [link for link in links if _is_section(link, outlet) and link != url]
    ranked = sorted(range(len(found)), key=lambda i: (not links[found[i]], found[i].count("/"), i))
    return [found[i] for i in ranked[:MAX_SECTIONS]]


def _is_section(link: str, outlet: Outlet) -> bool:
    parts = urlsplit(link)
    segments = [s for s in parts.path.split("/") if s]
    if parts.query or not 1 <= len(segments) <= 3 or page_of(link).number is not None:
        return False
    if classify(link, outlet) not in (None, "list") or shape(link) in ("article", "feed", "sitemap"):
        return False
    if shape(link) == "none" and _looks_barred(segments):
        return False
    return all(len(s) <= 60 and not _NO_SECTION.search(s) for s in segments)


def _looks_barred(segments: list[str]) -> bool:
    last = segments[-1].lower()
    return bool(re.search(r"\.(?!html?$|htm$|aspx?$|php$|chn$|vnp$|ldo$|vov$|tpo$)[a-z0-9]{2,5}$", last))
