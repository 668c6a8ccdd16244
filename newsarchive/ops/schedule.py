"""Write systemd units and cron lines that run `crawl --due` at regular times."""

from __future__ import annotations

import shlex
import sys
from typing import TYPE_CHECKING

from newsarchive.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

PROGRAM = (sys.executable, "-m", "newsarchive")
"""The words that start this very installation, wherever it lies; systemd and cron know no PATH of the user's."""

EVERY_MINUTES = (5, 10, 15, 20, 30, 60)
"""Pauses between runs that both systemd and cron can say; what is due on a host is the ledger's to know."""

STOP_S = 300
"""What a crawl may take to end pages under way and write them down, before it is killed."""


def systemd_units(data: Path, program: Sequence[str] = PROGRAM, *, every_minutes: int = 15) -> dict[str, str]:
    """Return file name and text of a service and its timer. `data` must be absolute, and so must the program's path.

    A run that was due while the machine slept is made up for; runs never overlap; to stop one, systemd sends SIGINT
    to the command alone, which ends its crawl in good order. Raises UsageError for a path or a pause that a unit cannot say.
    """
    _check(data, program, every_minutes)
    command = " ".join(_unit_word(w) for w in (*program, "crawl", "--due", "--data", str(data)))
    service = f"""\
[Unit]
Description=newsarchive: crawl what is due
Wants=network-online.target
After=network-online.target

[Service]
Type=oneshot
ExecStart={command}
KillSignal=SIGINT
KillMode=mixed
TimeoutStopSec={STOP_S}
# 3: finished, some outlets failed (`status` shows which); 130: stopped by SIGINT
SuccessExitStatus=3 130
Nice=10
NoNewPrivileges=yes
"""
    timer = f"""\
[Unit]
Description=newsarchive: crawl what is due, every {every_minutes} minutes

[Timer]
OnCalendar={"hourly" if every_minutes == 60 else f"*:0/{every_minutes}"}
Persistent=true
RandomizedDelaySec=60

[Install]
WantedBy=timers.target
"""
    return {"newsarchive-crawl.service": service, "newsarchive-crawl.timer": timer}


def cron_lines(data: Path, program: Sequence[str] = PROGRAM, *, every_minutes: int = 15) -> str:
    """Return lines for a crontab: the crawl, and once a day a check that prints (cron mails it) when there is an alarm.

    Two crawls at a time do no harm: they share the hosts by leases. Raises UsageError for a path or a pause that a
    crontab cannot say.
    """
    _check(data, program, every_minutes)
    minutes = "0" if every_minutes == 60 else f"*/{every_minutes}"

    def command(*words: str) -> str:
        return " ".join(_cron_word(w) for w in (*program, *words, "--data", str(data)))

    return (
        f"{minutes} * * * * {command('crawl', '--due')}\n"
        f'30 6 * * * said=$({command("status", "--check")}) || echo "$said"\n'
    )


def _unit_word(word: str) -> str:
    """Quote a word of ExecStart: C escapes in double quotes; % begins a specifier and $ a variable (systemd.service)."""
    escaped = word.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%").replace("$", "$$")
    return f'"{escaped}"' if escaped != word or not all(c.isalnum() or c in "-_./=:+@," for c in word) else word


def _cron_word(word: str) -> str:
    """Quote a word for the shell; cron takes a bare % for the end of the line, even inside quotes (crontab(5))."""
    return shlex.quote(word).replace("%", "\\%")


def _check(data: Path, program: Sequence[str], every_minutes: int) -> None:
    if every_minutes not in EVERY_MINUTES:
        raise UsageError(
            f"a pause of {every_minutes} minutes cannot be said; it can be {', '.join(map(str, EVERY_MINUTES))}"
        )
    if not data.is_absolute():
        raise UsageError(f"the data folder must be an absolute path, not {str(data)!r}")
    for word in (str(data), *program):
        if not word.isprintable():
            raise UsageError(f"a path with control characters cannot stand in a unit or crontab: {word!r}")
