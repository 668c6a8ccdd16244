from __future__ import annotations

import gzip
import zlib
from pathlib import Path

import pytest

from newsarchive.errors import WarcError
from newsarchive.warc.raw import RawRecords
from tests.warc.building import HTML, http, make_page, plain_record, write_file


def bodies(walk: RawRecords) -> list[bytes]:
    return [(r.block or b"").rpartition(b"\r\n\r\n")[2] for r in walk if r.kind == "response"]


def test_a_file_cut_at_any_byte_gives_all_that_is_whole(tmp_path: Path) -> None:
    path, _ = write_file(tmp_path, make_page(body=b"one"), make_page(body=b"two"))
    data = path.read_bytes()
    ends = [r.offset + r.length for r in RawRecords(path)]
    assert ends[-1] == len(data)
    cut = tmp_path / "cut.warc.gz"
    for length in range(1, len(data)):
        cut.write_bytes(data[:length])
        walk = RawRecords(cut)
        whole = [end for end in ends if end <= length]
        assert [r.offset + r.length for r in walk] == whole
        assert walk.good_until == (whole[-1] if whole else 0)
        assert ("cut off" in (walk.problem or "")) == (length not in ends), length


def test_a_plain_file_cut_at_any_byte_gives_all_that_is_whole(tmp_path: Path) -> None:
    record = plain_record("response", http(b"one"))
    cut = tmp_path / "cut.warc"
    for length in range(len(record) + 1, 2 * len(record) - 4):
        cut.write_bytes((record + plain_record("response", http(b"two")))[:length])
        walk = RawRecords(cut)
        assert bodies(walk) == [b"one"], length
        assert walk.problem
        assert walk.good_until == len(record)


@pytest.mark.parametrize("flip", [30, 200, -10])
def test_damage_in_the_middle_stops_the_walk_and_is_told(tmp_path: Path, flip: int) -> None:
    path, pointers = write_file(tmp_path, make_page(body=b"one"), make_page(body=b"two"))
    data = bytearray(path.read_bytes())
    at = pointers[1].offset + (flip if flip > 0 else pointers[1].length + flip)
    data[at] ^= 0xFF
    path.write_bytes(bytes(data))
    walk = RawRecords(path)
    assert bodies(walk)[0] == b"one"
    assert walk.problem
    assert walk.good_until <= pointers[1].offset


def test_zeros_after_the_last_record_are_told_and_cost_nothing(tmp_path: Path) -> None:
    path, _ = write_file(tmp_path, make_page(body=b"one"))
    size = path.stat().st_size
    path.write_bytes(path.read_bytes() + bytes(4096))
    walk = RawRecords(path)
    assert bodies(walk) == [b"one"]
    assert walk.good_until == size
    assert "not gzip" in (walk.problem or "")


def test_plain_records_have_offsets_of_their_own(tmp_path: Path) -> None:
    path = tmp_path / "plain.warc"
    path.write_bytes(plain_record("response", http(b"one")) + plain_record("response", http(b"two")))
    walk = RawRecords(path)
    found = list(walk)
    assert walk.seekable
    assert [r.offset for r in found] == [0, found[0].length]
    assert found[1].offset + found[1].length == path.stat().st_size


def test_one_gzip_stream_is_read_but_not_seekable(tmp_path: Path) -> None:
    path = tmp_path / "stream.warc.gz"
    path.write_bytes(gzip.compress(b"".join(plain_record("response", http(b"%d" % n)) for n in range(5))))
    walk = RawRecords(path)
    found = list(walk)
    assert len(found) == 5
    assert not walk.seekable
    assert {(r.offset, r.length) for r in found} == {(0, 0)}
    assert walk.problem is None


def test_records_that_span_gzip_members_are_read(tmp_path: Path) -> None:
    """Block compressors such as bgzip cut wherever 64 kB are full."""
    data = b"".join(plain_record("response", http(b"page %d" % n)) for n in range(4))
    path = tmp_path / "blocks.warc.gz"
    path.write_bytes(b"".join(gzip.compress(data[i : i + 100]) for i in range(0, len(data), 100)))
    walk = RawRecords(path)
    assert bodies(walk) == [b"page 0", b"page 1", b"page 2", b"page 3"]
    assert not walk.seekable


