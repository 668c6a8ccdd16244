"""Relate the articles of one story: which is the earliest, who copied whom, and by what evidence.

Everything here is a function of the set of articles alone, so that it does not depend on the order of their arrival.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from newsarchive.identity.attribution import Credit, Directory
    from newsarchive.identity.shingles import Overlap

Kind = Literal["same_text", "near_text", "republished_from", "translation_of"]

SMALL = 64
"""Up to so many articles of a story are compared each with each where that is needed; of more, only likely pairs."""
LINKED_CONTAINED, LINKED_SHARED = 0.25, 12
"""A page that links to the original is its copy also when cut down: a quarter of the shorter text, twelve runs of it."""
LATER_BY = timedelta(hours=48)
"""A named source dated so much after the copy is not what was copied (or its date is that of a later edit)."""


@dataclass(frozen=True, slots=True)
class Member:
    """What forming a story needs of an article. `source_article` is the article that its source link leads to."""

    id: int
    uid: str
    outlet: str
    title: str
    content_hash: str
    text_id: int
    language: str | None
    published_utc: str | None
    published_on: str | None
    first_seen_at: str
    credits: tuple[Credit, ...]
    source_article: int | None

    @property
    def order(self) -> tuple[bool, str, str]:
        """The place among the articles of a story: by published_utc, those without last, then by uid."""
        return (self.published_utc is None, self.published_utc or "", self.uid)


@dataclass(frozen=True, slots=True)
class Relation:
    """`article_id` is the copy or the later article, `related_id` the original or the earlier one."""

    article_id: int
    related_id: int
    kind: Kind
    score: float | None
    evidence: str


@dataclass(frozen=True, slots=True)
class _Copy:
    copy: Member
    original: Member
    is_linked: bool
    reasons: tuple[str, ...]
    overlap: Overlap


def same_tongue(a: str | None, b: str | None) -> bool:
    """Return whether two language codes can be of one text; an unknown one can be any."""
    return not a or not b or a.partition("-")[0] == b.partition("-")[0]


def is_linked_copy(overlap: Overlap) -> bool:
    """Return whether a page that links to another one holds enough of its words to be its copy."""
    return overlap.is_near or (overlap.contained >= LINKED_CONTAINED and overlap.shared >= LINKED_SHARED)


def story_of(
    members: Sequence[Member],
    directory: Directory,
    compare: Callable[[Member, Member], Overlap],
    likely: Callable[[Member], Iterable[int]],
) -> tuple[str, list[Relation]]:
    """Return the story's id and the relations between its articles.

    Each article but the earliest has a relation to another one: `republished_from` when it credits that one's outlet
    (or links to it) and holds its text, else `same_text` or `near_text` to the earliest that it is the same as or near
    to. `likely` gives the ids of articles that may be near to one; it is called in large stories only.
    """
    ordered = sorted(members, key=lambda m: m.order)
    story_id = ordered[0].uid
    if len(ordered) == 1:
        return story_id, []
    relations = _copies(ordered, directory, compare)
    settled = {r.article_id for r in relations} | {ordered[0].id}
    paired = {_pair(r) for r in relations}
    first_of: dict[str, Member] = {}
    for member in ordered:
        same = first_of.setdefault(member.content_hash, member)
        if member.id in settled:
            continue
        is_same = same is not member and same.text_id == member.text_id
        found = _same(member, same) if is_same else _near(member, ordered, compare, likely)
        if found and _pair(found) not in paired:
            relations.append(found)
            paired.add(_pair(found))
    if len(ordered) <= SMALL:
        relations += _missing_links(ordered, paired, compare)
    return story_id, relations


def _pair(relation: Relation) -> frozenset[int]:
    return frozenset((relation.article_id, relation.related_id))


def _same(member: Member, first: Member) -> Relation:
    evidence = f"the same words (content_hash {member.content_hash[:16]}); {who_first(first, member)}"
    return Relation(member.id, first.id, "same_text", 1.0, evidence)


def _near(
    member: Member,
    ordered: list[Member],
    compare: Callable[[Member, Member], Overlap],
    likely: Callable[[Member], Iterable[int]],
) -> Relation | None:
    for other in _candidates(member, ordered, likely):
        overlap = compare(member, other)
        if overlap.is_near or other.text_id == member.text_id:
            return near_relation(member, other, overlap)
    return None


def _candidates(member: Member, ordered: list[Member], likely: Callable[[Member], Iterable[int]]) -> Iterator[Member]:
    """Yield the articles a member may be near to, the earliest first; in a large story the first one does for most."""
    yield from (m for m in ordered[:1] if m is not member)
    rest = ordered[1:]
    if len(ordered) > SMALL:
        wanted = set(likely(member))
        rest = [m for m in rest if m.id in wanted]
    yield from (m for m in rest if m is not member)


def near_relation(a: Member, b: Member, overlap: Overlap) -> Relation:
    """Return the `near_text` relation of two articles, from the later to the earlier."""
    earlier, later = sorted((a, b), key=lambda m: m.order)
    title = "the same title" if earlier.title == later.title else "another title"
    if earlier.text_id == later.text_id:
        common, score = f"the same text under {title}", 1.0
    else:
        common, score = f"{_amount(overlap)}; {title}", round(overlap.overlap, 4)
    return Relation(later.id, earlier.id, "near_text", score, f"{common}; {who_first(earlier, later)}")


def _missing_links(
    ordered: list[Member], paired: set[frozenset[int]], compare: Callable[[Member, Member], Overlap]
) -> list[Relation]:
    """Return near pairs that join what the relations so far leave apart, the earliest first."""
    piece = {m.id: m.id for m in ordered}

    def of(number: int) -> int:
        while piece[number] != number:
            number = piece[number]
        return number

    for pair in sorted(tuple(sorted(p)) for p in paired):
        piece[of(pair[0])] = of(pair[1])
    added = []
    for place, later in enumerate(ordered):
        for earlier in ordered[:place]:
            if of(later.id) != of(earlier.id) and (overlap := compare(later, earlier)).is_near:
                piece[of(later.id)] = of(earlier.id)
                added.append(near_relation(later, earlier, overlap))
    return added


# who copied whom


def _copies(
    ordered: list[Member], directory: Directory, compare: Callable[[Member, Member], Overlap]
) -> list[Relation]:
    by_outlet: dict[str, list[Member]] = {}
    for member in ordered:
        by_outlet.setdefault(member.outlet, []).append(member)
    by_id = {m.id: m for m in ordered}
    found = [c for m in ordered if m.credits and (c := _credited(m, by_id, by_outlet, directory, compare))]
    # Two that credit each other: the link is believed before the name, then the later one is the copy.
    found.sort(key=lambda c: (not c.is_linked, c.original.order, c.copy.order))
    original_of: dict[int, int] = {}
    relations = []
    for one in found:
        at: int | None = one.original.id
        while at is not None and at != one.copy.id:
            at = original_of.get(at)
        if at is None:
            original_of[one.copy.id] = one.original.id
            relations.append(_republished(one))
    return relations


def _credited(
    member: Member,
    by_id: dict[int, Member],
    by_outlet: dict[str, list[Member]],
    directory: Directory,
    compare: Callable[[Member, Member], Overlap],
) -> _Copy | None:
    """Return the article of the story that this one says it comes from, the surest credit first."""
    outlets: dict[str, list[Credit]] = {}
    for credit in member.credits:
        outlet = directory.outlet(credit)
        if outlet is not None and outlet != member.outlet and outlet in by_outlet:
            outlets.setdefault(outlet, []).append(credit)
    linked = by_id.get(member.source_article or 0)
    if linked is not None and linked.outlet != member.outlet:
        copy = _linked_copy(member, linked, outlets.get(linked.outlet, []), compare)
        if copy is not None:
            return copy
    for outlet, given in outlets.items():
        nearest = _nearest(member, by_outlet[outlet][:SMALL], compare)
        if nearest:
            return _Copy(member, nearest[0], False, tuple(c.in_words() for c in given), nearest[1])
    return None


def _linked_copy(
    member: Member, linked: Member, given: list[Credit], compare: Callable[[Member, Member], Overlap]
) -> _Copy | None:
    """Return an article as the copy of the one its source link leads to, None when it holds too little of its text."""
    overlap = compare(member, linked)
    if not is_linked_copy(overlap) and linked.text_id != member.text_id:
        return None
    named = (c.in_words() for c in given if c.where != "link")
    return _Copy(member, linked, True, ("its source link is the original's address", *named), overlap)


def _nearest(
    member: Member, others: list[Member], compare: Callable[[Member, Member], Overlap]
) -> tuple[Member, Overlap] | None:
    """Return which of the others an article is nearest to, of equal ones the earliest; None when it is near to none."""
    compared = [(m, compare(member, m)) for m in others if not _is_too_late(m, member)]
    near = [(m, o) for m, o in compared if o.is_near or m.text_id == member.text_id]
    return min(near, key=lambda pair: (-round(pair[1].overlap, 2), pair[0].order), default=None)


def _is_too_late(original: Member, copy: Member) -> bool:
    if original.published_utc and copy.published_utc:
        return _moment(original.published_utc) - _moment(copy.published_utc) > LATER_BY
    if original.published_on and copy.published_on:
        return date.fromisoformat(original.published_on) - date.fromisoformat(copy.published_on) > LATER_BY
    return False


def _republished(one: _Copy) -> Relation:
    evidence = [*one.reasons]
    evidence.append("the same text" if one.original.text_id == one.copy.text_id else _amount(one.overlap))
    if one.original.title != one.copy.title:
        evidence.append("another title")
    evidence.append(who_first(one.original, one.copy))
    score = 1.0 if one.original.text_id == one.copy.text_id else round(one.overlap.overlap, 4)
    return Relation(one.copy.id, one.original.id, "republished_from", score, "; ".join(evidence))


# words


def _amount(overlap: Overlap) -> str:
    fewer, more = sorted(overlap.words)
    return (
        f"{_percent(overlap.contained)} of the shorter text ({fewer} words) stands in the longer ({more} words), "
        f"overlap {int(overlap.overlap * 100) / 100:.2f} ({overlap.shared} runs of three words in both)"
    )


def _percent(share: float) -> str:
    return f"{int(share * 100)} %"  # never "100 %" of what is not all


def who_first(original: Member, other: Member) -> str:
    """Return in words which of two articles was published first, and which was captured first."""
    if original.published_utc and other.published_utc:
        apart = _moment(other.published_utc) - _moment(original.published_utc)
        way = "later" if apart >= timedelta(0) else "earlier"
        published = f"published {original.published_utc}, this one {_span(abs(apart))} {way}"
    elif original.published_on and other.published_on:
        published = f"published on {original.published_on}, this one on {other.published_on}"
    else:
        published = "dates not known of both"
    if original.first_seen_at == other.first_seen_at:
        return f"{published}; captured at the same time"
    first = "before" if original.first_seen_at < other.first_seen_at else "after"
    return f"{published}; captured {original.first_seen_at}, {first} this one"


def _span(apart: timedelta) -> str:
    minutes = int(apart.total_seconds()) // 60
    days, hours = minutes // 1440, minutes % 1440 // 60
    if days:
        return f"{days} d {hours} h"
    return f"{hours} h {minutes % 60} min" if hours else f"{minutes} min"


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)
