"""Where the data lives, who we say we are, what time it is: the only reader of environment variables."""

from __future__ import annotations

import os
import time
import tomllib
from dataclasses import dataclass, fields
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from newsarchive.errors import DataError, UsageError

PROJECT_PAGE = "https://pypi.org/project/newsarchive/"
CONFIG_FILE = "newsarchive.toml"
DATA_VARIABLE = "NEWSARCHIVE_DATA"
MAX_TIMEOUT_S = 3600
_STARTED = time.monotonic()


@dataclass(frozen=True, slots=True)
class Config:
    """The settings of one data folder (`newsarchive.toml`). Times in seconds, sizes in bytes.

    `keep` is `"changes"` (the first capture of an address and those whose article changed) or `"all"`.
    """

    data: Path
    contact: str | None = None
    keep: str = "changes"
    workers: int = max(1, (os.cpu_count() or 2))
    fetch_timeout_s: float = 60.0
    page_timeout_s: float = 20.0
    warc_max_bytes: int = 1_000_000_000

    @property
    def database(self) -> Path:
        """The SQLite file."""
        return self.data / "archive.db"

    @property
    def warc(self) -> Path:
        """The folder of WARC files."""
        return self.data / "warc"

    @property
    def outlets(self) -> Path:
        """The folder of the user's own outlet files."""
        return self.data / "outlets"

    @property
    def user_agent(self) -> str:
        """The User-Agent header: the project, its version, and whom to write to."""
        from importlib.metadata import version

        return f"newsarchive/{version('newsarchive')} (+{self.contact or PROJECT_PAGE})"


_CHECKS: dict[str, tuple[type | tuple[type, ...], str]] = {
    "contact": (str, "an e-mail address or a web page, as text"),
    "keep": (str, '"changes" or "all"'),
    "workers": (int, "a whole number from 1 to 64"),
    "fetch_timeout_s": ((int, float), "seconds, more than 0 and at most 3600"),
    "page_timeout_s": ((int, float), "seconds, more than 0 and at most 3600"),
    "warc_max_bytes": (int, "bytes, at least 1000000"),
}


def data_folder(option: Path | None) -> Path:
    """Return the data folder: the option, else `NEWSARCHIVE_DATA`, else `data/` in the working folder; absolute."""
    return (option or Path(os.environ.get(DATA_VARIABLE) or "data")).expanduser().absolute()


def load(option: Path | None = None) -> Config:
    """Read `newsarchive.toml` of the data folder, if there is one. Raises UsageError naming file and key."""
    data = data_folder(option)
    path = data / CONFIG_FILE
    try:
        raw: dict[str, Any] = tomllib.loads(path.read_bytes().decode("utf-8-sig"))
    except FileNotFoundError:
        return Config(data=data)
    except NotADirectoryError as e:
        raise DataError(f"{data}: is a file; the data folder must be a folder") from e
    except OSError as e:
        raise DataError(f"{path}: cannot be read ({e.strerror or e})") from e
    except UnicodeDecodeError as e:
        line = e.object[: e.start].count(b"\n") + 1
        raise UsageError(f"{path}: not UTF-8 text (line {line}); save the file as UTF-8") from e
    except (tomllib.TOMLDecodeError, RecursionError, ValueError) as e:  # the latter two: nesting, numbers without end
        raise UsageError(f"{path}: not valid TOML: {' '.join(str(e).split())[:300]}") from e
    known = [f.name for f in fields(Config) if f.name != "data"]
    for key, value in raw.items():
        if key not in known:
            raise UsageError(f"{path}: unknown key {key!r}; known keys: {', '.join(known)}")
        kind, meaning = _CHECKS[key]
        if not isinstance(value, kind) or isinstance(value, bool) or not _in_range(key, value):
            raise UsageError(f"{path}: {key} must be {meaning}, not {value!r}")
    return Config(data=data, **raw)


def _in_range(key: str, value: Any) -> bool:
    if key == "keep":
        return value in ("changes", "all")
    if key == "workers":
        return 1 <= int(value) <= 64
    if key == "warc_max_bytes":
        return int(value) >= 1_000_000
    if key == "contact":
        return bool(value.strip()) and value.isprintable()
    return bool(0 < value <= MAX_TIMEOUT_S)


@dataclass(frozen=True, slots=True)
class CaptureServices:
    """Where captures of others are asked for, and the seconds between two requests to them."""

    commoncrawl_index: str
    commoncrawl_data: str
    wayback: str
    delay_s: float


def capture_services() -> CaptureServices:
    """Return the addresses of Common Crawl and the Wayback Machine; variables of the environment name mirrors.

    `NEWSARCHIVE_COMMONCRAWL_INDEX`, `NEWSARCHIVE_COMMONCRAWL_DATA`, `NEWSARCHIVE_WAYBACK` (addresses without a final
    slash) and `NEWSARCHIVE_CAPTURES_DELAY_S`. Raises UsageError.
    """
    delay = os.environ.get("NEWSARCHIVE_CAPTURES_DELAY_S") or "1.5"
    try:
        delay_s = float(delay)
    except ValueError:
        delay_s = -1.0
    if not 0 <= delay_s <= 3600:
        raise UsageError(f"NEWSARCHIVE_CAPTURES_DELAY_S must be seconds from 0 to 3600, not {delay!r}")
    return CaptureServices(
        os.environ.get("NEWSARCHIVE_COMMONCRAWL_INDEX") or "https://index.commoncrawl.org",
        os.environ.get("NEWSARCHIVE_COMMONCRAWL_DATA") or "https://data.commoncrawl.org",
        os.environ.get("NEWSARCHIVE_WAYBACK") or "https://web.archive.org",
        delay_s,
    )


def now() -> datetime:
    """Return the present moment, aware, in UTC; `NEWSARCHIVE_NOW` (ISO 8601) sets it for rehearsals and tests.

    A clock that was set goes on ticking from the start of the process, so that waiting for a moment ends.
    """
    setting = os.environ.get("NEWSARCHIVE_NOW")
    if not setting:
        return datetime.now(UTC)
    try:
        moment = datetime.fromisoformat(setting)
    except ValueError as e:
        raise UsageError(f"NEWSARCHIVE_NOW must be an ISO 8601 time, not {setting!r}") from e
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return aware.astimezone(UTC) + timedelta(seconds=time.monotonic() - _STARTED)
