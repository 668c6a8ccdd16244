"""Build the sample archive of data/sample: a small newspaper as one crawl would have met it, the same bytes every time.

Run `python -m tests.newspaper.sample` from the checkout to write it again.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import re
import uuid
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from html import unescape
from http import HTTPStatus
from pathlib import Path
from urllib.parse import urljoin, urlsplit

from tests.newspaper import pages
from tests.newspaper.sample_stories import BASE, SECTIONS, STORIES
from tests.newspaper.site import HANOI, Answer, Site

FILE = Path(__file__).parents[2] / "data" / "sample" / "baovinhlong.warc.gz"
CRAWLED_AT = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
NOTICE = (
    "Trang mẫu viết cho dự án newsarchive: mọi nhân vật, địa danh và sự kiện đều do người viết bịa ra, "
    "không phải tin của tờ báo nào."
)
INFOGRAPHIC = "/infographic/202611/infographic-ba-buoc-rua-rau-dung-cach-71c0d2e/"
DEAD_LINK = "/kinh-te/202610/bai-viet-da-chuyen-di-noi-khac-0dead04/"
REPUBLISHED = STORIES[0]


def newspaper() -> Site:
    """Return the newspaper: thirteen articles, an infographic, sections with a second page, an old and a dead address."""
    site = Site(
        BASE,
        stories=STORIES,
        styles=["yyyymm-id"],
        sections=SECTIONS,
        channels={"home", "sections"},
        pagination="?paged={n}",
        page_size=3,
        home_length=8,
        now=datetime(2026, 11, 20, 9, 0, tzinfo=HANOI),
        name="Báo Vĩnh Long (trang mẫu)",
        notice=NOTICE,
    )
    title = "Infographic: Ba bước rửa rau đúng cách"
    picture = f'<h1>{title}</h1><div class="date">15:00, 02/11/2026</div><div id="content"><img src="/file/rua-rau.jpg" alt=""></div>'
    site.serve(INFOGRAPHIC, pages.page(title, picture, site.frame()))
    site.link_from_home(INFOGRAPHIC, title)
    site.link_from_home(DEAD_LINK, "Bài viết đã chuyển đi nơi khác")
    return site


def aggregator() -> Site:
    """Return a site that prints one of the newspaper's articles again and names its address."""
    return Site(
        "https://www.vietnam.vn",
        styles=["vietnamvn"],
        republished=[REPUBLISHED],
        source_name="Báo Vĩnh Long",
        channels={"home"},
        now=datetime(2026, 11, 20, 9, 0, tzinfo=HANOI),
        name="Vietnam.vn (trang mẫu)",
        notice=NOTICE,
    )


def exchanges(site: Site) -> Iterator[tuple[str, Answer]]:
    """Yield address and answer of robots.txt, the home page and all that can be reached from it, in order of links.

    Also what a crawl may try by the declared pagination: a second home page, and the page after the last of each section.
    """
    waiting = ["/robots.txt", "/"]
    if "sections" in site.channels:
        sizes = Counter(story.section for story in site.articles)
        waiting += ["/?paged=2"]
        waiting += [f"/{name}/?paged={-(-sizes[name] // site.page_size) + 1}" for name in site.sections]
    seen = set(waiting)
    while waiting:
        target = waiting.pop(0)
        answer = site.respond(target)
        yield site.base + target, answer
        for link in _links(answer, site.base + target):
            if link.startswith(site.base + "/") and (path := link.removeprefix(site.base)) not in seen:
                seen.add(path)
                waiting.append(path)


def _links(answer: Answer, base: str) -> list[str]:
    found = [value for name, value in answer.headers if name == "Location"]
    if answer.content_type.startswith("text/html"):
        found += [unescape(href) for href in re.findall(r'<a [^>]*href="([^"]+)"', answer.body.decode())]
    return [urljoin(base, href) for href in found if not href.startswith(("javascript:", "mailto:"))]


def build() -> bytes:
    """Return the whole WARC file (WARC 1.1, one gzip member a record)."""
    info = "software: newsarchive sample\r\nformat: WARC File Format 1.1\r\ndescription: pages written for this project\r\n"
    records = [_record("warcinfo", CRAWLED_AT, "", "application/warc-fields", info.encode())]
    moment = CRAWLED_AT
    for site in (newspaper(), aggregator()):
        for url, answer in exchanges(site):
            moment += timedelta(seconds=2)
            response = _record(
                "response", moment, url, "application/http; msgtype=response", _response(answer, moment), answer
            )
            request = _record("request", moment, url, "application/http; msgtype=request", _request(url))
            records += [response, request]
    return b"".join(gzip.compress(record, compresslevel=9, mtime=0) for record in records)


def _response(answer: Answer, moment: datetime) -> bytes:
    lines = [
        f"HTTP/1.1 {answer.status} {HTTPStatus(answer.status).phrase}",
        f"Date: {format_datetime(moment, usegmt=True)}",
    ]
    lines += [f"Content-Type: {answer.content_type}", *(f"{name}: {value}" for name, value in answer.headers)]
    if answer.status == 200:
        lines.append(f'ETag: "{hashlib.sha1(answer.body).hexdigest()[:16]}"')
    if answer.last_modified:
        lines.append(f"Last-Modified: {format_datetime(answer.last_modified.astimezone(UTC), usegmt=True)}")
    lines += [f"Content-Length: {len(answer.body)}", "", ""]
    return "\r\n".join(lines).encode() + answer.body


def _request(url: str) -> bytes:
    parts = urlsplit(url)
    target = parts.path + (f"?{parts.query}" if parts.query else "")
    return f"GET {target} HTTP/1.1\r\nHost: {parts.netloc}\r\nUser-Agent: newsarchive-sample\r\n\r\n".encode()


def _record(
    kind: str, moment: datetime, url: str, content_type: str, block: bytes, answer: Answer | None = None
) -> bytes:
    headers = {
        "WARC-Type": kind,
        "WARC-Record-ID": _id(kind, url),
        "WARC-Date": moment.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "WARC-Target-URI": url,
        "WARC-Concurrent-To": _id("response", url) if kind == "request" else "",
        "WARC-IP-Address": "203.0.113.10" if answer else "",  # of the range kept for examples (RFC 5737)
        "WARC-Payload-Digest": _digest(answer.body) if answer else "",
        "WARC-Block-Digest": _digest(block),
        "Content-Type": content_type,
        "Content-Length": str(len(block)),
    }
    head = "".join(f"{name}: {value}\r\n" for name, value in headers.items() if value)
    return f"WARC/1.1\r\n{head}\r\n".encode() + block + b"\r\n\r\n"


def _id(kind: str, url: str) -> str:
    return f"<urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, f'{kind} {url}')}>"


def _digest(data: bytes) -> str:
    return "sha1:" + base64.b32encode(hashlib.sha1(data).digest()).decode()


def main() -> None:
    """Write the file."""
    FILE.parent.mkdir(parents=True, exist_ok=True)
    FILE.write_bytes(build())
    print(f"{FILE}: {FILE.stat().st_size} bytes")


if __name__ == "__main__":
    main()
