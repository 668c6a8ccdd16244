"""The closed list of what can become of an address: one row a code, from which every set of outcomes is derived.

A new outcome is a row here; `tests/test_outcomes.py` demands every cell, and `docs/data.md` prints the table.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import Literal, NamedTuple

Counter = Literal["new", "changed", "unchanged", "known", "listed", "rejected", "failed"]
"""What an outcome counts as. All but `known` and `listed` are columns of `runs` and `run_outlets` (see `Runs.count`);
`known` is another address of an article that is held, `listed` a list that was read."""


class Next(StrEnum):
    """When an address with this outcome is asked for again."""

    REVISIT = "at its own rhythm"
    RETRY = "in the same run, then in later runs"
    LATER = "in later runs"
    ONCE = "once more, in a later run"
    HOUR = "after an hour; until then its host is left alone"
    MONTH = "once more, after a month"
    NEVER = "never"


class About(StrEnum):
    """What an outcome speaks of."""

    PAGE = "the page that the server sent"
    HOST = "the host that was asked; another host may still have the page"
    SILENCE = "a host that gave no answer"
    ADDRESS = "the address itself, whatever the server would send"


class Read(StrEnum):
    """What was read from an address. An outlet of which nothing was read in a run has failed."""

    ARTICLE = "an article"
    LIST = "a list"
    SAME = "that nothing changed"
    ALIAS = "that it is another address"
    NOTHING = "nothing"


class Outcome(NamedTuple):
    """One row of the table. `code` is what `urls.outcome` and `fetches.outcome` hold."""

    code: str
    counter: Counter
    next: Next
    about: About
    read: Read
    meaning: str


_N, _A, _R = Next, About, Read

# fmt: off
TABLE = (
    Outcome("new", "new", _N.REVISIT, _A.PAGE, _R.ARTICLE, "an article that was not held before"),
    Outcome("changed", "changed", _N.REVISIT, _A.PAGE, _R.ARTICLE, "an article that was held, with other words than before: a new revision"),
    Outcome("unchanged", "unchanged", _N.REVISIT, _A.PAGE, _R.ARTICLE, "an article that was held, fetched again and found the same"),
    Outcome("not_modified", "unchanged", _N.REVISIT, _A.PAGE, _R.SAME, "the server said that nothing changed (304)"),
    Outcome("duplicate_url", "known", _N.NEVER, _A.ADDRESS, _R.ALIAS, "another address of an article that is held"),
    Outcome("listed", "listed", _N.REVISIT, _A.PAGE, _R.LIST, "a list page, feed or sitemap that was read"),
    Outcome("not_article", "rejected", _N.NEVER, _A.PAGE, _R.NOTHING, "a page that is no article; the detail says what it is (section, video, ...)"),
    Outcome("noarchive", "rejected", _N.NEVER, _A.PAGE, _R.NOTHING, "the page asks not to be archived (X-Robots-Tag or meta robots)"),
    Outcome("out_of_range", "rejected", _N.NEVER, _A.ADDRESS, _R.NOTHING, "outside the dates that were asked for"),
    Outcome("robots_denied", "rejected", _N.MONTH, _A.HOST, _R.NOTHING, "robots.txt forbids the address"),
    Outcome("robots_unreachable", "failed", _N.HOUR, _A.HOST, _R.NOTHING, "robots.txt could not be read, so the host was left alone"),
    Outcome("gone", "failed", _N.LATER, _A.HOST, _R.NOTHING, "the server says that there is no such page (404, 410)"),
    Outcome("http_error", "failed", _N.RETRY, _A.HOST, _R.NOTHING, "the server answered with another error status"),
    Outcome("blocked", "failed", _N.RETRY, _A.HOST, _R.NOTHING, "the server refused us (401, 403, or 429 after retries)"),
    Outcome("timeout", "failed", _N.RETRY, _A.SILENCE, _R.NOTHING, "no answer within the time limit"),
    Outcome("dns_error", "failed", _N.RETRY, _A.SILENCE, _R.NOTHING, "the host's name could not be resolved"),
    Outcome("connection_error", "failed", _N.RETRY, _A.SILENCE, _R.NOTHING, "the connection could not be made, or broke"),
    Outcome("tls_error", "failed", _N.LATER, _A.SILENCE, _R.NOTHING, "the host's certificate or encryption is not valid"),
    Outcome("redirect_loop", "failed", _N.NEVER, _A.HOST, _R.NOTHING, "redirects went in a circle, or on for too long"),
    Outcome("off_site", "rejected", _N.NEVER, _A.ADDRESS, _R.NOTHING, "the address leads to another site"),
    Outcome("unsafe_address", "rejected", _N.NEVER, _A.HOST, _R.NOTHING, "the address leads into a private network"),
    Outcome("too_large", "rejected", _N.NEVER, _A.PAGE, _R.NOTHING, "larger than the limit"),
    Outcome("wrong_type", "rejected", _N.NEVER, _A.PAGE, _R.NOTHING, "a media type that is no page (picture, PDF, ...)"),
    Outcome("truncated", "failed", _N.RETRY, _A.PAGE, _R.NOTHING, "the connection ended before the announced length"),
    Outcome("extract_error", "failed", _N.LATER, _A.PAGE, _R.NOTHING, "extraction failed on this page"),
    Outcome("extract_timeout", "failed", _N.ONCE, _A.PAGE, _R.NOTHING, "extraction took longer than the limit"),
    Outcome("not_in_replay", "rejected", _N.NEVER, _A.ADDRESS, _R.NOTHING, "not in the files that were replayed"),
    Outcome("forgotten", "rejected", _N.NEVER, _A.ADDRESS, _R.NOTHING, "taken down on request; a tombstone stays"),
)
# fmt: on

OUTCOMES: dict[str, Outcome] = {o.code: o for o in TABLE}


def _codes(*cells: Next | About | Read) -> frozenset[str]:
    """The outcomes whose row has one of these cells."""
    return frozenset(o.code for o in TABLE if not {o.next, o.about, o.read}.isdisjoint(cells))


REJECTED = frozenset(o.code for o in TABLE if o.counter == "rejected")
"""Left out for a reason of the page's, the site's or ours; asking again would not help."""

FAILED = frozenset(o.code for o in TABLE if o.counter == "failed")
"""The page was wanted and could not be had."""

READ = frozenset(OUTCOMES) - _codes(Read.NOTHING)
"""Something was read from the address."""

ARTICLE_READ = _codes(Read.ARTICLE)
"""An article was read: it is new, changed or the same."""

LIST_READ = _codes(Read.LIST, Read.SAME)
"""A list was read, or had not changed."""

HELD = _codes(Read.ARTICLE, Read.SAME)
"""The address of an article that is in the archive."""

EDITED = frozenset({"new", "changed"})
"""The visit brought words that the archive did not have."""

QUIET = HELD - EDITED
"""The visit found the article as it was."""

ANSWERED = READ | {"not_article", "noarchive"}
"""The host answered with a page that we understood."""

OF_THE_HOST = _codes(About.HOST, About.SILENCE)
"""These speak of the host that was asked, and not of the page: another host may still have it."""

SILENT = _codes(About.SILENCE)
"""The host gave no answer; after several in a row it is left alone."""

REVISITED = _codes(Next.REVISIT)
"""The address is looked at again at its own rhythm."""

TRANSIENT = _codes(Next.RETRY, Next.HOUR)
"""Another try may change the outcome, perhaps within the same run."""

TRIED_AGAIN = _codes(Next.RETRY, Next.HOUR, Next.LATER, Next.ONCE)
"""Another try may change the outcome, in this run or a later one."""

NOT_READ = TRIED_AGAIN - {"gone"}
"""A list with one of these outcomes counts as not read; after any other outcome it holds nothing for us."""

REFUSED = _codes(Next.MONTH) | (_codes(Next.NEVER) & _codes(About.PAGE))
"""The page of an article's address was refused; the refusal counts as a try (`urls.attempts`)."""

STAYS_OUT = frozenset({"duplicate_url", "forgotten", "out_of_range", "noarchive"})
"""An address with one of these is left out whatever better rules read from its page."""


def counter(outcome: str) -> Counter:
    """Return what an outcome counts as. Raises KeyError for a word that is no outcome.

    >>> counter("not_modified"), counter("not_article"), counter("timeout")
    ('unchanged', 'rejected', 'failed')
    """
    return OUTCOMES[outcome].counter


def sql(outcomes: Iterable[str]) -> str:
    """Return outcomes as the list of an SQL `IN (...)`.

    >>> sql(EDITED)
    "'changed', 'new'"
    """
    return ", ".join(f"'{outcome}'" for outcome in sorted(outcomes))
