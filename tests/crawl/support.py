"""Several newspapers in one crawl, and what it left: a start of the program costs more than the pages of ten papers."""

from __future__ import annotations

import os
import subprocess
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from newsarchive.warc import records
from tests.crawl.running import PATIENCE_S, Data, Ran
from tests.newspaper import Newspaper
from tests.newspaper.server import Request

CONTACT = "toasoan@bao.example"


@dataclass(frozen=True)
class Edition:
    """One crawl: how it ended, the ledger after it, and what each newspaper was asked."""

    ran: Ran
    ledger: dict[str, Any]
    requests: dict[str, list[Request]]
    articles: set[str]

    def outcome(self, url: str) -> tuple[str | None, str | None]:
        """Return outcome and detail of an address."""
        return self.ledger[url]["outcome"], self.ledger[url]["detail"]

    def paths(self, key: str) -> list[str]:
        """Return path and query of all requests to a newspaper, in order."""
        return [r.target for r in self.requests[key]]


class Kiosk:
    """Newspapers that are crawled together into one data folder. Use it with `with`."""

    def __init__(self, folder: Path, **settings: Any) -> None:
        """`settings` are keys of newsarchive.toml."""
        self.data = Data(folder)
        self.data.configure(**{"contact": CONTACT, "workers": 2, "fetch_timeout_s": 10.0} | settings)
        self.papers: dict[str, Newspaper] = {}
        self._open = ExitStack()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._open.close()

    def __getitem__(self, key: str) -> Newspaper:
        return self.papers[key]

    def open(self, key: str, *, declare: dict[str, Any] | None = None, **how: Any) -> Newspaper:
        """Open a newspaper of four articles that its home page lists, and declare it."""
        paper = self._open.enter_context(Newspaper(**{"articles": 4, "channels": ["home"], "seed": key} | how))
        self.papers[key] = paper
        self.data.declare(paper, key, **(declare or {}))
        return paper

    def environment(self) -> dict[str, str]:
        """The environment of a program that works on this data folder at the newspapers' present."""
        clock = next(iter(self.papers.values())).env
        return {**os.environ, "NEWSARCHIVE_DATA": str(self.data.folder), **clock}

    def crawl(self, *words: object, env: dict[str, str] | None = None) -> Edition:
        """Crawl all newspapers (and the addresses in `words`) at once."""
        for paper in self.papers.values():
            paper.forget_requests()
        clock = next(iter(self.papers.values())).env
        return self.edition(self.data.crawl(*self.papers, *words, env=clock | (env or {})))

    def edition(self, ran: Ran) -> Edition:
        """Return how things stand now, after a crawl that ended so."""
        assert "Traceback" not in ran.err, ran.err
        ledger = {row["url"]: dict(row) for row in self.data.rows("SELECT * FROM urls")}
        requests = {key: paper.requests for key, paper in self.papers.items()}
        return Edition(ran, ledger, requests, set(self.data.articles()))


def finish(child: subprocess.Popen[str]) -> Ran:
    """Wait for a command that was started; return how it ended."""
    try:
        out, err = child.communicate(timeout=PATIENCE_S)
    except BaseException:
        child.kill()
        raise
    return Ran(child.returncode, out, err)


def kept(data: Data) -> list[str]:
    """Return the addresses of all responses and revisits in the WARC files."""
    return [record.page.url for path in sorted(data.warc.glob("*.warc.gz")) for record in records(path)]


def gaps(requests: list[Request]) -> list[float]:
    """Return the seconds between the arrivals of each request and the one before it."""
    return [b.at - a.at for a, b in pairwise(requests)]
