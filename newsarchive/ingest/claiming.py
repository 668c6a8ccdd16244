"""Which outlets a crawl may work on: it takes the hosts of each, unless another process has them; backfills give theirs up."""

from __future__ import annotations

import time
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from newsarchive import config as configuration
from newsarchive.ingest import ownership
from newsarchive.items import utc_text

if TYPE_CHECKING:
    from newsarchive.ingest.ordering import Order
    from newsarchive.ingest.recorder import Recorder
    from newsarchive.ingest.writer import Writer
    from newsarchive.outlets import Outlet
    from newsarchive.store.hosts import Hosts

YIELD_PATIENCE_S = 90.0
"""How long a crawl waits for a backfill to end what it has under way: a fetch and its reading, at their time limits."""
YIELD_LOOK_S = 0.2
WANTED_S = 30.0
"""How long a backfill leaves a host to the crawl that asked for it; crawls look every YIELD_LOOK_S seconds."""


def claim(recorder: Recorder, order: Order, moment: datetime) -> tuple[list[Outlet], tuple[str, ...]]:
    """Enter the outlets of an order and take their hosts; return those that are ours now, and the keys of the others.

    An outlet is busy when another process holds one of its hosts; to a backfill also when a crawl has just asked for one.
    """
    at, until = utc_text(moment), utc_text(moment + timedelta(seconds=ownership.LEASE_S))
    mine: list[Outlet] = []
    busy: list[str] = []
    for outlet in order.all_outlets.values():
        recorder.runs.enter_outlet(outlet)
        wanted = order.months and any(is_wanted(recorder.hosts, h, moment) for h in outlet.hosts)
        if wanted or not take_hosts(recorder.hosts, outlet, owner=recorder.owner, at=at, until=until):
            busy.append(outlet.key)
            continue
        recorder.runs.take_part(recorder.run_id, outlet.key)
        mine.append(outlet)
    return mine, tuple(busy)


def take_hosts(hosts: Hosts, outlet: Outlet, *, owner: str, at: str, until: str) -> bool:
    """Take all hosts of an outlet from now (`at`, UTC text) on; none, and False, when another living process holds one."""
    if any(is_held(hosts, host, at, me=owner) for host in outlet.hosts):
        return False
    for host in outlet.hosts:
        hosts.take(host, owner=owner, until=until)
    return True


def is_held(hosts: Hosts, host: str, at: str, *, me: str | None = None) -> bool:
    """Tell whether a living process other than `me` holds a host at a moment (UTC text)."""
    owner, until = hosts.owner(host)
    return owner is not None and owner != me and not ownership.is_dead(owner, until, at)


def is_wanted(hosts: Hosts, host: str, moment: datetime) -> bool:
    """Tell whether a crawl has just asked for a host and not taken it yet."""
    asked = hosts.wanted_at(host)
    return asked is not None and moment - datetime.fromisoformat(asked) < timedelta(seconds=WANTED_S)


def have_backfills_yield(writer: Writer, order: Order) -> None:
    """Ask backfills for the hosts of these outlets, and wait until they have given them up."""
    until = time.monotonic() + YIELD_PATIENCE_S
    while writer.submit(lambda r: _wanted_of_backfills(r, order)).result() and time.monotonic() < until:
        time.sleep(YIELD_LOOK_S)


def _wanted_of_backfills(recorder: Recorder, order: Order) -> bool:
    """Ask for every host of these outlets that a living backfill holds; tell whether there is one."""
    at = utc_text(configuration.now())
    backfilling = recorder.runs.owners_of("backfill")
    asked = False
    for host in {h for outlet in order.all_outlets.values() for h in outlet.hosts}:
        owner, until = recorder.hosts.owner(host)
        if owner in backfilling and not ownership.is_dead(owner, until, at):
            recorder.hosts.want(host, at)
            asked = True
    return asked
