"""robots.txt, sitemaps and feeds of the test newspaper."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from email.utils import format_datetime
from xml.sax.saxutils import escape

from tests.newspaper.story import Story

_XML = '<?xml version="1.0" encoding="UTF-8"?>\n'
_SITEMAP = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'


def robots(*, disallow: Sequence[str], delay_s: float | None, sitemaps: Sequence[str]) -> str:
    """Return a robots.txt (RFC 9309) with the newspaper's rules for everybody."""
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in disallow)]
    if delay_s is not None:
        lines.append(f"Crawl-delay: {delay_s:g}")
    return "\n".join([*lines, "", *(f"Sitemap: {url}" for url in sitemaps), ""])


def sitemap_index(entries: Iterable[tuple[str, datetime]]) -> str:
    """Return an index of sitemaps: address and last change of each."""
    items = "".join(
        f"<sitemap><loc>{escape(url)}</loc><lastmod>{when.isoformat()}</lastmod></sitemap>\n" for url, when in entries
    )
    return f"{_XML}<sitemapindex {_SITEMAP}>\n{items}</sitemapindex>\n"


def sitemap(stories: Iterable[Story]) -> str:
    """Return a sitemap of articles."""
    items = "".join(
        f"<url><loc>{escape(s.url)}</loc><lastmod>{s.modified or s.published}</lastmod></url>\n" for s in stories
    )
    return f"{_XML}<urlset {_SITEMAP}>\n{items}</urlset>\n"


def news_sitemap(stories: Iterable[Story], name: str) -> str:
    """Return a news sitemap: the articles of the last two days, with titles."""
    items = "".join(
        f"<url><loc>{escape(s.url)}</loc><news:news><news:publication><news:name>{escape(name)}</news:name>"
        f"<news:language>vi</news:language></news:publication><news:publication_date>{s.published}</news:publication_date>"
        f"<news:title>{escape(s.title)}</news:title></news:news></url>\n"
        for s in stories
    )
    spaces = f'{_SITEMAP} xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"'
    return f"{_XML}<urlset {spaces}>\n{items}</urlset>\n"


def rss(stories: Iterable[Story], name: str, base: str) -> str:
    """Return an RSS 2.0 feed; the address of every fifth item carries a tracking parameter, as such feeds do."""
    items = "".join(
        f"<item><title><![CDATA[{s.title}]]></title>"
        f"<link>{escape(s.url + ('?utm_source=rss&utm_medium=feed' if s.serial % 5 == 0 else ''))}</link>"
        f'<guid isPermaLink="false">tin-{s.serial}</guid><pubDate>{format_datetime(s.published_at)}</pubDate>'
        f"<description><![CDATA[{s.lead}]]></description></item>\n"
        for s in stories
    )
    channel = f"<title>{escape(name)}</title><link>{base}/</link><description>Tin mới</description>\n"
    return f'{_XML}<rss version="2.0"><channel>{channel}{items}</channel></rss>\n'


def atom(stories: Sequence[Story], name: str, base: str, now: datetime) -> str:
    """Return an Atom feed (RFC 4287)."""
    entries = "".join(
        f"<entry><title>{escape(s.title)}</title><link rel='alternate' href='{escape(s.url)}'/><id>{escape(s.url)}</id>"
        f"<updated>{s.modified or s.published}</updated><published>{s.published}</published>"
        f"<summary>{escape(s.lead)}</summary></entry>\n"
        for s in stories
    )
    updated = max((s.modified_at or s.published_at for s in stories), default=now).astimezone(UTC).isoformat()
    head = f"<title>{escape(name)}</title><id>{base}/</id><updated>{updated}</updated><link rel='self' href='{base}/atom.xml'/>"
    return f'{_XML}<feed xmlns="http://www.w3.org/2005/Atom">{head}\n{entries}</feed>\n'
