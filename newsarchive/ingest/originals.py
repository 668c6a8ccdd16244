"""An original follows its copy: the article that a copy names as its source enters the ledger of its own newspaper."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from newsarchive import discovery
from newsarchive.outlets.schema import MAX_PATH
from newsarchive.store.ledger import NewUrl

if TYPE_CHECKING:
    from newsarchive.ingest.run import Run
    from newsarchive.outlets import Outlet, Registry


class Originals:
    """Enters addresses that articles of one outlet name of another, declared one.

    Each pair of newspapers is a channel of kind `link`, by the home page of the one that copies; its yield counts what
    was entered. The address is due for its own outlet: a crawl of that outlet fetches it, in this run or the next.
    """

    def __init__(self, run: Run, registry: Registry) -> None:
        self._run = run
        self._registry = registry

    def enter(self, url: str, copier: Outlet) -> frozenset[str]:
        """Enter an address named by an article of `copier`; return its host when there is something new to fetch.

        Nothing happens unless it looks like an article of another declared outlet, in an edition that is wanted, and
        names no user or password.
        """
        owner = self._registry.owner(url) if len(url) <= MAX_PATH else None
        if owner is None or owner.key == copier.key or not owner.is_wanted_edition(url):
            return frozenset()
        if "@" in urlsplit(url).netloc or discovery.classify(url, owner) != "article":
            return frozenset()
        run, at = self._run, self._run.at()
        run.enter_outlet(owner)
        channel_id = run.runs.channel(owner.key, "link", copier.home, declared=False)
        new = NewUrl.of(url, owner, "article", channel_id=channel_id)
        _, is_new = run.ledger.add(new, at=at, run_id=run.id)
        run.runs.channel_yield(run.id, channel_id, found=1, new=int(is_new), at=at)
        return frozenset({new.host}) if is_new else frozenset()
