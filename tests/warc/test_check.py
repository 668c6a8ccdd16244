from __future__ import annotations

import gzip
from pathlib import Path

from newsarchive.warc import check
from tests.warc.building import http, make_page, plain_record, write_file


def test_a_file_of_ours_is_sound(tmp_path: Path) -> None:
    assert check(write_file(tmp_path, make_page(), make_page(body=b""))[0]) == []


def test_a_changed_body_is_found_though_its_gzip_member_is_whole(tmp_path: Path) -> None:
    path, (pointer, _) = write_file(tmp_path, make_page(body=b"the truth"), make_page())
    data = path.read_bytes()
    end = pointer.offset + pointer.length
    forged = gzip.compress(gzip.decompress(data[pointer.offset : end]).replace(b"the truth", b"the lie.."))
    path.write_bytes(data[: pointer.offset] + forged + data[end:])
    (problem,) = check(path)
    assert problem.offset == pointer.offset
    assert "response record of https://bao.example/" in problem.detail
    assert "digest does not hold" in problem.detail


def test_a_changed_request_or_warcinfo_is_found(tmp_path: Path) -> None:
    path, (pointer,) = write_file(tmp_path, make_page())
    data = path.read_bytes()
    info = gzip.compress(gzip.decompress(data[: pointer.offset]).replace(b"desk@", b"d3sk@"))
    end = pointer.offset + pointer.length
    request = gzip.compress(gzip.decompress(data[end:]).replace(b"+test", b"+tesT"))
    path.write_bytes(info + data[pointer.offset : end] + request)
    assert ["warcinfo" in p.detail or "request" in p.detail for p in check(path)] == [True, True]


def test_a_torn_tail_is_a_problem_at_its_place(tmp_path: Path) -> None:
    path, (pointer,) = write_file(tmp_path, make_page())
    path.write_bytes(path.read_bytes()[:-3])
    (problem,) = check(path)
    assert problem.offset == pointer.offset + pointer.length
    assert "cut off" in problem.detail


def test_a_file_that_is_no_warc_is_a_problem_and_no_exception(tmp_path: Path) -> None:
    (tmp_path / "a.warc.gz").write_bytes(b"hello")
    (problem,) = check(tmp_path / "a.warc.gz")
    assert "is not a WARC file" in problem.detail
    (missing,) = check(tmp_path / "b.warc.gz")
    assert "cannot be read" in missing.detail


def test_a_response_that_is_none_is_a_problem(tmp_path: Path) -> None:
    (tmp_path / "a.warc").write_bytes(plain_record("response", b"junk") + plain_record("response", http()))
    (problem,) = check(tmp_path / "a.warc")
    assert "no HTTP response" in problem.detail


def test_problems_are_bounded(tmp_path: Path) -> None:
    (tmp_path / "a.warc").write_bytes(plain_record("response", b"junk") * 1500)
    assert len(check(tmp_path / "a.warc")) == 1000
