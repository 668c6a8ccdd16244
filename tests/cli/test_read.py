from __future__ import annotations

import json
import subprocess
import sys

import pytest
import typer

from newsarchive.cli import read
from tests.cli.running import run
from tests.store.building import CONCERT, FAIR, HOME, VIDEO, build

COMMANDS = {"search": ["chợ"], "show": ["1"], "history": ["2"], "why": [VIDEO], "status": []}
NOW = "2026-11-22T06:30:00Z"


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    folder = tmp_path_factory.mktemp("read")
    build(folder / "archive.db").close()
    return folder


@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_has_json_and_nothing_else_on_stdout(data, command):
    ran = run(command, *COMMANDS[command], "--data", data, "--json")
    assert ran.code == 0, ran.err
    json.loads(ran.out)
    assert "\\u" not in ran.out


@pytest.mark.parametrize("command", COMMANDS)
def test_reading_never_makes_an_archive(tmp_path, command):
    ran = run(command, *COMMANDS[command], "--data", tmp_path / "none")
    assert (ran.code, ran.out) == (1, "")
    assert ran.err.count("\n") == 1
    assert "there is no archive yet" in ran.err
    assert not (tmp_path / "none").exists()


@pytest.mark.parametrize("command", COMMANDS)
def test_an_archive_that_is_none_is_one_clear_line(tmp_path, command):
    (tmp_path / "archive.db").write_text("Chợ nổi họp từ sáng sớm.\n" * 200, encoding="utf-8")
    ran = run(command, *COMMANDS[command], "--data", tmp_path)
    assert (ran.code, ran.out) == (1, "")
    assert ran.err.count("\n") == 1
    assert "archive.db" in ran.err
    assert "Traceback" not in ran.err


@pytest.mark.parametrize("command", COMMANDS)
def test_each_help_ends_with_an_example(command):
    app = typer.Typer(rich_markup_mode=None)
    read.register(app)
    (found,) = [c for c in app.registered_commands if c.callback.__name__ == command]
    assert found.callback.__doc__.strip().splitlines()[-1].strip().startswith(f"Example: newsarchive {command} ")


def test_search_without_marks_finds_marked_words_in_a_pipe_plainly(data):
    ran = run("search", "dong", "thap", "--data", data)
    assert ran.code == 0
    assert "Đồng Tháp mở hội chợ bên sông" in ran.out.splitlines()
    assert "\x1b" not in ran.out


def test_search_tells_where_the_words_stand(data):
    (hit,) = json.loads(run("search", '"đêm nhạc" OR', "--data", data, "--json").out or "[]") or [None]
    assert hit is None  # OR is a word like any other, and no article has it
    (hit,) = json.loads(run("search", '"đêm nhạc hoà"', "--data", data, "--json").out)
    assert [hit["snippet"][a:b].lower() for a, b in hit["marks"]] == ["đêm nhạc hoà"]


def test_search_that_finds_nothing_says_so(data):
    ran = run("search", "khongco", "--data", data)
    assert (ran.code, ran.out, ran.err) == (0, "", "no article holds all these words\n")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["!"], "nothing to search for"),
        (["chợ", "--since", "22/11/2026"], "write it as 2026-11-22"),
        (["chợ", "--outlet", "bao"], "no outlet 'bao' in this archive; there is thunghiem, tonghop"),
        (["chợ", "--limit", "0"], "--limit"),
    ],
)
def test_a_wrong_search_is_wrong_usage(data, words, said):
    ran = run("search", *words, "--data", data)
    assert (ran.code, ran.out) == (2, "")
    assert said in ran.err
    assert "Traceback" not in ran.err


def test_show_prints_facts_and_the_whole_text(data):
    ran = run("show", FAIR, "--data", data)
    assert ran.code == 0
    assert "authors           Lê Văn Sậy (both); Nguyễn Thị Bần (photo)" in ran.out
    assert "Bà Trần Thị Mận, chủ một vựa xoài, nói rằng khách mua nhiều hơn năm ngoái.\n" in ran.out


def test_what_pages_say_is_never_markup_nor_a_terminal_s_command(tmp_path):
    with build(tmp_path / "archive.db") as archive:
        archive.db.execute(
            "UPDATE articles SET title = '[bold red]x[/] \x1b[2J\u202eabc', text = '[link=http://e]y[/link]' WHERE id = 4"
        )
    ran = run("show", "4", "--data", tmp_path)
    assert "[bold red]x[/] \ufffd[2J\ufffdabc" in ran.out
    assert "[link=http://e]y[/link]" in ran.out


def test_an_unknown_article_is_one_clear_line(data):
    ran = run("show", HOME + "khong-co", "--data", data)
    assert (ran.code, ran.out) == (1, "")
    assert ran.err.count("\n") == 1
    assert "newsarchive why" in ran.err


def test_a_reference_that_is_none_is_wrong_usage(data):
    for command in ("show", "history", "why"):
        ran = run(command, "bao gi", "--data", data)
        assert (ran.code, ran.out) == (2, "")
        assert "neither a web address" in ran.err


def test_history_lists_every_wording(data):
    lines = run("history", CONCERT, "--data", data).out.splitlines()
    assert lines[0].split("\t")[0] == "revision"
    assert [line.split("\t")[-1] for line in lines[1:]] == [
        "Đêm nhạc ở quảng trường",
        "Đêm nhạc hoà bình ở quảng trường",
    ]


def test_why_begins_with_the_answer(data):
    ran = run("why", VIDEO, "--data", data)
    assert ran.out.startswith("not in the archive: not_article (video)")


def test_why_of_an_address_never_met_names_the_outlet_that_would_own_it(data):
    told = json.loads(run("why", "https://www.example.org/tin-1", "--data", data, "--json").out)
    assert told["ledger"] is None
    assert told["verdict"].startswith("never met")
    assert told["owner"] == "example.org"


def test_status_begins_with_the_verdict_and_tells_each_outlet(data):
    ran = run("status", "--data", data, NEWSARCHIVE_NOW=NOW)
    lines = ran.out.splitlines()
    assert ran.code == 0
    assert lines[0].startswith("needs a look: thunghiem quiet; crawl (run 2) finished")
    assert "thunghiem\t4\t2\t5\t1\t1\t1\t1\t1\t3\t3" in lines
    assert "thunghiem: rejected: 1 not_article (video)" in lines
    assert "thunghiem: failed: 1 timeout" in lines
    assert f"thunghiem\tsection\t{HOME}kinh-te/\t6\t4\t2026-11-22T06:01:00Z" in lines


def test_status_check_fails_while_an_alarm_stands(data, tmp_path):
    assert run("status", "--check", "--data", data).code == 1
    build(tmp_path / "archive.db", alarm=False).close()
    ran = run("status", "--check", "--data", tmp_path)
    assert (ran.code, ran.out.partition(":")[0]) == (0, "all is well")


def test_the_data_folder_may_come_from_the_environment(data):
    assert run("history", "2", NEWSARCHIVE_DATA=str(data)).code == 0


def test_a_reader_that_stops_early_is_no_error(data):
    command = f"{sys.executable} -m newsarchive show 1 --data {data} | head -1"
    done = subprocess.run(["/bin/sh", "-c", command], capture_output=True, text=True)
    assert "Traceback" not in done.stderr
