"""Hosts: one owner at a time, who can be asked to yield, and the pauses that hosts ask for."""

from __future__ import annotations

import pytest

from newsarchive.store.hosts import Hosts
from tests.store.building import build

AT, UNTIL, LATER = "2026-11-22T08:00:00Z", "2026-11-22T08:05:00Z", "2026-11-22T08:10:00Z"


@pytest.fixture
def hosts(tmp_path):
    with build(tmp_path / "archive.db") as archive:
        yield Hosts(archive.db)


def test_a_host_nobody_took_has_no_owner(hosts):
    assert hosts.owner("moi.example") == (None, None)


def test_the_owner_is_told_who_wants_its_host_until_the_host_is_taken(hosts):
    hosts.take("moi.example", owner="a:1:1", until=UNTIL)
    assert not hosts.is_asked_to_yield("a:1:1")
    hosts.want("moi.example", AT)
    assert hosts.is_asked_to_yield("a:1:1")
    hosts.let_go("a:1:1")
    assert (hosts.owner("moi.example"), hosts.wanted_at("moi.example")) == ((None, None), AT)
    hosts.take("moi.example", owner="b:2:2", until=UNTIL)
    assert (hosts.owner("moi.example"), hosts.wanted_at("moi.example")) == (("b:2:2", UNTIL), None)


def test_only_hosts_of_the_owner_are_held_longer(hosts):
    hosts.take("moi.example", owner="a:1:1", until=UNTIL)
    hosts.take("cu.example", owner="b:2:2", until=UNTIL)
    hosts.renew("a:1:1", until=LATER)
    assert (hosts.owner("moi.example")[1], hosts.owner("cu.example")[1]) == (LATER, UNTIL)


def test_a_pause_holds_until_its_moment_whoever_takes_the_host(hosts):
    hosts.set_not_before("moi.example", UNTIL)
    hosts.take("moi.example", owner="a:1:1", until=LATER)
    assert hosts.pauses(AT) == {"moi.example": UNTIL}
    assert hosts.pauses(UNTIL) == {}
