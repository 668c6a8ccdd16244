"""The command that fetches past months: backfill."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from newsarchive import config as configuration
from newsarchive.cli.collect import relate_archive
from newsarchive.cli.common import Data, Json, Verbose, err, print_json, print_table, progress_bar, warn_without_contact
from newsarchive.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from newsarchive.ops.backfilling import Backfilled
    from newsarchive.store.backfills import MonthRow


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(backfill)


def backfill(
    key: Annotated[str, typer.Argument(metavar="KEY", help="The key of the outlet.")],
    first: Annotated[
        str | None, typer.Option("--from", metavar="YYYY-MM", help="The first month to fetch.", show_default=False)
    ] = None,
    last: Annotated[
        str | None, typer.Option("--to", metavar="YYYY-MM", help="The last month to fetch.", show_default=False)
    ] = None,
    source: Annotated[
        str, typer.Option(metavar="NAME", help="Where to fetch from: site, commoncrawl or wayback.")
    ] = "site",
    show_status: Annotated[
        bool, typer.Option("--status", help="Fetch nothing; only show how complete each month is.")
    ] = False,
    verbose: Verbose = False,
    data: Data = None,
    as_json: Json = False,
) -> None:
    """Fetch what an outlet published in past months. The latest month comes first.

    Run the same command again to continue where it stopped. A crawl that needs the same host gets it at once; the
    backfill waits and continues afterwards. With --source commoncrawl or wayback nothing is requested from the newspaper:
    the command takes captures that others made in these months, also of a site that no longer exists.

    Example: newsarchive backfill baovinhlong --from 2024-01 --to 2025-06
    """
    from newsarchive.backfill.captures import check_source
    from newsarchive.ops import backfilling

    config = configuration.load(data)
    origin = check_source(source)
    if show_status:
        rows = backfilling.status(config, key, None if origin == "site" else origin)
        if as_json:
            print_json([backfilling.as_json(r) for r in rows])
        else:
            _print_months(rows)
        return
    if first is None or last is None:
        raise UsageError("say which months: --from 2024-01 --to 2025-06 (or --status)")
    warn_without_contact(config)
    if origin == "site":
        log = "INFO" if verbose else "ERROR"
        done = backfilling.backfill(config, key, first, last, log=log, say=lambda words: err.print(words, markup=False))
    else:
        with progress_bar() as bar:
            task = bar.add_task(origin, total=None)

            def on_capture(month: str, number: int) -> None:
                bar.update(task, completed=number, description=f"{origin} {month}")

            done = backfilling.from_others(config, key, origin, first, last, progress=on_capture)
    if done.new:
        relate_archive(config)
    if as_json:
        print_json(done.as_json())
    _report(done)
    if done.exit_code:
        sys.exit(done.exit_code)


def _report(done: Backfilled) -> None:
    for row in done.months:
        state = "complete" if row.complete else f"not proven complete: {row.reason}"
        err.print(f"{row.month}: found {row.found}, {state} ({row.fetched} fetched, {row.left} left)", markup=False)
    for note in done.notes:
        err.print(f"{done.outlet}: {note}", markup=False)
    err.print(f"{done.new} new", markup=False)


def _print_months(rows: Iterable[MonthRow]) -> None:
    print_table(
        ("month", "source", "found", "fetched", "left", "articles held", "complete"),
        [(r.month, r.source, r.found, r.fetched, r.left, r.articles, _verdict(r)) for r in rows],
    )


def _verdict(row: MonthRow) -> str:
    return "yes" if row.complete else f"not proven: {row.reason}"
