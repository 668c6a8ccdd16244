"""Commands on the registry: outlets list, show, check."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table
from rich.text import Text

from newsarchive import config as configuration
from newsarchive import outlets
from newsarchive.cli.common import Data, Json, err, out, print_json

group = typer.Typer(help="The newspapers: list them, show one, check whether they work.", invoke_without_command=True)


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.add_typer(group, name="outlets")


@group.callback()
def default(context: typer.Context, data: Data = None, as_json: Json = False) -> None:
    """List the outlets when no command is named.

    Example: newsarchive outlets
    """
    if context.invoked_subcommand is None:
        list_(data=data, as_json=as_json)


@group.command("list")
def list_(data: Data = None, as_json: Json = False) -> None:
    """List the outlets, built-in and your own.

    Example: newsarchive outlets list --json
    """
    registry = outlets.load(configuration.load(data).outlets)
    if as_json:
        print_json([o.model_dump(mode="json", exclude_defaults=True) for o in registry.all()])
        return
    table = Table("key", "name", "province", "family", "home", "verified", box=None, header_style="bold")
    for o in registry.all():
        verified = o.verified.isoformat() if o.verified else "never seen live"
        cells = (o.key, o.name, o.province or "", o.family or "", o.home, verified if o.enabled else "disabled")
        table.add_row(*(Text(c) for c in cells))
    out.print(table)


@group.command()
def show(key: Annotated[str, typer.Argument(metavar="KEY")], data: Data = None, as_json: Json = False) -> None:
    """Show one outlet's declaration, defaults and family included.

    Example: newsarchive outlets show baovinhlong
    """
    registry = outlets.load(configuration.load(data).outlets)
    outlet = registry.get(key)
    facts = outlet.model_dump(mode="json", exclude_none=True)
    if as_json:
        print_json(facts)
        return
    table = Table("key", "value", box=None, show_header=False)
    for name, value in facts.items():
        if value not in ([], {}, ""):
            table.add_row(
                Text(name, style="bold"), Text("\n".join(map(str, value)) if isinstance(value, list) else str(value))
            )
    table.add_row(Text("file", style="bold"), Text(str(registry.source(key))))
    out.print(table)


@group.command()
def check(
    keys: Annotated[
        list[str] | None, typer.Argument(metavar="KEY...", help="Outlets to check.", show_default=False)
    ] = None,
    everything: Annotated[bool, typer.Option("--all", help="Check every enabled outlet.")] = False,
    replay: Annotated[
        list[Path] | None, typer.Option(metavar="WARC", help="Check against WARC files, not the network.")
    ] = None,
    data: Data = None,
    as_json: Json = False,
) -> None:
    """Check whether outlets still work: home page, robots.txt, each channel, three articles field by field.

    Example: newsarchive outlets check baovinhlong
    """
    from newsarchive.errors import UsageError
    from newsarchive.ops import checking

    if not keys and not everything:
        raise UsageError("name the outlets to check, or give --all")
    results = checking.check(configuration.load(data), keys or [], replay=replay or [])
    if as_json:
        print_json([r.as_json() for r in results])
    for r in results:
        out_to = err if as_json else out
        out_to.print(f"{r.outlet}: {r.verdict} (home {r.home}, robots.txt {r.robots})", markup=False)
        for channel in r.channels:
            kind = "declared" if channel["declared"] else "discovered"
            out_to.print(
                f"  {channel['kind']} {channel['url']}: {channel['found']} article addresses ({kind})", markup=False
            )
        for article in r.articles:
            present = ", ".join(name for name, there in article["fields"].items() if there)
            out_to.print(f"  {article['url']}\n    has {present}", markup=False)
        for reason in r.why:
            out_to.print(f"  ! {reason}", markup=False)
    broken = [r for r in results if r.verdict == "broken"]
    if broken:
        sys.exit(1 if len(broken) == len(results) else 3)
