"""What the lists of a site say of the months wanted: sitemaps read whole, section pages turned until a month is passed."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from newsarchive.backfill.walks import Sheet, Walk
from newsarchive.discovery.months import days_of_article, first_day, last_day, months_of_list
from newsarchive.identity import NORMAL_VERSION
from newsarchive.store.ledger import NewUrl

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from newsarchive.backfill.walks import Ballot
    from newsarchive.ingest.reading import Found
    from newsarchive.ingest.run import Run
    from newsarchive.ingest.values import Visit
    from newsarchive.items import Role
    from newsarchive.outlets import Outlet
    from newsarchive.store.backfills import Backfills, PastList
    from newsarchive.store.channels import Kind

MAX_LISTS = 5_000
"""How many sitemaps and sections of an outlet a backfill reads: a sitemap a day for thirteen years."""
MAX_DEPTH = 3
"""How deep sitemap indexes may be nested; the protocol allows no nesting, real sites have two levels."""
STALE_PAGES = 50
"""After so many pages that lead no further back a section is left: a calendar, a faceted list, an endless box."""
UNTOLD_PAGES = 3
"""After so many pages in a row whose days are not known a section is left."""
CHANGE_SLACK_DAYS = 3
"""`lastmod` is the last change; most are made within days of publication."""


class PastLists:
    """Reads lists for the months wanted, and enters the addresses of those months. The caller holds the transaction."""

    def __init__(self, run: Run, backfills: Backfills, *, outlet: Outlet, months: Sequence[str]) -> None:
        self._run = run
        self._ledger = run.ledger
        self._backfills = backfills
        self.outlet = outlet
        self._wanted = frozenset(months)
        self._first, self._last = first_day(min(months)), last_day(max(months))
        self._depth: dict[int, int] = {}
        self.root_of: dict[int, int] = {}
        self.home: int | None = None
        self.walks: dict[int, Walk] = {}

    # entering lists

    def add(self, kind: Kind, url: str, at: str, *, declared: bool = False) -> int | None:
        """Enter a list to start from; return its id. The daily crawl knows it as one of its own."""
        role: Role = "sitemap" if kind == "sitemap" else "list"
        channel_id = self._run.runs.channel(self.outlet.key, kind, url, declared=declared)
        new = NewUrl.of(url, self.outlet, role, channel_id=channel_id)
        url_id, _ = self._ledger.add(new, at=at, run_id=self._run.id)
        if kind == "home":
            self.home = self.root_of[url_id] = url_id
            return url_id
        return self._enter(url_id, kind, months_of_list(url) if kind == "sitemap" else None, depth=1)

    def remember(self) -> None:
        """Take over the lists that earlier runs met."""
        for entry in self._backfills.lists(self.outlet.key):
            self.root_of[entry.url_id] = entry.url_id
            self._depth[entry.url_id] = 1

    def _enter(self, url_id: int, kind: str, months: tuple[str, str] | None, *, depth: int) -> int | None:
        row = self._ledger.get(url_id)
        if row.outcome == "duplicate_url" and row.target_id is not None:
            row = self._ledger.get(row.target_id)
        if row.role != ("sitemap" if kind == "sitemap" else "list"):
            return None
        if row.id not in self.root_of and len(self._depth) >= MAX_LISTS:
            return None
        self.root_of[row.id] = row.id
        self._depth[row.id] = depth
        self._backfills.enter_list(row.id, self.outlet.key, kind, months)
        return row.id

    # reading lists

    def home_read(self, visit: Visit, at: str) -> None:
        """Enter the sections that the home page links to."""
        for found in visit.reading.found:
            if found.role == "list" and not found.off_site:
                self.add("section", found.url, at)

    def sitemap_read(self, visit: Visit, root: int, at: str) -> None:
        """Enter the sitemaps of an index that may name something of the months, or the articles of a sitemap."""
        name = months_of_list(visit.page.url) if visit.page is not None else None
        days: list[str] = []
        for found in visit.reading.found:
            if found.off_site or found.edition:
                continue
            if found.role == "sitemap":
                self._sitemap_found(visit, root, found, at)
            elif found.role == "article":
                span = days_of_article(found.url)
                if span is not None:
                    month = self._one_of(span[0], span[1])
                elif name is not None and name[0] == name[1]:
                    span = first_day(name[0]), last_day(name[0])
                    month = self._one_of(*span)
                elif found.lastmod:
                    day = found.lastmod[:10]
                    span = day, day
                    month = self._one_of(day, _earlier(day, CHANGE_SLACK_DAYS))
                else:
                    continue
                days.append(span[0])
                if month:
                    self._take(found, month, visit.channel_id, at)
        # A few old addresses among young ones do not mean that the sitemap goes so far back.
        self._backfills.list_read(root, at, sorted(days)[len(days) // 20] if days else None)

    def _sitemap_found(self, visit: Visit, root: int, found: Found, at: str) -> None:
        months = months_of_list(found.url)
        depth = self._depth.get(root, 1) + 1
        if months and not any(months[0] <= m <= months[1] for m in self._wanted):
            return
        if months is None and found.lastmod and found.lastmod[:10] < self._first:
            return  # nothing in it was changed, so nothing was published, in the months wanted
        if depth > MAX_DEPTH:
            return
        new = self._new(found, "sitemap", visit.channel_id)
        url_id, _ = self._ledger.add(new, at=at, run_id=self._run.id, due=False)
        self._enter(url_id, "sitemap", months, depth=depth)

    def page_read(self, visit: Visit, page_id: int, root: int, at: str) -> int | None:
        """Enter what a section page lists of the months; return an article to be read for the day of a page, if one must be."""
        walk = self.walks[root] = self.walks[root].turned_to(page_id)
        listed = [f for f in visit.reading.found if f.role == "article" and not f.off_site and not f.edition]
        sheet = self._sheet(walk, listed, visit.channel_id, at)
        walk.close_page(frozenset(f.normal_url for f in listed))
        # Without anything new it is the last page, or one that shows the same again.
        walk.following = visit.reading.next_page if sheet.fresh else None
        walk.pending = sheet if sheet.fresh else None
        if walk.following is None:
            walk.close_page()
        return self.judge(walk, at)

    def _sheet(self, walk: Walk, listed: list[Found], channel_id: int | None, at: str) -> Sheet:
        """Enter the addresses of a page whose day is known and wanted; return what the page lists."""
        fresh = tuple(f for f in listed if f.normal_url not in walk.seen)
        walk.seen |= {f.normal_url for f in listed}
        dated: dict[str, str] = {}
        undated: list[Found] = []
        for found in listed:
            span = days_of_article(found.url)
            if span is not None:
                dated[found.normal_url] = span[1]
            elif (known := self._backfills.day_of(found.url)) is not None:
                span = known, known
            else:
                undated.append(found)
                continue
            if month := self._one_of(*span):
                self._take(found, month, channel_id, at)
        return Sheet(walk.page_id, fresh, dated, tuple(undated))

    def judge(self, walk: Walk, at: str) -> int | None:
        """Judge the pages whose following page is known; return an article to be read first, when one must be."""
        while walk.ballots and walk.probe is None:
            ballot = walk.ballots[0]
            found = ballot.next_candidate(self._last)
            if found is None:
                walk.ballots.popleft()
                self._judged(walk, ballot, at)
            elif (day := self._backfills.day_of(found.url)) is not None:
                ballot.votes.append(day)
            else:
                url_id = self._take(found, "", None, at)
                if url_id is not None and self._ledger.get(url_id).outcome in (None, "out_of_range"):
                    ballot.probes += 1
                    walk.probe = url_id
        if walk.probe is None and walk.following is None:
            self._end(walk, at)
        return walk.probe

    def probed(self, walk: Walk, day: str | None, at: str) -> int | None:
        """Go on once an article was read for the day of its page; return the next one to be read."""
        walk.probe = None
        if day is not None:
            walk.ballots[0].votes.append(day)
        return self.judge(walk, at)

    def _judged(self, walk: Walk, ballot: Ballot, at: str) -> None:
        """Take the addresses without a date of a page, or hold them back when it seems too young.

        Those held back are left only when the following page is too young as well.
        """
        day, undated = ballot.day, ballot.sheet.undated
        if ballot.is_after(self._last):
            walk.held = undated
        else:
            self._take_undated((*walk.held, *undated), at)
            walk.held = ()
        self._backfills.walked(walk.root, ballot.sheet.page_id, day)
        walk.untold = 0 if day else walk.untold + 1
        if day is not None:
            walk.stale = walk.stale + 1 if walk.day is not None and day >= walk.day else 0
            walk.day = min(day, walk.day or day)
        if walk.stale > STALE_PAGES or walk.untold >= UNTOLD_PAGES:
            walk.following = None

    def close(self, walk: Walk, at: str) -> int | None:
        """Judge the page read last: no other one follows; return an article to be read first, when one must be."""
        walk.following = None
        walk.close_page()
        return self.judge(walk, at)

    def _end(self, walk: Walk, at: str) -> None:
        """Note that a section is turned no further. What is in doubt is taken."""
        self._take_undated((*walk.held, *(walk.pending.undated if walk.pending else ())), at)
        walk.held, walk.pending = (), None
        self._backfills.list_read(walk.root, at)

    # turning pages

    def next_page(self, entry: PastList, asked_at: str, at: str) -> int | None:
        """Return the page of a section to be read next, None when there is none, or an article must be read first."""
        walk = self.walks.get(entry.url_id)
        if walk is None:
            page_id = entry.page_id if entry.is_turned_for(self._wanted, asked_at) else None
            if page_id is None:
                months = min(self._wanted), max(self._wanted)
                self._backfills.begin_walk(entry.url_id, months, max(at, asked_at))  # the clock may have been set back
            walk = self.walks[entry.url_id] = Walk(entry.url_id, page_id or entry.url_id)
            self.root_of[walk.page_id] = walk.root
            return walk.page_id
        if walk.following is None or walk.probe is not None:
            return None
        new = self._new(walk.following, "list", None)
        walk.following = None
        page_id, _ = self._ledger.add(new, at=at, run_id=self._run.id, due=False)
        if self._ledger.get(page_id).outcome == "duplicate_url" or page_id in self.root_of:
            return None
        self.root_of[page_id] = walk.root
        walk.is_awaited = True
        return page_id

    # addresses

    def _one_of(self, *days: str) -> str | None:
        return next((day[:7] for day in days if day[:7] in self._wanted), None)

    def _take_undated(self, undated: Iterable[Found], at: str) -> None:
        """Enter addresses whose month nobody knows yet: they are read with the month at hand."""
        for found in undated:
            self._take(found, "", None, at)

    def _take(self, found: Found, month: str, channel_id: int | None, at: str) -> int | None:
        """Enter an address of a month; return its id, None when it is another address of one that is known."""
        new = self._new(found, "article", channel_id)
        url_id, is_new = self._ledger.add(new, at=at, run_id=self._run.id, due=False)
        if not is_new:
            row = self._ledger.get(url_id)
            if row.outcome == "duplicate_url" or row.role != "article":
                return None
            if (day := self._backfills.day_of(found.url)) is not None:
                month = day[:7]
        self._backfills.enter_url(url_id, self.outlet.key, found.host, month)
        self._run.runs.discovered(self._run.id, self.outlet.key, int(is_new))
        return url_id

    def _new(self, found: Found, role: Role, channel_id: int | None) -> NewUrl:
        return NewUrl(
            found.url, found.normal_url, NORMAL_VERSION, self.outlet.key, found.host, role, channel_id, found.lastmod
        )


def _earlier(day: str, days: int) -> str:
    try:
        return (date.fromisoformat(day) - timedelta(days=days)).isoformat()
    except (ValueError, OverflowError):
        return day
