"""Progress of a crawl on a terminal: one line, rewritten; silent in a pipe and under cron."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any, cast

from scrapy import signals
from scrapy.exceptions import NotConfigured
from scrapy.utils.asyncio import create_looping_call

if TYPE_CHECKING:
    from typing import Self

    from scrapy.crawler import Crawler

EVERY_S = 1.0


class Progress:
    """Writes what was counted so far to stderr, once a second."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._loop = create_looping_call(self._show)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Build for a crawler, unless nobody is looking."""
        if not sys.stderr.isatty() or not crawler.settings.getbool("NEWSARCHIVE_PROGRESS"):
            raise NotConfigured
        progress = cls(crawler)
        crawler.signals.connect(progress._start, signals.spider_opened)
        crawler.signals.connect(progress._stop, signals.spider_closed)
        return progress

    def _start(self) -> None:
        self._loop.start(EVERY_S, now=False)

    def _show(self) -> None:
        sys.stderr.write("\r\x1b[2K" + cast(Any, self._crawler.spider).session.progress())
        sys.stderr.flush()

    def _stop(self) -> None:
        if self._loop.running:
            self._loop.stop()
        sys.stderr.write("\r\x1b[2K")
