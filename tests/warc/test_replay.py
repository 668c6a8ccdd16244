from __future__ import annotations

import gzip
import tracemalloc
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsarchive.errors import WarcError
from newsarchive.items import Page
from newsarchive.warc import ReplayIndex
from tests.warc.building import HTML, NOON, URL, http, make_page, make_writer, plain_record, write_file

DAY = timedelta(days=1)


def index_of(folder: Path, *pages: Page) -> ReplayIndex:
    return ReplayIndex([write_file(folder, *pages)[0]])


def body(index: ReplayIndex, url: str = URL, n: int | None = None) -> bytes | None:
    page = index.get(url, n)
    return page.body if page else None


def test_an_address_that_is_not_there_is_none(tmp_path: Path) -> None:
    index = index_of(tmp_path, make_page())
    assert index.get("https://bao.example/other") is None
    assert index.captures("https://bao.example/other") == ()
    assert index.urls() == (URL,)


def test_the_latest_good_capture_is_chosen_before_redirects_and_errors(tmp_path: Path) -> None:
    pages = [
        make_page(body=b"old", fetched_at=NOON),
        make_page(body=b"good", fetched_at=NOON + DAY),
        make_page(body=b"moved", status=301, fetched_at=NOON + 2 * DAY),
        make_page(body=b"slow down", status=429, fetched_at=NOON + 3 * DAY),
    ]
    assert body(index_of(tmp_path, *pages)) == b"good"
    assert body(index_of(tmp_path, *pages[2:])) == b"moved"
    assert body(index_of(tmp_path, *pages[3:])) == b"slow down"


def test_captures_are_in_order_of_date_and_can_be_chosen(tmp_path: Path) -> None:
    late, early = make_page(body=b"late", fetched_at=NOON + DAY), make_page(body=b"early")
    index = index_of(tmp_path, late, early)
    assert [c.fetched_at for c in index.captures(URL)] == [NOON, NOON + DAY]
    assert [body(index, URL, n) for n in (0, 1, 2, -1, -3)] == [b"early", b"late", None, b"late", None]


@pytest.mark.parametrize(
    "asked",
    [
        "http://bao.example/a",
        "https://bao.example/a/",
        "http://bao.example/a/",
        "HTTPS://BAO.example:443/a",
        "https://bao.example/a#top",
        "https://user@bao.example/a",
    ],
)
def test_twins_of_an_address_are_found(tmp_path: Path, asked: str) -> None:
    page = index_of(tmp_path, make_page("https://bao.example/a")).get(asked)
    assert page
    assert (page.url, page.body) == (asked, HTML)


def test_spellings_of_one_address_are_one(tmp_path: Path) -> None:
    index = index_of(tmp_path, make_page("https://bao.example/mưa?q=đ"))
    assert body(index, "https://bao.example/m%C6%B0a?q=%C4%91") == HTML
    assert body(index, "https://bao.example/m%c6%b0a?q=%c4%91") == HTML
    assert body(index, "https://bao.example/mua?q=d") is None


def test_the_address_as_written_goes_before_its_twin(tmp_path: Path) -> None:
    index = index_of(tmp_path, make_page("http://bao.example/a", body=b"plain"), make_page("https://bao.example/a"))
    assert body(index, "http://bao.example/a") == b"plain"


def test_a_redirect_never_stands_in_for_its_own_target(tmp_path: Path) -> None:
    moved = make_page("http://bao.example/a", status=301, headers=(("Location", "https://bao.example/a"),), body=b"")
    index = index_of(tmp_path, moved)
    page = index.get("http://bao.example/a")
    assert page
    assert page.status == 301
    assert index.get("https://bao.example/a") is None


def test_a_revisit_of_the_same_payload_gets_it_with_its_own_headers_and_date(tmp_path: Path) -> None:
    again = make_page(headers=(("X-Day", "2"),), fetched_at=NOON + DAY)
    with make_writer(tmp_path) as writer:
        writer.write(make_page())
        name = writer.write_revisit(
            again, refers_to_uri=URL, refers_to_date=NOON, profile="identical-payload-digest"
        ).warc_file
    page = ReplayIndex([tmp_path / name]).get(URL)
    assert page
    assert (page.body, page.headers, page.fetched_at) == (HTML, (("X-Day", "2"),), NOON + DAY)


