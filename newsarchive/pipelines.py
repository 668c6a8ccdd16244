"""Two thin pipelines: have a page read in the pool, have what came of it stored. The work is done in `ingest`."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any, cast

from scrapy.exceptions import DropItem

from newsarchive.store import faults

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Self

    from scrapy.crawler import Crawler

    from newsarchive.crawl.fetch import Fetched
    from newsarchive.crawl.session import CrawlSession


@contextmanager
def _said_at_the_end() -> Iterator[None]:
    """Drop what a fault of the machine keeps from being stored: the session stops for it, and the crawl ends with one line."""
    try:
        yield
    except Exception as e:
        if faults.words(e) is None:
            raise
        raise DropItem(str(e), log_level="DEBUG") from e


class _SessionPipeline:
    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Build for a crawler."""
        return cls(crawler)

    @property
    def _session(self) -> CrawlSession:
        return cast(Any, self._crawler.spider).session  # type: ignore[no-any-return]


class ExtractPipeline(_SessionPipeline):
    """Page in, page with its reading out."""

    async def process_item(self, item: Fetched) -> Fetched:
        """Read the page, unless there is none."""
        if item.page is None:
            return item
        with _said_at_the_end():
            return replace(item, reading=await self._session.read(item.fetch, item.page))


class StorePipeline(_SessionPipeline):
    """The last stop: bytes, article and the ledger's acknowledgement are committed together."""

    async def process_item(self, item: Fetched) -> Fetched:
        """Store what came of the fetch; ends when it is committed."""
        assert item.reading is not None
        with _said_at_the_end():
            verdict = await self._session.record(item.fetch, item.page, item.reading)
        self._crawler.stats.inc_value(f"outcome/{verdict.outcome}")
        return item
