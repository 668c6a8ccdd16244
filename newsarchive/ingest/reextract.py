"""Run extraction again over stored captures: change only what changed, and report it field by field."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Any

from newsarchive.errors import WarcError
from newsarchive.ingest.keep import read_capture
from newsarchive.ingest.local_run import local_run
from newsarchive.ingest.pool import read_ahead
from newsarchive.ingest.values import Visit
from newsarchive.items import Article
from newsarchive.outcomes import STAYS_OUT
from newsarchive.store.articles import Source

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from concurrent.futures import Future

    from newsarchive.config import Config
    from newsarchive.ingest.local_run import LocalRun
    from newsarchive.ingest.reading import Reading
    from newsarchive.outlets import Registry
    from newsarchive.store.articles import ReadFrom
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
    with local_run(config, "reextract" + (" --dry-run" if dry_run else "")) as local:
        reextraction = _Reextraction(local, registry, result, dry_run)
        total, done = local.run.captures.count_articles(outlet), 0
        for batch in read_ahead(reextraction.begun(outlet), 8 * config.workers):
            with local.run.batch():
                for capture, reading in batch:
                    reextraction.compare(capture, reading)
            done += len(batch)
            if progress is not None:
                progress(done, total)
    return result


class _Reextraction:
    def __init__(self, local: LocalRun, registry: Registry, result: Reextracted, dry_run: bool) -> None:
        self._recorder = local.recorder
        self._run = local.run
        self._pool = local.pool
        self._registry = registry
        self._result = result
        self._dry_run = dry_run
        self._folder = local.run.archive.path.parent / "warc"

    def begun(self, outlet: str | None) -> Iterator[tuple[Capture, Future[Reading] | Reading]]:
        """Have the article captures read, as they came; those that are lost are counted."""
        for capture in self._run.captures.of_articles(outlet):
            try:
                page = read_capture(self._folder, self._run.captures, capture)
            except WarcError:
                self._result.failed += 1
                continue
            yield capture, self._pool.submit(page, self._registry.for_url(capture.url), "article")

    def compare(self, capture: Capture, reading: Reading) -> None:
        """Hold the reading of a capture by the present rules against what is stored of it."""
        self._result.captures += 1
        stored = self._run.articles.read_from(capture.id)
        if reading.article is None:
            if reading.outcome.startswith("extract_"):
                self._result.failed += 1
            elif stored:
                self._result.no_longer_articles += 1
        elif stored:
            for one in stored:
                self._reread(capture, reading, reading.article, one)
        else:
            self._found(capture, reading)

    def _reread(self, capture: Capture, reading: Reading, article: Article, stored: ReadFrom) -> None:
        """An article, or its revision, shows another reading of the same capture: in place, with no revision."""
        articles = self._run.articles
        former = articles.as_article(stored.article_id) if stored.is_shown else None
        changed = changed_fields(former, article) if former else {}
        if changed:
            self._result.articles_changed += 1
            self._result.fields.update(changed.keys())
            if len(self._result.samples) < SAMPLES:
                sample = {"url": capture.url, "article_id": stored.article_id, "fields": changed}
                self._result.samples.append(sample)
        if not self._dry_run:
            source = Source(capture.id, self._recorder.extraction_id, capture.fetched_at, reading.content_hash)
            articles.reread(stored, article, source, is_changed=bool(changed))

    def _found(self, capture: Capture, reading: Reading) -> None:
        """What was no article is one by the present rules: it comes in like any other page."""
        row = self._run.ledger.get(capture.url_id)
        if row.article_id is not None or row.outcome in STAYS_OUT:
            return
        self._result.articles_found += 1
        if not self._dry_run:
            self._recorder.record(
                Visit(
                    row.id,
                    self._registry.for_url(capture.url),
                    "article",
                    read_capture(self._folder, self._run.captures, capture),
                    reading,
                    row.channel_id,
                    capture_id=capture.id,
                    live=bool(row.live),
                )
            )


def changed_fields(before: Article, after: Article) -> dict[str, tuple[Any, Any]]:
    """Return the fields that differ, each with its value before and after."""
    pairs = {name: (getattr(before, name), getattr(after, name)) for name in _COMPARED}
    pairs["tags"] = (tuple(sorted(set(before.tags))), tuple(sorted(set(after.tags))))  # stored as a set
    return {name: (b, a) for name, (b, a) in pairs.items() if (b or None) != (a or None)}
