"""One scenario's data folder: commands run on it by the program under test, and the dump after each stage."""

from __future__ import annotations

import contextlib
import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from tests.newspaper import NOW, Newspaper
from tests.processes import family
from tests.scenarios.dump import TICKS, Row, Setting, dump, plain
from tests.scenarios.lockstep import Lockstep

ROOT = Path(__file__).parents[2]
PATIENCE_S = TICKS.total_seconds() - 10
CONTACT = "toasoan@bao.example"

Stage = dict[str, list[Row]]


class ScenarioError(Exception):
    """A scenario could not be played as written."""


@dataclass(frozen=True)
class Program:
    """The program under test: an interpreter and the checkout whose package it runs."""

    source: Path = ROOT
    python: str = sys.executable

    def environment(self, more: Mapping[str, str]) -> dict[str, str]:
        """Return the environment of its processes, without the developer's own NEWSARCHIVE_ settings."""
        own = {k: v for k, v in os.environ.items() if not k.startswith("NEWSARCHIVE_")}
        path = os.pathsep.join(filter(None, [str(self.source), own.get("PYTHONPATH")]))
        return own | {"PYTHONPATH": path, "PYTHONHASHSEED": "0"} | dict(more)

    def check(self) -> None:
        """Raise ScenarioError unless its processes import the package of this very checkout."""
        words = [self.python, "-c", "import newsarchive; print(newsarchive.__file__)"]
        ran = subprocess.run(words, cwd="/", env=self.environment({}), capture_output=True, text=True, check=False)
        found = Path(ran.stdout.strip() or "/nothing").resolve()
        if self.source.resolve() not in found.parents:
            raise ScenarioError(f"{self.python} imports newsarchive from {found}, not from {self.source} {ran.stderr}")


