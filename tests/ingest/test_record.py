"""The story of one page, whole: what is written down of it, in one transaction with its bytes, and what is not."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest

from newsarchive.ingest.reading import Reading
from newsarchive.ingest.values import KNOWN
from newsarchive.store.ledger import REVISITS
from tests.ingest.visiting import FIRST, SECOND, Desk, article, hours, names, page

TABLES = ("urls", "captures", "fetches", "articles", "revisions")


def test_a_new_article_is_written_down_with_its_capture_its_fetch_and_its_next_visit(desk: Desk) -> None:
    verdict = desk.read(FIRST)
    assert verdict.outcome == "new"
    row = desk.row(FIRST)
    assert (row.outcome, row.state, row.article_id) == ("new", "done", verdict.article_id)
    assert row.fetched_at == desk.run.at() < (row.next_fetch_at or "")
    capture_id = desk.one("SELECT capture_id FROM articles WHERE id = ?", verdict.article_id)
    assert desk.one("SELECT url_id, outcome, capture_id FROM fetches") == (row.id, "new", capture_id)
    assert desk.one("SELECT fetched, new FROM run_outlets") == (1, 1)
    assert desk.one("SELECT priority FROM urls") == REVISITS


def test_the_bytes_are_durable_before_the_rows_that_point_to_them_are_committed(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    happened: list[tuple[str, int, int]] = []
    fsync = os.fsync

    def noting(fd: int) -> None:
        fsync(fd)
        happened.append(("durable", os.fstat(fd).st_ino, os.fstat(fd).st_size))

    monkeypatch.setattr(os, "fsync", noting)
    desk.run.archive.db.conn.set_trace_callback(lambda sql: happened.append((sql, 0, 0)) if sql == "COMMIT" else None)
    visit = desk.visit(FIRST, article(FIRST))
    happened.clear()
    desk.record(visit)
    (file,) = (tmp_path / "warc").iterdir()
    size = desk.one("SELECT bytes FROM warc_files")
    assert happened[-2:] == [("durable", file.stat().st_ino, file.stat().st_size), ("COMMIT", 0, 0)]
    assert 0 < size <= file.stat().st_size


def test_a_batch_that_fails_leaves_neither_rows_nor_bytes(desk: Desk, tmp_path: Path) -> None:
    desk.read(FIRST)
    (file,) = (tmp_path / "warc").iterdir()
    visit = desk.visit(SECOND, article(SECOND, words=2))
    before = [desk.count(t) for t in TABLES], desk.row(SECOND), file.read_bytes()
    with pytest.raises(LookupError), desk.run.batch():
        assert desk.recorder.record(visit).outcome == "new"
        desk.recorder.record(replace(visit, url_id=10**6))
    assert ([desk.count(t) for t in TABLES], desk.row(SECOND), file.read_bytes()) == before
    assert desk.record(visit).outcome == "new", "it can be recorded once more"


def test_a_capture_that_is_held_adds_nothing_and_ends_the_lease(desk: Desk) -> None:
    visit = desk.visit(FIRST, article(FIRST))
    held = desk.record(visit)
    before = [desk.count(t) for t in TABLES], desk.one("SELECT fetched, new FROM run_outlets")
    with desk.run.batch():
        desk.run.frontier.lease_these([visit.url_id], owner=desk.run.owner, until="2026-11-22T05:05:00Z")
    verdict = desk.record(visit)
    assert (verdict.outcome, verdict.article_id) == (KNOWN, held.article_id)
    assert ([desk.count(t) for t in TABLES], desk.one("SELECT fetched, new FROM run_outlets")) == before
    row = desk.row(FIRST)
    assert (row.outcome, row.state, row.next_fetch_at is None) == ("new", "done", False)


def test_a_capture_that_is_held_of_an_address_never_judged_counts_as_unchanged(desk: Desk) -> None:
    visit = desk.visit(FIRST, article(FIRST))
    desk.record(visit)
    with desk.run.batch():
        desk.run.archive.db.execute("UPDATE urls SET outcome = NULL, state = 'queued'")
    assert desk.record(visit).outcome == KNOWN
    assert (desk.row(FIRST).outcome, desk.row(FIRST).live) == ("unchanged", 0)


def test_a_file_does_not_replace_what_the_network_said(desk: Desk) -> None:
    desk.read(FIRST)
    before = desk.row(FIRST)
    gone = desk.visit(FIRST, Reading("gone"), page(FIRST, status=404, at=hours(1)), live=False)
    assert desk.record(gone).outcome == "gone"
    assert desk.row(FIRST) == before
    assert desk.count("fetches") == 2


def test_a_file_does_not_replace_what_a_later_capture_said(desk: Desk) -> None:
    desk.record(desk.visit(FIRST, article(FIRST), at=hours(1), live=False))
    before = desk.row(FIRST)
    desk.record(desk.visit(FIRST, Reading("not_article"), at=hours(0), live=False))
    assert desk.row(FIRST) == before


def test_a_file_that_lacks_an_address_does_not_replace_what_another_one_said(desk: Desk) -> None:
    desk.record(desk.visit(FIRST, article(FIRST), live=False))
    assert desk.record(desk.failed(FIRST, "not_in_replay", live=False)).outcome == "not_in_replay"
    assert desk.row(FIRST).outcome == "new"


def test_a_later_capture_of_a_file_replaces_an_earlier_one(desk: Desk) -> None:
    desk.record(desk.visit(FIRST, Reading("not_article"), live=False))
    desk.record(desk.visit(FIRST, article(FIRST), at=hours(1), live=False))
    assert (desk.row(FIRST).outcome, desk.row(FIRST).fetched_at) == ("new", "2026-11-22T06:00:00Z")


def test_the_network_replaces_what_a_file_said_although_the_file_is_younger(desk: Desk) -> None:
    desk.record(desk.visit(FIRST, article(FIRST), at=hours(1), live=False))
    desk.record(desk.visit(FIRST, Reading("gone"), page(FIRST, status=404)))
    assert (desk.row(FIRST).outcome, desk.row(FIRST).live) == ("gone", 1)


def test_a_list_gives_the_hosts_that_have_something_new_and_nothing_when_all_is_known(desk: Desk) -> None:
    channel = desk.channel("home", "")
    old = "http://m.bao.example/" + SECOND
    reading = [desk.record(desk.visit("", names(FIRST, old), at=hours(n), channel_id=channel)).hosts for n in (0, 1)]
    assert reading == [{"bao.example"}, set()]


def test_a_redirect_gives_the_host_and_the_row_of_its_target(desk: Desk) -> None:
    verdict = desk.record(desk.moved(FIRST, SECOND))
    assert (verdict.hosts, verdict.target_id) == ({"bao.example"}, desk.row(SECOND).id)


def test_a_failure_that_is_tried_again_at_once_is_counted_when_it_is_given_up(desk: Desk) -> None:
    pauses = [desk.record(desk.failed(FIRST, "timeout")).retry_in_s for _ in range(3)]
    assert pauses == [2.0, 10.0, None]
    assert desk.one("SELECT failed, fetched FROM run_outlets") == (1, 0)
    assert desk.count("fetches") == 3


def test_a_failure_without_an_answer_leaves_the_date_of_the_last_one(desk: Desk) -> None:
    desk.read(FIRST, at=hours(-3))
    desk.record(desk.failed(FIRST, "timeout"))
    assert desk.row(FIRST).fetched_at == "2026-11-22T02:00:00Z"


def test_the_validators_of_a_whole_answer_stay_until_the_next_one(desk: Desk) -> None:
    tagged = page(FIRST, b"x" * 400, headers=(("ETag", '"a"'), ("Last-Modified", "Sun, 22 Nov 2026 04:00:00 GMT")))
    desk.record(desk.visit(FIRST, article(FIRST), tagged))
    desk.record(desk.visit(FIRST, Reading("http_error"), page(FIRST, status=503, at=hours(1))))
    assert (desk.row(FIRST).etag, desk.row(FIRST).last_modified) == ('"a"', "Sun, 22 Nov 2026 04:00:00 GMT")
    desk.read(FIRST, at=hours(2))
    assert (desk.row(FIRST).etag, desk.row(FIRST).last_modified) == (None, None)


def test_a_validator_with_control_characters_is_not_stored(desk: Desk) -> None:
    answer = page(FIRST, b"x" * 400, headers=(("ETag", '"a\x01\x7f"'), ("Last-Modified", "Sun\x00, 22 Nov 2026")))
    desk.record(desk.visit(FIRST, article(FIRST), answer))
    assert (desk.row(FIRST).etag, desk.row(FIRST).last_modified) == (None, None)
