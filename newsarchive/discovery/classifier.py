"""What an address is for, told from its shape alone."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Literal
from urllib.parse import parse_qsl, unquote, urlsplit

from newsarchive.discovery.learning import Experienced, known
from newsarchive.discovery.links import same_site
from newsarchive.discovery.vocabulary import ARTICLE_FOLDERS, NEVER, RATHER_NOT, SECTION_WORDS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from newsarchive.items import Role
    from newsarchive.outlets.schema import Outlet

Shape = Literal["article", "slug", "maybe", "feed", "sitemap", "none"]

_FILES = re.compile(
    r"\.(?:jpe?g|png|gif|webp|avif|svg|ico|bmp|tiff?|pdf|docx?|xlsx?|pptx?|zip|rar|gz|mp3|mp4|m4a|m3u8|avi|mov|wmv|flv"
    r"|webm|css|js|json|txt|xml|apk|exe|epub|swf|woff2?|ttf)$",
    re.IGNORECASE,
)
_EXTENSION = re.compile(
    r"\.(?:[sx]?html?|aspx?|php\d?|jsp|chn|ldo|vnp|tpo|vov|vgp|bbg|antd|epi|amp|ece|cms)$", re.IGNORECASE
)
_FEED = re.compile(r"(?:\.(?:rss|atom|rdf)|/(?:rss|feed|atom)|/(?:rss|feed|feeds|atom|index)\.xml)/?$", re.IGNORECASE)
_SITEMAP = re.compile(r"/[^/]*sitemap[^/]*\.xml(?:\.gz)?$", re.IGNORECASE)

# Numbered lists: `-tag35951`, `-event123`, `-prod545`, `trang115`, `-p2`; no article's number is written so.
_NUMBERED_LIST = re.compile(
    r"(?:-|^)(?:(?:tags?|author|topic|event|cat|category|prod|page|trang)-?\d+|[pcetu]\d{1,4})$", re.I
)

_STAMP = re.compile(r"-\d{14,18}(?:p\d+c\d+)?$")
_LETTER_ID = re.compile(r"-(?:post|postid|art|article|news|ar|a|i|d|n|id|v|s|b|c|t|sk)-?\d{3,}$", re.IGNORECASE)
_PLAIN_ID = re.compile(r"-(\d{4,13})$")
_MIXED_ID = re.compile(r"-(?=[a-z]*\d)(?=\d*[a-z])[0-9a-z]{8,12}$", re.IGNORECASE)
_HEX_ID = re.compile(r"-[0-9a-f]{7}$")
_MONTH_FOLDER = re.compile(r"(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:[0-3]\d)?")
_YEAR = re.compile(r"(?:19|20)\d{2}")
_MONTH_OR_DAY = re.compile(r"[0-3]?\d|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec", re.IGNORECASE)
_NUMBER = re.compile(r"\d{4,13}")
_SHORT_NUMBER = re.compile(r"\d{1,9}(?:p\d{1,5}c\d{1,5})?")
_ID_PARAMETERS = frozenset(
    {"id", "newsid", "articleid", "docid", "mabb", "postid", "storyid", "contentid", "itemid", "nid"}
)


_SHAPES: dict[Shape, str] = {
    "article": "a slug with a number or a date, as articles have",
    "slug": "a long slug, as titles make",
    "maybe": "a short slug, which only a feed can vouch for",
    "feed": "the form of a feed",
    "sitemap": "the form of a sitemap",
    "none": "the form of a section, tag, file or the like",
}

SLUG_WORDS = 5
"""A slug of so many words is a title's, unless the words are those of sections."""
LONG_SLUG_WORDS = 8
"""The same on a site that numbers its articles; of its sections, in the pages measured, 1 in 15 has a longer name."""


def classify(url: str, outlet: Outlet) -> Role | None:
    """Return what an address of this outlet is for: `article`, `list`, `feed`, `sitemap`; None for anything else.

    The outlet's declared patterns decide about articles; without any, what was learnt of the site, else the shape of
    the address. `list` is only said of the home page and of declared sections: which other addresses are sections, a
    home page tells. Addresses of other sites are None.
    """
    if not same_site(url, outlet):
        return None
    if url in outlet.feeds:
        return "feed"
    if url in outlet.sitemaps:
        return "sitemap"
    if url == outlet.home or url in outlet.sections:
        return "list"
    declared = known(url, outlet)
    if declared:
        return "article"
    kind = shape(url)
    if kind == "feed" or kind == "sitemap":
        return kind
    return "article" if declared is None and kind in ("article", "slug") else None


def may_be_article(url: str, outlet: Outlet) -> bool:
    """Tell whether an address that a feed or news sitemap names as an article's can be one.

    Such a list is evidence itself, so that a short slug suffices; a declared pattern still decides.
    """
    if not same_site(url, outlet):
        return False
    declared = known(url, outlet)
    return declared if declared is not None else shape(url) in ("article", "slug", "maybe")


def shortest_slug(urls: Iterable[str], outlet: Outlet) -> int:
    """Return how many words make a bare slug an article's address on the site that prints these addresses.

    Where most addresses that look like articles carry a number or a date, those without are nearly always sections
    with long names, and only a very long one can be a title. Where the outlet declares its patterns the question
    does not arise.
    """
    strong = weak = 0
    for url in urls:
        kind = shape(url) if outlet.is_article(url) is None else "none"
        strong += kind == "article"
        weak += kind == "slug"
    return LONG_SLUG_WORDS if strong >= 5 and strong >= 2 * weak else SLUG_WORDS


