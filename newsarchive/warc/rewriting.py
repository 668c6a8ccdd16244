"""Rewrite a WARC file without some of its records: the others are copied byte for byte."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from newsarchive.errors import WarcError
from newsarchive.warc.files import sync_folder
from newsarchive.warc.raw import RawRecords

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from newsarchive.warc.raw import RawRecord

ASIDE = ".aside"
"""The end of the name of a file that is being rewritten; one that is found is a killed run's and may be deleted."""

_OF_A_PAGE = frozenset({"response", "revisit", "resource", "request", "metadata", "conversion", "continuation"})


@dataclass(slots=True)
class Rewritten:
    """Where the records are now: former offset -> (offset, length). `captures` counts the responses among them."""

    places: dict[int, tuple[int, int]] = field(default_factory=dict)
    captures: int = 0


def rewrite(
    path: Path, target: Path, *, drop: set[int], keep: set[int], is_forgotten: Callable[[str], bool]
) -> Rewritten:
    """Copy the records of `path` to `target` without those at the offsets `drop`; `target` is there whole or not at all.

    With a record go its request and whatever else was recorded of it, and every record of a forgotten address whose
    offset is not in `keep`. An earlier `target` is replaced. Raises WarcError when a file cannot be read to its end.
    """
    aside = target.with_name(target.name + ASIDE)
    walk = RawRecords(path)
    result = Rewritten()
    dropped: set[str] = set()
    kept: set[str] = set()
    try:
        with path.open("rb") as source, aside.open("wb") as out:
            for raw in walk:
                if raw.length == 0:
                    raise WarcError(f"{path}: is one gzip stream; its records cannot be separated")
                if _goes(raw, drop, keep, dropped, kept, is_forgotten):
                    dropped.add(raw.record_id)
                    continue
                kept.add(raw.record_id)
                source.seek(raw.offset)
                result.places[raw.offset] = (out.tell(), raw.length)
                out.write(source.read(raw.length))
                result.captures += raw.kind in ("response", "revisit", "resource")
            if walk.problem is not None:
                raise WarcError(f"{path}: {walk.problem}; it was left as it is")
            out.flush()
            os.fsync(out.fileno())
        aside.replace(target)
        sync_folder(target.parent)
    except OSError as e:
        raise WarcError(f"{target}: cannot be written ({e.strerror or e})") from e
    return result


def _goes(
    raw: RawRecord,
    drop: set[int],
    keep: set[int],
    dropped: set[str],
    kept: set[str],
    is_forgotten: Callable[[str], bool],
) -> bool:
    if raw.offset in drop:
        return True
    if raw.offset in keep or raw.kind not in _OF_A_PAGE:
        return False
    partner = raw.field("warc-concurrent-to") or raw.field("warc-refers-to") or ""
    if raw.kind in ("request", "metadata") and partner in dropped:
        return True
    return is_forgotten(raw.uri) and not (partner and partner in kept)
