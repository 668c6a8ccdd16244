"""Requests to the archives of others: one at a time, with a pause between two; a server that says wait is waited for."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

import urllib3
from urllib3.exceptions import HTTPError

from newsarchive import config as configuration
from newsarchive.errors import NewsarchiveError, UsageError
from newsarchive.manners import addresses, delays
from newsarchive.outlets.hostnames import host_of

if TYPE_CHECKING:
    from newsarchive.config import CaptureServices, Config

MAX_BYTES = 64 * 1024 * 1024
"""The largest answer taken: an index page has some megabytes, a page's record far less."""
TRIES = 3
PAUSES_S = (5.0, 30.0)
"""Pauses before the second and third try where the service does not say how long."""
_LATER = frozenset({429, 500, 502, 503, 504})


class UnavailableError(NewsarchiveError):
    """A service does not answer, or wants to be left alone for now."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back; the body is as received, content coding and all."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes


class Services:
    """A client for Common Crawl and the Wayback Machine that reaches their addresses and no others.

    urllib3 makes the connections and checks certificates; it follows no redirect and repeats nothing by itself.
    """

    def __init__(self, config: Config, services: CaptureServices) -> None:
        self._services = services
        bases = (services.commoncrawl_index, services.commoncrawl_data, services.wayback)
        self._hosts = frozenset(host_of(base) for base in bases)
        if "" in self._hosts:
            raise UsageError("an address of Common Crawl or the Wayback Machine is no http(s) address")
        self._pool = urllib3.PoolManager(
            num_pools=3,
            maxsize=1,
            retries=False,
            timeout=urllib3.Timeout(connect=20.0, read=config.fetch_timeout_s),
            headers={"User-Agent": config.user_agent, "Accept-Encoding": "identity"},
        )
        self._next = 0.0

    def get(self, url: str, *, span: tuple[int, int] | None = None) -> Answer:
        """Return the answer of a service, its 404 included. `span` asks for bytes from offset, of a length.

        Raises UnavailableError when it cannot be had now, UsageError for an address that is none of the services'.
        """
        if host_of(url) not in self._hosts or (refused := addresses.refuse(url, self._hosts)) is not None:
            raise UsageError(
                f"{url[:200]}: {refused if host_of(url) in self._hosts else 'not an address of the service'}"
            )
        headers = {"Range": f"bytes={span[0]}-{span[0] + span[1] - 1}"} if span else {}
        why = ""
        for n in range(TRIES):
            if n:
                self._sleep(PAUSES_S[n - 1] if self._services.delay_s >= 1 else self._services.delay_s)
            self._sleep(self._next - time.monotonic())
            try:
                answer = self._once(url, headers)
            except (HTTPError, OSError) as e:
                why = f"{type(e).__name__}: {e}"[:200]
                continue
            finally:
                self._next = time.monotonic() + self._services.delay_s
            if answer.status not in _LATER:
                return answer
            why = f"HTTP {answer.status}"
            wish = delays.retry_after_s(_header(answer.headers, "retry-after"), configuration.now())
            if wish is not None and wish > delays.PATIENCE_S:
                raise UnavailableError(f"{host_of(url)} asks to be left alone for {wish:.0f} s ({why})")
            self._next = max(self._next, time.monotonic() + (wish or 0.0))
        raise UnavailableError(f"{host_of(url)} gave no answer {TRIES} times: {why}")

    def close(self) -> None:
        """Close the connections."""
        self._pool.clear()

    def _once(self, url: str, headers: dict[str, str]) -> Answer:
        response = self._pool.request(
            "GET",
            url,
            headers={**self._pool.headers, **headers},
            preload_content=False,
            decode_content=False,
            redirect=False,
        )
        try:
            body = response.read(MAX_BYTES + 1, decode_content=False)
            while len(body) <= MAX_BYTES and (more := response.read(MAX_BYTES + 1 - len(body), decode_content=False)):
                body += more
            if len(body) > MAX_BYTES:
                raise UnavailableError(f"{host_of(url)}: an answer of more than {MAX_BYTES} bytes")
            return Answer(response.status, tuple(response.headers.items()), body)
        finally:
            response.close()

    @staticmethod
    def _sleep(seconds: float) -> None:
        if seconds > 0:
            time.sleep(seconds)


def _header(headers: tuple[tuple[str, str], ...], name: str) -> str | None:
    return next((v for k, v in headers if k.lower() == name), None)
