"""Lists at their own rhythm; what falls between two polls is noticed, and read after all."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.crawl.running import Data, Ran, later
from tests.crawl.support import Kiosk
from tests.newspaper import Newspaper


def gap_rows(data: Data, key: str) -> list[Any]:
    """Return an outlet's gaps with the kind of their channel, oldest first."""
    return data.rows(
        "SELECT g.*, c.kind, c.url FROM gaps g JOIN channels c ON c.id = g.channel_id WHERE g.outlet = ? ORDER BY g.id",
        key,
    )


def publish(paper: Newspaper, number: int, *, hours: float) -> None:
    """Publish articles, the last of them this long after the newspaper's present."""
    for n in range(number):
        paper.add_article(paper.now + timedelta(hours=hours) - timedelta(minutes=2 * (number - n)))


@dataclass
class Watched:
    """Newspapers crawled four times: at first, an hour later, after a day with too much news, and the day after."""

    kiosk: Kiosk
    ran: list[Ran] = field(default_factory=list)
    gaps: list[dict[str, list[Any]]] = field(default_factory=list)
    status: list[str] = field(default_factory=list)

    def crawl(self, **by: float) -> None:
        """Crawl all newspapers and note how things stand."""
        clock = later(next(iter(self.kiosk.papers.values())), **by)
        ran = self.kiosk.data.crawl(*self.kiosk.papers, env=clock)
        assert "Traceback" not in ran.err, ran.err
        self.ran.append(ran)
        self.gaps.append({key: gap_rows(self.kiosk.data, key) for key in self.kiosk.papers})
        self.status.append(self.kiosk.data.run("status", env=clock).out if len(self.ran) > 2 else "")


PAPERS: dict[str, dict[str, Any]] = {
    # what the newspaper has, and what its outlet file declares
    "quiet": {"channels": {"feed"}, "declare": {"declare": ["feed"]}},
    "feedonly": {"channels": {"feed"}, "declare": {"declare": ["feed"]}},
    "withsitemap": {"channels": {"feed", "sitemap"}, "declare": {"declare": ["feed", "sitemap"]}},
    "withsections": {"channels": {"feed", "sections"}, "declare": {"declare": ["feed", "sections"]}},
    "stopped": {"channels": {"sections"}, "declare": {"declare": ["sections"]}},
}


@pytest.fixture(scope="module")
def watched(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Watched]:
    """Four crawls; before the third, each newspaper but one publishes more than its feed can name."""
    with Kiosk(tmp_path_factory.mktemp("freshness")) as kiosk:
        for key, how in PAPERS.items():
            kiosk.open(key, **({"articles": 12, "feed_length": 6, "page_size": 4, "span_days": 3.0} | how))
        told = Watched(kiosk)
        told.crawl()
        told.crawl(hours=1)
        for key in PAPERS:
            publish(kiosk[key], 2 if key == "quiet" else 30, hours=24)
        hidden = kiosk["stopped"].articles[20]  # a crawl is refused the second page of a section: it stops short there
        kiosk["stopped"].fail(f"/{hidden.section}/?p=2", 404)
        told.crawl(hours=25)
        kiosk["stopped"].heal()
        told.crawl(hours=49)
        yield told


def test_the_first_poll_and_one_without_change_prove_no_gap(watched: Watched) -> None:
    assert watched.gaps[0] == watched.gaps[1] == {key: [] for key in PAPERS}


def test_a_feed_that_still_names_what_was_known_has_no_gap(watched: Watched) -> None:
    assert watched.gaps[3]["quiet"] == []


def test_a_feed_of_new_addresses_alone_writes_a_gap_since_the_last_poll(watched: Watched) -> None:
    paper = watched.kiosk["feedonly"]
    (gap,) = watched.gaps[2]["feedonly"]
    assert gap["kind"] == "feed"
    assert gap["since"][:13] == later(paper, hours=1)["NEWSARCHIVE_NOW"][:13], "the poll that was answered 304"
    assert gap["until"][:13] == later(paper, hours=25)["NEWSARCHIVE_NOW"][:13]
    assert gap["closed_at"] is None


def test_status_shows_an_open_gap(watched: Watched) -> None:
    assert "gap: feedonly: " in watched.status[2]
    assert "/rss/home.rss" in watched.status[2]


@pytest.mark.parametrize("key", ["withsitemap", "withsections"])
def test_the_next_run_closes_the_gap_of_a_feed_by_lists_that_reach_further_back(watched: Watched, key: str) -> None:
    feeds = [g for g in watched.gaps[2][key] if g["kind"] == "feed"]
    assert [g["closed_at"] for g in feeds] == [None]
    after = [g for g in watched.gaps[3][key] if g["kind"] == "feed"]
    assert after[0]["closed_at"] is not None
    assert set(watched.kiosk.data.articles(key)) == {s.url for s in watched.kiosk[key].articles}
    assert f"gap: {key}: " not in watched.status[3]


def test_a_gap_that_nothing_reaches_behind_stays_open(watched: Watched) -> None:
    assert watched.gaps[3]["feedonly"][0]["closed_at"] is None
    missed = {s.url for s in watched.kiosk["feedonly"].articles} - set(watched.kiosk.data.articles("feedonly"))
    assert missed


def test_a_gap_lifts_the_rule_to_stop_at_known_pages(watched: Watched) -> None:
    data, paper = watched.kiosk.data, watched.kiosk["stopped"]
    before, after = watched.gaps[2]["stopped"], watched.gaps[3]["stopped"]
    assert before
    assert {g["kind"] for g in before} == {"section"}
    assert {g["closed_at"] for g in before} == {None}
    assert None not in {g["closed_at"] for g in after if g["id"] in {b["id"] for b in before}}
    assert set(data.articles("stopped")) == {s.url for s in paper.articles}


def test_a_busy_feed_is_due_sooner_than_a_slow_one(tmp_path: Path) -> None:
    with Kiosk(tmp_path) as kiosk:
        for key, days in (("busy", 0.4), ("slow", 12.0)):
            kiosk.open(key, articles=20, span_days=days, channels={"feed"}, declare={"declare": ["feed"]})
        kiosk.crawl()
        due = {
            key: datetime.fromisoformat(row["next_fetch_at"]) - datetime.fromisoformat(row["fetched_at"])
            for key, row in ((k, kiosk.data.ledger(p.url("/rss/home.rss"))) for k, p in kiosk.papers.items())
        }
    assert timedelta(minutes=5) <= due["busy"] < timedelta(hours=1)
    assert due["slow"] > 3 * due["busy"]


def test_further_pages_of_a_section_are_not_due_by_themselves(watched: Watched) -> None:
    rows = watched.kiosk.data.rows(
        "SELECT url, next_fetch_at FROM urls WHERE role = 'list' AND outlet = 'withsections'"
    )
    pages = [r for r in rows if "?p=" in r["url"]]
    assert pages
    assert {r["next_fetch_at"] for r in pages} == {None}
    assert None not in {r["next_fetch_at"] for r in rows if "?p=" not in r["url"]}
