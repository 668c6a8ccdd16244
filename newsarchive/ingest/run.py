"""A run: one command at work on one archive, with the tables it writes, its WARC file, and its batches."""

from __future__ import annotations

import hashlib
from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING

from newsarchive import __version__
from newsarchive import config as configuration
from newsarchive.ingest import leases
from newsarchive.ingest.keep import Keeper
from newsarchive.items import utc_text
from newsarchive.store.archive import Archive
from newsarchive.store.articles import Articles
from newsarchive.store.captures import Captures
from newsarchive.store.channels import Channels
from newsarchive.store.frontier import Frontier
from newsarchive.store.hosts import Hosts
from newsarchive.store.ledger import Ledger
from newsarchive.store.runs import Runs
from newsarchive.warc import WarcWriter

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from newsarchive.config import Config
    from newsarchive.outlets import Outlet


class Run:
    """Who writes, when, and into what. One thread uses it.

    Bytes are appended to the WARC and flushed before the transaction commits that holds the capture's pointer, the
    article and the ledger's acknowledgement. A crash between the two leaves whole records behind the last committed
    pointer, which the next start takes in (`recovery.py`).
    """

    def __init__(
        self,
        archive: Archive,
        warc: WarcWriter,
        *,
        run_id: int,
        owner: str,
        now: Callable[[], datetime],
        keep_all: bool,
    ) -> None:
        self.id = run_id
        self.owner = owner
        self.now = now
        self.archive = archive
        self.ledger = Ledger(archive.db)
        self.frontier = Frontier(archive.db)
        self.hosts = Hosts(archive.db)
        self.runs = Runs(archive.db)
        self.captures = Captures(archive.db)
        self.articles = Articles(archive.db)
        self.channels = Channels(archive.db)
        self.keeper = Keeper(archive, warc, run_id=run_id, owner=owner, keep_all=keep_all)
        self._entered: set[str] = set()
        self._renew_at = now()

    @classmethod
    def begin(cls, config: Config, command: str, *, owner: str | None = None, keep_all: bool | None = None) -> Run:
        """Open the archive for writing and begin a run in it, once what dead processes held is given back.

        `keep_all` overrides the setting `keep`. Raises NewsarchiveError when the archive cannot be used.
        """
        owner = owner or leases.me()
        archive = Archive.open(config.database)
        try:
            at = utc_text(configuration.now())
            with archive.transaction():
                release_dead(archive, at)
                run_id = Runs(archive.db).start(
                    command, at=at, version=__version__, config_hash=_config_hash(config), owner=owner,
                    until=_lease(configuration.now()),
                )  # fmt: skip
            writer = WarcWriter(
                config.warc,
                f"{at.replace('-', '').replace(':', '')}-{command.split()[0]}-{run_id:06d}",
                max_bytes=config.warc_max_bytes,
                software=f"newsarchive/{__version__}",
                operator=config.contact,
            )
            keep_all = config.keep == "all" if keep_all is None else keep_all
            return cls(archive, writer, run_id=run_id, owner=owner, now=configuration.now, keep_all=keep_all)
        except BaseException:
            archive.close()
            raise

    def at(self) -> str:
        """Return the present moment as UTC text."""
        return utc_text(self.now())

    def enter_outlet(self, outlet: Outlet) -> None:
        """Enter an outlet as it is declared, once in a run."""
        if outlet.key not in self._entered:
            self.runs.enter_outlet(outlet)
            self._entered.add(outlet.key)

    @contextmanager
    def batch(self) -> Iterator[None]:
        """Group visits: all bytes are flushed to the WARC before all rows commit together; on an error neither stays."""
        with self.keeper.batch(), self.archive.transaction():
            self._stay()
            yield
            self.keeper.flush()

    def _stay(self) -> None:
        """Have the run be believed longer, now and then: one without a heartbeat (an import) has its batches."""
        now = self.now()
        if now >= self._renew_at:
            self._renew_at = now + timedelta(seconds=leases.RENEW_S)
            self.runs.renew(self.id, until=_lease(now))

    def renew(self, until: str) -> None:
        """Prolong the leases of this run, of addresses and hosts (UTC text)."""
        self.hosts.renew(self.owner, until=until)
        self.frontier.renew(self.owner, until=until)

    def settled(self, outcome: str) -> str:
        """Return how a run ends: `partly` in place of `finished` when nothing at all of some outlet could be read."""
        if outcome == "finished" and any(r.failure for r in self.runs.results(self.id)):
            return "partly"
        return outcome

    def end(self, outcome: str) -> None:
        """Give back what was not fetched and write the run's sums. Must be called inside `batch()`."""
        self.frontier.give_back_all(self.owner)
        self.hosts.let_go(self.owner)
        self.runs.finish(self.id, at=self.at(), outcome=self.settled(outcome))

    def close(self) -> None:
        """Finish the WARC files and close the archive."""
        try:
            self.keeper.close()
        finally:
            self.archive.close()


def release_dead(archive: Archive, at: str) -> None:
    """Give back the leases of processes that died; `at` is the present moment (UTC text)."""
    runs, frontier, hosts = Runs(archive.db), Frontier(archive.db), Hosts(archive.db)
    for _, owner, until in runs.unfinished():
        if leases.is_dead(owner, until, at):
            frontier.give_back_all(owner)
            hosts.let_go(owner)
            runs.interrupted(owner, at)


def _lease(now: datetime) -> str:
    return utc_text(now + timedelta(seconds=leases.LEASE_S))


def _config_hash(config: Config) -> str:
    facts = f"{config.keep}|{config.page_timeout_s}|{config.fetch_timeout_s}|{config.contact}"
    return hashlib.sha256(facts.encode()).hexdigest()[:16]
