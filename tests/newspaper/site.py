"""What the newspaper answers to an address, without a network: pages, lists, redirects and errors."""

from __future__ import annotations

import gzip
import re
import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from urllib.parse import parse_qs, urlsplit

from tests.newspaper import lists, pages, words
from tests.newspaper.story import STYLES, Story, Style, republish, write

HANOI = timezone(timedelta(hours=7))
NOW = datetime(2026, 11, 22, 9, 0, tzinfo=HANOI)
"""The newspaper's own present unless told otherwise; crawls of it set NEWSARCHIVE_NOW to this."""

CHANNELS = frozenset({"robots_sitemap", "sitemap", "news_sitemap", "feed", "atom", "sections", "home"})

# As the catalogue has them: two of them also match video pages and print versions, as in the wild.
ARTICLE_PATTERNS: dict[Style, str] = {
    "yyyymm-id": r"^/(?:[A-Za-z0-9_-]+/){1,3}(?:19|20)\d{2}(?:0[1-9]|1[0-2])/[A-Za-z0-9_-]+-(?:[0-9a-f]{7}|\d{5,7})/?$",
    "vdoc-a-id": r"^/[A-Za-z0-9-]+-a\d{3,}\.html$",
    "timestamp-htm": r"^/(?:[a-z0-9-]+/)*[a-z0-9-]+-\d{15,18}\.htm$",
    "vietnamvn": r"^/(?!tag/)(?:[a-z]{4,16}/)?[a-z0-9]+(?:-[a-z0-9]+){4,}/?$",
}


@dataclass(frozen=True)
class Answer:
    """A response before content coding."""

    body: bytes
    content_type: str = "text/html; charset=utf-8"
    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()
    last_modified: datetime | None = None


@dataclass
class Robots:
    """robots.txt of the newspaper; `text` replaces what is generated."""

    text: str | bytes | None = None
    status: int = 200
    delay_s: float | None = None
    disallow: list[str] = field(default_factory=lambda: ["/quan-tri/", "/tim-kiem"])


