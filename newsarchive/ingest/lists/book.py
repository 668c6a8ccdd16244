"""Enter what the lists of a run name: which addresses are new, which lists follow, what each channel yielded."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsarchive import identity
from newsarchive.ingest.lists.overlap import Overlap
from newsarchive.ingest.lists.takeover import Takeover, Withheld
from newsarchive.ingest.values import Range
from newsarchive.items import LISTS
from newsarchive.outlets.hostnames import host_of
from newsarchive.store.channels import Gaps, started_at
from newsarchive.store.ledger import NewUrl

if TYPE_CHECKING:
    from newsarchive.ingest.reading import Found
    from newsarchive.ingest.run import Run
    from newsarchive.ingest.values import Visit
    from newsarchive.items import Role
    from newsarchive.outlets import Outlet
    from newsarchive.store.channels import Kind
    from newsarchive.store.ledger import UrlRow

MAX_PAGES = 30
"""How many pages of one section a crawl turns, however much is new: a calendar or a faceted list has no end."""
MAX_DEPTH = 3
"""How deep sitemap indexes may be nested; the protocol allows no nesting, real sites have two levels."""

UNWANTED_EDITION = "edition:"
"""How the detail of an address begins that was left out for its edition."""

_ROLES: dict[Kind, Role] = {"home": "list", "section": "list", "feed": "feed", "sitemap": "sitemap"}


class ListBook:
    """What the lists of one run brought. Keeps in memory only the lists themselves, never the articles they name."""

    def __init__(self, run: Run, wanted: Range | None = None) -> None:
        self._run = run
        self._ledger = run.ledger
        self._runs = run.runs
        self._channels = run.channels
        self._wanted = wanted or Range()
        self.overlap = Overlap(
            run.channels, Gaps(run.archive.db), run_id=run.id, started_at=started_at(run.archive.db, run.id, run.now())
        )
        self.takeover = Takeover()
        self.freshest: dict[int, str] = {}
        """Of the channels read in this run: when the youngest address they name was first met (UTC text)."""
        self._read: set[int] = set()
        self._depth: dict[int, int] = {}
        self._pages: dict[int, int] = {}
        self._kinds: dict[int, Kind] = {}

    # lists to start from

    def start_from(
        self, outlet: Outlet, kind: Kind, url: str, *, at: str, due: bool, declared: bool = False
    ) -> frozenset[str]:
        """Enter a list to start from as a channel of its outlet; return its host.

        With `due` it is read in this run, else at its own time.
        """
        channel_id = self._runs.channel(outlet.key, kind, url, declared=declared)
        self._kinds[channel_id] = kind
        if declared:
            self.takeover.expect(outlet.key, kind, channel_id)
        new = NewUrl.of(url, outlet, _ROLES[kind], channel_id=channel_id)
        url_id, is_new = self._ledger.add(new, at=at, run_id=self._run.id)
        if due and not is_new:
            row = self._ledger.get(url_id)
            if row.outcome == "duplicate_url":  # a list that has moved is read where it stands now
                row = self._ledger.get(row.target_id) if row.target_id else row
            if row.outcome != "duplicate_url" and row.role == _ROLES[kind]:
                self._ledger.make_due(row.id, at)
        return frozenset({new.host})

    def start_from_discovered(self, outlet: Outlet, kind: Kind, url: str, *, at: str, due: bool) -> None:
        """Enter a discovered list to start from; where lists of its kind are declared it is only kept in mind."""
        if self.takeover.is_withheld(outlet, kind):
            self.takeover.withhold(Withheld(outlet, kind, url, at))
        else:
            self.start_from(outlet, kind, url, at=at, due=due)

    # what lists name

    def enter(self, visit: Visit, row: UrlRow) -> frozenset[str]:
        """Enter what a list names; return the hosts that have something new to fetch."""
        at = self._run.at()
        self._read.add(row.id)
        reads_back = self._look_at(visit, row, at)
        hosts: set[str] = set()
        articles = new_articles = 0
        for found in visit.reading.found:
            if found.role != "article" and not found.off_site:
                hosts |= self._enter_list(visit, row, found, at)
                continue
            is_new = self._enter_article(visit, found, at)
            if found.off_site or found.edition:
                continue
            articles += 1
            if is_new:
                new_articles += 1
                hosts.add(found.host)
        if visit.channel_id is not None:
            self._runs.channel_yield(self._run.id, visit.channel_id, found=articles, new=new_articles, at=at)
        self._runs.discovered(self._run.id, visit.outlet.key, new_articles)
        following = visit.reading.next_page
        if following and (new_articles or reads_back):
            hosts |= self._turn_page(visit, row, following, at)
        return frozenset(hosts)

    def was_read(self, url_id: int) -> None:
        """Note a list that has not changed since it was read: another list that names it is no reason to ask again."""
        self._read.add(url_id)

    def is_read(self, url_id: int) -> bool:
        """Return whether a list was read in this run, or is about to be."""
        return url_id in self._read

    def moved(self, url_id: int, target_id: int) -> None:
        """Note that a list redirects to another one, which takes its place among the lists that led to it."""
        self._depth[target_id] = self._depth.get(url_id, 0)
        self._pages[target_id] = self._pages.get(url_id, 1)

    def take_over(self, visit: Visit, row: UrlRow, outcome: str) -> frozenset[str]:
        """Note how a list was judged; where all declared ones brought nothing, enter those withheld. Return their hosts."""
        if row.role not in LISTS or visit.channel_id is None or outcome == "duplicate_url":
            return frozenset()
        if not self._channels.is_root(visit.channel_id, row):
            return frozenset()
        channel = self._channels.get(visit.channel_id)
        if outcome == "listed":
            brought = any(f.role in ("article", "sitemap") and not f.off_site for f in visit.reading.found)
        else:
            brought = outcome == "not_modified" and (channel.last_yield_at is not None or channel.kind == "sitemap")
        lists = self.takeover.asked(visit.outlet.key, channel.kind, channel.id, brought=brought)
        return frozenset(host for one in lists for host in self._enter_withheld(one))

    def end(self) -> None:
        """Close the gaps that were read through."""
        self.overlap.close(self._run.at())

    def _look_at(self, visit: Visit, row: UrlRow, at: str) -> bool:
        """Look at a list before its addresses are entered; return whether its next page is wanted though all is known."""
        ours: list[Found] = [f for f in visit.reading.found if f.role == "article" and not (f.off_site or f.edition)]
        if visit.channel_id is not None and self._channels.is_root(visit.channel_id, row):
            self.overlap.note(visit, row, self._channels.get(visit.channel_id), ours, at)
            self.freshest[visit.channel_id] = self._channels.freshest([f.normal_url for f in ours]) or at
        return self.overlap.reads_back(visit, ours)

    def _enter_article(self, visit: Visit, found: Found, at: str) -> bool:
        """Enter an address that a list names; return whether there is something new to fetch."""
        refused = self._refusal(visit, found)
        new = _new(visit, found, "article", found.lastmod)
        url_id, is_new = self._ledger.add(new, at=at, run_id=self._run.id, due=refused is None)
        if is_new and refused is not None:
            outcome, detail = refused
            self._ledger.judge(url_id, outcome=outcome, detail=detail, at=at, next_fetch_at=None, live=visit.live)
            self._runs.count(self._run.id, visit.outlet.key, outcome, fetched=False)
        elif visit.outlet.editions and refused is None and not is_new:
            return self._wanted_by_now(url_id, at)
        return is_new

    def _refusal(self, visit: Visit, found: Found) -> tuple[str, str] | None:
        """Return outcome and detail of a listed address that is not fetched, None for one that is."""
        if found.off_site:
            return "off_site", f"listed by {visit.outlet.key}"
        if found.edition:
            return "not_article", f"{UNWANTED_EDITION} {found.edition}; wanted: {', '.join(visit.outlet.editions)}"
        day = found.lastmod[:10] if found.lastmod else None
        # A list's date is that of the last change: what is older than the days wanted was published before them too.
        if self._wanted.since and day and day < self._wanted.since:
            return "out_of_range", f"last changed {day}"
        return None

    def _wanted_by_now(self, url_id: int, at: str) -> bool:
        """Make an address due that was left out for its edition before the declaration asked for it."""
        row = self._ledger.get(url_id)
        if row.outcome != "not_article" or not (row.detail or "").startswith(UNWANTED_EDITION):
            return False
        self._ledger.make_due(url_id, at)
        return True

    # lists that lists name

    def _enter_list(self, visit: Visit, row: UrlRow, found: Found, at: str) -> frozenset[str]:
        """Follow a list named by a list: sitemaps of an index; feeds and sections of the home page where none is declared."""
        kind = self._kinds.get(visit.channel_id or 0)
        depth = self._depth.get(row.id, 0) + 1
        if found.role == "sitemap":
            if kind not in ("sitemap", None) or depth > MAX_DEPTH:
                return frozenset()
            return self._follow(visit.outlet, "sitemap", found.url, visit.channel_id, depth, found.lastmod, at)
        if kind != "home" or depth > 1:
            return frozenset()
        its_kind: Kind = "feed" if found.role == "feed" else "section"
        discovered = Withheld(visit.outlet, its_kind, found.url, at, depth, found.lastmod)
        if self.takeover.is_withheld(visit.outlet, its_kind):
            self.takeover.withhold(discovered)
            return frozenset()
        return self._enter_withheld(discovered)

    def _enter_withheld(self, one: Withheld) -> frozenset[str]:
        """Enter a discovered list as a channel of its own, to be read in this run; return its host."""
        if one.depth is None:
            return self.start_from(one.outlet, one.kind, one.url, at=one.at, due=True)
        channel_id = self._runs.channel(one.outlet.key, one.kind, one.url, declared=False)
        self._kinds[channel_id] = one.kind
        return self._follow(one.outlet, one.kind, one.url, channel_id, one.depth, one.lastmod, one.at)

    def _follow(
        self, outlet: Outlet, kind: Kind, url: str, channel_id: int | None, depth: int, lastmod: str | None, at: str
    ) -> frozenset[str]:
        """Make a list due that another one names, unless it was read since it last changed; return its host."""
        new = NewUrl.of(url, outlet, _ROLES[kind], channel_id=channel_id, lastmod=lastmod)
        url_id, _ = self._ledger.add(new, at=at, run_id=self._run.id, due=False)
        there = self._ledger.get(url_id)
        if there.outcome == "duplicate_url" and there.target_id is not None:
            there = self._ledger.get(there.target_id)
        if there.id in self._read or there.state == "leased" or _read_since(there, lastmod):
            return frozenset()
        self._read.add(there.id)
        self._depth[there.id] = depth
        self._ledger.make_due(there.id, at)
        return frozenset({new.host})

    def _turn_page(self, visit: Visit, row: UrlRow, found: Found, at: str) -> frozenset[str]:
        page = self._pages.get(row.id, 1) + 1
        if page > MAX_PAGES:
            return frozenset()
        url_id, _ = self._ledger.add(_new(visit, found, "list"), at=at, run_id=self._run.id, due=False)
        there = self._ledger.get(url_id)
        if url_id in self._read or there.outcome == "duplicate_url":
            return frozenset()
        self._read.add(url_id)
        self._pages[url_id] = page
        self._ledger.make_due(url_id, at)
        return frozenset({found.host})


def _new(visit: Visit, found: Found, role: Role, lastmod: str | None = None) -> NewUrl:
    return NewUrl(
        found.url,
        found.normal_url,
        identity.NORMAL_VERSION,
        visit.outlet.key,
        host_of(found.url),
        role,
        visit.channel_id,
        lastmod,
    )


def _read_since(there: UrlRow, lastmod: str | None) -> bool:
    """Return whether a sitemap has not changed since it was read; days are compared, as many sites give no time."""
    return bool(lastmod and there.fetched_at and there.outcome == "listed" and lastmod[:10] < there.fetched_at[:10])
