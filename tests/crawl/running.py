"""A data folder for tests, and the real command run on it as a process of its own."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from collections import Counter
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from tests.newspaper import Newspaper

PATIENCE_S = 40


@dataclass(frozen=True)
class Ran:
    """How a command ended, and what it printed."""

    code: int
    out: str
    err: str


class Data:
    """A data folder: outlet files, settings, commands run on it, and what its archive holds."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.outlets.mkdir(parents=True, exist_ok=True)

    @property
    def outlets(self) -> Path:
        """Where the user's own outlet files stand."""
        return self.folder / "outlets"

    @property
    def database(self) -> Path:
        """The archive's SQLite file."""
        return self.folder / "archive.db"

    @property
    def warc(self) -> Path:
        """Where the WARC files stand."""
        return self.folder / "warc"

    def declare(self, paper: Newspaper, key: str = "testpaper", **how: Any) -> str:
        """Write the outlet file of a newspaper (options of `Newspaper.outlet_toml`); return the key."""
        (self.outlets / f"{key}.toml").write_text(paper.outlet_toml(key, **how), encoding="utf-8")
        return key

    def configure(self, **settings: Any) -> None:
        """Write `newsarchive.toml`."""
        lines = (f"{k} = {str(v).lower() if isinstance(v, bool) else repr(v)}\n" for k, v in settings.items())
        (self.folder / "newsarchive.toml").write_text("".join(lines), encoding="utf-8")

    # commands

    def start(self, *words: object, env: Mapping[str, str] | None = None) -> subprocess.Popen[str]:
        """Start `newsarchive WORDS --data DATA` in a session of its own, without the developer's NEWSARCHIVE_ settings."""
        plain = {k: v for k, v in os.environ.items() if not k.startswith("NEWSARCHIVE_")}
        return subprocess.Popen(
            [sys.executable, "-m", "newsarchive", *map(str, words), "--data", str(self.folder)],
            env=plain | dict(env or {}),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    def run(self, *words: object, env: Mapping[str, str] | None = None) -> Ran:
        """Run `newsarchive WORDS --data DATA` to its end."""
        with self.start(*words, env=env) as process:
            try:
                out, err = process.communicate(timeout=PATIENCE_S)
            except BaseException:
                process.kill()
                raise
        return Ran(process.returncode, out, err)

    def crawl(self, *words: object, env: Mapping[str, str] | None = None) -> Ran:
        """Run `newsarchive crawl WORDS`."""
        return self.run("crawl", *words, env=env)

    # what the archive holds

    def rows(self, sql: str, *values: Any) -> list[Any]:
        """Return the rows of a query."""
        with closing(sqlite3.connect(f"file:{self.database}?mode=ro", uri=True, timeout=30)) as db:
            db.row_factory = sqlite3.Row
            return db.execute(sql, values).fetchall()

    def column(self, sql: str, *values: Any) -> list[Any]:
        """Return the first column of a query."""
        return [row[0] for row in self.rows(sql, *values)]

    def one(self, sql: str, *values: Any) -> Any:
        """Return the first value of the only row."""
        (row,) = self.rows(sql, *values)
        return row[0]

    def articles(self, outlet: str | None = None) -> list[str]:
        """Return the articles' own addresses, each as often as it is stored.

        `url` is the address as first met, perhaps with a feed's tracking parameters; the page names its own.
        """
        return self.column(
            "SELECT coalesce(canonical_url, url) AS own FROM articles WHERE ? IN (outlet, '') ORDER BY own",
            outlet or "",
        )

    def ledger(self, url: str) -> Any:
        """Return the ledger's row of an address."""
        (row,) = self.rows("SELECT * FROM urls WHERE url = ?", url)
        return row

    def outcomes(self, where: str = "1") -> Counter[str]:
        """Return how many addresses ended in which outcome; None is an address without one."""
        return Counter(self.column(f"SELECT outcome FROM urls WHERE {where}"))


def later(paper: Newspaper, **by: float) -> dict[str, str]:
    """Return the environment of a crawl this long (`hours=2`) after the newspaper's present."""
    moment = datetime.fromisoformat(paper.env["NEWSARCHIVE_NOW"]) + timedelta(**by)
    return {"NEWSARCHIVE_NOW": moment.strftime("%Y-%m-%dT%H:%M:%SZ")}
