"""Pages and WARC files for the tests of `newsarchive.warc`."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from newsarchive.items import Page, Pointer
from newsarchive.warc import WarcWriter

NOON = datetime(2026, 11, 22, 5, 0, 0, tzinfo=UTC)
URL = "https://bao.example/thoi-su/202611/mua-lon-o-dong-thap-a1b2c3d/"
HTML = "<html><body><h1>Mưa lớn ở Đồng Tháp</h1></body></html>".encode()


def make_page(url: str = URL, *, body: bytes = HTML, status: int = 200, **more: Any) -> Page:
    """Return a page as a crawl would have fetched it."""
    values: dict[str, Any] = {
        "headers": (("Content-Type", "text/html; charset=utf-8"), ("Content-Length", str(len(body)))),
        "fetched_at": NOON,
        "request_headers": (("Host", "bao.example"), ("User-Agent", "newsarchive/0 (+test)")),
        "reason": "OK",
        "ip": "192.0.2.7",
    }
    return Page(url=url, status=status, body=body, **(values | more))


def make_writer(folder: Path, *, prefix: str = "crawl", max_bytes: int = 10**9) -> WarcWriter:
    """Return a writer with names that the tests can recognise."""
    return WarcWriter(folder, prefix, max_bytes=max_bytes, software="newsarchive/0", operator="desk@example.org")


def write_file(folder: Path, *pages: Page, prefix: str = "crawl") -> tuple[Path, list[Pointer]]:
    """Write pages to one finished WARC file; return it and the pointers."""
    with make_writer(folder, prefix=prefix) as writer:
        pointers = [writer.write(page) for page in pages]
    return folder / pointers[0].warc_file, pointers


def plain_record(kind: str, block: bytes, *fields: str, length: int | str | None = -1, uri: str = URL) -> bytes:
    """Return an uncompressed WARC record; `length` None leaves Content-Length out, -1 is the true one."""
    lines = ["WARC/1.0", f"WARC-Type: {kind}", f"WARC-Target-URI: {uri}", "WARC-Date: 2026-11-22T05:00:00Z"]
    lines += ["WARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-000000000001>", *fields]
    if length is not None:
        lines.append(f"Content-Length: {len(block) if length == -1 else length}")
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + block + b"\r\n\r\n"


def http(body: bytes = HTML, *headers: str, first: str = "HTTP/1.1 200 OK") -> bytes:
    """Return a stored HTTP response."""
    return "\r\n".join([first, "Content-Type: text/html", *headers]).encode("latin-1") + b"\r\n\r\n" + body
