"""Refuse pages that are no articles, each with its reason, and name the form of those that are."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import SplitResult, parse_qsl, urlsplit

from newsarchive import robots_directives
from newsarchive.extract.page import tree
from newsarchive.items import NotAnArticle

if TYPE_CHECKING:
    from newsarchive.extract.page.document import Document
    from newsarchive.items import Form, Page
    from newsarchive.outlets import Outlet

HTML_TYPES = frozenset(
    ("text/html", "application/xhtml+xml", "application/xhtml", "text/xhtml", "application/vnd.wap.xhtml+xml", "")
)
_MARKUP = re.compile(rb"<\s*(?:!doctype\s+html|html|head|body|div|p|meta|title|article|table|span|h1)\b", re.I)
_PRINT_PATH = re.compile(r"(?:^|/)(?:print|in-bai|inbai|ban-in|printpage|print-article)(?:/|\.|$)|-print\.html?$", re.I)
_TAG_PATH = re.compile(
    r"/(?:tags?|tu-khoa|tukhoa|chu-de|topics?|dong-su-kien|su-kien|tim-kiem|search|keyword|hashtag|chuyen-de)(?:/|\.|-tag|$)|-tag\d+\.html$|-event\d+\.html$|\.tag$",
    re.I,
)
_PEOPLE_PATH = re.compile(r"/(?:tac-gia|authors?|profile|but-danh)(?:/|$)", re.I)
_VIDEO_PATH = re.compile(r"(?:^|/)(?:videos?|clip|truyen-hinh|tv|media|phim)(?:/|\.|$)", re.I)
_PODCAST_PATH = re.compile(r"(?:^|/)(?:podcasts?|audio|phat-thanh|radio|nghe-bao)(?:/|\.|$)", re.I)
_INFOGRAPHIC_PATH = re.compile(
    r"(?:^|/|-)(?:infographics?|inforgraphics?|do-hoa|megastory-infographic)(?:/|\.|-|$)", re.I
)
_GALLERY_PATH = re.compile(
    r"(?:^|/)(?:photos?|anh|gallery|galleries|thu-vien-anh|phong-su-anh|chum-anh|slideshow|hinh-anh)(?:/|\.|$)", re.I
)
_KINDS_OF_PATHS = (
    (_VIDEO_PATH, "video"),
    (_PODCAST_PATH, "podcast"),
    (_INFOGRAPHIC_PATH, "infographic"),
    (_GALLERY_PATH, "gallery"),
    (_TAG_PATH, "tag"),
)
_PRINT_PARAMETERS, _PRINT_VALUES = ("print", "printview", "in"), ("1", "true", "yes", "print")
_ERROR_TITLE = re.compile(
    r"^\W*(?:(?:lỗi|error)\s*)?(?:404|403|500|410)\b|không tìm thấy (?:trang|bài|nội dung|đường dẫn)|"
    r"trang (?:bạn .{0,30})?không tồn tại|(?:bài viết|nội dung|trang).{0,30}(?:không tồn tại|đã bị (?:xóa|gỡ))|"
    r"page (?:not found|cannot be found|doesn.t exist)|not found\s*$|seite nicht gefunden|page introuvable|access denied|"
    r"attention required|just a moment|are you a robot",
    re.I,
)
_LIST_TYPES = frozenset(("CollectionPage", "ItemList", "SearchResultsPage", "ProfilePage"))
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+){4,}", re.I)
_HOME_PATH = re.compile(r"^/?(?:index\.(?:html?|php|aspx?)|default\.aspx?|home|trang-chu(?:\.html?)?|vi|en)?/?$", re.I)
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_OTHER_FILES = (b"%PDF-", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF", b"PK\x03\x04", b"RIFF")
"""The first bytes of files of other types."""
_FEED = re.compile(
    rb"\s*(?:\xef\xbb\xbf)?<\?xml[^>]{0,200}>\s*(?:<!--.{0,300}?-->\s*)?<(?:rss|feed|urlset|sitemapindex|rdf)",
    re.I | re.S,
)
_UTF_16_MARKS = (b"\xff\xfe", b"\xfe\xff")
_CONTROLS = bytes(b for b in range(32) if b < 9 or b > 13)
_PAYWALL = re.compile(r"paywall|premium|subscri|hoi-vien|vip")
_PAY_TO_READ = re.compile(
    r"đăng nhập để đọc|dành (?:riêng )?cho (?:hội viên|thành viên|độc giả trả phí|bạn đọc vip)|đăng ký gói|mua gói|trả phí để đọc|"
    r"subscribe to (?:read|continue)|to continue reading|nur für abonnenten|réservé aux abonnés",
    re.I,
)
MIN_CHARS = 120
MIN_WORDS = 20
MIN_CJK_CHARS = 60
ENOUGH_EVIDENCE = 2
SHORT_CHARS = 1500
"""A text below may be all that a paywall shows."""


@dataclass(frozen=True, slots=True)
class Content:
    """What was read of a page, as far as it decides whether the page is an article.

    `paragraphs` and `pictures` are numbers; `scripts` says whether the page runs scripts that could fill it;
    `link_share` and `link_lines` measure the links in the text (see `contents.Body`).
    """

    text: str
    title: str | None
    paragraphs: int
    pictures: int
    has_date: bool
    scripts: bool
    link_share: float
    link_lines: int

    def has_fewer_than(self, words: int, cjk_chars: int) -> bool:
        """Return whether the text is below both: scripts without spaces are counted by their characters."""
        return len(self.text.split()) < words and len(_CJK.findall(self.text[:4000])) < cjk_chars

    @property
    def is_short(self) -> bool:
        """Whether the text is too short for an article."""
        return len(self.text) < MIN_CHARS or self.has_fewer_than(MIN_WORDS, MIN_CJK_CHARS)


def refuse_before_parsing(page: Page, body: bytes) -> NotAnArticle | None:
    """Refuse what is no HTML page or may not be kept, from headers and first bytes alone; None lets the page pass.

    `noarchive` speaks to who fetches: it is honoured for pages of a crawl. An imported capture is a copy that exists.
    """
    if page.truncated:
        return NotAnArticle("truncated", "the connection ended before the announced length", "truncated")
    if page.origin == "crawl" and (value := robots_directives.forbidden_by_header(page.headers)):
        return NotAnArticle("noarchive", f"X-Robots-Tag: {value[:100]}", "noarchive")
    if page.status >= 400 or page.status in (204, 205, 304):
        return NotAnArticle("error_page", f"HTTP status {page.status}")
    if not body.strip(b" \t\r\n\x00"):
        return NotAnArticle("empty", "no bytes")
    if page.mime not in HTML_TYPES:
        return NotAnArticle("wrong_type", f"{page.mime[:60]} is not HTML", "wrong_type")
    other_type = _other_type(body, page.mime)
    return NotAnArticle("wrong_type", other_type, "wrong_type") if other_type else None


def _other_type(body: bytes, mime: str) -> str | None:
    """Describe what the bytes are, where that is plainly no HTML."""
    start = body[:4096]
    if start.startswith(_OTHER_FILES):
        return "a file of another type under an HTML header"
    if _FEED.match(start):
        return "a feed or sitemap under an HTML header"
    if start.startswith(_UTF_16_MARKS):
        return None
    controls = len(start) - len(start.translate(None, _CONTROLS))
    is_odd = controls > 0.1 * len(start)
    if (is_odd or not mime) and not _MARKUP.search(body[:65536]):
        return "binary data under an HTML header" if is_odd else "no media type and no HTML"
    return None


def refuse_by_address(page: Page, outlet: Outlet, doc: Document) -> NotAnArticle | None:
    """Refuse what its address, or the page's own robots tag, says is no article; None lets the page pass."""
    if page.origin == "crawl" and (forbidden := _forbidden_by_meta(doc)):
        return NotAnArticle("noarchive", forbidden, "noarchive")
    address = urlsplit(page.url)
    path = address.path or "/"
    if _HOME_PATH.match(path) and not address.query:
        return NotAnArticle("home", "the site's front page")
    if _is_print_view(address, path):
        return NotAnArticle("print", "print twin of another page")
    if outlet.not_article and outlet.model_copy(update={"article": ()}).is_article(page.url) is False:
        return NotAnArticle(_kind_of_path(path) or "section", "the outlet's not_article pattern")
    if _TAG_PATH.search(path):
        return NotAnArticle("tag", "the address is a tag's or a topic's")
    if _PEOPLE_PATH.search(path) and not re.search(r"\d{4,}\.\w+$", path):
        return NotAnArticle("section", "the address is an author's page")
    if any(map(_ERROR_TITLE.search, (doc.title_tag, *(tree.text_of(h1, 120) for h1 in doc.h1s[:2])))):
        return NotAnArticle("error_page", f"title: {doc.title_tag[:100]}")
    return None


