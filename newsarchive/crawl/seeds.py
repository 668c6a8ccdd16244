"""The seeds of a crawl: the lists and addresses that it starts from are entered into the ledger, and made due."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from newsarchive import discovery
from newsarchive.store.alarms import Alarms
from newsarchive.store.ledger import NewUrl

if TYPE_CHECKING:
    from collections.abc import Sequence

    from newsarchive.crawl.crawl_run import CrawlRun
    from newsarchive.crawl.order import Order
    from newsarchive.ingest.lists.book import ListBook
    from newsarchive.ingest.run import Run
    from newsarchive.items import Role
    from newsarchive.outlets import Outlet
    from newsarchive.store.channels import Kind


def enter(crawl: CrawlRun, order: Order, outlets: Sequence[Outlet], at: str) -> dict[str, Outlet]:
    """Make due what a crawl of these outlets starts from, old and new; return the hosts it is on, with their outlets."""
    run, lists = crawl.run, crawl.lists
    assert lists is not None
    mine = {outlet.key: outlet for outlet in outlets}
    keys = list(mine)
    if not order.due_only:
        run.frontier.wake_held(keys, at)
    run.frontier.make_unreplayed_due(keys, at)
    run.frontier.make_wanted_due(keys, at, since=order.since, until=order.until)
    for outlet in mine.values():
        if order.wants_lists(outlet.key):
            _enter_lists(crawl, lists, order, outlet, at)
    for url, outlet in order.urls:
        if outlet.key in mine:
            _enter_url(run, url, outlet, at)
    if order.replay_index is not None:
        run.frontier.make_known_due(order.replay_index.urls(), keys, at)
    return {host: mine[key] for host, key in run.frontier.hosts(keys, at).items()}


def _enter_lists(crawl: CrawlRun, lists: ListBook, order: Order, outlet: Outlet, at: str) -> None:
    """Enter the lists of an outlet; a live crawl also judges its health, and reads back through its gaps."""
    has_gaps = False
    if not order.replay:
        is_whole = not (order.limit or order.since or order.until)
        crawl.watched[outlet.key] = (outlet, is_whole)
        has_gaps = lists.overlap.take_up(outlet.key)
    _enter_roots(crawl.run, lists, outlet, at, due=has_gaps or not order.due_only)


def _enter_roots(run: Run, lists: ListBook, outlet: Outlet, at: str, *, due: bool) -> None:
    """Home page, declared channels, and those discovered earlier of the kinds that are not declared, or that take over."""
    if Alarms(run.archive.db).since(outlet.key, "channel_dead"):
        lists.takeover.lift(outlet.key)
    declared: dict[Kind, tuple[str, ...]] = {
        "feed": outlet.feeds,
        "sitemap": outlet.sitemaps,
        "section": outlet.sections,
    }
    lists.start_from(outlet, "home", outlet.home, at=at, due=due, declared=True)
    for kind, urls in declared.items():
        for url in urls:
            lists.start_from(outlet, kind, url, at=at, due=due, declared=True)
        if not lists.takeover.is_withheld(outlet, kind):
            for url in run.runs.discovered_channels(outlet.key, kind):
                lists.start_from(outlet, kind, url, at=at, due=due)


def _enter_url(run: Run, url: str, outlet: Outlet, at: str) -> None:
    channel_id = run.runs.channel(outlet.key, "link", url, declared=False)
    role: Role = "list" if urlsplit(url).path in ("", "/") else "article"
    if discovery.classify(url, outlet) == "list" and outlet.kind != "undeclared":
        role = "list"
    new = NewUrl.of(url, outlet, role, channel_id=channel_id)
    url_id, _ = run.ledger.add(new, at=at, run_id=run.id)
    run.ledger.make_due(url_id, at)
