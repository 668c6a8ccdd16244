"""The seeds of a crawl: the lists and addresses that it starts from are entered into the ledger, and made due."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from newsarchive import discovery
from newsarchive.outlets.hosts import host_of
from newsarchive.store.alarms import Alarms
from newsarchive.store.ledger import NewUrl

if TYPE_CHECKING:
    from collections.abc import Sequence

    from newsarchive.ingest.ordering import Order
    from newsarchive.ingest.recorder import Recorder
    from newsarchive.items import Role
    from newsarchive.outlets import Outlet

_ROLES: dict[str, Role] = {"home": "list", "section": "list", "feed": "feed", "sitemap": "sitemap"}


def enter(recorder: Recorder, order: Order, outlets: Sequence[Outlet], at: str) -> dict[str, Outlet]:
    """Make due what a crawl of these outlets starts from, old and new; return the hosts it is on, with their outlets."""
    mine = {outlet.key: outlet for outlet in outlets}
    keys = list(mine)
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
    return {host: mine[key] for host, key in recorder.frontier.hosts(keys, at).items()}


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
    new = NewUrl.of(url, outlet, _ROLES[kind], channel_id=channel_id)
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
            takeover.withhold(outlet.key, partial(_enter_sitemap, recorder, outlet, url, at))
        else:
            _enter_sitemap(recorder, outlet, url, at)


def _enter_sitemap(recorder: Recorder, outlet: Outlet, url: str, at: str) -> tuple[str]:
    enter_root(recorder, outlet, "sitemap", url, at=at, due=True)
    return (host_of(url),)


def _enter_url(recorder: Recorder, url: str, outlet: Outlet, at: str) -> None:
    channel_id = recorder.runs.channel(outlet.key, "link", url, declared=False)
    role: Role = "list" if urlsplit(url).path in ("", "/") else "article"
    if discovery.classify(url, outlet) == "list" and outlet.kind != "undeclared":
        role = "list"
    new = NewUrl.of(url, outlet, role, channel_id=channel_id)
    url_id, _ = recorder.ledger.add(new, at=at, run_id=recorder.run_id)
    recorder.ledger.make_due(url_id, at)
