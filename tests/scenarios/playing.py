"""The list of scenarios, and how they are played."""

from __future__ import annotations

import fcntl
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from tests.scenarios import crawls, files, killed, past, rules
from tests.scenarios.compare import Dump
from tests.scenarios.desk import Desk, Program, Scenario, ScenarioError, Stage

SCENARIOS: dict[str, Scenario] = {
    "crawl of a site": crawls.site,
    "short crawl": crawls.brief,
    "crawl within bounds": crawls.bounded,
    "replay": files.replay,
    "import": files.imports,
    "import of real pages": files.corpus,
    "backfill": past.backfill,
    "captures of Common Crawl": past.commoncrawl,
    "captures of the Wayback Machine": past.wayback,
    "killed crawl": killed.crawl,
    "database behind the pages": killed.behind,
    "killed import": killed.importing,
    "other rules": rules.rules,
}
NAMES = tuple(name for name in SCENARIOS if files.CORPUS.exists() or name != "import of real pages")

FIRST_PORT = 18400
PORTS_EACH = 5
"""Below the ports that a system gives away by itself. They are fixed: uids, digests and hosts depend on them."""


def play(program: Program, names: Sequence[str], *, jobs: int = 1) -> Dump:
    """Play scenarios with a program; return the dump of each stage. Raises ScenarioError."""
    program.check()
    with ThreadPoolExecutor(jobs) as pool:
        return dict(zip(names, pool.map(lambda name: _play(program, name), names), strict=True))


def _play(program: Program, name: str) -> dict[str, Stage]:
    began = time.monotonic()
    first = FIRST_PORT + PORTS_EACH * list(SCENARIOS).index(name)
    with (
        _alone(first),
        tempfile.TemporaryDirectory(prefix="scenario-") as folder,
        Desk(Path(folder).resolve(), program, range(first, first + PORTS_EACH)) as desk,
    ):
        try:
            SCENARIOS[name](desk)
        except ScenarioError as e:
            raise ScenarioError(f"{name}: {e}") from e
        print(f"{name}: {time.monotonic() - began:.1f} s", file=sys.stderr)
        return desk.stages


@contextmanager
def _alone(port: int) -> Iterator[None]:
    """Wait until nobody else on this machine plays the scenario that has this port: the ports are the same for all."""
    with (Path(tempfile.gettempdir()) / f"newsarchive-scenario-{port}.lock").open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
