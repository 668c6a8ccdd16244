"""What all commands share: options, JSON on stdout, words for people, tables that stay plain in a pipe."""

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

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from rich.progress import Progress

Data = Annotated[
    Path | None,
    typer.Option(
        "--data", metavar="DIR", help="Data folder (default: NEWSARCHIVE_DATA, else ./data).", show_default=False
    ),
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON on stdout, nothing else.")]


def day(text: str) -> date:
    """Read a day, YYYY-MM-DD; anything else is wrong usage."""
    try:
        return date.fromisoformat(text)
    except ValueError as e:
        raise typer.BadParameter(f"{text!r} is no day; write it as 2026-11-22") from e


Since = Annotated[
    date | None,
    typer.Option(
        "--since", parser=day, metavar="YYYY-MM-DD", help="Published on this day or later.", show_default=False
    ),
]
Until = Annotated[
    date | None,
    typer.Option(
        "--until", parser=day, metavar="YYYY-MM-DD", help="Published on this day or before.", show_default=False
    ),
]

out = Console(highlight=False, soft_wrap=True)
err = Console(stderr=True, highlight=False, soft_wrap=True)

# What a terminal could take for a command, or show in another order: control characters and bidirectional overrides.
_UNSAFE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def safe(value: Any) -> str:
    """Return text from the web as it may be shown on a terminal; None is nothing."""
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
    """Print name and value a line; empty values are left out."""
    shown = [(name, safe(value)) for name, value in facts if value not in (None, "", [])]
    width = max((len(name) for name, _ in shown), default=0)
    for name, value in shown:
        out.print(Text.assemble((name.ljust(width), "bold"), "  ", value))


def print_table(headers: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Print a table: ruled on a terminal; in a pipe a line a row, the cells parted by tabs, nothing cut."""
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
        table.add_row(*(text(cell) for cell in row))
    out.print(table, soft_wrap=False)


def progress_bar() -> Progress:
    """Return a progress line on a terminal, nothing in a pipe or under cron."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    words = TextColumn("{task.description}")
    columns = (SpinnerColumn(), words, BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    return Progress(*columns, console=err, transient=True, disable=not err.is_terminal)
