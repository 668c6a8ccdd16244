"""Open and close a crawl: archive, writer, pool, what a crash left behind, and the lists to start from."""

from __future__ import annotations

import hashlib
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from newsarchive import __version__, discovery
from newsarchive import config as configuration
from newsarchive.identity import NORMAL_VERSION, normal_url
from newsarchive.ingest import ownership, recovery
from newsarchive.ingest.ownership import LEASE_S
from newsarchive.ingest.pool import ReadingPool
from newsarchive.ingest.reading import read, read_whole
from newsarchive.ingest.recorder import Recorder
from newsarchive.ingest.visit import Range
from newsarchive.ingest.writer import Writer
from newsarchive.items import utc_text
from newsarchive.manners import addresses
from newsarchive.outlets.schema import host_of
from newsarchive.store.alarms import Alarms
from newsarchive.store.archive import Archive
from newsarchive.store.evidence import seen_addresses
from newsarchive.store.frontier import Frontier
from newsarchive.store.hosts import Hosts
from newsarchive.store.ledger import NewUrl
from newsarchive.store.runs import Runs
from newsarchive.warc import WarcWriter

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from newsarchive.config import Config
    from newsarchive.items import Role
    from newsarchive.outlets import Outlet, Registry
    from newsarchive.warc import ReplayIndex

__all__ = ["LEASE_S", "Opened", "Order", "enter_root", "open_crawl", "private_hosts"]

YIELD_PATIENCE_S = 90.0
"""How long a crawl waits for a backfill to end what it has under way: a fetch and its reading, at their time limits."""
YIELD_LOOK_S = 0.2
WANTED_S = 30.0
"""How long a backfill leaves a host to the crawl that asked for it; crawls look every YIELD_LOOK_S seconds."""

_ROLES: dict[str, Role] = {"home": "list", "section": "list", "feed": "feed", "sitemap": "sitemap"}


@dataclass(frozen=True, slots=True)
class Order:
    """What a crawl is to do.

    `outlets` are read from their lists; `urls` are single addresses with their outlets. `limit` is articles an outlet;
    `since` and `until` are ISO days. `due_only` leaves lists alone that are not due yet. With `months` (YYYY-MM) it is a
    backfill of one outlet: these months, and nothing of today.
    """

    outlets: tuple[Outlet, ...]
    urls: tuple[tuple[str, Outlet], ...] = ()
    limit: int | None = None
    since: str | None = None
    until: str | None = None
    due_only: bool = False
    replay: tuple[Path, ...] = ()
    replay_index: ReplayIndex | None = None
    command: str = "crawl"
    months: tuple[str, ...] = ()

    @property
    def all_outlets(self) -> dict[str, Outlet]:
        """Every outlet concerned, by key."""
        return {o.key: o for o in (*self.outlets, *(outlet for _, outlet in self.urls))}

    def wants_lists(self, key: str) -> bool:
        """Tell whether an outlet is read from its lists (not only single addresses of it)."""
        return any(o.key == key for o in self.outlets)


@dataclass(slots=True)
class Opened:
    """The open parts of a crawl.

    `hosts` maps host to outlet; `busy` names outlets that another process is crawling; `pauses` maps hosts that asked
    an earlier run to be left alone (Retry-After) to the moment until which they did (UTC text).
    """

    writer: Writer
    pool: ReadingPool
    run_id: int
    owner: str
    hosts: dict[str, Outlet]
    busy: tuple[str, ...] = ()
    pauses: dict[str, str] = field(default_factory=dict)
    recovered: int = 0
    closed: bool = field(default=False)

    def close(self, *, failed: bool, stopped: bool) -> None:
        """End the run: leases given back, the run's sums written, files finished, workers ended."""
        if self.closed:
            return
        self.closed = True
        outcome = "failed" if failed else "stopped" if stopped else "finished"
        done = self.writer.submit(lambda r: r.end_run(outcome))
        try:
            done.result()
        finally:
            self.writer.close()
            self.pool.close(now=failed or stopped)


def open_crawl(config: Config, registry: Registry, order: Order) -> Opened:
    """Open everything a crawl needs. Raises NewsarchiveError when the archive or the data folder cannot be used."""
    owner = ownership.me()
    pool = ReadingPool(config.workers, config.page_timeout_s, reading=read_whole if order.months else read)
    wanted = Range(order.since, order.until)
    writer = Writer(lambda: make_recorder(config, owner, order.command, pool, wanted=wanted, registry=registry))
    try:
        writer.start()
    except BaseException:
        pool.close(now=True)
        raise
    try:
        recovered = recovery.take_in(config, registry, pool, writer)
        if not order.months:
            _have_backfills_yield(writer, order)
        hosts, busy = writer.submit(lambda r: _enter(r, order)).result()
    except BaseException:
        Opened(writer, pool, 0, owner, {}).close(failed=True, stopped=False)
        raise
    run_id = writer.submit(lambda r: r.run_id).result()
    pauses = writer.submit(lambda r: r.hosts.pauses(utc_text(configuration.now()))).result()
    return Opened(writer, pool, run_id, owner, hosts, busy, pauses, recovered)


