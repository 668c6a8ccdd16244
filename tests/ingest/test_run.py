"""A run: its bytes and rows together or not at all, what it takes over from the dead, and how it ends."""

from __future__ import annotations

from pathlib import Path

import pytest

from newsarchive import config as configuration
from newsarchive.errors import DataError
from newsarchive.ingest import leases
from newsarchive.ingest.reading import Reading
from newsarchive.ingest.run import Run, release_dead
from newsarchive.store.runs import Runs
from tests.ingest.running import AT
from tests.ingest.visiting import FIRST, PAPER, SECOND, Desk, article, hours, page

UNTIL = "2026-11-22T05:05:00Z"


def lease(desk: Desk, owner: str) -> None:
    """Have two addresses and their host held by an owner."""
    rows = [desk.enter(path) for path in (FIRST, SECOND)]
    with desk.run.batch():
        desk.run.frontier.lease_these([r.id for r in rows], owner=owner, until=UNTIL)
        desk.run.hosts.take("bao.example", owner=owner, until=UNTIL)


def test_an_outlet_is_entered_as_it_is_declared_once_in_a_run(desk: Desk) -> None:
    with desk.run.batch():
        desk.run.archive.db.execute("UPDATE outlets SET name = 'another'")
        desk.run.enter_outlet(PAPER)
    assert desk.one("SELECT name FROM outlets") == "another"


def test_what_a_run_holds_is_held_longer(desk: Desk) -> None:
    lease(desk, desk.run.owner)
    with desk.run.batch():
        desk.run.renew("2026-11-22T06:00:00Z")
    assert desk.run.hosts.owner("bao.example") == (desk.run.owner, "2026-11-22T06:00:00Z")
    assert desk.one("SELECT min(lease_until) FROM urls") == "2026-11-22T06:00:00Z"


def test_a_run_that_ends_gives_back_what_it_did_not_fetch_and_sums_up(desk: Desk) -> None:
    lease(desk, desk.run.owner)
    desk.record(desk.visit(FIRST, article(FIRST)))
    with desk.run.batch():
        desk.run.end("finished")
    assert desk.row(SECOND).state == "queued"
    assert desk.run.hosts.owner("bao.example") == (None, None)
    assert desk.one("SELECT outcome, finished_at, fetched, new FROM runs") == ("finished", AT, 1, 1)


def test_a_run_in_which_nothing_of_an_outlet_could_be_read_ends_partly(desk: Desk) -> None:
    desk.record(desk.visit(FIRST, Reading("gone"), page(FIRST, status=404)))
    assert desk.run.settled("finished") == "partly"
    assert desk.run.settled("failed") == "failed"
    desk.record(desk.visit(SECOND, article(SECOND)))
    assert desk.run.settled("finished") == "finished"


def test_the_leases_of_the_dead_are_given_back_and_those_of_the_living_stay(desk: Desk) -> None:
    dead = leases.me().rpartition(":")[0] + ":1"
    lease(desk, dead)
    alive = desk.enter("tin/", "list")
    with desk.run.batch():
        desk.run.frontier.lease_these([alive.id], owner=leases.me(), until=UNTIL)
        for owner in (dead, leases.me()):
            Runs(desk.run.archive.db).start("crawl", at=AT, version="0", config_hash="", owner=owner)
        release_dead(desk.run.archive, AT)
    assert [desk.row(path).state for path in (FIRST, SECOND, "tin/")] == ["queued", "queued", "leased"]
    assert desk.run.hosts.owner("bao.example") == (None, None)
    ended = desk.run.archive.db.execute("SELECT outcome FROM runs ORDER BY id").fetchall()
    assert ended == [(None,), ("killed",), (None,)]


def test_a_run_of_another_machine_is_over_when_its_lease_has_run_out(desk: Desk) -> None:
    runs = Runs(desk.run.archive.db)
    with desk.run.batch():
        ids = [
            runs.start(
                "import", at="2026-11-22T01:00:00Z", version="0", config_hash="", owner=f"khac:{n}:1", until=until
            )
            for n, until in enumerate((None, "2026-11-22T04:59:59Z", UNTIL))
        ]
        release_dead(desk.run.archive, AT)
    assert [runs.outcome(number) for number in ids] == ["killed", "killed", None]


def test_a_run_without_heartbeat_stays_believed_with_each_batch(desk: Desk) -> None:
    desk.run.now = lambda: hours(2)
    with desk.run.batch():
        pass
    assert desk.one("SELECT lease_until FROM runs") == "2026-11-22T07:05:00Z"


def test_a_run_begins_with_the_settings_of_its_data_folder(tmp_path: Path) -> None:
    config = configuration.load(tmp_path)
    run = Run.begin(config, "crawl bao", keep_all=True)
    try:
        assert run.owner == leases.me()
        with run.batch():
            run.enter_outlet(PAPER)
        ((number, owner, until),) = Runs(run.archive.db).unfinished()
        assert (number, owner) == (run.id, leases.me())
        assert not leases.is_dead("khac:1:1", until, run.at())
        assert run.archive.path == config.database
    finally:
        run.close()


def test_a_run_cannot_begin_in_a_file_that_is_no_archive(tmp_path: Path) -> None:
    config = configuration.load(tmp_path)
    config.database.write_bytes(b"no database " * 100)
    with pytest.raises(DataError):
        Run.begin(config, "crawl")
