"""The values between fetching and storing: what is to be fetched, what came of it, what was decided."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from newsarchive.ingest.reading import Reading
    from newsarchive.items import Headers, Page, Pointer, Role
    from newsarchive.outlets import Outlet


@dataclass(frozen=True, slots=True)
class Range:
    """The days wanted (`--since`, `--until`, ISO dates, both included); None = open."""

    since: str | None = None
    until: str | None = None

    def holds(self, day: str | None) -> bool:
        """Tell whether a day is inside; an unknown day is."""
        return day is None or not ((self.since and day < self.since) or (self.until and day > self.until))


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


@dataclass(frozen=True, slots=True)
class Visit:
    """One fetch and what was read from it; `page` is None when nothing came back.

    `pointer` is given when the bytes stand in a WARC file already (recovery, linked imports). `live` tells an answer
    of the network from one out of a file.
    """

    url_id: int
    outlet: Outlet
    role: Role
    page: Page | None
    reading: Reading
    channel_id: int | None = None
    pointer: Pointer | None = None
    payload_digest: str | None = None
    live: bool = True
    final: bool = True


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was decided: the outcome written to the ledger, and the hosts that have something new to fetch."""

    outcome: str
    detail: str | None = None
    article_id: int | None = None
    hosts: frozenset[str] = field(default_factory=frozenset)
    retry_in_s: float | None = None
