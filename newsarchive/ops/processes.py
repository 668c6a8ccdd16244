"""Run the spider in a process of its own, and pass on to it that the command is to stop."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

from newsarchive import config as configuration

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Self

    from newsarchive.config import Config


class Stops:
    """Signals to stop (Ctrl-C, SIGTERM), counted in `asked` instead of ending this process.

    A running spider gets them as SIGTERM, which also ends one that is still starting and has no handler yet. The first
    lets it finish what is under way, a second one does not; that one is passed on only with `insist`.
    """

    def __init__(self, *, insist: bool) -> None:
        self.asked = 0
        self._insist = insist
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        self._former = {number: signal.signal(number, self._ask) for number in (signal.SIGTERM, signal.SIGINT)}
        return self

    def __exit__(self, *exc: object) -> None:
        for number, handler in self._former.items():
            signal.signal(number, handler)

    def __bool__(self) -> bool:
        return self.asked > 0

    def _ask(self, *_: object) -> None:
        self.asked += 1
        if self._process is not None and (self._insist or self.asked == 1):
            self._process.terminate()

    def wait(self, process: subprocess.Popen[bytes]) -> int:
        """Wait for a process, which gets the signals meanwhile, and return its exit code."""
        self._process = process
        try:
            if self.asked:  # before it was there
                process.terminate()
            return process.wait()
        finally:
            self._process = None


def run_spider(config: Config, arguments: Iterable[str], stops: Stops) -> tuple[int, int]:
    """Run the spider with arguments (NAME=VALUE) on the data folder of `config`; return process id and exit code."""
    environment = {**os.environ, configuration.DATA_VARIABLE: str(config.data), "NEWSARCHIVE_PARENT": str(os.getpid())}
    process = subprocess.Popen(  # noqa: S603  # our own module, arguments as a list
        [sys.executable, "-m", "newsarchive.spiders", *arguments],
        env=environment,
        stdin=subprocess.DEVNULL,
        process_group=0,  # a terminal's Ctrl-C reaches this process alone, which passes it on when it can be heard
    )
    return process.pid, stops.wait(process)
