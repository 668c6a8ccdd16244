"""Commands on the declared newspapers: outlets list, show, check, new."""

from __future__ import annotations

import sys
from collections import Counter
from typing import TYPE_CHECKING, Annotated, Any

import typer

from newsarchive import config as configuration
from newsarchive import outlets
from newsarchive.cli.common import Data, Json, Replay, err, out, print_facts, print_json, print_table, text
from newsarchive.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from newsarchive.ops.checking import Checked
    from newsarchive.outlets import Outlet

group = typer.Typer(
    help="List, show, check and declare newspapers.\n\nExample: newsarchive outlets list",
    invoke_without_command=True,
)


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.add_typer(group, name="outlets")


@group.callback()
def default(context: typer.Context, data: Data = None, as_json: Json = False) -> None:
    """List, show, check and declare newspapers. Without a command, they are listed.

    Example: newsarchive outlets
    """
    if context.invoked_subcommand is None:
        list_(data=data, as_json=as_json)


@group.command("list")
def list_(data: Data = None, as_json: Json = False) -> None:
    """List all outlets, the built-in ones and your own.

    Example: newsarchive outlets list --json
    """
    registry = outlets.load(configuration.load(data).outlets)
    if as_json:
        print_json([o.model_dump(mode="json", exclude_defaults=True) for o in registry.all()])
        return
    headers = ("key", "name", "province", "family", "home", "last verified")
    print_table(headers, [(o.key, o.name, o.province, o.family, o.home, _state(o)) for o in registry.all()])


def _state(outlet: Outlet) -> str:
    if not outlet.enabled:
        return f"merged into {outlet.heir}" if outlet.heir else "disabled"
    return outlet.verified.isoformat() if outlet.verified else "never seen live"


@group.command()
def show(
    key: Annotated[str, typer.Argument(metavar="KEY", help="The key of the outlet.")],
    data: Data = None,
    as_json: Json = False,
) -> None:
    """Show the declaration of one outlet. Defaults and the declarations of its family are included.

    Example: newsarchive outlets show baovinhlong
    """
    registry = outlets.load(configuration.load(data).outlets)
    outlet = registry.get(key)
    facts = outlet.model_dump(mode="json", exclude_none=True)
    if as_json:
        print_json(facts)
        return
    print_facts([*_lines(facts), ("file", registry.source(key))])


