"""Visits of pages that nobody asked for: of an import, a web archive's captures, a killed run's file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from newsarchive.ingest.values import Visit
from newsarchive.items import utc_text
from newsarchive.store.ledger import NewUrl

if TYPE_CHECKING:
    from newsarchive.ingest.reading import Reading
    from newsarchive.ingest.run import Run
    from newsarchive.items import Page, Role
    from newsarchive.outlets import Outlet

_FEEDS = frozenset({"application/rss+xml", "application/atom+xml", "application/rdf+xml"})


def visit_of(
    run: Run, page: Page, outlet: Outlet, role: Role, reading: Reading, *, channel_id: int | None = None, **facts: Any
) -> Visit:
    """Enter the address of a page into the ledger, unless it is there, and return the page's visit.

    The ledger's role of an address wins over `role`. `facts` are further fields of `Visit`.
    """
    run.enter_outlet(outlet)
    url_id = enter_address(run, page, outlet, role, channel_id=channel_id)
    known_role = run.ledger.get(url_id).role
    return Visit(url_id, outlet, known_role, page, reading, channel_id, live=False, **facts)


def enter_address(run: Run, page: Page, outlet: Outlet, role: Role, *, channel_id: int | None = None) -> int:
    """Enter the address of a page; return its id. It is not fetched for that."""
    new = NewUrl.of(page.url, outlet, role, channel_id=channel_id)
    url_id, is_new = run.ledger.add(new, at=utc_text(page.fetched_at), run_id=run.id, due=False)
    run.runs.discovered(run.id, outlet.key, int(is_new))
    return url_id


def role_of(page: Page) -> Role:
    """Return what an address is for, by the page that came from it."""
    if page.url.endswith("/robots.txt"):
        return "other"
    mime = page.mime
    if mime in _FEEDS or (mime.endswith("xml") and "html" not in mime):
        return "sitemap" if b"sitemap" in page.body[:2000] else "feed"
    return "article"
