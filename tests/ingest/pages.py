"""Small pages written for tests, in the shape of a newspaper's: an article, and a list of articles."""

from __future__ import annotations

import html
from datetime import UTC, datetime
from pathlib import Path

from newsarchive.items import Page
from newsarchive.warc import WarcWriter

HOST = "https://baothu.example"
FETCHED = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)


def article(
    path: str,
    title: str,
    paragraphs: list[str],
    *,
    host: str = HOST,
    at: datetime = FETCHED,
    published: str = "2026-11-19T09:30:00+07:00",
    related: str = "",
    comments: int = 3,
) -> Page:
    """An article's page as it was fetched."""
    body = "\n".join(f"<p>{html.escape(p)}</p>" for p in paragraphs)
    text = f"""<!doctype html><html lang="vi"><head><meta charset="utf-8"><title>{html.escape(title)}</title>
<meta property="og:type" content="article"><meta property="og:title" content="{html.escape(title)}">
<meta property="article:published_time" content="{published}">
<link rel="canonical" href="{host}{path}"></head><body>
<nav><a href="/">Trang chủ</a> <a href="/kinh-te/">Kinh tế</a></nav>
<article class="detail"><h1>{html.escape(title)}</h1><div class="detail-content">
{body}
</div></article>
<div class="related"><h3>Tin liên quan</h3><ul><li><a href="/x">{html.escape(related)}</a></li></ul></div>
<div class="comments">{comments} bình luận</div>
<footer>© Báo Thử</footer></body></html>"""
    return page(f"{host}{path}", text, at)


def page(url: str, text: str, at: datetime = FETCHED) -> Page:
    """A page of HTML as it was fetched."""
    return Page(
        url=url,
        status=200,
        headers=(("Content-Type", "text/html; charset=utf-8"), ("Date", "Fri, 20 Nov 2026 03:00:00 GMT")),
        body=text.encode(),
        fetched_at=at,
        request_headers=(("User-Agent", "test"),),
    )


def warc(folder: Path, name: str, *pages: Page) -> Path:
    """Write the pages into a WARC file; return it."""
    with WarcWriter(folder, name, max_bytes=1 << 30, software="test", operator=None) as writer:
        for one in pages:
            writer.write(one)
    (path,) = folder.glob(f"{name}*.warc.gz")
    return path
