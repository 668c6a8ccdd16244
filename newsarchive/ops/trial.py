"""Make a data folder for one look at a site: the user's settings, an archive of its own, deleted afterwards.

A host is one host, whoever asks: while a trial asks it, the user's archive says so, and what a host asks of one holds for both.
"""

from __future__ import annotations

import os
import tempfile
from contextlib import contextmanager
from dataclasses import fields, replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import tomlkit

from newsarchive import config as configuration
from newsarchive.config import CONFIG_FILE
from newsarchive.ingest import leases
from newsarchive.items import utc_text
from newsarchive.store.archive import Archive
from newsarchive.store.hosts import Hosts

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from newsarchive.config import Config
    from newsarchive.outlets import Outlet

HELD = timedelta(hours=1)
"""How long a trial's hold on hosts lasts at most, for owners on another machine; a dead process here holds nothing."""


@contextmanager
def trial_folder(config: Config, **changes: Any) -> Iterator[Config]:
    """Yield the settings of a temporary data folder: those of `config`, contact included, with these changes."""
    with tempfile.TemporaryDirectory(prefix="newsarchive-trial-") as folder:
        trial = replace(config, data=Path(folder), **changes)
        facts = {f.name: getattr(trial, f.name) for f in fields(trial) if f.name != "data"}
        known = {name: value for name, value in facts.items() if value is not None}
        (trial.data / CONFIG_FILE).write_text(tomlkit.dumps(known), encoding="utf-8")
        yield trial


@contextmanager
def hosts_held(config: Config, trial: Config, outlets: Sequence[Outlet]) -> Iterator[frozenset[str]]:
    """Hold the outlets' hosts in the archive of `config`, where there is one, while `trial` asks them.

    Gives the keys of those that a living process holds already: they must not be asked now. Pauses that hosts have
    asked for go into the trial's archive, and those they ask of it come back.
    """
    if not config.database.exists() or not os.access(config.database, os.W_OK):
        yield frozenset()
        return
    owner = leases.me()
    with Archive.open(config.database) as archive, Archive.open(trial.database) as there:
        busy = _take(archive, outlets, owner)
        _copy_pauses(archive, there)
        try:
            yield busy
        finally:
            _copy_pauses(there, archive)
            with archive.transaction():
                Hosts(archive.db).let_go(owner)


def _take(archive: Archive, outlets: Sequence[Outlet], owner: str) -> frozenset[str]:
    now = configuration.now()
    at, until = utc_text(now), utc_text(now + HELD)
    with archive.transaction():
        hosts = Hosts(archive.db)
        return frozenset(o.key for o in outlets if not leases.take_hosts(hosts, o, owner=owner, at=at, until=until))


def _copy_pauses(source: Archive, target: Archive) -> None:
    now = utc_text(configuration.now())
    known = Hosts(target.db).pauses(now)
    with target.transaction():
        for host, moment in Hosts(source.db).pauses(now).items():
            if moment > known.get(host, ""):
                Hosts(target.db).set_not_before(host, moment)
