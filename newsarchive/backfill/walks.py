"""How the pages of one section are turned, and what the articles of a page say of its day.

A section page lists more than its own articles: side boxes (latest, most read) stand on many pages and are young or old
as they like. An article votes for the day of a page only when no other page of the walk lists it. So a page is judged
when the following one has been read.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from newsarchive.ingest.reading import Found

VOTES = 3
"""So many articles are asked for the day of a page whose addresses have none, when they agree."""
MOST_VOTES = 5
"""So many when they do not."""
PROBES = 8
"""How many articles of a page are read at most; some turn out to be no articles or have no date."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A section page that was read: its articles no earlier page listed, the days of addresses, those without a date."""

    page_id: int
    fresh: tuple[Found, ...]
    dated: dict[str, str]
    undated: tuple[Found, ...]

    def ballot(self, on_next_page: Collection[str]) -> Ballot:
        """Return the vote on the day of this page, without the articles that the following page lists again."""
        own = [f for f in self.fresh if f.normal_url not in on_next_page] or list(self.fresh)
        days = [self.dated[f.normal_url] for f in own if f.normal_url in self.dated]
        if 2 * len(days) >= len(own):
            return Ballot(self, days)
        return Ballot(self, candidates=deque(_spread([f for f in own if f.normal_url not in self.dated])))


@dataclass(slots=True)
class Ballot:
    """The days that articles of a page say, and the articles that may still be asked."""

    sheet: Sheet
    votes: list[str] = field(default_factory=list)
    candidates: deque[Found] = field(default_factory=deque)
    probes: int = 0

    @property
    def day(self) -> str | None:
        """The day in the middle, the later of two; None when no article says one."""
        return sorted(self.votes)[len(self.votes) // 2] if self.votes else None

    def is_after(self, day: str) -> bool:
        """Return whether all articles asked are younger than a day."""
        return bool(self.votes) and min(self.votes) > day

    def next_candidate(self, last: str) -> Found | None:
        """Return the article to be asked next, None when it is known whether the page is younger than the day `last`."""
        agree = len({vote > last for vote in self.votes}) == 1
        if len(self.votes) >= (VOTES if agree else MOST_VOTES) or self.probes >= PROBES:
            return None
        return self.candidates.popleft() if self.candidates else None


@dataclass(slots=True)
class Walk:
    """The turning of one section's pages in this run.

    The page `page_id` `is_awaited` until it was read. `pending` was read, and is judged when the page after it has been.
    `ballots` are being held; for the first of them the article `probe` is being read. `held` are addresses of the page
    judged last, which seems too young: they are taken when the following page is not.
    """

    root: int
    page_id: int
    is_awaited: bool = True
    following: Found | None = None
    pending: Sheet | None = None
    ballots: deque[Ballot] = field(default_factory=deque)
    probe: int | None = None
    held: tuple[Found, ...] = ()
    seen: frozenset[str] = frozenset()
    day: str | None = None
    stale: int = 0
    untold: int = 0
    before: Walk | None = None

    @property
    def is_idle(self) -> bool:
        """Whether neither a page nor an article is to be read for this walk."""
        return self.following is None and self.probe is None and not self.is_awaited

    def turned_to(self, page_id: int) -> Walk:
        """Return the walk as it was before this page was read, for the same answer again: its batch had to be repeated."""
        before = self.before if self.page_id == page_id and self.before else self
        kept = replace(before, before=None, ballots=deque(before.ballots))
        return replace(kept, page_id=page_id, is_awaited=False, before=kept, ballots=deque(kept.ballots))

    def close_page(self, on_next_page: Collection[str] = ()) -> None:
        """Have the page that was read last judged: the following one lists these articles, or there is none."""
        if self.pending is not None:
            self.ballots.append(self.pending.ballot(on_next_page))
        self.pending = None


def _spread(articles: Sequence[Found]) -> list[Found]:
    """Return the last article, the first one, then those in the middle of each gap: side boxes stand together."""
    if len(articles) < 2:
        return list(articles)
    order, gaps = [len(articles) - 1, 0], deque([(0, len(articles) - 1)])
    while gaps:
        first, last = gaps.popleft()
        middle = (first + last) // 2
        if middle > first:
            order.append(middle)
            gaps.extend(((first, middle), (middle, last)))
    return [articles[i] for i in order]
