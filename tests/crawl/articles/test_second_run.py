"""A newspaper crawled again: nothing new; then after edits, a removal, a move, and changes that are none."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest

from tests.crawl.running import Data, Ran, later
from tests.newspaper import Newspaper, Story


@dataclass
class Twice:
    """Three crawls: the first, one with nothing new, and one two hours later, when things have happened."""

    paper: Newspaper
    data: Data
    edited: Story
    removed: Story
    moved: Story
    added: Story
    first: Ran
    second: Ran
    third: Ran
    asked: dict[str, list[Any]] = field(default_factory=dict)
    before: dict[str, Any] = field(default_factory=dict)


NEW_PLACE = "/thoi-su/202611/mot-dia-chi-moi-cho-bai-cu-abc1234/"


@pytest.fixture(scope="module")
def twice(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Twice]:
    """Crawl three times; in between the newspaper goes on."""
    data = Data(tmp_path_factory.mktemp("second"))
    with Newspaper(articles=24, span_days=0.4, seed="hai lan", styles=("yyyymm-id", "timestamp-htm")) as paper:
        data.declare(paper, declare=["sitemap", "feed", "sections"])
        first = data.crawl("testpaper", env=paper.env)
        paper.forget_requests()
        second = data.crawl("testpaper", env=later(paper, minutes=5))
        asked = {"second": paper.requests}
        paper.forget_requests()

        edited, removed, moved, boxed = paper.articles[3], paper.articles[4], paper.articles[5], paper.articles[6]
        before = {"edited": edited, "boxed": boxed, "articles": paper.articles}
        edited = paper.edit(edited)
        paper.remove(removed)
        added = paper.add_article()
        # The page of a moved article stands at a new address, which it names as its own; the old one redirects.
        page = paper.site.respond(moved.path).body.decode().replace(moved.path, NEW_PLACE)
        paper.serve(NEW_PLACE, page)
        paper.redirect(moved.path, paper.url(NEW_PLACE))
        # Another box of links, a counter of comments, a clock: the words of the article are the same.
        page = paper.site.respond(boxed.path).body.decode()
        box = '<div class="relates"><h4>Tin liên quan</h4><ul><li><a href="/khac">Một tin khác hẳn</a></li></ul></div>'
        page = page.replace("</main>", f"{box}</main>").replace("22/11/2026</div>", "23/11/2026</div>", 1)
        paper.serve(boxed.path, page.replace("<footer>", '<div class="comments"><h4>Bình luận (12)</h4></div><footer>'))
        third = data.crawl("testpaper", env=later(paper, hours=8))
        asked["third"] = paper.requests
        yield Twice(paper, data, edited, removed, moved, added, first, second, third, asked, before)


def article(t: Twice, story: Story) -> Any:
    """Return the article that the address of a story leads to."""
    (row,) = t.data.rows(
        "SELECT a.*, u.outcome FROM articles a JOIN urls u ON u.article_id = a.id WHERE u.url = ?", story.url
    )
    return row


def test_a_first_run_says_what_is_new(twice: Twice) -> None:
    assert twice.first.code == 0
    assert twice.first.err.endswith("24 new, 0 known\n")


def test_a_second_run_has_nothing_new_and_says_so(twice: Twice) -> None:
    assert twice.second.code == 0
    assert twice.second.err.endswith("0 new, 24 known\n")
    assert [tuple(r) for r in twice.data.rows("SELECT new, changed, known, failed FROM runs WHERE id = 2")] == [
        (0, 0, 24, 0)
    ]


def test_known_addresses_are_asked_for_on_condition(twice: Twice) -> None:
    asked = [r for r in twice.asked["second"] if r.path != "/robots.txt"]
    assert asked
    assert all(r.header("if-none-match") for r in asked)
    assert {r.status for r in asked} == {304}


def test_answers_that_nothing_changed_are_counted(twice: Twice) -> None:
    outcomes = twice.data.column("SELECT outcome FROM fetches WHERE run_id = 2")
    not_modified = outcomes.count("not_modified")
    assert not_modified == len([r for r in twice.asked["second"] if r.status == 304])
    assert twice.data.one("SELECT unchanged FROM runs WHERE id = 2") == not_modified


def test_an_edited_article_gets_a_revision(twice: Twice) -> None:
    row = article(twice, twice.edited)
    assert (row["revision"], row["outcome"]) == (2, "changed")
    assert "Cập nhật lần 2" in row["text"]
    first, second = twice.data.rows("SELECT * FROM revisions WHERE article_id = ? ORDER BY revision", row["id"])
    assert "Cập nhật lần 2" not in first["text"]
    assert second["text"] == row["text"]
    assert first["capture_id"] != second["capture_id"] == row["capture_id"]
    assert row["first_seen_at"] < row["last_seen_at"]


def test_the_words_of_a_former_revision_are_not_searched(twice: Twice) -> None:
    ran = twice.data.run("search", '"Cập nhật lần 2"', "--json")
    assert twice.edited.url in ran.out


def test_a_removed_article_stays_and_its_address_is_gone(twice: Twice) -> None:
    row = article(twice, twice.removed)
    assert row["outcome"] == "gone"
    assert row["revision"] == 1
    assert row["text"]


def test_a_moved_article_keeps_its_row_and_names_the_new_address(twice: Twice) -> None:
    old, new = twice.data.ledger(twice.moved.url), twice.data.ledger(twice.paper.url(NEW_PLACE))
    assert old["outcome"] == "duplicate_url"
    assert old["article_id"] == new["article_id"] is not None
    row = article(twice, twice.moved)
    assert row["canonical_url"] == twice.paper.url(NEW_PLACE)
    assert row["revision"] == 1


def test_boxes_counters_and_clocks_make_no_revision(twice: Twice) -> None:
    row = article(twice, twice.before["boxed"])
    assert (row["revision"], row["outcome"]) == (1, "unchanged")


def test_a_new_article_is_the_only_new_one(twice: Twice) -> None:
    assert twice.third.code == 0, twice.third.err
    assert twice.third.err.endswith("1 new, 24 known\n")
    assert article(twice, twice.added)["revision"] == 1
    assert twice.data.one("SELECT changed FROM runs WHERE id = 3") == 1
    assert twice.data.column("SELECT revision FROM articles WHERE revision > 1") == [2]


def test_a_visit_that_changed_nothing_leaves_a_fetch_and_no_bytes(twice: Twice) -> None:
    data = twice.data
    quiet = data.rows(
        "SELECT capture_id FROM fetches f JOIN urls u ON u.id = f.url_id "
        "WHERE f.outcome IN ('unchanged', 'not_modified', 'listed') AND u.url != ?",
        twice.paper.url(NEW_PLACE),  # the first capture of an address is kept, whatever it says
    )
    assert quiet
    assert {r["capture_id"] for r in quiet} == {None}
    kept = data.column("SELECT u.url FROM captures c JOIN urls u ON u.id = c.url_id GROUP BY u.id HAVING count(*) > 1")
    assert kept == [twice.edited.url]


def test_status_tells_what_the_last_run_brought(twice: Twice) -> None:
    ran = twice.data.run("status", env=later(twice.paper, hours=8))
    assert ran.code == 0, ran.err
    assert "testpaper" in ran.out
