"""Which outlets a crawl may work on: it takes the hosts of each, unless another process has them; backfills give theirs up."""

from __future__ import annotations

import time
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from newsarchive import config as configuration
from newsarchive.ingest import leases
from newsarchive.items import utc_text

if TYPE_CHECKING:
    from newsarchive.crawl.crawl_run import CrawlRun
    from newsarchive.crawl.order import Order
    from newsarchive.ingest.run import Run
    from newsarchive.ingest.writer import Writer
    from newsarchive.outlets import Outlet
    from newsarchive.store.hosts import Hosts

YIELD_PATIENCE_S = 90.0
"""How long a crawl waits for a backfill to end what it has under way: a fetch and its reading, at their time limits."""
YIELD_LOOK_S = 0.2
WANTED_S = 30.0
"""How long a backfill leaves a host to the crawl that asked for it; crawls look every YIELD_LOOK_S seconds."""


def claim(run: Run, order: Order, moment: datetime) -> tuple[list[Outlet], tuple[str, ...]]:
    """Enter the outlets of an order and take their hosts; return those that are ours now, and the keys of the others.

    An outlet is busy when another process holds one of its hosts; to a backfill also when a crawl has just asked for one.
    """
    at, until = utc_text(moment), utc_text(moment + timedelta(seconds=leases.LEASE_S))
    mine: list[Outlet] = []
    busy: list[str] = []
    for outlet in order.all_outlets.values():
        run.enter_outlet(outlet)
        wanted = order.is_backfill and any(is_wanted(run.hosts, h, moment) for h in outlet.hosts)
        if wanted or not leases.take_hosts(run.hosts, outlet, owner=run.owner, at=at, until=until):
            busy.append(outlet.key)
            continue
        run.runs.take_part(run.id, outlet.key)
        mine.append(outlet)
    return mine, tuple(busy)


def is_wanted(hosts: Hosts, host: str, moment: datetime) -> bool:
    """Return whether a crawl has just asked for a host and not taken it yet."""
    asked = hosts.wanted_at(host)
    return asked is not None and moment - datetime.fromisoformat(asked) < timedelta(seconds=WANTED_S)


def have_backfills_yield(writer: Writer[CrawlRun], order: Order) -> None:
    """Ask backfills for the hosts of these outlets, and wait until they have given them up."""
    until = time.monotonic() + YIELD_PATIENCE_S
    while writer.submit(lambda crawl: _wanted_of_backfills(crawl.run, order)).result() and time.monotonic() < until:
        time.sleep(YIELD_LOOK_S)


def _wanted_of_backfills(run: Run, order: Order) -> bool:
    """Ask for every host of these outlets that a living backfill holds; return whether there is one."""
    at = utc_text(configuration.now())
    backfilling = run.runs.owners_of("backfill")
    asked = False
    for host in {h for outlet in order.all_outlets.values() for h in outlet.hosts}:
        owner, until = run.hosts.owner(host)
        if owner in backfilling and not leases.is_dead(owner, until, at):
            run.hosts.want(host, at)
            asked = True
    return asked
