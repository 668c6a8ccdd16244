"""A file appears whole or not at all, and what a killed process left of one is removed by the next."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from newsarchive.errors import DataError
from newsarchive.export.target import whole_file, whole_path

WRITES = """
import sys, time
from pathlib import Path
from newsarchive.export.target import whole_path
with whole_path(Path(sys.argv[1])) as part:
    for companion in ("", "-wal", "-shm"):
        part.with_name(part.name + companion).write_bytes(b"half")
    print("begun", flush=True)
    time.sleep(100)
"""


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def begun(target: Path) -> subprocess.Popen[bytes]:
    """Start a process that writes the file and does not end."""
    process = subprocess.Popen([sys.executable, "-c", WRITES, target], stdout=subprocess.PIPE)
    assert process.stdout is not None
    assert process.stdout.readline() == b"begun\n"
    process.stdout.close()
    return process


def test_what_a_killed_process_left_is_removed_and_what_another_one_is_writing_stays(tmp_path: Path) -> None:
    killed, alive = begun(tmp_path / "hom-qua.db"), begun(tmp_path / "hom-nay.db")
    killed.kill()
    killed.wait()
    others = [".khac.txt.1.part", ".khac.db.part", "khac.db.1.part"]
    for name in others:
        (tmp_path / name).touch()
    assert len(names(tmp_path)) == 6 + len(others)
    with whole_path(tmp_path / "mai.db") as part:
        part.write_bytes(b"whole")
    left = [f".hom-nay.db.{alive.pid}.part{more}" for more in ("", "-shm", "-wal")]
    alive.kill()
    alive.wait()
    assert names(tmp_path) == sorted([*left, *others, "mai.db"])
    with whole_path(tmp_path / "mai.db") as part:
        part.write_bytes(b"again")
    assert names(tmp_path) == sorted([*others, "mai.db"])


def test_a_file_that_could_not_be_finished_goes(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), whole_file(tmp_path / "a.csv") as file:
        file.write(b"half")
        raise ZeroDivisionError
    with pytest.raises(DataError, match="cannot be written"), whole_file(tmp_path / "khong-co" / "a.csv"):
        pass
    assert names(tmp_path) == []
