from __future__ import annotations

import gzip
import os
import resource
import signal
import subprocess
import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from newsarchive.errors import WarcError
from newsarchive.warc import WarcFile, check, held, read_at
from newsarchive.warc.raw import RawRecord, RawRecords
from tests.warc.building import HTML, NOON, URL, make_page, make_writer, write_file


def raw(path: Path) -> list[RawRecord]:
    walk = RawRecords(path)
    found = list(walk)
    assert walk.problem is None
    return found


def test_no_file_is_begun_before_the_first_record(tmp_path: Path) -> None:
    with make_writer(tmp_path / "warc"):
        pass
    assert not (tmp_path / "warc").exists()


def test_an_unfinished_file_is_named_open_and_finished_when_closed(tmp_path: Path) -> None:
    writer = make_writer(tmp_path)
    pointer = writer.write(make_page())
    assert pointer.warc_file == "crawl-00001.warc.gz"
    assert [p.name for p in tmp_path.iterdir()] == ["crawl-00001.warc.gz.open"]
    writer.close()
    assert [p.name for p in tmp_path.iterdir()] == ["crawl-00001.warc.gz"]


def test_a_pointer_covers_exactly_the_gzip_member_of_the_response(tmp_path: Path) -> None:
    path, pointers = write_file(tmp_path, make_page(), make_page(body=b"second"))
    for pointer, body in zip(pointers, (HTML, b"second"), strict=True):
        member = gzip.decompress(path.read_bytes()[pointer.offset : pointer.offset + pointer.length])
        assert member.startswith(b"WARC/1.1\r\n")
        assert member.endswith(body + b"\r\n\r\n")
        assert pointer.record_id.encode() in member
        assert b"WARC-Type: response" in member


def test_the_first_record_says_who_wrote_the_file_and_what_is_normalised(tmp_path: Path) -> None:
    path, _ = write_file(tmp_path, make_page())
    info = raw(path)[0]
    assert info.kind == "warcinfo"
    assert info.field("WARC-Filename") == "crawl-00001.warc.gz"
    assert info.field("WARC-Date") == "2026-11-22T05:00:00Z"
    assert info.block is not None
    lines = dict(line.split(": ", 1) for line in info.block.decode().splitlines())
    assert lines["software"] == "newsarchive/0"
    assert lines["operator"] == "desk@example.org"
    assert "RFC 9309" in lines["robots"]
    assert lines["format"] == "WARC File Format 1.1"
    assert lines["conformsTo"].startswith("http")
    assert "header names" in lines["description"]
    assert "chunked" in lines["description"]


def test_the_response_record_states_digests_address_and_date(tmp_path: Path) -> None:
    page = make_page(fetched_at=NOON + timedelta(microseconds=250_000))
    response = raw(write_file(tmp_path, page)[0])[1]
    assert response.field("WARC-Payload-Digest") == page.digest
    assert (response.field("WARC-Block-Digest") or "").startswith("sha1:")
    assert response.field("WARC-IP-Address") == "192.0.2.7"
    assert response.field("WARC-Date") == "2026-11-22T05:00:00.250000Z"
    assert response.uri == URL
    assert response.field("WARC-Truncated") is None


def test_a_body_cut_off_by_the_server_is_marked_truncated(tmp_path: Path) -> None:
    path, _ = write_file(tmp_path, make_page(truncated=True))
    assert raw(path)[1].field("WARC-Truncated") == "disconnect"
    assert next(iter(WarcFile(path))).page.truncated


def test_later_http_versions_get_a_status_line_that_replay_tools_read(tmp_path: Path) -> None:
    response = raw(write_file(tmp_path, make_page(http_version="HTTP/2"))[0])[1]
    assert response.field("WARC-Protocol") == "h2"
    assert (response.block or b"").startswith(b"HTTP/1.1 200 OK\r\n")


def test_the_request_follows_with_path_query_and_host(tmp_path: Path) -> None:
    page = make_page("https://bao.example:8443/tim?q=m%C6%B0a&p=2", request_headers=(("User-Agent", "newsarchive/0"),))
    _, response, request = raw(write_file(tmp_path, page)[0])
    assert request.kind == "request"
    assert request.field("WARC-Concurrent-To") == response.record_id
    assert request.uri == page.url
    assert request.block == (
        b"GET /tim?q=m%C6%B0a&p=2 HTTP/1.1\r\nHost: bao.example:8443\r\nUser-Agent: newsarchive/0\r\n\r\n"
    )


@pytest.mark.parametrize(
    ("url", "first", "host"),
    [
        ("http://bao.example", b"GET / HTTP/1.1", b"bao.example"),
        ("http://bao.example?p=1#top", b"GET /?p=1 HTTP/1.1", b"bao.example"),
        ("http://me:secret@bao.example/a/?b=/c", b"GET /a/?b=/c HTTP/1.1", b"bao.example"),
        ("http://[bad/", b"GET / HTTP/1.1", b"[bad"),
        ("https://bao.example/mưa\u00a0lớn", "GET /mưa\u00a0lớn HTTP/1.1".encode(), b"bao.example"),
    ],
)
def test_the_request_line_and_host_of_odd_addresses(tmp_path: Path, url: str, first: bytes, host: bytes) -> None:
    request = raw(write_file(tmp_path, make_page(url, request_headers=()))[0])[2]
    assert (request.block or b"").split(b"\r\n")[:2] == [first, b"Host: " + host]


