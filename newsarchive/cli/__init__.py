"""The command line: parse options, call one function, print. No logic lives here."""

from __future__ import annotations

import sys
from typing import Any

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
    from newsarchive.cli import backfill, collect, identity, outlets, publish, read

    if not app.registered_commands:
        for module in (collect, backfill, outlets, read, identity, publish):
            module.register(app)
    return app


# Newer versions of Typer bring their own Click: the base of all errors of usage is found by way of one of them.
_UsageError: Any = typer.BadParameter.__mro__[1]


def main() -> None:
    """Run the command line; errors become one line and the right exit code."""
    try:
        sys.exit(build()(standalone_mode=False, prog_name="newsarchive"))
    except _UsageError as e:
        if type(e).__name__ == "NoArgsIsHelpError":
            e.show()
        else:
            command = e.ctx.command_path if e.ctx else "newsarchive"
            sys.stderr.write(f"{command}: {' '.join(e.format_message().split())} (`{command} -h` helps)\n")
        sys.exit(2)
    except NewsarchiveError as e:
        sys.stderr.write(f"newsarchive: {e}\n")
        sys.exit(e.exit_code)
    except KeyboardInterrupt:
        sys.stderr.write("newsarchive: stopped; the next run goes on from here\n")
        sys.exit(130)
    except BrokenPipeError:
        sys.exit(0)
    except Exception as e:
        from newsarchive.store import faults

        line = faults.of_machine(e)
        if line is None:
            raise
        sys.stderr.write(f"newsarchive: {line}\n")
        sys.exit(1)
