"""The values that a page passes through: the visit, what was judged of it, and what was written down."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from newsarchive.ingest.reading import Reading
    from newsarchive.items import Article, Page, Pointer, Role
    from newsarchive.outlets import Outlet
    from newsarchive.store.articles import ArticleRow

KNOWN = "known"
"""In place of an outcome: this very capture is in the archive, so nothing is added."""


@dataclass(frozen=True, slots=True)
class Range:
    """The days wanted (`--since`, `--until`, ISO dates, both included); None = open."""

    since: str | None = None
    until: str | None = None

    def holds(self, day: str | None) -> bool:
        """Return whether a day is inside; an unknown day is."""
        return day is None or not ((self.since and day < self.since) or (self.until and day > self.until))


@dataclass(frozen=True, slots=True)
class Visit:
    """One fetch and what was read from it; `page` is None when nothing came back.

    `pointer` is given when the bytes stand in a WARC file already (recovery, linked imports), `capture_id` when the
    archive has the capture too (re-extraction). `live`: the answer came from the network, not out of a file. `final`:
    where a redirect leads is not followed.
    """

    url_id: int
    outlet: Outlet
    role: Role
    page: Page | None
    reading: Reading
    channel_id: int | None = None
    pointer: Pointer | None = None
    payload_digest: str | None = None
    capture_id: int | None = None
    live: bool = True
    final: bool = True


@dataclass(frozen=True, slots=True)
class Judged:
    """What a visit means for the archive. Nothing is written yet.

    `outcome` is a code of the ledger, or KNOWN; `at` is when the answer was given (UTC text). `article` is what is to be
    stored of a new or changed one, `normal_urls` are the normal addresses that denote it, its own first; `known` is the
    article that is held. Without `keep` the bytes must not be kept. `target`
    is the address that a redirect leads to, `target_article_id` the article held of it.
    """

    outcome: str
    at: str
    detail: str | None = None
    article: Article | None = None
    normal_urls: tuple[str, ...] = ()
    known: ArticleRow | None = None
    keep: bool = True
    target: str | None = None
    target_article_id: int | None = None


@dataclass(frozen=True, slots=True)
class Links:
    """What a visit leads to: the hosts that have something new to fetch, and the row of a redirect's target."""

    hosts: frozenset[str] = frozenset()
    target_id: int | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """When an address is asked for again.

    The ledger's state, when it is due (UTC text, None: never), how often it has failed, and the pause in seconds when
    it is tried again while the run goes on.
    """

    state: str
    due: str | None
    attempts: int
    pause_s: float | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was written down of a visit: its outcome, and the hosts that have something new to fetch."""

    outcome: str
    detail: str | None = None
    article_id: int | None = None
    hosts: frozenset[str] = field(default_factory=frozenset)
    target_id: int | None = None
    retry_in_s: float | None = None
