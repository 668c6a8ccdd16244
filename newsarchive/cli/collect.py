"""Commands that bring pages in or read them again: crawl, import, reextract, relate, verify."""

from __future__ import annotations

import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from newsarchive import config as configuration
from newsarchive import outlets
from newsarchive.cli.common import (
    Data,
    Json,
    Outlet,
    Replay,
    Verbose,
    err,
    print_json,
    progress_bar,
    warn_without_contact,
)

if TYPE_CHECKING:
    from newsarchive.ops.crawling import Crawled
    from newsarchive.relate.relate import Related


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command()(crawl)
    app.command("import")(import_)
    app.command()(reextract)
    app.command()(relate)
    app.command()(verify)


def crawl(
    targets: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[KEY or URL]...", help="Keys of outlets, or addresses. The default: all enabled outlets."
        ),
    ] = None,
    limit: Annotated[
        int | None, typer.Option(min=1, help="Stop at this number of new articles from each outlet.")
    ] = None,
    since: Annotated[
        str | None, typer.Option(metavar="DATE", help="Take only articles published on or after this day.")
    ] = None,
    until: Annotated[
        str | None, typer.Option(metavar="DATE", help="Take only articles published on or before this day.")
    ] = None,
    due: Annotated[bool, typer.Option("--due", help="Fetch only addresses that are due, lists included.")] = False,
    replay: Replay = None,
    verbose: Verbose = False,
    data: Data = None,
    as_json: Json = False,
) -> None:
    """Crawl outlets into the archive. When none is named, all enabled outlets are crawled.

    A second run fetches only what is new. When a run was killed, start it again.

    Example: newsarchive crawl baovinhlong --limit 20
    """
    from newsarchive.ops import crawling

    config = configuration.load(data)

    crawled = crawling.crawl(
        config,
        targets or [],
        limit=limit,
        since=since,
        until=until,
        due=due,
        replay=replay or [],
        log="INFO" if verbose else "ERROR",
        on_start=None if replay else lambda: warn_without_contact(config),
    )
    if as_json:
        print_json(crawled.as_json())
    if crawled.run_id is not None:  # else the crawl itself has reported why there was none
        _relate_what_came(config, crawled)
        _report(crawled)
    if crawled.exit_code:
        sys.exit(crawled.exit_code)


def _relate_what_came(config: configuration.Config, crawled: Crawled) -> None:
    """Relate what a crawl brought. Where it has failed, a fault of the machine is not reported twice; the next one relates."""
    from newsarchive.store import faults

    try:
        relate_archive(config)
    except Exception as e:
        if crawled.exit_code != 1 or faults.of_machine(e) is None:
            raise


def _report(crawled: Crawled) -> None:
    for result in crawled.results:
        c = result.counts
        line = f"{result.outlet}: {c['new']} new, {c['changed']} changed, {c['known']} known"
        more = [f"{c[k]} {k}" for k in ("rejected", "failed") if c[k]]
        line += f" ({c['fetched']} fetched{''.join(', ' + m for m in more)})"
        err.print(line + (f"; nothing could be read: {result.failure}" if result.failure else ""), markup=False)
    for key in crawled.busy:
        err.print(f"{key}: left out, another process is crawling it", markup=False)
    for host, until in crawled.paused.items():
        err.print(f"{host}: asked to be left alone until {until}", markup=False)
    new = sum(r.counts["new"] for r in crawled.results)
    known = sum(r.counts["known"] for r in crawled.results)
    err.print(f"{new} new, {known} known", markup=False)


def import_(
    paths: Annotated[
        list[Path], typer.Argument(metavar="PATH...", help="WARC files, WACZ files, or folders of saved HTML.")
    ],
    link: Annotated[
        bool, typer.Option("--link", help="Link the WARC files under warc/linked/ instead of copying their captures.")
    ] = False,
    data: Data = None,
    as_json: Json = False,
) -> None:
    """Import pages from files. They take the same steps as in a crawl, without the network.

    A second import of the same files adds nothing. A folder needs an index.csv with the columns file,url,fetched_at, or
    pages that name their own address (canonical link or og:url).

    Example: newsarchive import old-captures.warc.gz
    """
    from newsarchive.imports.importer import import_paths

    config = configuration.load(data)
    registry = outlets.load(config.outlets)
    with progress_bar() as bar:
        task = bar.add_task("importing", total=None)
        result = import_paths(config, registry, paths, link=link, progress=lambda n: bar.update(task, completed=n))
    relate_archive(config)
    for problem in result.problems:
        err.print(problem, markup=False)
    if as_json:
        print_json(
            {
                "captures": result.captures,
                "known": result.known,
                "outcomes": dict(result.outcomes),
                "problems": result.problems,
            }
        )
    everything_failed = result.failed_files == len(paths)
    outcomes = ", ".join(f"{n} {name}" for name, n in sorted(result.outcomes.items()) if name != "known")
    if everything_failed:
        sys.exit(1)
    err.print(
        f"{result.captures} captures imported, {result.known} known already" + (f" ({outcomes})" if outcomes else ""),
        markup=False,
    )
    if result.failed_files or result.cut_files:
        sys.exit(3)


