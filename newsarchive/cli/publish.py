"""Commands that export or serve the archive, or schedule its crawls: export, serve, schedule."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from newsarchive import config
from newsarchive.cli.common import Data, Outlet, Since, Until, err, out, progress_bar, text
from newsarchive.store.archive import reading

_SHOW_EVERY = 500


def register(app: typer.Typer) -> None:
    """Add these commands."""
    for command in (export, serve, schedule):
        app.command()(command)


def export(
    file: Annotated[
        Path,
        typer.Argument(
            metavar="FILE",
            help="The file to write. Its suffix chooses the format: .jsonl .jsonl.gz .csv .parquet .db",
            show_default=False,
        ),
    ],
    outlet: Outlet = None,
    since: Since = None,
    until: Until = None,
    query: Annotated[
        str | None,
        typer.Option(
            "--query",
            metavar="QUERY",
            help="Take only articles that `search` finds with this query.",
            show_default=False,
        ),
    ] = None,
    columns: Annotated[
        str | None,
        typer.Option(
            "--columns",
            metavar="A,B,C",
            help="Write only these columns, besides uid and revision. All columns are listed in docs/data.md.",
            show_default=False,
        ),
    ] = None,
    no_text: Annotated[bool, typer.Option("--no-text", help="Leave out lead and text.")] = False,
    data: Data = None,
) -> None:
    """Write articles to a file. It appears when it is complete, and replaces a file of the same name.

    A .db file is an archive of its own: a folder that holds it as archive.db can be searched, shown and served.

    Example: newsarchive export 2026.parquet --since 2026-01-01 --until 2026-12-31
    """
    from newsarchive.export import export as write

    with reading(config.load(data).database) as archive, progress_bar() as progress:
        task = progress.add_task("export", total=None)

        def on_row(number: int) -> None:
            if number % _SHOW_EVERY == 0:
                progress.update(task, completed=number)

        number = write(
            archive, file, outlet=outlet, since=since, until=until, query=query,
            columns=columns.split(",") if columns is not None else None, no_text=no_text, on_row=on_row,
        )  # fmt: skip
    err.print(text(f"{number} articles written to {file}"))


def serve(
    port: Annotated[
        int, typer.Option("--port", min=0, max=65535, help="The port to listen on; 0 takes a free one.")
    ] = 8001,
    host: Annotated[
        str, typer.Option("--host", help="The address to listen on. The default serves this machine only.")
    ] = "127.0.0.1",
    data: Data = None,
) -> None:
    """Serve the archive to a web browser (Datasette), read only. Stop with Ctrl-C.

    Example: newsarchive serve --port 8100
    """
    from newsarchive.web import serve as run

    def ready(url: str) -> None:
        err.print(text(f"serving on {url}, read only; stop with Ctrl-C"))

    run(config.load(data).database, host, port, on_ready=ready)


def schedule(
    systemd: Annotated[
        bool, typer.Option("--systemd", help="Print a systemd service and timer. This is the default.")
    ] = False,
    cron: Annotated[bool, typer.Option("--cron", help="Print lines for a crontab.")] = False,
    every: Annotated[
        int, typer.Option("--every", metavar="MINUTES", help="The minutes between two runs: 5 10 15 20 30 60.")
    ] = 15,
    data: Data = None,
) -> None:
    """Print what makes this machine crawl at regular times. Nothing is installed.

    Example: newsarchive schedule --cron --data /srv/news | crontab -
    """
    from newsarchive.ops.schedule import cron_lines, systemd_units

    if systemd and cron:
        raise typer.BadParameter("ask for one of --systemd and --cron")
    folder = config.data_folder(data)
    if cron:
        out.print(cron_lines(folder, every_minutes=every), markup=False, end="")
        return
    for name, unit in systemd_units(folder, every_minutes=every).items():
        out.print(f"# ~/.config/systemd/user/{name}\n{unit}", markup=False)
    out.print("# then: systemctl --user enable --now newsarchive-crawl.timer && loginctl enable-linger", markup=False)
