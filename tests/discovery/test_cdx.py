"""Answers of the two indexes of captures."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from newsarchive.discovery import cdx
from newsarchive.discovery.cdx import CdxError, CdxRow

DIGEST = "3I42H3S6NNFQ2MSVX7XZKYAYSCX5QBYJ"
LINE = {
    "urlkey": "example,bao)/a", "timestamp": "20240512030405", "url": "https://bao.example/bai-a12345.html",
    "mime": "text/html", "status": "200", "digest": DIGEST, "length": "4321", "offset": "98765",
    "filename": "crawl-data/CC-MAIN-2024-22/segments/1/warc/CC-MAIN-1.warc.gz", "languages": "vie",
}  # fmt: skip
TABLE = [
    list(cdx.WAYBACK_FIELDS),
    ["20240512030405", "http://bao.example:80/bai-a12345.html", "text/html", "200", DIGEST],
]


def lines(*entries: object) -> bytes:
    return "\n".join(e if isinstance(e, str) else json.dumps(e) for e in entries).encode()


def test_a_line_of_common_crawl_says_where_the_record_is():
    (row,) = cdx.commoncrawl_rows(lines(LINE)).rows
    assert row == CdxRow(
        "https://bao.example/bai-a12345.html", datetime(2024, 5, 12, 3, 4, 5, tzinfo=UTC), DIGEST, "200", "text/html",
        str(LINE["filename"]), 98765, 4321,
    )  # fmt: skip
    assert row.is_page


@pytest.mark.parametrize(
    "wrong",
    [
        {"timestamp": "2024"},
        {"timestamp": "20241312030405"},
        {"url": "ftp://bao.example/a"},
        {"url": "https://bao.example/a b"},
        {"url": "https://bao.example/" + "a" * 5000},
        {"digest": "-"},
        {"offset": "-1"},
        {"length": "0"},
        {"offset": "9" * 40},
        {"filename": "../../etc/passwd"},
        {"filename": "https://elsewhere.example/x"},
        {"filename": None},
    ],
)
def test_a_line_that_makes_no_sense_is_left_out_and_counted(wrong):
    answer = cdx.commoncrawl_rows(lines(LINE, LINE | wrong, LINE))
    assert (len(answer.rows), answer.unreadable) == (2, 1)


def test_a_cut_off_last_line_is_counted():
    answer = cdx.commoncrawl_rows(lines(LINE, LINE)[:-20])
    assert (len(answer.rows), answer.unreadable) == (1, 1)


@pytest.mark.parametrize("body", [b"<html>Service busy</html>", b"[" * 100_000, b'{"message": "No"}', b"\xff\xfe"])
def test_what_is_no_answer_of_an_index_is_refused(body):
    with pytest.raises(CdxError):
        cdx.commoncrawl_rows(body)
    with pytest.raises(CdxError):
        cdx.wayback_rows(body)
    with pytest.raises(CdxError):
        cdx.collections(body)
    with pytest.raises(CdxError):
        cdx.pages(body)


def test_an_empty_answer_has_no_rows():
    assert cdx.commoncrawl_rows(b"").rows == ()
    assert cdx.wayback_rows(b"[]").rows == ()
    assert cdx.wayback_rows(b"").rows == ()


def test_the_wayback_machine_answers_with_a_table():
    answer = cdx.wayback_rows(lines(TABLE))
    (row,) = answer.rows
    assert (row.url, row.digest, row.file, answer.resume_key) == (TABLE[1][1], DIGEST, None, None)


def test_a_resume_key_stands_behind_an_empty_row():
    answer = cdx.wayback_rows(lines([*TABLE, [], ["example,bao)/b 20240513"]]))
    assert (len(answer.rows), answer.resume_key) == (1, "example,bao)/b 20240513")


def test_revisits_and_short_rows_are_no_captures_of_pages():
    revisit = ["20240512030406", "https://bao.example/b-a12346.html", "warc/revisit", "-", DIGEST]
    answer = cdx.wayback_rows(lines([*TABLE, revisit, ["20240512030406"], [1, 2, 3, 4, 5]]))
    assert [row.is_page for row in answer.rows] == [True, False]
    assert answer.unreadable == 2


@pytest.mark.parametrize("body", [lines(TABLE)[:-10], lines([["other", "columns"], *TABLE[1:]])])
def test_a_table_that_is_cut_off_or_has_other_columns_is_refused(body):
    with pytest.raises(CdxError):
        cdx.wayback_rows(body)


def test_collections_say_from_when_to_when_or_their_week_does():
    found = cdx.collections(
        lines(
            [
                {
                    "id": "CC-MAIN-2024-22",
                    "cdx-api": "https://x",
                    "from": "2024-05-18T00:00:00",
                    "to": "2024-05-31T00:00:00",
                },
                {"id": "CC-MAIN-2019-04", "cdx-api": "https://x"},
                {"id": "CC-MAIN-2009-2010", "cdx-api": "https://x"},
                {"id": 5},
                "text",
            ]
        )
    )
    assert [c.id for c in found] == ["CC-MAIN-2024-22", "CC-MAIN-2019-04"]
    assert (found[0].first, found[0].last) == ("2024-05-18", "2024-05-31")
    assert found[1].overlaps("2019-01-01", "2019-01-31")
    assert not found[1].overlaps("2019-04-01", "2019-04-30")


@pytest.mark.parametrize(("body", "number"), [(b'{"pages": 4, "pageSize": 5}', 4), (b"7\n", 7), (b'{"pages": 0}', 0)])
def test_the_number_of_pages(body, number):
    assert cdx.pages(body) == number
