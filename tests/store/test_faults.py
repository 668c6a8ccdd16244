"""Which errors are faults of the machine, and what is said of them."""

from __future__ import annotations

import errno
import sqlite3

import pytest
from twisted.internet.error import ConnectError

from newsarchive.errors import UsageError
from newsarchive.store import faults


def sqlite_error(code: int) -> sqlite3.Error:
    error = sqlite3.OperationalError("a fault")
    error.sqlite_errorcode = code
    return error


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), "the disk is full"),
        (OSError(errno.EMFILE, "Too many open files"), "too many files are open"),
        (sqlite_error(sqlite3.SQLITE_BUSY), "another program keeps the database locked"),
        (sqlite_error(sqlite3.SQLITE_IOERR | 10 << 8), "the disk failed to read or write"),
    ],
)
def test_a_fault_of_the_machine_is_one_line_that_says_what_to_do(error: BaseException, said: str) -> None:
    line = faults.of_machine(error)
    assert line is not None
    assert line.startswith(said)
    assert "\n" not in line


def test_the_cause_of_an_error_is_asked_too() -> None:
    error = RuntimeError("the batch failed")
    error.__cause__ = OSError(errno.ENOSPC, "No space left on device")
    assert (faults.of_machine(error) or "").startswith("the disk is full")


@pytest.mark.parametrize("cause", [errno.EMFILE, OSError(errno.EMFILE, "Too many open files")])
def test_a_connection_that_failed_for_want_of_files_is_no_fault_of_the_host(cause: object) -> None:
    assert (faults.of_machine(ConnectError(osError=cause)) or "").startswith("too many files are open")


@pytest.mark.parametrize("cause", [errno.ECONNREFUSED, OSError(errno.ECONNREFUSED, "Connection refused"), None])
def test_a_host_that_refuses_is_no_fault_of_the_machine(cause: object) -> None:
    assert faults.of_machine(ConnectError(osError=cause)) is None


def test_what_a_person_did_wrong_is_said_in_its_own_words() -> None:
    assert faults.words(UsageError("no such outlet")) == "no such outlet"
    assert faults.words(ValueError("a mistake of ours")) is None
