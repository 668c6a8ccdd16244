"""Run extraction again over stored captures: change only what changed, and report it field by field."""

from __future__ import annotations

from collections import Counter, deque
from dataclasses import dataclass, field, fields
from itertools import islice
from typing import TYPE_CHECKING, Any

from newsarchive.errors import WarcError
from newsarchive.ingest import opening
from newsarchive.ingest.keeping import read_capture
from newsarchive.ingest.visit import Visit
from newsarchive.items import Article
from newsarchive.store.articles import Source

if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import Future

    from newsarchive.config import Config
    from newsarchive.ingest.pool import ReadingPool
    from newsarchive.ingest.reading import Reading
    from newsarchive.ingest.recorder import Recorder
    from newsarchive.outlets import Outlet, Registry
    from newsarchive.store.captures import Capture

SAMPLES = 5
_COMPARED = tuple(f.name for f in fields(Article) if f.name not in ("url", "word_count", "provenance"))


@dataclass(slots=True)
class Reextracted:
    """What a re-extraction found. `fields` counts changed fields; `samples` shows some, before and after."""

    captures: int = 0
    articles_changed: int = 0
    articles_found: int = 0
    no_longer_articles: int = 0
    failed: int = 0
    fields: Counter[str] = field(default_factory=Counter)
    samples: list[dict[str, Any]] = field(default_factory=list)


def reextract(
    config: Config,
    registry: Registry,
    *,
    dry_run: bool = False,
    outlet: str | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Reextracted:
    """Read every stored article capture with the rules in force; with `dry_run` only report what would change.

    Articles change in place, with no revision: a difference made by our own rules is none. A capture that was no
    article and now is one becomes an article. An article that the present rules reject is kept and counted.
    """
    result = Reextracted()
    with opening.local_run(config, "reextract" + (" --dry-run" if dry_run else "")) as run:
        again = _Again(run.recorder, registry, run.pool, result, dry_run)
        again.run(outlet, progress or (lambda _a, _b: None), window=8 * config.workers)
    return result


@dataclass(frozen=True, slots=True)
class _Waiting:
    capture: Capture
    outlet: Outlet
    reading: Future[Reading]


class _Again:
    def __init__(
        self, recorder: Recorder, registry: Registry, pool: ReadingPool, result: Reextracted, dry_run: bool
    ) -> None:
        self._recorder = recorder
        self._registry = registry
        self._pool = pool
        self._result = result
        self._dry_run = dry_run
        self._folder = recorder.archive.path.parent / "warc"

    def run(self, outlet: str | None, progress: Callable[[int, int], None], *, window: int) -> None:
        total = self._recorder.captures.count_articles(outlet)
        captures = self._recorder.captures.of_articles(outlet)
        waiting: deque[_Waiting] = deque()
        done = 0
        while True:
            for capture in islice(captures, window - len(waiting)):
                self._begin(capture, waiting)
            if not waiting:
                return
            ready = [waiting.popleft() for _ in range(max(1, len(waiting) // 2))]
            readings = [w.reading.result() for w in ready]
            with self._recorder.batch():
                for w, reading in zip(ready, readings, strict=True):
                    self._compare(w, reading)
            done += len(ready)
            progress(done, total)

    def _begin(self, capture: Capture, waiting: deque[_Waiting]) -> None:
        try:
            page = read_capture(self._folder, self._recorder.captures, capture)
        except WarcError:
            self._result.failed += 1
            return
        outlet = self._registry.for_url(capture.url)
        waiting.append(_Waiting(capture, outlet, self._pool.submit(page, outlet, "article")))

    def _compare(self, w: _Waiting, reading: Reading) -> None:
        self._result.captures += 1
        stored = self._recorder.articles.read_from(w.capture.id)
        if reading.article is None:
            if reading.outcome.startswith("extract_"):
                self._result.failed += 1
            elif stored:
                self._result.no_longer_articles += 1
            return
        if not stored:
            self._found(w, reading)
            return
        source = Source(w.capture.id, self._recorder.extraction_id, w.capture.fetched_at, reading.content_hash)
        for article_id, revision, shown in stored:
            former = self._recorder.articles.as_article(article_id) if shown else None
            changed = changed_fields(former, reading.article) if former else {}
            if changed:
                self._result.articles_changed += 1
                self._result.fields.update(changed.keys())
                if len(self._result.samples) < SAMPLES:
                    self._result.samples.append({"url": w.capture.url, "article_id": article_id, "fields": changed})
            if self._dry_run:
                continue
            if changed:
                row = self._recorder.articles.get(article_id)
                assert row is not None
                self._recorder.articles.show(row, reading.article, source)
            if revision is not None and self._recorder.articles.revision_differs(article_id, revision, reading.article):
                self._recorder.articles.reread_revision(article_id, revision, reading.article, source)

    def _found(self, w: _Waiting, reading: Reading) -> None:
        """What was no article is one by the present rules."""
        row = self._recorder.ledger.get(w.capture.url_id)
        if row.article_id is not None or row.outcome in ("duplicate_url", "forgotten", "out_of_range", "noarchive"):
            return
        self._result.articles_found += 1
        if not self._dry_run:
            page = read_capture(self._folder, self._recorder.captures, w.capture)
            self._recorder.record_again(
                Visit(row.id, w.outlet, "article", page, reading, row.channel_id, live=bool(row.live)), w.capture.id
            )


def changed_fields(before: Article, after: Article) -> dict[str, tuple[Any, Any]]:
    """Return the fields that differ, each with its value before and after."""
    pairs = {name: (getattr(before, name), getattr(after, name)) for name in _COMPARED}
    pairs["tags"] = (tuple(sorted(set(before.tags))), tuple(sorted(set(after.tags))))  # stored as a set
    return {name: (b, a) for name, (b, a) in pairs.items() if (b or None) != (a or None)}