@dataclass(slots=True)
class LocalRun:
    """A run in this thread; `outcome` is what it ends with when nothing is raised."""

    recorder: Recorder
    pool: ReadingPool
    outcome: str = "finished"


@contextmanager
def local_run(
    config: Config, command: str, *, keep_all: bool | None = None, registry: Registry | None = None
) -> Iterator[LocalRun]:
    """Begin a run that reads pages without crawling (import, re-extraction, captures of others), and end it.

    It ends `failed` when the block raises. Raises NewsarchiveError when the archive cannot be used.
    """
    pool = ReadingPool(config.workers, config.page_timeout_s)
    try:
        recorder = make_recorder(config, ownership.me(), command, pool, keep_all=keep_all, registry=registry)
        run = LocalRun(recorder, pool)
        outcome = "failed"
        try:
            yield run
            outcome = run.outcome
        finally:
            with recorder.batch():
                recorder.end_run(outcome)
            recorder.close()
    finally:
        pool.close(now=True)


def make_recorder(
    config: Config,
    owner: str,
    command: str,
    pool: ReadingPool,
    *,
    wanted: Range | None = None,
    keep_all: bool | None = None,
    registry: Registry | None = None,
) -> Recorder:
    """Open the archive for writing and begin a run in it. With a `registry`, originals follow their copies."""
    archive = Archive.open(config.database)
    try:
        at = utc_text(configuration.now())
        with archive.transaction():
            release_dead(archive, at)
            run_id = Runs(archive.db).start(
                command, at=at, version=__version__, config_hash=_config_hash(config), owner=owner
            )
        writer = WarcWriter(
            config.warc,
            f"{at.replace('-', '').replace(':', '')}-{command.split()[0]}-{run_id:06d}",
            max_bytes=config.warc_max_bytes,
            software=f"newsarchive/{__version__}",
            operator=config.contact,
        )
        return Recorder(
            archive,
            writer,
            run_id=run_id,
            owner=owner,
            now=configuration.now,
            reread=lambda page, outlet, role: pool.submit(page, outlet, role).result(),
            keep_all=config.keep == "all" if keep_all is None else keep_all,
            wanted=wanted,
            registry=registry,
        )
    except BaseException:
        archive.close()
        raise


def release_dead(archive: Archive, at: str) -> None:
    """Give back the leases of processes that died."""
    runs, frontier, hosts = Runs(archive.db), Frontier(archive.db), Hosts(archive.db)
    for _, owner in runs.unfinished():
        if ownership.is_dead(owner, None, at):
            frontier.give_back_all(owner)
            hosts.let_go(owner)
            runs.interrupted(owner, at)


def _have_backfills_yield(writer: Writer, order: Order) -> None:
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


def _is_wanted(recorder: Recorder, host: str, moment: datetime) -> bool:
    """Tell whether a crawl has just asked for a host and not taken it yet."""
    asked = recorder.hosts.wanted_at(host)
    return asked is not None and moment - datetime.fromisoformat(asked) < timedelta(seconds=WANTED_S)


def _enter(recorder: Recorder, order: Order) -> tuple[dict[str, Outlet], tuple[str, ...]]:
    """Enter outlets, take their hosts, and make their lists due; return hosts to work on and outlets that are busy."""
    moment = configuration.now()
    at, until = utc_text(moment), utc_text(moment + timedelta(seconds=LEASE_S))
    mine: dict[str, Outlet] = {}
    busy: list[str] = []
    for outlet in order.all_outlets.values():
        recorder.runs.enter_outlet(outlet)
        owners = [recorder.hosts.owner(h) for h in outlet.hosts]
        taken = any(o and o != recorder.owner and not ownership.is_dead(o, u, at) for o, u in owners)
        if taken or (order.months and any(_is_wanted(recorder, h, moment) for h in outlet.hosts)):
            busy.append(outlet.key)
            continue
        for host in outlet.hosts:
            recorder.hosts.take(host_of(f"http://{host}/"), owner=recorder.owner, until=until)
        recorder.runs.take_part(recorder.run_id, outlet.key)
        mine[outlet.key] = discovery.with_experience(outlet, seen_addresses(recorder.archive.db, outlet.key, moment))
    keys = list(mine)
    if not keys:
        return {}, tuple(busy)
    if order.months:
        (outlet,) = mine.values()
        recorder.turn_to_the_past(outlet, order.months).begin(at)
        return {host_of(outlet.home): outlet}, ()
    if not order.due_only:
        recorder.frontier.wake_held(keys, at)
    recorder.frontier.make_unreplayed_due(keys, at)
    recorder.frontier.make_wanted_due(keys, at, since=order.since, until=order.until)
    for outlet in mine.values():
        if order.wants_lists(outlet.key):
            if not order.replay:
                recorder.watching.watch(outlet, is_whole=not (order.limit or order.since or order.until))
            gaps = not order.replay and recorder.watching.overlap.take_up(outlet.key)
            _enter_roots(recorder, outlet, at, due=gaps or not order.due_only)
    for url, outlet in order.urls:
        if outlet.key in mine:
            _enter_url(recorder, url, outlet, at)
    if order.replay_index is not None:
        recorder.frontier.make_known_due(order.replay_index.urls(), keys, at)
    hosts = {host: mine[key] for host, key in recorder.frontier.hosts(keys, at).items()}
    return hosts, tuple(busy)


