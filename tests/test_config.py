"""The settings of a data folder, and what time it is."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from importlib.metadata import version
from pathlib import Path

import pytest

from newsarchive import config
from newsarchive.errors import DataError, UsageError


def load(folder: Path, text: str | bytes) -> config.Config:
    raw = text.encode() if isinstance(text, str) else text
    (folder / "newsarchive.toml").write_bytes(raw)
    return config.load(folder)


def test_without_a_file_the_defaults_hold(tmp_path: Path) -> None:
    conf = config.load(tmp_path / "data")
    assert (conf.contact, conf.keep, conf.fetch_timeout_s, conf.page_timeout_s) == (None, "changes", 60.0, 20.0)
    assert conf.workers >= 1
    assert (conf.database, conf.warc, conf.outlets) == (
        tmp_path / "data" / "archive.db",
        tmp_path / "data" / "warc",
        tmp_path / "data" / "outlets",
    )
    assert not (tmp_path / "data").exists()


def test_what_the_file_says_holds(tmp_path: Path) -> None:
    conf = load(
        tmp_path, 'contact = "a@bao.example"\nkeep = "all"\nworkers = 3\nfetch_timeout_s = 5\npage_timeout_s = 1.5\n'
    )
    assert (conf.contact, conf.keep, conf.workers) == ("a@bao.example", "all", 3)
    assert (conf.fetch_timeout_s, conf.page_timeout_s) == (5, 1.5)


def test_a_byte_order_mark_does_no_harm(tmp_path: Path) -> None:
    assert load(tmp_path, b"\xef\xbb\xbfworkers = 3\n").workers == 3


WRONG = [
    (
        'contct = "a"',
        "unknown key 'contct'; known keys: contact, keep, workers, fetch_timeout_s, page_timeout_s, warc_max_bytes",
    ),
    ("contact = 3", "contact must be an e-mail address or a web page, as text, not 3"),
    ('contact = " "', "contact must be"),
    ('contact = "a\\nX-Header: b"', "contact must be"),
    ('keep = "some"', 'keep must be "changes" or "all", not \'some\''),
    ("workers = 0", "workers must be a whole number from 1 to 64, not 0"),
    ("workers = true", "workers must be"),
    ('workers = "2"', "workers must be"),
    ("fetch_timeout_s = 0", "fetch_timeout_s must be seconds, more than 0 and at most 3600, not 0"),
    ("fetch_timeout_s = inf", "fetch_timeout_s must be"),
    ("page_timeout_s = nan", "page_timeout_s must be"),
    ("page_timeout_s = -1", "page_timeout_s must be"),
    ("warc_max_bytes = 5", "warc_max_bytes must be bytes, at least 1000000, not 5"),
    ("workers = ", "not valid TOML"),
    ("a = " + "[" * 3000, "not valid TOML"),
    (b'contact = "\xff"', "not UTF-8 text (line 1); save the file as UTF-8"),
]


@pytest.mark.parametrize(("text", "said"), WRONG, ids=[said[:30] for _, said in WRONG])
def test_a_mistake_is_one_line_naming_file_and_key(tmp_path: Path, text: str | bytes, said: str) -> None:
    with pytest.raises(UsageError) as told:
        load(tmp_path, text)
    assert str(told.value).startswith(f"{tmp_path}/newsarchive.toml: {said}")
    assert "\n" not in str(told.value)


def test_a_data_folder_that_is_a_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("x")
    with pytest.raises(DataError, match="is a file; the data folder must be a folder"):
        config.load(tmp_path / "data")


def test_a_file_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    (tmp_path / "newsarchive.toml").mkdir()
    with pytest.raises(DataError, match=r"newsarchive\.toml: cannot be read \(Is a directory\)"):
        config.load(tmp_path)


def test_the_option_comes_before_the_variable_and_that_before_the_working_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("NEWSARCHIVE_DATA", raising=False)
    assert config.data_folder(None) == tmp_path / "data"
    monkeypatch.setenv("NEWSARCHIVE_DATA", "elsewhere")
    assert config.data_folder(None) == tmp_path / "elsewhere"
    assert config.data_folder(Path("here")) == tmp_path / "here"


def test_the_user_agent_names_project_version_and_contact(tmp_path: Path) -> None:
    assert (
        load(tmp_path, 'contact = "a@bao.example"').user_agent
        == f"newsarchive/{version('newsarchive')} (+a@bao.example)"
    )
    assert config.Config(tmp_path).user_agent.endswith(f"(+{config.PROJECT_PAGE})")


@pytest.mark.parametrize("said", ["2026-11-22T02:00:00Z", "2026-11-22T09:00:00+07:00", "2026-11-22T02:00:00"])
def test_the_clock_can_be_set_and_goes_on_ticking(monkeypatch: pytest.MonkeyPatch, said: str) -> None:
    monkeypatch.setenv("NEWSARCHIVE_NOW", said)
    monkeypatch.setattr(config, "_STARTED", config.time.monotonic())
    first, second = config.now(), config.now()
    assert first.tzinfo is UTC
    assert timedelta(0) <= first - datetime(2026, 11, 22, 2, tzinfo=UTC) < timedelta(seconds=30)
    assert second > first


def test_a_clock_that_cannot_be_read_is_wrong_usage(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEWSARCHIVE_NOW", "hôm nay")
    with pytest.raises(UsageError, match="must be an ISO 8601 time"):
        config.now()


def test_without_a_setting_the_clock_is_the_machines(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NEWSARCHIVE_NOW", raising=False)
    assert abs(config.now() - datetime.now(UTC)) < timedelta(seconds=5)