def test_no_request_is_made_up_for_an_imported_page(tmp_path: Path) -> None:
    path, _ = write_file(tmp_path, make_page(request_headers=(), origin="import"))
    assert [r.kind for r in raw(path)] == ["warcinfo", "response"]


def test_the_chunked_coding_gives_way_to_the_true_length(tmp_path: Path) -> None:
    page = make_page(headers=(("Transfer-Encoding", "chunked"), ("Content-Length", "7"), ("Content-Type", "text/html")))
    stored = next(iter(WarcFile(write_file(tmp_path, page)[0]))).page
    assert stored.headers == (("Content-Type", "text/html"), ("Content-Length", str(len(HTML))))
    assert stored.body == HTML


def test_a_hostile_header_cannot_end_its_line(tmp_path: Path) -> None:
    page = make_page(
        headers=(("X-Bad", "a\r\n\r\n<script>\r\nSet-Cookie: b"),), reason="OK\r\nX: y", http_version="a\nb"
    )
    stored = next(iter(WarcFile(write_file(tmp_path, page)[0]))).page
    assert [name for name, _ in stored.headers] == ["X-Bad"]
    assert stored.body == HTML
    assert stored.http_version == "HTTP/1.1"


def test_a_hostile_address_cannot_add_a_field_to_the_record(tmp_path: Path) -> None:
    page = make_page("https://bao.example/a\r\nWARC-Type: warcinfo", request_headers=())
    response = raw(write_file(tmp_path, page)[0])[1]
    assert response.kind == "response"


def test_a_revisit_keeps_the_headers_and_no_payload(tmp_path: Path) -> None:
    page = make_page(headers=(("ETag", '"5"'),), fetched_at=NOON + timedelta(days=1))
    with make_writer(tmp_path) as writer:
        first = writer.write(make_page())
        again = writer.write_revisit(
            page,
            refers_to_uri=URL,
            refers_to_date=NOON,
            profile="identical-payload-digest",
            refers_to_id=first.record_id,
        )
    record = read_at(tmp_path, again.warc_file, again.offset, again.length)
    assert record.kind == "revisit"
    assert record.page.body == b""
    assert record.page.headers == (("ETag", '"5"'),)
    assert record.profile == "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
    assert (record.refers_to_uri, record.refers_to_date, record.refers_to_id) == (URL, NOON, first.record_id)
    assert record.payload_digest == page.digest
    assert record.digest_ok is True  # that of the block


def test_a_revisit_of_an_unmodified_page_states_the_digest_it_is_given(tmp_path: Path) -> None:
    page = make_page(status=304, body=b"", headers=())
    with make_writer(tmp_path) as writer:
        bare = writer.write_revisit(page, refers_to_uri=URL, refers_to_date=NOON, profile="server-not-modified")
        told = writer.write_revisit(
            page, refers_to_uri=URL, refers_to_date=NOON, profile="server-not-modified", payload_digest="sha1:ABC"
        )
    assert read_at(tmp_path, bare.warc_file, bare.offset, bare.length).payload_digest is None
    assert read_at(tmp_path, told.warc_file, told.offset, told.length).payload_digest == "sha1:ABC"


def test_files_rotate_once_they_pass_their_size(tmp_path: Path) -> None:
    with make_writer(tmp_path, max_bytes=2000) as writer:
        pointers = [writer.write(make_page(body=os.urandom(900))) for _ in range(5)]
        assert [p.name for p in tmp_path.glob("*.open")] == [pointers[-1].warc_file + ".open"]
    names = sorted({p.warc_file for p in pointers})
    assert len(names) >= 2
    assert sorted(p.name for p in tmp_path.iterdir()) == names
    assert sum(len(list(WarcFile(tmp_path / name))) for name in names) == 5
    assert all(raw(tmp_path / name)[0].kind == "warcinfo" for name in names)


def test_a_file_that_is_there_is_never_overwritten(tmp_path: Path) -> None:
    (tmp_path / "crawl-00001.warc.gz").write_bytes(b"one")
    (tmp_path / "crawl-00002.warc.gz.open").write_bytes(b"two")
    (tmp_path / "crawl-00003.warc.gz.open.torn").write_bytes(b"three")
    _, (pointer,) = write_file(tmp_path, make_page())
    assert pointer.warc_file == "crawl-00004.warc.gz"
    assert (tmp_path / "crawl-00001.warc.gz").read_bytes() == b"one"
    assert (tmp_path / "crawl-00002.warc.gz.open").read_bytes() == b"two"


def test_two_writers_with_one_prefix_do_not_meet(tmp_path: Path) -> None:
    with make_writer(tmp_path) as one, make_writer(tmp_path) as other:
        assert one.write(make_page()).warc_file != other.write(make_page()).warc_file


