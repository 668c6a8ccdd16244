"""What a backfill does next: month by month, the youngest first; lists until a month is passed, then its articles.

It supplies a session in the place of the frontier, so that pages of the past go through the very same steps as those of
today. All that must survive a crash stands in the tables `backfill*`.
"""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

from newsarchive.backfill.lists import PastLists
from newsarchive.outcomes import NOT_READ
from newsarchive.store.backfills import SITE, Backfills

if TYPE_CHECKING:
    from collections.abc import Sequence

    from newsarchive.ingest.run import Run
    from newsarchive.ingest.values import Verdict, Visit
    from newsarchive.outlets import Outlet
    from newsarchive.store.backfills import PastList
    from newsarchive.store.channels import Kind
    from newsarchive.store.ledger import UrlRow


class PastSupply:
    """Supplies addresses of the past: one outlet, some months. Lives in the writer's thread, within its transactions.

    Until `begin` it supplies nothing. `month` is the one at hand (YYYY-MM).
    """

    def __init__(self, run: Run, outlet: Outlet, months: tuple[str, ...]) -> None:
        self._ledger = run.ledger
        self._frontier = run.frontier
        self._runs = run.runs
        self._outlet = outlet
        self._months = tuple(sorted(months, reverse=True))
        self._backfills = Backfills(run.archive.db)
        self._lists = PastLists(run, self._backfills, outlet=outlet, months=months)
        self._is_begun = False
        self._queue: dict[str, deque[int]] = {}
        self._waiting: set[int] = set()
        self._former: dict[int, UrlRow] = {}
        self._tried: set[int] = set()
        self._queued: set[int] = set()
        self._probes: dict[int, set[int]] = {}  # the articles being read for a day -> the sections that ask
        self.month: str | None = None

    def begin(self, outlet: Outlet, at: str) -> None:
        """Enter the lists that are declared or were found before, and what earlier runs left out of range.

        `outlet` is the one of this backfill, with what was learnt of it.
        """
        self._is_begun = True
        self._outlet = self._lists.outlet = outlet
        self._backfills.ask(outlet.key, SITE, self._months, at)
        self._backfills.take_up(outlet.key, self._months)
        self._lists.remember()
        lists: tuple[tuple[Kind, tuple[str, ...]], ...] = (("sitemap", outlet.sitemaps), ("section", outlet.sections))
        for kind, declared in lists:
            for url in declared or self._runs.discovered_channels(outlet.key, kind):
                self._lists.add(kind, url, at, declared=bool(declared))
        if not outlet.sections and not self._runs.discovered_channels(outlet.key, "section"):
            self._lists.add("home", outlet.home, at, declared=True)

    def add_sitemaps(self, outlet: Outlet, urls: Sequence[str], at: str) -> None:
        """Enter the sitemaps that robots.txt names, unless others are declared."""
        for url in urls:
            if not outlet.sitemaps and outlet.owns(url):
                self._lists.add("sitemap", url, at)

    # what comes next

    def step(self, at: str) -> frozenset[str]:
        """Decide what is to be done now that nothing is under way; return the hosts it is on, none at the end."""
        if not self._is_begun:
            return frozenset()
        self._settle_lost_probes(at)
        asked = self._backfills.asked(self._outlet.key, SITE)
        home = self._lists.home
        if home is not None and home not in self._tried and self._put([home]):
            return frozenset(self._queue)
        for month in self._months:
            self.month = month
            entry = asked[month]
            if entry.listed_at is None:
                if self._put(self._lists_for(month, entry.asked_at, at)):
                    return frozenset(h for h, q in self._queue.items() if q)
                if self._is_listed(month, entry.asked_at):
                    self._backfills.listed(self._outlet.key, SITE, month, at)
            if hosts := self._backfills.hosts_left(self._outlet.key, (month, ""), at):
                return hosts
        return frozenset()

    def _lists_for(self, month: str, asked_at: str, at: str) -> list[int]:
        """Return the lists to be read for a month now: sitemaps, and section pages where no sitemap covers it."""
        lists = self._backfills.lists(self._outlet.key)
        sitemaps = [e.url_id for e in _unread_sitemaps(lists, month, asked_at) if e.url_id not in self._tried]
        if sitemaps or any(e.covers(month, asked_at) for e in lists):
            return sitemaps
        sections = (e for e in lists if e.kind == "section" and not self._is_turned(e, month, asked_at))
        pages = (self._page_of(e, asked_at, at) for e in sections if e.url_id not in self._tried)
        return [page for page in pages if page is not None]

    def _is_turned(self, entry: PastList, month: str, asked_at: str) -> bool:
        """Return whether a section's pages have been turned until the month was passed, or to the last one."""
        is_read = entry.read_at is not None and entry.is_turned_for(self._months, asked_at)
        return is_read or entry.has_passed(month, asked_at)

    def _page_of(self, entry: PastList, asked_at: str, at: str) -> int | None:
        """Return the page of a section to be read next; at its end see to it that the last one is judged."""
        page = self._lists.next_page(entry, asked_at, at)
        walk = self._lists.walks[entry.url_id]
        if page is None and walk.is_idle:
            self._send_probe(walk.root, self._lists.close(walk, at))
        return page

    def _is_listed(self, month: str, asked_at: str) -> bool:
        """Return whether a sitemap answers for the month, or every section was seen to pass its first day."""
        lists = self._backfills.lists(self._outlet.key)
        if _unread_sitemaps(lists, month, asked_at):
            return False
        if any(e.covers(month, asked_at) for e in lists):
            return True
        sections = [e for e in lists if e.kind == "section"]
        return bool(sections) and all(e.has_passed(month, asked_at) for e in sections)

    def _put(self, url_ids: list[int]) -> bool:
        """Queue lists to be read, each once in a run; return whether there was one."""
        fresh = [url_id for url_id in url_ids if url_id not in self._queued]
        for url_id in fresh:
            self._queued.add(url_id)
            if self._lists.root_of.get(url_id) == url_id and url_id not in self._lists.walks:
                self._tried.add(url_id)
            self._queue.setdefault(self._ledger.get(url_id).host, deque()).append(url_id)
        return bool(fresh)

    # the frontier

    def lease(
        self, host: str, *, owner: str, now: str, until: str, limit: int, articles: int | None = None
    ) -> list[UrlRow]:
        """Take up to `limit` addresses of a host: lists first, then articles of the month at hand."""
        again = [i for i in sorted(self._waiting) if self._is_due(i, host, now)][:limit]
        self._waiting.difference_update(again)
        queue = self._queue.get(host, deque())
        chosen = again + [queue.popleft() for _ in range(min(len(queue), limit - len(again)))]
        if not chosen and self.month is not None:
            most = limit if articles is None else min(limit, articles)
            chosen = self._backfills.left(self._outlet.key, (self.month, ""), host=host, now=now, limit=most)
        rows = self._frontier.lease_these(chosen, owner=owner, until=until)
        for row in rows:
            if row.role != "article":
                self._former.setdefault(row.id, row)
        return rows

    def _is_due(self, url_id: int, host: str, now: str) -> bool:
        row = self._ledger.get(url_id)
        return row.host == host and (row.next_fetch_at or "") <= now

    def next_due(self, host: str) -> str | None:
        """Return when the next address of a host that waits for another try may be fetched."""
        months = (self.month, "") if self.month else ("",)
        waiting = [r.next_fetch_at for r in map(self._ledger.get, self._waiting) if r.host == host and r.next_fetch_at]
        tries = [self._backfills.next_try(self._outlet.key, host, months), *waiting]
        return min((t for t in tries if t), default=None)

    # what came of it

    def settle(self, visit: Visit, verdict: Verdict, at: str) -> frozenset[str]:
        """Take note of what became of an address; return the hosts that have something to be fetched at once."""
        if verdict.target_id is not None and verdict.hosts:
            self._follow(visit, verdict.target_id)
        if visit.role == "article":
            return self._article_settled(visit, verdict, at)
        if visit.url_id not in self._lists.root_of:
            return frozenset()
        hosts = self._read(visit, at) if verdict.outcome == "listed" else frozenset()
        return hosts | self._list_settled(visit.url_id, verdict, at)

    def _follow(self, visit: Visit, target_id: int) -> None:
        """The target of a redirect takes the place of the address."""
        host = self._ledger.get(target_id).host
        if visit.role == "article":
            month = self._backfills.month_of(visit.url_id) or ""
            self._backfills.enter_url(target_id, self._outlet.key, host, month)
            if visit.url_id in self._probes:
                self._probes.setdefault(target_id, set()).update(self._probes.pop(visit.url_id))
                self._queue.setdefault(host, deque()).append(target_id)
        elif visit.url_id in self._lists.root_of:
            self._lists.root_of[target_id] = self._lists.root_of[visit.url_id]
            self._queue.setdefault(host, deque()).append(target_id)

    def _read(self, visit: Visit, at: str) -> frozenset[str]:
        """Enter what a list names of the months wanted; return the hosts that have something to be fetched at once."""
        root = self._lists.root_of[visit.url_id]
        if root == self._lists.home:
            self._lists.home_read(visit, at)
        elif root in self._lists.walks:
            return self._send_probe(root, self._lists.page_read(visit, visit.url_id, root, at))
        else:
            self._lists.sitemap_read(visit, root, at)
        return frozenset()

    def _article_settled(self, visit: Visit, verdict: Verdict, at: str) -> frozenset[str]:
        if verdict.retry_in_s is not None:
            return frozenset()
        article = visit.reading.article
        day = article.published_on if article is not None else None
        if day is not None:
            self._backfills.is_of_month(visit.url_id, day[:7])
        return self._answer_probe(visit.url_id, day, at)

    def _answer_probe(self, url_id: int, day: str | None, at: str) -> frozenset[str]:
        """Give the sections that asked for an article its day; return the hosts that have the next ones."""
        roots = sorted(self._probes.pop(url_id, ()))
        hosts = [self._send_probe(root, self._lists.probed(self._lists.walks[root], day, at)) for root in roots]
        return frozenset[str]().union(*hosts)

    def _list_settled(self, url_id: int, verdict: Verdict, at: str) -> frozenset[str]:
        """Note what became of a list; return the hosts that have something to be fetched at once.

        The ledger's row of a list stays as the daily crawl left it: it must not miss what a backfill passed over.
        """
        if verdict.retry_in_s is not None:
            self._waiting.add(url_id)
            return frozenset()
        root = self._lists.root_of[url_id]
        if verdict.outcome == "duplicate_url":
            return frozenset()  # the target is read in its place
        former = self._former.pop(url_id, None)
        if former is not None:
            self._frontier.restore(former)
        if verdict.outcome in NOT_READ:
            self._tried.add(root)
        elif verdict.outcome != "listed" and root != self._lists.home:
            return self._list_ended(root, verdict, is_root=url_id == root, at=at)
        return frozenset()

    def _list_ended(self, root: int, verdict: Verdict, *, is_root: bool, at: str) -> frozenset[str]:
        """A sitemap, or a page of a section, is none: nothing follows."""
        walk = self._lists.walks.get(root)
        if walk is None:
            self._backfills.list_read(root, at)
            return frozenset()
        if verdict.outcome == "gone" and is_root:
            self._backfills.drop_list(root)  # a section that does not exist any more hides nothing
            return frozenset()
        return self._send_probe(root, self._lists.close(walk, at))

    def _send_probe(self, root: int, url_id: int | None) -> frozenset[str]:
        if url_id is None:
            return frozenset()
        host = self._ledger.get(url_id).host
        if url_id not in self._probes:  # another section may have asked for it
            self._queue.setdefault(host, deque()).append(url_id)
        self._probes.setdefault(url_id, set()).add(root)
        return frozenset({host})

    def _settle_lost_probes(self, at: str) -> None:
        """An article that was to give the day of its page could not be fetched: another one is read."""
        for url_id in list(self._probes):
            self._answer_probe(url_id, None, at)


def _unread_sitemaps(lists: Sequence[PastList], month: str, asked_at: str) -> list[PastList]:
    """The sitemaps that may name something of a month and were not read since it was asked for."""
    return [e for e in lists if e.kind == "sitemap" and e.may_hold(month) and not e.is_read(asked_at)]
