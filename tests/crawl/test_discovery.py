"""Articles are found through each channel alone. All the newspapers here are crawled by one command."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any

import pytest

from newsarchive.outcomes import OUTCOMES, counter
from tests.crawl.running import Data, Ran
from tests.newspaper import CHANNELS, STYLES, Newspaper

# What each newspaper has (`channels`, in its own way) and what its outlet file declares of it.
CASES: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "robotsmaps": ({"channels": {"robots_sitemap", "news_sitemap"}}, {}),
    "sitemap": ({"channels": {"sitemap"}}, {"declare": ["sitemap"]}),
    "newsmap": ({"channels": {"news_sitemap"}}, {"declare": ["news_sitemap"]}),
    "rss": ({"channels": {"feed"}, "feed_length": 15}, {"declare": ["feed"]}),
    "rssfound": ({"channels": {"feed"}}, {}),
    "atom": ({"channels": {"atom"}}, {"declare": ["atom"]}),
    "atomfound": ({"channels": {"atom"}}, {}),
    "home": ({"channels": {"home"}, "home_length": 12}, {}),
    "pagesbyquery": ({"channels": {"sections"}, "page_size": 2}, {"declare": ["sections"]}),
    "pagesbypath": ({"channels": {"sections"}, "page_size": 2, "pagination": "page/{n}"}, {"declare": ["sections"]}),
    "pagesintrang": ({"channels": {"sections"}, "page_size": 2, "pagination": "trang-{n}.htm"}, {}),
    "pagesbydash": ({"channels": {"sections"}, "page_size": 2, "pagination": "p{n}.html"}, {"declare": ["sections"]}),
    "declared": ({"channels": CHANNELS}, {"declare": ["sitemap", "news_sitemap", "feed", "atom", "sections"]}),
    "nothingsaid": ({"channels": CHANNELS}, {}),
} | {style: ({"channels": CHANNELS, "styles": (style,)}, {}) for style in STYLES}


@dataclass
class Crawled:
    """All newspapers, crawled once."""

    data: Data
    papers: dict[str, Newspaper]
    ran: Ran


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crawled]:
    """One crawl of all the newspapers."""
    data = Data(tmp_path_factory.mktemp("discovery"))
    with ExitStack() as open_papers:
        papers = {
            key: open_papers.enter_context(Newspaper(seed=key, **({"articles": 20} | site)))
            for key, (site, _) in CASES.items()
        }
        for key, (_, how) in CASES.items():
            data.declare(papers[key], key, **how)
        ran = data.crawl(*CASES, env=next(iter(papers.values())).env)
        yield Crawled(data, papers, ran)


@pytest.mark.parametrize("key", CASES)
def test_every_linked_article_is_stored_once(crawled: Crawled, key: str) -> None:
    paper = crawled.papers[key]
    assert crawled.ran.code == 0, crawled.ran.err
    assert len(paper.linked()) >= 3, "a newspaper that lists next to nothing proves nothing"
    assert Counter(crawled.data.articles(key)) == Counter(dict.fromkeys(paper.linked(), 1))


@pytest.mark.parametrize("key", CASES)
def test_every_address_has_an_outcome_of_the_list(crawled: Crawled, key: str) -> None:
    rows = crawled.data.rows("SELECT url, state, outcome FROM urls WHERE outlet = ?", key)
    assert rows
    assert {r["outcome"] for r in rows} <= OUTCOMES.keys(), [tuple(r) for r in rows if r["outcome"] not in OUTCOMES]
    assert {r["state"] for r in rows} == {"done"}


@pytest.mark.parametrize("key", CASES)
def test_the_counts_of_a_run_add_up(crawled: Crawled, key: str) -> None:
    data = crawled.data
    (row,) = data.rows("SELECT * FROM run_outlets WHERE outlet = ?", key)
    outcomes = data.column("SELECT f.outcome FROM fetches f JOIN urls u ON u.id = f.url_id WHERE u.outlet = ?", key)
    counted = Counter(counter(o) for o in outcomes)
    assert row["fetched"] == len(outcomes)
    assert row["new"] == counted["new"] == len(data.articles(key))
    for name in ("changed", "unchanged", "rejected", "failed"):
        assert row[name] == counted[name], name
    # The home page's own address and robots.txt are not discovered: they are where a crawl starts.
    met = data.one(
        "SELECT count(*) FROM urls WHERE outlet = ? AND role = 'article' AND outcome != 'duplicate_url'", key
    )
    assert row["discovered"] >= met > 0


@pytest.mark.parametrize("key", CASES)
def test_every_new_article_is_the_yield_of_a_channel(crawled: Crawled, key: str) -> None:
    found = crawled.data.rows(
        "SELECT c.kind, r.found, r.new, c.last_yield_at FROM run_channels r JOIN channels c ON c.id = r.channel_id "
        "WHERE c.outlet = ?",
        key,
    )
    assert sum(r["new"] for r in found) >= len(crawled.papers[key].linked())
    assert all(r["found"] >= r["new"] for r in found)
    assert all(bool(r["found"]) == (r["last_yield_at"] is not None) for r in found)


def test_a_run_sums_its_outlets(crawled: Crawled) -> None:
    names = ("discovered", "known", "fetched", "new", "changed", "unchanged", "rejected", "failed")
    sums = ", ".join(f"sum({n})" for n in names)
    assert [tuple(r) for r in crawled.data.rows(f"SELECT {', '.join(names)} FROM runs")] == [
        tuple(r) for r in crawled.data.rows(f"SELECT {sums} FROM run_outlets")
    ]


@pytest.mark.parametrize("key", ["declared", "nothingsaid", *STYLES])
def test_an_old_address_that_redirects_belongs_to_its_article(crawled: Crawled, key: str) -> None:
    paper, data = crawled.papers[key], crawled.data
    moved = [s for s in paper.articles if s.old_url in set(data.column("SELECT url FROM urls"))]
    assert moved
    for story in moved:
        old, new = data.ledger(story.old_url), data.ledger(story.url)
        assert old["outcome"] == "duplicate_url"
        assert old["article_id"] == new["article_id"] is not None
        assert data.one("SELECT canonical_url FROM articles WHERE id = ?", new["article_id"]) == story.url


@pytest.mark.parametrize("key", ["rss", "nothingsaid"])
def test_an_address_with_tracking_parameters_is_not_fetched_again(crawled: Crawled, key: str) -> None:
    paper, data = crawled.papers[key], crawled.data
    tracked = data.rows("SELECT * FROM urls WHERE outlet = ? AND url LIKE '%utm_source%'", key)
    assert tracked
    for row in tracked:
        plain, _, _ = row["url"].partition("?")
        fetched = paper.paths().count(plain.removeprefix(paper.base)) + paper.paths().count(
            row["url"].removeprefix(paper.base)
        )
        assert fetched == 1, row["url"]
        assert row["article_id"] is not None


def test_what_is_no_article_is_kept_out_with_a_reason(crawled: Crawled) -> None:
    paper, data = crawled.papers["nothingsaid"], crawled.data
    video, _ = paper.not_articles
    row = data.ledger(video)
    assert (row["outcome"], row["article_id"]) == ("not_article", None)
    assert row["detail"].startswith("video")


def test_a_declared_channel_is_told_from_a_discovered_one(crawled: Crawled) -> None:
    kinds = "SELECT DISTINCT kind, declared FROM channels WHERE outlet = ? AND kind NOT IN ('home', 'link')"
    declared = {tuple(r) for r in crawled.data.rows(kinds, "declared")}
    found = {tuple(r) for r in crawled.data.rows(kinds, "nothingsaid")}
    assert declared == {("sitemap", 1), ("feed", 1), ("section", 1)}
    assert found == {("sitemap", 0), ("feed", 0), ("section", 0)}


def test_robots_txt_is_kept_with_the_run(crawled: Crawled) -> None:
    hosts = {f"{p.host}:{p.port}" for p in crawled.papers.values()}
    assert (
        set(
            crawled.data.column(
                "SELECT host FROM host_policies WHERE robots_status = 'ok' AND robots_digest IS NOT NULL"
            )
        )
        == hosts
    )
