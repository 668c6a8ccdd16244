"""Enter what a visit leads to: what a list names, where a redirect goes, an article's canonical address, its original."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsarchive.ingest.originals import Originals
from newsarchive.ingest.values import Links
from newsarchive.outcomes import ARTICLE_READ
from newsarchive.store.ledger import NewUrl

if TYPE_CHECKING:
    from newsarchive.ingest.lists.book import ListBook
    from newsarchive.ingest.redirects import Redirects
    from newsarchive.ingest.run import Run
    from newsarchive.ingest.values import Judged, Plan, Visit
    from newsarchive.outlets import Registry
    from newsarchive.store.ledger import UrlRow


class LinkBook:
    """Enters addresses into the ledger. `lists` is None in a run whose lists are read by somebody else (a backfill)."""

    def __init__(self, run: Run, redirects: Redirects, lists: ListBook | None, registry: Registry | None) -> None:
        self._run = run
        self._redirects = redirects
        self._lists = lists
        self._originals = Originals(run, registry) if registry else None

    def enter(self, visit: Visit, row: UrlRow, judged: Judged, article_id: int | None) -> Links:
        """Enter what a judged visit leads to; `article_id` is the article that was stored of it."""
        if judged.target:
            return self._redirects.follow(visit, row, judged.target)
        if judged.outcome == "new":
            self._enter_canonical(visit, judged, article_id)
        hosts: frozenset[str] = frozenset()
        if self._lists is not None and judged.outcome == "listed":
            hosts = self._lists.enter(visit, row)
        elif self._lists is not None and judged.outcome == "not_modified":
            self._lists.was_read(row.id)
        original = _original(visit, judged)
        if self._originals is not None and original:
            hosts |= self._originals.enter(original, visit.outlet)
        return Links(hosts)

    def replace_dead_lists(self, visit: Visit, row: UrlRow, judged: Judged, plan: Plan) -> frozenset[str]:
        """When every declared list of a kind brought nothing, enter those that were found; return their hosts."""
        if self._lists is None or plan.state != "done":
            return frozenset()
        return self._lists.take_over(visit, row, judged.outcome)

    def _enter_canonical(self, visit: Visit, judged: Judged, article_id: int | None) -> None:
        """The canonical address is the same article: it points to it, and is not fetched unless it was due already."""
        article = judged.article
        assert article is not None
        ledger = self._run.ledger
        if not article.canonical_url or len(judged.normal_urls) < 2 or ledger.find(article.canonical_url):
            return
        new = NewUrl.of(article.canonical_url, visit.outlet, "article", channel_id=visit.channel_id)
        url_id, is_new = ledger.add(new, at=judged.at, run_id=self._run.id, due=False)
        if is_new:
            ledger.judge(
                url_id,
                outcome="duplicate_url",
                detail=f"canonical address of {article.url}",
                at=judged.at,
                next_fetch_at=None,
                live=visit.live,
                article_id=article_id,
            )


def _original(visit: Visit, judged: Judged) -> str | None:
    """The address of another newspaper that a page names: as the source of its article, or by redirecting to it."""
    if judged.outcome in ARTICLE_READ and visit.reading.article is not None:
        return visit.reading.article.source_url
    return visit.reading.redirect_to if judged.outcome == "off_site" else None
