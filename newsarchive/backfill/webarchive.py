"""A web archive of others: what is asked of each, whatever its index and its captures look like."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, TypeVar

from newsarchive.backfill.client import UnavailableError
from newsarchive.discovery.cdx import CdxError
from newsarchive.errors import OutcomeError
from newsarchive.outlets.hostnames import host_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from newsarchive.backfill.client import Services
    from newsarchive.discovery.cdx import CdxAnswer
    from newsarchive.items import Page
    from newsarchive.store.backfill_captures import CaptureRow

Cursor = dict[str, str | int]
"""Where the reading of an index goes on; only the web archive that gave it can read it."""

T = TypeVar("T")


class WebArchive(Protocol):
    """Common Crawl or the Wayback Machine. What it asks raises UnavailableError when the service cannot answer now."""

    @property
    def base(self) -> str:
        """The address under which its index is asked; its host is held by one backfill at a time."""

    def answers(self, hosts: tuple[str, ...], month: str, cursor: Cursor) -> Iterator[tuple[CdxAnswer, Cursor | None]]:
        """Give what the index names of these hosts in a month, from a cursor on.

        Each answer comes with the cursor behind it, None where the next host begins: it is asked from its first row.
        """

    def page(self, row: CaptureRow) -> Page:
        """Return a capture as the page it is. Raises OutcomeError when it cannot be had, or is not what the index names."""


def read_index(services: Services, url: str, read: Callable[[bytes], T], nothing: T) -> T:
    """Return what an answer of an index says; one that cannot be read is asked for once more."""
    for last in (False, True):
        try:
            body = _ask(services, url)
            return read(body) if body is not None else nothing
        except CdxError as e:
            if last:
                raise UnavailableError(f"{host_of(url)}: {e}") from e
    raise AssertionError("unreachable")


def _ask(services: Services, url: str) -> bytes | None:
    """Return an answer of the index, None when it has nothing (Common Crawl says so with 404)."""
    answer = services.get(url)
    if answer.status == 404:
        return None
    if answer.status != 200:
        raise UnavailableError(f"{host_of(url)} answered HTTP {answer.status}")
    return answer.body


def checked(page: Page, row: CaptureRow) -> Page:
    """Return the page when its bytes are those that the index names. Raises OutcomeError."""
    if page.digest != f"sha1:{row.digest}":
        raise OutcomeError("truncated", "the bytes are not those that the index names (digest)")
    return page


def hosts_from(hosts: tuple[str, ...], host: str | None) -> tuple[str, ...]:
    """Return the hosts from this one on; all of them when it is none of them."""
    return hosts[hosts.index(host) :] if host in hosts else hosts


def digits(moment: str) -> str:
    """Return an ISO day or moment as CDX servers write it: `20261003`, `20261003040506`."""
    return "".join(c for c in moment if c.isdigit())