@dataclass
class Desk:
    """Where a scenario is played. Use it with `with`; `stages` holds what was dumped."""

    folder: Path
    program: Program
    ports: range
    stages: dict[str, Stage] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.data = self.folder / "data"
        self.outlets = self.data / "outlets"
        self.database = self.data / "archive.db"
        self.warc = self.data / "warc"
        self.outlets.mkdir(parents=True)
        self.lockstep = Lockstep(self.database)
        self._commands: list[Row] = []
        self._clocks: list[datetime] = []
        self._open = ExitStack()
        self._ports = iter(self.ports)
        self.configure()

    def __enter__(self) -> Desk:
        return self

    def __exit__(self, *error: object) -> None:
        self._open.close()

    # what it is played with

    def configure(self, **settings: Any) -> None:
        """Write newsarchive.toml. One worker reads the pages, so that they are stored in the order fetched."""
        chosen = {"contact": CONTACT, "workers": 1, "fetch_timeout_s": 10.0} | settings
        lines = (f"{k} = {str(v).lower() if isinstance(v, bool) else repr(v)}\n" for k, v in chosen.items())
        (self.data / "newsarchive.toml").write_text("".join(lines), encoding="utf-8")

    def port(self) -> int:
        """Return a port that is the same in every run: uids, digests and hosts depend on it."""
        return next(self._ports)

    def paper(self, **how: Any) -> Newspaper:
        """Open a newspaper in lockstep with the others."""
        return self._open.enter_context(self.lockstep.take(Newspaper(port=self.port(), **how)))

    def declare(self, paper: Newspaper, key: str, **how: Any) -> None:
        """Write the outlet file of a newspaper."""
        self.declare_text(key, paper.outlet_toml(key, **how))

    def declare_text(self, key: str, toml: str) -> None:
        """Write an outlet file."""
        (self.outlets / f"{key}.toml").write_text(toml, encoding="utf-8")

    # commands

    def start(self, *words: object, env: Mapping[str, str] | None = None, **after: float) -> subprocess.Popen[str]:
        """Start a command so long (`hours=2`) after the newspaper's present, as a process of its own."""
        moment = (NOW + timedelta(**after)).astimezone(UTC)
        if any(moment != clock and abs(moment - clock) < TICKS for clock in self._clocks):
            raise ScenarioError("two commands are too near to each other for their moments to be told apart")
        self._clocks.append(moment)
        clock = {"NEWSARCHIVE_NOW": moment.strftime("%Y-%m-%dT%H:%M:%SZ")}
        self.lockstep.begin()
        return subprocess.Popen(
            [self.program.python, "-m", "newsarchive", *map(str, words), "--data", str(self.data)],
            cwd=self.folder,
            env=self.program.environment(clock | dict(env or {})),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    def run(self, *words: object, env: Mapping[str, str] | None = None, **after: float) -> str:
        """Run a command to its end; its exit code and what it prints on stdout are part of the dump. Return stdout."""
        began = time.monotonic()
        with self.start(*words, env=env, **after) as process:
            out, err = self._finish(process)
        if "Traceback" in err:
            raise ScenarioError(f"{words}: {err}")
        if time.monotonic() - began > PATIENCE_S:
            raise ScenarioError(f"{words} took more than {PATIENCE_S:g} s: its times cannot be compared")
        self._note(words, process.returncode, out)
        return out

    def run_killed(
        self, *words: object, requests: int, before: tuple[int, Callable[[], None]] | None = None, **after: float
    ) -> None:
        """Run a command and kill all its processes when so many requests have come and all but the last are stored.

        `before` is a smaller number of requests and what is to be done when they have come.
        """
        process = self.start(*words, **after)
        self.lockstep.when(requests, lambda: kill(process.pid))
        if before:
            self.lockstep.when(*before)
        with process:
            self._finish(process)
        if process.returncode != -signal.SIGKILL:
            raise ScenarioError(f"{words} ended before request {requests} ({process.returncode})")
        self._note(words, process.returncode, "")

    def run_stopped(self, *words: object, requests: int, **after: float) -> None:
        """Run a command and ask it to stop while the request of this number waits for its answer."""
        process = self.start(*words, **after)

        def stop() -> None:
            process.send_signal(signal.SIGTERM)
            time.sleep(1.5)  # what the signal leads to is done before the answer comes

        self.lockstep.when(requests, stop)
        with process:
            out, err = self._finish(process)
        if "Traceback" in err:
            raise ScenarioError(f"{words}: {err}")
        self._note(words, process.returncode, out)

    def _finish(self, process: subprocess.Popen[str]) -> tuple[str, str]:
        try:
            return process.communicate(timeout=PATIENCE_S + 10)
        except BaseException:
            kill(process.pid)
            raise

    @property
    def _setting(self) -> Setting:
        return Setting(self.folder, tuple(self._clocks))

    def _note(self, words: tuple[object, ...], code: int, out: str) -> None:
        said = [plain(word, self._setting) for word in map(str, words)]
        with contextlib.suppress(ValueError):
            out = json.dumps(json.loads(out), ensure_ascii=False, sort_keys=True)
        # A duration is no behaviour; there may be one in what --json prints.
        out = re.sub(r'("[a-z_]*(?:seconds|duration|elapsed)[a-z_]*": )[0-9.]+', r"\1null", out)
        self._commands.append(
            {"n": len(self._commands), "words": " ".join(said), "exit": code, "out": plain(out, self._setting)}
        )

    # what came of it

    def stage(self, name: str, **others: list[Row]) -> None:
        """Dump the archive as it is now."""
        if self.lockstep.trouble:
            raise ScenarioError("; ".join(self.lockstep.trouble))
        self.stages[name] = {
            "(commands)": list(self._commands),
            **dump(self.database, self.warc, self._setting),
            **others,
        }


def kill(pid: int) -> None:
    """Kill a process and all below it, and wait until the children have gone."""
    pids = family(pid)
    for one in sorted(pids):
        with contextlib.suppress(ProcessLookupError):
            os.kill(one, signal.SIGKILL)
    until = time.monotonic() + 10
    while any(map(_runs, pids)) and time.monotonic() < until:
        time.sleep(0.01)


def _runs(pid: int) -> bool:
    with contextlib.suppress(OSError):
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    return False


Scenario = Callable[[Desk], None]