def test_a_revisit_of_an_unmodified_page_gives_the_page_on_its_day(tmp_path: Path) -> None:
    with make_writer(tmp_path) as writer:
        writer.write(make_page(body=b"first"))
        writer.write(make_page(body=b"second", fetched_at=NOON + DAY))
        name = writer.write_revisit(
            make_page(status=304, body=b"", headers=(("ETag", "1"),), fetched_at=NOON + 2 * DAY),
            refers_to_uri=URL,
            refers_to_date=NOON,
            profile="server-not-modified",
        ).warc_file
    index = ReplayIndex([tmp_path / name])
    page = index.get(URL, -1)
    assert page
    assert (page.status, page.body, page.fetched_at) == (200, b"first", NOON + 2 * DAY)


def test_a_revisit_of_another_address_and_another_file_is_resolved(tmp_path: Path) -> None:
    first, _ = write_file(tmp_path, make_page("https://bao.example/print/1"), prefix="one")
    with make_writer(tmp_path, prefix="two") as writer:
        second = writer.write_revisit(
            make_page(), refers_to_uri="https://x.example/", refers_to_date=NOON, profile="identical-payload-digest"
        ).warc_file
    assert body(ReplayIndex([tmp_path / second, first])) == HTML


def test_a_revisit_without_its_payload_is_passed_over(tmp_path: Path) -> None:
    with make_writer(tmp_path) as writer:
        writer.write(make_page(body=b"gone", status=410))
        name = writer.write_revisit(
            make_page(fetched_at=NOON + DAY),
            refers_to_uri="https://elsewhere.example/",
            refers_to_date=NOON,
            profile="identical-payload-digest",
        ).warc_file
    index = ReplayIndex([tmp_path / name])
    assert body(index) == b"gone"
    assert index.get(URL, 1) is None


def test_revisits_that_refer_to_each_other_end(tmp_path: Path) -> None:
    fields = ("WARC-Refers-To-Target-URI: " + URL, "WARC-Payload-Digest: sha1:AAAA")
    path = tmp_path / "loop.warc"
    path.write_bytes(plain_record("revisit", http(b""), *fields) * 3)
    assert ReplayIndex([path]).get(URL) is None


def test_one_gzip_stream_is_copied_so_that_it_can_be_replayed(tmp_path: Path) -> None:
    path = tmp_path / "stream.warc.gz"
    digest = make_page().digest
    revisit = plain_record(
        "revisit", http(b"", "X-Day: 2"), f"WARC-Payload-Digest: {digest}", uri="https://bao.example/again"
    )
    path.write_bytes(gzip.compress(plain_record("response", http()) + revisit))
    with ReplayIndex([path]) as index:
        copies = {c.path for c in index.captures(URL)}
        assert copies.isdisjoint({path})
        assert body(index) == HTML
        assert body(index, "https://bao.example/again") == HTML
    assert not any(copy.exists() for copy in copies)


def test_a_torn_file_is_replayed_as_far_as_it_goes_and_told(tmp_path: Path) -> None:
    path, pointers = write_file(tmp_path, make_page(), make_page("https://bao.example/2"))
    path.write_bytes(path.read_bytes()[: pointers[1].offset + 20])
    index = ReplayIndex([path])
    assert index.urls() == (URL,)
    assert [(p, "cut off" in problem.detail) for p, problem in index.problems] == [(path, True)]


def test_a_file_that_is_no_warc_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.warc.gz").write_bytes(b"hello")
    with pytest.raises(WarcError, match=r"a\.warc\.gz: is not a WARC file"):
        ReplayIndex([tmp_path / "a.warc.gz"])


def test_bodies_stay_in_the_files(tmp_path: Path) -> None:
    pages = [make_page(f"https://bao.example/{n}", body=bytes([n]) * 200_000) for n in range(100)]
    path, _ = write_file(tmp_path, *pages)
    tracemalloc.start()
    try:
        index = ReplayIndex([path])
        held, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert len(index.urls()) == 100
    assert held < 500_000
    assert peak < 5_000_000


@given(
    st.lists(
        st.sampled_from(
            ["http://", "https://", "//", "[", "]", "a.vn", ":80", "@", "/", "?", "#", "%e1", "đ", "\ud800", "\n"]
        )
    )
)
def test_any_address_can_be_asked_for(parts: list[str]) -> None:
    url = "".join(parts)
    assert ReplayIndex([]).get(url) is None
