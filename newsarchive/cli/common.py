"""What all commands share: the data folder option, JSON on stdout, words for people on stderr."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

Data = Annotated[
    Path | None,
    typer.Option("--data", metavar="DIR", help="Data folder (default: NEWSARCHIVE_DATA, else ./data).", show_default=False),
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON on stdout, nothing else.")]

out = Console(highlight=False, soft_wrap=True)
err = Console(stderr=True, highlight=False, soft_wrap=True)


def print_json(value: Any) -> None:
    """Write one JSON document to stdout, Vietnamese letters as they are."""
    json.dump(value, sys.stdout, ensure_ascii=False, indent=2, default=str)
    sys.stdout.write("\n")
