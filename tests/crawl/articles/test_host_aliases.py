"""A paper that still answers on its former host: one article whichever host a list names."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pytest

from newsarchive.outlets.hostnames import host_of
from tests.crawl.running import Data, later
from tests.newspaper import Newspaper


@pytest.fixture
def hosts() -> Iterator[tuple[Newspaper, Newspaper]]:
    """The same newspaper on its home's host and on its former one."""
    with (
        Newspaper(articles=6, seed="hai nhà", channels={"home"}) as home,
        Newspaper(articles=6, seed="hai nhà", channels={"home"}) as former,
    ):
        yield home, former


def declare(data: Data, home: Newspaper, former: Newspaper) -> None:
    names = [host_of(paper.home) for paper in (home, former)]
    data.declare(home, domains=names, aliases=names[1:])


def test_articles_listed_under_both_hosts_are_fetched_once(data: Data, hosts: tuple[Newspaper, Newspaper]) -> None:
    home, former = hosts
    declare(data, home, former)
    for story in home.articles[:3]:
        home.link_from_home(former.url(story.path))
    assert data.crawl("testpaper", env=home.env).code == 0
    assert Counter(path for path in data.column("SELECT url FROM articles")) == Counter(s.url for s in home.articles)
    asked = Counter(r.path for paper in hosts for r in paper.requests if r.path in {s.path for s in home.articles})
    assert set(asked.values()) == {1}


def test_an_address_on_a_former_host_that_redirects_is_the_article_it_leads_to(
    data: Data, hosts: tuple[Newspaper, Newspaper]
) -> None:
    home, former = hosts
    declare(data, home, former)
    path = home.articles[0].path
    old = former.redirect(path, home.url(path))
    assert data.crawl(old, env=home.env).code == 0
    rows = {r["url"]: r for r in data.rows("SELECT url, outcome, article_id FROM urls WHERE role = 'article'")}
    assert (rows[old]["outcome"], rows[home.url(path)]["outcome"]) == ("duplicate_url", "new")
    assert rows[old]["article_id"] == rows[home.url(path)]["article_id"] is not None


def test_what_a_dead_host_did_not_give_is_fetched_from_the_living_one(
    data: Data, hosts: tuple[Newspaper, Newspaper]
) -> None:
    home, former = hosts
    declare(data, home, former)
    path = home.articles[0].path
    former.fail("/*", status=404)
    data.crawl(former.url(path), env=home.env)
    assert data.ledger(former.url(path))["outcome"] == "gone"
    assert data.crawl("testpaper", env=later(home, minutes=5)).code == 0
    assert data.ledger(home.url(path))["outcome"] == "new"
    assert Counter(data.column("SELECT url FROM articles")) == Counter(s.url for s in home.articles)
