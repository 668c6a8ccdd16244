"""Rules that find in an outlet's own history whether something is wrong with it. Pure: facts in, findings out.

Each rule says yes (`stands`), no, or None when the run says nothing about it: then an alarm stays as it is. Thresholds
are wide: medians and the chance of such a run by accident, never a single page.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from math import comb
from statistics import median, quantiles
from typing import TYPE_CHECKING

from newsarchive.outcomes import ANSWERED, LIST_READ, SILENT
from newsarchive.store.reads.health import EMPTIED, FIELDS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from newsarchive.store.channels import Polled
    from newsarchive.store.reads.health import ChannelFacts, OutletFacts, Tally

LISTS = frozenset({"home", "list", "feed", "sitemap"})
_HOST_TROUBLE = SILENT | {"robots_unreachable", "robots_denied"}

MIN_PAST = 8
"""So many articles an outlet must have brought before its fields are judged."""
MIN_RUN = 3
"""So many articles, the latest, are needed to see a change."""
CHANCE = 0.003
"""How improbable a run must be by accident to count as a change."""
MIN_DAYS = 3
"""So many days with new articles before silence is noticed."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What a rule says: `stands` None = the run says nothing about it. `detail` is in words."""

    kind: str
    stands: bool | None
    detail: str = ""


def findings(
    facts: OutletFacts, now: datetime, *, min_per_day: float | None, declared: frozenset[str], is_whole: bool
) -> list[Finding]:
    """Judge an outlet after a run. `declared` are the addresses of its declared lists; `is_whole`: the run
    was not limited to some articles or days, so that their number says something."""
    found = [host_blocking(facts.tallies), certificate(facts.tallies), robots_denies(facts.tallies), field_lost(facts)]
    if is_whole:
        found += [silent_zero(facts.new_by_day, min_per_day), channel_dead(facts, now, declared)]
    return found


# the host


def host_blocking(tallies: Sequence[Tally]) -> Finding:
    """The server refuses us (401, 403, 429): nothing else came, or at least half of what was asked was refused."""
    refused = _count(tallies, lambda t: t.outcome == "blocked" and t.role != "other")
    good = _good(tallies)
    detail = f"{refused} of {refused + good} requests were refused ({_detail(tallies, 'blocked')})"
    return Finding("host_blocking", _verdict(tallies, "blocked", refused, good), detail)


def robots_denies(tallies: Sequence[Tally]) -> Finding:
    """robots.txt forbids the lists, or at least half of what was to be fetched."""
    denied = _count(tallies, lambda t: t.outcome == "robots_denied")
    good = _good(tallies)
    detail = f"robots.txt forbids {denied} of {denied + good} addresses"
    return Finding("robots_denies", _verdict(tallies, "robots_denied", denied, good), detail)


def certificate(tallies: Sequence[Tally]) -> Finding:
    """The certificate is expired or not valid, and nothing could be read."""
    broken = _count(tallies, lambda t: t.outcome == "tls_error")
    good = _good(tallies)
    stands = True if broken and not good else False if good and not broken else None
    return Finding("certificate_expired", stands, _detail(tallies, "tls_error"))


def _verdict(tallies: Sequence[Tally], outcome: str, bad: int, good: int) -> bool | None:
    """All lists asked, the home page or two others, ended so; or half of all. One list alone may have its own reason."""
    homes = _count(tallies, lambda t: t.outcome == outcome and t.role == "home")
    lists = _count(tallies, lambda t: t.outcome == outcome and t.role in LISTS)
    if ((homes or lists >= 2) and not good) or (bad >= 5 and bad >= good):
        return True
    return False if good else None


def _good(tallies: Sequence[Tally]) -> int:
    return _count(tallies, lambda t: t.outcome in ANSWERED and t.role != "other")


def _count(tallies: Sequence[Tally], of: Callable[[Tally], bool]) -> int:
    return sum(t.number for t in tallies if of(t))


def _detail(tallies: Sequence[Tally], outcome: str) -> str:
    return next((t.detail[:200] for t in tallies if t.outcome == outcome and t.detail), outcome)


# silence