def _enter_roots(recorder: Recorder, outlet: Outlet, at: str, *, due: bool) -> None:
    """Home page, declared channels, and those discovered earlier of the kinds that are not declared, or that take over."""
    takeover = recorder.watching.takeover
    if Alarms(recorder.archive.db).since(outlet.key, "channel_dead"):
        takeover.lift(outlet.key)
    declared = {"feed": outlet.feeds, "sitemap": outlet.sitemaps, "section": outlet.sections}
    enter_root(recorder, outlet, "home", outlet.home, at=at, due=due, declared=True)
    for kind, urls in declared.items():
        for url in urls:
            enter_root(recorder, outlet, kind, url, at=at, due=due, declared=True)
        if not takeover.is_withheld(outlet, kind):
            for url in recorder.runs.discovered_channels(outlet.key, kind):
                enter_root(recorder, outlet, kind, url, at=at, due=due)


def enter_root(
    recorder: Recorder, outlet: Outlet, kind: str, url: str, *, at: str, due: bool, declared: bool = False
) -> None:
    """Enter a list to start from as a channel of its outlet. With `due` it is read in this run, else at its own time."""
    channel_id = recorder.runs.channel(outlet.key, kind, url, declared=declared)
    recorder.listings.root(channel_id, kind)
    if declared:
        recorder.watching.takeover.expect(outlet.key, kind, channel_id)
    new = NewUrl(url, normal_url(url), NORMAL_VERSION, outlet.key, host_of(url), _ROLES[kind], channel_id)
    url_id, is_new = recorder.ledger.add(new, at=at, run_id=recorder.run_id)
    if due and not is_new:
        row = recorder.ledger.get(url_id)
        if row.outcome == "duplicate_url":  # a list that has moved is read where it stands now
            row = recorder.ledger.get(row.target_id) if row.target_id else row
        if row.outcome != "duplicate_url" and row.role == _ROLES[kind]:
            recorder.ledger.make_due(row.id, at)


def withhold_sitemaps(recorder: Recorder, outlet: Outlet, urls: Sequence[str], *, at: str) -> None:
    """Keep the sitemaps that robots.txt names for the case that the declared ones bring nothing."""
    takeover = recorder.watching.takeover
    for url in urls:
        if not outlet.owns(url) or url in outlet.sitemaps:
            continue
        if takeover.is_withheld(outlet, "sitemap"):
            takeover.withhold(outlet.key, partial(_enter_withheld, recorder, outlet, url, at))
        else:
            _enter_withheld(recorder, outlet, url, at)


def _enter_withheld(recorder: Recorder, outlet: Outlet, url: str, at: str) -> tuple[str]:
    enter_root(recorder, outlet, "sitemap", url, at=at, due=True)
    return (host_of(url),)


def _enter_url(recorder: Recorder, url: str, outlet: Outlet, at: str) -> None:
    channel_id = recorder.runs.channel(outlet.key, "link", url, declared=False)
    role: Role = "list" if urlsplit(url).path in ("", "/") else "article"
    if discovery.classify(url, outlet) == "list" and outlet.kind != "undeclared":
        role = "list"
    new = NewUrl(url, normal_url(url), NORMAL_VERSION, outlet.key, host_of(url), role, channel_id)
    url_id, _ = recorder.ledger.add(new, at=at, run_id=recorder.run_id)
    recorder.ledger.make_due(url_id, at)


def private_hosts(registry: Registry) -> tuple[str, ...]:
    """Return the hosts on private addresses that declared homes open: their own host and port, and their domains."""
    return tuple(h for o in registry.all() if addresses.refuse(o.home, ()) is not None for h in o.hosts)


def _config_hash(config: Config) -> str:
    facts = f"{config.keep}|{config.page_timeout_s}|{config.fetch_timeout_s}|{config.contact}"
    return hashlib.sha256(facts.encode()).hexdigest()[:16]