class Site:
    """A newspaper: its articles and every page, list and feed made of them. Safe to ask from many threads."""

    def __init__(
        self,
        base: str,
        *,
        articles: int = 40,
        styles: Sequence[Style] = STYLES,
        channels: Iterable[str] = CHANNELS,
        pagination: str = "?p={n}",
        page_size: int = 5,
        feed_length: int = 20,
        home_length: int = 12,
        related: int = 2,
        span_days: float = 60.0,
        now: datetime = NOW,
        seed: str = "",
        name: str = "Báo Thử Sông Nước",
        republished: Sequence[Story] = (),
        source_name: str = "Báo Gốc",
        stories: Sequence[Story] | None = None,
        sections: dict[str, str] | None = None,
        notice: str = "",
        pad_bytes: int = 0,
        side_boxes: int = 0,
    ) -> None:
        self.base = base.rstrip("/")
        self.channels = frozenset(channels)
        if unknown := self.channels - CHANNELS:
            raise ValueError(f"unknown channels {sorted(unknown)}; known: {sorted(CHANNELS)}")
        self.styles, self.pagination, self.page_size = tuple(styles), pagination, page_size
        self.feed_length, self.home_length, self.related_count = feed_length, home_length, related
        self.now, self.seed, self.name = now, seed, name
        self.notice, self.pad_bytes, self.side_boxes = notice, pad_bytes, side_boxes
        self.sections = words.SECTIONS if sections is None else sections
        self.robots = Robots()
        self.home_links: list[tuple[str, str]] = []
        self.served: dict[str, Answer] = {}
        self._lock = threading.RLock()
        self._cache: dict[str, Answer] = {}
        self._by_path: dict[str, int] = {}
        self._moved: dict[str, str] = {}
        self._removed: dict[str, int] = {}
        if stories is not None:
            self._stories = list(stories)
        elif republished:
            self._stories = [
                republish(i, original, base=self.base, source_name=source_name, after=timedelta(hours=3))
                for i, original in enumerate(republished)
            ]
        else:
            self._stories = [self._write(i, self._moment(i, articles, span_days)) for i in range(articles)]
        self._serial = len(self._stories)
        self._changed()

    # What it holds

    @property
    def articles(self) -> list[Story]:
        """The articles published and not removed, newest first."""
        with self._lock:
            live = [s for s in self._stories if s.path not in self._removed]
        return sorted(live, key=lambda s: (s.published_at, s.serial), reverse=True)

    @property
    def not_articles(self) -> list[str]:
        """Addresses of pages that are linked and are no articles: a video and a tag page."""
        return [self.base + path for path in (self._video_path(), *self._tag_paths()[:1])]

    def linked(self, *channels: str) -> set[str]:
        """Return the addresses of the articles that these channels list; of all open channels when none is named."""
        news = self.articles
        reach: dict[str, list[Story]] = {
            "robots_sitemap": news,
            "sitemap": news,
            "sections": [s for s in news if s.section in self.sections],
            "news_sitemap": self._young(news),
            "feed": news[: self.feed_length],
            "atom": news[: self.feed_length],
            "home": news[: self.home_length],
        }
        return {s.url for channel in channels or self.channels for s in reach[channel]}

    # What happens to it

    def add_article(self, published_at: datetime | None = None) -> Story:
        """Publish one more article, by default ten minutes after the newest."""
        with self._lock:
            newest = max((s.published_at for s in self._stories), default=self.now)
            story = self._write(self._serial, published_at or newest + timedelta(minutes=10))
            self._serial += 1
            self._stories.append(story)
            self._changed()
        return story

    def edit(self, article: Story | str, at: datetime | None = None) -> Story:
        """Change the text of an article and return it as it now is; `at` is the printed date of the change."""
        with self._lock:
            i = self._index(article)
            self._stories[i] = self._stories[i].edited(at or self.now)
            self._changed()
            return self._stories[i]

    def replace(self, article: Story | str, story: Story) -> None:
        """Put another article in the place of one."""
        with self._lock:
            self._stories[self._index(article)] = story
            self._changed()

    def remove(self, article: Story | str, status: int = 410) -> None:
        """Take an article away; its address answers with this status, and no list names it."""
        with self._lock:
            self._removed[self._stories[self._index(article)].path] = status
            self._changed()

    def serve(
        self,
        path: str,
        body: str | bytes,
        content_type: str = "text/html; charset=utf-8",
        status: int = 200,
        headers: Iterable[tuple[str, str]] = (),
    ) -> str:
        """Answer an address (path, with its query if it has one) with this; return the whole address."""
        with self._lock:
            raw = body.encode() if isinstance(body, str) else body
            self.served[path] = Answer(raw, content_type, status, tuple(headers))
        return self.base + path

    def redirect(self, path: str, to: str, status: int = 301) -> str:
        """Answer an address with a redirect; return the whole address."""
        return self.serve(path, "", status=status, headers=(("Location", to),))

    def link_from_home(self, url: str, text: str = "Xem thêm tin này") -> None:
        """Show one more link on the home page."""
        with self._lock:
            self.home_links.append((url, text))
            self._changed()

    # What it answers

    def respond(self, target: str) -> Answer:
        """Return the answer to a request target: a path and perhaps a query."""
        with self._lock:
            if target in self.served:
                return self.served[target]
            if urlsplit(target).path == "/robots.txt":
                return self._robots()
            if target not in self._cache:
                answer = self._respond(target)
                if answer.status != 200:
                    return answer  # addresses that do not exist are without end: they are not remembered
                self._cache[target] = answer
            return self._cache[target]

    def _respond(self, target: str) -> Answer:
        parts = urlsplit(target)
        path, query = parts.path, parse_qs(parts.query)
        if path in self._removed:
            return self._message(self._removed[path], "Bài viết đã được gỡ")
        if path in self._by_path:
            return self._article(self._stories[self._by_path[path]])
        if path == "/":
            return self._html(self._home())
        for routes in (self._lists, self._section, self._others):
            answer = routes(path, query)
            if answer:
                return answer
        return self._redirected(path) or self._message(404, "Không tìm thấy trang")

    def _article(self, story: Story, *, print_version: bool = False) -> Answer:
        at = self._by_path[story.path]
        count = len(self._stories)
        # Neighbours in the order written: the same as long as the archive lives, and never a removed one.
        near = [self._stories[(at + step) % count] for step in range(1, min(self.related_count, count - 1) + 1)]
        related = [s for s in near if s.path not in self._removed]
        html = pages.article(story, self.frame(), related, print_version=print_version)
        return self._html(html, story.modified_at or story.published_at)

    def _home(self) -> str:
        news = self.articles if "home" in self.channels else []
        most_read = [(s.old_path, s.title) for s in news[2:4]]
        extra = [*most_read, *self.home_links]
        if news:
            extra += [(self._video_path(), "Phim: một ngày trên sông"), *((p, "Thẻ") for p in self._tag_paths()[:1])]
        return pages.listing(self.name, news[: self.home_length], self.frame(), extra=extra)

    def _lists(self, path: str, query: dict[str, list[str]]) -> Answer | None:
        news = self.articles
        xml = "application/xml; charset=utf-8"
        sitemaps = bool(self.channels & {"sitemap", "robots_sitemap"})
        if path == "/sitemap.xml" and sitemaps:
            return self._text(lists.sitemap_index(self._sitemaps()), xml)
        if path == "/sitemap-news.xml" and "news_sitemap" in self.channels:
            return self._text(lists.news_sitemap(self._young(news), self.name), xml)
        month = re.fullmatch(r"/sitemaps/(\d{4})-(\d{2})\.xml\.gz", path)
        if month and sitemaps:
            of_month = [s for s in news if f"{s.published_at:%Y-%m}" == f"{month[1]}-{month[2]}"]
            packed = gzip.compress(lists.sitemap(of_month).encode(), mtime=0)
            return Answer(packed, "application/x-gzip", last_modified=self._latest(of_month)) if of_month else None
        if path == "/rss/home.rss" and "feed" in self.channels:
            return self._text(
                lists.rss(news[: self.feed_length], self.name, self.base), "application/rss+xml; charset=utf-8"
            )
        if path == "/atom.xml" and "atom" in self.channels:
            text = lists.atom(news[: self.feed_length], self.name, self.base, self.now)
            return self._text(text, "application/atom+xml; charset=utf-8")
        return None

    def _section(self, path: str, query: dict[str, list[str]]) -> Answer | None:
        if "sections" not in self.channels:
            return None
        found = re.fullmatch(r"/([a-z-]+)/(.*)", path)
        if not found or found[1] not in self.sections:
            return None
        n = self._page_number(found[2], query)
        if n is None:
            return None
        news = [s for s in self.articles if s.section == found[1]]
        here = f"/{found[1]}/"
        shown = news[(n - 1) * self.page_size : n * self.page_size]
        following = here + self.pagination.lstrip("/").format(n=n + 1) if n * self.page_size < len(news) else None
        before = (here + self.pagination.lstrip("/").format(n=n - 1) if n > 2 else here) if n > 1 else None
        extra = [(s.old_path, s.title) for s in shown[:1]] if n == 1 else []
        extra += [(s.path, s.title) for s in self._side_boxes(n)]
        html = pages.listing(
            self.sections[found[1]], shown, self.frame(), next_page=following, previous_page=before, extra=extra
        )
        return self._html(html, self._latest(news))

    def _side_boxes(self, n: int) -> list[Story]:
        """Return what stands beside the n-th page of every section: the latest, and the most read, which change now and then."""
        news = self.articles
        young = news[: max(1, len(news) // 3)]
        most_read = [young[(5 * (n // 3) + 2 * i) % len(young)] for i in range(self.side_boxes)]
        return [*news[: self.side_boxes], *most_read]

    def _page_number(self, rest: str, query: dict[str, list[str]]) -> int | None:
        """Return the page asked for, in the newspaper's own way of numbering; None when the address is none of it."""
        pattern = self.pagination.lstrip("/")
        if pattern.startswith("?"):
            name = pattern[1:].partition("=")[0]
            number = query.get(name, ["1"])[0]
            return int(number) if rest == "" and number.isascii() and number.isdigit() and number != "0" else None
        if rest == "":
            return 1
        found = re.fullmatch(re.escape(pattern).replace(re.escape("{n}"), r"(\d{1,6})") + "/?", rest)
        return int(found[1]) if found else None

    def _others(self, path: str, query: dict[str, list[str]]) -> Answer | None:
        if path.startswith("/print/") and path.removeprefix("/print") in self._by_path:
            return self._article(self._stories[self._by_path[path.removeprefix("/print")]], print_version=True)
        if path == self._video_path():
            return self._html(pages.video(path, "Phim: một ngày trên sông", self.frame()))
        tag = re.fullmatch(r"/tag/([a-z0-9-]+)/", path)
        if tag:
            tagged = [s for s in self.articles if tag[1] in map(words.slug, s.tags)]
            if tagged:
                return self._html(pages.listing(f"Thẻ: {tag[1]}", tagged[: self.page_size], self.frame()))
        if path == "/lien-he":
            return self._html(
                pages.message("Liên hệ", "Tòa soạn đặt tại bến sông, mở cửa giờ hành chính.", self.frame())
            )
        if path.endswith((".jpg", ".png")):
            return Answer(b"\xff\xd8\xff\xe0 no picture", "image/jpeg")
        return None

    def _redirected(self, path: str) -> Answer | None:
        if path in self._moved:
            return Answer(b"", status=301, headers=(("Location", self._moved[path]),))
        if path.strip("/") in self.sections and not path.endswith("/") and "sections" in self.channels:
            return Answer(b"", status=301, headers=(("Location", f"{self.base}{path}/"),))
        return None

    def _robots(self) -> Answer:
        text = self.robots.text
        if text is None:
            sitemaps = []
            if "robots_sitemap" in self.channels:
                sitemaps.append(f"{self.base}/sitemap.xml")
                if "news_sitemap" in self.channels:
                    sitemaps.append(f"{self.base}/sitemap-news.xml")
            text = lists.robots(disallow=self.robots.disallow, delay_s=self.robots.delay_s, sitemaps=sitemaps)
        raw = text.encode() if isinstance(text, str) else text
        return Answer(raw, "text/plain; charset=utf-8", self.robots.status)

    def _sitemaps(self) -> list[tuple[str, datetime]]:
        months: dict[str, datetime] = {}
        for s in self.articles:
            month = f"{s.published_at:%Y-%m}"
            changed = s.modified_at or s.published_at
            months[month] = max(months.get(month, changed), changed)
        return [(f"{self.base}/sitemaps/{month}.xml.gz", when) for month, when in months.items()]

    # Small things

    def frame(self) -> pages.Frame:
        """Return what stands around the content of every page."""
        feeds = [("application/rss+xml", "/rss/home.rss")] if "feed" in self.channels else []
        feeds += [("application/atom+xml", "/atom.xml")] if "atom" in self.channels else []
        sections = {f"/{key}/": name for key, name in self.sections.items()} if "sections" in self.channels else {}
        return pages.Frame(
            self.name, self.base, self.now, sections, feeds, notice=self.notice, pad_bytes=self.pad_bytes
        )

    def _write(self, serial: int, moment: datetime) -> Story:
        style = self.styles[serial % len(self.styles)]
        return write(serial, base=self.base, style=style, published_at=moment, seed=self.seed)

    def _moment(self, serial: int, count: int, span_days: float) -> datetime:
        """Return when an article appeared: many are young and few are old, over `span_days` before now."""
        share = (count - serial) / max(1, count)
        return self.now - timedelta(hours=1) - timedelta(days=span_days * (share - 1 / max(1, count)) ** 2)

    def _young(self, news: Sequence[Story]) -> list[Story]:
        return [s for s in news if self.now - s.published_at <= timedelta(days=2)]

    def _index(self, article: Story | str) -> int:
        path = article.path if isinstance(article, Story) else urlsplit(article).path
        if path not in self._by_path:
            raise KeyError(f"no article at {path}")
        return self._by_path[path]

    def _changed(self) -> None:
        self._cache.clear()
        self._by_path = {story.path: i for i, story in enumerate(self._stories)}
        self._moved = {story.old_path: story.url for story in self._stories}
        self._moved |= {path[:-1]: self.base + path for path in self._by_path if path.endswith("/")}

    def _video_path(self) -> str:
        month = f"{self.now:%Y%m}"
        return (
            f"/video/{month}/mot-ngay-tren-song-0c0ffee/"
            if "yyyymm-id" in self.styles
            else "/video/mot-ngay-tren-song.htm"
        )

    def _tag_paths(self) -> list[str]:
        return [f"/tag/{words.slug(s.tags[0])}/" for s in self.articles if s.tags][:3]

    def _latest(self, news: Sequence[Story]) -> datetime | None:
        return max((s.modified_at or s.published_at for s in news), default=None)

    def _message(self, status: int, title: str) -> Answer:
        return Answer(pages.message(title, "Mời bạn trở lại trang chủ.", self.frame()).encode(), status=status)

    def _html(self, html: str, last_modified: datetime | None = None) -> Answer:
        return Answer(html.encode(), last_modified=last_modified)

    def _text(self, text: str, content_type: str) -> Answer:
        return Answer(text.encode(), content_type)
