"""The command for the past: backfill."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from newsarchive import config as configuration
from newsarchive.cli.collect import relate_archive
from newsarchive.cli.common import Data, Json, err, print_json, print_table, progress_bar
from newsarchive.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from newsarchive.store.backfills import MonthRow


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(backfill)


def backfill(
    key: Annotated[str, typer.Argument(metavar="KEY", help="The outlet's key.")],
    first: Annotated[
        str | None, typer.Option("--from", metavar="YYYY-MM", help="First month.", show_default=False)
    ] = None,
    last: Annotated[str | None, typer.Option("--to", metavar="YYYY-MM", help="Last month.", show_default=False)] = None,
    source: Annotated[
        str, typer.Option(metavar="NAME", help="site, or captures of others: commoncrawl, wayback.")
    ] = "site",
    show_status: Annotated[bool, typer.Option("--status", help="Only tell how far the months asked for are.")] = False,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Log each decision to stderr.")] = False,
    data: Data = None,
    as_json: Json = False,
) -> None:
    """Fetch the past of an outlet, month by month, the youngest first. Started again it goes on where it was.

    A crawl that wants the same host gets it at once; the backfill waits and goes on. With --source commoncrawl or wayback
    nothing is asked of the newspaper: captures made in these months are taken in, also of a site that is gone.

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
            _print(rows)
        return
    if first is None or last is None:
        raise UsageError("say which months: --from 2024-01 --to 2025-06 (or --status)")
    if not config.contact:
        err.print(
            f"No contact is set: the User-Agent names {configuration.PROJECT_PAGE}. Set contact in "
            f"{config.data / configuration.CONFIG_FILE} so that a newspaper can write to you.",
            markup=False,
        )
    if origin == "site":
        done = backfilling.backfill(
            config,
            key,
            first,
            last,
            log="INFO" if verbose else "ERROR",
            say=lambda text: err.print(text, markup=False),
        )
    else:
        with progress_bar() as bar:
            task = bar.add_task(origin, total=None)
            done = backfilling.from_others(
                config,
                key,
                origin,
                first,
                last,
                progress=lambda month, n: bar.update(task, completed=n, description=f"{origin} {month}"),
            )
    if done.new:
        relate_archive(config)
    if as_json:
        print_json(done.as_json())
    for row in done.months:
        state = "complete" if row.complete else "not complete"
        err.print(f"{row.month}: {row.found} found, {row.fetched} fetched, {row.left} left; {state}", markup=False)
    for note in done.notes:
        err.print(f"{key}: {note}", markup=False)
    err.print(f"{done.new} new", markup=False)
    if done.exit_code:
        sys.exit(done.exit_code)


def _print(rows: Iterable[MonthRow]) -> None:
    print_table(
        ("month", "source", "found", "fetched", "left", "complete", "articles held"),
        [(r.month, r.source, r.found, r.fetched, r.left, "yes" if r.complete else "no", r.articles) for r in rows],
    )
