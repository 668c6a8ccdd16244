"""The past month by month: through sitemaps and section pages, killed and resumed, beside a crawl."""

from __future__ import annotations

import json
import os
import signal
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.crawl.running import Data, Ran, later
from tests.crawl.support import finish, gaps
from tests.newspaper import Newspaper
from tests.newspaper.server import Request

SPAN = ("--from", "2026-08", "--to", "2026-10")
MONTHS = ["2026-10", "2026-09", "2026-08"]


def until(happened: Callable[[], object], patience_s: float = 40.0) -> None:
    """Wait for something to happen."""
    end = time.monotonic() + patience_s
    while not happened():
        assert time.monotonic() < end, "what was waited for did not happen"
        time.sleep(0.02)


def of_month(paper: Newspaper, *months: str) -> set[str]:
    """Return the addresses of the articles published in these months, in Vietnam's time."""
    return {a.url for a in paper.articles if f"{a.published_at:%Y-%m}" in months}


def status(data: Data) -> dict[str, dict[str, Any]]:
    """Return what `--status --json` says, by month."""
    ran = data.run("backfill", "testpaper", "--status", "--json")
    assert ran.code == 0, ran.err
    return {row["month"]: row for row in json.loads(ran.out)}


def articles_asked(paper: Newspaper) -> Counter[str]:
    """Return how often the address of each article was asked for."""
    own = {a.path: a.url for a in paper.articles}
    return Counter(own[r.path] for r in paper.requests if r.path in own)


# killed in the middle, gone on with, another month, then a crawl


@dataclass
class Killed:
    """A backfill that was killed, started again, then another one further back, then a crawl."""

    paper: Newspaper
    data: Data
    finished_before: set[str]
    status_between: dict[str, dict[str, Any]]
    second: Ran
    asked_second: Counter[str]
    lists_second: list[str]
    third: Ran
    asked_third: Counter[str]
    status_after: dict[str, dict[str, Any]]
    again: Ran
    asked_again: list[str]
    crawl: Ran


@pytest.fixture(scope="module")
def killed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Killed]:
    data = Data(tmp_path_factory.mktemp("killed") / "data")
    data.configure(contact="toasoan@bao.example", workers=1)
    with Newspaper(articles=60, span_days=200, seed="thang cu", channels=["robots_sitemap", "home"]) as paper:
        data.declare(paper)
        paper.slow("*", 0.03)
        with data.start("backfill", "testpaper", *SPAN, env=paper.env) as child:
            until(data.database.exists)
            done = "SELECT count(*) FROM backfills WHERE month = '2026-09' AND listed_at IS NOT NULL"
            until(lambda: _one(data, done) and _one(data, "SELECT count(*) FROM articles") >= 13)
            os.killpg(child.pid, signal.SIGKILL)
            child.communicate()
        between = status(data)
        finished = {m for m, row in between.items() if row["complete"]}
        held = set(data.column("SELECT url FROM urls WHERE article_id IS NOT NULL AND role = 'article'"))
        paper.forget_requests()
        second = data.run("backfill", "testpaper", *SPAN, env=later(paper, minutes=5))
        asked_second = articles_asked(paper)
        lists_second = [r.path for r in paper.requests if "sitemaps/" in r.path]
        paper.forget_requests()
        third = data.run("backfill", "testpaper", "--from", "2026-07", "--to", "2026-07", env=later(paper, hours=1))
        asked_third = articles_asked(paper)
        after = status(data)
        paper.forget_requests()
        again = data.run("backfill", "testpaper", *SPAN, env=later(paper, hours=2))
        asked_again = paper.paths()
        paper.heal()
        crawl = data.crawl("testpaper", env=later(paper, hours=3))
        assert held
        yield Killed(
            paper, data, finished, between, second, asked_second, lists_second, third, asked_third, after, again,
            asked_again, crawl,
        )  # fmt: skip


def _one(data: Data, sql: str) -> Any:
    with suppress(Exception):  # the tables are being made
        return data.one(sql)
    return 0


