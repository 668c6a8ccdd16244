"""What the documents promise: commands, settings and outputs are those of the program."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
from dataclasses import fields
from pathlib import Path

import pytest
import typer.main

from newsarchive.cli import build
from newsarchive.config import Config
from newsarchive.outlets import Outlet

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
DOCS = README + "".join(p.read_text(encoding="utf-8") for p in sorted((ROOT / "docs").glob("*.md")))
COMMANDS = typer.main.get_command(build())


@pytest.mark.parametrize("name", sorted(COMMANDS.commands))  # type: ignore[attr-defined]
def test_each_command_is_documented(name: str) -> None:
    assert f"newsarchive {name}" in DOCS or f"`{name}" in DOCS


@pytest.mark.parametrize("name", sorted(COMMANDS.commands))  # type: ignore[attr-defined]
def test_the_help_of_each_command_has_an_example(name: str) -> None:
    command = COMMANDS.commands[name]  # type: ignore[attr-defined]
    group = getattr(command, "commands", {})
    assert all("Example: newsarchive" in (c.help or "") for c in (group.values() or [command])), name


@pytest.mark.parametrize("key", [f.name for f in fields(Config) if f.name != "data"])
def test_each_setting_is_documented(key: str) -> None:
    assert f"`{key}`" in README


@pytest.mark.parametrize("key", sorted(set(Outlet.model_fields) - {"older"}))
def test_each_outlet_key_is_documented(key: str) -> None:
    assert re.search(rf"`{key}`|^{key} +=|`{key}\.", DOCS, re.MULTILINE), f"the outlet key {key} is in no document"


def test_ci_runs_the_command_that_the_readme_gives() -> None:
    command = next(line for line in README.splitlines() if line.endswith("-m pytest"))
    assert command in (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()


def test_the_demo_prints_what_the_readme_shows(tmp_path: Path) -> None:
    words = ["crawl", "baovinhlong", "--replay", "data/sample/baovinhlong.warc.gz"]
    assert f"$ newsarchive {' '.join(words)} --data data/demo" in README
    ran = subprocess.run(
        [sys.executable, "-m", "newsarchive", *words, "--data", str(tmp_path)],
        cwd=ROOT, env={**os.environ, "NEWSARCHIVE_NOW": "2026-11-22T08:00:00Z"}, capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr
    for line in ran.stderr.splitlines():
        assert line in README


def test_versions_agree() -> None:
    from newsarchive import __version__

    assert tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"] == __version__


def test_constraints_name_what_the_lock_names() -> None:
    lock = tomllib.loads((ROOT / "uv.lock").read_text(encoding="utf-8"))
    locked = {(p["name"], p["version"]) for p in lock["package"] if p["name"] != "newsarchive"}
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    named = {tuple(re.split("==", line.split(" ;")[0].strip(), maxsplit=1)) for line in lines if "==" in line}
    assert named <= locked
