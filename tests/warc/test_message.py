from __future__ import annotations

import time

import pytest

from newsarchive.warc.message import parse_fields, parse_request, parse_response, undo_chunks


@pytest.mark.parametrize(
    ("stored", "decoded"),
    [
        (b"5\r\nhello\r\n0\r\n\r\n", b"hello"),
        (b"5 \r\nhello\r\n0\r\nTrailer: x\r\n\r\n", b"hello"),
        (b"0005;a=b\r\nhello\r\n3\r\nabc\r\n0\r\n\r\n", b"helloabc"),
        (b"5\nhello\n0\n\n", b"hello"),
        (b"0\r\n\r\n", b""),
        (b"", b""),
        (b"5\r\nhel", b"hel"),  # cut off within a chunk
        (b"5\r\nhello\r\n", b"hello"),  # cut off between two
        (b"plain text", b"plain text"),
        (b"<html>", b"<html>"),
        (b"2\r\nthis is longer than two", b"2\r\nthis is longer than two"),
        (b"ffffffff\r\nx", b"x"),
    ],
)
def test_chunks(stored: bytes, decoded: bytes) -> None:
    assert undo_chunks(stored) == decoded


@pytest.mark.parametrize(
    ("first", "status", "reason", "version"),
    [
        (b"HTTP/1.1 200 OK", 200, "OK", "HTTP/1.1"),
        (b"HTTP/1.0 404", 404, "", "HTTP/1.0"),
        (b"HTTP/2 200 ", 200, "", "HTTP/2"),
        (b"HTTP/1.1  301  Moved", 301, " Moved", "HTTP/1.1"),
        (b"ICY 200 OK", 200, "OK", "HTTP/1.0"),
    ],
)
def test_status_lines(first: bytes, status: int, reason: str, version: str) -> None:
    parsed = parse_response(first + b"\r\nA: b\r\n\r\nbody")
    assert parsed
    head, payload = parsed
    assert (head.status, head.reason, head.http_version) == (status, reason, version)
    assert (head.headers, payload) == ((("A", "b"),), b"body")


@pytest.mark.parametrize("block", [b"", b"\r\n\r\n", b"<html>", b"HTTP/1.1 OK\r\n\r\n", b"HTTP/1.1 2000 OK\r\n\r\n"])
def test_what_is_no_response(block: bytes) -> None:
    assert parse_response(block) is None


def test_a_response_without_a_blank_line_is_all_header() -> None:
    parsed = parse_response(b"HTTP/1.1 204 No Content\r\nA: b")
    assert parsed
    assert (parsed[0].headers, parsed[1]) == ((("A", "b"),), b"")


def test_requests() -> None:
    assert parse_request(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n") == (("Host", "a"),)
    assert parse_request(b"junk") is None


def test_a_header_folded_without_end_takes_no_time() -> None:
    started = time.process_time()
    fields = parse_fields("A: b\n" + " c\n" * 300_000)
    assert len(fields[0][1]) == 600_001
    assert time.process_time() - started < 2
