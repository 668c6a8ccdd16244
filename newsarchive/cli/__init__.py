"""The command line: parse options, call one function, print. No logic lives here."""

from __future__ import annotations

import sys

import typer

from newsarchive.errors import NewsarchiveError

app = typer.Typer(
    name="newsarchive",
    help="Crawl newspapers, keep every page as it was fetched, and get one SQLite file of articles.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def build() -> typer.Typer:
    """Return the application with all its commands."""
    from newsarchive.cli import backfill, collect, outlets, publish, read

    if not app.registered_commands:
        for module in (collect, backfill, outlets, read, publish):
            module.register(app)
    return app


def main() -> None:
    """Run the command line; errors of ours become one line and the right exit code."""
    try:
        build()()
    except NewsarchiveError as e:
        sys.stderr.write(f"newsarchive: {e}\n")
        sys.exit(e.exit_code)
    except KeyboardInterrupt:
        sys.stderr.write("newsarchive: stopped; the next run goes on from here\n")
        sys.exit(130)
    except BrokenPipeError:
        sys.exit(0)