def reextract(
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Change nothing; only report what would change.")] = False,
    outlet: Outlet = None,
    data: Data = None,
    as_json: Json = False,
) -> None:
    """Extract all stored captures again with the present rules. What changes is reported field by field.

    Example: newsarchive reextract --dry-run
    """
    from newsarchive.ingest.reextract import reextract as run
    from newsarchive.store.archive import reading
    from newsarchive.store.reads import queries

    config = configuration.load(data)
    registry = outlets.load(config.outlets)
    with reading(config.database) as archive:
        queries.check_filters(archive.db, outlet=outlet)
    with progress_bar() as bar:
        task = bar.add_task("reading", total=None)
        result = run(
            config,
            registry,
            dry_run=dry_run,
            outlet=outlet,
            progress=lambda n, of: bar.update(task, completed=n, total=of),
        )
    if not dry_run:
        relate_archive(config)
    if as_json:
        print_json(
            {
                "captures": result.captures, "articles_changed": result.articles_changed, "articles_found": result.articles_found,
                "no_longer_articles": result.no_longer_articles, "failed": result.failed, "fields": dict(result.fields),
                "samples": result.samples,
            }
        )  # fmt: skip
    would = "would change" if dry_run else "changed"
    err.print(
        f"{result.captures} captures read: {result.articles_changed} articles {would}, {result.articles_found} newly found",
        markup=False,
    )
    for name, number in result.fields.most_common():
        err.print(f"  {name}: {number}", markup=False)
    for sample in result.samples:
        err.print(f"  {sample['url']}", markup=False)
        for name, (before, after) in sample["fields"].items():
            err.print(f"    {name}: {_short(before)} -> {_short(after)}", markup=False)
    if result.no_longer_articles:
        err.print(f"{result.no_longer_articles} articles are none by the present rules; they were kept", markup=False)
    if result.failed:
        err.print(f"{result.failed} captures could not be read", markup=False)
        sys.exit(3)


def relate(data: Data = None, as_json: Json = False) -> None:
    """Find the relations between all articles again. Articles can be the same, nearly the same, republished or translated.

    Related articles form stories. A crawl, import or reextract does this by itself for articles that are new or changed.

    Example: newsarchive relate
    """
    from newsarchive.store.archive import Archive

    config = configuration.load(data)
    Archive.open_readonly(config.database).close()
    related = relate_archive(config, everything=True)
    if as_json:
        print_json(asdict(related))
    err.print(
        f"{related.articles} articles related: {related.stories} stories of more than one article; "
        f"{related.added} relations added, {related.removed} removed",
        markup=False,
    )


def verify(data: Data = None, as_json: Json = False) -> None:
    """Check the archive for damage. Database and WARC files must agree, each pointer lead to its record, all digests hold.

    Example: newsarchive verify
    """
    from newsarchive.ops.verify import verify as run

    config = configuration.load(data)
    with progress_bar() as bar:
        task = bar.add_task("checking", total=None)
        report = run(config, progress=lambda n, of: bar.update(task, completed=n, total=of))
    if as_json:
        print_json(
            {"files": report.files, "captures": report.captures, "problems": report.problems, "notes": report.notes}
        )
    for line in (*report.problems, *report.notes):
        err.print(line, markup=False)
    err.print(f"{report.files} WARC files, {report.captures} captures: {len(report.problems)} problems", markup=False)
    if report.problems:
        sys.exit(1)


def relate_archive(config: configuration.Config, *, everything: bool = False) -> Related:
    """Relate the articles that are new or changed, or `everything`, with a progress line on a terminal."""
    from newsarchive.relate.relate import relate as run
    from newsarchive.store.archive import Archive

    with Archive.open(config.database) as archive, progress_bar() as bar:
        task = bar.add_task("relating", total=None)
        return run(
            archive,
            configuration.now(),
            everything=everything,
            progress=lambda n, of: bar.update(task, completed=n, total=of),
        )


def _short(value: object, length: int = 70) -> str:
    text = repr(value)
    return text if len(text) <= length else text[: length - 1] + "…"
