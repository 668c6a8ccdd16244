"""Who may import whom: the layers are kept, and the check that keeps them can fail."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[1]
LINT = "from importlinter.cli import lint_imports_command; lint_imports_command()"


def lint(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", LINT, "--no-cache", *words], cwd=ROOT, capture_output=True, text=True, timeout=100
    )


def test_the_layers_are_kept() -> None:
    done = lint()
    assert done.returncode == 0, done.stdout
    assert "0 broken" in done.stdout


def test_every_module_at_the_top_has_its_layer() -> None:
    with (ROOT / "pyproject.toml").open("rb") as file:
        contracts = tomllib.load(file)["tool"]["importlinter"]["contracts"]
    (layers,) = [c["layers"] for c in contracts if c["type"] == "layers"]
    named = {name.strip() for layer in layers for name in layer.split("|")}
    there = {p.stem for p in (ROOT / "newsarchive").iterdir() if p.suffix == ".py" or (p / "__init__.py").exists()}
    assert there - {"__init__", "__pycache__"} == named


def test_a_forbidden_import_would_be_found(tmp_path: Path) -> None:
    """The contract that keeps Scrapy at the edge, turned on the one package that may import it."""
    settings = tmp_path / "contracts.toml"
    settings.write_text(
        '[tool.importlinter]\nroot_packages = ["newsarchive"]\ninclude_external_packages = true\n'
        '[[tool.importlinter.contracts]]\nname = "No Scrapy"\ntype = "forbidden"\n'
        'source_modules = ["newsarchive.spiders"]\nforbidden_modules = ["scrapy"]\n',
        encoding="utf-8",
    )
    done = lint("--config", str(settings))
    assert done.returncode == 1
    assert "No Scrapy BROKEN" in done.stdout
