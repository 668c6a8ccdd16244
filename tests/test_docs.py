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
PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").glob("*.md"))]
_CONTRIBUTING = (ROOT / "docs" / "contributing.md").read_text(encoding="utf-8")
HOW_TO = dict(re.findall(r"^## (An? [^\n]+)\n(.*?)(?=^## |\Z)", _CONTRIBUTING, re.MULTILINE | re.DOTALL))
"""What somebody may want to add: the section of docs/contributing.md about it."""


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


def links(page: Path) -> set[str]:
    """Return where a page's links and pictures lead, other sites left out."""
    found = re.findall(r"\]\(([^()\s]+)\)", page.read_text(encoding="utf-8"))
    return {link for link in found if not link.startswith(("http://", "https://", "mailto:"))}


def headings(page: Path) -> set[str]:
    """Return the anchors that GitHub gives the headings of a page."""
    titles = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_leads_somewhere(page: Path) -> None:
    for link in links(page):
        path, _, anchor = link.partition("#")
        target = page.parent / path if path else page
        assert target.exists(), f"{page.name}: {link}"
        assert not anchor or anchor in headings(target), f"{page.name}: {link}"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_python_file_that_is_named_is_there(page: Path) -> None:
    named = re.findall(r"`((?:\w+/)+\w+\.py)`", page.read_text(encoding="utf-8"))
    assert [path for path in named if not ((ROOT / path).exists() or (ROOT / "newsarchive" / path).exists())] == []


def example(section: str) -> list[str]:
    """Return the words that the example of a section goes by: the first is its name."""
    return re.findall(r"`(\w+)`", re.search(r"^Example: (.+?)\.?$", section, re.MULTILINE)[1])  # type: ignore[index]


def places(section: str) -> list[Path]:
    """Return the files that a section numbers as the places to touch."""
    return [ROOT / "docs" / path for path in re.findall(r"^\d+\. \[[^]]+\]\(([^)#]+)\)", section, re.MULTILINE)]


def holds(path: Path, words: list[str]) -> bool:
    """Return whether a file has one of these words, in its name or in its text."""
    text = f"{path.stem}\n{path.read_text(encoding='utf-8')}"
    return any(re.search(rf"(?<![^\W_]){word}(?![^\W_])", text) for word in words)


def test_contributing_says_how_to_add_what_people_add() -> None:
    things = "newspaper, article field, outcome, alarm, channel kind, export format, migration, trap in extraction"
    assert [title.partition(" ")[2] for title in HOW_TO] == things.split(", ")


@pytest.mark.parametrize("title", HOW_TO)
def test_each_place_to_touch_has_the_example(title: str) -> None:
    section = HOW_TO[title]
    assert len(places(section)) >= 2
    assert [str(p) for p in places(section) if not holds(p, example(section))] == []
    assert re.search(r"^Tests: .*\(\.\./tests/", section, re.MULTILINE), "no test shows it"


@pytest.mark.parametrize("title", ["An article field", "An outcome", "An alarm"])
def test_no_place_to_touch_is_missing(title: str) -> None:
    section = HOW_TO[title]
    name = example(section)[0]
    named = {p.resolve() for p in places(section)}
    there = {
        p for p in (ROOT / "newsarchive").rglob("*.py") if re.search(rf"\b{name}\b", p.read_text(encoding="utf-8"))
    }
    assert there
    assert {str(p.relative_to(ROOT)) for p in there - named} == set()


def test_the_glossary_has_fifteen_words_in_order_each_with_its_place() -> None:
    page = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| ([a-z-]+) \| (.+?) \| (.*\]\(.+\).*) \|$", page, re.MULTILINE)
    words = [row[0] for row in rows]
    assert len(words) == 15
    assert words == sorted(words)
