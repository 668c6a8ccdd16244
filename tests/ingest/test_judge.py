"""What a visit means for the archive: each thing that can be judged of it, and that judging writes nothing."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from newsarchive.ingest.judge import Judge
from newsarchive.ingest.reading import Reading, read
from newsarchive.ingest.redirects import MAX_HOPS, Redirects
from newsarchive.ingest.values import KNOWN, Judged, Range, Visit
from newsarchive.outlets import Outlet
from newsarchive.outlets.schema import Select
from tests.ingest import pages
from tests.ingest.press import Writer
from tests.ingest.visiting import FIRST, SECOND, Desk, article, hours, names, page, url

OLDER = "http://www.baocu.example/" + FIRST
LIST = "tin/"
PRINT = Reading("not_article", "print: print twin of another page")


def judge(desk: Desk, visit: Visit, wanted: Range | None = None) -> Judged:
    """Return what is judged of a visit, by a judge of its own."""
    judge = Judge(desk.run, Redirects(desk.run, desk.lists), read, wanted or Range())
    return judge.decide(visit, desk.run.ledger.get(visit.url_id))


def test_an_article_that_is_not_held_is_new(desk: Desk) -> None:
    judged = judge(desk, desk.visit(FIRST, article(FIRST)))
    assert (judged.outcome, judged.known, judged.keep) == ("new", None, True)
    assert judged.article == article(FIRST).article


def test_an_article_with_the_same_words_is_unchanged(desk: Desk) -> None:
    held = desk.read(FIRST)
    judged = judge(desk, desk.visit(FIRST, article(FIRST), at=hours(1)))
    assert (judged.outcome, judged.article) == ("unchanged", None)
    assert judged.known is not None
    assert judged.known.id == held.article_id


def test_an_article_with_other_words_is_changed(desk: Desk) -> None:
    held = desk.read(FIRST)
    edited = article(FIRST, words=2)
    judged = judge(desk, desk.visit(FIRST, edited, at=hours(1)))
    assert (judged.outcome, judged.article) == ("changed", edited.article)
    assert judged.known is not None
    assert judged.known.id == held.article_id


def test_an_address_that_names_a_held_article_as_canonical_is_another_address_of_it(desk: Desk) -> None:
    held = desk.read(FIRST)
    other = article(SECOND, canonical_url=url(FIRST), published=None)
    judged = judge(desk, desk.visit(SECOND, other))
    assert (judged.outcome, judged.known and judged.known.id) == ("duplicate_url", held.article_id)
    assert judged.detail == f"another address of article {held.article_id} (its canonical address)"


def test_an_address_that_was_due_when_its_article_was_held_by_another_is_another_address_of_it(desk: Desk) -> None:
    desk.enter(SECOND)
    held = desk.read(FIRST, canonical_url=url(SECOND))
    judged = judge(desk, desk.visit(SECOND, article(SECOND)))
    assert (judged.outcome, judged.known and judged.known.id) == ("duplicate_url", held.article_id)


def test_of_two_addresses_that_are_looked_at_again_the_first_one_stays(desk: Desk) -> None:
    """An earlier version revisited an article by both."""
    desk.enter(SECOND)
    held = desk.read(FIRST, canonical_url=url(SECOND))
    desk.read(SECOND)
    with desk.run.batch():
        both = "UPDATE urls SET outcome = 'unchanged', detail = NULL, next_fetch_at = ? WHERE article_id = ?"
        desk.run.archive.db.execute(both, (desk.run.at(), held.article_id))
    outcomes = [desk.read(path, at=hours(1)).outcome for path in (SECOND, FIRST)]
    assert outcomes == ["unchanged", "duplicate_url"]
    assert (desk.row(SECOND).next_fetch_at is not None, desk.row(FIRST).next_fetch_at) == (True, None)


def test_an_address_whose_article_is_not_looked_at_by_any_other_one_is_unchanged(desk: Desk) -> None:
    desk.enter(SECOND)
    desk.read(FIRST, canonical_url=url(SECOND))
    desk.record(desk.visit(FIRST, Reading("gone"), page(FIRST, status=410), at=hours(1)))
    assert judge(desk, desk.visit(SECOND, article(SECOND), at=hours(2))).outcome == "unchanged"


def test_the_same_words_of_the_same_minute_are_one_article_at_two_addresses(desk: Desk) -> None:
    held = desk.read(FIRST)
    judged = judge(desk, desk.visit(SECOND, article(SECOND)))
    assert judged.outcome == "duplicate_url"
    assert judged.detail == f"another address of article {held.article_id} (the same words and date)"


def test_the_same_words_of_another_minute_are_another_article(desk: Desk) -> None:
    desk.read(FIRST)
    judged = judge(desk, desk.visit(SECOND, article(SECOND, published="2026-11-20T09:31:00+07:00")))
    assert judged.outcome == "new"


def test_the_same_words_at_the_same_path_of_an_older_host_are_one_article(desk: Desk) -> None:
    desk.read(FIRST, published=None)
    judged = judge(desk, desk.visit(OLDER, article(OLDER, published=None)))
    assert judged.outcome == "duplicate_url"


def test_a_canonical_address_is_not_believed_when_the_piece_there_is_another(desk: Desk) -> None:
    desk.read(FIRST)
    other = article(SECOND, words=2, canonical_url=url(FIRST))
    judged = judge(desk, desk.visit(SECOND, other))
    assert (judged.outcome, judged.known) == ("new", None)
    assert other.article is not None
    assert judged.article == replace(other.article, canonical_url=None)


def test_an_edited_text_under_the_same_title_is_the_piece_that_its_canonical_address_holds(desk: Desk) -> None:
    held = desk.read(FIRST)
    edited = article(SECOND, text=Writer(99).text(), canonical_url=url(FIRST))
    judged = judge(desk, desk.visit(SECOND, edited))
    assert (judged.outcome, judged.known and judged.known.id) == ("changed", held.article_id)


def test_a_print_view_that_is_no_article_by_itself_stays_another_address(desk: Desk) -> None:
    held = desk.read(FIRST)
    assert desk.read(SECOND).outcome == "duplicate_url"
    judged = judge(desk, desk.visit(SECOND, Reading("not_article", "too_short"), at=hours(1)))
    assert judged.outcome == "duplicate_url"
    assert judged.detail == f"another address of article {held.article_id} (the same words and date)"


def test_a_print_view_leads_to_its_article(desk: Desk) -> None:
    judged = judge(desk, desk.visit(FIRST + "?print=1", PRINT))
    assert (judged.outcome, judged.target) == ("duplicate_url", url(FIRST))
    assert judged.detail == f"print view of {url(FIRST)}"


def test_a_print_view_in_an_import_leads_nowhere(desk: Desk) -> None:
    path = FIRST + "?print=1"
    judged = judge(desk, desk.visit(path, PRINT, page(path, b"x", origin="import")))
    assert (judged.outcome, judged.target) == ("not_article", None)


def test_what_differs_only_by_our_rules_is_unchanged(desk: Desk) -> None:
    words = [Writer(n).paragraph(40) for n in range(4)]
    captures = [pages.article("/" + FIRST, "Hội chợ khai mạc", words, at=hours(n)) for n in range(2)]
    before = Outlet(key="bao", name="Báo", home=pages.HOST)
    after = before.model_copy(update={"select": Select(body=("p:first-of-type",))})
    first, second = (read(c, o, "article") for c, o in zip(captures, (before, after), strict=True))
    assert first.content_hash != second.content_hash
    desk.record(desk.visit(captures[0].url, first, captures[0]))
    judged = judge(desk, desk.visit(captures[1].url, second, captures[1], outlet=after))
    assert judged.outcome == "unchanged"


def test_an_answer_that_nothing_changed_names_the_article_that_is_held(desk: Desk) -> None:
    held = desk.read(FIRST)
    judged = judge(desk, desk.visit(FIRST, Reading("not_modified"), page(FIRST, status=304, at=hours(1))))
    assert (judged.outcome, judged.known and judged.known.id) == ("not_modified", held.article_id)


@pytest.mark.parametrize(("path", "role"), [(FIRST, "article"), (LIST, "list")])
def test_an_answer_that_nothing_changed_is_an_error_when_the_page_was_never_received(
    desk: Desk, path: str, role: str
) -> None:
    reading = Reading("not_modified", "HTTP 304")
    verdict = desk.record(desk.visit(path, reading, page(path, status=304, at=hours(1)), role=role))
    assert (verdict.outcome, verdict.article_id) == ("http_error", None)
    assert verdict.detail == "HTTP 304: not modified, but the page was never received"
    assert verdict.retry_in_s == 2.0


def test_a_list_without_validators_that_was_read_may_be_unmodified(desk: Desk) -> None:
    desk.record(desk.visit(LIST, names(FIRST), role="list"))
    answer = page(LIST, status=304, at=hours(1))
    assert judge(desk, desk.visit(LIST, Reading("not_modified"), answer, role="list")).outcome == "not_modified"


@pytest.mark.parametrize("reading", [article(FIRST), Reading("not_article")], ids=["an article", "none"])
def test_what_comes_from_an_address_that_was_taken_down_is_forgotten(desk: Desk, reading: Reading) -> None:
    desk.enter(FIRST)
    desk.bury(FIRST)
    judged = judge(desk, desk.visit(FIRST, reading))
    assert (judged.outcome, judged.article, judged.keep) == ("forgotten", None, False)


def test_an_article_that_was_taken_down_is_forgotten_by_its_words(desk: Desk) -> None:
    desk.bury(FIRST, article(FIRST).content_hash)
    judged = judge(desk, desk.visit(SECOND, article(SECOND)))
    assert (judged.outcome, judged.keep) == ("forgotten", False)


def test_a_copy_that_was_held_before_its_words_were_taken_down_stays(desk: Desk) -> None:
    desk.read(FIRST)
    desk.bury(SECOND, article(FIRST).content_hash)
    assert judge(desk, desk.visit(FIRST, article(FIRST), at=hours(1))).outcome == "unchanged"


def test_an_article_published_outside_the_days_wanted_is_out_of_range(desk: Desk) -> None:
    judged = judge(desk, desk.visit(FIRST, article(FIRST)), Range(since="2026-11-21"))
    assert (judged.outcome, judged.detail, judged.keep) == ("out_of_range", "published 2026-11-20", False)


def test_an_article_that_is_held_may_be_older_than_the_days_wanted(desk: Desk) -> None:
    desk.read(FIRST)
    visit = desk.visit(FIRST, article(FIRST, words=2), at=hours(1))
    assert judge(desk, visit, Range(since="2026-11-21")).outcome == "changed"


def test_the_very_capture_that_is_held_is_known(desk: Desk) -> None:
    visit = desk.visit(FIRST, article(FIRST))
    desk.record(visit)
    assert judge(desk, visit).outcome == KNOWN


def test_a_capture_that_is_read_again_on_purpose_is_judged(desk: Desk) -> None:
    visit = desk.visit(FIRST, article(FIRST))
    desk.record(visit)
    capture_id = desk.one("SELECT id FROM captures")
    assert judge(desk, replace(visit, capture_id=capture_id)).outcome == "unchanged"


def test_an_address_that_redirects_is_another_address_of_its_target(desk: Desk) -> None:
    held = desk.read(FIRST)
    judged = judge(desk, desk.moved(SECOND, FIRST))
    assert (judged.outcome, judged.target, judged.target_article_id) == ("duplicate_url", url(FIRST), held.article_id)


def test_a_redirect_that_is_not_to_be_followed_is_a_loop(desk: Desk) -> None:
    judged = judge(desk, desk.moved(SECOND, FIRST, final=True))
    assert (judged.outcome, judged.target) == ("redirect_loop", None)


def test_redirects_in_a_circle_are_a_loop(desk: Desk) -> None:
    desk.record(desk.moved(FIRST, SECOND))
    judged = judge(desk, desk.moved(SECOND, FIRST))
    assert (judged.outcome, judged.detail) == ("redirect_loop", f"redirects in a circle: {url(FIRST)}")


def test_redirects_that_go_on_for_too_long_are_a_loop(desk: Desk) -> None:
    verdicts = [desk.record(desk.moved(f"{n}/{FIRST}", f"{n + 1}/{FIRST}")) for n in range(MAX_HOPS + 1)]
    assert [v.outcome for v in verdicts] == ["duplicate_url"] * MAX_HOPS + ["redirect_loop"]
    assert verdicts[-1].detail == f"redirects for too long (more than 5): {url(f'{MAX_HOPS + 1}/{FIRST}')}"


@pytest.mark.parametrize("outcome", ["not_article", "gone", "listed", "extract_error"])
def test_what_the_reading_says_of_other_pages_is_the_judgement(desk: Desk, outcome: str) -> None:
    judged = judge(desk, desk.visit(FIRST, Reading(outcome, "why"), at=hours(1)))
    assert judged == Judged(outcome, "2026-11-22T06:00:00Z", "why")


def test_where_nothing_came_back_the_run_says_when(desk: Desk) -> None:
    assert judge(desk, desk.failed(FIRST, "timeout")) == Judged("timeout", desk.run.at())


def test_judging_writes_nothing(desk: Desk, tmp_path: Path) -> None:
    desk.read(FIRST)
    desk.record(desk.moved(SECOND, FIRST))
    desk.bury("x", article(FIRST, words=7).content_hash)
    visits = [
        desk.visit("moi-1000003.html", article("moi-1000003.html", words=3)),
        desk.visit(FIRST, article(FIRST), at=hours(1)),
        desk.visit(FIRST, article(FIRST, words=2), at=hours(1)),
        desk.visit("b-1000004.html", article("b-1000004.html")),
        desk.visit("c-1000005.html", article("c-1000005.html", words=7)),
        desk.visit(FIRST, Reading("not_modified"), page(FIRST, status=304, at=hours(1))),
        desk.moved("d-1000006.html", SECOND),
        desk.moved(FIRST, SECOND),
        desk.visit(LIST, names(FIRST), role="list"),
        desk.failed(SECOND, "timeout"),
    ]
    (file,) = (tmp_path / "warc").iterdir()
    before = desk.run.archive.db.conn.total_changes, file.stat().st_size
    judged = [judge(desk, visit).outcome for visit in visits]
    assert (desk.run.archive.db.conn.total_changes, file.stat().st_size) == before
    assert judged == [
        *("new", "unchanged", "changed", "duplicate_url", "forgotten", "not_modified", "duplicate_url"),
        *("redirect_loop", "listed", "timeout"),
    ]
