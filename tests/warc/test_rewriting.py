"""A WARC file written anew without some records: the others are the same bytes."""

from __future__ import annotations

import pytest

from newsarchive.errors import WarcError
from newsarchive.warc import check, records
from newsarchive.warc.rewriting import ASIDE, rewrite
from tests.ingest import pages

ONE, TWO, THREE = (pages.article(f"/bai-so-{n}", f"Bài số {n}", [f"Đoạn văn số {n}."]) for n in (1, 2, 3))


@pytest.fixture
def source(tmp_path):
    return pages.warc(tmp_path, "given", ONE, TWO, THREE)


def offsets(path):
    return {record.page.url: (record.offset, record.length) for record in records(path)}


def test_a_dropped_record_goes_with_its_request_and_the_others_are_the_same_bytes(source, tmp_path):
    before = offsets(source)
    target = tmp_path / "anew.warc.gz"
    drop = before[TWO.url][0]
    done = rewrite(source, target, drop={drop}, keep=set(), is_forgotten=lambda uri: False)
    after = offsets(target)
    assert set(after) == {ONE.url, THREE.url}
    assert done.captures == 2
    for url, (offset, length) in after.items():
        old, size = before[url]
        assert done.places[old] == (offset, length)
        assert source.read_bytes()[old : old + size] == target.read_bytes()[offset : offset + length]
    assert not check(target)
    assert TWO.url.encode() not in b"".join(r.page.body + r.page.url.encode() for r in records(target))
    assert not target.with_name(target.name + ASIDE).exists()


def test_a_forgotten_address_goes_whole_but_for_what_is_to_stay(source, tmp_path):
    kept = offsets(source)[ONE.url][0]
    target = tmp_path / "anew.warc.gz"
    rewrite(source, target, drop=set(), keep={kept}, is_forgotten=lambda uri: uri in (ONE.url, THREE.url))
    assert set(offsets(target)) == {ONE.url, TWO.url}
    assert next(iter(records(target))).page.request_headers


def test_a_torn_file_is_left_as_it_is(source, tmp_path):
    torn = tmp_path / "torn.warc.gz"
    torn.write_bytes(source.read_bytes()[:-40])
    with pytest.raises(WarcError, match="it was left as it is"):
        rewrite(torn, tmp_path / "anew.warc.gz", drop=set(), keep=set(), is_forgotten=lambda uri: False)
    assert not (tmp_path / "anew.warc.gz").exists()
