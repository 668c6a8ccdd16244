from __future__ import annotations

import io

import pytest
import typer
from rich.console import Console

from newsarchive.cli import common


@pytest.fixture
def terminal(monkeypatch):
    screen = io.StringIO()
    monkeypatch.setattr(common, "out", Console(file=screen, force_terminal=True, width=60, highlight=False))
    return screen


def test_a_table_on_a_terminal_is_ruled_and_never_wider_than_it(terminal):
    common.print_table(("báo", "địa chỉ", "số"), [("thunghiem", "https://thunghiem.example/" + "a" * 90, 12)])
    lines = terminal.getvalue().splitlines()
    assert any("──" in line for line in lines)
    assert all(len(line) <= 120 for line in lines)  # 60 columns and the codes for bold
    assert sum(line.count("a") for line in lines) >= 90  # folded, nothing cut


def test_a_table_in_a_pipe_is_tab_separated_and_whole(capsys):
    common.print_table(("báo", "tựa"), [("thunghiem", "hai\tdòng\nmột ô"), (None, 3)])
    assert capsys.readouterr().out == "báo\ttựa\nthunghiem\thai dòng một ô\n\t3\n"


def test_text_of_a_page_is_never_markup_on_a_terminal(terminal):
    common.print_table(("tựa",), [("[bold]x[/bold]",)])
    common.print_facts([("tựa", "[link=http://e]y[/link]"), ("trống", None)])
    common.print_prose("[red]z[/red] \x1b[2J")
    shown = terminal.getvalue()
    assert "[bold]x[/bold]" in shown
    assert "[link=http://e]y[/link]" in shown
    assert "[red]z[/red] \ufffd[2J" in shown
    assert "trống" not in shown


def test_a_day_is_read_or_refused():
    assert common.day("2026-11-22").isoformat() == "2026-11-22"
    for wrong in ("22/11/2026", "2026-13-01", "hôm qua", ""):
        with pytest.raises(typer.BadParameter, match="is no day"):
            common.day(wrong)
