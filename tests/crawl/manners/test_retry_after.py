"""A host that asks for a pause (429 or 503 with Retry-After) gets it, whole, and across runs."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, timedelta
from email.utils import format_datetime

import pytest

from tests.crawl.running import later
from tests.crawl.support import Edition, Kiosk
from tests.newspaper import NOW
from tests.newspaper.server import Request

PAUSE_S = 3
DATED = NOW + timedelta(seconds=8)
HOUR = {"Retry-After": "3600"}


@dataclass(frozen=True)
class Three:
    """Crawls at nine, ten minutes later, and two hours later."""

    kiosk: Kiosk
    first: Edition
    soon: Edition
    afterwards: Edition


@pytest.fixture(scope="module")
def three(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Three]:
    with Kiosk(tmp_path_factory.mktemp("pauses") / "data") as kiosk:
        for key, status in (("seconds429", 429), ("seconds503", 503)):
            paper = kiosk.open(key)
            paper.fail(paper.articles[0].path, status, times=1, headers={"Retry-After": str(PAUSE_S)})
        dated = kiosk.open("dated")
        when = format_datetime(DATED.astimezone(UTC), usegmt=True)
        dated.fail(dated.articles[0].path, 503, times=1, headers={"Retry-After": when})
        long = kiosk.open("long", declare={"min_per_day": 1})
        long.fail(long.articles[1].path, 429, times=1, headers=HOUR)
        closed = kiosk.open("closed")
        closed.fail("/robots.txt", 503, times=1, headers=HOUR)
        first = kiosk.crawl()
        soon = kiosk.crawl(env=later(dated, minutes=10))
        afterwards = kiosk.crawl(env=later(dated, hours=2))
        yield Three(kiosk, first, soon, afterwards)


def around(edition: Edition, key: str, status: int) -> tuple[list[Request], Request, list[Request]]:
    """Return the requests before the one that was answered so, that one, and those after it."""
    requests = edition.requests[key]
    at = next(i for i, r in enumerate(requests) if r.status == status)
    return requests[:at], requests[at], requests[at + 1 :]


@pytest.mark.parametrize(("key", "status"), [("seconds429", 429), ("seconds503", 503)])
def test_the_whole_host_is_left_alone_for_the_seconds_it_asked(three: Three, key: str, status: int) -> None:
    _, answered, after = around(three.first, key, status)
    assert len(after) >= 3
    assert min(r.at for r in after) - answered.at >= PAUSE_S


@pytest.mark.parametrize("key", ["seconds429", "seconds503", "dated"])
def test_after_the_pause_the_rest_is_fetched_and_the_address_tried_again(three: Three, key: str) -> None:
    assert {a.url for a in three.kiosk[key].articles} <= three.first.articles


def test_the_whole_host_is_left_alone_until_the_date_it_gave(three: Three) -> None:
    _, answered, after = around(three.first, "dated", 503)
    # The crawl's clock starts at the newspaper's present when the program starts, some seconds before this answer.
    assert 1.0 <= min(r.at for r in after) - answered.at <= 8.0


def test_a_long_pause_ends_the_run_for_that_host(three: Three) -> None:
    before, _, after = around(three.first, "long", 429)
    assert [r.path for r in before][:2] == ["/robots.txt", "/"]
    assert after == []
    assert three.kiosk["long"].articles[0].url in three.first.articles


def test_what_a_pause_leaves_stays_queued(three: Three) -> None:
    left = [a.url for a in three.kiosk["long"].articles[2:]]
    assert {(three.first.ledger[url]["state"], three.first.ledger[url]["outcome"]) for url in left} == {
        ("queued", None)
    }


def test_the_next_run_keeps_the_pause_and_says_so(three: Three) -> None:
    assert three.soon.requests["long"] == []
    assert (
        f"127.0.0.1:{three.kiosk['long'].port}: asked to be left alone until 2026-11-22T03:00:0" in three.soon.ran.err
    )


def test_a_pause_is_no_failure(three: Three) -> None:
    assert "long: 0 new, 0 changed, 1 known (0 fetched)\n" in three.soon.ran.err


def test_when_the_pause_is_over_the_rest_is_fetched(three: Three) -> None:
    for key in ("long", "closed"):
        assert {a.url for a in three.kiosk[key].articles} <= three.afterwards.articles
    assert three.afterwards.ran.code == 0


def test_a_robots_txt_that_asks_for_a_long_pause_is_not_asked_for_again_meanwhile(three: Three) -> None:
    assert (three.first.paths("closed"), three.soon.paths("closed")) == (["/robots.txt"], [])
    assert three.first.outcome(three.kiosk["closed"].home)[0] == "robots_unreachable"
    assert three.first.ran.code == 3


def test_the_moment_is_kept_in_the_archive(three: Three) -> None:
    with closing(sqlite3.connect(three.kiosk.data.database)) as db:
        hosts = dict(db.execute("SELECT host, not_before FROM hosts"))
    assert hosts[f"127.0.0.1:{three.kiosk['long'].port}"].startswith("2026-11-22T03:00:0")
