"""Newspapers as fast as loopback: N pages at N addresses, served from memory by a process of its own."""

from __future__ import annotations

import asyncio
import gzip
import json
import multiprocessing
import random
import re
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Self

from warcio.archiveiterator import ArchiveIterator

from tests.newspaper import Site

if TYPE_CHECKING:
    from multiprocessing.connection import Connection
    from multiprocessing.sharedctypes import Synchronized
    from types import TracebackType

CORPUS = Path(__file__).resolve().parents[2] / "shared" / "corpus"
MEAN_BYTES = 190_000
"""The mean size of the corpus' article pages; generated pages are padded to it."""
SITEMAP_LENGTH = 1_000
"""Addresses a sitemap: below what a crawl takes of one list."""
KINDS = 24
"""How many different generated pages there are; as with the corpus, they are cycled over the addresses."""
ARTICLE = r"^/tin/\d{6}/bai-so-\d{6}$"

_NOARCHIVE = re.compile(rb"<meta\b[^>]{0,300}\bnoarchive\b", re.IGNORECASE)
_PARAGRAPH = re.compile(rb"(<p\b[^>]{0,300}>)([^<>]{40,})")
_LEVEL = 4


@dataclass(frozen=True, slots=True)
class Template:
    """A page from which those of many addresses are made."""

    content_type: str
    body: bytes

    def page(self, number: int) -> bytes:
        """Return the page of an address: its number in it, and the words of each paragraph in an order of its own.

        Pages that are cycled would else be copies of each other, which cost an archive that looks for copies (and
        one that need not keep the same bytes twice) more or less than other pages do.
        """
        shuffle = random.Random(number).shuffle
        mark = [b"[%d] " % number]

        def other(found: re.Match[bytes]) -> bytes:
            words = found[2].split()
            shuffle(words)
            return found[1] + (mark.pop() if mark else b"") + b" ".join(words)

        return _PARAGRAPH.sub(other, self.body) + b"".join(mark)


def templates(source: str) -> list[Template]:
    """Return the pages of a source: `corpus` (real ones), `generated` (of the same size) or `small`."""
    if source == "corpus":
        return _corpus()
    site = Site("http://127.0.0.1:1", articles=KINDS, pad_bytes=MEAN_BYTES if source == "generated" else 0)
    bodies = [site.respond(story.path).body for story in site.articles]
    return [Template("text/html; charset=utf-8", body) for body in bodies]


def has_corpus() -> bool:
    """Tell whether the real pages stand beside the checkout."""
    return (CORPUS / "aeb" / "pages.warc.gz").is_file()


def _corpus() -> list[Template]:
    """The articles of the corpus; lists, home pages and pages that ask not to be archived are left out."""
    articles = {json.loads(p.read_text(encoding="utf-8"))["url"] for p in (CORPUS / "vn" / "truth").glob("*.json")}
    pages: list[Template] = []
    for folder in ("vn", "aeb", "fundus"):
        with (CORPUS / folder / "pages.warc.gz").open("rb") as file:
            for record in ArchiveIterator(file):
                if record.rec_type != "response":
                    continue
                url = record.rec_headers.get_header("WARC-Target-URI")
                content_type = record.http_headers.get_header("Content-Type") or "text/html; charset=utf-8"
                body = record.content_stream().read()
                if (folder == "vn" and url not in articles) or "html" not in content_type or _NOARCHIVE.search(body):
                    continue
                pages.append(Template(content_type, body))
    return pages


class FastSite:
    """Serves `pages` pages, shared among `hosts` newspapers on 127.0.0.1, 127.0.0.2, ..., until the `with` block ends."""

    def __init__(self, pages: int, source: str, *, packed: bool = True, hosts: int = 1) -> None:
        self.pages, self.hosts = pages, hosts
        spawn = multiprocessing.get_context("spawn")
        self._served = spawn.Value("l", 0)
        self._mine, theirs = spawn.Pipe()
        self._process = spawn.Process(
            target=_serve, args=(pages, source, not packed, hosts, self._served, theirs), name="site", daemon=True
        )

    def __enter__(self) -> Self:
        self._process.start()
        self.port, self.kinds, self.mean_bytes = self._mine.recv()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.terminate()
        self._process.join()

    @property
    def pid(self) -> int:
        """The server's process id."""
        assert self._process.pid is not None
        return self._process.pid

    @property
    def served(self) -> int:
        """How many pages were sent since the last `reset`."""
        return int(self._served.value)

    def reset(self) -> None:
        """Count from nought."""
        self._served.value = 0

    def sitemaps(self, pages: int, host: int | None = None) -> list[str]:
        """Return the addresses of sitemaps that name the first `pages` pages: those of one newspaper, or of all."""
        urls = []
        for n in range(self.hosts) if host is None else (host,):
            first, end = pages * n // self.hosts, pages * (n + 1) // self.hosts
            for start in range(first, end, SITEMAP_LENGTH):
                length = min(SITEMAP_LENGTH, end - start)
                urls.append(f"http://{_address(n)}:{self.port}/sitemap-{start}-{length}.xml")
        return urls

    def outlets(self, pages: int) -> dict[str, str]:
        """Return the outlet files (key: TOML) that declare the first `pages` pages."""
        return {f"bench{n}": self._outlet(n, pages) for n in range(self.hosts)}

    def _outlet(self, host: int, pages: int) -> str:
        name = f"{_address(host)}:{self.port}"
        return (
            f'key = "bench{host}"\nname = "Bench {host}"\nhome = "http://{name}/"\ndomains = ["{name}"]\n'
            f"sitemaps = {json.dumps(self.sitemaps(pages, host))}\narticle = '{ARTICLE}'\ndelay_s = 0\n"
        )


