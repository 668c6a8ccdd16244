"""Which addresses a crawl may ask for: public ones that robots.txt allows, redirects only within the outlet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsarchive.ingest.reading import Reading
from newsarchive.manners import addresses
from newsarchive.outlets.hostnames import host_of

if TYPE_CHECKING:
    from newsarchive.crawl.fetch import Fetch
    from newsarchive.crawl.hosts import Host, HostBook
    from newsarchive.outlets import Registry


def private_hosts(registry: Registry) -> tuple[str, ...]:
    """Return the hosts on private addresses that declared homes open: their own host and port, and their domains."""
    return tuple(h for o in registry.all() if addresses.refuse(o.home, ()) is not None for h in o.hosts)


class Admission:
    """Judges addresses before they are asked for. `allowed_hosts` may be on private addresses.

    Not `live`, in a replay, addresses on private networks are let through: nothing is sent to them.
    """

    def __init__(self, allowed_hosts: tuple[str, ...], hosts: HostBook, *, live: bool) -> None:
        self._allowed_hosts = allowed_hosts
        self._hosts = hosts
        self._live = live

    def refusal(self, host: Host, url: str) -> tuple[str, str] | None:
        """Return outcome and detail for an address of a host that may not be fetched, None when it may."""
        if (reason := self.unsafe(url)) is not None:
            return "unsafe_address", reason
        if host.policy is not None and not host.policy.allows(url):
            return "robots_denied", "robots.txt forbids it"
        return None

    def unsafe(self, url: str) -> str | None:
        """Return why nothing may be sent to an address, None when it is safe."""
        return addresses.refuse(url, self._allowed_hosts) if self._live else None

    def redirect(self, fetch: Fetch, reading: Reading) -> tuple[Reading, bool]:
        """Return what a redirect is: itself, or why its target is not entered.

        Its target must be allowed by address, outlet, edition and robots.txt. With the flag the redirect ends here.
        """
        target = reading.redirect_to or ""
        if (reason := self.unsafe(target)) is not None:
            return Reading("unsafe_address", f"redirects to {target[:200]}: {reason}"), True
        if not fetch.outlet.owns(target):
            return Reading("off_site", f"redirects to {target[:200]}", redirect_to=target), True
        if not fetch.outlet.is_wanted_edition(target) and fetch.outlet.is_wanted_edition(fetch.url):
            return Reading("not_article", f"edition: redirects to {target[:200]}"), True
        there = self._hosts.find(host_of(target))
        if there is not None and there.policy is not None and not there.policy.allows(target):
            return Reading("robots_denied", f"redirects to {target[:200]}, which robots.txt forbids"), True
        return reading, False