def _forbidden_by_meta(doc: Document) -> str | None:
    """Name the meta tag that forbids keeping the page."""
    for name in robots_directives.META_NAMES:
        if value := robots_directives.forbidden_by_meta(doc.values(name)):
            return f"meta {name}: {value[:100]}"
    return None


def _is_print_view(address: SplitResult, path: str) -> bool:
    return _PRINT_PATH.search(path) is not None or any(
        name.lower() in _PRINT_PARAMETERS and value in _PRINT_VALUES for name, value in parse_qsl(address.query)
    )


def _kind_of_path(path: str) -> str | None:
    return next((kind for pattern, kind in _KINDS_OF_PATHS if pattern.search(path)), None)


def refuse(url: str, outlet: Outlet, doc: Document, content: Content) -> NotAnArticle | None:
    """Refuse a page whose content is no article: a list, a film, a picture without text, nothing but scripts.

    None lets the page pass.
    """
    path = urlsplit(url).path or "/"
    kind = _kind_of_path(path)
    if content.is_short:
        return _refuse_short(url, outlet, doc, content, kind)
    if not content.title:
        return NotAnArticle("section", "no title")
    if kind == "video" and content.has_fewer_than(60, 150) and (_is_og_video(doc) or "VideoObject" in doc.linked.types):
        return NotAnArticle("video", "a film with a description")
    evidence = (
        _evidence_of_address(outlet.is_article(url), path) + _evidence_of_metadata(doc) + _evidence_of_content(content)
    )
    if evidence < ENOUGH_EVIDENCE:
        return NotAnArticle("section", f"more a list than an article (evidence {evidence})")
    return None


