"""Common Crawl and the Wayback Machine on loopback: both indexes, records by range, and what goes wrong with them."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import threading
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self
from urllib.parse import parse_qsl, urlsplit


@dataclass(frozen=True)
class Shot:
    """One capture in the archives of others."""

    url: str
    stamp: str
    body: bytes
    mime: str = "text/html"
    status: int = 200

    @property
    def digest(self) -> str:
        """The SHA-1 of the body, as both indexes state it."""
        return base64.b32encode(hashlib.sha1(self.body).digest()).decode()

    @property
    def record(self) -> bytes:
        """The WARC record, as a gzip member of its own."""
        http = (
            f"HTTP/1.1 {self.status} OK\r\nContent-Type: {self.mime}; charset=utf-8\r\n"
            f"Content-Length: {len(self.body)}\r\n\r\n"
        ).encode() + self.body
        d = self.stamp
        date = f"{d[:4]}-{d[4:6]}-{d[6:8]}T{d[8:10]}:{d[10:12]}:{d[12:]}Z"
        head = (
            f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-{d[2:14]}>\r\n"
            f"WARC-Date: {date}\r\nWARC-Target-URI: {self.url}\r\nWARC-Payload-Digest: sha1:{self.digest}\r\n"
            f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(http)}\r\n\r\n"
        ).encode()
        return gzip.compress(head + http + b"\r\n\r\n", mtime=0)


@dataclass
class Asked:
    """A request: when, for what, which bytes."""

    at: float
    target: str
    span: str | None
    agent: str


@dataclass
class Archives:
    """A server that speaks both APIs. `broken` maps a part of a target to answers given first: (status, headers, body)."""

    shots: list[Shot]
    collection: str = "CC-MAIN-2024-22"
    span: tuple[str, str] = ("2024-05-01", "2024-06-30")
    page_size: int = 3
    delay_s: float = 0.0
    broken: dict[str, list[tuple[int, dict[str, str], bytes]]] = field(default_factory=dict)
    extra_lines: list[str] = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)
    active: int = 0
    max_active: int = 0
    port: int = 0

    def __enter__(self) -> Self:
        archives = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *_: Any) -> None:
                pass

            def do_GET(self) -> None:
                with archives.lock:
                    archives.active += 1
                    archives.max_active = max(archives.max_active, archives.active)
                    span = self.headers.get("Range")
                    agent = self.headers.get("User-Agent") or ""
                    archives.asked.append(Asked(time.monotonic(), self.path, span, agent))
                time.sleep(archives.delay_s)
                status, headers, body = archives.answer(self.path, span)
                with archives.lock:
                    archives.active -= 1
                self.send_response(status)
                for name, value in {"Content-Length": str(len(body)), **headers}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)
                if int(headers.get("Content-Length", len(body))) != len(body):
                    self.close_connection = True

        self.lock = threading.Lock()
        self.file = b"".join(s.record for s in self.shots)
        self.server = ThreadingHTTPServer(("127.0.0.1", self.port), Handler)
        self.base = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, kind: type[BaseException] | None, e: BaseException | None, trace: TracebackType | None) -> None:
        self.server.shutdown()
        self.server.server_close()

    @property
    def env(self) -> dict[str, str]:
        """The environment that makes the program ask here."""
        names = ("NEWSARCHIVE_COMMONCRAWL_INDEX", "NEWSARCHIVE_COMMONCRAWL_DATA", "NEWSARCHIVE_WAYBACK")
        return dict.fromkeys(names, self.base) | {"NEWSARCHIVE_CAPTURES_DELAY_S": "0.02"}

    def fetched(self) -> list[str]:
        """Return what was asked for of captures, not of indexes."""
        return [f"{a.target} {a.span or ''}" for a in self.asked if a.target.startswith(("/web/", "/crawl-data/"))]

    def answer(self, target: str, span: str | None) -> tuple[int, dict[str, str], bytes]:
        """Return status, headers and body."""
        for part, answers in self.broken.items():
            if part in target + (span or "") and answers:
                return answers.pop(0)
        parts = urlsplit(target)
        asked = parse_qsl(parts.query)
        if parts.path == "/collinfo.json":
            first, last = self.span
            entry = {
                "id": self.collection,
                "cdx-api": f"{self.base}/x",
                "from": f"{first}T00:00:00",
                "to": f"{last}T00:00:00",
            }
            old = {"id": "CC-MAIN-2019-04", "cdx-api": f"{self.base}/x"}
            return self._json([entry, old])
        if parts.path == f"/{self.collection}-index":
            return self._commoncrawl(dict(asked))
        if parts.path == "/cdx/search/cdx":
            return self._wayback(dict(asked))
        if parts.path == "/crawl-data/file.warc.gz" and span:
            first, last = (int(n) for n in span.removeprefix("bytes=").split("-"))
            return 206, {"Content-Type": "application/octet-stream"}, self.file[first : last + 1]
        if parts.path.startswith("/web/"):
            stamp, _, url = target.removeprefix("/web/").partition("id_/")
            shot = next((s for s in self.shots if (s.stamp, s.url) == (stamp, url)), None)
            if shot:
                return 200, {"Content-Type": shot.mime, "x-archive-orig-Server": "nginx"}, shot.body
        return 404, {}, b"{}"

    def _matching(self, asked: dict[str, str]) -> list[Shot]:
        host = asked["url"].rstrip("*").rstrip("/")
        first, last = asked["from"].ljust(14, "0"), asked["to"].ljust(14, "9")
        here = [s for s in self.shots if urlsplit(s.url).netloc == host or "ads." in s.url]
        return sorted((s for s in here if first <= s.stamp <= last), key=lambda s: (s.url, s.stamp))

    def _commoncrawl(self, asked: dict[str, str]) -> tuple[int, dict[str, str], bytes]:
        found = self._matching(asked)
        pages = -(-len(found) // self.page_size)
        if asked.get("showNumPages"):
            return self._json({"pages": pages, "pageSize": 5, "blocks": pages})
        n = int(asked["page"])
        shown = found[n * self.page_size : (n + 1) * self.page_size]
        lines = list(self.extra_lines)
        for s in shown:
            offset = sum(len(o.record) for o in self.shots[: self.shots.index(s)])
            lines.append(
                json.dumps(
                    {
                        "urlkey": "k",
                        "timestamp": s.stamp,
                        "url": s.url,
                        "mime": s.mime,
                        "status": str(s.status),
                        "digest": s.digest,
                        "length": str(len(s.record)),
                        "offset": str(offset),
                        "filename": "crawl-data/file.warc.gz",
                    }
                )
            )
        return 200, {}, ("\n".join(lines) + "\n").encode()

    def _wayback(self, asked: dict[str, str]) -> tuple[int, dict[str, str], bytes]:
        found = self._matching(asked)
        start = int(asked.get("resumeKey", "0"))
        shown = found[start : start + self.page_size]
        table: list[list[str]] = [asked["fl"].split(",")] if shown else []
        table += [[s.stamp, s.url, s.mime, str(s.status), s.digest] for s in shown]
        if start + self.page_size < len(found):
            table += [[], [str(start + self.page_size)]]
        return self._json(table)

    @staticmethod
    def _json(value: Any) -> tuple[int, dict[str, str], bytes]:
        return 200, {"Content-Type": "application/json"}, json.dumps(value).encode()