def _lines(facts: dict[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Yield keys and values: keys of tables as `select.body`, one pair for each entry of a list, none for an empty list."""
    for key, value in facts.items():
        if isinstance(value, dict):
            yield from _lines(value, f"{prefix}{key}.")
        elif isinstance(value, list):
            for entry in value:
                yield from _lines(entry, f"{prefix}{key}.") if isinstance(entry, dict) else ((f"{prefix}{key}", entry),)
        else:
            yield f"{prefix}{key}", value


@group.command()
def check(
    keys: Annotated[
        list[str] | None, typer.Argument(metavar="KEY...", help="The outlets to check.", show_default=False)
    ] = None,
    everything: Annotated[
        bool, typer.Option("--all", help="Check every enabled outlet, and print one line for each.")
    ] = False,
    replay: Replay = None,
    write: Annotated[
        bool,
        typer.Option("--write", help="Mark outlets that work as verified today, in DATA/outlets, with corrections."),
    ] = False,
    data: Data = None,
    as_json: Json = False,
) -> None:
    """Check whether outlets still work. Home page, robots.txt, each channel and three articles are read.

    Nothing is added to the archive. An outlet that a crawl is reading is not checked (busy). The exit code is 3 when some
    outlets are broken or busy, and 1 when all are broken.

    Example: newsarchive outlets check --all --write
    """
    from newsarchive.ops import checking

    if bool(keys) == everything:
        raise UsageError("name the outlets to check, or give --all")
    if write and replay:
        raise UsageError("--write says that the live site was seen; it does not go with --replay")
    settings = configuration.load(data)
    results = checking.check(settings, keys or [], replay=replay or [])
    _print_checks(results, as_json=as_json, as_table=everything)
    counts = Counter(r.verdict for r in results)
    if write:
        for key, path in checking.write(settings, outlets.load(settings.outlets), results).items():
            err.print(text(f"{key}: marked as verified in {path}"))
    if counts["broken"] or counts["busy"]:
        sys.exit(1 if counts["broken"] == len(results) else 3)


def _print_checks(results: list[Checked], *, as_json: bool, as_table: bool) -> None:
    if as_json:
        print_json([r.as_json() for r in results])
    elif as_table:
        print_table(_CHECK_HEADERS, [check_row(r) for r in results])
    else:
        for r in results:
            _print_check(r)
    counts = Counter(r.verdict for r in results)
    verdicts = ("works", "partly", "broken", *(["busy"] if counts["busy"] else []))
    err.print(text(f"{len(results)} checked: {', '.join(f'{counts[v]} {v}' for v in verdicts)}"))


_CHECK_HEADERS = ("outlet", "verdict", "home", "robots", "lists", "addresses", "read", "missing", "to mend")


def check_row(r: Checked) -> tuple[object, ...]:
    """Return the line of an outlet in the table of `outlets check --all`."""
    alive = sum(bool(c["found"]) for c in r.channels)
    missing = ", ".join(f"{name} {n}/{len(r.articles)}" for name, n in r.fields.items() if n < len(r.articles))
    more = f" (and {len(r.why) - 1} more)" if len(r.why) > 1 else ""
    lists = f"{alive}/{len(r.channels)}"
    return (
        r.outlet, r.verdict, r.home, r.robots, lists, r.addresses, len(r.articles), missing,
        r.why[0] + more if r.why else "",
    )  # fmt: skip


def _print_check(r: Checked) -> None:
    if r.verdict == "busy":
        out.print(text(f"{r.outlet}: busy", "bold"), text(f"({'; '.join(r.why)})"))
        return
    out.print(text(f"{r.outlet}: {r.verdict}", "bold"), text(f"(home {r.home}, robots.txt {r.robots})"))
    for channel in r.channels:
        kind = "declared" if channel["declared"] else "discovered"
        out.print(text(f"  {channel['kind']} {channel['url']}: {channel['found']} article addresses ({kind})"))
    out.print(text(f"  {r.addresses} article addresses in all"))
    for article in r.articles:
        _print_checked_article(article)
    for reason in r.why:
        out.print(text(f"  ! {reason}"))


def _print_checked_article(article: dict[str, Any]) -> None:
    missing = ", ".join(name for name, there in article["fields"].items() if not there)
    present = ", ".join(name for name, there in article["fields"].items() if there)
    out.print(text(f"  {article['url']}, published {article['published_at'] or 'on an unknown day'}"))
    out.print(text(f"    has {present}" + (f"; no {missing}" if missing else "")))


@group.command()
def new(
    url: Annotated[str, typer.Argument(metavar="URL", help="The home page of a site that is not declared.")],
    write: Annotated[bool, typer.Option("--write", help="Write the declaration to DATA/outlets/KEY.toml.")] = False,
    replay: Replay = None,
    data: Data = None,
    as_json: Json = False,
) -> None:
    """Propose the declaration of a new site. It names family, article pattern, sections and feeds, with the evidence.

    Without --write the declaration is printed. The exit code is 1 when no article could be read.

    Example: newsarchive outlets new https://bao.example.vn/ --write
    """
    from newsarchive.ops import proposing

    settings = configuration.load(data)
    proposal = proposing.propose(settings, url, replay=replay or [])
    if as_json:
        print_json(proposal.as_json())
    elif not write:
        sys.stdout.write(proposal.text)
    if write:
        err.print(text(f"written: {proposing.write(settings, proposal)}"))
    if not proposal.sure:
        err.print(text("no article could be read: the declaration is hardly more than an address"))
        sys.exit(1)