def silent_zero(new_by_day: Mapping[int, int], min_per_day: float | None) -> Finding:
    """Nothing new, or next to nothing, against what the days before brought.

    A weekday on which nothing ever came is no alarm, nor a pause as long as one before. The declared minimum is a
    floor for a whole day, once the outlet was watched for longer than that.
    """
    today, past = new_by_day.get(0), {d: n for d, n in new_by_day.items() if d > 0}
    if today is None or not past:
        return Finding("silent_zero", None)
    if min_per_day and today < min_per_day:
        return Finding("silent_zero", True, f"{today} new in a day; declared are {min_per_day:g} at least")
    usual = _usual(past)
    if sum(1 for n in past.values() if n) < MIN_DAYS or usual < 1:
        return Finding("silent_zero", False if today else None)
    silent, longest = _silence([new_by_day[d] for d in sorted(new_by_day)])
    if silent > max(longest, 0 if usual >= 3 else 1):
        return Finding("silent_zero", True, f"nothing new for {silent} days with a crawl; usual are {usual:g} a day")
    if 0 < today < usual / 5 and usual >= 10 and today < min(past.values()):
        return Finding("silent_zero", True, f"{today} new in a day; usual are {usual:g}")
    return Finding("silent_zero", False)


def _usual(past: Mapping[int, int]) -> float:
    """How many articles a day are usual: on the same weekday, where two of these were watched."""
    alike = [n for d, n in past.items() if d % 7 == 0]
    return median(alike) if len(alike) >= 2 else median(past.values())


def _silence(days: Sequence[int]) -> tuple[int, int]:
    """Return how many of the latest days (the youngest first) brought nothing, and the longest such run before."""
    silent = next((i for i, number in enumerate(days) if number), len(days))
    return silent, _longest_silence(days[silent:])


def _longest_silence(days: Sequence[int]) -> int:
    longest = run = 0
    for number in days:
        run = 0 if number else run + 1
        longest = max(longest, run)
    return longest


# fields


def field_lost(facts: OutletFacts) -> Finding:
    """A field that articles used to have is gone from the latest, or is read from elsewhere; or texts have shrunk."""
    signs = [_pages(facts, held=False), _pages(facts, held=True), _letters(facts)]
    signs += [_share(name, [name in a.has for a in facts.articles], facts.in_run, facts.usual_from) for name in FIELDS]
    signs += [_source(name, facts) for name in ("title", "text", *FIELDS)]
    lost = [s.detail for s in signs if s.stands]
    if lost:
        return Finding("field_lost", True, "; ".join(lost))
    judged = [s for s in signs if s.detail or s.stands is not None]
    return Finding("field_lost", False if judged and all(s.stands is False for s in judged) else None)


def _pages(facts: OutletFacts, *, held: bool) -> Finding:
    """Pages on which no text was found any more: those of articles that are held, or those fetched for the first time."""
    pages = [t for t in facts.tallies if t.role == "article"]
    empty = _count(pages, lambda t: t.held is held and _is_empty(t))
    whole = _count(pages, lambda t: t.outcome in (("changed", "unchanged") if held else ("new",)))
    past = facts.whole - _count(pages, lambda t: t.outcome == "new")
    number = empty + whole
    if number < MIN_RUN or past < MIN_PAST:
        return Finding("text", None)
    share = (past + 1) / (past + (0 if held else facts.emptied) + 2)
    what = "pages known as articles" if held else "new pages"
    return Finding(
        "text", _is_lost(whole, number, share), f"text: found on {whole} of {number} {what}, before on {share:.0%}"
    )


def _is_empty(tally: Tally) -> bool:
    return tally.outcome == "extract_error" or (tally.outcome == "not_article" and tally.detail.startswith(EMPTIED))


def _share(name: str, there: Sequence[bool], in_run: int, usual_from: int) -> Finding:
    """Judge the latest articles by the share of those before that have a field; the smallest sample that decides does."""
    undecided = False
    for size in sorted({s for s in (in_run, 5, 10, 20) if s >= MIN_RUN}):
        recent, past = there[:size], there[max(size, usual_from) :]
        if len(past) < MIN_PAST or not in_run:
            break
        share = (sum(past) + 1) / (len(past) + 2)
        if share < 0.5:
            break
        verdict = _is_lost(sum(recent), size, share)
        if verdict is not None:
            detail = f"{name}: {sum(recent)} of the last {size} articles have it, before {share:.0%}"
            return Finding(name, verdict, detail)
        undecided = True
    return Finding(name, None, name if undecided else "")


def _is_lost(number: int, of: int, share: float) -> bool | None:
    """Return whether `number` hits of `of` are too few for a share to be accidental; None when neither is clear."""
    if number / of >= share - 0.25:
        return False
    chance = sum(comb(of, k) * share**k * (1 - share) ** (of - k) for k in range(number + 1))
    return True if chance < CHANCE and number / of < share - 0.3 else None


