"""Decide which article is another language's version of which, by a common source or the languages that pages name.

Everything here is a function of the set of articles alone, so that it does not depend on the order of their arrival.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from newsarchive.identity.stories import Member, Relation, same_tongue, who_first
from newsarchive.items import DEFAULT_ALTERNATE

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True)
class Translation:
    """`copy` is a translation of `original`; `reason` is the evidence in words."""

    copy: Member
    original: Member
    reason: str


@dataclass(frozen=True, slots=True)
class Tie:
    """Another article, the languages as whose version an article's page names it, and those as which it names that one.

    `is_undisputed`: both name each other, or nothing contradicts the one: no other article of its outlet
    and language names the same, which itself names no page in that language.
    """

    other: Member
    names: tuple[str, ...]
    named: tuple[str, ...]
    is_undisputed: bool


def by_source(group: Sequence[Member], original: Member | None, source: str) -> list[Translation]:
    """Return which articles of one source are translations; `original` is the article at the source's address.

    Without it the earliest stands for it. Articles in the same language as that one are copies, not translations.
    """
    ordered = sorted(group, key=lambda m: m.order)
    first = original or next((m for m in ordered if m.language), None)
    if first is None:
        return []
    how = "its source link is the original's address" if original else f"both have the source {source}"
    return [Translation(m, first, how) for m in ordered if m.id != first.id and _are_two_tongues(m, first)]


def by_hreflang(one: Member, ties: Sequence[Tie]) -> Translation | None:
    """Return what an article is a translation of, by the `hreflang` links between it and others; None when of nothing.

    A tie is believed when both pages name each other in the right languages (as the usage wants it), or, within one
    outlet, when one names the other and nothing contradicts. The original among them is the earliest by day; on one
    day the one that others give for all other languages (`x-default`), then the earlier, then the Vietnamese one.
    """
    believed = [t for t in ties if _is_believed(one, t)]
    defaults = {one.id} if any(DEFAULT_ALTERNATE in t.named for t in believed) else set()
    defaults |= {t.other.id for t in believed if DEFAULT_ALTERNATE in t.names}
    chosen = min(believed, key=lambda t: _precedence(t.other, defaults), default=None)
    if chosen is None or _precedence(one, defaults) < _precedence(chosen.other, defaults):
        return None
    return Translation(one, chosen.other, _how(one, chosen))


def _how(one: Member, tie: Tie) -> str:
    names, named = _right(tie.other, tie.names), _right(one, tie.named)
    if names and named:
        return f"each page names the other (hreflang {names[0]}, {named[0]})"
    return (
        f"its page names the original (hreflang {names[0]})"
        if names
        else f"the original's page names it (hreflang {named[0]})"
    )


def relation(copy: Member, original: Member, reasons: Sequence[str]) -> Relation:
    """Return the relation of a translation to its original, with what says so."""
    evidence = [*reasons, f"{copy.language} and {original.language}", who_first(original, copy)]
    return Relation(copy.id, original.id, "translation_of", None, "; ".join(evidence))


def _is_believed(one: Member, tie: Tie) -> bool:
    if not _are_two_tongues(one, tie.other):
        return False
    names, named = _right(tie.other, tie.names), _right(one, tie.named)
    if names and named:
        return True
    return bool(names or named) and one.outlet == tie.other.outlet and tie.is_undisputed


def _right(named: Member, languages: tuple[str, ...]) -> list[str]:
    """The languages as whose version an article is named that are its own, or any (`x-default`)."""
    return [
        language for language in languages if language == DEFAULT_ALTERNATE or same_tongue(language, named.language)
    ]


def _are_two_tongues(a: Member, b: Member) -> bool:
    return bool(a.language and b.language) and not same_tongue(a.language, b.language)


def _precedence(member: Member, defaults: set[int]) -> tuple[bool, str, bool, str, bool, str]:
    day = member.published_on or ""
    return (not day, day, member.id not in defaults, member.published_utc or "~", member.language != "vi", member.uid)
