"""Relate articles to each other: the same text, nearly the same, republished from whom; and the stories that follow.

Incremental: only articles that came or changed since (triggers queue them) are read; `everything` reads all. Both end in the
same relations whatever the order of arrival, because a group of texts is related again, as a whole, whenever one of its
articles came or changed. Work is committed in batches; a killed run goes on where it was.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from newsarchive.identity import attribution
from newsarchive.identity.shingles import FINGERPRINT_VERSION, Overlap, Wording, overlap
from newsarchive.identity.stories import Member, is_linked_copy, same_tongue, story_of
from newsarchive.items import utc_text
from newsarchive.relate.translations import Translating
from newsarchive.store.relating.alternates import Alternates
from newsarchive.store.relating.near_texts import NearTexts
from newsarchive.store.relating.relations import Relations

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from newsarchive.store.archive import Archive
    from newsarchive.store.relating.near_texts import ToRead

BATCH = 1000
"""Articles a transaction: other processes wait for it, about a second."""
KEPT_WORDINGS = 500


@dataclass(slots=True)
class Related:
    """What relating did: articles read, relations added and removed, articles whose story changed.

    `stories` counts those of more than one article in the whole archive.
    """

    articles: int = 0
    added: int = 0
    removed: int = 0
    moved: int = 0
    stories: int = 0


def relate(
    archive: Archive, now: datetime, *, everything: bool = False, progress: Callable[[int, int], None] | None = None
) -> Related:
    """Relate the articles that came or changed since the last time; all, with `everything` or when the rules have changed.

    `progress` is called with the number of articles related and the number to be related.
    """
    at = utc_text(now)
    near_texts = NearTexts(archive.db)
    near_texts.prepare()
    with archive.transaction():
        if everything or near_texts.version() != FINGERPRINT_VERSION:
            near_texts.start_over(FINGERPRINT_VERSION, at)
    work = _Relating(archive, at)
    total, report = near_texts.waiting(), progress or (lambda _done, _of: None)
    for step in (work.read, work.relate):
        while True:
            with archive.transaction():
                more = step()
            if not more:
                break
            report(work.result.articles, max(total, work.result.articles))
    work.result.stories = work.relations.count_stories()
    return work.result


class _Relating:
    """One run of relating; each step is done within a transaction of its own."""

    def __init__(self, archive: Archive, at: str) -> None:
        self._near_texts = NearTexts(archive.db)
        self.relations = Relations(archive.db)
        self._translating = Translating(self._near_texts, self.relations, Alternates(archive.db))
        self._at = at
        self._wordings: OrderedDict[int, Wording] = OrderedDict()
        self._overlaps: dict[tuple[int, int], Overlap] = {}
        self._directory: attribution.Directory | None = None
        self.result = Related()

    # first: every text in the index, joined with those it is near to

    def read(self) -> int:
        """Enter the texts of a batch of articles; return how many."""
        batch = self._near_texts.take(BATCH)
        dissolved: list[int] = []
        for one in batch:
            dissolved += self._enter(one)
        self._near_texts.was_read(one.id for one in batch)
        self._near_texts.put_back(dissolved)
        return len(batch)

    def _enter(self, one: ToRead) -> list[int]:
        """Enter the text of an article; return articles that are to be read again, because their group fell apart."""
        wording = Wording.of(one.title, one.lead, one.text, unique=one.uid)
        digest = bytes.fromhex(wording.digest)
        known = self._near_texts.find(digest)
        if known is None:
            keys = wording.bands()
            text_id = self._near_texts.add(digest, len(wording.words), keys)
        else:
            text_id, keys = known[0], ()
        self._remember(text_id, wording)
        given = attribution.read_credits(
            source_name=one.source_name, source_url=one.source_url, byline=one.byline, lead=one.lead, text=one.text
        )
        source = self.relations.source_normal(one.source_url)
        self._near_texts.link(one.id, text_id, source, attribution.to_json(given))
        fallen: list[int] = []
        if one.text_id is not None and one.text_id != text_id:
            fallen = self._near_texts.dissolve(self._near_texts.label(one.text_id))
        elif one.text_id is not None:
            keys = self._near_texts.keys(text_id)  # read again, since its group fell apart
        self._join(text_id, keys)
        self._join_linked(one, text_id, source)
        return fallen

    def _join(self, text_id: int, keys: tuple[int, ...]) -> None:
        label = self._near_texts.label(text_id)
        for other in self._near_texts.labels_sharing(keys):
            if other == label:
                continue
            for member in self._near_texts.members_sharing(keys, other):
                if self._compare_texts(text_id, member).is_near:
                    label = self._near_texts.unite(label, other)
                    break

    def _join_linked(self, one: ToRead, text_id: int, source: str | None) -> None:
        """Join a page with the one it links to as its source, and with those that link to it."""
        linked = self._near_texts.naming(one.id)
        there = self._near_texts.at(source) if source else None
        if there is not None:
            linked.append(there)
        for article_id in linked:
            other = self.relations.member(article_id)
            if other is None or other.outlet == one.outlet or not same_tongue(other.language, one.language):
                continue
            if other.text_id == text_id or is_linked_copy(self._compare_texts(text_id, other.text_id)):
                self._near_texts.unite(self._near_texts.label(text_id), self._near_texts.label(other.text_id))

    # then: every group with an article that came or changed, related as a whole

    def relate(self) -> int:
        """Relate a batch of groups; return how many."""
        labels = self._near_texts.groups(BATCH)
        for label in labels:
            self._relate_group(label)
        return len(labels)

    def _relate_group(self, label: int) -> None:
        rows = self.relations.members(label)
        members = [m for m, _ in rows]
        ids = [m.id for m in members]
        self._near_texts.done(ids)
        self.result.articles += len(ids)
        if len(ids) > 1 or not self.relations.stands_alone(ids[0]):
            self._overlaps.clear()
            story_id, wanted = story_of(members, self._outlets(), self._compare, self._likely)
            self._count(self.relations.settle(ids, wanted, self._at))
            self.result.moved += self.relations.move_to_story(story_id, [(m.id, story) for m, story in rows])
            self.relations.merged({story for _, story in rows}, story_id, self._at)
        self._count(self._translating.relate(ids, self._at))

    def _outlets(self) -> attribution.Directory:
        if self._directory is None:
            self._directory = self.relations.directory()
        return self._directory

    def _count(self, changes: tuple[int, int]) -> None:
        self.result.added += changes[0]
        self.result.removed += changes[1]

    # comparing

    def _compare(self, a: Member, b: Member) -> Overlap:
        return self._compare_texts(a.text_id, b.text_id)

    def _compare_texts(self, a: int, b: int) -> Overlap:
        pair = (a, b) if a < b else (b, a)
        known = self._overlaps.get(pair)
        if known is None:
            known = overlap(self._wording(pair[0]), self._wording(pair[1]))
            if len(self._overlaps) > 10_000:
                self._overlaps.clear()
            self._overlaps[pair] = known
        return known

    def _wording(self, text_id: int) -> Wording:
        known = self._wordings.get(text_id)
        if known is not None:
            self._wordings.move_to_end(text_id)
            return known
        printed = self._near_texts.printed(text_id)
        if printed is None:  # no article has it any more; its group is about to be related without it
            return Wording((), "")
        wording = Wording.of(printed.title, printed.lead, printed.text, unique=printed.uid)
        self._remember(text_id, wording)
        return wording

    def _remember(self, text_id: int, wording: Wording) -> None:
        self._wordings[text_id] = wording
        while len(self._wordings) > KEPT_WORDINGS:
            self._wordings.popitem(last=False)

    def _likely(self, member: Member) -> Iterator[int]:
        """Yield the articles of a member's group whose texts share a band with its own."""
        yield from self._near_texts.articles_sharing(member.text_id)
