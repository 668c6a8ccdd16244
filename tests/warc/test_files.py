from __future__ import annotations

from pathlib import Path

import pytest

from newsarchive.errors import WarcError
from newsarchive.warc import WarcFile, check, finish, held, set_aside_torn_tail
from tests.warc.building import make_page, make_writer, write_file


def test_a_torn_tail_is_set_aside_and_nothing_is_lost(tmp_path: Path) -> None:
    path, pointers = write_file(tmp_path, make_page(body=b"one"), make_page(body=b"two"))
    data = path.read_bytes()[:-7]
    path.write_bytes(data)
    walk = WarcFile(path)
    assert len(list(walk)) == 2
    assert walk.good_until == pointers[1].offset + pointers[1].length  # the torn one is the request
    torn = set_aside_torn_tail(path, walk.good_until)
    assert torn == path.with_name(path.name + ".torn")
    assert path.read_bytes() + torn.read_bytes() == data
    assert check(path) == []


def test_a_whole_file_is_left_alone(tmp_path: Path) -> None:
    path, _ = write_file(tmp_path, make_page())
    walk = WarcFile(path)
    list(walk)
    assert set_aside_torn_tail(path, walk.good_until) is None
    assert [p.name for p in tmp_path.iterdir()] == [path.name]


@pytest.mark.parametrize("content", [b"", b"\x1f\x8b\x08"])
def test_a_file_with_nothing_whole_becomes_the_torn_one(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "crawl-00001.warc.gz.open"
    path.write_bytes(content)
    assert set_aside_torn_tail(path, 0) == tmp_path / "crawl-00001.warc.gz.open.torn"
    assert [p.name for p in tmp_path.iterdir()] == ["crawl-00001.warc.gz.open.torn"]


def test_an_earlier_torn_file_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "a.warc.gz"
    path.write_bytes(b"good bad")
    (tmp_path / "a.warc.gz.torn").write_bytes(b"earlier")
    assert set_aside_torn_tail(path, 4) == tmp_path / "a.warc.gz.torn2"
    assert (tmp_path / "a.warc.gz.torn").read_bytes() == b"earlier"


def test_finish_gives_the_final_name(tmp_path: Path) -> None:
    path = tmp_path / "a.warc.gz.open"
    path.write_bytes(b"x")
    assert finish(path) == tmp_path / "a.warc.gz"
    assert not path.exists()


def test_finish_never_overwrites(tmp_path: Path) -> None:
    path = tmp_path / "a.warc.gz.open"
    path.write_bytes(b"x")
    (tmp_path / "a.warc.gz").write_bytes(b"precious")
    with pytest.raises(WarcError, match="is there already"):
        finish(path)
    assert (tmp_path / "a.warc.gz").read_bytes() == b"precious"


def test_finish_refuses_a_file_that_is_not_unfinished(tmp_path: Path) -> None:
    with pytest.raises(WarcError, match="not an unfinished"):
        finish(tmp_path / "a.warc.gz")


def test_a_missing_file_is_one_clear_line(tmp_path: Path) -> None:
    for act in (finish, lambda p: set_aside_torn_tail(p, 0)):
        with pytest.raises(WarcError, match=r"a\.warc\.gz\.open: "):
            act(tmp_path / "a.warc.gz.open")


def test_only_the_file_being_written_is_refused(tmp_path: Path) -> None:
    left, _ = write_file(tmp_path, make_page(), prefix="crashed")
    left = left.rename(left.with_name(left.name + ".open"))
    with make_writer(tmp_path, prefix="living") as writer:
        name = writer.write(make_page()).warc_file
        with held(left) as is_ours, held(tmp_path / (name + ".open")) as is_ours_too:
            assert (is_ours, is_ours_too) == (True, False)
