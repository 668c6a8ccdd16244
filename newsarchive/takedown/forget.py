"""Take-down: an article, its wordings, its pages in the WARC files and every trace of its words are removed.

Three steps, each of which can be killed and gone on with: one transaction takes the article out, puts up tombstones and
notes what is left to do; then each WARC file concerned is rewritten beside the old one, pointers switch in one
transaction and the old file is deleted; last the database file is compacted. The next `forget` ends what was begun.
"""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from newsarchive.errors import DataError, UsageError
from newsarchive.ingest import leases, recovery
from newsarchive.ingest.keep import measure
from newsarchive.ingest.local_run import local_run
from newsarchive.items import utc_text
from newsarchive.relate.relate import relate
from newsarchive.store.archive import Archive
from newsarchive.store.captures import Captures
from newsarchive.store.host_aliases import HostAliases
from newsarchive.store.reads import queries
from newsarchive.store.removing.takedown import Forgetting
from newsarchive.store.removing.takedown_scope import Copy, Removal, TakedownScope
from newsarchive.store.runs import Runs
from newsarchive.takedown import mentions
from newsarchive.warc.rewriting import ASIDE, rewrite

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime
    from pathlib import Path

    from newsarchive.config import Config
    from newsarchive.outlets import Registry

_NUMBERED = re.compile(r"(?:-r(\d+))?\.warc\.gz$")
_CHUNK = 1 << 20


@dataclass(slots=True)
class Forgotten:
    """What was taken down.

    `lists` counts kept list pages that printed the title, which are gone too. Left where they are: `copies`, articles
    that share its words, and `mentions`, addresses of other articles of the paper whose kept pages print its title (in a box of
    related ones). `resumed`: an earlier take-down that was killed was ended first. `already` says that the address was
    taken down before.
    """

    uids: list[str] = field(default_factory=list)
    urls: list[str] = field(default_factory=list)
    captures: int = 0
    lists: int = 0
    files: list[str] = field(default_factory=list)
    copies: list[Copy] = field(default_factory=list)
    mentions: list[str] = field(default_factory=list)
    already: str | None = None
    resumed: bool = False


def forget(
    config: Config,
    registry: Registry,
    reference: str,
    *,
    reason: str,
    now: datetime,
    progress: Callable[[int, int], None] | None = None,
) -> Forgotten:
    """Take down the article or address meant by an address, uid or id. `reason` stays on the tombstone.

    `progress` is called with the number of kept pages searched for the title and the number to search.
    Raises UsageError when the reference can mean nothing, DataError when nothing is known about it, when a crawl is
    running, or when the pages are in linked files, which are not the archive's to change.
    """
    if not reason.strip() or not reason.isprintable():
        raise UsageError("the reason must be a line of text; it stays in the archive for those who ask")
    Archive.open_readonly(config.database).close()
    with Archive.open(config.database) as archive:
        _refuse_while_crawling(archive, utc_text(now))
        names = [name for name, _, _ in Captures(archive.db).open_files()]
    if names or any(config.warc.glob("*.warc.gz.open")):
        _take_in_leftovers(config, registry)
    with Archive.open(config.database) as archive:
        work = Forgetting(archive.db)
        work.overwrite_what_is_deleted()
        result = Forgotten(resumed=work.left())
        if result.resumed:
            _finish(config, archive, work, result)
        removal = _meant(archive, reference, result)
        if removal is not None:
            _take_out(
                config, archive, work, removal, result, reason.strip(), now, progress or (lambda _done, _of: None)
            )
            _finish(config, archive, work, result)
        relate(archive, now)
        work.empty_log()
    return result


def _refuse_while_crawling(archive: Archive, at: str) -> None:
    for run_id, owner, until in Runs(archive.db).unfinished():
        if owner != leases.me() and not leases.is_dead(owner, until, at):
            elsewhere = "" if leases.is_here(owner) else f"; if it was killed on another machine, forget after {until}"
            raise DataError(
                f"run {run_id} is under way and may bring the page in again; stop it first, then forget{elsewhere}"
            )


def _take_in_leftovers(config: Config, registry: Registry) -> None:
    """Bring in what a killed run left in its file: it may hold the page, and the file must be whole to be rewritten."""
    with local_run(config, "forget") as local:
        recovery.take_in(config, registry, local.pool, local.do)


