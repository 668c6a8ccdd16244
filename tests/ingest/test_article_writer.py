"""What is stored of an article: a new one, a revision, that it was seen, or where it has moved."""

from __future__ import annotations

import pytest

from tests.ingest.visiting import FIRST, SECOND, Desk, article, hours, url

SHOWN = "SELECT title, revision, first_seen_at, last_seen_at FROM articles"
MOMENTS = [f"2026-11-22T0{hour}:00:00Z" for hour in range(4, 8)]


def test_a_new_article_has_one_revision_and_the_rules_it_was_read_with(desk: Desk) -> None:
    held = desk.read(FIRST)
    title = article(FIRST).article.title  # type: ignore[union-attr]
    assert desk.one(SHOWN) == (title, 1, MOMENTS[1], MOMENTS[1])
    assert desk.one("SELECT article_id, revision, extraction_id FROM revisions") == (
        held.article_id,
        1,
        desk.recorder.extraction_id,
    )


def test_an_edit_is_the_next_revision_and_the_article_shows_it(desk: Desk) -> None:
    desk.read(FIRST)
    desk.read(FIRST, words=2, at=hours(1))
    title = article(FIRST, words=2).article.title  # type: ignore[union-attr]
    assert desk.one(SHOWN) == (title, 2, MOMENTS[1], MOMENTS[2])


def test_a_wording_of_an_older_capture_is_a_revision_that_is_not_shown(desk: Desk) -> None:
    desk.read(FIRST)
    desk.read(FIRST, words=2, at=hours(-1))
    title = article(FIRST).article.title  # type: ignore[union-attr]
    assert desk.one(SHOWN) == (title, 2, MOMENTS[0], MOMENTS[1])


def test_an_article_that_is_found_the_same_was_seen_for_longer(desk: Desk) -> None:
    title = article(FIRST).article.title  # type: ignore[union-attr]
    for hour in (0, 2, 1, -1):
        desk.read(FIRST, at=hours(hour))
    assert desk.one(SHOWN) == (title, 1, MOMENTS[0], MOMENTS[3])


def test_an_article_belongs_to_the_canonical_address_that_is_believed(desk: Desk) -> None:
    desk.enter(SECOND)
    held = desk.read(FIRST, canonical_url=url(SECOND))
    assert desk.row(SECOND).article_id == held.article_id


def test_an_article_does_not_belong_to_a_canonical_address_that_another_piece_has(desk: Desk) -> None:
    first = desk.read(SECOND)
    other = desk.read(FIRST, words=2, canonical_url=url(SECOND))
    assert other.outcome == "new"
    assert (desk.row(SECOND).article_id, desk.row(FIRST).article_id) == (first.article_id, other.article_id)
    assert desk.one("SELECT canonical_url FROM articles WHERE id = ?", other.article_id) is None


@pytest.mark.parametrize(("status", "canonical"), [(301, url(SECOND)), (308, url(SECOND)), (302, None), (307, None)])
def test_a_permanent_redirect_says_where_an_article_stands_now(desk: Desk, status: int, canonical: str | None) -> None:
    desk.read(FIRST)
    desk.record(desk.moved(FIRST, SECOND, status, at=hours(1)))
    assert desk.one("SELECT canonical_url FROM articles") == canonical


def test_an_address_that_redirects_to_a_held_article_belongs_to_it(desk: Desk) -> None:
    held = desk.read(FIRST)
    assert desk.record(desk.moved(SECOND, FIRST)).article_id == held.article_id
    assert desk.row(SECOND).article_id == held.article_id
