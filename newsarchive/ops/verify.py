"""Check that database, WARC files and pointers agree and that the digests hold."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from newsarchive import warc
from newsarchive.errors import WarcError
from newsarchive.ingest.keep import measure
from newsarchive.store.archive import Archive
from newsarchive.store.captures import Captures

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from newsarchive.config import Config

MAX_PROBLEMS = 1000


@dataclass(slots=True)
class Report:
    """What was checked. `problems` are wrong; `notes` are worth knowing (a file that is being written)."""

    files: int = 0
    captures: int = 0
    problems: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def problem(self, text: str) -> None:
        """Add a problem, up to a bound."""
        if len(self.problems) < MAX_PROBLEMS:
            self.problems.append(text)


def verify(config: Config, progress: Callable[[int, int], None] | None = None) -> Report:
    """Check the archive of a data folder. `progress` gets files done and files in all. Raises DataError: no archive."""
    report = Report()
    with Archive.open_readonly(config.database) as archive:
        for damage in archive.damage():
            report.problem(f"archive.db: {damage}")
        if missing := archive.unindexed():
            report.problem(f"archive.db: the full-text index and the articles differ by {missing}")
        captures = Captures(archive.db)
        report.captures = captures.count()
        files = captures.files()
        for number, (name, state, size, sha256) in enumerate(files, start=1):
            _check_file(config.warc, name, state, size, sha256, captures, report)
            report.files += 1
            if progress:
                progress(number, len(files))
        for name, number in captures.in_unknown_files():
            report.problem(f"archive.db: {number} captures point into {name}, which it does not know")
        _strangers(config.warc, {f[0] for f in files}, report)
    return report


def _check_file(
    folder: Path, name: str, state: str, size: int, sha256: str | None, captures: Captures, report: Report
) -> None:
    path = folder / name
    if not path.exists() and state == "open":
        path = folder / f"{name}.open"
    if not path.exists():
        report.problem(f"{name}: is missing, and {len(captures.pointers(name))} captures with it")
        return
    if state == "open":
        report.notes.append(f"{name}: is being written, or its crawl was killed; the next crawl finishes it")
    elif sha256 is not None and measure(path) != (size, sha256):
        report.problem(f"{name}: is not the file that was finished (size or SHA-256 differ)")
    else:
        for found in warc.check(path):
            report.problem(f"{name}: {found}")
    _check_pointers(path, captures.pointers(name), report)


def _check_pointers(path: Path, expected: dict[int, tuple[str, int, str, str | None]], report: Report) -> None:
    try:
        for record in warc.records(path):
            there = expected.pop(record.offset, None)
            if there is None:
                continue
            if there[:3] != (record.record_id, record.length, record.page.url):
                report.problem(f"{path.name}: at byte {record.offset} stands {record.page.url}, not {there[2]}")
            elif there[3] is not None and there[3] != record.page.digest:
                report.problem(f"{path.name}: the bytes of {there[2]} at byte {record.offset} are not those captured")
    except WarcError as e:
        report.problem(str(e))
    for offset, (_, _, url, _) in sorted(expected.items()):
        report.problem(f"{path.name}: no whole record of {url} at byte {offset}")


def _strangers(folder: Path, known: set[str], report: Report) -> None:
    for path in sorted(folder.rglob("*")) if folder.is_dir() else ():
        name = str(path.relative_to(folder)).removesuffix(".open")
        if path.is_file() and name not in known:
            report.notes.append(f"{path.name}: stands in warc/ and belongs to no capture")
