"""Find which articles are translations, for those that came or changed and for all others that this may concern."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsarchive.identity import translations
from newsarchive.identity.stories import same_tongue
from newsarchive.identity.translations import Tie

if TYPE_CHECKING:
    from collections.abc import Iterable

    from newsarchive.identity.stories import Member, Relation
    from newsarchive.identity.translations import Translation
    from newsarchive.store.relating.alternates import Alternates
    from newsarchive.store.relating.near_texts import NearTexts
    from newsarchive.store.relating.relations import Relations


class Translating:
    """Keeps the relations `translation_of`; the caller holds the transaction."""

    def __init__(self, near_texts: NearTexts, relations: Relations, alternates: Alternates) -> None:
        self._near_texts = near_texts
        self._relations = relations
        self._alternates = alternates
        # of one call of `relate`: each is asked for again and again
        self._from_source: dict[str, dict[int, Translation | None]] = {}
        self._links: dict[int, tuple[list[int], list[int]]] = {}

    def relate(self, articles: Iterable[int], at: str) -> tuple[int, int]:
        """Relate these articles and all that they may concern; return how many relations were added and removed."""
        self._from_source.clear()
        self._links.clear()
        concerned = {other for article in articles for other in (*self._by_source(article), *self._by_link(article))}
        wanted = [relation for article in sorted(concerned) for relation in self._relations_of(article)]
        return self._relations.settle_translations(sorted(concerned), wanted, at)

    # whom an article concerns

    def _by_source(self, article: int) -> set[int]:
        """The articles that have a source in common with one, or name it as their source."""
        return {other for source in self._near_texts.sources(article) for other in self._group(source)}

    def _by_link(self, article: int) -> set[int]:
        """An article, those that it names and those that name it, what those are to each other, and former translations."""
        named, _ = self._linked(article)
        concerned = {article, *named}
        for one in (article, *named):
            concerned.update(self._linked(one)[1], self._relations.translations_of(one))
        return concerned

    def _linked(self, article: int) -> tuple[list[int], list[int]]:
        """The articles that one names, and those that name it."""
        known = self._links.get(article)
        if known is None:
            known = self._links[article] = (self._alternates.named(article), self._alternates.naming(article))
        return known

    # what an article is

    def _relations_of(self, article: int) -> list[Relation]:
        source, linked = self._near_texts.source(article), {*self._linked(article)[0], *self._linked(article)[1]}
        member = self._relations.member(article) if source or linked else None
        if member is None:  # nothing to find, or its text is not read yet: it is related then
            return []
        others = filter(None, map(self._relations.member, sorted(linked)))
        found = [
            self._group(source).get(article) if source else None,
            translations.by_hreflang(member, [self._tie(member, other) for other in others]),
        ]
        by_original: dict[int, list[Translation]] = {}
        for one in filter(None, found):
            by_original.setdefault(one.original.id, []).append(one)
        return [
            translations.relation(member, same[0].original, [t.reason for t in same]) for same in by_original.values()
        ]

    def _group(self, source: str) -> dict[int, Translation | None]:
        """The articles that name a source, each with what it is a translation of."""
        known = self._from_source.get(source)
        if known is None:
            there = self._near_texts.at(source)
            original = self._relations.member(there) if there else None
            group = self._relations.with_source(source)
            known = dict.fromkeys(m.id for m in group)
            known.update({t.copy.id: t for t in translations.by_source(group, original, source)})
            self._from_source[source] = known
        return known

    def _tie(self, one: Member, other: Member) -> Tie:
        names, named = self._alternates.as_which(one.id, other.id), self._alternates.as_which(other.id, one.id)
        if names and named:
            return Tie(other, names, named, is_undisputed=True)
        pair = (one, other) if names else (other, one)
        return Tie(other, names, named, is_undisputed=self._is_undisputed(*pair))

    def _is_undisputed(self, naming: Member, named: Member) -> bool:
        """Return whether `naming` alone of its outlet and language names the other, which names no page in that language."""
        if any(same_tongue(language, naming.language) for language in self._alternates.languages(named.id)):
            return False
        rivals = [self._relations.member(number) for number in self._linked(named.id)[1]]
        of_its_kind = [
            m.id for m in rivals if m and m.outlet == naming.outlet and same_tongue(m.language, naming.language)
        ]
        return of_its_kind == [naming.id]