def test_a_file_being_written_cannot_be_taken_over(tmp_path: Path) -> None:
    writer = make_writer(tmp_path)
    name = writer.write(make_page()).warc_file
    with held(tmp_path / (name + ".open")) as is_ours:
        assert not is_ours
    writer.close()
    with held(tmp_path / name) as is_ours:
        assert is_ours


def test_rollback_cuts_back_to_the_mark(tmp_path: Path) -> None:
    with make_writer(tmp_path) as writer:
        writer.write(make_page())
        mark = writer.mark()
        (path,) = tmp_path.iterdir()
        length = path.stat().st_size
        writer.write(make_page(body=b"rolled back"))
        writer.rollback(mark)
        assert path.stat().st_size == length
        pointer = writer.write(make_page(body=b"kept"))
        assert pointer.offset == length
    assert [r.page.body for r in WarcFile(tmp_path / pointer.warc_file)] == [HTML, b"kept"]
    assert check(tmp_path / pointer.warc_file) == []


def test_rollback_across_a_rotation_removes_the_files_begun_since(tmp_path: Path) -> None:
    with make_writer(tmp_path, max_bytes=1500) as writer:
        first = writer.write(make_page())
        mark = writer.mark()
        begun = {writer.write(make_page(body=os.urandom(900))).warc_file for _ in range(6)}
        assert len(begun) >= 3
        assert all(p.suffix == ".open" for p in tmp_path.iterdir())  # not acknowledged yet, whatever their size
        writer.rollback(mark)
        assert [p.name for p in tmp_path.iterdir()] == [first.warc_file + ".open"]
        writer.write(make_page(body=b"after"))
    assert [r.page.body for r in WarcFile(tmp_path / first.warc_file)] == [HTML, b"after"]


def test_rollback_to_before_the_first_record_leaves_nothing(tmp_path: Path) -> None:
    with make_writer(tmp_path) as writer:
        mark = writer.mark()
        writer.write(make_page())
        writer.rollback(mark)
        assert list(tmp_path.iterdir()) == []
        pointer = writer.write(make_page(body=b"after"))
    assert [r.page.body for r in WarcFile(tmp_path / pointer.warc_file)] == [b"after"]


def test_a_mark_finishes_the_files_that_were_full_before_it(tmp_path: Path) -> None:
    with make_writer(tmp_path, max_bytes=1500) as writer:
        writer.mark()
        pointers = [writer.write(make_page(body=os.urandom(900))) for _ in range(4)]
        writer.flush()
        writer.mark()
        assert (tmp_path / pointers[0].warc_file).exists()
        assert len(list(tmp_path.glob("*.open"))) <= 1


def test_a_folder_that_cannot_be_written_is_one_clear_line(tmp_path: Path) -> None:
    (tmp_path / "warc").write_text("a file")
    with pytest.raises(WarcError, match=r"warc: cannot be written"):
        make_writer(tmp_path / "warc").write(make_page())


def test_a_full_disk_leaves_whole_records_only(tmp_path: Path) -> None:
    writer = make_writer(tmp_path)
    writer.write(make_page())
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    signal_before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    try:
        resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, hard))
        with pytest.raises(WarcError, match="cannot be written"):
            writer.write(make_page(body=os.urandom(50_000)))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, signal_before)
    pointer = writer.write(make_page(body=b"there is room again"))
    writer.close()
    assert check(tmp_path / pointer.warc_file) == []
    assert len(list(WarcFile(tmp_path / pointer.warc_file))) == 2


_WRITES_UNTIL_KILLED = """
import os, sys
from pathlib import Path
from tests.warc.building import make_page, make_writer
writer = make_writer(Path(sys.argv[1]), max_bytes=400_000)
while True:
    writer.mark()
    for _ in range(5):
        writer.write(make_page(body=os.urandom(20_000)))
    writer.flush()
    print(flush=True)
"""


def test_kill_9_leaves_every_flushed_record_readable(tmp_path: Path) -> None:
    child = subprocess.Popen([sys.executable, "-c", _WRITES_UNTIL_KILLED, str(tmp_path)], stdout=subprocess.PIPE)
    assert child.stdout
    with child:
        flushed = 0
        while flushed < 60:
            assert child.stdout.readline()
            flushed += 5
        child.kill()
        flushed += 5 * len(child.stdout.read().splitlines())
    files = sorted(tmp_path.iterdir())
    for path in files:
        with held(path) as is_ours:
            assert is_ours  # the lock died with the process
    walks = [WarcFile(path) for path in files]
    found = [record for walk in walks for record in walk]
    assert len(found) >= flushed
    assert all(record.digest_ok for record in found)
    assert [walk.problem for walk in walks if walk.path.suffix != ".open"] == [None] * len(list(tmp_path.glob("*.gz")))


def test_a_page_read_back_and_written_again_is_the_same(tmp_path: Path) -> None:
    path, _ = write_file(tmp_path, make_page())
    page = next(iter(WarcFile(path, origin="crawl"))).page
    again, _ = write_file(tmp_path, page, prefix="again")
    assert next(iter(WarcFile(again, origin="crawl"))).page == page == replace(make_page(), origin="crawl")
