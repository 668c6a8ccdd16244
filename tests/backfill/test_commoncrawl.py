"""Common Crawl: the indexes of the collections that hold a month, and captures cut out of its files."""

from __future__ import annotations

import pytest

from newsarchive.backfill.commoncrawl import CommonCrawl
from newsarchive.errors import OutcomeError
from tests.backfill.asking import HOST, OTHER, SHOTS, asked, capture, named

COLLECTION = "CC-MAIN-2024-22"
FILE = "crawl-data/file.warc.gz"


@pytest.fixture
def both(tmp_path):
    with asked(tmp_path) as (server, services):
        yield server, CommonCrawl(services, server.base, server.base)


def behind(host, page):
    return {"collection": COLLECTION, "host": host, "page": page}


def paths(server):
    return [asked.target.partition("?")[0] for asked in server.asked]


def test_the_index_is_read_page_by_page_each_with_the_cursor_behind_it(both):
    _, crawl = both
    answers = list(crawl.answers((HOST, OTHER), "2024-05", {}))
    assert named(answers) == [["tin-1", "tin-2", "tin-3"], ["tin-4", "tin-5"], ["tin-6"]]
    assert [cursor for _, cursor in answers] == [behind(HOST, 1), behind(HOST, 2), behind(OTHER, 1)]


@pytest.mark.parametrize(
    ("cursor", "left"),
    [
        (behind(HOST, 1), [["tin-4", "tin-5"], ["tin-6"]]),
        (behind(HOST, 2), [["tin-6"]]),
        (behind(OTHER, 1), []),
        ({"collection": "CC-MAIN-2024-99", "host": HOST, "page": 0}, []),
    ],
)
def test_a_reading_that_was_broken_off_goes_on_behind_its_cursor(both, cursor, left):
    _, crawl = both
    assert named(list(crawl.answers((HOST, OTHER), "2024-05", cursor))) == left


def test_only_collections_that_can_hold_the_month_are_asked_and_the_list_of_them_once(both):
    server, crawl = both
    assert list(crawl.answers((HOST,), "2023-05", {})) == []
    assert paths(server) == ["/collinfo.json"]
    list(crawl.answers((HOST,), "2024-05", {}))
    assert set(paths(server)[1:]) == {f"/{COLLECTION}-index"}


def test_an_index_that_has_nothing_of_a_host_says_so_with_404(both):
    server, crawl = both
    server.broken = {"showNumPages": [(404, {}, b"no captures")]}
    assert list(crawl.answers((HOST,), "2024-05", {})) == []


def row(number, **more):
    offset = sum(len(shot.record) for shot in SHOTS[:number])
    facts = {"file": FILE, "offset": offset, "length": len(SHOTS[number].record)} | more
    return capture(SHOTS[number], **facts)


def test_a_capture_is_cut_out_of_its_file(both):
    server, crawl = both
    page = crawl.page(row(1))
    assert (page.url, page.body, page.origin) == (SHOTS[1].url, SHOTS[1].body, "commoncrawl")
    assert page.fetched_at.isoformat() == "2024-05-02T03:04:05+00:00"
    first, last = len(SHOTS[0].record), len(SHOTS[0].record) + len(SHOTS[1].record) - 1
    assert server.asked[0].span == f"bytes={first}-{last}"


@pytest.mark.parametrize(
    ("answer", "outcome", "detail"),
    [
        ((200, b"the whole file"), "http_error", "HTTP 200 where a part was asked for"),
        ((404, b""), "gone", "HTTP 404"),
        ((403, b""), "blocked", "HTTP 403"),
        ((206, b"half"), "truncated", "4 bytes came instead of"),
        ((206, b"x" * len(SHOTS[1].record)), "truncated", "no WARC record"),
    ],
)
def test_a_capture_that_cannot_be_had_has_its_outcome(both, answer, outcome, detail):
    server, crawl = both
    status, body = answer
    server.broken = {"/crawl-data/": [(status, {}, body)]}
    with pytest.raises(OutcomeError, match=detail) as refused:
        crawl.page(row(1))
    assert refused.value.outcome == outcome


def test_a_record_of_another_page_or_of_other_bytes_is_refused(both):
    _, crawl = both
    with pytest.raises(OutcomeError, match=f"a response of {SHOTS[0].url}") as refused:
        crawl.page(row(1, offset=0, length=len(SHOTS[0].record)))
    assert refused.value.outcome == "off_site"
    with pytest.raises(OutcomeError, match="digest"):
        crawl.page(capture(SHOTS[0], file=FILE, offset=0, length=len(SHOTS[0].record), digest=SHOTS[1].digest))
