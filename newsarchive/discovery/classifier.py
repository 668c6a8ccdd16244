"""What an address is for, told from its shape alone."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Literal
from urllib.parse import parse_qsl, unquote, urlsplit

from newsarchive.discovery.links import same_site

if TYPE_CHECKING:
    from newsarchive.items import Role
    from newsarchive.outlets.schema import Outlet

Shape = Literal["article", "maybe", "list", "feed", "sitemap", "none"]

# A path segment of this name makes what follows no article, wherever it stands.
_NEVER_SEGMENTS = frozenset(
    """tag tags tu-khoa tukhoa keyword keywords topic topics hashtag label search tim-kiem timkiem tim author authors
    tac-gia tacgia nhom-tac-gia but-danh profile user users member members account login logout dang-nhap dangnhap signin
    signup register dang-ky print ban-in in-bai rss feed feeds wp-content wp-json wp-admin wp-includes cdn-cgi api ajax
    static assets images image img media-file upload uploads css js fonts comment comments binh-luan share redirect
    lien-he contact contact-us about about-us gioi-thieu privacy privacy-policy terms terms-of-use chinh-sach-bao-mat
    sitemap site-map rao-vat raovat quang-cao advertise advertising ads doc-bao-in docbaoin bao-in epaper e-paper
    e-magazine-cover subscribe subscription newsletter cart shop store jobs careers help faq event events su-kien
    category categories chuyen-muc danh-muc page trang livestream live-tv radio podcast podcasts video videos media-gallery
    gallery galleries photo-gallery truc-tiep lich-phat-song games game quiz weather thoi-tiet""".split()
)
# The beginning of the last segment, before a number: numbered lists, not articles.
_NUMBERED_LIST = re.compile(
    r"(?:-|^)(?:tag|tags|author|topic|event|cat|category|prod|page|trang|chuyen-muc|su-kien|p|c|e|u)-?\d+$",
    re.IGNORECASE,
)
_FILES = re.compile(
    r"\.(?:jpe?g|png|gif|webp|avif|svg|ico|bmp|tiff?|pdf|docx?|xlsx?|pptx?|zip|rar|gz|mp3|mp4|m4a|m3u8|avi|mov|wmv|flv|webm"
    r"|css|js|json|txt|apk|exe|epub|swf|woff2?|ttf)$",
    re.IGNORECASE,
)
_PAGE_EXTENSION = re.compile(
    r"\.(?:[sx]?html?|aspx?|php\d?|jsp|chn|ldo|vnp|tpo|vov|vgp|bbg|antd|epi|amp|ece|cms)$", re.IGNORECASE
)
_FEED = re.compile(r"(?:\.(?:rss|atom|rdf)|/(?:rss|feed|atom)|/(?:rss|feed|feeds|atom|index)\.xml)/?$", re.IGNORECASE)
_SITEMAP = re.compile(r"/[^/]*sitemap[^/]*\.xml(?:\.gz)?$", re.IGNORECASE)

_TIMESTAMP = re.compile(r"-(?:\d{3})?(?:20|19)?\d{2}(?:0[1-9]|1[0-2])\d{6,13}(?:p\d+c\d+)?$|-\d{14,18}(?:p\d+c\d+)?$")
_LETTER_ID = re.compile(r"-(?:post|postid|art|article|news|ar|a|i|d|n|id|v|s|b)-?\d{3,}$", re.IGNORECASE)
_PLAIN_ID = re.compile(r"-\d{4,12}$")
_MIXED_ID = re.compile(r"-(?=[0-9a-z]*\d)(?=[0-9a-z]*[a-z])[0-9a-z]{7,12}$", re.IGNORECASE)
_HEX_ID = re.compile(r"-[0-9a-f]{7}$")
_MONTH_FOLDER = re.compile(r"(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:[0-3]\d)?")
_YEAR = re.compile(r"(?:19|20)\d{2}")
_TWO_DIGITS = re.compile(r"[01]?\d|[0-3]\d|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec", re.IGNORECASE)
_NUMBER = re.compile(r"\d{4,12}")
_SHORT_NUMBER = re.compile(r"\d+(?:p\d+c\d+)?")
_ID_PARAMETERS = frozenset("id newsid articleid docid mabb postid p storyid contentid itemid aid nid".split())

# Words newspapers name their sections with. A slug made of these alone is a section, however long it is.
_SECTION_WORDS = frozenset(
    """thoi su chinh tri xa hoi kinh te van hoa the thao giai tri phap luat quoc phong an ninh giao duc dao tao y suc khoe doi
    song khoa hoc cong nghe moi truong du lich nghe thuat hoc the gioi trong nuoc ban doc phong su ky anh nong nghiep thuong
    mai dich vu thi truong tai chinh ngan hang chung khoan bat dong san doanh nghiep nhan dan dang xay dung hoi dong tin tuc
    moi nhat nong xe oto bong da gia dinh tinh yeu lam dep am thuc mon ngon chuyen la kham pha goc nhin binh luan media va
    tieu diem su kien van de hom nay dia phuong cac huyen thanh pho lao viec lam cong doan tre nhip cau ban quoc te dau tu
    hoat chuyen doi so but nhung dieu can biet trang nhat news latest world business sports sport opinion politics culture
    and science tech technology health lifestyle entertainment travel life arts style education money""".split()
)


def classify(url: str, outlet: Outlet) -> Role | None:
    """Return what an address of this outlet is for: `article`, `list`, `feed`, `sitemap`; None for anything else.

    The outlet's declared patterns decide about articles; without any, the shape of the address does. `list` is only
    said of the home page and of declared sections: which other addresses are sections, a home page tells. Addresses
    of other sites are None.
    """
    if not same_site(url, outlet):
        return None
    if url in outlet.feeds:
        return "feed"
    if url in outlet.sitemaps:
        return "sitemap"
    if url in outlet.sections or url == outlet.home:
        return "list"
    declared = outlet.is_article(url)
    kind = shape(url)
    if declared or (declared is None and kind == "article"):
        return "article"
    return kind if kind in ("feed", "sitemap") and declared is not True else None


def may_be_article(url: str, outlet: Outlet) -> bool:
    """Tell whether an address that a feed or news sitemap names as an article can be one.

    Such a list is evidence itself, so that a short slug suffices; a declared pattern still decides.
    """
    if not same_site(url, outlet):
        return False
    declared = outlet.is_article(url)
    return declared if declared is not None else shape(url) in ("article", "maybe")


@lru_cache(maxsize=65536)
def shape(url: str) -> Shape:
    """Return what the path's shape says: `article`; `maybe` (a page of its own, no known shape); `none`; ...

    The shapes are those of the families in the catalogue of Vietnamese newspapers and of common CMSs elsewhere.
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
    if not segments:
        return "none"
    if _FILES.search(path) or path.lower().endswith(".xml"):
        return "none"
    *folders, last = segments
    stem, extension = _PAGE_EXTENSION.sub("", last), _PAGE_EXTENSION.search(last)
    dated = any(_MONTH_FOLDER.fullmatch(f) for f in folders)
    lowered = [f.lower() for f in folders]
    if any(f in _NEVER_SEGMENTS for f in lowered) and not (dated and not _has(lowered, _PRINT)):
        return "none"
    if stem.lower() in _NEVER_SEGMENTS or _NUMBERED_LIST.search(stem):
        return "none"
    if _is_query_article(parts.query, stem, extension):
        return "article"
    return "article" if _is_article_path(folders, stem, bool(extension), dated) else _rest(stem)


