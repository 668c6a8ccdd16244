"""The scenarios give the same dump twice, and a comparison finds what differs."""

from __future__ import annotations

import copy
import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.scenarios.compare import Dump, differences
from tests.scenarios.desk import ROOT, Program, ScenarioError
from tests.scenarios.playing import play


@pytest.fixture(scope="module")
def dump() -> Dump:
    """What came of the shortest scenario."""
    return play(Program(), ["short crawl"])


def test_the_same_program_gives_the_same_rows_twice(dump: Dump) -> None:
    again = play(Program(), ["short crawl"])
    assert list(differences(dump, again)) == []
    stages = again["short crawl"]
    assert [len(stage["articles"]) for stage in stages.values()] == [6, 6]
    assert [len(stage["revisions"]) for stage in stages.values()] == [6, 7]


def test_a_row_with_another_value_a_missing_one_and_a_new_one_are_reported(dump: Dump) -> None:
    other = copy.deepcopy(dump)
    stage = other["short crawl"]["second crawl"]
    run = stage["run_outlets"][0]
    run["known"] += 1
    gone = stage["captures"].pop()
    stage["tags"].append({"name": "một thẻ mới"})
    found = "\n".join(differences(dump, other))
    assert f"known: {run['known'] - 1} -> {run['known']}" in found
    assert f"only before: url_id={gone['url_id']!r}" in found
    assert "only after: name='một thẻ mới'" in found
    assert found.count("short crawl / second crawl / ") == 3
    ignored = frozenset({"run_outlets.known", "captures", "tags"})
    assert list(differences(dump, other, ignored)) == []


def test_what_only_one_dump_holds_is_reported(dump: Dump) -> None:
    other = copy.deepcopy(dump)
    del other["short crawl"]["second crawl"]["runs"]
    assert "short crawl / second crawl / runs" in "\n".join(differences(dump, other))
    assert list(differences({}, {"a scenario": {"a stage": {"a table": [{"a": 1}]}}}))


def test_compare_says_by_its_exit_code_whether_rows_differ(dump: Dump, tmp_path: Path) -> None:
    other = copy.deepcopy(dump)
    other["short crawl"]["first crawl"]["urls"][0]["next_fetch_at"] = "never"
    before, after = tmp_path / "before.json", tmp_path / "after.json"
    before.write_text(json.dumps(dump), encoding="utf-8")
    after.write_text(json.dumps(other), encoding="utf-8")
    words = [sys.executable, "-m", "tests.scenarios", "compare", str(before)]
    codes = [subprocess.run([*words, str(f)], cwd=ROOT, capture_output=True).returncode for f in (before, after)]
    assert codes == [0, 1]


def test_a_folder_without_the_package_is_not_played_with_another_one(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match=f"not from {tmp_path}"):
        play(Program(source=tmp_path), ["short crawl"])
