"""Tell an article from what is none, with the reason, and which form of article it is."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlsplit

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
_PRINT = re.compile(r"(?:^|/)(?:print|in-bai|inbai|ban-in|printpage|print-article)(?:/|\.|$)|-print\.html?$", re.I)
_TAG = re.compile(
    r"/(?:tags?|tu-khoa|tukhoa|chu-de|topics?|dong-su-kien|su-kien|tim-kiem|search|keyword|hashtag|chuyen-de)(?:/|\.|-tag|$)|-tag\d+\.html$|-event\d+\.html$|\.tag$",
    re.I,
)
_PEOPLE = re.compile(r"/(?:tac-gia|authors?|profile|but-danh)(?:/|$)", re.I)
_VIDEO = re.compile(r"(?:^|/)(?:videos?|clip|truyen-hinh|tv|media|phim)(?:/|\.|$)", re.I)
_PODCAST = re.compile(r"(?:^|/)(?:podcasts?|audio|phat-thanh|radio|nghe-bao)(?:/|\.|$)", re.I)
_INFOGRAPHIC = re.compile(r"(?:^|/|-)(?:infographics?|inforgraphics?|do-hoa|megastory-infographic)(?:/|\.|-|$)", re.I)
_GALLERY = re.compile(
    r"(?:^|/)(?:photos?|anh|gallery|galleries|thu-vien-anh|phong-su-anh|chum-anh|slideshow|hinh-anh)(?:/|\.|$)", re.I
)
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
_CONTROLS = bytes(b for b in range(32) if b < 9 or b > 13)
_PAYWALL = re.compile(r"paywall|premium|subscri|hoi-vien|vip")
_PAY_TO_READ = re.compile(
    r"đăng nhập để đọc|dành (?:riêng )?cho (?:hội viên|thành viên|độc giả trả phí|bạn đọc vip)|đăng ký gói|mua gói|trả phí để đọc|"
    r"subscribe to (?:read|continue)|to continue reading|nur für abonnenten|réservé aux abonnés",
    re.I,
)
MIN_CHARS = 120
MIN_WORDS = 20


def refuse_before_parsing(page: Page, body: bytes) -> NotAnArticle | None:
    """Refuse what is no HTML page or may not be kept, from headers and first bytes alone.

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
    mime = page.mime
    if mime not in HTML_TYPES:
        return NotAnArticle("wrong_type", f"{mime[:60]} is not HTML", "wrong_type")
    start = body[:4096]
    if (
        start[:5] == b"%PDF-"
        or start[:8] == b"\x89PNG\r\n\x1a\n"
        or start[:3] in (b"\xff\xd8\xff", b"GIF")
        or start[:4] in (b"PK\x03\x04", b"RIFF")
    ):
        return NotAnArticle("wrong_type", "a file of another type under an HTML header", "wrong_type")
    if re.match(
        rb"\s*(?:\xef\xbb\xbf)?<\?xml[^>]{0,200}>\s*(?:<!--.{0,300}?-->\s*)?<(?:rss|feed|urlset|sitemapindex|rdf)",
        start,
        re.I | re.S,
    ):
        return NotAnArticle("wrong_type", "a feed or sitemap under an HTML header", "wrong_type")
    if not start.startswith((b"\xff\xfe", b"\xfe\xff")):
        odd = len(start) - len(start.translate(None, _CONTROLS))
        if odd > 0.1 * len(start) and not _MARKUP.search(body[:65536]):
            return NotAnArticle("wrong_type", "binary data under an HTML header", "wrong_type")
        if mime == "" and not _MARKUP.search(body[:65536]):
            return NotAnArticle("wrong_type", "no media type and no HTML", "wrong_type")
    return None


def refuse_by_address(page: Page, outlet: Outlet, doc: Document) -> NotAnArticle | None:
    """Refuse what its address, or the page's own robots tag, says is no article."""
    if page.origin == "crawl":
        for name in robots_directives.META_NAMES:
            if value := robots_directives.forbidden_by_meta(doc.values(name)):
                return NotAnArticle("noarchive", f"meta {name}: {value[:100]}", "noarchive")
    parts = urlsplit(page.url)
    path = parts.path or "/"
    if _HOME_PATH.match(path) and not parts.query:
        return NotAnArticle("home", "the site's front page")
    if _PRINT.search(path) or any(
        k.lower() in ("print", "printview", "in") and v in ("1", "true", "yes", "print")
        for k, v in parse_qsl(parts.query)
    ):
        return NotAnArticle("print", "print twin of another page")
    if outlet.not_article and outlet.model_copy(update={"article": ()}).is_article(page.url) is False:
        return NotAnArticle(_by_path(path) or "section", "the outlet's not_article pattern")
    if _TAG.search(path):
        return NotAnArticle("tag", "the address is a tag's or a topic's")
    if _PEOPLE.search(path) and not re.search(r"\d{4,}\.\w+$", path):
        return NotAnArticle("section", "the address is an author's page")
    if _ERROR_TITLE.search(doc.title_tag) or any(_ERROR_TITLE.search(tree.text_of(h, 120)) for h in doc.h1s[:2]):
        return NotAnArticle("error_page", f"title: {doc.title_tag[:100]}")
    return None


