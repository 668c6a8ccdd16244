"""Enter what a list holds into the ledger: which addresses are new, which lists follow, what each channel yielded."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from newsarchive import identity
from newsarchive.ingest.takeover import Takeover
from newsarchive.outlets.hosts import host_of
from newsarchive.store.ledger import Ledger, NewUrl

if TYPE_CHECKING:
    from newsarchive.ingest.reading import Found
    from newsarchive.ingest.visit import Range, Visit
    from newsarchive.ingest.watching import Watching
    from newsarchive.items import Role
    from newsarchive.store.ledger import UrlRow
    from newsarchive.store.runs import Runs

MAX_PAGES = 30
"""How many pages of one section a crawl turns, however much is new: a calendar or a faceted list has no end."""
MAX_HOPS = 5
"""How many redirects are followed from one address (RFC 9309 asks for five for robots.txt; enough for any page)."""
MAX_DEPTH = 3
"""How deep sitemap indexes may be nested; the protocol allows no nesting, real sites have two levels."""

UNWANTED_EDITION = "edition:"
"""How the detail of an address begins that was left out for its edition."""


class ListingBook:
    """What the lists of one run brought. Keeps in memory only the lists themselves, never the articles they name."""

    watching: Watching | None = None
    """Who looks at the lists beside; None in a run that reads the past."""

    def __init__(self, ledger: Ledger, runs: Runs, *, run_id: int, wanted: Range) -> None:
        self._ledger = ledger
        self._runs = runs
        self._run_id = run_id
        self._wanted = wanted
        self._read: set[int] = set()
        self._depth: dict[int, int] = {}
        self._pages: dict[int, int] = {}
        self._hops: dict[int, int] = {}
        self._kinds: dict[int, str] = {}

    def root(self, channel_id: int, kind: str) -> None:
        """Note a list that the run starts from, so that what it leads to can be told apart."""
        self._kinds[channel_id] = kind

    def was_read(self, url_id: int) -> None:
        """Note a list that has not changed since it was read: another list that names it is no reason to ask again."""
        self._read.add(url_id)

    def enter(self, visit: Visit, row: UrlRow, at: str) -> frozenset[str]:
        """Enter what the list holds; return the hosts that have something new to fetch."""
        self._read.add(row.id)
        reading = visit.reading
        reads_back = self.watching is not None and self.watching.reads_back(visit, row, at)
        hosts: set[str] = set()
        discovered = articles = new_articles = 0
        for found in reading.found:
            if found.role != "article" and not found.off_site:
                hosts |= self._follow_list(visit, row, found, at)
                continue
            is_new = self._enter_article(visit, found, at)
            if found.off_site or found.edition:
                continue
            articles += 1
            discovered += is_new
            new_articles += is_new
            if is_new:
                hosts.add(found.host)
        if visit.channel_id is not None:
            self._runs.channel_yield(self._run_id, visit.channel_id, found=articles, new=new_articles, at=at)
        self._runs.discovered(self._run_id, visit.outlet.key, discovered)
        if reading.next_page and (new_articles or reads_back):
            hosts |= self._turn_page(visit, row, reading.next_page, at)
        return frozenset(hosts)

    def follow(self, visit: Visit, row: UrlRow, target: str, at: str) -> tuple[int | None, frozenset[str]]:
        """Enter the target of a redirect in the place of the address; None when redirects go in a circle or too far."""
        hops = self._hops.pop(row.id, 0) + 1
        new = NewUrl.of(target, visit.outlet, visit.role, channel_id=visit.channel_id)
        target_id = self._ledger.enter_target(new, at=at, run_id=self._run_id)
        there = self._ledger.get(target_id)
        if target_id == row.id or hops > MAX_HOPS or self._leads_back(there, row.id):
            return None, frozenset()
        judged = there.outcome is not None
        if visit.role != "article" and target_id not in self._read:
            self._ledger.make_due(target_id, at)
            judged = False
        if judged:
            return target_id, frozenset()
        self._hops[target_id] = hops
        self._depth[target_id] = self._depth.get(row.id, 0)
        self._pages[target_id] = self._pages.get(row.id, 1)
        return target_id, frozenset({there.host})

    def _leads_back(self, there: UrlRow, start: int) -> bool:
        for _ in range(MAX_HOPS + 1):
            if there.target_id is None or there.outcome != "duplicate_url":
                return False
            if there.target_id == start:
                return True
            there = self._ledger.get(there.target_id)
        return True

    def _enter_article(self, visit: Visit, found: Found, at: str) -> bool:
        day = found.lastmod[:10] if found.lastmod else None
        # A list's date is that of the last change: what is older than the days wanted was published before them too.
        too_old = bool(self._wanted.since and day and day < self._wanted.since)
        new = self._new(visit, found.url, found.normal_url, "article", found.lastmod)
        refused: tuple[str, str] | None = None
        if found.off_site:
            refused = ("off_site", f"listed by {visit.outlet.key}")
        elif found.edition:
            refused = ("not_article", f"{UNWANTED_EDITION} {found.edition}; wanted: {', '.join(visit.outlet.editions)}")
        elif too_old:
            refused = ("out_of_range", f"last changed {day}")
        url_id, is_new = self._ledger.add(new, at=at, run_id=self._run_id, due=refused is None)
        if is_new and refused is not None:
            outcome, detail = refused
            self._ledger.judge(url_id, outcome=outcome, detail=detail, at=at, next_fetch_at=None, live=visit.live)
            self._runs.count(self._run_id, visit.outlet.key, outcome, fetched=False)
        elif visit.outlet.editions and refused is None and not is_new:
            is_new = self._wanted_by_now(url_id, at)
        return is_new

    def _wanted_by_now(self, url_id: int, at: str) -> bool:
        """Make an address due that was left out for its edition before the declaration asked for it."""
        row = self._ledger.get(url_id)
        if row.outcome != "not_article" or not (row.detail or "").startswith(UNWANTED_EDITION):
            return False
        self._ledger.make_due(url_id, at)
        return True

    def _follow_list(self, visit: Visit, row: UrlRow, found: Found, at: str) -> set[str]:
        """Follow a list named by a list: sitemaps of an index; feeds and sections of the home page where none is declared."""
        outlet = visit.outlet
        kind = self._kinds.get(visit.channel_id or 0, "")
        depth = self._depth.get(row.id, 0) + 1
        channel_id = visit.channel_id
        if found.role == "sitemap":
            if kind not in ("sitemap", "") or depth > MAX_DEPTH:
                return set()
        else:
            if kind != "home" or depth > 1:
                return set()
            its_kind = "feed" if found.role == "feed" else "section"
            takeover = self.watching.takeover if self.watching else Takeover()
            if takeover.is_withheld(outlet, its_kind):
                kept = replace(visit, page=None, reading=replace(visit.reading, found=()))
                takeover.withhold(outlet.key, partial(self._follow_list, kept, row, found, at))
                return set()
            channel_id = self._runs.channel(outlet.key, its_kind, found.url, declared=False)
            self._kinds[channel_id] = its_kind
        new = NewUrl(
            found.url, found.normal_url, identity.NORMAL_VERSION, outlet.key, found.host, found.role, channel_id, found.lastmod
        )  # fmt: skip
        url_id, _ = self._ledger.add(new, at=at, run_id=self._run_id, due=False)
        there = self._ledger.get(url_id)
        if there.outcome == "duplicate_url" and there.target_id is not None:
            url_id = there.target_id
            there = self._ledger.get(url_id)
        if url_id in self._read or there.state == "leased" or _read_since(there, found.lastmod):
            return set()
        self._read.add(url_id)
        self._depth[url_id] = depth
        self._ledger.make_due(url_id, at)
        return {found.host}

    def _turn_page(self, visit: Visit, row: UrlRow, found: Found, at: str) -> set[str]:
        page = self._pages.get(row.id, 1) + 1
        if page > MAX_PAGES:
            return set()
        new = self._new(visit, found.url, found.normal_url, "list")
        url_id, _ = self._ledger.add(new, at=at, run_id=self._run_id, due=False)
        there = self._ledger.get(url_id)
        if url_id in self._read or there.outcome == "duplicate_url":
            return set()
        self._read.add(url_id)
        self._pages[url_id] = page
        self._ledger.make_due(url_id, at)
        return {found.host}

    def _new(self, visit: Visit, url: str, normal: str, role: Role, lastmod: str | None = None) -> NewUrl:
        return NewUrl(
            url,
            normal,
            identity.NORMAL_VERSION,
            visit.outlet.key,
            host_of(url),
            role,
            visit.channel_id,
            lastmod,
        )


def _read_since(there: UrlRow, lastmod: str | None) -> bool:
    """Tell whether a sitemap has not changed since it was read; days are compared, as many sites give no time."""
    return bool(lastmod and there.fetched_at and there.outcome == "listed" and lastmod[:10] < there.fetched_at[:10])
