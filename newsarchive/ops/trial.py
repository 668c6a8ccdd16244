"""A data folder for one look at a site: the user's settings, an archive of its own, gone when it is done."""

from __future__ import annotations

import tempfile
from contextlib import contextmanager
from dataclasses import fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from newsarchive.config import CONFIG_FILE
from newsarchive.outlets.writing import assignment

if TYPE_CHECKING:
    from collections.abc import Iterator

    from newsarchive.config import Config


@contextmanager
def trial_folder(config: Config, **changes: Any) -> Iterator[Config]:
    """Give the settings of a temporary data folder: those of `config`, contact included, with these changes."""
    with tempfile.TemporaryDirectory(prefix="newsarchive-trial-") as folder:
        trial = replace(config, data=Path(folder), **changes)
        facts = {f.name: getattr(trial, f.name) for f in fields(trial) if f.name != "data"}
        lines = (assignment(name, value) + "\n" for name, value in facts.items() if value is not None)
        (trial.data / CONFIG_FILE).write_text("".join(lines), encoding="utf-8")
        yield trial
