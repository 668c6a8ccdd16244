"""Measure the whole pipeline: this project's crawl (a) beside a naive Scrapy project (b), on the same pages.

    python benchmarks/pipeline.py                      2,000 pages, (a) and (b) once each
    python benchmarks/pipeline.py --pages 400 --repeat 5     rounds a b a b ...; medians are judged
    python benchmarks/pipeline.py --only a --pages 20000 --source small     memory over a long run

(a) is `newsarchive crawl` with everything it does: robots.txt, sitemaps, ledger, WARC, extraction pool, SQLite, full
text, relations. (b) is `benchmarks/naive`. The server is a process of its own and is not counted. CPU time is user and
system time of all processes, children included; it is steadier than pages/s when the machine has other work.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import sqlite3
import subprocess
import sys
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parents[1]
if str(ROOT) not in sys.path:  # run as a script
    sys.path.insert(0, str(ROOT))

from benchmarks import measuring, site  # noqa: E402

MIB = 1 << 20


@dataclass(frozen=True, slots=True)
class Run:
    """One crawl: `what` is `a` or `b`; `stored` are articles in the database at the end."""

    what: str
    pages: int
    stored: int
    seconds: float
    pages_per_s: float
    cpu_ms_per_page: float
    tree_mib: float
    largest_mib: float
    largest_mib_at: dict[int, float]


def main(arguments: list[str] | None = None) -> int:
    """Run what the command line asks for and print it; return the exit code."""
    options = _parser().parse_args(arguments)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that what was started is stopped
    if options.source is None:
        options.source = "corpus" if site.has_corpus() else "generated"
    runs: list[Run] = []
    with site.FastSite(options.pages, options.source, packed=options.coding == "gzip", hosts=options.hosts) as served:
        measuring.own.update(measuring.tree(os.getpid())[1:])  # the server and what multiprocessing keeps beside it
        _say(
            f"{options.pages} pages, {served.kinds} different ones ({options.source}), mean {served.mean_bytes / 1000:.0f} KB, "
            f"served as {options.coding} by {options.hosts} host(s); {os.cpu_count()} cores"
        )
        sizes = [(what, options.pages) for _ in range(options.repeat) for what in options.only]
        if "a" in options.only and options.quarter:
            sizes.append(("a", options.pages // 4))
        for what, pages in sizes:
            runs.append(_crawl(what, pages, served))
            _say(_line(runs[-1]))
    summary = _summary(runs, options.pages)
    print(json.dumps(summary, indent=1) if options.json else _table(summary))
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter, prog="pipeline.py"
    )
    parser.add_argument("--pages", type=int, default=2_000, help="how many pages (2000)")
    parser.add_argument("--only", choices=("a", "b"), nargs=1, default=["a", "b"], help="measure one of the two")
    parser.add_argument("--repeat", type=int, default=1, help="rounds, a and b in turn (1)")
    parser.add_argument(
        "--source",
        choices=("corpus", "generated", "small"),
        help="real pages of ../shared/corpus, generated ones of their size, or generated ones of a few KB",
    )
    parser.add_argument("--coding", choices=("gzip", "identity"), default="gzip", help="Content-Encoding (gzip)")
    parser.add_argument("--hosts", type=int, default=1, help="share the pages among so many newspapers (1)")
    parser.add_argument(
        "--no-quarter",
        dest="quarter",
        action="store_false",
        help="leave out the run of (a) with a quarter of the pages",
    )
    parser.add_argument("--json", action="store_true", help="print JSON")
    return parser


def _crawl(what: str, pages: int, served: site.FastSite) -> Run:
    served.reset()
    with tempfile.TemporaryDirectory(prefix="pipeline-") as folder:
        data = Path(folder)
        # Compiled modules are kept, as they are wherever the program is installed.
        environment = {
            k: v for k, v in os.environ.items() if not k.startswith(("NEWSARCHIVE_", "SCRAPY_", "PYTHONDONT"))
        }
        if what == "a":
            (data / "outlets").mkdir()
            outlets = served.outlets(pages)
            for key, toml in outlets.items():
                (data / "outlets" / f"{key}.toml").write_text(toml, encoding="utf-8")
            (data / "newsarchive.toml").write_text('contact = "bench@example.org"\n', encoding="utf-8")
            command = [sys.executable, "-m", "newsarchive", "crawl", *outlets, "--data", str(data)]
        else:
            command = [sys.executable, "-m", "benchmarks.naive", str(data / "archive.db"), *served.sitemaps(pages)]
        try:
            cost = measuring.run(command, env=environment, cwd=ROOT, progress=lambda: served.served)
        except subprocess.CalledProcessError as e:
            sys.exit(f"pipeline.py: {' '.join(command[:4])} ... failed with {e.returncode}:\n{e.output}")
        stored = _stored(data / "archive.db")
    marks = (pages // 4, pages // 2, pages * 19 // 20)
    at = {mark: round(rss / MIB, 1) for mark in marks if (rss := cost.largest_at(mark)) is not None}
    return Run(
        what, pages, stored, round(cost.seconds, 2), round(pages / cost.seconds, 2), round(1000 * cost.cpu_s / pages, 2),
        round(cost.tree / MIB, 1), round(cost.largest / MIB, 1), at,
    )  # fmt: skip


def _stored(database: Path) -> int:
    with sqlite3.connect(f"file:{database}?mode=ro", uri=True) as connection:
        count = connection.execute("SELECT count(*) FROM articles").fetchone()[0]
    connection.close()
    return int(count)


def _summary(runs: list[Run], pages: int) -> dict[str, object]:
    """Medians of each kind, and the ratio of (a) to (b) round by round."""
    whole = {what: [r for r in runs if r.what == what and r.pages == pages] for what in ("a", "b")}
    medians = {
        what: {
            name: median(getattr(r, name) for r in some)
            for name in ("stored", "seconds", "pages_per_s", "cpu_ms_per_page", "tree_mib", "largest_mib")
        }
        for what, some in whole.items()
        if some
    }
    summary: dict[str, object] = {"pages": pages, "medians": medians}
    if len(medians) == 2:
        pairs = list(zip(whole["a"], whole["b"], strict=True))
        summary["ratio_pages_per_s"] = round(median(a.pages_per_s / b.pages_per_s for a, b in pairs), 2)
        summary["ratio_cpu"] = round(median(a.cpu_ms_per_page / b.cpu_ms_per_page for a, b in pairs), 2)
    if quarter := [r for r in runs if r.what == "a" and r.pages == pages // 4]:
        summary["quarter"] = asdict(quarter[0])
    return summary | {"runs": [asdict(r) for r in runs]}


def _line(r: Run) -> str:
    marks = ", ".join(f"{mark}: {mib:.0f}" for mark, mib in r.largest_mib_at.items())
    return (
        f"({r.what}) {r.stored} of {r.pages} stored in {r.seconds:.1f} s: {r.pages_per_s:.1f} pages/s, {r.cpu_ms_per_page:.1f} CPU ms a page, "
        f"peak {r.tree_mib:.0f} MiB in all, largest process {r.largest_mib:.0f} MiB (after pages {marks})"
    )


def _table(summary: dict[str, object]) -> str:
    medians: dict[str, dict[str, float]] = summary["medians"]  # type: ignore[assignment]
    names = {"a": "(a) newsarchive crawl", "b": "(b) naive Scrapy"}
    head = "| | pages stored | seconds | pages/s | CPU ms a page | peak MiB, all processes | largest process |"
    rows = [head, "|---|---|---|---|---|---|---|"]
    for what, m in medians.items():
        rows.append(
            f"| {names[what]} | {m['stored']:.0f} | {m['seconds']:.1f} | {m['pages_per_s']:.1f} | {m['cpu_ms_per_page']:.1f} | "
            f"{m['tree_mib']:.0f} | {m['largest_mib']:.0f} |"
        )
    quarter: dict[str, float] | None = summary.get("quarter")  # type: ignore[assignment]
    if quarter:
        rows.append(
            f"| (a), a quarter of the pages | {quarter['stored']} | {quarter['seconds']:.1f} | {quarter['pages_per_s']:.1f} | "
            f"{quarter['cpu_ms_per_page']:.1f} | {quarter['tree_mib']:.0f} | {quarter['largest_mib']:.0f} |"
        )
    if "ratio_pages_per_s" in summary:
        rows.append(
            f"\n(a) / (b): {summary['ratio_pages_per_s']} in pages/s, {summary['ratio_cpu']} in CPU time a page"
        )
    return "\n".join(rows)


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
