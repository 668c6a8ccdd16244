"""Which hosts a crawl takes, when another process has them, and how a backfill gives them up."""

from __future__ import annotations

import socket
import threading
import time
from datetime import timedelta

import pytest

from newsarchive.config import Config
from newsarchive.crawl import claims
from newsarchive.crawl.crawl_run import CrawlRun
from newsarchive.crawl.order import Order
from newsarchive.crawl.supply import CrawlSupply
from newsarchive.ingest.lists.book import ListBook
from newsarchive.ingest.reading import read
from newsarchive.ingest.record import Recorder
from newsarchive.ingest.run import Run
from newsarchive.ingest.writer import Writer
from newsarchive.items import utc_text
from newsarchive.outlets import Outlet
from newsarchive.store.archive import Archive
from newsarchive.store.hosts import Hosts
from newsarchive.store.runs import Runs
from tests.ingest.running import AT, NOW, a_run

PAPER = Outlet(key="bao", name="Báo", home="https://bao.example/", domains=("cu.bao.example",))
OTHER = Outlet(key="khac", name="Khác", home="https://khac.example/")
ORDER = Order((PAPER, OTHER))
BACKFILL = Order((PAPER,), months=("2024-05",))
ANOTHER = "elsewhere:2:2"  # of a process on another machine only the lease says whether it lives
PATIENCE_S = 15.0
SOON, EARLIER, FAR = utc_text(NOW + timedelta(seconds=60)), utc_text(NOW - timedelta(seconds=1)), "2999-01-01T00:00:00Z"


@pytest.fixture
def run(tmp_path):
    with a_run(tmp_path) as run:
        yield run


def claim(run, order=ORDER, moment=NOW):
    with run.batch():
        mine, busy = claims.claim(run, order, moment)
    return [outlet.key for outlet in mine], busy


def take(run, host, owner, until):
    with run.batch():
        run.hosts.take(host, owner=owner, until=until)


def test_a_crawl_takes_every_host_of_its_outlets_and_says_that_they_take_part(run):
    assert claim(run) == (["bao", "khac"], ())
    owners = {host: run.hosts.owner(host)[0] for host in ("bao.example", "cu.bao.example", "khac.example")}
    assert set(owners.values()) == {run.owner}
    assert [r.outlet for r in run.runs.results(run.id)] == ["bao", "khac"]


def test_an_outlet_of_which_another_process_holds_one_host_is_busy_and_none_of_its_hosts_is_taken(run):
    take(run, "cu.bao.example", ANOTHER, SOON)
    assert claim(run) == (["khac"], ("bao",))
    assert run.hosts.owner("bao.example") == (None, None)
    assert run.hosts.owner("cu.bao.example") == (ANOTHER, SOON)
    assert [r.outlet for r in run.runs.results(run.id)] == ["khac"]


@pytest.mark.parametrize(
    ("owner", "until"),
    [(ANOTHER, EARLIER), (f"{socket.gethostname()}:1:0", SOON)],
    ids=["its lease ran out", "no such process on this machine"],
)
def test_the_hosts_of_a_dead_owner_are_taken(run, owner, until):
    take(run, "bao.example", owner, until)
    assert claim(run) == (["bao", "khac"], ())
    assert run.hosts.owner("bao.example")[0] == run.owner


@pytest.mark.parametrize(("seconds", "busy"), [(0, ("bao",)), (29, ("bao",)), (30, ())])
def test_a_backfill_leaves_a_host_to_the_crawl_that_has_just_asked_for_it(run, seconds, busy):
    with run.batch():
        run.hosts.take("bao.example", owner=ANOTHER, until=EARLIER)
        run.hosts.want("bao.example", AT)
        run.hosts.let_go(ANOTHER)
    assert claim(run, BACKFILL, NOW + timedelta(seconds=seconds))[1] == busy


def test_a_crawl_takes_the_host_that_it_asked_for_and_it_is_wanted_no_more(run):
    with run.batch():
        run.hosts.take("bao.example", owner=ANOTHER, until=EARLIER)
        run.hosts.want("bao.example", AT)
    assert claims.is_wanted(run.hosts, "bao.example", NOW)
    assert claim(run)[1] == ()
    assert not claims.is_wanted(run.hosts, "bao.example", NOW)


# a crawl beside another process


@pytest.fixture
def writer(tmp_path):
    """The writer of a crawl, in its thread."""

    def begin() -> CrawlRun:
        run = Run.begin(Config(data=tmp_path), "crawl")
        lists = ListBook(run)
        return CrawlRun(run, Recorder(run, read, lists=lists), CrawlSupply(run, lists, ORDER), lists)

    writer = Writer(begin)
    writer.start()
    yield writer
    writer.close()


def begin_elsewhere(folder, command):
    """Begin a run of another machine's process that holds a host."""
    archive = Archive.open(folder / "archive.db")
    with archive.transaction():
        Runs(archive.db).start(command, at=AT, version="0", config_hash="", owner=ANOTHER)
        Hosts(archive.db).take("bao.example", owner=ANOTHER, until=FAR)
    return archive


def test_a_crawl_waits_until_the_backfill_it_asked_has_given_its_hosts_up(writer, tmp_path, monkeypatch):
    monkeypatch.setattr(claims, "YIELD_PATIENCE_S", PATIENCE_S)
    begin_elsewhere(tmp_path, "backfill").close()
    given_up = []

    def yields() -> None:
        archive = Archive.open(tmp_path / "archive.db")
        try:
            hosts = Hosts(archive.db)
            until = time.monotonic() + PATIENCE_S
            while not hosts.is_asked_to_yield(ANOTHER):
                if time.monotonic() > until:
                    return
                time.sleep(0.02)
            with archive.transaction():
                hosts.let_go(ANOTHER)
            given_up.append("bao.example")
        finally:
            archive.close()

    backfill = threading.Thread(target=yields)
    backfill.start()
    claims.have_backfills_yield(writer, ORDER)
    said = list(given_up)
    backfill.join()
    assert said == ["bao.example"]
    assert writer.submit(lambda crawl: crawl.run.hosts.owner("bao.example")[0]).result() is None


def test_the_hosts_of_another_crawl_are_not_asked_for(writer, tmp_path, monkeypatch):
    monkeypatch.setattr(claims, "YIELD_PATIENCE_S", 1.0)
    begin_elsewhere(tmp_path, "crawl").close()
    claims.have_backfills_yield(writer, ORDER)
    assert writer.submit(lambda crawl: crawl.run.hosts.wanted_at("bao.example")).result() is None
