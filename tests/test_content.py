"""Content codings are undone as far as they go, and no further than the bound."""

from __future__ import annotations

import gzip
import sys
import zlib
from datetime import UTC, datetime

import brotli
import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsarchive.content import decoded_body
from newsarchive.errors import ContentError
from newsarchive.items import Page

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

TEXT = "Chợ nổi họp từ sáng sớm.\n".encode() * 400


def page(body: bytes, coding: str | None = None) -> Page:
    headers = (("Content-Encoding", coding),) if coding is not None else ()
    return Page("https://bao.example/", 200, headers, body, datetime(2026, 11, 22, tzinfo=UTC))


def raw_deflate(body: bytes) -> bytes:
    engine = zlib.compressobj(9, zlib.DEFLATED, -15)
    return engine.compress(body) + engine.flush()


CODED = {
    "plain": (TEXT, None),
    "identity": (TEXT, "identity"),
    "gzip": (gzip.compress(TEXT), "gzip"),
    "x-gzip": (gzip.compress(TEXT), "x-gzip"),
    "capitals": (gzip.compress(TEXT), "GZIP"),
    "two members": (gzip.compress(TEXT[:5000]) + gzip.compress(TEXT[5000:]), "gzip"),
    "zlib deflate": (zlib.compress(TEXT), "deflate"),
    "raw deflate": (raw_deflate(TEXT), "deflate"),
    "br": (brotli.compress(TEXT), "br"),
    "zstd": (zstd.compress(TEXT), "zstd"),
    "stacked": (brotli.compress(gzip.compress(TEXT)), "gzip, br"),
    "gzip unannounced": (gzip.compress(TEXT), None),
    "gzip announced, plain sent": (TEXT, "gzip"),
}


@pytest.mark.parametrize("name", CODED)
def test_a_body_is_what_was_meant(name: str) -> None:
    body, coding = CODED[name]
    assert decoded_body(page(body, coding)) == TEXT


@pytest.mark.parametrize("name", ["gzip", "zlib deflate", "raw deflate", "br", "zstd"])
def test_a_body_that_is_cut_off_gives_what_could_be_read(name: str) -> None:
    body, coding = CODED[name]
    read = decoded_body(page(body[: len(body) - 20], coding))
    assert TEXT.startswith(read)


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br", "zstd"])
def test_a_bomb_is_too_large_before_it_is_unpacked(coding: str) -> None:
    zeros = b"\0" * 30_000_000
    pack = {"gzip": gzip.compress, "deflate": zlib.compress, "br": lambda b: brotli.compress(b, quality=1)}
    packed = pack.get(coding, zstd.compress)(zeros)
    assert len(packed) < 200_000
    with pytest.raises(ContentError, match="more than 1000000 bytes after decoding") as told:
        decoded_body(page(packed, coding), max_bytes=1_000_000)
    assert told.value.outcome == "too_large"


def test_a_plain_body_past_the_bound_is_too_large() -> None:
    with pytest.raises(ContentError) as told:
        decoded_body(page(b"x" * 101), max_bytes=100)
    assert told.value.outcome == "too_large"
    assert decoded_body(page(b"x" * 100), max_bytes=100) == b"x" * 100


def test_an_unknown_coding_is_a_wrong_type() -> None:
    with pytest.raises(ContentError, match="unknown content coding 'compress'") as told:
        decoded_body(page(TEXT, "compress"))
    assert told.value.outcome == "wrong_type"


@given(st.binary(max_size=400), st.sampled_from(["gzip", "deflate", "br", "zstd", "gzip, br", "br, zstd", ""]))
def test_no_bytes_make_it_fail_otherwise(body: bytes, coding: str) -> None:
    try:
        decoded_body(page(body, coding), max_bytes=10_000)
    except ContentError as e:
        assert e.outcome in ("too_large", "wrong_type")


@given(st.binary(max_size=60))
def test_no_bytes_after_a_gzip_head_make_it_fail(tail: bytes) -> None:
    assert isinstance(decoded_body(page(b"\x1f\x8b\x08\x00" + tail)), bytes)
