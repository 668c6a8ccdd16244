"""Crawl all pages of some sitemaps into a SQLite file: `python -m benchmarks.naive DATABASE SITEMAP...`."""

from __future__ import annotations

import sys

from scrapy.crawler import AsyncCrawlerProcess

from benchmarks.naive.spider import ArticleSpider


def main() -> None:
    """Run the crawl with Scrapy's own settings; only its log, which would cost it time, is turned down."""
    database, *sitemaps = sys.argv[1:]
    process = AsyncCrawlerProcess(
        {
            "LOG_LEVEL": "WARNING",
            "TELNETCONSOLE_ENABLED": False,
            "REMOTE_CONTROL_ENABLED": False,
            "ROBOTSTXT_OBEY": True,
            "ITEM_PIPELINES": {"benchmarks.naive.spider.SqlitePipeline": 300},
            "NAIVE_DATABASE": database,
        }
    )
    task = process.crawl(ArticleSpider, sitemap_urls=sitemaps)
    process.start()
    task.result()


if __name__ == "__main__":
    main()