def _by_path(path: str) -> str | None:
    for pattern, reason in (
        (_VIDEO, "video"),
        (_PODCAST, "podcast"),
        (_INFOGRAPHIC, "infographic"),
        (_GALLERY, "gallery"),
        (_TAG, "tag"),
    ):
        if pattern.search(path):
            return reason
    return None


def refuse(
    page: Page,
    outlet: Outlet,
    doc: Document,
    *,
    text: str,
    title: str | None,
    paragraphs: int,
    pictures: int,
    has_date: bool,
    scripts: bool,
    link_share: float,
    link_lines: int,
) -> NotAnArticle | None:
    """Refuse a page whose content is no article: a list, a film, a picture without text, nothing but scripts."""
    path = urlsplit(page.url).path or "/"
    words = len(text.split())
    by_path = _by_path(path)
    og_type = doc.first("og:type").lower()
    cjk = len(re.findall(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]", text[:4000]))
    short = len(text) < MIN_CHARS or (words < MIN_WORDS and cjk < 60)
    if short:
        if (
            by_path == "video"
            or og_type.startswith("video")
            or ("VideoObject" in doc.linked.types and not doc.linked.article_type)
        ):
            return NotAnArticle("video", "a film without text")
        if by_path in ("podcast", "infographic"):
            return NotAnArticle(by_path, "no text")
        if re.search(r"infographic", title or "", re.I):
            return NotAnArticle("infographic", "no text")
        if by_path == "gallery" or pictures >= 4:
            return NotAnArticle("gallery", "pictures without text")
        if not text and scripts:
            return NotAnArticle("script_only", "the page is filled by scripts")
        if not text:
            return NotAnArticle("empty", "no text")
        if _looks_like_list(outlet, doc, page.url, path):
            return NotAnArticle("section", "a list without running text")
        return NotAnArticle("too_short", f"{words} words, {len(text)} characters")
    if not title:
        return NotAnArticle("section", "no title")
    if (
        words < 60
        and cjk < 150
        and by_path == "video"
        and (og_type.startswith("video") or "VideoObject" in doc.linked.types)
    ):
        return NotAnArticle("video", "a film with a description")
    evidence = _evidence(outlet, doc, page.url, path, has_date, len(text), paragraphs)
    if link_lines >= 10 and link_share >= 0.25 and link_lines >= 0.3 * paragraphs:
        evidence -= 3  # more headlines of other articles than text
    elif link_share < 0.15 and len(text) >= 400:
        evidence += 2
    if evidence < 2:
        return NotAnArticle("section", f"more a list than an article (evidence {evidence})")
    return None


def _looks_like_list(outlet: Outlet, doc: Document, url: str, path: str) -> bool:
    return outlet.is_article(url) is False or (not doc.linked.article_type and not _SLUG.search(path))


def _evidence(outlet: Outlet, doc: Document, url: str, path: str, has_date: bool, chars: int, paragraphs: int) -> int:
    declared = outlet.is_article(url)
    points = 0
    if declared is True:
        points += 3
    elif declared is False:
        points -= 2
    if doc.linked.article_type:
        points += 2
    elif doc.linked.types & _LIST_TYPES:
        points -= 2
    if doc.first("og:type").lower() == "article":
        points += 1
    elif doc.first("og:type").lower() in ("website", "object"):
        points -= 1
    if doc.first("article:published_time", "datepublished", "pubdate"):
        points += 1
    if has_date:
        points += 1
    last = path.rstrip("/").rpartition("/")[2]
    if _SLUG.search(last) or re.search(r"\d{5,}", last):
        points += 2
    elif path.count("/") <= 2 and not re.search(r"\d", last):
        points -= 1
    if chars >= 600 and paragraphs >= 3:
        points += 1
    if chars >= 2500 and paragraphs >= 6:
        points += 1
    return points


def form(doc: Document, *, photo_essay: bool, text: str) -> Form:
    """Return the form of an article that is one."""
    if doc.linked.article_type == "LiveBlogPosting" or "LiveBlogPosting" in doc.linked.types:
        return "live_blog"
    if photo_essay:
        return "photo_essay"
    if not doc.linked.free and len(text) < 1500:
        return "paywall_stub"
    if len(text) < 1500:
        notices = " ".join(tree.text_of(el, 500) for el in doc.with_hint(_PAYWALL)[:5])
        if _PAY_TO_READ.search(notices):
            return "paywall_stub"
    return "article"
