"""Pages and outlets for the tests of extraction, written out where they are used."""

from __future__ import annotations

from datetime import UTC, datetime

from newsarchive import outlets
from newsarchive.extract import read
from newsarchive.extract.page import document
from newsarchive.extract.page.document import Document
from newsarchive.items import Article, NotAnArticle, Page

FETCHED = datetime(2026, 3, 10, 8, 0, tzinfo=UTC)
URL = "https://bao.example/thoi-su/nao-vet-kenh-sau-thuoc-hang-tram-ho-dan-100201.html"
TITLE = "Nạo vét kênh Sáu Thước, hàng trăm hộ dân hưởng lợi"
LEAD = (
    "Tuyến kênh Sáu Thước chính thức được nạo vét sau mười năm bồi lắng, mở đường nước cho hàng trăm hécta ruộng vườn."
)
PARAGRAPHS = [
    "Sáng nay, xã Tân Lộc tổ chức lễ ra quân nạo vét tuyến kênh, thu hút hơn 200 đoàn viên, hội viên và người dân tham gia.",
    "Tuyến kênh dài 3,2 km, nhiều năm bị bồi lắng và lục bình phủ kín, khiến ghe xuồng đi lại khó khăn vào mùa khô.",
    "Theo ông Lê Văn Mười, sau khi nạo vét, tuyến kênh sẽ cấp nước cho khoảng 450 ha lúa và vườn cây ăn trái của ba ấp.",
]


def page(
    html: str | bytes,
    *,
    url: str = URL,
    headers: tuple[tuple[str, str], ...] = (),
    origin: str = "crawl",
    status: int = 200,
) -> Page:
    """Return a fetched page of this HTML."""
    body = html.encode() if isinstance(html, str) else html
    all_headers = headers or (("content-type", "text/html; charset=utf-8"),)
    return Page(url, status, all_headers, body, FETCHED, origin=origin)  # type: ignore[arg-type]


def parsed(body: str, *, head: str = "", url: str = URL) -> Document:
    """Return the parse of a page with this body."""
    source = f"<html><head>{head}</head><body>{body}</body></html>"
    return document.parse(url, source.encode(), "text/html; charset=utf-8")


def html(
    *,
    head: str = "",
    date: str = "09/03/2026 07:45",
    lead: str = LEAD,
    middle: str = "",
    tail: str = "",
    body: list[str] | None = None,
) -> str:
    """Return an article page in the shape of many Vietnamese papers."""
    text = "".join(f"<p>{p}</p>" for p in (PARAGRAPHS if body is None else body)[:2])
    rest = "".join(f"<p>{p}</p>" for p in (PARAGRAPHS if body is None else body)[2:])
    return (
        f'<html lang="vi"><head><title>{TITLE}</title><meta property="og:title" content="{TITLE}">'
        f'<meta property="og:description" content="{LEAD}">{head}</head><body><header><nav><a href="/">Trang chủ</a></nav></header>'
        f'<main><h1>{TITLE}</h1><span class="time">{date}</span><h2 class="sapo">{lead}</h2>'
        f'<div class="post-content">{text}{middle}{rest}{tail}</div></main></body></html>'
    )


def article(source: str | bytes, **kwargs: object) -> Article:
    """Read a page of an undeclared site that must be an article."""
    fetched = page(source, **kwargs)  # type: ignore[arg-type]
    result = read(fetched, outlets.undeclared(fetched.url))
    assert isinstance(result, Article), result
    return result


def refused(source: str | bytes, **kwargs: object) -> NotAnArticle:
    """Read a page of an undeclared site that must not be an article."""
    fetched = page(source, **kwargs)  # type: ignore[arg-type]
    result = read(fetched, outlets.undeclared(fetched.url))
    assert isinstance(result, NotAnArticle), result
    return result


def paragraphs(found: Article) -> list[str]:
    """The paragraphs of the text."""
    return found.text.split("\n\n")
