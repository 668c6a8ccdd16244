"""Relate articles to each other: exact sameness of text, and the stories that follow from it.

The relations are computed anew from the articles as they stand, so they do not depend on the order of arrival and a
second run changes nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from newsarchive.items import utc_text
from newsarchive.store.relations import Relations

if TYPE_CHECKING:
    from datetime import datetime

    from newsarchive.store.archive import Archive


@dataclass(frozen=True, slots=True)
class Related:
    """What relating did: relations added and removed, articles whose story changed, stories of more than one article."""

    added: int
    removed: int
    moved: int
    stories: int


def relate(archive: Archive, now: datetime) -> Related:
    """Relate articles with the same folded text: each later one to the earliest, which gives the story its id."""
    with archive.transaction():
        relations = Relations(archive.db)
        wanted: dict[tuple[int, int], str] = {}
        stories: dict[int, str] = {}
        hashes = relations.shared_hashes()
        for content_hash in hashes:
            first, *others = relations.members(content_hash)
            stories[first[0]] = first[1]
            for article_id, _, _ in others:
                stories[article_id] = first[1]
                wanted[article_id, first[0]] = f"the same words (content_hash {content_hash[:16]})"
        added, removed = relations.same_text(wanted, utc_text(now))
        moved = relations.stories(stories)
        return Related(added, removed, moved, len(hashes))
