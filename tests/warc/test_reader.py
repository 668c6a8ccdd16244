from __future__ import annotations

import gzip
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from newsarchive.errors import WarcError
from newsarchive.items import Page
from newsarchive.warc import WarcFile, read_at, records
from newsarchive.warc.reader import parse_date
from tests.warc.building import HTML, NOON, URL, http, make_page, plain_record, write_file

# A .warc file of one plain record, and of more.


def read(path: Path, *parts: bytes) -> list[Page]:
    path.write_bytes(b"".join(parts))
    return [record.page for record in WarcFile(path)]


def test_a_page_comes_back_as_it_was_written(tmp_path: Path) -> None:
    page = make_page()
    path, (pointer,) = write_file(tmp_path, page)
    (record,) = WarcFile(path, origin="crawl")
    assert record.page == page
    assert (record.kind, record.record_id) == ("response", pointer.record_id)
    assert (record.offset, record.length) == (pointer.offset, pointer.length)
    assert record.payload_digest == page.digest
    assert record.digest_ok is True
    assert record.mime == "text/html"
    assert record.seekable


@pytest.mark.parametrize(
    ("coding", "body"),
    [("gzip", gzip.compress(HTML)), ("br", b"\x0b\x02\x80hello\x03"), ("zstd", b"\x28\xb5\x2f\xfd\x04\x00")],
)
def test_compressed_bodies_are_kept_as_received(tmp_path: Path, coding: str, body: bytes) -> None:
    page = make_page(body=body, headers=(("Content-Encoding", coding), ("Content-Length", str(len(body)))))
    (record,) = WarcFile(write_file(tmp_path, page)[0])
    assert record.page.body == body
    assert record.page.header("content-encoding") == coding


def test_a_header_that_comes_twice_and_odd_bytes_survive(tmp_path: Path) -> None:
    headers = (("Set-Cookie", "a=1"), ("set-cookie", "b=2"), ("X-Title", "B\xe1o \xc4\x91"), ("Empty", ""))
    (record,) = WarcFile(write_file(tmp_path, make_page(headers=headers))[0])
    assert record.page.headers == headers


@pytest.mark.parametrize(
    ("status", "reason", "version", "body"),
    [
        (200, "OK", "HTTP/1.0", b"x"),
        (200, "", "HTTP/1.1", b""),
        (304, "Not Modified", "HTTP/1.1", b""),
        (404, "Không tìm thấy".encode().decode("latin-1"), "HTTP/1.1", HTML),
        (200, "", "HTTP/2", HTML),
    ],
)
def test_any_status_and_version_survives(tmp_path: Path, status: int, reason: str, version: str, body: bytes) -> None:
    page = make_page(status=status, reason=reason, http_version=version, body=body)
    (record,) = WarcFile(write_file(tmp_path, page)[0], origin="crawl")
    assert record.page == page


_TOKEN = st.text(st.sampled_from("abcXYZ019-_!#$%&'*+.^`|~"), min_size=1, max_size=20)
_VALUE = st.text(st.characters(min_codepoint=32, max_codepoint=255, exclude_characters="\x7f"), max_size=60)
_NAMES = _TOKEN.filter(lambda n: n.lower() not in ("transfer-encoding", "host"))
_HEADERS = st.lists(st.tuples(_NAMES, _VALUE.map(lambda v: v.strip(" \t"))), max_size=8).map(tuple)


@given(
    body=st.binary(max_size=3000),
    status=st.integers(100, 599),
    headers=_HEADERS,
    request_headers=_HEADERS,
    reason=st.text("abc XYZ", max_size=20).map(str.strip),
    moment=st.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)),
    path=st.text("abc019/-._~%", max_size=40),
)
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_page_survives_the_round_trip(
    tmp_path: Path,
    body: bytes,
    status: int,
    headers: tuple[tuple[str, str], ...],
    request_headers: tuple[tuple[str, str], ...],
    reason: str,
    moment: datetime,
    path: str,
) -> None:
    page = Page(
        url="https://bao.example/" + path,
        status=status,
        headers=headers,
        body=body,
        fetched_at=moment,
        request_headers=(("Host", "bao.example"), *request_headers),
        reason=reason,
    )
    name, (pointer,) = write_file(tmp_path, page)
    (record,) = WarcFile(name, origin="crawl")
    assert record.page == page
    assert record.digest_ok is True
    alone = read_at(tmp_path, pointer.warc_file, pointer.offset, pointer.length, origin="crawl")
    assert alone.page.body == body
    name.unlink()


