"""robots.txt of each host of a crawl: fetched before anything else, believed, asked again, or the reason to leave it alone."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from newsarchive.crawl.fetch import Fetch
from newsarchive.ingest.due import HELD_FOR
from newsarchive.ingest.values import Visit
from newsarchive.items import utc_text
from newsarchive.manners import robots
from newsarchive.outlets.hostnames import host_of
from newsarchive.store.ledger import NewUrl

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from datetime import datetime

    from newsarchive.crawl.admission import Admission
    from newsarchive.crawl.crawl_run import CrawlRun
    from newsarchive.crawl.hosts import Host, HostBook
    from newsarchive.ingest.reading import Reading
    from newsarchive.ingest.values import Verdict
    from newsarchive.items import Page

ROBOTS_TRIES = 3
ROBOTS_PAUSE_S = 2.0
ROBOTS_HOPS = 5


class RobotsGate:
    """What a crawl does about robots.txt: nothing else of a host is fetched before this let it through.

    `do` has the writer do something, and waits until it is committed. Not `live`, in a replay, a missing robots.txt
    sets no rules.
    """

    def __init__(
        self,
        do: Callable[[Callable[[CrawlRun], Any]], Awaitable[Any]],
        hosts: HostBook,
        admission: Admission,
        *,
        user_agent: str,
        live: bool,
        now: Callable[[], datetime],
    ) -> None:
        self._do = do
        self._hosts = hosts
        self._admission = admission
        self._user_agent = user_agent
        self._live = live
        self._now = now

    def fetch(self, host: Host) -> Fetch:
        """Return the fetch of a host's robots.txt, or of where it redirected to."""
        url = host.robots_url or f"{host.scheme}://{host.name}/robots.txt"
        delay_s = host.delay_s if host.robots_tries and self._live else 0.0
        return Fetch(0, url, host.name, "other", host.outlet, None, (), delay_s)

    async def arrived(self, host: Host, fetch: Fetch, page: Page | None, reading: Reading) -> Verdict:
        """Take an answer to robots.txt (or none): follow it, ask again, believe it, or leave the host alone."""
        verdict: Verdict = await self._do(lambda crawl: self._record(crawl, fetch, page, reading))
        host.robots_tries += 1
        if reading.outcome == "redirect" and self._may_follow(host, reading.redirect_to or ""):
            host.robots_url = reading.redirect_to
        elif reading.outcome == "unsafe_address":
            await self._hold(host, "unsafe_address", reading.detail or "")
        else:
            policy = robots.parse(page, self._user_agent)
            again = self._live and host.robots_tries < ROBOTS_TRIES and host.left_alone is None
            if policy.status == "unreachable" and again:
                host.robots_url = None
                host.not_before = max(host.not_before, time.monotonic() + ROBOTS_PAUSE_S)
            else:
                await self._believe(host, policy, reading.detail or reading.outcome)
        host.downloading = False
        return verdict

    def _may_follow(self, host: Host, target: str) -> bool:
        return host.robots_tries <= ROBOTS_HOPS and self._admission.unsafe(target) is None

    async def _believe(self, host: Host, policy: robots.RobotsPolicy, why: str) -> None:
        if policy.status == "unreachable" and not self._live:
            policy = replace(policy, status="none")  # a file that holds no robots.txt sets no rules
        await self._do(lambda crawl: self._keep_policy(crawl, host, policy))
        if policy.status == "unreachable":
            await self._hold(host, "robots_unreachable", f"robots.txt: {why}")
        self._hosts.believe(host, policy)
        for url in policy.sitemaps:
            if host.outlet.owns(url):
                self._hosts.meet(host_of(url), host.outlet).wake()

    async def _hold(self, host: Host, outcome: str, why: str) -> None:
        """Leave a host alone whose robots.txt cannot be had; its addresses are tried again in an hour at the earliest."""
        self._hosts.leave_alone(host, why)
        until = utc_text(self._now() + HELD_FOR)
        await self._do(lambda c: c.run.frontier.hold_host(host.name, outcome=outcome, detail=why, until=until))

    def _record(self, crawl: CrawlRun, fetch: Fetch, page: Page | None, reading: Reading) -> Verdict:
        run = crawl.run
        url_id = run.ledger.enter_target(NewUrl.of(fetch.url, fetch.outlet, "other"), at=run.at(), run_id=run.id)
        if reading.outcome == "redirect":
            reading = replace(reading, outcome="listed", detail=f"redirects to {reading.redirect_to}")
        return crawl.record(Visit(url_id, fetch.outlet, "other", page, reading, live=self._live))

    def _keep_policy(self, crawl: CrawlRun, host: Host, policy: robots.RobotsPolicy) -> None:
        run = crawl.run
        run.runs.policy(run.id, host.name, policy.status, policy.digest, policy.crawl_delay_s, policy.tdm)
        crawl.supply.add_sitemaps(host.outlet, policy.sitemaps, run.at())
