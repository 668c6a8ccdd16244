"""Opening a crawl takes what it needs, closing gives it back, and what goes wrong on the way leaves nothing open."""

from __future__ import annotations

import threading
from contextlib import contextmanager

import pytest

from newsarchive import outlets
from newsarchive.config import Config
from newsarchive.crawl.open import open_crawl
from newsarchive.crawl.order import Order
from newsarchive.errors import DataError
from newsarchive.outlets import Outlet
from newsarchive.store.archive import Archive
from newsarchive.store.hosts import Hosts

PAPER = Outlet(key="bao", name="Báo", home="https://bao.example/", domains=("cu.bao.example",))
OTHER = Outlet(key="khac", name="Khác", home="https://khac.example/")
FAR = "2999-01-01T00:00:00Z"


@pytest.fixture
def config(tmp_path):
    return Config(data=tmp_path, workers=1)


@contextmanager
def opened(config, order):
    crawl = open_crawl(config, outlets.load(None), order)
    try:
        yield crawl
    finally:
        crawl.close(failed=True, stopped=False)


def change(config, work):
    archive = Archive.open(config.database)
    try:
        with archive.transaction():
            return work(archive.db)
    finally:
        archive.close()


def outcomes(config):
    return change(config, lambda db: [r[0] for r in db.execute("SELECT outcome FROM runs ORDER BY id").fetchall()])


def owner(config, host):
    return change(config, lambda db: Hosts(db).owner(host)[0])


def test_an_open_crawl_holds_its_hosts_and_has_lists_to_read(config):
    with opened(config, Order((PAPER, OTHER))) as crawl:
        assert crawl.hosts == {"bao.example": PAPER, "khac.example": OTHER}
        assert (crawl.busy, crawl.recovered) == ((), 0)
        me = crawl.writer.submit(lambda desk: desk.run.owner).result()
        assert {owner(config, host) for host in ("bao.example", "cu.bao.example", "khac.example")} == {me}


def test_of_a_backfill_the_home_page_s_host_is_worked_on_and_no_list_of_today_is_due(config):
    with opened(config, Order((PAPER,), months=("2024-05",), command="backfill")) as crawl:
        assert crawl.hosts == {"bao.example": PAPER}
        assert crawl.writer.submit(lambda desk: desk.lists).result() is None
        assert crawl.writer.submit(lambda desk: desk.supply.step(desk.run.at())).result() == {"bao.example"}


def test_an_outlet_of_another_process_is_busy_and_its_backfill_does_nothing(config):
    change(config, lambda db: Hosts(db).take("cu.bao.example", owner="elsewhere:2:2", until=FAR))
    with opened(config, Order((PAPER, OTHER))) as crawl:
        assert (crawl.hosts, crawl.busy) == ({"khac.example": OTHER}, ("bao",))
    with opened(config, Order((PAPER,), months=("2024-05",), command="backfill")) as crawl:
        assert (crawl.hosts, crawl.busy) == ({}, ("bao",))
        assert crawl.writer.submit(lambda desk: desk.supply.step(desk.run.at())).result() == frozenset()


def test_pauses_that_hosts_asked_earlier_runs_for_are_known_also_those_that_are_over(config):
    change(config, lambda db: Hosts(db).set_not_before("bao.example", FAR))
    change(config, lambda db: Hosts(db).set_not_before("khac.example", "2001-01-01T00:00:00Z"))
    with opened(config, Order((PAPER,))) as crawl:
        assert crawl.pauses == {"bao.example": FAR, "khac.example": "2001-01-01T00:00:00Z"}


@pytest.mark.parametrize(
    ("failed", "stopped", "outcome"),
    [(False, False, "finished"), (False, True, "stopped"), (True, False, "failed"), (True, True, "failed")],
)
def test_closing_ends_the_run_once_and_gives_the_hosts_back(config, failed, stopped, outcome):
    crawl = open_crawl(config, outlets.load(None), Order((PAPER,)))
    crawl.close(failed=failed, stopped=stopped)
    crawl.close(failed=not failed, stopped=stopped)
    assert outcomes(config) == [outcome]
    assert owner(config, "bao.example") is None


def test_an_archive_that_cannot_be_opened_is_an_error_and_no_thread_is_left(config):
    config.database.mkdir()
    before = threading.active_count()
    with pytest.raises(DataError, match="archive"):
        open_crawl(config, outlets.load(None), Order((PAPER,)))
    assert threading.active_count() == before


def test_an_error_after_the_run_has_begun_ends_it_as_failed_and_gives_the_hosts_back(config):
    before = threading.active_count()
    with pytest.raises(ValueError, match="IPv6"):
        open_crawl(config, outlets.load(None), Order((), urls=(("https://[bao.example/1", PAPER),)))
    assert outcomes(config) == ["failed"]
    assert owner(config, "bao.example") is None
    assert threading.active_count() == before