def test_a_killed_backfill_keeps_the_months_it_had_finished(killed: Killed) -> None:
    assert "2026-10" in killed.finished_before
    assert not killed.status_between["2026-08"]["complete"]


def test_the_same_command_goes_on_where_it_was(killed: Killed) -> None:
    assert killed.second.code == 0, killed.second.err
    assert {m: row["complete"] for m, row in killed.status_after.items()} == dict.fromkeys([*MONTHS, "2026-07"], True)


def test_finished_months_are_not_fetched_again(killed: Killed) -> None:
    assert killed.asked_second
    assert not set(killed.asked_second) & of_month(killed.paper, *killed.finished_before)
    assert not [p for p in killed.lists_second for m in killed.finished_before if m in p]


def test_every_article_of_the_months_is_stored_once_and_none_besides(killed: Killed) -> None:
    before_the_crawl = killed.data.column(
        "SELECT u.url FROM fetches f JOIN urls u ON u.id = f.url_id JOIN runs r ON r.id = f.run_id "
        "WHERE f.outcome = 'new' AND r.command = 'backfill'"
    )
    assert sorted(before_the_crawl) == sorted(of_month(killed.paper, *MONTHS, "2026-07"))
    assert max(Counter(killed.data.articles()).values()) == 1


def test_the_numbers_of_each_month_add_up(killed: Killed) -> None:
    for month, row in {**killed.status_after}.items():
        published = len(of_month(killed.paper, month))
        assert (row["found"], row["fetched"], row["left"], row["articles"]) == (published, published, 0, published)
    assert all(row["found"] == row["fetched"] + row["left"] for row in killed.status_between.values())


def test_another_month_is_a_backfill_of_its_own(killed: Killed) -> None:
    assert killed.third.code == 0, killed.third.err
    assert set(killed.asked_third) == of_month(killed.paper, "2026-07")


def test_a_complete_backfill_asks_for_nothing(killed: Killed) -> None:
    assert killed.again.code == 0, killed.again.err
    assert killed.asked_again == []
    assert killed.again.err.endswith("0 new\n")


def test_a_crawl_afterwards_misses_nothing_that_a_backfill_passed_over(killed: Killed) -> None:
    assert killed.crawl.code == 0, killed.crawl.err
    assert set(killed.data.articles()) == {a.url for a in killed.paper.articles}


def test_archive_and_warc_files_agree_after_all_this(killed: Killed) -> None:
    ran = killed.data.run("verify")
    assert ran.code == 0, ran.err


# section pages


