"""Link a WARC file of somebody else's under `warc/linked/`, where captures point into it; never one with what was taken down."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING

from newsarchive.errors import DataError
from newsarchive.identity import normal_url
from newsarchive.imports import sources
from newsarchive.ingest.keep import measure
from newsarchive.ingest.pool import read_ahead
from newsarchive.ingest.reading import Reading

if TYPE_CHECKING:
    from collections.abc import Iterator
    from concurrent.futures import Future
    from pathlib import Path

    from newsarchive.config import Config
    from newsarchive.ingest.local_run import LocalRun
    from newsarchive.outlets import Registry


def link(path: Path, config: Config, registry: Registry, local: LocalRun) -> str | None:
    """Link a WARC file; return its name relative to `warc/`, None for folders and WACZ, which are copied.

    Raises DataError when it holds a page that was taken down: the file is not ours to change, so that page would come back.
    """
    if path.is_dir() or path.suffix.lower() == ".wacz":
        return None
    folder, run = config.warc / "linked", local.run
    size, digest = measure(path)
    target = folder / path.name
    if target.exists() and measure(target) != (size, digest):
        target = folder / f"{digest[:12]}-{path.name}"
    if not target.exists():
        forgotten = _forgotten(path, registry, local, 8 * config.workers) if run.articles.has_tombstones() else None
        if forgotten is not None:
            raise DataError(
                f"{path}: holds {forgotten}, which was taken down, and a linked file stays as it is; "
                "import it without --link, which leaves that page out"
            )
        folder.mkdir(parents=True, exist_ok=True)
        _link_file(path, target)
    name = f"linked/{target.name}"
    with run.batch():
        run.captures.file_linked(name, size, digest)
    return name


def _forgotten(path: Path, registry: Registry, local: LocalRun, window: int) -> str | None:
    """The first address of a file that was taken down itself, or whose words were. All pages are read for it."""
    articles = local.run.articles
    for batch in read_ahead(_begun(path, registry, local), window):
        for url, reading in batch:
            if reading.outcome == "forgotten" or (
                reading.outcome == "article" and articles.piece_is_tombstoned(reading.normal_urls, reading.content_hash)
            ):
                return url
    return None


def _begun(path: Path, registry: Registry, local: LocalRun) -> Iterator[tuple[str, Future[Reading] | Reading]]:
    """Have the pages of a file read that may hold words that were taken down; of an address that was, say so."""
    articles, ledger = local.run.articles, local.run.ledger
    for one in sources.read(path):
        if (page := one.page) is None:
            continue
        outlet = registry.for_url(page.url)
        normal = normal_url(page.url, aliases=outlet.stands_for)
        if articles.is_tombstoned((page.url, normal)):
            yield page.url, Reading("forgotten")
            return
        held = ledger.find_normal(normal)
        # What was held before somebody took the same words down elsewhere stays.
        if page.status == 200 and page.body and (held is None or held.article_id is None):
            yield page.url, local.pool.submit(page, outlet, "article")


def _link_file(path: Path, target: Path) -> None:
    try:
        target.hardlink_to(path)
    except OSError:  # another file system, or one without hard links
        try:
            target.symlink_to(os.path.abspath(path))  # noqa: PTH100  # resolve() would follow the user's own links
        except OSError:
            shutil.copy2(path, target)