@given(junk=st.binary(max_size=2000), packed=st.booleans())
@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_garbage_inside_a_record_is_survived(tmp_path: Path, junk: bytes, packed: bool) -> None:
    data = b"WARC/1.1\r\nWARC-Type: response\r\nWARC-Target-URI: http://a/\r\nWARC-Date: 2026\r\n" + junk
    path = tmp_path / "junk.warc"
    path.write_bytes(gzip.compress(data) if packed else data)
    walk = WarcFile(path)
    for record in walk:
        assert record.page.url
    assert walk.good_until <= path.stat().st_size


def test_chunks_are_undone_and_either_digest_holds(tmp_path: Path) -> None:
    chunked = b"5\r\nhello\r\n6;x=y\r\n world\r\n0\r\n\r\n"
    block = http(chunked, "Transfer-Encoding: Chunked")
    of_decoded = make_page(body=b"hello world").digest
    of_stored = make_page(body=chunked).digest
    path = tmp_path / "chunked.warc"
    path.write_bytes(
        b"".join(plain_record("response", block, f"WARC-Payload-Digest: {d}") for d in (of_decoded, of_stored))
    )
    for record in WarcFile(path):
        assert record.page.body == b"hello world"
        assert record.digest_ok is True


def test_a_body_that_only_claims_to_be_chunked_is_left_alone(tmp_path: Path) -> None:
    (page,) = read(tmp_path / "a.warc", plain_record("response", http(HTML, "Transfer-Encoding: chunked")))
    assert page.body == HTML


def test_a_wrong_digest_is_told(tmp_path: Path) -> None:
    wrong = make_page(body=b"other").digest
    path = tmp_path / "a.warc"
    path.write_bytes(
        plain_record("response", http(), f"WARC-Payload-Digest: {wrong}") + plain_record("response", http())
    )
    assert [r.digest_ok for r in WarcFile(path)] == [False, None]


def test_other_records_are_passed_over(tmp_path: Path) -> None:
    pages = read(
        tmp_path / "a.warc",
        plain_record("warcinfo", b"software: x\r\n"),
        plain_record("metadata", b"a: b\r\n"),
        plain_record("response", b"20261122050000\nbao.example. 300 IN A 192.0.2.7\n", uri="dns:bao.example"),
        plain_record("response", http(b"page")),
        plain_record("conversion", b"text"),
        plain_record("resource", b"<p>saved", "Content-Type: text/html", uri="file:///tmp/x.html"),
    )
    assert [page.body for page in pages] == [b"page"]


def test_a_resource_is_a_page_without_http_headers(tmp_path: Path) -> None:
    path = tmp_path / "a.warc"
    path.write_bytes(plain_record("resource", b"<p>saved", "Content-Type: text/html"))
    (record,) = WarcFile(path)
    assert record.kind == "resource"
    assert (record.page.status, record.page.body, record.page.mime) == (200, b"<p>saved", "text/html")


def test_a_request_is_joined_from_before_or_after_the_response(tmp_path: Path) -> None:
    response_id, request_id = "<urn:uuid:a>", "<urn:uuid:b>"

    def record(kind: str, block: bytes, *fields: str) -> bytes:
        raw = plain_record(kind, block, *fields)
        return raw.replace(b"WARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-000000000001>\r\n", b"")

    request = b"GET / HTTP/1.1\r\nUser-Agent: wget\r\n\r\n"
    after = record("response", http(), f"WARC-Record-ID: {response_id}") + record(
        "request", request, f"WARC-Record-ID: {request_id}", f"WARC-Concurrent-To: {response_id}"
    )
    before = record("request", request, f"WARC-Record-ID: {request_id}") + record(
        "response", http(), f"WARC-Record-ID: {response_id}", f"WARC-Concurrent-To: {request_id}"
    )
    for data in (after, before):
        (page,) = read(tmp_path / "a.warc", data)
        assert page.request_headers == (("User-Agent", "wget"),)


def test_each_page_gets_its_own_request(tmp_path: Path) -> None:
    pages = [
        make_page(URL + str(n), request_headers=(("Host", "bao.example"), ("If-None-Match", str(n)))) for n in range(3)
    ]
    assert [r.page for r in WarcFile(write_file(tmp_path, *pages)[0], origin="crawl")] == pages


@pytest.mark.parametrize(
    ("fields", "version"),
    [
        (("WARC-Protocol: h2",), "HTTP/2"),
        (("WARC-Protocol: tls/1.3", "WARC-Protocol: h2"), "HTTP/2"),
        (("WARC-Protocol: h2,TLS_1_3,TLS_AES_128_GCM_SHA256",), "HTTP/2"),
        (("WARC-Protocol: http/1.1",), "HTTP/1.1"),
        ((), "HTTP/1.1"),
    ],
)
def test_the_http_version_is_the_one_the_record_names(tmp_path: Path, fields: tuple[str, ...], version: str) -> None:
    (page,) = read(tmp_path / "a.warc", plain_record("response", http(), *fields))
    assert page.http_version == version


