"""Commands about former wordings and removed articles: diff, forget."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer
from rich.text import Text

from newsarchive import config as configuration
from newsarchive import outlets
from newsarchive.cli.common import Data, Json, err, out, print_facts, print_json, progress_bar, safe, text
from newsarchive.cli.read import Reference
from newsarchive.errors import UsageError

if TYPE_CHECKING:
    from newsarchive.identity.differences import Difference, Piece

_STYLES = {"=": "", "-": "red strike", "+": "green bold"}


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command()(diff)
    app.command()(forget)


def diff(
    reference: Reference,
    revisions: Annotated[
        list[int] | None,
        typer.Argument(metavar="[A B]", help="Two revisions to compare. The default: the last two.", min=1),
    ] = None,
    as_html: Annotated[bool, typer.Option("--html", help="Write an HTML page to stdout.")] = False,
    data: Data = None,
    as_json: Json = False,
) -> None:
    """Show the words that changed between two revisions of an article. The title comes first.

    In a pipe, removed words are printed in [-brackets-] and added words in {+braces+}, as in `git diff --word-diff`.

    Example: newsarchive diff 17 1 3
    """
    from newsarchive.identity.differences import between
    from newsarchive.store.archive import reading
    from newsarchive.store.reads import queries

    if as_html and as_json:
        raise UsageError("--json or --html, not both")
    with reading(configuration.load(data).database) as archive:
        difference = between(queries.history(archive.db, reference), revisions or [])
    if as_json:
        print_json(difference.as_json())
    elif as_html:
        typer.echo(difference.as_html())
    else:
        _print(difference)


def _print(difference: Difference) -> None:
    out.print(text(difference.in_words(), "dim"))
    for change in difference.changes:
        out.print()
        out.print(text(change.field, "bold"))
        for paragraph in change.paragraphs:
            out.print(_line(paragraph), soft_wrap=not out.is_terminal)
    if not difference.changes:
        out.print(text("the two have the same words"))


def _line(pieces: tuple[Piece, ...]) -> Text:
    line = Text()
    for piece in pieces:
        words = safe(piece.text)
        if not out.is_terminal and piece.sign != "=":
            words = f"[-{words}-]" if piece.sign == "-" else f"{{+{words}+}}"
        if line:
            line.append(" ")
        line.append(words, style=_STYLES[piece.sign] if out.is_terminal else "")
    return line


def forget(
    reference: Reference,
    reason: Annotated[
        str, typer.Option("--reason", help="Why the article is removed; the tombstone keeps it.", show_default=False)
    ],
    data: Data = None,
    as_json: Json = False,
) -> None:
    """Remove an article for good. Its text, revisions and pages are deleted; a tombstone stays.

    WARC files that hold its pages are rewritten without them. Files linked by `import --link` are not changed: they stop
    the command. Copies in other newspapers, and other articles whose pages print the title in a box of related articles,
    are listed but not removed.

    Example: newsarchive forget https://baovinhlong.com.vn/kinh-te/202611/ten-bai-1a2b3c4 --reason "court order 12/2026"
    """
    from newsarchive.takedown.forget import forget as run

    config = configuration.load(data)
    with progress_bar() as progress:
        task = progress.add_task("looking for its title on kept pages", total=None)
        done = run(
            config, outlets.load(config.outlets), reference, reason=reason, now=configuration.now(),
            progress=lambda done, of: progress.update(task, completed=done, total=of),
        )  # fmt: skip
    if as_json:
        print_json(asdict(done))
        return
    if done.already:
        out.print(text(done.already))
        return
    if done.resumed:
        err.print("an earlier take-down that was stopped has been completed")
    if done.urls:
        print_facts(
            [
                ("taken down", ", ".join(done.uids) or "no article, an address"),
                *(("address", url) for url in done.urls),
                ("captures", done.captures),
                ("lists", f"{done.lists} kept list pages that printed its title" if done.lists else None),
                ("rewritten", ", ".join(done.files)),
            ]
        )
    for copy in done.copies:
        out.print(text(f"a copy stays: {copy.uid}  {copy.outlet}  {copy.url}  {copy.title}"))
    for url in done.mentions:
        out.print(text(f"its title stays on the kept page of another article: {url}"))
