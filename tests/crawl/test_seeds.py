"""What a crawl starts from: home page, declared and discovered lists, single addresses, what files hold."""

from __future__ import annotations

from dataclasses import replace

import pytest

from newsarchive.crawl import seeds
from newsarchive.crawl.order import Order
from newsarchive.outlets import Outlet
from newsarchive.store.alarms import Alarms
from newsarchive.warc import ReplayIndex
from tests.crawl.parts import HOME, HOST, parts_of_a_crawl
from tests.ingest.building import make_site, page_of, write_warc
from tests.ingest.running import AT

PAPER = Outlet(key="bao", name="Báo", home=HOME, feeds=(HOME + "rss",), domains=("cu.bao.example",))
LATER = "2026-11-22T09:00:00Z"


def crawl(folder, **how):
    return parts_of_a_crawl(folder, Order(**({"outlets": (PAPER,)} | how)))


def enter(parts, outlets=None):
    with parts.run.batch():
        outlets = parts.order.all_outlets.values() if outlets is None else outlets
        return seeds.enter(parts.crawl, parts.order, list(outlets), AT)


def due(parts):
    rows = parts.run.archive.db.execute(
        "SELECT url, role FROM urls WHERE next_fetch_at <= ? AND state <> 'leased' ORDER BY id", (AT,)
    )
    return {url.removeprefix(HOME): role for url, role in rows.fetchall()}


def known(parts, path, role, *, outcome="listed", next_fetch_at=LATER, **facts):
    url_id = parts.enter(path, role)
    with parts.run.batch():
        facts = {"detail": None} | facts
        parts.run.ledger.judge(url_id, outcome=outcome, at=AT, next_fetch_at=next_fetch_at, **facts)


def discovered(parts, kind, path):
    with parts.run.batch():
        parts.run.runs.channel("bao", kind, HOME + path, declared=False)


def test_a_crawl_starts_from_the_home_page_and_the_declared_lists(tmp_path):
    with crawl(tmp_path) as parts:
        assert enter(parts) == {HOST: PAPER}
        assert due(parts) == {"": "list", "rss": "feed"}


def test_a_list_that_is_not_due_yet_is_read_all_the_same(tmp_path):
    with crawl(tmp_path) as parts:
        known(parts, "rss", "feed")
        enter(parts)
        assert set(due(parts)) == {"", "rss"}


def test_of_what_is_due_only_a_list_read_before_waits_for_its_time(tmp_path):
    with crawl(tmp_path, due_only=True) as parts:
        known(parts, "rss", "feed")
        enter(parts)
        assert set(due(parts)) == {""}  # never read before


def test_lists_found_earlier_are_read_where_none_of_their_kind_is_declared(tmp_path):
    with crawl(tmp_path) as parts:
        discovered(parts, "feed", "rss/khac")
        discovered(parts, "section", "thoi-su/")
        enter(parts)
        assert set(due(parts)) == {"", "rss", "thoi-su/"}


def test_lists_found_earlier_take_over_while_a_declared_one_is_known_to_be_dead(tmp_path):
    with crawl(tmp_path) as parts:
        discovered(parts, "feed", "rss/khac")
        with parts.run.batch():
            Alarms(parts.run.archive.db).raise_("bao", "channel_dead", "rss: nothing twice", AT)
        enter(parts)
        assert set(due(parts)) == {"", "rss", "rss/khac"}


def test_what_an_earlier_run_had_to_hold_is_tried_unless_only_what_is_due_is_wanted(tmp_path):
    for due_only in (False, True):
        with crawl(tmp_path / str(due_only), due_only=due_only) as parts:
            known(parts, "tin-1", "article", outcome="robots_unreachable", state="held")
            enter(parts)
            assert ("tin-1" in due(parts)) is not due_only


def test_what_was_outside_earlier_days_and_is_inside_these_is_due(tmp_path):
    with crawl(tmp_path, since="2026-11-01", until="2026-11-10") as parts:
        for day in ("2026-10-31", "2026-11-05", "2026-11-11"):
            how = {"outcome": "out_of_range", "detail": f"published {day}", "next_fetch_at": None}
            known(parts, day, "article", **how)
        enter(parts)
        assert {path for path, role in due(parts).items() if role == "article"} == {"2026-11-05"}


# single addresses


@pytest.mark.parametrize(
    ("path", "role"), [("", "list"), ("thoi-su/", "list"), ("mot-bai-viet-dai-ve-cho-noi-a123456.html", "article")]
)
def test_a_single_address_is_entered_for_what_it_is_and_nothing_else_is_read(tmp_path, path, role):
    paper = PAPER.model_copy(update={"sections": (HOME + "thoi-su/",)})
    with crawl(tmp_path, outlets=(), urls=((HOME + path, paper),)) as parts:
        assert enter(parts) == {HOST: paper}
        assert due(parts) == {path: role}
        channel = parts.run.channels.get(parts.run.ledger.find(HOME + path).channel_id)
        assert (channel.kind, channel.declared) == ("link", False)


def test_a_single_address_that_is_known_is_fetched_again(tmp_path):
    path = "mot-bai-viet-dai-ve-cho-noi-a123456.html"
    with crawl(tmp_path, urls=((HOME + path, PAPER),)) as parts:
        known(parts, path, "article", outcome="gone", next_fetch_at=None)
        enter(parts)
        assert path in due(parts)


def test_an_outlet_that_another_process_has_is_left_out(tmp_path):
    other = Outlet(key="khac", name="Khác", home="https://khac.example/")
    with crawl(tmp_path, outlets=(PAPER, other), urls=((HOME + "tin-1", PAPER),)) as parts:
        assert enter(parts, [other]) == {"khac.example": other}
        assert set(due(parts)) == {"https://khac.example/"}


# replays, and whose health is judged


def test_a_replay_looks_up_the_known_articles_that_its_files_hold(tmp_path):
    site = make_site(HOME.rstrip("/"))
    held, other = (story.path.lstrip("/") for story in site.articles[:2])
    file = write_warc(tmp_path / "given.warc.gz", [page_of(site, f"/{held}")])
    with crawl(tmp_path / "data", replay=(file,), replay_index=ReplayIndex((file,))) as parts:
        for path in (held, other):
            known(parts, path, "article", outcome="unchanged")
        enter(parts)
        assert {path for path, role in due(parts).items() if role == "article"} == {held}
        assert parts.crawl.watched == {}


@pytest.mark.parametrize(("how", "is_whole"), [({}, True), ({"limit": 3}, False), ({"since": "2026-11-01"}, False)])
def test_the_health_of_an_outlet_is_judged_after_its_lists_were_read_and_whether_all_of_it_was(tmp_path, how, is_whole):
    with crawl(tmp_path, **how) as parts:
        enter(parts)
        assert parts.crawl.watched == {"bao": (PAPER, is_whole)}


def test_single_addresses_say_nothing_of_an_outlet_s_health(tmp_path):
    order = Order((), urls=((HOME + "tin-1", PAPER),))
    with parts_of_a_crawl(tmp_path, replace(order, limit=1)) as parts:
        enter(parts)
        assert parts.crawl.watched == {}
