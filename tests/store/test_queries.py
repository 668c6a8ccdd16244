from __future__ import annotations

from datetime import date

import pytest

from newsarchive.errors import DataError, UsageError
from newsarchive.store.reads.queries import check_filters, find_article, get_article, history, why
from tests.store.building import CONCERT, COPY, DEAD, FAIR, HOME, SECTION, SLOW, UNDATED, VIDEO, build


@pytest.fixture(scope="module")
def db(tmp_path_factory):
    with build(tmp_path_factory.mktemp("queries") / "archive.db") as archive:
        yield archive.db


@pytest.mark.parametrize(
    "reference",
    [
        FAIR,
        f" {FAIR}\n",
        FAIR.replace("https://", ""),
        FAIR.replace("https://", "http://m."),
        FAIR.replace("https://", "https://www."),
        FAIR + "?utm_source=zalo#top",
        FAIR + "?page=1",
        "1",
    ],
)
def test_an_article_is_found_by_any_of_its_addresses(db, reference):
    assert find_article(db, reference) == 1


def test_an_article_is_found_by_uid(db):
    name = db.execute("SELECT uid FROM articles WHERE id = 3").fetchone()[0]
    assert find_article(db, name) == 3


def test_a_uid_of_digits_alone_is_no_id(tmp_path):
    with build(tmp_path / "a.db") as archive:
        archive.db.execute("UPDATE articles SET uid = '1234567890123456' WHERE id = 2")
        assert find_article(archive.db, "1234567890123456") == 2


@pytest.mark.parametrize("reference", ["99", "00ff00ff00ff00ff", HOME + "khong-co", "9" * 18])
def test_an_article_that_is_not_there_is_none(db, reference):
    assert find_article(db, reference) is None


@pytest.mark.parametrize(
    "reference", ["", "bao", "ftp://x.example/a", "javascript:alert(1)", "-1", "0", "https://", "9" * 40]
)
def test_a_reference_that_can_be_none_is_refused(db, reference):
    with pytest.raises(UsageError, match="neither a web address"):
        find_article(db, reference)


def test_an_article_is_shown_in_full(db):
    article = get_article(db, FAIR)
    assert article["title"] == "Đồng Tháp mở hội chợ bên sông"
    assert article["authors"] == [
        {"name": "Lê Văn Sậy", "role": "both"},
        {"name": "Nguyễn Thị Bần", "role": "photo"},
    ]
    assert article["tags"] == ["hội chợ", "Đồng Tháp"]
    assert article["images"][0]["caption"] == "Hội chợ ngày đầu."
    assert {p["field"]: p["source"] for p in article["provenance"]} == {"title": "json-ld", "published_at": "json-ld"}
    assert article["capture"]["warc_file"] == "crawl-1.warc.gz"
    assert article["capture"]["warc_length"] == 900


def test_a_relation_is_shown_from_both_ends(db):
    (there,) = get_article(db, COPY)["relations"]
    (back,) = get_article(db, FAIR)["relations"]
    assert (there["kind"], there["direction"], there["id"]) == ("republished_from", "of", 1)
    assert (back["kind"], back["direction"], back["id"]) == ("republished_from", "by", 3)


def test_an_article_that_is_not_there_is_one_clear_line(db):
    for read in (get_article, history):
        with pytest.raises(DataError, match=r"no article .*`newsarchive why`"):
            read(db, VIDEO)


def test_history_has_every_wording_in_order_of_arrival(db):
    revisions = history(db, CONCERT)
    assert [r["revision"] for r in revisions] == [1, 2]
    assert [r["title"] for r in revisions] == ["Đêm nhạc ở quảng trường", "Đêm nhạc hoà bình ở quảng trường"]
    assert [r["warc_offset"] for r in revisions] == [900, 1800]


def test_why_of_an_article_tells_its_fetches_captures_channel_and_policy(db):
    told = why(db, CONCERT)
    assert told.verdict == "in the archive: article 2, revision 2; last looked at 2026-11-22T06:02:00Z (changed)"
    assert [f["outcome"] for f in told.fetches] == ["changed", "new"]
    assert [c["id"] for c in told.captures] == [3, 2]
    assert told.channel["url"] == SECTION
    assert told.policy["crawl_delay_s"] == 1.5


def test_why_of_a_twin_names_the_article_and_the_other_address(db):
    told = why(db, FAIR + "?page=1")
    assert told.ledger["outcome"] == "duplicate_url"
    assert told.article["id"] == 1
    assert [t["url"] for t in told.twins] == [FAIR]


def test_why_tells_the_reason_of_a_rejection(db):
    assert why(db, VIDEO).verdict.startswith("not in the archive: not_article (video): a page that is no article")


def test_why_tells_when_a_failure_is_tried_again(db):
    told = why(db, SLOW)
    assert told.verdict.endswith("will be tried again from 2026-11-22T07:00:00Z")
    assert [f["outcome"] for f in told.fetches] == ["timeout", "timeout"]


def test_why_tells_a_take_down(db):
    assert why(db, DEAD).verdict == "taken down on 2026-11-22T01:00:00Z: asked by the author"


def test_why_of_an_address_that_waits(db):
    assert why(db, HOME + "kinh-te/202611/chua-tai-0f1e2d3").verdict == (
        "met on 2026-11-22T06:01:00Z, not fetched yet; due since 2026-11-22T06:01:00Z"
    )


def test_why_of_a_list(db):
    assert why(db, SECTION).verdict.startswith("a list: listed:")


def test_why_of_an_unknown_address_says_so_and_what_its_host_allows(db):
    told = why(db, HOME + "chua-gap")
    assert told.verdict.startswith("never met")
    assert told.ledger is None
    assert told.policy["robots_status"] == "200"


def test_why_takes_the_id_of_an_article(db):
    assert why(db, "4").ledger["url"] == UNDATED
    with pytest.raises(DataError, match="no article '99'"):
        why(db, "99")


def test_hostile_addresses_are_only_values(db):
    for reference in ("https://x.example/'; DROP TABLE urls; --", "https://x.example/%00", "https://[::1]/\x00"):
        assert why(db, reference).ledger is None
    assert db["urls"].count == 10


def test_an_unknown_outlet_is_refused_with_the_known_ones(db):
    check_filters(db, outlet="thunghiem")
    with pytest.raises(UsageError, match="no outlet 'thu' in this archive; there is thunghiem, tonghop"):
        check_filters(db, outlet="thu")


def test_a_span_that_ends_before_it_begins_is_refused(db):
    check_filters(db, since=date(2026, 11, 20), until=date(2026, 11, 20))
    with pytest.raises(UsageError, match="begins on 2026-11-20 and ends before"):
        check_filters(db, since=date(2026, 11, 20), until=date(2026, 11, 19))