def _address(host: int) -> str:
    return f"127.0.{host // 250}.{host % 250 + 1}"


def _path(number: int) -> str:
    return f"/tin/{202001 + number % 12}/bai-so-{number:06d}"


def _serve(pages: int, source: str, unpacked: bool, hosts: int, served: Synchronized[int], pipe: Connection) -> None:
    kinds = templates(source)
    packed = [gzip.compress(kinds[n % len(kinds)].page(n), _LEVEL, mtime=0) for n in range(pages)]

    async def run() -> None:
        loop = asyncio.get_running_loop()
        answers = _Answers([t.content_type for t in kinds], packed, unpacked, served)
        server = await loop.create_server(partial(_Connection, answers), _address(0), 0)
        port = server.sockets[0].getsockname()[1]
        for n in range(1, hosts):
            await loop.create_server(partial(_Connection, answers), _address(n), port)
        pipe.send((port, len(kinds), sum(len(t.body) for t in kinds) // len(kinds)))
        await server.serve_forever()

    asyncio.run(run())


class _Answers:
    """What is answered to a path."""

    def __init__(self, types: list[str], packed: list[bytes], unpacked: bool, served: Synchronized[int]) -> None:
        self._types, self._packed, self._unpacked, self._served = types, packed, unpacked, served

    def answer(self, path: str, host: str) -> bytes:
        number = path.rpartition("-")[2]
        if path.startswith("/tin/") and number.isdigit() and int(number) < len(self._packed):
            self._served.value += 1
            content_type, body = self._types[int(number) % len(self._types)], self._packed[int(number)]
            if self._unpacked:
                return _whole("200 OK", content_type, gzip.decompress(body))
            return _whole("200 OK", content_type, body, "Content-Encoding: gzip\r\n")
        if path == "/robots.txt":
            return _whole("200 OK", "text/plain", b"User-agent: *\nDisallow: /tim-kiem\n")
        if path == "/":
            return _whole("200 OK", "text/html; charset=utf-8", b"<html><title>Bench</title><body><p>Bench</p></body>")
        if found := re.fullmatch(r"/sitemap-(\d+)-(\d+)\.xml", path):
            return _whole("200 OK", "application/xml", _sitemap(host, int(found[1]), int(found[2])))
        return _whole("404 Not Found", "text/plain", b"not here")


def _sitemap(host: str, first: int, length: int) -> bytes:
    day = date(2026, 11, 22).isoformat()
    rows = "".join(
        f"<url><loc>http://{host}{_path(i)}</loc><lastmod>{day}</lastmod></url>" for i in range(first, first + length)
    )
    return f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{rows}</urlset>'.encode()


def _whole(status: str, content_type: str, body: bytes, coding: str = "") -> bytes:
    head = f"HTTP/1.1 {status}\r\nContent-Type: {content_type}\r\n{coding}Content-Length: {len(body)}\r\n\r\n"
    return head.encode("latin-1") + body


class _Connection(asyncio.Protocol):
    """One kept-alive connection; requests have no body."""

    def __init__(self, answers: _Answers) -> None:
        self._answers = answers
        self._rest = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport
        self._host = "{}:{}".format(*transport.get_extra_info("sockname"))

    def data_received(self, data: bytes) -> None:
        *requests, self._rest = (self._rest + data).split(b"\r\n\r\n")
        for request in requests:
            path = request.split(b" ", 2)[1].decode("latin-1")
            self._transport.write(self._answers.answer(path, self._host))  # type: ignore[attr-defined]
