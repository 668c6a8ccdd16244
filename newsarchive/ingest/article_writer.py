"""Store what was judged of an article: a new one, a new revision, or that it was seen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsarchive import identity
from newsarchive.store.articles import Source

if TYPE_CHECKING:
    from newsarchive.ingest.run import Run
    from newsarchive.ingest.values import Judged, Visit
    from newsarchive.store.ledger import UrlRow

_MOVED = frozenset({301, 308})
"""HTTP status of a permanent redirect (RFC 9110, 15.4)."""


class ArticleWriter:
    """Writes articles and revisions of one run, read with the rules of one extraction."""

    def __init__(self, run: Run, extraction_id: int) -> None:
        self._articles = run.articles
        self._ledger = run.ledger
        self._extraction_id = extraction_id

    def store(self, visit: Visit, row: UrlRow, judged: Judged, capture_id: int | None) -> int | None:
        """Store the article of a judged visit; return the id of the article that the address belongs to, None for none.

        `capture_id` is the capture that was kept; a new article and a new revision need one.
        """
        if judged.outcome == "new":
            return self._insert(visit, row, judged, capture_id)
        if judged.outcome == "changed":
            assert judged.known is not None
            assert judged.article is not None
            self._articles.add_revision(judged.known, judged.article, self._source(visit, judged.at, capture_id))
        elif judged.known is not None:
            self._articles.seen(judged.known, judged.at)
        elif judged.target and row.article_id and visit.page and visit.page.status in _MOVED:
            self._articles.moved(row.article_id, judged.target)
        return judged.known.id if judged.known else judged.target_article_id

    def _source(self, visit: Visit, at: str, capture_id: int | None) -> Source:
        assert capture_id is not None
        return Source(
            capture_id=capture_id, extraction_id=self._extraction_id, at=at, content_hash=visit.reading.content_hash
        )

    def _insert(self, visit: Visit, row: UrlRow, judged: Judged, capture_id: int | None) -> int:
        assert judged.article is not None
        key = visit.outlet.key
        article_id = self._articles.insert(
            judged.article,
            uid=identity.uid(key, row.normal_url),
            outlet=key,
            source=self._source(visit, judged.at, capture_id),
        )
        self._ledger.link_article(article_id, judged.normal_urls)
        return article_id
