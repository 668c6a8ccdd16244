"""Downloader middleware: give each host the pace that the session decided."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Self

    from scrapy import Request
    from scrapy.crawler import Crawler


class HostDelayMiddleware:
    """Sets the delay of a host's downloader slot from `request.meta["delay_s"]` (seconds between two requests).

    A slot that is not there yet needs none: nothing was sent to the host before.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Build for a crawler."""
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        """Set the delay; the request goes on."""
        slot = self._crawler.engine.downloader.slots.get(request.meta["download_slot"])
        if slot is not None:
            slot.delay = request.meta.get("delay_s", slot.delay)
