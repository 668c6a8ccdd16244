"""Where requests are answered from: the network, public addresses only, or WARC files (`--replay`)."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, ip_address
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit
from weakref import WeakKeyDictionary

from scrapy.core.downloader.handlers.base import BaseDownloadHandler
from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.exceptions import CannotResolveHostError, NotConfigured
from scrapy.http import Headers, Response
from scrapy.resolver import CachingThreadedResolver
from scrapy.responsetypes import responsetypes
from scrapy.utils.defer import maybe_deferred_to_future
from scrapy.utils.misc import load_object
from twisted.internet.defer import Deferred
from twisted.internet.interfaces import IHostnameResolver, IResolutionReceiver
from zope.interface import implementer

from newsarchive.errors import OutcomeError
from newsarchive.manners.addresses import is_public
from newsarchive.warc import ReplayIndex

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import Self

    from scrapy import Request
    from scrapy.crawler import Crawler
    from twisted.internet.base import ReactorBase
    from twisted.internet.interfaces import IAddress

    from newsarchive.items import Page

_indexes: WeakKeyDictionary[Crawler, ReplayIndex] = WeakKeyDictionary()


class NotInReplay(OutcomeError):  # noqa: N818  # named after the outcome
    """The WARC files of a replay do not hold the address (outcome `not_in_replay`)."""

    def __init__(self, url: str) -> None:
        super().__init__("not_in_replay", f"not in the replayed files: {url}")


class UnsafeAddress(OutcomeError):  # noqa: N818  # named after the outcome
    """The host's name leads to an address that is not public (outcome `unsafe_address`)."""

    def __init__(self, detail: str) -> None:
        super().__init__("unsafe_address", detail)


class ReplayHandler(BaseDownloadHandler):
    """Answers from the WARC files in the setting NEWSARCHIVE_REPLAY (a list of paths), never from the network.

    A spider that has indexed them already shares its `replay_index` (an attribute); the handler closes it.
    Bodies come as they were received, content coding included. The response's flags hold `replay` and
    `fetched_at=` with the date of the capture (ISO 8601, UTC). `request.meta["replay_capture"]` chooses the n-th
    capture of the address. A robots.txt that the files do not hold is a 404: no rules.
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        if crawler not in _indexes:  # one for http and https
            paths = map(Path, crawler.settings.getlist("NEWSARCHIVE_REPLAY"))
            _indexes[crawler] = getattr(crawler.spider, "replay_index", None) or ReplayIndex(paths)
        self._index = _indexes[crawler]

    async def download_request(self, request: Request) -> Response:
        """Return the stored response. Raises NotInReplay when there is none."""
        page = self._index.get(request.url, request.meta.get("replay_capture"))
        if page is None:
            if urlsplit(request.url).path == "/robots.txt":
                return Response(request.url, status=404, flags=["replay"])
            raise NotInReplay(request.url)
        return _response(page)

    async def close(self) -> None:
        """Remove what had to be unpacked."""
        self._index.close()


class PublicHTTPHandler(HTTP11DownloadHandler):
    """Scrapy's own HTTP client; a name that PublicAddressResolver refused becomes UnsafeAddress."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._guard = _installed_guard()
        self._guard.allow(crawler.settings.getlist("NEWSARCHIVE_ALLOWED_HOSTS"))

    async def download_request(self, request: Request) -> Response:
        """Return the response. Raises UnsafeAddress when the host is not on the public Internet."""
        try:
            return await super().download_request(request)
        except CannotResolveHostError as e:
            refused = self._guard.refused.get(_host_port(request.url))
            if refused is None:
                raise
            raise UnsafeAddress(f"{urlsplit(request.url).hostname} is {refused}, which is not a public address") from e


class PublicAddressResolver(CachingThreadedResolver):
    """Scrapy's default resolver (IPv4, with a timeout), which gives public addresses only.

    Hosts in the setting NEWSARCHIVE_ALLOWED_HOSTS (`host` for the default ports, or `host:port`) may have any
    address. What is checked is the very address that is connected to, so a name that changes in between gains nothing.
    """

    @classmethod
    def from_crawler(cls, crawler: Crawler, reactor: ReactorBase) -> Self:
        """Build from the settings of the process."""
        resolver = super().from_crawler(crawler, reactor)
        resolver.allowed = crawler.settings.getlist("NEWSARCHIVE_ALLOWED_HOSTS")
        return resolver

    allowed: Iterable[str] = ()

    def install_on_reactor(self) -> None:
        """Put the guard between the resolver and everything that connects."""
        super().install_on_reactor()
        reactor: Any = self.reactor  # its interfaces (zope) mean nothing to the type checker
        guard = _Guard(reactor.nameResolver)
        guard.allow(self.allowed)
        reactor.installNameResolver(guard)