def _refuse_short(url: str, outlet: Outlet, doc: Document, content: Content, kind: str | None) -> NotAnArticle:
    """Name what a page with little or no text is instead of an article; `kind` is what its path says."""
    if kind == "video" or _is_og_video(doc) or ("VideoObject" in doc.linked.types and not doc.linked.article_type):
        return NotAnArticle("video", "a film without text")
    if kind in ("podcast", "infographic"):
        return NotAnArticle(kind, "no text")
    if re.search(r"infographic", content.title or "", re.I):
        return NotAnArticle("infographic", "no text")
    if kind == "gallery" or content.pictures >= 4:
        return NotAnArticle("gallery", "pictures without text")
    if not content.text:
        return (
            NotAnArticle("script_only", "the page is filled by scripts")
            if content.scripts
            else NotAnArticle("empty", "no text")
        )
    if outlet.is_article(url) is False or not (doc.linked.article_type or _SLUG.search(urlsplit(url).path)):
        return NotAnArticle("section", "a list without running text")
    return NotAnArticle("too_short", f"{len(content.text.split())} words, {len(content.text)} characters")


def _is_og_video(doc: Document) -> bool:
    return doc.first("og:type").lower().startswith("video")


def _evidence_of_address(is_article: bool | None, path: str) -> int:
    """Points for an article by the outlet's patterns (`is_article`) and by the shape of the path."""
    points = {True: 3, False: -2, None: 0}[is_article]
    last = path.rstrip("/").rpartition("/")[2]
    if _SLUG.search(last) or re.search(r"\d{5,}", last):
        points += 2
    elif path.count("/") <= 2 and not re.search(r"\d", last):
        points -= 1
    return points


def _evidence_of_metadata(doc: Document) -> int:
    """Points for an article by what the page says of itself to machines."""
    points = 0
    if doc.linked.article_type:
        points += 2
    elif doc.linked.types & _LIST_TYPES:
        points -= 2
    points += {"article": 1, "website": -1, "object": -1}.get(doc.first("og:type").lower(), 0)
    if doc.first("article:published_time", "datepublished", "pubdate"):
        points += 1
    return points


def _evidence_of_content(content: Content) -> int:
    """Points for an article by date, length, and how much of the text is links."""
    chars, paragraphs = len(content.text), content.paragraphs
    points = content.has_date + (chars >= 600 and paragraphs >= 3) + (chars >= 2500 and paragraphs >= 6)
    if content.link_lines >= 10 and content.link_share >= 0.25 and content.link_lines >= 0.3 * paragraphs:
        points -= 3  # more headlines of other articles than text
    elif content.link_share < 0.15 and chars >= 400:
        points += 2
    return points


def form(doc: Document, *, photo_essay: bool, text: str) -> Form:
    """Return the form of an article, by its text and by what the page says of itself."""
    if doc.linked.article_type == "LiveBlogPosting" or "LiveBlogPosting" in doc.linked.types:
        return "live_blog"
    if photo_essay:
        return "photo_essay"
    if len(text) < SHORT_CHARS and (not doc.linked.free or _asks_for_payment(doc)):
        return "paywall_stub"
    return "article"


def _asks_for_payment(doc: Document) -> bool:
    return _PAY_TO_READ.search(" ".join(tree.text_of(el, 500) for el in doc.with_hint(_PAYWALL)[:5])) is not None
