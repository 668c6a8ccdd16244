"""A Crawl-delay that is longer than a run waits, and a crawl that is stopped while it waits for a shorter one."""

from __future__ import annotations

import json
import signal
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.crawl.running import Ran, later
from tests.crawl.support import Edition, Kiosk, finish

ASKED_S = 100_000
IN_TIME_S = 40.0


@dataclass(frozen=True)
class Three:
    """Crawls at nine, an hour later and two days later; `status` after each of the first two."""

    kiosk: Kiosk
    first: Edition
    status: Ran
    soon: Edition
    soon_status: Ran
    afterwards: Edition


@pytest.fixture(scope="module")
def three(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Three]:
    with Kiosk(tmp_path_factory.mktemp("delays") / "data") as kiosk:
        slow = kiosk.open("slow")
        slow.robots.delay_s = ASKED_S
        kiosk.open("quick")
        first = kiosk.crawl()
        status = kiosk.data.run("status", "--check", env=slow.env)
        soon = kiosk.crawl(env=later(slow, hours=1))
        soon_status = kiosk.data.run("status", "--check", "--json", env=later(slow, hours=1))
        yield Three(kiosk, first, status, soon, soon_status, kiosk.crawl(env=later(slow, hours=48)))


def test_the_crawl_ends_and_the_other_newspaper_is_read(three: Three) -> None:
    assert {a.url for a in three.kiosk["quick"].articles} <= three.first.articles
    assert three.first.ran.code == 3
    assert three.kiosk.data.column("SELECT outcome FROM runs ORDER BY id") == ["partly", "partly", "finished"]


def test_nothing_but_robots_txt_is_asked_for_and_nothing_at_all_in_the_pause(three: Three) -> None:
    assert (three.first.paths("slow"), three.soon.paths("slow")) == (["/robots.txt"], [])


def test_what_waits_stays_due(three: Three) -> None:
    assert three.first.ledger[three.kiosk["slow"].home]["state"] == "queued"


def test_crawl_and_status_say_why_nothing_was_read(three: Three) -> None:
    host = f"127.0.0.1:{three.kiosk['slow'].port}"
    why = f"nothing could be read: {host}: robots.txt asks for a Crawl-delay of {ASKED_S} s, longer than a run waits; "
    assert why in three.first.ran.err
    assert f"slow: {why}" in three.status.out
    assert (three.status.code, three.status.out.split(":")[0]) == (1, "needs a look")
    outlets = {o["key"]: o["failure"] for o in json.loads(three.soon_status.out)["outlets"]}
    assert outlets["slow"].startswith(f"{host}: robots.txt asks for")
    assert outlets["quick"] is None


def test_when_the_delay_has_passed_one_page_is_fetched(three: Three) -> None:
    assert three.afterwards.paths("slow") == ["/robots.txt", "/"]
    assert three.afterwards.outcome(three.kiosk["slow"].home)[0] == "listed"


def test_a_crawl_that_waits_for_a_delay_is_stopped_in_time(tmp_path: Path) -> None:
    with Kiosk(tmp_path / "data") as kiosk:
        paper = kiosk.open("paper")
        paper.robots.delay_s = 100
        with kiosk.data.start("crawl", "paper", env=paper.env) as child:
            until = time.monotonic() + IN_TIME_S
            while not paper.requests:
                assert time.monotonic() < until
                time.sleep(0.1)
            time.sleep(1.0)  # robots.txt has been read, and the first page waits
            asked = time.monotonic()
            child.send_signal(signal.SIGTERM)
            finish(child)
        assert time.monotonic() - asked < IN_TIME_S
        assert kiosk.data.column("SELECT outcome FROM runs") == ["stopped"]
        assert kiosk.data.column("SELECT DISTINCT state FROM urls WHERE role <> 'other'") == ["queued"]
