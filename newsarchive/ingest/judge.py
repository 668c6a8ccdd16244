"""Judge a visit: is its article new, changed, unchanged, or held under another address; and what else a page can be.

Everything here reads and nothing writes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from newsarchive import identity
from newsarchive.identity.shingles import Wording
from newsarchive.ingest.values import KNOWN, Judged
from newsarchive.items import utc_text
from newsarchive.outcomes import READ

if TYPE_CHECKING:
    from newsarchive.ingest.reading import Reading
    from newsarchive.ingest.redirects import Redirects
    from newsarchive.ingest.run import Run
    from newsarchive.ingest.values import Range, Visit
    from newsarchive.items import Article, Page, Role
    from newsarchive.outlets import Outlet
    from newsarchive.store.articles import ArticleRow
    from newsarchive.store.ledger import UrlRow

    Reread = Callable[[Page, Outlet, Role], Reading]
    """Reads a page with the present rules."""

TAKEN_DOWN = "taken down on request"


class Judge:
    """Compares visits with what the archive holds."""

    def __init__(self, run: Run, redirects: Redirects, reread: Reread, wanted: Range) -> None:
        self._run = run
        self._articles = run.articles
        self._captures = run.captures
        self._keeper = run.keeper
        self._redirects = redirects
        self._reread = reread
        self._wanted = wanted

    def decide(self, visit: Visit, row: UrlRow) -> Judged:
        """Return what a visit means for the archive; `row` is the ledger's row of its address."""
        page, reading = visit.page, visit.reading
        if page is None:
            if reading.outcome == "redirect":  # another Scrapy part found it on the way
                return self._redirect(visit, row, self._run.at())
            return Judged(reading.outcome, self._run.at(), reading.detail)
        at = utc_text(page.fetched_at)
        if row.role == "article" and self._articles.is_tombstoned((row.url, row.normal_url)):
            return Judged("forgotten", at, TAKEN_DOWN, keep=False)
        if self._is_known_capture(visit, row, at):
            return Judged(KNOWN, at)
        match reading.outcome:
            case "article":
                return self._article(visit, row, at)
            case "redirect":
                return self._redirect(visit, row, at)
            case "not_modified" if not self._is_held_page(row):
                return Judged("http_error", at, f"{reading.detail}: not modified, but the page was never received")
            case "not_modified":
                known = self._articles.get(row.article_id) if row.article_id else None
                return Judged("not_modified", at, reading.detail, known=known)
            case "not_article":
                return self._not_article(visit, row, page, at)
            case outcome:
                return Judged(outcome, at, reading.detail)

    def _is_held_page(self, row: UrlRow) -> bool:
        """Return whether there is something that can be unmodified: an article, a capture, or an answer that was read."""
        asked_by = row.etag or row.last_modified
        return bool(asked_by or row.article_id or row.outcome in READ) or self._captures.has_any(row.id)

    def _is_known_capture(self, visit: Visit, row: UrlRow, at: str) -> bool:
        """A capture is identified by address, date and payload."""
        page = visit.page
        if page is None or page.status == 304 or visit.capture_id is not None:
            return False
        return self._captures.find(row.id, at, visit.payload_digest or page.digest) is not None

    def _not_article(self, visit: Visit, row: UrlRow, page: Page, at: str) -> Judged:
        """A page that is no article by itself may be another view of one; a print view leads to its page."""
        if row.outcome == "duplicate_url" and row.article_id is not None:
            return Judged("duplicate_url", at, row.detail)  # a print view, a reader's window
        if not visit.final and page.origin == "crawl" and identity.is_print_view(page.url):
            plain = identity.plain_url(page.url)
            return self._leads_to(plain, visit.outlet, at, f"print view of {plain}")
        return Judged("not_article", at, visit.reading.detail)

    def _redirect(self, visit: Visit, row: UrlRow, at: str) -> Judged:
        """An address that redirects is another address of whatever its target is."""
        target, detail = visit.reading.redirect_to, visit.reading.detail
        assert target is not None
        if visit.final:
            return Judged("redirect_loop", at, detail)
        ended = self._redirects.why_ended(row, target)
        if ended is not None:
            return Judged("redirect_loop", at, f"{ended}: {target}")
        return self._leads_to(target, visit.outlet, at, f"redirects ({detail}) to {target}")

    def _leads_to(self, target: str, outlet: Outlet, at: str, detail: str) -> Judged:
        there = self._redirects.there(target)
        normal = identity.normal_url(target, aliases=outlet.stands_for)
        article_id = there.article_id if there else self._articles.find(outlet.key, [normal])
        return Judged("duplicate_url", at, detail, target=target, target_article_id=article_id)

    def _article(self, visit: Visit, row: UrlRow, at: str) -> Judged:
        known, how = self._held(visit, row)
        article, reading = _article(visit), visit.reading
        if known is not None and row.article_id is None and not _same_piece(known, article):
            # The page names another article's address as its canonical one (a fault of the CMS): it is not believed.
            known, article = None, replace(article, canonical_url=None)
        if known is None:
            return self._unknown(visit, article, at)
        if reading.content_hash == known.content_hash or self._only_rules_differ(known, reading, visit.outlet):
            if self._is_another_address(row, known):
                named = row.detail if row.outcome == "duplicate_url" else None
                detail = named or f"another address of article {known.id} ({how})"
                return Judged("duplicate_url", at, detail, known=known)
            return Judged("unchanged", at, known=known)
        return Judged("changed", at, article=article, known=known)

    def _is_another_address(self, row: UrlRow, known: ArticleRow) -> bool:
        """Return whether an article is that of another address, so that it is not looked at again by this one too."""
        if row.outcome == "duplicate_url" or (row.article_id is None and row.outcome is None):
            return True
        return self._run.ledger.is_revisited_elsewhere(row, known.id)

    def _unknown(self, visit: Visit, article: Article, at: str) -> Judged:
        """An article that is not held is new, unless it was taken down or is not wanted."""
        # A copy that was held before somebody took the words down elsewhere stays: this is asked of unknown ones only.
        normal_urls = visit.reading.normal_urls if article.canonical_url else visit.reading.normal_urls[:1]
        if self._articles.piece_is_tombstoned(normal_urls, visit.reading.content_hash):
            return Judged("forgotten", at, TAKEN_DOWN, keep=False)
        if not self._wanted.holds(article.published_on):
            return Judged("out_of_range", at, f"published {article.published_on}", keep=False)
        return Judged("new", at, article=article, normal_urls=normal_urls)

    def _held(self, visit: Visit, row: UrlRow) -> tuple[ArticleRow | None, str]:
        """Return the article that is held of a page, and by what it was recognized, in words."""
        key, reading, how = visit.outlet.key, visit.reading, "its canonical address"
        article_id = row.article_id or self._articles.find(key, reading.normal_urls)
        if article_id is None:
            published_at = _article(visit).published_at
            article_id = self._articles.find_same(key, row.normal_url, reading.content_hash, published_at)
            how = "the same words and date"
        return (self._articles.get(article_id) if article_id else None), how

    def _only_rules_differ(self, known: ArticleRow, reading: Reading, outlet: Outlet) -> bool:
        """Return whether our own rules make the difference: the former capture, read with the present ones, agrees.

        Asked at each difference, not only after a new release: an outlet file that was edited is a rule of ours too.
        """
        former = self._keeper.page_of(known.capture_id)
        if former is None:
            return False
        again = self._reread(former, outlet, "article")
        return again.content_hash == reading.content_hash and again.content_hash != ""


def _article(visit: Visit) -> Article:
    assert visit.reading.article is not None
    return visit.reading.article


def _same_piece(known: ArticleRow, article: Article) -> bool:
    """Return whether two texts can be one article at two addresses: the same title, or a good part of the same wording.

    Runs of three words, because single Vietnamese syllables are common to any two texts; a fifth of them, because an
    edit may rewrite much and two different pieces share next to none.
    """
    if identity.same_form(known.title) == identity.same_form(article.title):
        return True
    ours = Wording.of(known.title, known.lead, known.text).shingles
    theirs = Wording.of(article.title, article.lead, article.text).shingles
    return len(ours & theirs) >= 0.2 * min(len(ours), len(theirs))