def _meant(archive: Archive, reference: str, result: Forgotten) -> Removal | None:
    """Return what is to be taken down; None when nothing is left to take down."""
    scope = TakedownScope(archive.db)
    url = queries.address(reference) or ""
    article = queries.find_article(archive.db, reference)
    normal = HostAliases(archive.db).normal_url(url) if url else ""
    rows = scope.addresses(url, normal) if url else []
    if article is not None:
        return scope.removal([article], rows)
    if rows:
        return _meant_without_article(scope, url, normal, rows, result)
    if result.resumed:
        return None
    result.already = scope.tombstone(url, normal) if url else None
    if result.already is None:
        raise DataError(f"nothing is known of {reference[:300]!r}: there is nothing to forget")
    return None


def _meant_without_article(
    scope: TakedownScope, url: str, normal: str, rows: list[int], result: Forgotten
) -> Removal | None:
    if scope.are_lists(rows):
        raise UsageError(f"{url}: is a list page, not an article")
    removal = scope.removal([], rows)
    already = scope.tombstone(url, normal)
    if already and not removal.captures:
        result.already = already
        return None
    return removal


def _take_out(
    config: Config,
    archive: Archive,
    work: Forgetting,
    removal: Removal,
    result: Forgotten,
    reason: str,
    now: datetime,
    progress: Callable[[int, int], None],
) -> None:
    """Take the article out of the database and note what is left to do."""
    scope = TakedownScope(archive.db)
    linked = scope.linked_files(removal.captures)
    if linked:
        raise DataError(
            f"pages of this article lie in linked files, which are not newsarchive's to change: {', '.join(linked)} "
            "(in warc/); take them out of there and import what is left, then forget again"
        )
    relate(archive, now)  # so that every copy is known
    lists, result.mentions = mentions.of_titles(config.warc, archive, removal, progress)
    files = _torn_with(config.warc, removal)
    result.uids, result.urls = list(removal.uids), list(removal.forms)
    result.captures, result.lists = len(removal.captures), len(lists)
    result.copies = scope.copies(removal)
    with archive.transaction():
        work.remove(removal, (*removal.captures, *lists), files, reason=reason, at=utc_text(now))


def _torn_with(folder: Path, removal: Removal) -> list[str]:
    """Return the torn ends set aside that hold a record of one of the addresses; nothing points into them."""
    needles = [form.encode() for form in removal.forms]
    found = []
    for path in sorted(folder.glob("*.torn*")) if folder.is_dir() else ():
        data = b"".join(_inflated(path))
        if any(needle in data for needle in needles):
            found.append(path.name)
    return found


def _inflated(path: Path) -> Iterator[bytes]:
    """Yield what can be unpacked of a torn gzip file, and its bytes as they are."""
    data = path.read_bytes()
    yield data
    while data:
        unpacker = zlib.decompressobj(31)
        try:
            yield unpacker.decompress(data, 64 * _CHUNK)
        except zlib.error:
            return
        data = unpacker.unused_data


# the work that is left to do


def _finish(config: Config, archive: Archive, work: Forgetting, result: Forgotten) -> None:
    """Do what a take-down has left to do; whatever is done already is passed over."""
    for stray in config.warc.glob(f"*{ASIDE}") if config.warc.is_dir() else ():
        stray.unlink(missing_ok=True)
    for name in work.files_to_rewrite():
        _rewrite(config.warc, archive, work, name)
        result.files.append(name)
    for name in work.files_to_delete():
        for path in (config.warc / name, config.warc / f"{name}.open"):
            path.unlink(missing_ok=True)
        with archive.transaction():
            work.deleted(name)
    with archive.transaction():
        work.merge_index()
    if not work.compact():
        raise DataError(
            "the article is taken out, but another program is reading the database, so that its file could not be "
            "emptied of what was deleted; close that program and run the same command again"
        )
    with archive.transaction():
        work.compacted()


def _rewrite(folder: Path, archive: Archive, work: Forgetting, name: str) -> None:
    pointers = Captures(archive.db).pointers(name)
    drop = work.offsets_to_drop(name)
    forms, hosts = work.forgotten_forms(), HostAliases(archive.db)
    target = _next_name(name)
    rewritten = rewrite(
        folder / name,
        folder / target,
        drop=drop,
        keep=set(pointers) - drop,
        is_forgotten=lambda uri: uri in forms or hosts.normal_url(uri) in forms,
    )
    new = None
    if rewritten.captures:
        size, digest = measure(folder / target)
        new = (target, size, digest)
    else:
        (folder / target).unlink()
    with archive.transaction():
        work.switch(name, new, rewritten.places)
    (folder / name).unlink(missing_ok=True)


def _next_name(name: str) -> str:
    """Return the name of a file's next form: `x.warc.gz`, `x-r1.warc.gz`, `x-r2.warc.gz`."""
    found = _NUMBERED.search(name)
    if found is None:
        return f"{name}-r1.warc.gz"
    return f"{name[: found.start()]}-r{int(found[1] or 0) + 1}.warc.gz"
