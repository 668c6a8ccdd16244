"""From the bytes of a page as received to decoded bytes: content codings undone, within bounds."""

from __future__ import annotations

import sys
import zlib
from typing import TYPE_CHECKING

from newsarchive.errors import ContentError

if TYPE_CHECKING:
    from newsarchive.items import Page

MAX_DECODED_BYTES = 64 * 1024 * 1024
"""No newspaper page or sitemap is larger: the sitemap protocol allows 50 MB, real pages stay below 5 MB."""

_CHUNK = 256 * 1024


def decoded_body(page: Page, *, max_bytes: int = MAX_DECODED_BYTES) -> bytes:
    """Return the page's body with its Content-Encoding undone (gzip, deflate, br, zstd, also stacked).

    A body that is gzip without saying so (a `.gz` sitemap, a saved page) is undone too. Broken or cut-off
    compressed data gives what could be read. Raises ContentError: `too_large` past `max_bytes`, `wrong_type` for
    an unknown coding.
    """
    codings = [c.strip().lower() for c in (page.header("content-encoding") or "").split(",") if c.strip()]
    body = page.body
    for coding in reversed(codings):
        body = _undo(body, coding, max_bytes)
    if body[:2] == b"\x1f\x8b":
        body = _undo(body, "gzip", max_bytes)
    if len(body) > max_bytes:
        raise ContentError("too_large", f"more than {max_bytes} bytes after decoding")
    return body


def _undo(body: bytes, coding: str, max_bytes: int) -> bytes:
    if coding in ("identity", ""):
        return body
    if coding in ("gzip", "x-gzip"):
        if body[:2] != b"\x1f\x8b":  # a server that announces gzip and sends plain text: seen often, harmless
            return body
        return _inflate(body, 31, max_bytes)
    if coding == "deflate":
        # RFC 9110 8.4.1.2: zlib format, but some servers send raw deflate.
        return _inflate(body, 15 if body[:1] == b"\x78" else -15, max_bytes)
    if coding == "br":
        return _brotli(body, max_bytes)
    if coding == "zstd":
        return _zstd(body, max_bytes)
    raise ContentError("wrong_type", f"unknown content coding {coding[:40]!r}")


def _inflate(body: bytes, wbits: int, max_bytes: int) -> bytes:
    out = bytearray()
    rest = body
    while rest:
        engine = zlib.decompressobj(wbits)
        try:
            while rest and not engine.eof:
                out += engine.decompress(rest, _CHUNK)
                rest = engine.unconsumed_tail
                if len(out) > max_bytes:
                    raise ContentError("too_large", f"more than {max_bytes} bytes after decoding")
        except zlib.error:
            break
        rest = engine.unused_data if engine.eof else b""
        if wbits != 31 or rest[:2] != b"\x1f\x8b":  # only gzip has several members
            break
    return bytes(out)


def _brotli(body: bytes, max_bytes: int) -> bytes:
    import brotli

    engine = brotli.Decompressor()
    out = bytearray()
    data = body
    try:
        while not engine.is_finished():
            piece = engine.process(data, output_buffer_limit=_CHUNK)
            out += piece
            data = b""
            if len(out) > max_bytes:
                raise ContentError("too_large", f"more than {max_bytes} bytes after decoding")
            if not piece and engine.can_accept_more_data():
                break
    except brotli.error:
        pass
    return bytes(out)


def _zstd(body: bytes, max_bytes: int) -> bytes:
    if sys.version_info >= (3, 14):
        from compression import zstd
    else:
        from backports import zstd

    engine = zstd.ZstdDecompressor()
    out = bytearray()
    data = body
    try:
        while not engine.eof:
            piece = engine.decompress(data, max_length=_CHUNK)
            out += piece
            data = b""
            if len(out) > max_bytes:
                raise ContentError("too_large", f"more than {max_bytes} bytes after decoding")
            if not piece and engine.needs_input:
                break
    except zstd.ZstdError:
        pass
    return bytes(out)
