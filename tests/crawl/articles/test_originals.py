"""An original follows its copy into the ledger of its own newspaper."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.crawl.running import Data, later
from tests.newspaper import Newspaper


@pytest.fixture
def original() -> Iterator[Newspaper]:
    """A newspaper whose lists name no article: nobody finds one without being told."""
    with Newspaper(host="127.0.0.2", articles=3, channels=(), styles=("vdoc-a-id",), seed="goc") as paper:
        yield paper


@pytest.fixture
def aggregator(original: Newspaper) -> Iterator[Newspaper]:
    """An aggregator that reprints those articles and names their addresses."""
    with Newspaper(articles=0, channels={"home"}, republished=original.articles, seed="chep") as paper:
        yield paper


def declare(data: Data, original: Newspaper, aggregator: Newspaper, **facts: object) -> None:
    data.declare(original, "goc", **facts)
    data.declare(aggregator, "chep", kind="aggregator")


def test_originals_are_fetched_once_in_the_run_that_crawls_both(
    data: Data, original: Newspaper, aggregator: Newspaper
) -> None:
    declare(data, original, aggregator)
    assert data.crawl("goc", "chep", env=original.env).code == 0
    assert data.articles("goc") == sorted(s.url for s in original.articles)
    assert len(data.articles("chep")) == 3
    found = data.rows(
        "SELECT c.kind, c.url, c.outlet, r.found, r.new FROM channels c JOIN run_channels r ON r.channel_id = c.id "
        "WHERE c.kind = 'link'"
    )
    assert [tuple(row) for row in found] == [("link", aggregator.home, "goc", 3, 3)]
    original.forget_requests()
    data.crawl("goc", "chep", env=original.env)
    assert not [s for s in original.articles if original.hits(s.path)]


def test_originals_wait_for_a_crawl_of_their_own_newspaper(
    data: Data, original: Newspaper, aggregator: Newspaper
) -> None:
    declare(data, original, aggregator)
    assert data.crawl("chep", env=original.env).code == 0
    assert original.requests == []
    waiting = data.rows("SELECT url, state, outcome FROM urls WHERE outlet = 'goc' AND next_fetch_at IS NOT NULL")
    assert {tuple(row) for row in waiting} == {(s.url, "queued", None) for s in original.articles}
    assert data.crawl("goc", env=later(original, minutes=5)).code == 0
    assert data.articles("goc") == sorted(s.url for s in original.articles)
    assert all(original.hits(s.path) == 1 for s in original.articles)


def test_a_source_that_is_no_article_of_its_outlet_is_not_entered(
    data: Data, original: Newspaper, aggregator: Newspaper
) -> None:
    declare(data, original, aggregator, article=r"^/nothing-is-an-article$", family=None)
    assert data.crawl("chep", env=original.env).code == 0
    assert data.column("SELECT url FROM urls WHERE outlet = 'goc'") == []


def test_a_source_of_a_site_that_nobody_declared_is_not_entered(
    data: Data, original: Newspaper, aggregator: Newspaper
) -> None:
    data.declare(aggregator, "chep", kind="aggregator")
    assert data.crawl("chep", env=original.env).code == 0
    assert data.column("SELECT DISTINCT outlet FROM urls") == ["chep"]


def test_an_address_that_redirects_to_an_article_of_another_outlet_leads_there(data: Data, original: Newspaper) -> None:
    story = original.articles[0]
    with Newspaper(articles=0, channels={"home"}, styles=("vdoc-a-id",), seed="cu") as merged:
        moved = merged.redirect("/bai-cu-da-doi-nha-a1001.html", story.url)
        merged.link_from_home(moved)
        data.declare(original, "goc")
        data.declare(merged, "cu", heir="goc")
        data.crawl("cu", "goc", env=original.env)
    assert data.ledger(moved)["outcome"] == "off_site"
    assert data.articles("goc") == [story.url]