def _letters(facts: OutletFacts) -> Finding:
    """Texts of the run half as long as usual, and shorter than nearly all before."""
    recent = [a.letters for a in facts.articles[: facts.in_run]]
    past = [a.letters for a in facts.articles[facts.usual_from :]]
    if len(recent) < MIN_RUN or len(past) < MIN_PAST:
        return Finding("text length", None)
    now, before = median(recent), median(past)
    shortest, short = quantiles(past, n=20)[0], quantiles(past, n=4)[0]
    detail = f"text length: {now:.0f} letters, before {before:.0f}"
    if now < before / 2 and now < shortest:
        return Finding("text length", True, detail)
    return Finding("text length", False if now >= min(before * 0.7, short) else None, detail)


def _source(name: str, facts: OutletFacts) -> Finding:
    """A field that nearly always stood in one place of the page, and now comes from another one, by the same rules."""
    rules = facts.articles[0].extraction_id if facts.articles else 0
    recent = [a.sources[name] for a in facts.articles[: facts.in_run] if name in a.sources]
    usually = facts.articles[facts.usual_from :]
    past = [a.sources[name] for a in usually if name in a.sources and a.extraction_id == rules]
    if len(recent) < 5 or len(past) < 2 * MIN_PAST:
        return Finding(name, None)
    usual = max(set(past), key=past.count)
    share = past.count(usual) / len(past)
    if share < 0.9:
        return Finding(name, None)
    verdict = _is_lost(recent.count(usual), len(recent), min(share, (len(past) - 1) / len(past)))
    other = max(set(recent), key=recent.count)
    return Finding(name, verdict, f"{name}: read from {other}, before from {usual}")


# channels


def channel_dead(facts: OutletFacts, now: datetime, declared: frozenset[str]) -> Finding:
    """A list that used to name articles names none, or none that are new, for long against its own past.

    Of discovered lists only those count that brought a fifth of an outlet's articles; they are given up after a month.
    """
    if not _count(facts.tallies, lambda t: t.role in LISTS and t.outcome in LIST_READ):
        return Finding("channel_dead", None)
    total = sum(_new(c) for c in facts.channels)
    dead: list[str] = []
    for one in facts.channels:
        channel = one.channel
        if channel.url in declared or (not channel.declared and _new(one) * 5 >= max(total, 1)):
            why = _why_dead(one, now)
            if why and (channel.url in declared or now - _at(channel.last_yield_at) < timedelta(days=30)):
                dead.append(f"{channel.kind} {channel.url}: {why}")
    return Finding("channel_dead", bool(dead), "; ".join(dead))


def _why_dead(one: ChannelFacts, now: datetime) -> str | None:
    return _why_barren(one, now) or _why_stale(one, now)


def _why_barren(one: ChannelFacts, now: datetime) -> str | None:
    """A list that named articles names none any more."""
    barren = _barren(one.polls)
    if barren < 2 or sum(1 for p in one.polls if p.found) < 2:
        return None
    if now - _at(one.channel.last_yield_at) <= timedelta(hours=12):
        return None
    return f"nothing since {one.channel.last_yield_at} ({barren} visits, last: {one.polls[0].outcome})"


def _why_stale(one: ChannelFacts, now: datetime) -> str | None:
    """A list names articles, but none that are new, for three times as long as ever before."""
    moments = [_at(p.at) for p in one.polls[:-1] if p.new]
    if len(moments) < 4 or moments[0] - moments[-1] < timedelta(days=MIN_DAYS):
        return None
    longest = max(a - b for a, b in pairwise(moments))
    limit = max(timedelta(days=3), 3 * longest)
    read = [p for p in one.polls if _at(p.at) > moments[0] and p.outcome in LIST_READ]
    freshest = one.freshest_at or next((p.at for p in one.polls if p.outcome == "listed"), None)
    if len(read) < 3 or freshest is None or min(now - moments[0], now - _at(freshest)) <= limit:
        return None
    return (
        f"nothing new since {moments[0]:%Y-%m-%d}, before after {longest / timedelta(hours=1):.0f} hours at the latest"
    )


def _barren(polls: Sequence[Polled]) -> int:
    """Return how many of the latest polls could have named articles and named none; troubles of the host do not count."""
    count = 0
    for poll in polls:
        if poll.found or poll.outcome == "not_modified":
            break
        count += poll.outcome not in _HOST_TROUBLE
    return count


def _new(one: ChannelFacts) -> int:
    return sum(p.new or 0 for p in one.polls)


def _at(text: str | None) -> datetime:
    assert text is not None
    return datetime.fromisoformat(text)