@pytest.mark.parametrize("length", [None, "", "many", "-5", 10, 100_000, 10**14, "9" * 40])
@pytest.mark.parametrize("compressed", [False, True])
def test_a_wrong_content_length_does_not_lose_the_next_record(
    tmp_path: Path, length: int | str | None, compressed: bool
) -> None:
    both = [plain_record("response", http(HTML), length=length), plain_record("response", http(b"next"))]
    path = tmp_path / "wrong.warc.gz"
    path.write_bytes(b"".join(map(gzip.compress, both)) if compressed else b"".join(both))
    walk = RawRecords(path)
    assert bodies(walk) == [HTML, b"next"]
    assert walk.problem is None


def test_a_wrong_content_length_in_the_last_member_takes_what_is_there(tmp_path: Path) -> None:
    path = tmp_path / "wrong.warc.gz"
    for length in (None, 5000):
        path.write_bytes(gzip.compress(plain_record("response", http(HTML), length=length)))
        walk = RawRecords(path)
        assert bodies(walk) == [HTML]
        assert walk.problem is None


def test_records_begin_wherever_start_says(tmp_path: Path) -> None:
    path, pointers = write_file(tmp_path, make_page(body=b"one"), make_page(body=b"two"))
    assert bodies(RawRecords(path, pointers[1].offset)) == [b"two"]
    at_end = RawRecords(path, path.stat().st_size)
    assert list(at_end) == []
    assert at_end.problem is None
    past = RawRecords(path, path.stat().st_size + 1)
    assert list(past) == []
    assert "fewer" in (past.problem or "")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is empty"),
        (b"<!doctype html><p>hello", "is not a WARC file"),
        (bytes(1000), "is not a WARC file"),
        (b"\n" * 100_000, "is not a WARC file"),
        (gzip.compress(b"hello"), "is not a WARC file"),
        (gzip.compress(b""), "is not a WARC file"),
        (b"\x1f\x8b" + bytes(range(256)), "is not a WARC file"),
        (b"WAR", "is not a WARC file"),
        (b"PK\x03\x04rest", "ZIP"),
        (b"\x28\xb5\x2f\xfdrest", "zstd"),
    ],
)
def test_what_is_no_warc_file_is_refused_in_one_line_that_names_it(tmp_path: Path, content: bytes, said: str) -> None:
    path = tmp_path / "odd.warc.gz"
    path.write_bytes(content)
    with pytest.raises(WarcError, match=said) as caught:
        list(RawRecords(path))
    assert str(path) in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_missing_file_and_a_folder_are_refused(tmp_path: Path) -> None:
    with pytest.raises(WarcError, match=r"none\.warc: cannot be read"):
        list(RawRecords(tmp_path / "none.warc"))
    with pytest.raises(WarcError, match="cannot be read"):
        list(RawRecords(tmp_path))


def test_a_first_record_that_is_torn_is_no_foreign_file(tmp_path: Path) -> None:
    path, _ = write_file(tmp_path, make_page())
    path.write_bytes(path.read_bytes()[:3])
    walk = RawRecords(path)
    assert list(walk) == []
    assert walk.good_until == 0
    assert walk.problem


def test_a_bomb_is_passed_over_within_bounded_memory(tmp_path: Path) -> None:
    import tracemalloc

    length = 300 * 1024 * 1024
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    head = plain_record("response", b"", length=length)[:-4]
    packed = packer.compress(head) + b"".join(packer.compress(bytes(2**20)) for _ in range(300))
    packed += packer.compress(b"\r\n\r\n") + packer.flush()
    path = tmp_path / "bomb.warc.gz"
    path.write_bytes(packed + gzip.compress(plain_record("response", http(b"after"))))
    tracemalloc.start()
    try:
        found = list(RawRecords(path))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert [r.block is None for r in found] == [True, False]
    assert peak < 8 * 1024 * 1024
