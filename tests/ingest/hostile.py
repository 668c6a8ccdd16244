"""What pages do to the processes that read them, as functions: workers import them by name."""

from __future__ import annotations

import os
import signal
import sys
import time

from newsarchive.ingest.pool import WORKER_BYTES
from newsarchive.ingest.reading import Reading, read
from newsarchive.items import Page, Role
from newsarchive.outlets import Outlet


class UnpicklableError(Exception):
    """An error that does not survive the way to another process: it needs two arguments and keeps one."""

    def __init__(self, one: str, two: str) -> None:
        super().__init__(one)


def misbehave(page: Page, outlet: Outlet, role: Role) -> Reading:
    """Do what the page's body says, in the process that reads it; a page that says nothing of the kind is read."""
    match page.body.split():
        case [b"exit"]:
            os._exit(3)
        case [b"kill"]:
            os.kill(os.getpid(), signal.SIGKILL)
        case [b"hang"]:
            time.sleep(600)
        case [b"spin"]:
            while True:
                pass
        case [b"raise"]:
            raise ValueError("no such tag")
        case [b"unpicklable"]:
            raise UnpicklableError("one", "two")
        case [b"quit"]:
            raise SystemExit(1)
        case [b"eat"]:
            return Reading("listed", str(len(bytearray(WORKER_BYTES))))
        case [b"ignore-term"]:
            signal.signal(signal.SIGTERM, signal.SIG_IGN)
            time.sleep(600)
        case [b"pid"]:
            return Reading("listed", str(os.getpid()))
        case [b"modules"]:
            return Reading("listed", " ".join(sys.modules))
    return read(page, outlet, role)
