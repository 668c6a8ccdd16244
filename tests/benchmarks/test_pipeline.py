"""The benchmark of the whole pipeline runs and both sides store every page; its figures are not judged here."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_both_crawls_store_every_page() -> None:
    command = [sys.executable, "benchmarks/pipeline.py", "--pages", "24", "--source", "small", "--no-quarter", "--json"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=110, check=False)
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout)
    runs = {run["what"]: run for run in said["runs"]}
    assert {what: run["stored"] for what, run in runs.items()} == {"a": 24, "b": 24}
    assert all(run["seconds"] > 0 and run["cpu_ms_per_page"] > 0 and run["tree_mib"] > 10 for run in runs.values())
    assert said["ratio_pages_per_s"] > 0
