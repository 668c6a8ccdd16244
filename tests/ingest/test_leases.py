"""Who owns a lease: a process that another one can see live, or that is believed for as long as its lease runs."""

from __future__ import annotations

import os
import socket

from newsarchive.ingest import leases
from tests.ingest.running import AT
from tests.ingest.visiting import PAPER, Desk

HERE = socket.gethostname()
NO_PROCESS = 2**22 + 1
"""Above the largest process id that Linux gives (proc(5), pid_max)."""
UNTIL, BEFORE = "2026-11-22T05:05:00Z", "2026-11-22T04:59:59Z"
BOTH = PAPER.model_copy(update={"domains": ("bao.example", "cu.example")})
ELSEWHERE = "elsewhere:1:1"


def test_a_living_process_is_alive_whenever_its_lease_ends() -> None:
    assert not leases.is_dead(leases.me(), BEFORE, AT)


def test_a_process_that_is_gone_is_dead_whenever_its_lease_ends() -> None:
    assert leases.is_dead(f"{HERE}:{NO_PROCESS}:1", UNTIL, AT)


def test_another_process_of_the_same_number_is_not_the_owner() -> None:
    assert leases.is_dead(f"{HERE}:{os.getpid()}:1", UNTIL, AT)


def test_an_owner_on_another_machine_is_dead_when_its_lease_has_run_out() -> None:
    assert [leases.is_dead(ELSEWHERE, until, AT) for until in (BEFORE, UNTIL, None)] == [True, False, False]


def test_the_hosts_of_an_outlet_are_taken_all_or_none(desk: Desk) -> None:
    with desk.run.batch():
        hosts = desk.run.hosts
        hosts.take("cu.example", owner=ELSEWHERE, until=UNTIL)
        assert not leases.take_hosts(hosts, BOTH, owner=leases.me(), at=AT, until=UNTIL)
        assert hosts.owner("bao.example") == (None, None)
        hosts.take("cu.example", owner=ELSEWHERE, until=BEFORE)
        assert leases.take_hosts(hosts, BOTH, owner=leases.me(), at=AT, until=UNTIL)
        assert {hosts.owner(h) for h in BOTH.hosts} == {(leases.me(), UNTIL)}


def test_a_host_is_held_by_others_and_not_by_its_own_owner(desk: Desk) -> None:
    with desk.run.batch():
        desk.run.hosts.take("bao.example", owner=leases.me(), until=UNTIL)
    assert leases.is_held(desk.run.hosts, "bao.example", AT)
    assert not leases.is_held(desk.run.hosts, "bao.example", AT, me=leases.me())
    assert not leases.is_held(desk.run.hosts, "khac.example", AT)
