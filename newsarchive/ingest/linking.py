"""Link a WARC file of somebody else's under `warc/linked/`, where captures point into it; never one with what was taken down."""

from __future__ import annotations

import os
import shutil
from collections import deque
from itertools import islice
from typing import TYPE_CHECKING

from newsarchive.errors import DataError
from newsarchive.identity import normal_url
from newsarchive.ingest import sources
from newsarchive.ingest.keeping import measure

if TYPE_CHECKING:
    from concurrent.futures import Future
    from pathlib import Path

    from newsarchive.config import Config
    from newsarchive.ingest.pool import ReadingPool
    from newsarchive.ingest.reading import Reading
    from newsarchive.ingest.recorder import Recorder
    from newsarchive.outlets import Registry


def link(path: Path, config: Config, registry: Registry, pool: ReadingPool, recorder: Recorder) -> str | None:
    """Link a WARC file; return its name relative to `warc/`, None for folders and WACZ, which are copied.

    Raises DataError when it holds a page that was taken down: the file is not ours to change, so that page would come back.
    """
    if path.is_dir() or path.suffix.lower() == ".wacz":
        return None
    folder = config.warc / "linked"
    size, digest = measure(path)
    target = folder / path.name
    if target.exists() and measure(target) != (size, digest):
        target = folder / f"{digest[:12]}-{path.name}"
    if not target.exists():
        forgotten = _forgotten(path, config, registry, pool, recorder) if recorder.articles.has_tombstones() else None
        if forgotten is not None:
            raise DataError(
                f"{path}: holds {forgotten}, which was taken down, and a linked file stays as it is; "
                "import it without --link, which leaves that page out"
            )
        folder.mkdir(parents=True, exist_ok=True)
        _link_file(path, target)
    name = f"linked/{target.name}"
    with recorder.batch():
        recorder.captures.file_linked(name, size, digest)
    return name


def _forgotten(path: Path, config: Config, registry: Registry, pool: ReadingPool, recorder: Recorder) -> str | None:
    """The first address of a file that was taken down itself, or whose words were. All pages are read for it."""
    articles, ledger = recorder.articles, recorder.ledger
    pages = (one.page for one in sources.read(path) if one.page is not None)
    waiting: deque[tuple[str, Future[Reading]]] = deque()
    while True:
        for page in islice(pages, 8 * config.workers - len(waiting)):
            outlet = registry.for_url(page.url)
            normal = normal_url(page.url, aliases=outlet.stands_for)
            if articles.is_tombstoned((page.url, normal)):
                return page.url
            held = ledger.find_normal(normal)
            # What was held before somebody took the same words down elsewhere stays.
            if page.status == 200 and page.body and (held is None or held.article_id is None):
                waiting.append((page.url, pool.submit(page, outlet, "article")))
        if not waiting:
            return None
        url, reading = waiting[0][0], waiting.popleft()[1].result()
        if reading.outcome == "article" and articles.piece_is_tombstoned(reading.normal_urls, reading.content_hash):
            return url


def _link_file(path: Path, target: Path) -> None:
    try:
        target.hardlink_to(path)
    except OSError:  # another file system, or one without hard links
        try:
            target.symlink_to(os.path.abspath(path))  # noqa: PTH100  # resolve() would follow the user's own links
        except OSError:
            shutil.copy2(path, target)
