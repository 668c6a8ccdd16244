"""Downloader middleware nearest to the network: our manners hold whatever other middlewares and download handlers do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from scrapy.exceptions import IgnoreRequest
from w3lib.url import canonicalize_url

from newsarchive.ingest.reading import Reading

if TYPE_CHECKING:
    from typing import Self

    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response

    from newsarchive.crawl.fetch import Fetch
    from newsarchive.crawl.session import CrawlSession


class Refused(IgnoreRequest):
    """Ends a fetch with a `reading` instead of an answer."""

    def __init__(self, reading: Reading) -> None:
        super().__init__(reading.detail)
        self.reading = reading


class MannersMiddleware:
    """Sends each request at its host's pace, notes the pauses that answers ask for, and lets no request be led elsewhere.

    The pace is `request.meta["delay_s"]`, the seconds between two requests to a host. A redirect that another part
    follows by itself ends the fetch as a redirect: the ledger judges the target before it is fetched.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Build for a crawler."""
        return cls(crawler)

    @property
    def _session(self) -> CrawlSession:
        return cast(Any, self._crawler.spider).session  # type: ignore[no-any-return]

    def process_request(self, request: Request) -> None:
        """Let the request go on. Raises Refused, and IgnoreRequest for one that was not made for an address of the ledger."""
        fetch = request.cb_kwargs.get("fetch")
        if fetch is None:
            raise IgnoreRequest(f"{request.url} is no address of the ledger")
        _stay(fetch, request.url)
        if request.meta.get("was_sent") and (reading := self._session.refusal(fetch)) is not None:
            raise Refused(reading)
        request.meta["was_sent"] = True
        slot = self._crawler.engine.downloader.slots.get(request.meta["download_slot"])
        if slot is not None:  # one that is not there yet needs no delay: nothing was sent to the host before
            slot.delay = request.meta.get("delay_s", slot.delay)

    def process_response(self, request: Request, response: Response) -> Response:
        """Note the answer; it goes on. Raises Refused."""
        fetch = request.cb_kwargs["fetch"]
        self._session.answered(fetch, response.status, (response.headers.get("Retry-After") or b"").decode("latin-1"))
        _stay(fetch, response.url)
        return response


def _stay(fetch: Fetch, url: str) -> None:
    if url != fetch.url and canonicalize_url(url) != canonicalize_url(fetch.url):
        raise Refused(Reading("redirect", "on the way", redirect_to=url))
