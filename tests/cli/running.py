"""Run the command line as a user does: the real entry point, with its exit codes."""

from __future__ import annotations

import io
import os
import sys
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from unittest.mock import patch

from newsarchive import cli


@dataclass(frozen=True)
class Ran:
    """What a command printed, and its exit code."""

    code: int
    out: str
    err: str


def run(*words: object, **environment: str) -> Ran:
    """Run `newsarchive WORDS` in this process, printing into a pipe, without the developer's own NEWSARCHIVE_ settings.

    An exception that is not ours escapes, as it would print a traceback.
    """
    ours = {k: v for k, v in os.environ.items() if not k.startswith("NEWSARCHIVE_")} | environment
    out, err = io.StringIO(), io.StringIO()
    code = 0
    with (
        patch.dict(os.environ, ours, clear=True),
        patch.object(sys, "argv", ["newsarchive", *map(str, words)]),
        redirect_stdout(out),
        redirect_stderr(err),
    ):
        try:
            cli.main()
        except SystemExit as e:
            code = e.code if isinstance(e.code, int) else 0 if e.code is None else 1
    return Ran(code, out.getvalue(), err.getvalue())
