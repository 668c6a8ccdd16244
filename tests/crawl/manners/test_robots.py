"""robots.txt: read before anything else, obeyed by everything, and what happens when it cannot be read."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.crawl.running import later
from tests.crawl.support import CONTACT, Edition, Kiosk, finish, gaps
from tests.crawl.watching import listening_sockets

DECLARED_S, ASKED_S = 0.5, 0.7


@dataclass(frozen=True)
class Two:
    """Two crawls of the same newspapers; in the second, those without a readable robots.txt have one again."""

    kiosk: Kiosk
    first: Edition
    second: Edition
    listening: list[str]
    forbidden: list[str]


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Two]:
    with Kiosk(tmp_path_factory.mktemp("robots") / "data", fetch_timeout_s=1.5) as kiosk:
        slow = kiosk.open("slow", articles=3)
        slow.robots.disallow = ["/kin/"]
        slow.slow("/robots.txt", 1.0)
        forbidden = [slow.url(f"/kin/202611/bai-so-{n}-cua-bao-1a2b3c{n}") for n in range(8)]
        for key in ("broken", "silent", "hung"):
            kiosk.open(key)
        kiosk["broken"].fail("/robots.txt", 503)
        kiosk["silent"].drop("/robots.txt")
        kiosk["hung"].hang("/robots.txt")
        for key, status in (("absent", 404), ("refused", 403)):
            kiosk.open(key, articles=2).robots.status = status
        moved = kiosk.open("moved", articles=3)
        moved.redirect("/robots.txt", moved.url("/luat/robots.txt"))
        moved.serve("/luat/robots.txt", "User-agent: *\nDisallow: /video/\n", "text/plain")
        circle = kiosk.open("circle", articles=2)
        circle.redirect("/robots.txt", circle.url("/robots.txt?1"))
        circle.redirect("/robots.txt?1", circle.url("/robots.txt"))
        kiosk.open("asks", articles=3).robots.delay_s = ASKED_S
        kiosk.open("declares", articles=3, declare={"delay_s": DECLARED_S})
        own = kiosk.open("named", articles=2)
        own.robots.text = "User-agent: *\nDisallow:\n\nUser-agent: newsarchive\nDisallow: /video/\n"

        with kiosk.data.start("crawl", *kiosk.papers, *forbidden, env=slow.env) as child:
            listening = listening_sockets(
                child.pid, once=lambda: bool(kiosk["hung"].requests) or child.poll() is not None
            )
            first = kiosk.edition(finish(child))
        for key in ("broken", "silent", "hung"):
            kiosk[key].heal()
        second = kiosk.crawl(env=later(slow, minutes=20))
        yield Two(kiosk, first, second, listening, forbidden)


def test_robots_txt_is_the_first_request_to_every_host(two: Two) -> None:
    assert {key: paths[0] for key in two.kiosk.papers if (paths := two.first.paths(key))} == dict.fromkeys(
        two.kiosk.papers, "/robots.txt"
    )


def test_nothing_is_sent_before_a_slow_robots_txt_has_been_read(two: Two) -> None:
    robots, *others = two.first.requests["slow"]
    assert others
    assert robots.answered_at is not None
    assert min(r.at for r in others) >= robots.answered_at >= robots.at + 1.0


def test_addresses_queued_while_robots_txt_was_on_its_way_obey_it(two: Two) -> None:
    assert {two.first.outcome(url)[0] for url in two.forbidden} == {"robots_denied"}
    assert not [path for path in two.first.paths("slow") if path.startswith("/kin/")]
    assert {a.url for a in two.kiosk["slow"].articles} <= two.first.articles


@pytest.mark.parametrize("key", ["broken", "silent", "hung"])
def test_without_a_readable_robots_txt_nothing_else_is_asked_for(two: Two, key: str) -> None:
    assert set(two.first.paths(key)) == {"/robots.txt"}
    assert len(two.first.paths(key)) == 3


@pytest.mark.parametrize("key", ["broken", "silent", "hung"])
def test_addresses_behind_an_unreadable_robots_txt_are_held(two: Two, key: str) -> None:
    row = two.first.ledger[two.kiosk[key].home]
    assert (row["outcome"], row["state"]) == ("robots_unreachable", "held")
    assert row["detail"].startswith("robots.txt: ")


def test_an_unreadable_robots_txt_makes_the_crawl_end_with_3(two: Two) -> None:
    assert two.first.ran.code == 3
    lines = [line for line in two.first.ran.err.splitlines() if "nothing could be read: robots_unreachable" in line]
    assert [line.partition(":")[0] for line in lines] == ["broken", "hung", "silent"]


@pytest.mark.parametrize("key", ["broken", "silent", "hung"])
def test_the_next_run_goes_on_when_robots_txt_can_be_read_again(two: Two, key: str) -> None:
    assert {a.url for a in two.kiosk[key].articles} <= two.second.articles
    assert two.second.ledger[two.kiosk[key].home]["outcome"] == "listed"
    assert two.second.ran.code == 0


@pytest.mark.parametrize("key", ["absent", "refused", "circle"])
def test_no_robots_txt_or_one_that_is_refused_or_moves_in_circles_sets_no_rules(two: Two, key: str) -> None:
    assert {a.url for a in two.kiosk[key].articles} <= two.first.articles


def test_a_robots_txt_that_has_moved_is_followed_and_obeyed(two: Two) -> None:
    assert two.first.paths("moved")[:2] == ["/robots.txt", "/luat/robots.txt"]
    video = next(u for u in two.kiosk["moved"].not_articles if "/video/" in u)
    assert two.first.outcome(video)[0] == "robots_denied"
    assert not [path for path in two.first.paths("moved") if path.startswith("/video/")]


def test_rules_for_our_own_name_count_more_than_those_for_everybody(two: Two) -> None:
    assert not [path for path in two.first.paths("named") if path.startswith("/video/")]
    assert {a.url for a in two.kiosk["named"].articles} <= two.first.articles


def test_crawl_delay_is_kept_where_a_shorter_one_is_declared(two: Two) -> None:
    waits = gaps(two.first.requests["asks"])
    assert len(waits) >= 4
    assert min(waits) >= ASKED_S - 0.1  # requests are counted where they arrive, on a busy machine


def test_the_declared_delay_is_kept(two: Two) -> None:
    waits = gaps(two.first.requests["declares"])
    assert len(waits) >= 4
    assert min(waits) >= DECLARED_S - 0.1  # requests are counted where they arrive, on a busy machine


def test_there_is_one_connection_to_a_host_and_one_request_on_it(two: Two) -> None:
    # The test newspaper holds on to the connections of those it lets hang, long after they have given up.
    others = {key: (p.max_connections, p.max_active) for key, p in two.kiosk.papers.items() if key != "hung"}
    assert others == dict.fromkeys(others, (1, 1))


def test_every_request_names_the_project_and_whom_to_write_to(two: Two) -> None:
    asked = [r for e in (two.first, two.second) for requests in e.requests.values() for r in requests]
    assert {r.path for r in asked} > {"/robots.txt", "/"}
    (agent,) = {r.header("user-agent") for r in asked}
    assert agent is not None
    assert agent.startswith("newsarchive/")
    assert f"(+{CONTACT})" in agent


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_no_server_listens_in_a_crawl(two: Two) -> None:
    assert two.listening == []


def test_the_rules_of_each_host_are_noted_with_the_run(two: Two) -> None:
    rows = two.kiosk.data.rows("SELECT host, robots_status, crawl_delay_s FROM host_policies WHERE run_id = 1")
    told = {row["host"]: (row["robots_status"], row["crawl_delay_s"]) for row in rows}
    of = {key: told[f"127.0.0.1:{paper.port}"] for key, paper in two.kiosk.papers.items()}
    assert (of["absent"], of["broken"], of["asks"]) == (("none", None), ("unreachable", None), ("ok", ASKED_S))


def test_robots_txt_is_read_anew_in_each_run(two: Two, tmp_path: Path) -> None:
    assert two.second.paths("slow")[0] == "/robots.txt"
