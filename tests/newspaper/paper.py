"""The test newspaper: a site, the server it stands on, and its outlet declaration."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from itertools import pairwise
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from tests.newspaper.certificate import self_signed
from tests.newspaper.server import CODINGS, Fault, Request, Server, pairs
from tests.newspaper.site import ARTICLE_PATTERNS, CHANNELS, Robots, Site
from tests.newspaper.story import Story

FAMILIES = {"yyyymm-id", "vdoc-a-id", "timestamp-htm"}


class Newspaper:
    """A real HTTP server on loopback with a newspaper on it, the same one for the same arguments.

    Use it with `with`. Options beyond the server's own (`articles`, `styles`, `channels`, `pagination`, `page_size`,
    `feed_length`, `home_length`, `related`, `span_days`, `now`, `seed`, `name`, `republished`, `pad_bytes`, `side_boxes`, ...) are
    those of `tests.newspaper.site.Site`.
    """

    def __init__(
        self,
        port: int = 0,
        host: str = "127.0.0.1",
        *,
        tls: bool = False,
        codings: Iterable[str] = CODINGS,
        chunked: bool = True,
        **site: Any,
    ) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="newspaper-") if tls else None
        context, self.certificate = self_signed(Path(self._folder.name)) if self._folder else (None, None)
        self.server = Server(host=host, port=port, tls=context, codings=codings, chunked=chunked)
        self.host, self.port = host, self.server.port
        self.base = f"{'https' if tls else 'http'}://{host}:{self.port}"
        self.site = Site(self.base, **site)
        self.server.respond = self.site.respond

    def __enter__(self) -> Self:
        self.server.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.server.stop()
        if self._folder:
            self._folder.cleanup()
        if self.server.log.errors and error is None:
            raise AssertionError("the test newspaper itself failed") from self.server.log.errors[0]

    # The newspaper

    @property
    def articles(self) -> list[Story]:
        """The truth: articles published and not removed, newest first."""
        return self.site.articles

    @property
    def not_articles(self) -> list[str]:
        """Addresses of a video and a tag page that the home page links to."""
        return self.site.not_articles

    @property
    def robots(self) -> Robots:
        """robots.txt: set `text`, `status`, `delay_s`, `disallow`. Nothing of it is remembered between requests."""
        return self.site.robots

    @property
    def home(self) -> str:
        """The address of the home page."""
        return self.base + "/"

    @property
    def now(self) -> datetime:
        """The newspaper's present."""
        return self.site.now

    @property
    def env(self) -> dict[str, str]:
        """The environment that sets a crawl's clock to the newspaper's present."""
        return {"NEWSARCHIVE_NOW": self.now.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")}

    def url(self, path: str) -> str:
        """Return the whole address of a path."""
        return self.base + path

    def linked(self, *channels: str) -> set[str]:
        """Return the addresses of the articles these channels list (all open channels when none is named)."""
        return self.site.linked(*channels)

    def add_article(self, published_at: datetime | None = None) -> Story:
        """Publish one more article, ten minutes after the newest unless told when."""
        return self.site.add_article(published_at)

    def edit(self, article: Story | str, at: datetime | None = None) -> Story:
        """Change an article's text (and so its ETag); return it as it now is."""
        return self.site.edit(article, at)

    def remove(self, article: Story | str, status: int = 410) -> None:
        """Take an article off all lists; its address answers 410 unless told otherwise."""
        self.site.remove(article, status)

    def serve(
        self,
        path: str,
        body: str | bytes,
        content_type: str = "text/html; charset=utf-8",
        status: int = 200,
        headers: Mapping[str, str] | Iterable[tuple[str, str]] = (),
    ) -> str:
        """Answer a path with this, whatever stood there; return the whole address."""
        return self.site.serve(path, body, content_type, status, pairs(headers))

    def redirect(self, path: str, to: str, status: int = 301) -> str:
        """Answer a path with a redirect; return the whole address."""
        return self.site.redirect(path, to, status)

    def link_from_home(self, url: str, text: str = "Xem thêm tin này") -> None:
        """Show one more link on the home page."""
        self.site.link_from_home(url, text)

    # What goes wrong. A path may be given with its query, or end in `*` for everything below it.

    def fail(
        self,
        path: str,
        status: int = 503,
        times: int | None = None,
        headers: Mapping[str, str] | Iterable[tuple[str, str]] = (),
    ) -> None:
        """Answer with an error, the next `times` times or always."""
        self.server.break_at(path, Fault("fail", times, status, pairs(headers)))

    def slow(self, path: str, seconds: float, times: int | None = None) -> None:
        """Wait before each answer."""
        self.server.break_at(path, Fault("slow", times, seconds=seconds))

    def hang(self, path: str, times: int | None = None, *, after_bytes: int | None = None) -> None:
        """Never answer, or send the head and this many bytes and then nothing, until the newspaper closes."""
        self.server.break_at(path, Fault("hang", times, after_bytes=after_bytes))

    def truncate(self, path: str, times: int | None = None, *, share: float = 0.5) -> None:
        """Close the connection in the middle of the body."""
        self.server.break_at(path, Fault("truncate", times, share=share))

    def drop(self, path: str, times: int | None = None) -> None:
        """Close the connection without an answer."""
        self.server.break_at(path, Fault("drop", times))

    def heal(self, path: str | None = None) -> None:
        """Undo fail, slow, hang, truncate and drop at a path, or everywhere."""
        self.server.heal(path)

    # What was asked

    @property
    def requests(self) -> list[Request]:
        """All requests so far, in the order they arrived."""
        with self.server.lock:
            return list(self.server.log.requests)

    @property
    def max_connections(self) -> int:
        """The largest number of connections open at the same time."""
        return self.server.log.max_connections

    @property
    def max_active(self) -> int:
        """The largest number of requests being answered at the same time."""
        return self.server.log.max_active

    def paths(self) -> list[str]:
        """Return path and query of all requests, in order."""
        return [request.target for request in self.requests]

    def hits(self, path: str) -> int:
        """Return how often a path was asked for, with its query if one is given, else with any."""
        return sum(path in (r.target, r.path) for r in self.requests)

    def waits(self) -> list[float]:
        """Return the seconds between the arrivals of each request and the one before it."""
        times = [r.at for r in self.requests]
        return [later - earlier for earlier, later in pairwise(times)]

    def forget_requests(self) -> None:
        """Empty the log of requests and its largest numbers."""
        with self.server.lock:
            log = self.server.log
            log.requests.clear()
            log.max_connections, log.max_active = log.open_connections, log.active

    # How it is declared

    def outlet_toml(self, key: str = "testpaper", *, declare: Iterable[str] = (), **overrides: Any) -> str:
        """Return an outlet file for this newspaper.

        `declare` names the channels that are declared (of `sitemap`, `news_sitemap`, `feed`, `atom`, `sections`); what
        is not is left to discovery. Overrides are keys of an outlet; None leaves a key out.
        """
        declared = set(declare)
        if unknown := declared - (CHANNELS - {"home", "robots_sitemap"}):
            raise ValueError(f"cannot be declared: {sorted(unknown)}")
        feeds = [self.url(p) for c, p in (("feed", "/rss/home.rss"), ("atom", "/atom.xml")) if c in declared]
        maps = [
            self.url(p)
            for c, p in (("sitemap", "/sitemap.xml"), ("news_sitemap", "/sitemap-news.xml"))
            if c in declared
        ]
        styles = list(dict.fromkeys(s.style for s in self.site.articles)) or list(self.site.styles)
        facts: dict[str, Any] = {
            "key": key,
            "name": self.site.name,
            "home": self.home,
            "domains": [f"{self.host}:{self.port}"],
            "family": styles[0] if len(styles) == 1 and styles[0] in FAMILIES else None,
            "feeds": feeds or None,
            "sitemaps": maps or None,
            "sections": [self.url(f"/{s}/") for s in self.site.sections] if "sections" in declared else None,
            "article": [ARTICLE_PATTERNS[style] for style in styles],
            "pagination": self.site.pagination if "sections" in declared else None,
            "delay_s": 0,
        }
        return to_toml({k: v for k, v in (facts | overrides).items() if v is not None})


def to_toml(facts: Mapping[str, Any]) -> str:
    """Return facts as TOML; tables come last, as the format wants it."""
    plain = [f"{key} = {_value(value)}" for key, value in facts.items() if not _is_table(value)]
    for key, value in facts.items():
        if isinstance(value, Mapping):
            plain += [f"\n[{key}]", *(f"{k} = {_value(v)}" for k, v in value.items())]
        elif _is_table(value):
            for table in value:
                plain += [f"\n[[{key}]]", *(f"{k} = {_value(v)}" for k, v in table.items())]
    return "\n".join(plain) + "\n"


def _is_table(value: Any) -> bool:
    return isinstance(value, Mapping) or (isinstance(value, list) and bool(value) and isinstance(value[0], Mapping))


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return repr(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(map(_value, value)) + "]"
    return json.dumps(value, ensure_ascii=False)  # a basic string of TOML has the escapes of JSON
