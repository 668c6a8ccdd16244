"""`outlets check`: a look at the live site, a verdict, and a declaration put right."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from newsarchive.cli.outlets import check_row as row
from newsarchive.config import Config
from newsarchive.ops.checking import Checked, judge, write
from newsarchive.outlets import Outlet, load
from newsarchive.store.reads.trials import FIELDS
from tests.crawl.running import Data
from tests.newspaper import Newspaper

NOW = datetime(2026, 11, 22, 2, tzinfo=UTC)
OUTLET = Outlet(key="bao", name="Báo", home="https://bao.vn/", feeds=("https://bao.vn/a.rss", "https://bao.vn/b.rss"))


@pytest.fixture
def paper() -> Iterator[Newspaper]:
    with Newspaper(articles=8, styles=("vdoc-a-id",), channels={"home", "feed"}) as paper:
        yield paper


def article(published_at: str | None = "2026-11-21T08:00:00+07:00") -> dict[str, Any]:
    there = dict.fromkeys(FIELDS, True) | {"published_at": published_at is not None}
    return {"url": "https://bao.vn/a", "published_at": published_at, "fields": there}


def seen(**facts: Any) -> dict[str, Any]:
    return {
        "home": "listed", "home_detail": None, "moved": None, "robots": "read", "channels": [], "addresses": 3,
        "rejected": [], "articles": [article()], **facts,
    }  # fmt: skip


def channel(url: str, outcome: str, found: int = 0) -> dict[str, Any]:
    return {"kind": "feed", "url": url, "declared": True, "found": found, "outcome": outcome, "detail": "HTTP 404"}


def judged(live: bool = True, **facts: Any) -> Checked:
    return judge(OUTLET, seen(**facts), None, NOW, live=live)


def test_an_outlet_that_is_read_works() -> None:
    assert (judged().verdict, judged().why, judged().corrections) == ("works", [], {})


@pytest.mark.parametrize(
    ("facts", "why"),
    [
        ({"home": "blocked", "home_detail": "HTTP 403"}, "the home page: blocked (HTTP 403)"),
        ({"articles": [article(None)]}, "https://bao.vn/a: no published_at"),
        ({"articles": [article("2099-01-01")]}, "https://bao.vn/a: published on 2099-01-01, which cannot be"),
        ({"articles": [article("1246-01-01")]}, "https://bao.vn/a: published on 1246-01-01, which cannot be"),
        ({"articles": [article("2026-10-01")]}, "the youngest of its articles is of 2026-10-01"),
        ({"channels": [channel("https://bao.vn/a.rss", "listed")]}, "the declared feed https://bao.vn/a.rss brought no article address"),
    ],
)  # fmt: skip
def test_what_is_not_as_it_should_be_is_told(facts: dict[str, Any], why: str) -> None:
    assert (judged(**facts).verdict, judged(**facts).why) == ("partly", [why])


def test_a_failure_of_the_run_is_told_where_nothing_else_explains_it() -> None:
    assert judge(OUTLET, seen(), "timeout: no answer", NOW).why == ["timeout: no answer"]
    assert judge(OUTLET, seen(home="gone"), "gone: HTTP 404", NOW).why == ["the home page: gone"]


def test_files_may_be_old() -> None:
    assert judged(live=False, articles=[article("2020-10-01")]).verdict == "works"


def test_an_outlet_of_which_nothing_can_be_read_is_broken_and_says_what_came() -> None:
    rejected = [{"outcome": "not_article", "detail": "script_only", "count": 7}]
    checked = judged(articles=[], rejected=rejected, moved="https://www.bao.vn/", home="duplicate_url")
    assert (checked.verdict, checked.corrections) == ("broken", {})
    assert checked.why[-2:] == ["no article could be read", "7 x not_article: script_only"]
    assert judged(articles=[], addresses=0).why == ["no article could be read", "no article address was found"]


def test_a_lost_channel_is_taken_out_and_one_that_may_come_back_stays() -> None:
    lost = judged(channels=[channel("https://bao.vn/a.rss", "gone"), channel("https://bao.vn/b.rss", "timeout")])
    assert lost.corrections == {"feeds": ["https://bao.vn/b.rss"]}
    both = judged(channels=[channel(url, "gone") for url in OUTLET.feeds])
    assert both.corrections == {"feeds": []}


def test_a_home_page_that_has_moved_is_put_right_with_its_old_host_kept() -> None:
    outlet = Outlet(key="bao", name="Báo", home="https://bao.vn/", domains=("tin.bao.vn",))
    checked = judge(outlet, seen(home="duplicate_url", moved="https://tin.bao.vn/"), None, NOW)
    assert checked.corrections == {"home": "https://tin.bao.vn/", "domains": ["tin.bao.vn", "bao.vn"]}
    assert judged(home="duplicate_url", moved="https://baithu.example/").corrections == {}


def test_what_works_is_marked_and_put_right(data: Data, paper: Newspaper) -> None:
    data.configure(contact="toasoan@bao.example")
    data.declare(paper, declare=["feed", "atom"])
    before = (data.outlets / "testpaper.toml").read_text(encoding="utf-8")
    paper.fail("/atom.xml", 404)
    ran = data.run("outlets", "check", "testpaper", "--write", "--json", env=paper.env)
    assert ran.code == 0, ran.err
    (checked,) = json.loads(ran.out)
    assert (checked["verdict"], len(checked["articles"]), checked["addresses"] >= 8) == ("partly", 3, True)
    assert checked["fields"]["title"] == checked["fields"]["text"] == 3
    assert checked["corrections"] == {"feeds": [paper.url("/rss/home.rss")]}
    assert "toasoan@bao.example" in str(paper.requests[0].headers)
    after = tomllib.loads((data.outlets / "testpaper.toml").read_text(encoding="utf-8"))
    assert after == tomllib.loads(before) | {"feeds": [paper.url("/rss/home.rss")], "verified": date(2026, 11, 22)}
    assert not data.database.exists()


def test_what_is_broken_is_left_as_it_is_and_does_not_hide_what_works(data: Data, paper: Newspaper) -> None:
    data.declare(paper, "song")
    with Newspaper(articles=0, channels=()) as empty:
        before = (data.outlets / f"{data.declare(empty, 'vang')}.toml").read_bytes()
        ran = data.run("outlets", "check", "song", "vang", "--write", env=paper.env)
    assert ran.code == 3
    assert "2 checked: 1 works, 0 partly, 1 broken" in ran.err
    assert (data.outlets / "vang.toml").read_bytes() == before
    assert "verified = 2026-11-22" in (data.outlets / "song.toml").read_text(encoding="utf-8")


def test_a_table_has_a_line_for_each_outlet_and_what_to_mend_first() -> None:
    results = [judged(), judged(home="blocked", articles=[article(None)]), judged(articles=[])]
    rows = [row(r) for r in results]
    assert rows == [
        ("bao", "works", "listed", "read", "0/0", 3, 1, "", ""),
        ("bao", "partly", "blocked", "read", "0/0", 3, 1, "published_at 0/1", "the home page: blocked (and 1 more)"),
        ("bao", "broken", "listed", "read", "0/0", 3, 0, "", "no article could be read"),
    ]


def test_a_built_in_declaration_is_copied_before_it_is_marked(tmp_path: Path) -> None:
    config = Config(data=tmp_path)
    registry = load()
    (path,) = write(config, registry, [Checked("baovinhlong", "works")]).values()
    assert path == tmp_path / "outlets" / "baovinhlong.toml"
    own = load(config.outlets)
    assert own.source("baovinhlong") == path
    assert own.get("baovinhlong").verified is not None
    same = own.get("baovinhlong").model_dump(exclude={"verified"})
    assert same == registry.get("baovinhlong").model_dump(exclude={"verified"})


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("check",), "name the outlets to check, or give --all"),
        (("check", "--all", "baovinhlong"), "name the outlets to check, or give --all"),
        (("check", "baovinhlong", "--write", "--replay", "x.warc.gz"), "does not go with --replay"),
        (("check", "baovinlong"), "no outlet 'baovinlong'; did you mean 'baovinhlong'?"),
    ],
)
def test_wrong_usage_is_one_line(data: Data, words: tuple[str, ...], says: str) -> None:
    ran = data.run("outlets", *words)
    assert ran.code == 2
    assert says in ran.err
    assert ran.err.count("\n") == 1