def test_wgets_angle_brackets_and_spaces_in_an_address_are_undone(tmp_path: Path) -> None:
    (page,) = read(tmp_path / "a.warc", plain_record("response", http(), uri="<http://bao.example/a b>"))
    assert page.url == "http://bao.example/a%20b"


def test_folded_header_lines_and_bare_newlines_are_read(tmp_path: Path) -> None:
    block = b"HTTP/1.1 200\nX-Long: one\n  two\nno colon\nContent-Type: text/html\n\nbody"
    (page,) = read(tmp_path / "a.warc", plain_record("response", block))
    assert page.headers == (("X-Long", "one two"), ("Content-Type", "text/html"))
    assert (page.status, page.body) == (200, b"body")


def test_captures_that_cannot_be_read_are_named(tmp_path: Path) -> None:
    path = tmp_path / "a.warc"
    path.write_bytes(
        plain_record("response", b"<html>no status line")
        + plain_record("response", http()).replace(b"2026-11-22T05:00:00Z", b"yesterday")
        + plain_record("response", http(b"good"))
    )
    walk = WarcFile(path)
    assert [r.page.body for r in walk] == [b"good"]
    assert ["no HTTP response" in walk.skipped[0].detail, "no date" in walk.skipped[1].detail] == [True, True]
    assert walk.problem is None


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-11-22T05:00:00Z", NOON),
        ("2026-11-22T05:00:00.123456789Z", NOON.replace(microsecond=123456)),
        ("2026-11-22T12:00:00+07:00", NOON),
        ("20261122050000", NOON),
        ("2026-11-22", datetime(2026, 11, 22, tzinfo=UTC)),
        ("2026", datetime(2026, 1, 1, tzinfo=UTC)),
        ("2026-13-01T00:00:00Z", None),
        ("0001-01-01T00:00:00+07:00", None),
        ("today", None),
        ("", None),
        (None, None),
    ],
)
def test_warc_dates_of_every_precision(text: str | None, moment: datetime | None) -> None:
    assert parse_date(text) == moment


def test_read_at_finds_finished_and_unfinished_files(tmp_path: Path) -> None:
    path, (one, two) = write_file(tmp_path, make_page(body=b"one"), make_page(body=b"two"))
    assert read_at(tmp_path, two.warc_file, two.offset, two.length).page.body == b"two"
    path.rename(path.with_name(path.name + ".open"))
    assert read_at(tmp_path, one.warc_file, one.offset, one.length).page.body == b"one"


def test_read_at_works_in_plain_files(tmp_path: Path) -> None:
    (tmp_path / "a.warc").write_bytes(plain_record("response", http(b"one")) + plain_record("response", http(b"two")))
    for record in records(tmp_path / "a.warc"):
        assert read_at(tmp_path, "a.warc", record.offset, record.length) == record


def test_a_pointer_that_leads_nowhere_is_one_clear_line(tmp_path: Path) -> None:
    path, (pointer,) = write_file(tmp_path, make_page())
    name, size = path.name, path.stat().st_size
    for offset, length in (
        (pointer.offset + 1, pointer.length),
        (pointer.offset, pointer.length - 1),
        (size, 10),
        (-1, 5),
    ):
        with pytest.raises(WarcError, match=f"no whole record of {length} bytes at byte {offset}"):
            read_at(tmp_path, name, offset, length)
    with pytest.raises(WarcError, match="no HTTP capture"):
        read_at(tmp_path, name, 0, pointer.offset)
    with pytest.raises(WarcError, match="is missing"):
        read_at(tmp_path, "other.warc.gz", 0, 10)


@pytest.mark.parametrize("name", ["../a.warc.gz", "/etc/passwd", "", "linked/../../a"])
def test_read_at_never_leaves_the_folder(tmp_path: Path, name: str) -> None:
    with pytest.raises(WarcError, match="not a file of the archive"):
        read_at(tmp_path, name, 0, 10)


def test_the_real_captures_are_read_and_their_digests_hold() -> None:
    path = Path(__file__).parents[3] / "shared" / "corpus" / "vn" / "pages.warc.gz"
    if not path.exists():
        pytest.skip("the real pages are kept beside the checkout (../shared), which is absent here")
    walk = WarcFile(path)
    found = list(walk)
    assert (len(found), len({r.page.url for r in found})) == (43, 35)
    assert {r.digest_ok for r in found} == {True}
    assert (walk.problem, walk.skipped, walk.seekable) == (None, [], True)
    assert walk.good_until == path.stat().st_size
    assert URL not in {r.page.url for r in found}
