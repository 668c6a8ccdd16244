from __future__ import annotations

import configparser
import json
import shutil
import subprocess
import sys
from pathlib import Path, PurePosixPath

import pytest

from newsarchive.errors import UsageError
from newsarchive.ops.schedule import EVERY_MINUTES, PROGRAM, cron_lines, systemd_units

DATA = Path("/srv/news archive/dữ liệu")


def parsed(text):
    parser = configparser.RawConfigParser(strict=True)
    parser.optionxform = str
    parser.read_string(text)
    return parser


def test_the_service_crawls_what_is_due_and_stops_in_good_order():
    service = parsed(systemd_units(DATA)["newsarchive-crawl.service"])["Service"]
    assert service["ExecStart"] == f'{sys.executable} -m newsarchive crawl --due --data "{DATA}"'
    assert (service["Type"], service["KillSignal"]) == ("oneshot", "SIGINT")
    assert int(service["TimeoutStopSec"]) >= 60


def test_the_timer_makes_up_for_missed_runs_and_spreads_them():
    timer = parsed(systemd_units(DATA, every_minutes=30)["newsarchive-crawl.timer"])
    assert timer["Timer"]["OnCalendar"] == "*:0/30"
    assert timer["Timer"]["Persistent"] == "true"
    assert int(timer["Timer"]["RandomizedDelaySec"]) > 0
    assert timer["Install"]["WantedBy"] == "timers.target"


def test_paths_are_absolute():
    assert PurePosixPath(PROGRAM[0]).is_absolute()
    for make in (systemd_units, cron_lines):
        with pytest.raises(UsageError, match="must be an absolute path"):
            make(Path("data"))


def test_a_unit_s_words_keep_quotes_percents_dollars_and_backslashes():
    service = systemd_units(Path('/a b/100%/$HOME/"x"\\y'), ("/opt/x y/python",))["newsarchive-crawl.service"]
    assert 'ExecStart="/opt/x y/python" crawl --due --data "/a b/100%%/$$HOME/\\"x\\"\\\\y"' in service


@pytest.mark.parametrize("folder", ["/srv/plain", "/srv/two words", "/srv/100%", "/srv/it's", '/srv/$HOME "x" \\y;z'])
def test_cron_hands_the_folder_to_the_program_as_it_is(folder):
    tell = (sys.executable, "-c", "import json, sys; print(json.dumps(sys.argv[1:]))")
    crawl, check = cron_lines(Path(folder), tell).splitlines()
    times, command = crawl.split(" ", 5)[:5], crawl.split(" ", 5)[5]
    assert times == ["*/15", "*", "*", "*", "*"]
    assert "%" not in command.replace("\\%", "")
    told = subprocess.run(["/bin/sh", "-c", command.replace("\\%", "%")], capture_output=True, text=True, check=True)
    assert json.loads(told.stdout) == ["crawl", "--due", "--data", folder]
    assert "status --check" in check


def test_cron_prints_only_when_the_check_fails():
    for code, printed in ((0, ""), (1, "an alarm\n")):
        program = (sys.executable, "-c", f"print('an alarm'); raise SystemExit({code})")
        command = cron_lines(Path("/srv"), program).splitlines()[1].split(" ", 5)[5]
        assert subprocess.run(["/bin/sh", "-c", command], capture_output=True, text=True).stdout == printed


@pytest.mark.parametrize("minutes", EVERY_MINUTES)
def test_each_pause_is_said_by_both(minutes):
    timer = systemd_units(DATA, every_minutes=minutes)["newsarchive-crawl.timer"]
    cron = cron_lines(DATA, every_minutes=minutes)
    if minutes == 60:
        assert "OnCalendar=hourly" in timer
        assert cron.startswith("0 * * * * ")
    else:
        assert f"OnCalendar=*:0/{minutes}\n" in timer
        assert cron.startswith(f"*/{minutes} * * * * ")


@pytest.mark.parametrize("minutes", [0, -5, 7, 90])
def test_other_pauses_are_refused(minutes):
    with pytest.raises(UsageError, match="it can be 5, 10, 15, 20, 30, 60"):
        systemd_units(DATA, every_minutes=minutes)


def test_a_path_with_a_line_break_is_refused():
    for make in (systemd_units, cron_lines):
        with pytest.raises(UsageError, match="control characters"):
            make(Path("/srv/a\nExecStart=/bin/sh"))


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd-analyze is not installed")
def test_systemd_accepts_the_units(tmp_path):
    for name, text in systemd_units(tmp_path).items():
        (tmp_path / name).write_text(text)
    subprocess.run(["systemd-analyze", "verify", *tmp_path.iterdir()], check=True, timeout=30)
