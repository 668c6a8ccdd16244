"""The spider: `scrapy crawl outlet -a key=baovinhlong`. It fetches what the session gives out and nothing else."""

from __future__ import annotations

from datetime import UTC, datetime
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

import scrapy
from scrapy import signals

from newsarchive import config, outlets
from newsarchive.crawl.fetch import Fetch, Fetched
from newsarchive.crawl.order import make_order
from newsarchive.crawl.session import CrawlSession
from newsarchive.ingest.reading import Reading
from newsarchive.items import Page
from newsarchive.spiders.failures import outcome_of
from newsarchive.store import faults

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator
    from typing import Self

    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from twisted.python.failure import Failure

    from newsarchive.warc import ReplayIndex

_REPLAY = "newsarchive.handlers.ReplayHandler"


class OutletSpider(scrapy.Spider):
    """Crawls outlets (`-a key=a,b`), addresses (`-a url=...`), or all enabled outlets; more in `ordering.make_order`."""

    name = "outlet"
    session: CrawlSession
    replay_index: ReplayIndex | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **arguments: Any) -> Self:
        """Read the arguments, open the archive, and choose where requests are answered from."""
        spider = super().from_crawler(crawler, *args)
        conf = config.load()
        registry = outlets.load(conf.outlets)
        order = make_order(registry, arguments)
        spider.session = CrawlSession(conf, registry, order)
        crawler.settings.set("NEWSARCHIVE_ALLOWED_HOSTS", list(spider.session.allowed_hosts), "spider")
        if order.replay:
            spider.replay_index = order.replay_index
            handlers = {"http": _REPLAY, "https": _REPLAY}
            crawler.settings.set("DOWNLOAD_HANDLERS", handlers, "spider")
            crawler.settings.set("NEWSARCHIVE_REPLAY", [str(p) for p in order.replay], "spider")
        spider.session.open()
        crawler.signals.connect(spider._closed, signals.spider_closed)
        return spider

    async def start(self) -> AsyncIterator[scrapy.Request]:
        """Send what the session hands out, when it does."""
        try:
            async for fetch in self.session.fetches():
                yield self._request(fetch)
        except Exception as e:
            if faults.words(e) is None:
                raise  # else the session has stopped for it, and the crawl ends with one line

    def _request(self, fetch: Fetch) -> scrapy.Request:
        return scrapy.Request(
            fetch.url,
            callback=self.parse,
            errback=self.failed,
            headers=dict(fetch.headers),
            meta={"download_slot": fetch.host, "delay_s": fetch.delay_s, "replay_capture": fetch.capture},
            cb_kwargs={"fetch": fetch},
            dont_filter=True,
        )

    def parse(self, response: Response, fetch: Fetch) -> Iterator[Fetched]:
        """Pass the answer on as a page, bytes as received."""
        self.session.downloaded(fetch)
        yield Fetched(fetch, page_of(response, fetch))

    def failed(self, failure: Failure) -> Iterator[Fetched]:
        """Pass on why there is no answer."""
        fetch: Fetch = failure.request.cb_kwargs["fetch"]  # type: ignore[attr-defined]  # Scrapy puts it there
        error = failure.value or RuntimeError(str(failure))
        if faults.of_machine(error) is not None:  # it says nothing of the host, and no other page would fare better
            self.session.fail(error)
            return
        reading = getattr(error, "reading", None) or Reading(*outcome_of(error))
        self.session.downloaded(fetch, reading)
        yield Fetched(fetch, None, reading)

    def _closed(self, reason: str) -> None:
        if reason != "finished":
            self.session.stop()
        self.session.close()


def page_of(response: Response, fetch: Fetch) -> Page:
    """Return a response as a page; a replayed one keeps the date of its capture."""
    flags = dict(f.partition("=")[::2] for f in response.flags)
    fetched_at = datetime.fromisoformat(flags["fetched_at"]) if "fetched_at" in flags else config.now()
    request = response.request
    return Page(
        url=fetch.url,
        status=response.status,
        reason=HTTPStatus(response.status).phrase if response.status in set(HTTPStatus) else "",
        headers=_pairs(response.headers),
        body=response.body,
        # Whole seconds, as the archive keeps them: a record's date and the date that refers to it are then the same.
        fetched_at=fetched_at.astimezone(UTC).replace(microsecond=0),
        request_headers=_pairs(request.headers) if request is not None else (),
        http_version=response.protocol or "HTTP/1.1",
        ip=str(response.ip_address) if response.ip_address else None,
        truncated="dataloss" in flags,
    )


def _pairs(headers: Any) -> tuple[tuple[str, str], ...]:
    return tuple((k.decode("latin-1"), v.decode("latin-1")) for k, values in headers.items() for v in values)
