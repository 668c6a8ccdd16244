"""The values that travel through the flow: Page (as fetched), Article or NotAnArticle, Listing of candidates."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Literal

Role = Literal["article", "list", "feed", "sitemap", "other"]
"""What an address is for. `list` is a home or section page; `other` is robots.txt and the like."""

LISTS: frozenset[Role] = frozenset({"list", "feed", "sitemap"})
"""Roles of addresses that name others."""

Form = Literal["article", "photo_essay", "live_blog", "paywall_stub"]

Headers = tuple[tuple[str, str], ...]
"""HTTP headers in the order received; a name may occur more than once."""


def header(headers: Headers, name: str) -> str | None:
    """Return the first value of a header, or None. Names compare without case (RFC 9110, 5.1)."""
    wanted = name.lower()
    return next((value for key, value in headers if key.lower() == wanted), None)


@dataclass(frozen=True, slots=True)
class Page:
    """One HTTP exchange as it was fetched: the bytes are as received, content coding and all.

    `url` is the address asked for. `fetched_at` is aware, in UTC. `body` has had its transfer coding (chunks)
    undone and nothing else. `truncated`: the connection ended before the announced length.
    """

    url: str
    status: int
    headers: Headers
    body: bytes
    fetched_at: datetime
    request_headers: Headers = ()
    reason: str = ""
    http_version: str = "HTTP/1.1"
    ip: str | None = None
    origin: Literal["crawl", "import", "commoncrawl", "wayback"] = "crawl"
    truncated: bool = False
    _digest: str | None = field(default=None, init=False, repr=False, compare=False)

    def header(self, name: str) -> str | None:
        """Return the first value of a response header, or None."""
        return header(self.headers, name)

    @property
    def mime(self) -> str:
        """The media type without parameters, in lower case; empty when the server named none."""
        return (self.header("content-type") or "").split(";")[0].strip().lower()

    @property
    def digest(self) -> str:
        """`sha1:` and the base32 SHA-1 of the body as received: the WARC payload digest (WARC 1.1, 5.9)."""
        if self._digest is None:  # asked for several times on a page's way, and bodies are large
            digest = "sha1:" + base64.b32encode(hashlib.sha1(self.body).digest()).decode("ascii")  # noqa: S324
            object.__setattr__(self, "_digest", digest)
            return digest
        return self._digest


@dataclass(frozen=True, slots=True)
class Author:
    """A person named in the byline. `role` says what they made."""

    name: str
    role: Literal["text", "photo", "both"] = "text"


@dataclass(frozen=True, slots=True)
class Image:
    """A picture of the article: its real address (never a lazy-load placeholder), caption and credit."""

    url: str
    caption: str | None = None
    credit: str | None = None


DEFAULT_ALTERNATE = "x-default"
"""Where readers of any other language are sent (`hreflang="x-default"`)."""


@dataclass(frozen=True, slots=True)
class Alternate:
    """The same piece in another language, as its page says. `language` is a BCP 47 tag in lower case, or `x-default`."""

    language: str
    url: str


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where one field came from: `source` (e.g. `json-ld`, `select.byline`), the raw string, the rule that chose it."""

    field: str
    source: str
    raw: str | None
    rule: str


@dataclass(frozen=True, slots=True)
class Article:
    """What was read from a page. Texts are NFC; paragraphs of `text` are separated by a blank line.

    `published_at` and `modified_at` are ISO 8601 in the newspaper's own offset, or the bare day when no time is
    known. `published_on` is the day in the outlet's zone; `published_utc` is `YYYY-MM-DDTHH:MM:SSZ`, or None when
    only a day is known.
    """

    url: str
    title: str
    text: str
    lead: str | None = None
    byline: str | None = None
    authors: tuple[Author, ...] = ()
    canonical_url: str | None = None
    section: str | None = None
    form: Form = "article"
    published_at: str | None = None
    published_on: str | None = None
    published_utc: str | None = None
    modified_at: str | None = None
    language: str | None = None
    word_count: int = 0
    source_name: str | None = None
    source_url: str | None = None
    image_url: str | None = None
    images: tuple[Image, ...] = ()
    tags: tuple[str, ...] = ()
    alternates: tuple[Alternate, ...] = ()
    provenance: tuple[Provenance, ...] = ()


@dataclass(frozen=True, slots=True)
class NotAnArticle:
    """A page that was read and is no article; `reason` is one word (section, home, video, empty, too_short, ...).

    `outcome` is the ledger's code: `not_article`, or the more exact `noarchive`, `wrong_type`, `too_large`, ...
    """

    reason: str
    detail: str = ""
    outcome: str = "not_article"


@dataclass(frozen=True, slots=True)
class Candidate:
    """An address found on a list. `lastmod` is ISO 8601 as the list says (day or instant), or None."""

    url: str
    role: Role
    lastmod: str | None = None
    title: str | None = None


@dataclass(frozen=True, slots=True)
class Listing:
    """What a feed, sitemap or section page holds, in the order it stands there, bounded.

    `kind` is what it turned out to be. `next_page` is the address of the following page of the same list.
    `problem` says in words what was wrong or cut short; candidates found all the same are kept. `outcome` is the
    ledger's code of a list that could not be read (kind `none`). `noarchive`: the page itself asks not to be
    kept; it may be read.
    """

    kind: Literal["feed", "sitemap", "sitemap_index", "section", "none"]
    candidates: tuple[Candidate, ...] = ()
    next_page: str | None = None
    problem: str | None = None
    outcome: str = "wrong_type"
    noarchive: bool = False


@dataclass(frozen=True, slots=True)
class Pointer:
    """Where a WARC record stands: `warc_file` relative to `warc/`, offset and length in bytes of its gzip member."""

    record_id: str
    warc_file: str
    offset: int
    length: int


def utc_text(moment: datetime) -> str:
    """Return an aware moment as the machine time of the archive, e.g. `2026-11-22T06:30:00Z`."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
