"""The registry on the command line: the list of outlets, and one of them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from newsarchive.outlets import load
from tests.cli.running import run


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


def test_each_outlet_has_a_line_in_a_pipe_with_nothing_cut(data: Path) -> None:
    ran = run("outlets", "--data", data)
    headers, *lines = (line.split("\t") for line in ran.out.splitlines())
    assert headers == ["key", "name", "province", "family", "home", "last verified"]
    assert [(line[0], line[4]) for line in lines] == [(o.key, o.home) for o in load()]
    state = {line[0]: line[5] for line in lines}
    assert state["baovinhlong"] == "never seen live"
    assert state["baotravinh"] == "merged into baovinhlong"


def test_an_outlet_that_is_switched_off_says_so(data: Path) -> None:
    (data / "outlets").mkdir(parents=True)
    (data / "outlets" / "x.toml").write_text("key = 'x'\nname = 'X'\nhome = 'https://x.vn/'\nenabled = false\n")
    assert "x\tX\t\t\thttps://x.vn/\tdisabled" in run("outlets", "list", "--data", data).out.splitlines()


def test_the_list_as_json_holds_what_is_declared(data: Path) -> None:
    listed = {o["key"]: o for o in json.loads(run("outlets", "list", "--json", "--data", data).out)}
    assert len(listed) == len(load())
    assert listed["baodongkhoi"]["heir"] == "baovinhlong"


def test_an_outlet_is_shown_with_its_familys_facts(data: Path) -> None:
    ran = run("outlets", "show", "baotravinh", "--data", data)
    lines = [line.split(maxsplit=1) for line in ran.out.splitlines()]
    assert ["heir", "baovinhlong"] in lines
    assert ["select.body", "div.newscontent"] in lines
    assert ["select.body", "div.contentView"] in lines
    assert [value for key, value in lines if key == "domains"] == list(load().get("baotravinh").domains)
    assert lines[-1][0] == "file" and lines[-1][1].endswith("baotravinh.toml")


def test_an_older_layout_is_shown(data: Path) -> None:
    assert "older.until" in run("outlets", "show", "tuoitre", "--data", data).out
    shown = json.loads(run("outlets", "show", "tuoitre", "--json", "--data", data).out)
    assert shown["older"][0]["until"] == "2015-12-31"


def test_an_unknown_outlet_is_one_line(data: Path) -> None:
    ran = run("outlets", "show", "baovinlong", "--data", data)
    assert (ran.code, ran.out) == (2, "")
    assert "did you mean 'baovinhlong'?" in ran.err
