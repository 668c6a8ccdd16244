"""Check whether a WARC file is whole: each record can be parsed, each digest holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsarchive.errors import WarcError
from newsarchive.warc.raw import Problem, RawRecord, RawRecords
from newsarchive.warc.reader import digest_verdict, interpret

if TYPE_CHECKING:
    from pathlib import Path

MAX_PROBLEMS = 1000


def check(path: Path) -> list[Problem]:
    """Return what is wrong with a WARC file (nothing: an empty list), at most 1000 problems, with their offsets."""
    walk = RawRecords(path)
    problems: list[Problem] = []
    try:
        for raw in walk:
            try:
                record = interpret(raw, "import")
            except WarcError as e:
                problems.append(Problem(raw.offset, str(e)))
            else:
                # Other records (warcinfo, request, metadata) are only looked through for the digest of the block.
                if (record.digest_ok if record else digest_verdict(raw, None)) is False:
                    problems.append(Problem(raw.offset, f"{raw.kind} record of {_name(raw)}: a digest does not hold"))
            if len(problems) >= MAX_PROBLEMS:
                return problems
    except WarcError as e:
        return [Problem(0, str(e))]
    if walk.problem:
        problems.append(Problem(walk.good_until, walk.problem))
    return problems


def _name(raw: RawRecord) -> str:
    return raw.uri[:200] or raw.record_id[:100] or "no name"
