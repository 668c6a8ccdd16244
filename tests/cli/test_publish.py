from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import urllib.request

import pytest
import typer

from newsarchive.cli import publish
from tests.cli.running import run
from tests.store.building import build


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    folder = tmp_path_factory.mktemp("publish")
    build(folder / "archive.db").close()
    return folder


@pytest.mark.parametrize("command", ["export", "serve", "schedule"])
def test_each_help_ends_with_an_example(command):
    app = typer.Typer(rich_markup_mode=None)
    publish.register(app)
    (found,) = [c for c in app.registered_commands if c.callback.__name__ == command]
    assert found.callback.__doc__.strip().splitlines()[-1].strip().startswith(f"Example: newsarchive {command} ")


def test_export_writes_the_chosen_articles_and_says_how_many(data, tmp_path):
    target = tmp_path / "a.jsonl"
    ran = run(
        "export", target, "--data", data, "--outlet", "thunghiem", "--since", "2026-11-20", "--columns", "title,outlet"
    )
    assert (ran.code, ran.out) == (0, "")
    assert ran.err.startswith("2 articles written to")
    rows = [json.loads(line) for line in target.read_text(encoding="utf-8").splitlines()]
    assert [list(row) for row in rows] == [["uid", "revision", "title", "outlet"]] * 2


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["a.xlsx"], 2, "it can be .jsonl"),
        (["a.csv", "--columns", "titel"], 2, "no column 'titel'; known columns: uid"),
        (["a.csv", "--columns", ""], 2, "no column ''"),
        (["a.csv", "--outlet", "bao"], 2, "no outlet 'bao'"),
        (["a.csv", "--query", "?"], 2, "nothing to search for"),
        (["none/a.csv"], 1, "cannot be written"),
    ],
)
def test_a_wrong_export_is_one_clear_line_and_no_file(data, tmp_path, words, code, said):
    ran = run("export", tmp_path / words[0], *words[1:], "--data", data)
    assert (ran.code, ran.out) == (code, "")
    assert said in ran.err
    assert ran.err.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


def test_export_never_makes_an_archive(tmp_path):
    ran = run("export", tmp_path / "a.csv", "--data", tmp_path / "none")
    assert ran.code == 1
    assert list(tmp_path.iterdir()) == []


def test_serve_answers_until_it_is_interrupted(data):
    words = [sys.executable, "-m", "newsarchive", "serve", "--port", "0", "--data", str(data)]
    with subprocess.Popen(words, stderr=subprocess.PIPE, text=True) as child:
        try:
            url = child.stderr.readline().split()[2].rstrip(",")
            with urllib.request.urlopen(f"{url}archive/articles.json?_shape=array", timeout=20) as answer:
                assert len(json.load(answer)) == 4
        finally:
            os.kill(child.pid, signal.SIGINT)
        assert (child.wait(20), child.stderr.read()) == (0, "")


def test_schedule_prints_units_with_absolute_paths(data):
    ran = run("schedule", "--systemd", "--data", data)
    assert ran.code == 0
    assert f"ExecStart={sys.executable} -m newsarchive crawl --due --data {data}" in ran.out
    assert "OnCalendar=*:0/15" in ran.out
    assert run("schedule", "--data", data).out == ran.out


def test_schedule_prints_a_crontab(tmp_path):
    ran = run("schedule", "--cron", "--every", "30", "--data", tmp_path / "not yet")
    assert ran.out.startswith(f"*/30 * * * * {sys.executable} -m newsarchive crawl --due --data '{tmp_path}/not yet'\n")
    assert not (tmp_path / "not yet").exists()


def test_schedule_refuses_what_it_cannot_say(data):
    for words in (["--cron", "--systemd"], ["--every", "7"]):
        ran = run("schedule", *words, "--data", data)
        assert (ran.code, ran.out) == (2, "")
