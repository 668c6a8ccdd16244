"""robots.txt of each host of a crawl: fetched before anything else, believed, asked again, or the reason to leave it alone."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from newsarchive.ingest import seeds
from newsarchive.ingest.visit import Fetch, Verdict, Visit
from newsarchive.items import utc_text
from newsarchive.manners import addresses, robots
from newsarchive.outlets.hosts import host_of
from newsarchive.store.ledger import NewUrl

if TYPE_CHECKING:
    from newsarchive.ingest.hosts import Host
    from newsarchive.ingest.ordering import Order
    from newsarchive.ingest.reading import Reading
    from newsarchive.ingest.recorder import Recorder
    from newsarchive.ingest.session import CrawlSession
    from newsarchive.items import Page

ROBOTS_TRIES = 3
ROBOTS_PAUSE_S = 2.0
ROBOTS_HOPS = 5


class RobotsGate:
    """What a crawl does about robots.txt: nothing else of a host is fetched before this let it through."""

    def __init__(self, session: CrawlSession, order: Order, user_agent: str) -> None:
        self._session = session
        self._order = order
        self._user_agent = user_agent

    def fetch(self, host: Host) -> Fetch:
        """Return the fetch of a host's robots.txt, or of where it redirected to."""
        url = host.robots_url or f"{host.scheme}://{host.name}/robots.txt"
        return Fetch(
            0,
            url,
            host.name,
            "other",
            host.outlet,
            None,
            (),
            host.delay_s if host.robots_tries and self._session.live else 0.0,
        )

    async def arrived(self, host: Host, fetch: Fetch, page: Page | None, reading: Reading) -> Verdict:
        """Take an answer to robots.txt (or none): follow it, ask again, believe it, or leave the host alone."""
        verdict = await self._session.do(lambda r: self._record_robots(r, fetch, page, reading))
        host.robots_tries += 1
        if reading.outcome == "redirect" and self._may_follow_robots(host, reading.redirect_to or ""):
            host.robots_url = reading.redirect_to
        elif reading.outcome == "unsafe_address":
            await self._hold(host, "unsafe_address", reading.detail or "")
        else:
            policy = robots.parse(page, self._user_agent)
            again = self._session.live and host.robots_tries < ROBOTS_TRIES and host.left_alone is None
            if policy.status == "unreachable" and again:
                host.robots_url = None
                host.not_before = max(host.not_before, time.monotonic() + ROBOTS_PAUSE_S)
            else:
                await self._believe(host, policy, reading.detail or reading.outcome)
        host.downloading = False
        return verdict

    def _may_follow_robots(self, host: Host, target: str) -> bool:
        return host.robots_tries <= ROBOTS_HOPS and (
            not self._session.live or addresses.refuse(target, self._session.allowed_hosts) is None
        )

    async def _believe(self, host: Host, policy: robots.RobotsPolicy, why: str) -> None:
        if policy.status == "unreachable" and not self._session.live:
            policy = replace(policy, status="none")  # a file that holds no robots.txt sets no rules
        await self._session.do(lambda r: self._keep_policy(r, host, policy))
        if policy.status == "unreachable":
            await self._hold(host, "robots_unreachable", f"robots.txt: {why}")
        host.believe(policy)
        for url in policy.sitemaps:
            if host.outlet.owns(url):
                self._session.hosts.meet(host_of(url), host.outlet).wake()

    async def _hold(self, host: Host, outcome: str, why: str) -> None:
        """Leave a host alone whose robots.txt cannot be had; its addresses are tried again in an hour at the earliest."""
        self._session.hosts.leave_alone(host, why)
        until = utc_text(self._session.now() + timedelta(hours=1))
        await self._session.do(lambda r: r.frontier.hold_host(host.name, outcome=outcome, detail=why, until=until))

    def _record_robots(self, recorder: Recorder, fetch: Fetch, page: Page | None, reading: Reading) -> Verdict:
        at = utc_text(self._session.now())
        new = NewUrl.of(fetch.url, fetch.outlet, "other")
        url_id = recorder.ledger.enter_target(new, at=at, run_id=recorder.run_id)
        if reading.outcome == "redirect":
            reading = replace(reading, outcome="listed", detail=f"redirects to {reading.redirect_to}")
        return recorder.record(Visit(url_id, fetch.outlet, "other", page, reading, live=self._session.live))

    def _keep_policy(self, recorder: Recorder, host: Host, policy: robots.RobotsPolicy) -> None:
        if host.outlet.sitemaps and self._order.wants_lists(host.outlet.key):
            seeds.withhold_sitemaps(recorder, host.outlet, policy.sitemaps, at=utc_text(self._session.now()))
        recorder.runs.policy(recorder.run_id, host.name, policy.status, policy.digest, policy.crawl_delay_s, policy.tdm)
        if host.outlet.sitemaps or not self._order.wants_lists(host.outlet.key):
            return
        for url in policy.sitemaps:
            if not host.outlet.owns(url):
                continue
            at = utc_text(self._session.now())
            if recorder.past is not None:
                recorder.past.add_sitemap(url, at)
            else:
                seeds.enter_root(recorder, host.outlet, "sitemap", url, at=at, due=not self._order.due_only)
