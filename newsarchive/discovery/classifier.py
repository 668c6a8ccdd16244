"""Decide from its shape what an address is for: an article, a list, a feed or a sitemap."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Literal, NamedTuple
from urllib.parse import parse_qsl, unquote, urlsplit

from newsarchive.discovery.learning import Experienced, known
from newsarchive.discovery.links import same_site
from newsarchive.discovery.vocabulary import ARTICLE_FOLDERS, NEVER, RATHER_NOT, SECTION_WORDS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

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

    The outlet's declared patterns decide about articles; without any, what was learnt about the site, else the shape of
    the address. `list` is returned only for the home page and declared sections: the home page shows which other
    addresses are sections. Addresses of other sites are None.
    """
    if not same_site(url, outlet):
        return None
    role = _declared_role(url, outlet)
    if role is not None:
        return role
    is_known = known(url, outlet)
    if is_known:
        return "article"
    kind = shape(url)
    if kind == "feed" or kind == "sitemap":
        return kind
    return "article" if is_known is None and kind in ("article", "slug") else None


def _declared_role(url: str, outlet: Outlet) -> Role | None:
    if url in outlet.feeds:
        return "feed"
    if url in outlet.sitemaps:
        return "sitemap"
    return "list" if url == outlet.home or url in outlet.sections else None


def may_be_article(url: str, outlet: Outlet) -> bool:
    """Return whether an address that a feed or news sitemap names as an article's can be one.

    Such a list is evidence itself, so a short slug is enough; a declared pattern still decides.
    """
    if not same_site(url, outlet):
        return False
    declared = known(url, outlet)
    return declared if declared is not None else shape(url) in ("article", "slug", "maybe")


def is_article_link(url: str, outlet: Outlet, shortest: int | None) -> bool:
    """Return whether a link is an article's, where bare slugs need `shortest` words (None: a bare slug is never enough)."""
    if classify(url, outlet) != "article":
        return False
    if known(url, outlet) is True or shape(url) != "slug":
        return True
    return shortest is not None and len(_words(_EXTENSION.sub("", _last_segment(url)))) >= shortest


def _last_segment(url: str) -> str:
    return unquote(urlsplit(url).path).rstrip("/").rpartition("/")[2]


def shortest_slug(urls: Iterable[str], outlet: Outlet) -> int:
    """Return how many words a bare slug needs to be an article's address on the site that prints these addresses.

    Where most addresses that look like articles carry a number or a date, those without are nearly always sections
    with long names, and only a very long one can be a title. The answer has no effect where the outlet declares its
    patterns.
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
        return f"a {taken}: {'declared' if _declared_role(url, outlet) else 'by its form'}"
    said = "an article's address" if taken == "article" else "no article's address"
    if outlet.article or outlet.is_article(url) is False:
        return f"{said}: by the declared patterns"
    rule = outlet.learnt.rule_for(url) if isinstance(outlet, Experienced) else None
    if rule is not None:
        return f"{said}: {rule}"
    return f"{said}: {_SHAPES[shape(url)]} (no pattern is declared, and nothing was learnt of this form)"


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
    for kind, form in _BY_ENDING:
        if form.search(path):
            return kind
    segments = [s for s in path.split("/") if s]
    return _shape_of(_Path.of(segments), parts.query) if segments else "none"


class _Path(NamedTuple):
    """The parts of a path by which an article is recognised: `stem` is the last part without extension, as words too."""

    folders: list[str]
    stem: str
    words: list[str]
    last: str
    has_extension: bool

    @classmethod
    def of(cls, segments: list[str]) -> _Path:
        *folders, last = segments
        stem = _EXTENSION.sub("", last)
        has_extension = stem != last
        if stem.lower() in ("index", "default") and folders:  # /2019/11/18/politics/slug/index.html
            *folders, stem = folders
        return cls(folders, stem, _words(stem), last, has_extension)

    @property
    def letters(self) -> int:
        """How many words are not numbers."""
        return sum(not w.isdigit() for w in self.words)

    @property
    def above(self) -> str:
        """The folder the page is in, empty at the top."""
        return self.folders[-1] if self.folders else ""


def _shape_of(path: _Path, query: str) -> Shape:
    names = {f.lower() for f in path.folders}
    if names & NEVER or path.stem.lower() in _NO_PAGES or _NUMBERED_LIST.search(path.stem):
        return "none"
    if names & RATHER_NOT:
        return "article" if _is_certain(path) else "none"
    if any(rule(path) for rule in _ARTICLE_RULES) or _is_query_article(query, path.last):
        return "article"
    return "none" if _is_section_name(path.words) else _shape_of_slug(len(path.words))


def _shape_of_slug(words: int) -> Shape:
    if words >= SLUG_WORDS:
        return "slug"
    return "maybe" if words >= 3 else "none"


_BY_ENDING: tuple[tuple[Shape, re.Pattern[str]], ...] = (("sitemap", _SITEMAP), ("feed", _FEED), ("none", _FILES))
_NO_PAGES = NEVER | RATHER_NOT


def _words(stem: str) -> list[str]:
    return [w for w in re.split(r"[-_\s]+", stem) if w]


def _is_certain(path: _Path) -> bool:
    """A number no list, player or game carries: a time stamp, a date in the path, an id of seven digits or more."""
    if len(path.words) < 3:
        return False
    plain = _PLAIN_ID.search(path.stem)
    if plain and len(plain.group(1)) >= 7:
        return True
    return bool(_STAMP.search(path.stem) or _LETTER_ID.search(path.stem)) or _has_date(path.folders)


# The forms of an article's address; one is enough.


def _ends_in_stamp(path: _Path) -> bool:
    return bool(_STAMP.search(path.stem)) and path.letters >= 1


def _ends_in_letters_and_number(path: _Path) -> bool:
    return bool(_LETTER_ID.search(path.stem)) and len(path.words) >= 3


def _is_in_dated_folder(path: _Path) -> bool:
    is_page = len(path.words) >= 2 or _NUMBER.fullmatch(path.stem) or _HEX_ID.search(path.stem)
    return bool(is_page) and _has_date(path.folders)


def _ends_in_number(path: _Path) -> bool:
    """The shorter the slug, the longer the number must be: `thoi-su-215` and `tai-chinh-2025` are sections."""
    plain = _PLAIN_ID.search(path.stem)
    if plain is None:
        return False
    letters, digits = path.letters, len(plain.group(1))
    return letters >= 3 or (letters == 2 and digits >= 6) or (letters == 1 and digits >= 7)


def _ends_in_mixed_id(path: _Path) -> bool:
    return path.has_extension and bool(_MIXED_ID.search(path.stem)) and path.letters >= 4


def _is_number_below_slug(path: _Path) -> bool:
    if not _NUMBER.fullmatch(path.stem):
        return False
    return path.above.count("-") >= 3 or (bool(path.folders) and len(path.stem) >= 7)


def _is_in_article_folder(path: _Path) -> bool:
    return path.above.lower() in ARTICLE_FOLDERS and sum(c.isdigit() for c in path.stem) >= 4


def _is_slug_below_number(path: _Path) -> bool:
    return len(path.words) >= 4 and len(path.folders) >= 2 and bool(_SHORT_NUMBER.fullmatch(path.above))


_ARTICLE_RULES: tuple[Callable[[_Path], bool], ...] = (
    _ends_in_stamp, _ends_in_letters_and_number, _is_in_dated_folder, _ends_in_number, _ends_in_mixed_id,
    _is_number_below_slug, _is_in_article_folder, _is_slug_below_number,
)  # fmt: skip


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
