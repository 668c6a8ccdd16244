"""Faults of the machine: one line that says what to do, exit code 1, no traceback, and the next run goes on."""

from __future__ import annotations

import os
import resource
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from newsarchive.store import archive as archives
from tests.cli.running import run
from tests.crawl.running import PATIENCE_S, Data
from tests.newspaper import Newspaper
from tests.store.building import build

ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "data" / "sample" / "baovinhlong.warc.gz"
# The real programs with a short patience: a minute of it is too long for a test.
SPIDER = "import newsarchive.store.archive as a; a.BUSY_TIMEOUT_S = 0.5; from newsarchive.spiders.__main__ import main; import sys; sys.exit(main())"


@contextmanager
def locked(database: Path) -> Iterator[None]:
    """Keep the archive locked for writing, as a program of someone else's does."""
    with closing(sqlite3.connect(database, timeout=PATIENCE_S, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")


def limited(what: int, number: int) -> None:
    resource.setrlimit(what, (number, number))


def ended(words: list[str], **how: object) -> tuple[int, str]:
    """Run a program to its end; return its exit code and what it wrote to stderr."""
    done = subprocess.run(words, capture_output=True, text=True, timeout=4 * PATIENCE_S, check=False, **how)  # type: ignore[call-overload]
    return done.returncode, done.stderr


@pytest.mark.parametrize(
    "words", [["import", str(SAMPLE)], ["relate"], ["forget", "1", "--reason", "x"]], ids=lambda w: w[0]
)
def test_a_locked_database_is_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: list[str]) -> None:
    monkeypatch.setattr(archives, "BUSY_TIMEOUT_S", 0.2)
    build(tmp_path / "archive.db").close()
    with locked(tmp_path / "archive.db"):
        ran = run(*words, "--data", tmp_path)
    assert (ran.code, ran.out, ran.err.count("\n")) == (1, "", 1), ran.err
    assert "another program keeps the database locked; close it" in ran.err


def test_a_database_that_is_locked_in_a_crawl_ends_it_with_one_line_and_the_next_goes_on(tmp_path: Path) -> None:
    with Newspaper(articles=4, related=0) as paper:
        data = Data(tmp_path / "data")
        key = data.declare(paper)
        paper.robots.delay_s = 1
        environment = {**os.environ, **paper.env, "NEWSARCHIVE_DATA": str(data.folder)}
        with subprocess.Popen(
            [sys.executable, "-c", SPIDER, f"key={key}", "log=ERROR"],
            env=environment,
            stderr=subprocess.PIPE,
            text=True,
        ) as child:
            until = time.monotonic() + PATIENCE_S
            while not paper.requests:
                assert time.monotonic() < until
                time.sleep(0.05)
            with locked(data.database):
                _, err = child.communicate(timeout=PATIENCE_S)
        assert child.returncode == 1
        assert err.splitlines() == [line for line in err.splitlines() if "another program keeps the database" in line]
        assert err.count("\n") == 1
        paper.robots.delay_s = None
        assert data.crawl(key, env=paper.env).code == 0
        assert data.articles() == sorted(a.url for a in paper.articles)


@pytest.mark.parametrize("command", ["import", "crawl"])
def test_a_file_that_may_not_grow_is_one_line_and_the_next_run_brings_everything(tmp_path: Path, command: str) -> None:
    archives.Archive.open(tmp_path / "archive.db").close()
    room = (tmp_path / "archive.db").stat().st_size + 20_000
    words = [str(SAMPLE)] if command == "import" else ["baovinhlong", "--replay", str(SAMPLE)]
    program = [sys.executable, "-m", "newsarchive", command, *words, "--data", str(tmp_path)]
    code, err = ended(program, preexec_fn=lambda: limited(resource.RLIMIT_FSIZE, room))
    assert (code, "Traceback" in err) == (1, False), err
    assert "run the command again" in err.splitlines()[0]
    assert err.count("run the command again") == 1
    code, err = ended(program)
    assert code == 0, err
    assert ended([*program[:3], "verify", "--data", str(tmp_path)])[1].endswith(": 0 problems\n")


@pytest.mark.parametrize(("command", "files"), [("import", 12), ("crawl", 12), ("crawl", 24)])
def test_too_many_open_files_are_one_line(tmp_path: Path, command: str, files: int) -> None:
    archives.Archive.open(tmp_path / "archive.db").close()
    words = [str(SAMPLE)] if command == "import" else ["baovinhlong", "--replay", str(SAMPLE)]
    program = [sys.executable, "-m", "newsarchive", command, *words, "--data", str(tmp_path)]
    code, err = ended(program, preexec_fn=lambda: limited(resource.RLIMIT_NOFILE, files))
    assert (code, "Traceback" in err) == (1, False), err
    assert "ulimit -n" in err
