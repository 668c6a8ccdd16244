"""A news spider and its pipeline as most projects have them: extraction in the callback, one insert an item."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import sqlite_utils
import trafilatura
from scrapy.spiders import SitemapSpider

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Self

    from scrapy.crawler import Crawler
    from scrapy.http import Response

COLUMNS = ("title", "author", "hostname", "date", "description", "sitename", "language", "image", "text")


class ArticleSpider(SitemapSpider):
    """Reads the sitemaps it is given and extracts every page they name."""

    name = "articles"

    def parse(self, response: Response) -> Iterator[dict[str, Any]]:
        """Extract text and metadata with trafilatura."""
        document = trafilatura.bare_extraction(response.body, url=response.url, with_metadata=True)
        if document is not None:
            fields = document.as_dict()
            yield {"url": response.url, **{name: fields[name] for name in COLUMNS}}


class SqlitePipeline:
    """Inserts each item as it comes."""

    def __init__(self, database: str) -> None:
        self._database = database

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Build from the setting that names the file."""
        return cls(crawler.settings["NAIVE_DATABASE"])

    def open_spider(self) -> None:
        """Open the database."""
        self._db = sqlite_utils.Database(self._database)

    def process_item(self, item: dict[str, Any]) -> dict[str, Any]:
        """Insert, one transaction an item."""
        self._db["articles"].insert(item, pk="url", replace=True)
        return item

    def close_spider(self) -> None:
        """Close the database."""
        self._db.close()
