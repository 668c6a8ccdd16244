"""Pages of invented newspapers, without a server, as WARC files and folders to import."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from newsarchive.items import Page
from newsarchive.warc import WarcWriter
from tests.newspaper import Site, Story

NOON = datetime(2026, 11, 22, 5, 0, tzinfo=UTC)


def make_site(base: str = "https://baothu.example", **options: Any) -> Site:
    """Return a newspaper that answers without a network."""
    return Site(base, **({"articles": 6, "seed": base} | options))


def page_of(site: Site, path: str, *, at: datetime = NOON, **more: Any) -> Page:
    """Return what the newspaper answers at a path, as a page fetched at a moment."""
    answer = site.respond(path)
    headers = (("Content-Type", answer.content_type), *answer.headers)
    page = Page(site.base + path, answer.status, headers, answer.body, at, origin="import")
    return replace(page, **more)


def pages(site: Site, stories: Iterable[Story], *, at: datetime = NOON) -> list[Page]:
    """Return the pages of articles, fetched a second apart."""
    return [page_of(site, story.path, at=at + timedelta(seconds=n)) for n, story in enumerate(stories)]


def write_warc(path: Path, found: Iterable[Page]) -> Path:
    """Write pages to a finished WARC file at a path."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with WarcWriter(path.parent, path.name, max_bytes=10**9, software="tests", operator=None) as writer:
        for page in found:
            pointer = writer.write(page)
    return (path.parent / pointer.warc_file).rename(path)