class PublicNameMiddleware:
    """Downloader middleware for download handlers of another make, such as a browser: they get public hosts only.

    Ours checks the very address that it connects to. Of another one only what a name means at this moment can be
    checked, and nothing of what it asks for besides (the scripts and pictures of a page).
    """

    def __init__(self, crawler: Crawler) -> None:
        handlers = crawler.settings.getwithbase("DOWNLOAD_HANDLERS")
        ours = (PublicHTTPHandler, ReplayHandler)
        if all(issubclass(load_object(handlers[scheme]), ours) for scheme in ("http", "https")):
            raise NotConfigured
        self._guard = _installed_guard()
        self._guard.allow(crawler.settings.getlist("NEWSARCHIVE_ALLOWED_HOSTS"))

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Build for a crawler, unless its download handlers are ours."""
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Let the request go on. Raises UnsafeAddress when its host is not on the public Internet."""
        host, port = _host_port(request.url)
        waiting = _Waiting()
        self._guard.resolveHostName(waiting, host, port)
        await maybe_deferred_to_future(waiting.done)
        if (refused := self._guard.refused.get((host, port))) is not None:
            raise UnsafeAddress(f"{host} is {refused}, which is not a public address")


@implementer(IResolutionReceiver)
class _Waiting:
    """Waits until a name is resolved; `_Guard` remembers what was refused."""

    def __init__(self) -> None:
        self.done: Deferred[None] = Deferred()

    def resolutionBegan(self, resolution: Any) -> None:  # noqa: N802  # Twisted's name
        pass

    def addressResolved(self, address: IAddress) -> None:  # noqa: N802  # Twisted's name
        pass

    def resolutionComplete(self) -> None:  # noqa: N802  # Twisted's name
        self.done.callback(None)


@implementer(IHostnameResolver)
class _Guard:
    """Passes on the public addresses that another resolver finds, and remembers the others in `refused`.

    Twisted turns any error of a resolver into "host not found", so a refusal cannot be raised here.
    """

    def __init__(self, inner: Any) -> None:
        self._inner = inner
        self._allowed: set[str] = set()
        self.refused: dict[tuple[str, int], str] = {}

    def allow(self, hosts: Iterable[str]) -> None:
        self._allowed |= {h.lower().removesuffix(":80").removesuffix(":443") for h in hosts}

    def admits(self, host: str, port: int, address: str) -> bool:
        named = host if port in (80, 443) else f"{host}:{port}"
        if named in self._allowed or is_public(address):
            self.refused.pop((host, port), None)
            return True
        if len(self.refused) > 10_000:
            self.refused.clear()
        self.refused[host, port] = address
        return False

    def resolveHostName(  # noqa: N802  # Twisted's name
        self,
        resolutionReceiver: Any,  # noqa: N803
        hostName: str,  # noqa: N803
        portNumber: int = 0,  # noqa: N803
        addressTypes: Sequence[type[IAddress]] | None = None,  # noqa: N803
        transportSemantics: str = "TCP",  # noqa: N803
    ) -> Any:
        receiver = _Filter(resolutionReceiver, self, hostName.lower(), portNumber)
        return self._inner.resolveHostName(receiver, hostName, portNumber, addressTypes, transportSemantics)


@implementer(IResolutionReceiver)
class _Filter:
    def __init__(self, receiver: Any, guard: _Guard, host: str, port: int) -> None:
        self._receiver = receiver
        self._guard = guard
        self._host = host
        self._port = port
        self.resolutionBegan = receiver.resolutionBegan
        self.resolutionComplete = receiver.resolutionComplete

    def addressResolved(self, address: IAddress) -> None:  # noqa: N802  # Twisted's name
        if self._guard.admits(self._host, self._port, getattr(address, "host", "")):
            self._receiver.addressResolved(address)


def _installed_guard() -> _Guard:
    from twisted.internet import reactor

    guard: Any = reactor.nameResolver
    if not isinstance(guard, _Guard):
        raise TypeError("PublicHTTPHandler needs TWISTED_DNS_RESOLVER = 'newsarchive.handlers.PublicAddressResolver'")
    return guard


def _host_port(url: str) -> tuple[str, int]:
    parts = urlsplit(url)
    return parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)


def _response(page: Page) -> Response:
    headers = Headers()
    for name, value in page.headers:
        headers.appendlist(name.encode("latin-1", "replace"), value.encode("latin-1", "replace"))
    flags = ["replay", f"fetched_at={page.fetched_at.isoformat()}"] + (["dataloss"] if page.truncated else [])
    kind = responsetypes.from_args(headers=headers, url=page.url, body=page.body)
    return kind(
        url=page.url,
        status=page.status,
        headers=headers,
        body=page.body,
        flags=flags,
        protocol=page.http_version,
        ip_address=_ip(page.ip),
    )


def _ip(text: str | None) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(text) if text else None
    except ValueError:
        return None
