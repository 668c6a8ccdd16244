"""Decide whether the article of a page is new, changed, unchanged, or one that is held under another address."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from newsarchive import identity
from newsarchive.identity.shingles import Wording
from newsarchive.store.articles import Source
from newsarchive.store.ledger import NewUrl

if TYPE_CHECKING:
    from collections.abc import Callable

    from newsarchive.ingest.keeping import Keeper
    from newsarchive.ingest.reading import Reading
    from newsarchive.ingest.visit import Range, Visit
    from newsarchive.items import Article, Page, Role
    from newsarchive.outlets import Outlet
    from newsarchive.store.articles import ArticleRow, Articles
    from newsarchive.store.ledger import Ledger, UrlRow


@dataclass(frozen=True, slots=True)
class Decision:
    """The outcome of a page with an article, and its detail.

    `known` is the article it belongs to, None when none is held; `capture_id` the capture that was kept for it. Without
    `keep` the page's bytes must not be kept.
    """

    outcome: str
    detail: str | None
    known: ArticleRow | None = None
    capture_id: int | None = None
    keep: bool = True


class Decider:
    """Compares pages with the articles that are held, and enters articles and revisions; within one batch at a time."""

    def __init__(
        self,
        articles: Articles,
        ledger: Ledger,
        keeper: Keeper,
        *,
        run_id: int,
        extraction_id: int,
        wanted: Range,
        reread: Callable[[Page, Outlet, Role], Reading],
    ) -> None:
        self._articles = articles
        self._ledger = ledger
        self._keeper = keeper
        self._run_id = run_id
        self._extraction_id = extraction_id
        self._wanted = wanted
        self._reread = reread

    def decide(self, visit: Visit, row: UrlRow, at: str, capture_id: int | None = None) -> Decision:
        """Tell what the article of a visit is to the archive, and enter it when it is new or changed.

        `capture_id` is given when the capture is in the archive already; else its bytes are kept when they are needed.
        """
        known, how = self._held(visit, row)
        if known is not None and row.article_id is None and not _same_piece(known, _article(visit)):
            # The page names another article's address as its canonical one (a fault of the CMS): it is not believed.
            known, visit = None, _without_canonical(visit)
        reading, article = visit.reading, _article(visit)
        if known is None and self._articles.piece_is_tombstoned(reading.normal_urls, reading.content_hash):
            # a copy that was held before somebody took the words down elsewhere stays
            return Decision("forgotten", "taken down on request", keep=False)
        if known is None:
            if not self._wanted.holds(article.published_on):
                return Decision("out_of_range", f"published {article.published_on}", keep=False)
            return self._new(visit, row, at, capture_id)
        if reading.content_hash == known.content_hash or self._only_rules_differ(known, reading, visit.outlet):
            if row.outcome == "duplicate_url" or (row.article_id is None and row.outcome is None):
                detail = row.detail or f"another address of article {known.id} ({how})"
                return Decision("duplicate_url", detail, known=known)
            return Decision("unchanged", None, known=known)
        capture_id = capture_id or self._keeper.keep(visit, row, changed=True)
        assert capture_id is not None
        self._articles.add_revision(known, article, self._source(capture_id, at, reading.content_hash))
        return Decision("changed", None, known=known, capture_id=capture_id)

    def _held(self, visit: Visit, row: UrlRow) -> tuple[ArticleRow | None, str]:
        """Return the article that is held of a page, and by what it was recognized, in words."""
        key, reading, how = visit.outlet.key, visit.reading, "its canonical address"
        article_id = row.article_id or self._articles.find(key, reading.normal_urls)
        if article_id is None:
            published_at = _article(visit).published_at
            article_id = self._articles.find_same(key, row.normal_url, reading.content_hash, published_at)
            how = "the same words and date"
        return (self._articles.get(article_id) if article_id else None), how

    def _new(self, visit: Visit, row: UrlRow, at: str, capture_id: int | None) -> Decision:
        reading, article = visit.reading, _article(visit)
        capture_id = capture_id or self._keeper.keep(visit, row, changed=True)
        assert capture_id is not None
        article_id = self._articles.insert(
            article,
            uid=identity.uid(visit.outlet.key, row.normal_url),
            outlet=visit.outlet.key,
            source=self._source(capture_id, at, reading.content_hash),
        )
        self._enter_canonical(visit, article_id, at)
        self._ledger.link_article(article_id, reading.normal_urls)
        known = self._articles.get(article_id)
        return Decision("new", None, known=known, capture_id=capture_id)

    def _enter_canonical(self, visit: Visit, article_id: int, at: str) -> None:
        """The canonical address is the same article: it points to it, and is not fetched unless it was due already."""
        article = _article(visit)
        if not article.canonical_url or len(visit.reading.normal_urls) < 2 or self._ledger.find(article.canonical_url):
            return
        new = NewUrl.of(article.canonical_url, visit.outlet, "article", channel_id=visit.channel_id)
        url_id, is_new = self._ledger.add(new, at=at, run_id=self._run_id, due=False)
        if is_new:
            self._ledger.judge(
                url_id, outcome="duplicate_url", detail=f"canonical address of {article.url}", at=at, next_fetch_at=None,
                live=visit.live, article_id=article_id,
            )  # fmt: skip

    def _only_rules_differ(self, known: ArticleRow, reading: Reading, outlet: Outlet) -> bool:
        """Tell whether the difference is made by our own rules: the former capture, read with the present ones, agrees.

        Asked at each difference, not only after a new release: an outlet file that was edited is a rule of ours too.
        """
        former = self._keeper.page_of(known.capture_id)
        if former is None:
            return False
        again = self._reread(former, outlet, "article")
        return again.content_hash == reading.content_hash and again.content_hash != ""

    def _source(self, capture_id: int, at: str, content_hash: str) -> Source:
        return Source(capture_id=capture_id, extraction_id=self._extraction_id, at=at, content_hash=content_hash)


def _article(visit: Visit) -> Article:
    assert visit.reading.article is not None
    return visit.reading.article


def _without_canonical(visit: Visit) -> Visit:
    reading = visit.reading
    article = replace(_article(visit), canonical_url=None)
    return replace(visit, reading=replace(reading, normal_urls=reading.normal_urls[:1], article=article))


def _same_piece(known: ArticleRow, article: Article) -> bool:
    """Tell whether two texts can be one article at two addresses: the same title, or a good part of the same wording.

    Runs of three words, because single Vietnamese syllables are common to any two texts; a fifth of them, because an
    edit may rewrite much and two different pieces share next to none.
    """
    if identity.same_form(known.title) == identity.same_form(article.title):
        return True
    ours = Wording.of(known.title, known.lead, known.text).shingles
    theirs = Wording.of(article.title, article.lead, article.text).shingles
    return len(ours & theirs) >= 0.2 * min(len(ours), len(theirs))
