"""What a crawl is told to do: single addresses, a number of articles, days, only what is due."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pytest

from tests.crawl.running import Data, later
from tests.newspaper import Newspaper


@pytest.fixture(scope="module")
def paper() -> Iterator[Newspaper]:
    """A newspaper that these tests only read."""
    with Newspaper(articles=24, seed="đích", span_days=20) as paper:
        yield paper


@pytest.fixture
def declared(data: Data, paper: Newspaper) -> Data:
    """A data folder that declares it."""
    data.declare(paper)
    return data


def test_a_limit_brings_exactly_so_many_new_articles_each_time(declared: Data, paper: Newspaper) -> None:
    first = declared.crawl("testpaper", "--limit", 7, env=paper.env)
    assert (first.code, declared.one("SELECT count(*) FROM articles")) == (0, 7), first.err
    second = declared.crawl("testpaper", "--limit", 5, env=later(paper, minutes=5))
    assert (second.code, declared.one("SELECT count(*) FROM articles")) == (0, 12), second.err
    assert declared.rows("SELECT new FROM runs ORDER BY id")[1]["new"] == 5


def test_days_outside_the_range_are_out_of_range_until_they_are_wanted(declared: Data, paper: Newspaper) -> None:
    days = sorted({s.published_at.date().isoformat() for s in paper.articles})
    since, until = days[2], days[-3]
    inside = {s.url for s in paper.articles if since <= s.published_at.date().isoformat() <= until}
    assert 0 < len(inside) < len(paper.articles)
    ran = declared.crawl("testpaper", "--since", since, "--until", until, env=paper.env)
    assert ran.code == 0, ran.err
    assert set(declared.articles()) == inside
    outside = {s.url for s in paper.articles} - inside
    assert Counter(declared.ledger(url)["outcome"] for url in outside) == {"out_of_range": len(outside)}
    assert declared.crawl("testpaper", env=later(paper, minutes=5)).code == 0
    assert Counter(declared.articles()) == Counter(s.url for s in paper.articles)


def test_only_what_is_due_is_fetched(declared: Data, paper: Newspaper) -> None:
    declared.crawl("testpaper", env=paper.env)
    paper.forget_requests()
    ran = declared.crawl("testpaper", "--due", env=later(paper, minutes=5))
    assert ran.code == 0, ran.err
    lists = [r.target for r in paper.requests if r.path != "/robots.txt"]
    assert lists == []
    assert declared.column("SELECT command FROM runs ORDER BY id") == ["crawl", "crawl --due"]
    paper.forget_requests()
    declared.crawl("--due", "testpaper", env=later(paper, hours=30))
    asked = {r.path for r in paper.requests}
    assert {"/rss/home.rss", "/atom.xml", "/sitemap.xml", "/"} <= asked, "every list is asked once a day"
    assert paper.articles[0].path in asked, "a young article is looked at again within a day"
    assert paper.articles[-1].path not in asked, "an old one is not"


def test_an_address_of_a_declared_outlet_is_crawled_alone(declared: Data, paper: Newspaper) -> None:
    story = paper.articles[5]
    paper.forget_requests()
    ran = declared.crawl(story.url, env=paper.env)
    assert ran.code == 0, ran.err
    assert declared.articles() == [story.url]
    assert paper.paths() == ["/robots.txt", story.path]
    assert declared.one("SELECT outlet FROM articles") == "testpaper"


def test_a_print_version_is_no_second_article(declared: Data, paper: Newspaper) -> None:
    story = next(s for s in paper.articles if s.style == "yyyymm-id")
    assert declared.crawl(story.print_url, story.url, env=paper.env).code == 0
    assert declared.articles() == [story.url]
    twin = declared.ledger(story.print_url)
    assert (twin["outcome"], twin["detail"]) == ("duplicate_url", f"print view of {story.url}")


def test_an_undeclared_site_on_a_private_address_is_refused_in_a_clear_line(data: Data, paper: Newspaper) -> None:
    paper.forget_requests()
    ran = data.crawl(paper.articles[0].url, env=paper.env)
    assert ran.code == 3
    assert "unsafe_address" in ran.err
    assert "Traceback" not in ran.err
    assert paper.requests == []


@pytest.mark.parametrize("words", [("nosuchpaper",), ("http://",), ("testpaper", "--since", "tuesday")])
def test_a_wrong_target_is_one_line_and_wrong_usage(declared: Data, words: tuple[str, ...]) -> None:
    ran = declared.crawl(*words)
    assert ran.code == 2
    assert "Traceback" not in ran.err
    assert not declared.database.exists()
