"""What a crawl hands to Scrapy and gets back: an address to be fetched, and the answer on its way to the ledger."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from newsarchive.ingest.reading import Reading
    from newsarchive.items import Headers, Page, Role
    from newsarchive.outlets import Outlet


@dataclass(frozen=True, slots=True)
class Fetch:
    """An address to be fetched now, with what the request needs. `host` is host[:port] as the frontier keys it."""

    url_id: int
    url: str
    host: str
    role: Role
    outlet: Outlet
    channel_id: int | None
    headers: Headers
    delay_s: float
    capture: int | None = None


@dataclass(frozen=True, slots=True)
class Fetched:
    """The answer to a fetch on its way through the pipelines: the page, or why there is none, then what was read."""

    fetch: Fetch
    page: Page | None
    reading: Reading | None = None
