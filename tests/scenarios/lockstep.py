"""Test newspapers that wait for the crawler: no answer leaves before the one before it is stored.

A crawl fetches a page while the one before it is still being read. Which of the two is stored first, and what the lists
have named by then, depends on the speed of the machine. Newspapers in lockstep take this freedom away: one answer at a
time, in all newspapers of a scenario, each after the row of the former one is in the table `fetches`.
"""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path

from tests.newspaper import Newspaper
from tests.newspaper.site import Answer

PATIENCE_S = 20.0
SETTLE_S = 0.03
"""After a row is there, the crawler is given this long to lease what it led to."""


class Lockstep:
    """Answers of the newspapers of one scenario, one after the other."""

    def __init__(self, database: Path) -> None:
        self._database = database
        self._lock = threading.Lock()
        self._former: tuple[str, int] | None = None
        self._once: dict[str, list[Answer | None]] = {}
        self._acts: dict[int, Callable[[], None]] = {}
        self.asked = 0
        self.trouble: list[str] = []

    def take(self, paper: Newspaper) -> Newspaper:
        """Put a newspaper, not yet asked for anything, into lockstep with the others."""
        respond = paper.site.respond
        paper.server.respond = lambda target: self._answer(paper.base + target, target, respond)
        return paper

    def once(self, url: str, answer: Answer | None, times: int = 1) -> None:
        """Give this answer the next `times` an address is asked for; None closes the connection without an answer."""
        self._once.setdefault(url, []).extend([answer] * times)

    def when(self, count: int, act: Callable[[], None]) -> None:
        """Call `act` when this many requests of the present command have come, before the last of them is answered."""
        self._acts[count] = act

    def begin(self) -> None:
        """Wait for no earlier answer, and count from 0: another process asks now."""
        with self._lock:
            self._former, self.asked = None, 0
            self._acts.clear()

    def _answer(self, url: str, target: str, respond: Callable[[str], Answer]) -> Answer:
        with self._lock:
            self._wait_for_former(url)
            self.asked += 1
            if act := self._acts.pop(self.asked, None):
                act()
            self._former = (url, self._fetches(url))
            answer = self._once[url].pop(0) if self._once.get(url) else respond(target)
            if answer is None:
                raise ConnectionAbortedError("closed without an answer, as the scenario wants it")
            return answer

    def _wait_for_former(self, present: str) -> None:
        # An HTTP client asks again by itself when a connection that it had kept open is closed: nothing is stored then.
        if self._former is None or self._former[0] == present:
            return
        url, before = self._former
        until = time.monotonic() + PATIENCE_S
        while self._fetches(url) <= before:
            if time.monotonic() > until:
                self.trouble.append(f"{url}: its answer was not stored within {PATIENCE_S:g} s")
                return
            time.sleep(0.004)
        time.sleep(SETTLE_S)

    def _fetches(self, url: str) -> int:
        with (
            suppress(sqlite3.OperationalError),  # before the first run there are no tables
            closing(sqlite3.connect(f"file:{self._database}?mode=ro", uri=True, timeout=30)) as db,
        ):
            rows = "SELECT count(*) FROM fetches WHERE url_id = (SELECT id FROM urls WHERE url = ?)"
            return int(db.execute(rows, (url,)).fetchone()[0])
        return 0
