"""Two thin pipelines: have a page read in the pool, have what came of it stored. The work is done in `ingest`."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from typing import Self

    from scrapy.crawler import Crawler

    from newsarchive.crawl.fetch import Fetched
    from newsarchive.crawl.session import CrawlSession


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
        return replace(item, reading=await self._session.read(item.fetch, item.page))


class StorePipeline(_SessionPipeline):
    """The last stop: bytes, article and the ledger's acknowledgement are committed together."""

    async def process_item(self, item: Fetched) -> Fetched:
        """Store what came of the fetch; ends when it is committed."""
        assert item.reading is not None
        verdict = await self._session.record(item.fetch, item.page, item.reading)
        self._crawler.stats.inc_value(f"outcome/{verdict.outcome}")
        return item