@pytest.mark.parametrize("style", ["yyyymm-id", "vdoc-a-id"])
def test_section_pages_are_turned_until_the_month_is_passed(style: str, data: Data) -> None:
    """Addresses of the first kind tell their month; of the second nothing does but the articles themselves."""
    with Newspaper(
        articles=70, span_days=600, seed=f"trang {style}", channels=["sections", "home"], styles=[style], page_size=3
    ) as paper:
        data.declare(paper, declare=["sections"])
        ran = data.run("backfill", "testpaper", "--from", "2026-08", "--to", "2026-09", env=paper.env)
        assert ran.code == 0, ran.err
        assert set(data.articles()) == of_month(paper, "2026-08", "2026-09")
        turned = [r for r in paper.requests if "p=" in r.target]
        assert len({r.target for r in turned}) == len(turned)
        sections = len(paper.site.sections)
        last_pages = sum(-(-len([a for a in paper.articles if a.section == s]) // 3) for s in paper.site.sections)
        assert sections < len(turned) + sections < last_pages  # not to the very end
        # What was read and is of another month can be had by a later backfill of that month.
        further = data.run("backfill", "testpaper", "--from", "2026-07", "--to", "2026-07", env=later(paper, hours=1))
        assert further.code == 0, further.err
        assert set(data.articles()) == of_month(paper, "2026-07", "2026-08", "2026-09")


@pytest.mark.parametrize("page_size", [3, 25])
def test_side_boxes_hide_no_article_of_a_month_that_is_called_complete(page_size: int, data: Data) -> None:
    """On each page stand the latest articles of the newspaper and its most read, behind those of the section."""
    with Newspaper(
        articles=50, span_days=200, seed="hop ben", channels=["sections", "home"], styles=["vdoc-a-id"],
        page_size=page_size, side_boxes=5,
    ) as paper:  # fmt: skip
        data.declare(paper, declare=["sections"])
        ran = data.run("backfill", "testpaper", "--from", "2026-09", "--to", "2026-10", env=paper.env)
        held = set(data.articles())
        assert of_month(paper, "2026-09", "2026-10") <= held
        for month, row in status(data).items():
            published = len(of_month(paper, month))
            assert (row["found"], row["articles"]) == (published, published)
            assert row["complete"] == (row["reason"] is None) == (ran.code == 0)
            if not row["complete"]:
                assert f"{month}: found {published}, not proven complete: {row['reason']} (" in ran.err
        if page_size == 3:
            assert ran.code == 0, ran.err


def test_a_month_in_the_midst_of_which_a_list_ends_is_not_called_complete(data: Data) -> None:
    with Newspaper(articles=14, span_days=30, seed="cut", channels=["sections", "home"], styles=["vdoc-a-id"]) as paper:
        data.declare(paper, declare=["sections"])
        ran = data.run("backfill", "testpaper", "--from", "2026-10", "--to", "2026-10", env=paper.env)
        assert ran.code == 3
        published = len(of_month(paper, "2026-10"))
        assert published > 0
        assert f"2026-10: found {published}, not proven complete: not every list was seen to pass 2026-10-01" in ran.err
        assert not status(data)["2026-10"]["complete"]


def test_a_month_that_no_list_reaches_is_not_called_complete(data: Data) -> None:
    with Newspaper(articles=12, span_days=30, seed="nong", channels=["home"]) as paper:
        data.declare(paper)
        ran = data.run("backfill", "testpaper", "--from", "2024-01", "--to", "2024-02", env=paper.env)
        assert ran.code == 3
        assert "the lists of testpaper do not prove that all of 2024-01 to 2024-02 was found" in ran.err
        assert [(row["complete"], row["reason"]) for row in status(data).values()] == [
            (False, "no list reaches back so far")
        ] * 2


def test_a_host_whose_robots_txt_cannot_be_read_is_left_alone(data: Data) -> None:
    with Newspaper(articles=6, seed="dong cua") as paper:
        data.declare(paper, declare=["sitemap"])
        paper.fail("/robots.txt", 503)
        ran = data.run("backfill", "testpaper", *SPAN, env=paper.env)
        assert ran.code == 3
        assert {r.path for r in paper.requests} == {"/robots.txt"}
        assert "robots_unreachable" in ran.err


def test_an_answer_that_fails_is_asked_for_again(data: Data) -> None:
    with Newspaper(articles=16, span_days=100, seed="hong", channels=["sitemap"]) as paper:
        data.declare(paper, declare=["sitemap"])
        (one, *_) = sorted(of_month(paper, "2026-10"))
        paper.fail(one.removeprefix(paper.base), 503, times=1)
        paper.fail("/sitemaps/2026-10.xml.gz", 503, times=1)
        ran = data.run("backfill", "testpaper", "--from", "2026-10", "--to", "2026-10", env=paper.env)
        assert ran.code == 0, ran.err
        assert set(data.articles()) == of_month(paper, "2026-10")


# beside a crawl


@dataclass
class Beside:
    """A crawl during a backfill of the same newspaper."""

    paper: Newspaper
    data: Data
    backfill: Ran
    crawl: Ran
    requests: list[Request]
    crawled: set[str]
    still_running: bool


DELAY_S = 0.25


@pytest.fixture(scope="module")
def beside(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Beside]:
    data = Data(tmp_path_factory.mktemp("beside") / "data")
    data.configure(contact="toasoan@bao.example", workers=1)
    channels = ["sitemap", "feed", "home"]
    with Newspaper(
        articles=45, span_days=150, seed="song song", channels=channels, feed_length=6, home_length=4
    ) as paper:
        data.declare(paper, declare=["feed"], delay_s=DELAY_S, sitemaps=[paper.url("/sitemap.xml")])
        with data.start("backfill", "testpaper", *SPAN, env=paper.env) as child:
            until(lambda: len(articles_asked(paper)) >= 3)
            crawl = data.crawl("testpaper", "--limit", "3", env=later(paper, seconds=20))
            still_running = child.poll() is None
            crawled = set(data.column("SELECT u.url FROM fetches f JOIN urls u ON u.id = f.url_id JOIN runs r ON "
                                      "r.id = f.run_id WHERE r.command = 'crawl' AND f.outcome = 'new'"))  # fmt: skip
            backfill = finish(child)
        yield Beside(paper, data, backfill, crawl, paper.requests, crawled, still_running)


def test_a_crawl_is_let_in_while_a_backfill_runs(beside: Beside) -> None:
    assert beside.crawl.code == 0, beside.crawl.err
    assert "another process" not in beside.crawl.err
    assert beside.still_running
    assert len(beside.crawled) == 3


def test_the_backfill_goes_on_afterwards(beside: Beside) -> None:
    assert beside.backfill.code == 0, beside.backfill.err
    assert of_month(beside.paper, *MONTHS) <= set(beside.data.articles())
    runs = [tuple(r) for r in beside.data.rows("SELECT command, outcome FROM runs ORDER BY id")]
    assert runs == [("backfill", "stopped"), ("crawl", "finished"), ("backfill", "finished")]


def test_the_host_s_delay_holds_across_both(beside: Beside) -> None:
    assert (beside.paper.max_connections, beside.paper.max_active) == (1, 1)
    # Requests are counted where they arrive, on a busy machine; the first of a connection is noted late.
    waits = [
        w for w, earlier in zip(gaps(beside.requests), beside.requests, strict=False) if earlier.path != "/robots.txt"
    ]
    assert min(waits) >= DELAY_S - 0.1


# usage


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("testpaper",), "say which months"),
        (("testpaper", "--from", "2026-13", "--to", "2026-10"), "--from must be a month like 2024-01"),
        (("testpaper", "--from", "2026-10", "--to", "2026-09"), "--from 2026-10 is after --to 2026-09"),
        (("khongco", "--from", "2026-09", "--to", "2026-10"), "no outlet 'khongco'"),
    ],
)
def test_wrong_usage_is_one_line_and_makes_nothing(words: tuple[str, ...], said: str, data: Data) -> None:
    with Newspaper(articles=1) as paper:
        data.declare(paper)
    ran = data.run("backfill", *words)
    assert ran.code == 2
    assert said in ran.err
    assert not data.database.exists()


def test_the_status_of_no_archive_makes_none(data: Data) -> None:
    with Newspaper(articles=1) as paper:
        data.declare(paper)
    ran = data.run("backfill", "testpaper", "--status")
    assert ran.code == 1
    assert "there is no archive yet" in ran.err
    assert not Path(data.database).exists()


def test_a_wish_to_stop_lets_it_end_in_good_order(data: Data) -> None:
    data.configure(contact="toasoan@bao.example", workers=1)
    with Newspaper(articles=40, span_days=120, seed="dung lai", channels=["sitemap"]) as paper:
        data.declare(paper, declare=["sitemap"], delay_s=0.2)
        with data.start("backfill", "testpaper", *SPAN, env=paper.env) as child:
            until(lambda: len(articles_asked(paper)) >= 3)
            os.killpg(child.pid, signal.SIGINT)  # as a terminal sends it
            stopped = finish(child)
    assert stopped.code == 3
    assert "stopped; the same command goes on from here" in stopped.err
    assert "Traceback" not in stopped.err
    assert data.column("SELECT outcome FROM runs") == ["stopped"]
    assert data.column("SELECT url FROM urls WHERE lease_owner IS NOT NULL") == []