def explain(url: str, outlet: Outlet) -> str:
    """Return in words what an address of this outlet is taken for, and by which rule."""
    if not same_site(url, outlet):
        return f"none of {outlet.key}'s: it is on another site"
    if not outlet.is_wanted_edition(url):
        return f"of the edition {outlet.edition(url)}, and only {', '.join(outlet.editions)} is asked for"
    taken = classify(url, outlet)
    if taken in ("list", "feed", "sitemap"):
        return f"a {taken}: {'declared' if url in _declared(outlet) else 'by its form'}"
    said = "an article's address" if taken == "article" else "no article's address"
    if outlet.article or outlet.is_article(url) is False:
        return f"{said}: by the declared patterns"
    rule = outlet.learnt.rule_for(url) if isinstance(outlet, Experienced) else None
    if rule is not None:
        return f"{said}: {rule}"
    return f"{said}: {_SHAPES[shape(url)]} (no pattern is declared, and nothing was learnt of this form)"


def _declared(outlet: Outlet) -> set[str]:
    return {outlet.home, *outlet.feeds, *outlet.sitemaps, *outlet.sections}


@lru_cache(maxsize=65536)
def shape(url: str) -> Shape:
    """Return what the path's shape says.

    `article`: a number, a stamp or a date together with a slug, in one of the forms of the catalogued newspapers and
    of common CMSs elsewhere. `slug`: a long slug alone. `maybe`: a page of its own, no known form. `none`: a
    section, tag, search, author, print twin, image, file, ...
    """
    try:
        parts = urlsplit(url)
        path = unquote(parts.path)
    except ValueError:
        return "none"
    if _SITEMAP.search(path):
        return "sitemap"
    if _FEED.search(path):
        return "feed"
    segments = [s for s in path.split("/") if s]
    if not segments or _FILES.search(path):
        return "none"
    *folders, last = segments
    stem = _EXTENSION.sub("", last)
    has_extension = stem != last
    if stem.lower() in ("index", "default") and folders:  # /2019/11/18/politics/slug/index.html
        *folders, stem = folders
    names = {f.lower() for f in folders}
    if names & NEVER or stem.lower() in NEVER | RATHER_NOT or _NUMBERED_LIST.search(stem):
        return "none"
    words = _words(stem)
    if names & RATHER_NOT:
        return "article" if _is_certain(folders, stem, words) else "none"
    if _is_numbered(folders, stem, words, has_extension) or _is_query_article(parts.query, last):
        return "article"
    if _is_section_name(words):
        return "none"
    return "slug" if len(words) >= SLUG_WORDS else "maybe" if len(words) >= 3 else "none"


def is_slug_of(url: str, words: int) -> bool:
    """Tell whether the last segment of a bare slug's address has at least so many words."""
    return len(_words(_EXTENSION.sub("", unquote(urlsplit(url).path).rstrip("/").rpartition("/")[2]))) >= words


def _words(stem: str) -> list[str]:
    return [w for w in re.split(r"[-_\s]+", stem) if w]


def _is_certain(folders: list[str], stem: str, words: list[str]) -> bool:
    """A number no list, player or game carries: a time stamp, a date in the path, an id of seven digits or more."""
    if len(words) < 3:
        return False
    plain = _PLAIN_ID.search(stem)
    return bool(
        _STAMP.search(stem)
        or _LETTER_ID.search(stem)
        or _has_date(folders)
        or (plain and len(plain.group(1)) >= 7)
    )  # fmt: skip


def _is_numbered(folders: list[str], stem: str, words: list[str], has_extension: bool) -> bool:
    letters = sum(not w.isdigit() for w in words)
    plain = _PLAIN_ID.search(stem)
    digits = len(plain.group(1)) if plain else 0
    number = bool(_NUMBER.fullmatch(stem))
    dated = _has_date(folders)
    above = folders[-1] if folders else ""
    return bool(
        (_STAMP.search(stem) and letters >= 1)
        or (_LETTER_ID.search(stem) and len(words) >= 3)
        or (dated and (len(words) >= 2 or number or _HEX_ID.search(stem)))
        # The shorter the number, the longer the slug must be: `thoi-su-215` and `tai-chinh-2025` are sections.
        or (plain and (letters >= 3 or (letters == 2 and digits >= 6) or (letters == 1 and digits >= 7)))
        or (_MIXED_ID.search(stem) and letters >= 4 and has_extension)
        or (number and (above.count("-") >= 3 or (folders and len(stem) >= 7)))
        or (above.lower() in ARTICLE_FOLDERS and sum(c.isdigit() for c in stem) >= 4)
        or (_SHORT_NUMBER.fullmatch(above) and len(words) >= 4 and len(folders) >= 2)
    )


def _has_date(folders: list[str]) -> bool:
    """A folder `202603` or `20150323`, or `2026/03`."""
    return any(
        _MONTH_FOLDER.fullmatch(folder)
        or (_YEAR.fullmatch(folder) and i + 1 < len(folders) and _MONTH_OR_DAY.fullmatch(folders[i + 1]))
        for i, folder in enumerate(folders)
    )


def _is_section_name(words: list[str]) -> bool:
    return sum(w.lower() not in SECTION_WORDS for w in words) < 2


def _is_query_article(query: str, last: str) -> bool:
    """`/viewer.aspx?macm=39&mabb=222823`, `/news.php?id=12345`: a script and an article's number."""
    if not query or not re.search(r"\.(?:aspx?|php\d?|jsp)$", last, re.IGNORECASE):
        return False
    return any(k.lower() in _ID_PARAMETERS and _NUMBER.fullmatch(v) for k, v in parse_qsl(query[:1000]))
