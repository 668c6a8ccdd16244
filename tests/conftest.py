"""For all tests: no network but loopback, here and in child processes; a data folder, and an archive for articles."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests.crawl.running import Data
from tests.guard import sitecustomize as guard
from tests.ingest.press import Press

_HERE = Path(__file__).parent

# On a busy machine drawing examples is slow, which says nothing of the code.
settings.register_profile("suite", suppress_health_check=[HealthCheck.too_slow], deadline=None)
settings.load_profile("suite")


@pytest.fixture(scope="session", autouse=True)
def _attempts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Guard this process and its children; give the file in which attempts to leave the machine are noted."""
    noted = tmp_path_factory.mktemp("network") / "attempts"
    before = {name: os.environ.get(name) for name in ("PYTHONPATH", "NETWORK_ATTEMPTS")}
    os.environ["NETWORK_ATTEMPTS"] = str(noted)
    os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, [str(_HERE / "guard"), before["PYTHONPATH"]]))
    guard.install()
    yield noted
    guard.remove()
    for name, value in before.items():
        if value is None:
            del os.environ[name]
        else:
            os.environ[name] = value


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup() -> None:
    """Put the guard back before a test and its fixtures: plugins that also watch sockets take it away after each one."""
    guard.install()


@pytest.fixture(autouse=True)
def loopback_only(_attempts: Path) -> Iterator[None]:
    """Fail a test during which anything tried to reach another machine, also when the error was swallowed."""
    yield
    if _attempts.exists():
        tried = _attempts.read_text(encoding="utf-8").splitlines()
        _attempts.unlink()
        pytest.fail("tried to reach another machine: " + "; ".join(tried[:10]))


@pytest.fixture
def data(tmp_path: Path) -> Data:
    """An empty data folder."""
    return Data(tmp_path / "data")


@pytest.fixture
def press(tmp_path: Path) -> Iterator[Press]:
    """An archive into which articles are put one by one."""
    press = Press(tmp_path / "archive.db")
    yield press
    press.close()
