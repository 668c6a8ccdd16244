"""What all commands share: options, JSON on stdout, text for people, tables that stay plain in a pipe."""

from __future__ import annotations

import json
import re
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from newsarchive.config import CONFIG_FILE, PROJECT_PAGE

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from rich.progress import Progress

    from newsarchive.config import Config

Data = Annotated[
    Path | None,
    typer.Option(
        "--data",
        metavar="DIR",
        help="The data folder. The default is the environment's NEWSARCHIVE_DATA, else ./data.",
        show_default=False,
    ),
]
Outlet = Annotated[
    str | None, typer.Option("--outlet", metavar="KEY", help="Take only this outlet.", show_default=False)
]
Replay = Annotated[
    list[Path] | None,
    typer.Option("--replay", metavar="WARC", help="Read this WARC file instead of the network. Can be repeated."),
]
Verbose = Annotated[bool, typer.Option("--verbose", "-v", help="Log each decision to stderr.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON on stdout and nothing else.")]


def day(text: str) -> date:
    """Return a day written as YYYY-MM-DD. Raises BadParameter for anything else."""
    try:
        return date.fromisoformat(text)
    except ValueError as e:
        raise typer.BadParameter(f"{text!r} is no day; write it as 2026-11-22") from e


Since = Annotated[
    date | None,
    typer.Option(
        "--since",
        parser=day,
        metavar="YYYY-MM-DD",
        help="Take only articles published on this day or later.",
        show_default=False,
    ),
]
Until = Annotated[
    date | None,
    typer.Option(
        "--until",
        parser=day,
        metavar="YYYY-MM-DD",
        help="Take only articles published on this day or before.",
        show_default=False,
    ),
]

out = Console(highlight=False, soft_wrap=True)
err = Console(stderr=True, highlight=False, soft_wrap=True)

# What a terminal could take for a command, or show in another order: control characters and bidirectional overrides.
_UNSAFE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def safe(value: Any) -> str:
    """Return text from the web as it may be shown on a terminal; None becomes an empty text."""
    return "" if value is None else _UNSAFE.sub("\ufffd", str(value))


def text(value: Any, style: str = "") -> Text:
    """Return text from the web for printing: no markup, no control characters."""
    return Text(safe(value), style=style)


def print_prose(value: Any) -> None:
    """Print text of many lines: wrapped between words on a terminal, as it is in a pipe."""
    out.print(text(value), soft_wrap=not out.is_terminal)


def print_json(value: Any) -> None:
    """Write one JSON document to stdout, Vietnamese letters as they are."""
    json.dump(value, sys.stdout, ensure_ascii=False, indent=2, default=str)
    sys.stdout.write("\n")


def print_facts(facts: Iterable[tuple[str, Any]]) -> None:
    """Print one name and value on each line; empty values are left out."""
    shown = [(name, safe(value)) for name, value in facts if value not in (None, "", [])]
    width = max((len(name) for name, _ in shown), default=0)
    for name, value in shown:
        out.print(Text.assemble((name.ljust(width), "bold"), "  ", value))


def print_table(headers: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Print a table: with rules on a terminal; in a pipe one line for each row, cells separated by tabs, nothing cut."""
    if not out.is_terminal:
        for row in (headers, *rows):
            # not through rich, which makes spaces of tabs
            sys.stdout.write("\t".join(" ".join(safe(cell).split()) for cell in row) + "\n")
        return
    table = Table(box=box.SIMPLE_HEAD, header_style="bold", pad_edge=False)
    cells = [list(row) for row in rows]
    for n, name in enumerate(headers):
        numbers = bool(cells) and all(isinstance(row[n], int | None) for row in cells)
        table.add_column(Text(name), justify="right" if numbers else "left", overflow="fold")
    for row in cells:
        table.add_row(*map(text, row))
    out.print(table, soft_wrap=False)


def warn_without_contact(config: Config) -> None:
    """Say on stderr that the User-Agent names no contact, when none is set."""
    if not config.contact:
        err.print(
            f"No contact is set: the User-Agent names {PROJECT_PAGE}. Set contact in {config.data / CONFIG_FILE} "
            "so that a newspaper can write to you.",
            markup=False,
        )


def progress_bar() -> Progress:
    """Return a progress line on a terminal, nothing in a pipe or under cron."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    words = TextColumn("{task.description}")
    columns = (SpinnerColumn(), words, BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    return Progress(*columns, console=err, transient=True, disable=not err.is_terminal)