_PRINT = frozenset(
    {
        "print",
        "ban-in",
        "in-bai",
        "doc-bao-in",
        "docbaoin",
        "bao-in",
        "tag",
        "tags",
        "search",
        "wp-content",
        "images",
        "uploads",
    }
)


def _has(folders: list[str], names: frozenset[str]) -> bool:
    return any(f in names for f in folders)


def _words(slug: str) -> list[str]:
    return [w for w in re.split(r"[-_]+", slug) if w]


def _is_article_path(folders: list[str], stem: str, extension: bool, dated: bool) -> bool:
    words = _words(stem)
    letters = [w for w in words if not w.isdigit()]
    if _TIMESTAMP.search(stem) and len(letters) >= 1:
        return True
    if _LETTER_ID.search(stem) and len(words) >= 3:
        return True
    if dated and (_HEX_ID.search(stem) or _PLAIN_ID.search(stem)):
        return True
    if _date_folders(folders) and (len(words) >= 2 or (_NUMBER.fullmatch(stem) and len(folders) >= 3)):
        return True
    if _PLAIN_ID.search(stem) and len(letters) >= 3:
        return True
    if _MIXED_ID.search(stem) and len(letters) >= 4 and extension:
        return True
    if _NUMBER.fullmatch(stem) and folders and len(_words(folders[-1])) >= 4:
        return True
    if folders and _SHORT_NUMBER.fullmatch(folders[-1]) and len(words) >= 4:
        return True
    return len(words) >= 5 and not _is_section_name(words)


def _date_folders(folders: list[str]) -> bool:
    for i, folder in enumerate(folders):
        if _MONTH_FOLDER.fullmatch(folder):
            return True
        if _YEAR.fullmatch(folder) and i + 1 < len(folders) and _TWO_DIGITS.fullmatch(folders[i + 1]):
            return True
    return False


def _is_section_name(words: list[str]) -> bool:
    return sum(w.lower() not in _SECTION_WORDS for w in words) < 2


def _is_query_article(query: str, stem: str, extension: re.Match[str] | None) -> bool:
    if not query or extension is None or extension.group().lower()[:4] not in (".asp", ".php", ".jsp"):
        return False
    return any(k.lower() in _ID_PARAMETERS and _NUMBER.fullmatch(v) for k, v in parse_qsl(query[:1000]))


def _rest(stem: str) -> Shape:
    words = _words(stem)
    return "maybe" if len(words) >= 3 and not _is_section_name(words) else "none"
