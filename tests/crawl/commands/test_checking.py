"""`outlets check`: a small crawl aside from the archive, and its verdict, live and from files."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from newsarchive.ingest import leases
from newsarchive.outlets.hostnames import host_of
from newsarchive.store.archive import Archive
from newsarchive.store.hosts import Hosts
from tests.crawl.running import Data, later
from tests.newspaper import Newspaper


def test_outlets_are_checked_live_without_touching_the_archive(data: Data) -> None:
    with (
        Newspaper(articles=12, seed="khỏe") as good,
        Newspaper(articles=12, seed="yếu", channels={"home"}) as weak,
        Newspaper(articles=6, seed="chết") as dead,
    ):
        data.declare(good, "good", declare=["sitemap", "feed"])
        data.declare(weak, "weak", feeds=[weak.url("/rss/home.rss")])
        data.declare(dead, "dead")
        dead.fail("/*", status=404)
        ran = data.run("outlets", "check", "good", "weak", "dead", "--json", env=good.env)
        told = {one["outlet"]: one for one in json.loads(ran.out)}
        alone = data.run("outlets", "check", "dead", env=good.env)
    assert ran.code == 3
    assert {key: one["verdict"] for key, one in told.items()} == {"good": "works", "weak": "partly", "dead": "broken"}
    assert told["good"]["robots"] == "ok"
    assert {(c["kind"], c["declared"]) for c in told["good"]["channels"]} >= {
        ("sitemap", True),
        ("feed", True),
        ("section", False),
    }
    assert len(told["good"]["articles"]) >= 3 and all(a["fields"]["title"] for a in told["good"]["articles"])
    assert any("/rss/home.rss brought no article address" in why for why in told["weak"]["why"])
    assert "no article could be read" in told["dead"]["why"]
    assert (alone.code, alone.out.splitlines()[0].partition(" (")[0]) == (1, "dead: broken")
    assert sorted(p.name for p in data.folder.iterdir()) == ["outlets"]


def test_an_outlet_is_checked_against_files(data: Data, tmp_path: Path) -> None:
    kept = Data(tmp_path / "kept")
    kept.configure(keep="all")
    with Newspaper(articles=8, seed="lưu") as paper:
        kept.declare(paper)
        data.declare(paper)
        assert kept.crawl("testpaper", env=paper.env).code == 0
    (file,) = kept.warc.glob("*.warc.gz")
    ran = data.run("outlets", "check", "testpaper", "--replay", file, "--json", env=paper.env)
    assert ran.code == 0, ran.err
    (told,) = json.loads(ran.out)
    assert told["verdict"] == "works"
    assert len(told["articles"]) == 3


@pytest.fixture
def held(data: Data) -> Iterator[tuple[Data, Newspaper]]:
    """An archive that holds a newspaper, which has forgotten our visits."""
    with Newspaper(articles=8, seed="bận") as paper:
        data.declare(paper)
        assert data.crawl("testpaper", env=paper.env).code == 0
        paper.forget_requests()
        yield data, paper


def in_archive(data: Data, write: Callable[[Hosts], None]) -> None:
    with Archive.open(data.database) as archive, archive.transaction():
        write(Hosts(archive.db))


@pytest.mark.parametrize("command", ["check", "new"])
def test_a_host_that_another_process_reads_is_left_alone(held: tuple[Data, Newspaper], command: str) -> None:
    data, paper = held
    in_archive(data, lambda hosts: hosts.take(host_of(paper.home), owner=leases.me(), until="2126-01-01T00:00:00Z"))
    if command == "new":
        (data.outlets / "testpaper.toml").unlink()
    ran = data.run("outlets", command, "testpaper" if command == "check" else paper.home, env=paper.env)
    assert (ran.code, "another process" in ran.out + ran.err) == (3 if command == "check" else 1, True), ran
    assert paper.requests == []


def test_a_crawl_leaves_a_host_alone_that_a_check_reads(held: tuple[Data, Newspaper]) -> None:
    data, paper = held
    paper.slow("/*", seconds=0.7)
    checking = data.start("outlets", "check", "testpaper", env=paper.env)
    try:
        while not paper.requests and checking.poll() is None:
            time.sleep(0.05)
        ran = data.crawl("testpaper", env=later(paper, hours=30))
        assert (ran.code, "another process" in ran.err) == (3, True), ran.err
    finally:
        checking.communicate(timeout=60)
    assert checking.returncode == 0
    paper.heal()
    assert data.crawl("testpaper", env=later(paper, hours=30)).code == 0


def test_a_pause_that_a_host_has_asked_for_holds_for_a_check_too(held: tuple[Data, Newspaper]) -> None:
    data, paper = held
    in_archive(data, lambda hosts: hosts.set_not_before(host_of(paper.home), "2126-01-01T00:00:00Z"))
    data.run("outlets", "check", "testpaper", env=paper.env)
    assert paper.requests == []


def test_a_pause_that_a_host_asks_of_a_check_holds_for_the_next_crawl(held: tuple[Data, Newspaper]) -> None:
    data, paper = held
    paper.fail("/*", status=429, headers={"Retry-After": "7200"})
    data.run("outlets", "check", "testpaper", env=paper.env)
    assert data.one("SELECT not_before FROM hosts WHERE host = ?", host_of(paper.home)) is not None
    paper.forget_requests()
    data.crawl("testpaper", env=later(paper, minutes=30))
    assert paper.requests == []
