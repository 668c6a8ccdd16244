"""Read and write the HTTP message inside a WARC record: status, headers and body."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from newsarchive.items import Headers, Page

MAX_HEAD_BYTES = 1024 * 1024
"""Servers refuse header blocks past some tens of kilobytes; a block without an end is no HTTP message."""

_BLANK_LINE = re.compile(rb"\r?\n\r?\n")
_STATUS_LINE = re.compile(r"(HTTP/\d(?:\.\d)?|ICY)[ \t]+(\d{3})(?:[ \t](.*))?")
_REQUEST_LINE = re.compile(r"[A-Za-z]+[ \t]+\S.*")
_CHUNK_SIZE = re.compile(rb"[ \t]*([0-9a-fA-F]{1,8})[ \t]*(?:;[^\r\n]*)?\r?\n")


@dataclass(frozen=True, slots=True)
class Head:
    """The first line and the headers of an HTTP message; text is Latin-1, so each byte survives (RFC 9110, 5.5)."""

    http_version: str
    status: int
    reason: str
    headers: Headers


def split_head(block: bytes) -> tuple[bytes, bytes]:
    """Return the header part (without the blank line) and the rest; all is header when there is no blank line."""
    found = _BLANK_LINE.search(block, 0, MAX_HEAD_BYTES)
    return (block[: found.start()], block[found.end() :]) if found else (block[:MAX_HEAD_BYTES], b"")


def parse_fields(text: str) -> Headers:
    """Return `Name: value` lines in order; folded lines are joined with a space, lines without a colon ignored."""
    fields: list[tuple[str, list[str]]] = []
    for line in text.split("\n"):
        line = line.rstrip("\r")
        if line[:1] in (" ", "\t") and fields:
            fields[-1][1].append(line.strip(" \t"))
        elif ":" in line:
            name, _, value = line.partition(":")
            if name.strip(" \t"):
                fields.append((name.strip(" \t"), [value.strip(" \t")]))
    return tuple((name, " ".join(v for v in values if v)) for name, values in fields)


def parse_response(block: bytes) -> tuple[Head, bytes] | None:
    """Return head and payload (as it is in the record) of a response, or None when it has no status line."""
    raw, payload = split_head(block)
    first, _, rest = raw.partition(b"\n")
    line = _STATUS_LINE.fullmatch(first.decode("latin-1").rstrip("\r"))
    if not line:
        return None
    version = "HTTP/1.0" if line[1] == "ICY" else line[1]
    return Head(version, int(line[2]), line[3] or "", parse_fields(rest.decode("latin-1"))), payload


def parse_request(block: bytes) -> Headers | None:
    """Return the headers of a request, or None when it has no request line."""
    first, _, rest = split_head(block)[0].partition(b"\n")
    if not _REQUEST_LINE.fullmatch(first.decode("latin-1").rstrip("\r")):
        return None
    return parse_fields(rest.decode("latin-1"))


def undo_chunks(payload: bytes) -> bytes:
    """Return the payload with the chunked transfer coding undone (RFC 9112, 7.1).

    A payload that is not chunked after all (many tools store it decoded and keep the header) is returned as it is;
    one that is cut off gives the chunks that are there.
    """
    out = bytearray()
    at = 0
    while size_line := _CHUNK_SIZE.match(payload, at, at + 1024):
        size = int(size_line[1], 16)
        if size == 0:
            return bytes(out)
        start = size_line.end()
        out += payload[start : start + size]
        at = start + size
        if at >= len(payload):
            return bytes(out)
        if payload[at : at + 2] == b"\r\n":
            at += 2
        elif payload[at : at + 1] == b"\n":
            at += 1
        else:
            return payload
    return bytes(out) if at and at >= len(payload) else payload


def response_head(page: Page) -> bytes:
    """Return status line and headers of a page, blank line included.

    The body of a Page has no transfer coding any more, so `Transfer-Encoding` goes and the true `Content-Length`
    stands in its place; all other headers stay as received. Later versions of HTTP have no status line: theirs is
    written as HTTP/1.1, the only spelling that replay tools accept (the record's WARC-Protocol names the version).
    """
    version = page.http_version if page.http_version in ("HTTP/1.0", "HTTP/1.1") else "HTTP/1.1"
    headers = list(page.headers)
    if any(name.lower() == "transfer-encoding" for name, _ in headers):
        headers = [h for h in headers if h[0].lower() not in ("transfer-encoding", "content-length")]
        headers.append(("Content-Length", str(len(page.body))))
    return _head(f"{version} {page.status:03d} {page.reason}", headers)


def request_head(page: Page) -> bytes:
    """Return the request that led to the page: path and query in its first line, and a Host header (RFC 9112, 3.2)."""
    host, slash, rest = page.url.partition("://")[2].partition("#")[0].partition("/")
    host, question, query = host.partition("?")
    target = slash + rest if slash else f"/{question}{query}"
    headers = list(page.request_headers)
    if not any(name.lower() == "host" for name, _ in headers):
        headers.insert(0, ("Host", host.rpartition("@")[2]))
    return _head(f"GET {target} HTTP/1.1", headers)


def _head(first: str, headers: list[tuple[str, str]]) -> bytes:
    lines = [_line(first), *(_line(name) + b": " + _line(value) for name, value in headers)]
    return b"\r\n".join(lines) + b"\r\n\r\n"


def _line(text: str) -> bytes:
    """Return text as the bytes of one line. What is not Latin-1 was never a header byte and becomes UTF-8."""
    text = text.replace("\r", " ").replace("\n", " ").replace("\0", " ")
    try:
        return text.encode("latin-1")
    except UnicodeEncodeError:
        return text.encode("utf-8", "replace")
