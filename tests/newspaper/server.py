"""A threaded HTTP/1.1 server on loopback that can be slow, broken or rude, and remembers every request."""

from __future__ import annotations

import contextlib
import gzip
import hashlib
import socket
import ssl
import sys
import threading
import time
import zlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC
from email.utils import format_datetime, parsedate_to_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import brotli

from tests.newspaper.site import Answer

CODINGS = ("identity", "gzip", "br", "deflate")


@dataclass
class Request:
    """One request as it arrived. `at` and `answered_at` are monotonic seconds; `status` is None until answered."""

    at: float
    method: str
    target: str
    headers: dict[str, str]
    connection: int
    status: int | None = None
    answered_at: float | None = None

    @property
    def path(self) -> str:
        """The path without the query."""
        return self.target.partition("?")[0]

    def header(self, name: str) -> str | None:
        """Return a request header, whatever its case."""
        return self.headers.get(name.lower())


@dataclass
class Fault:
    """What goes wrong at an address, and how many times more (None: always)."""

    kind: str
    times: int | None = None
    status: int = 503
    headers: tuple[tuple[str, str], ...] = ()
    seconds: float = 0.0
    after_bytes: int | None = None
    share: float = 0.5
    body: bytes = b"temporarily unavailable"


@dataclass
class Log:
    """All requests, and how many connections and answers were open at once."""

    requests: list[Request] = field(default_factory=list)
    max_connections: int = 0
    max_active: int = 0
    open_connections: int = 0
    active: int = 0
    connections: int = 0
    errors: list[BaseException] = field(default_factory=list)


class Server:
    """Serves what `respond` answers. Start and stop it with a `with` statement."""

    def __init__(
        self,
        respond: Callable[[str], Answer] | None = None,
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        tls: ssl.SSLContext | None = None,
        codings: Iterable[str] = CODINGS,
        chunked: bool = True,
    ) -> None:
        self.respond = respond
        self.codings, self.chunked = tuple(codings), chunked
        self.log = Log()
        self.lock = threading.Lock()
        self.stopping = threading.Event()
        self.faults: dict[str, list[Fault]] = {}
        self.sockets: set[socket.socket] = set()
        self._encoded: dict[tuple[bytes, str], bytes] = {}
        self._http = _Http((host, port), _Handler)
        self._http.paper, self._http.tls = self, tls
        self.host, self.port = self._http.server_address[0], self._http.server_address[1]
        self._thread = threading.Thread(target=self._http.serve_forever, args=(0.02,), name=f"newspaper:{self.port}")

    def start(self) -> None:
        """Begin to serve."""
        self._thread.start()

    def stop(self) -> None:
        """Stop serving: open connections are closed, all threads have ended."""
        self.stopping.set()
        self._http.shutdown()
        self._thread.join()
        while True:
            with self.lock:
                still = list(self.sockets)
            for connection in still:
                with contextlib.suppress(OSError):
                    connection.shutdown(socket.SHUT_RDWR)
            if not still:
                break
            time.sleep(0.01)
        self._http.server_close()

    # What goes wrong, by address

    def break_at(self, path: str, fault: Fault) -> None:
        """Let something go wrong at a path, at a path with its query, or below a path that ends in `*`."""
        with self.lock:
            self.faults.setdefault(path, []).append(fault)

    def heal(self, path: str | None = None) -> None:
        """Take back what goes wrong at this address, or everywhere."""
        with self.lock:
            if path is None:
                self.faults.clear()
            else:
                self.faults.pop(path, None)

    def faults_for(self, target: str) -> list[Fault]:
        """Return what goes wrong with this request, and count it."""
        with self.lock:
            keys = [k for k in self.faults if k in (target, target.partition("?")[0]) or _below(k, target)]
            hit = []
            for key in keys:
                for fault in list(self.faults[key]):
                    # Slowness comes with anything; of the rest the first one declared counts.
                    if fault.kind != "slow" and any(f.kind != "slow" for f in hit):
                        continue
                    hit.append(fault)
                    if fault.times is not None:
                        fault.times -= 1
                        if fault.times <= 0:
                            self.faults[key].remove(fault)
            return hit

    def encoded(self, body: bytes, coding: str) -> bytes:
        """Return the body in a content coding, made once."""
        if coding == "identity":
            return body
        key = (hashlib.sha1(body).digest(), coding)
        if key not in self._encoded:
            if len(self._encoded) > 20_000:
                self._encoded.clear()
            self._encoded[key] = encode(body, coding)
        return self._encoded[key]


def encode(body: bytes, coding: str) -> bytes:
    """Return the body in a content coding (RFC 9110, 8.4.1), the same bytes every time."""
    if coding == "gzip":
        return gzip.compress(body, mtime=0)
    if coding == "deflate":
        return zlib.compress(body)
    if coding == "br":
        return bytes(brotli.compress(body, quality=4))
    return body


def _below(pattern: str, target: str) -> bool:
    return pattern.endswith("*") and target.startswith(pattern[:-1])


class _Http(ThreadingHTTPServer):
    daemon_threads = False  # every thread has ended before the test goes on
    block_on_close = True
    request_queue_size = 128
    paper: Server
    tls: ssl.SSLContext | None = None

    def get_request(self) -> tuple[Any, Any]:
        connection, address = super().get_request()
        if self.tls:
            connection = self.tls.wrap_socket(connection, server_side=True, do_handshake_on_connect=False)
        with self.paper.lock:
            self.paper.sockets.add(connection)
        return connection, address

    def shutdown_request(self, request: Any) -> None:
        super().shutdown_request(request)
        with self.paper.lock:
            self.paper.sockets.discard(request)

    def handle_error(self, request: Any, client_address: Any) -> None:
        error = sys.exception()
        # A client may hang up or refuse the certificate at any moment; all else is a mistake of this server.
        if error is not None and not isinstance(error, OSError):
            with self.paper.lock:
                self.paper.log.errors.append(error)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1  # one answer is one write
    timeout = 60
    server: _Http

    def setup(self) -> None:
        if isinstance(self.request, ssl.SSLSocket):
            self.request.settimeout(10)
            self.request.do_handshake()
        super().setup()
        log = self.server.paper.log
        with self.server.paper.lock:
            log.connections += 1
            self.connection_id = log.connections
            log.open_connections += 1
            log.max_connections = max(log.max_connections, log.open_connections)

    def finish(self) -> None:
        with self.server.paper.lock:
            self.server.paper.log.open_connections -= 1
        super().finish()

    def do_GET(self) -> None:
        paper = self.server.paper
        headers = {name.lower(): value for name, value in self.headers.items()}
        request = Request(time.monotonic(), self.command, self.path, headers, self.connection_id)
        with paper.lock:
            paper.log.requests.append(request)
            paper.log.active += 1
            paper.log.max_active = max(paper.log.max_active, paper.log.active)
        try:
            self._answer(request)
        finally:
            # Before the answer leaves: whoever has it may look at the log at once.
            with paper.lock:
                paper.log.active -= 1
                request.answered_at = time.monotonic()
        self.wfile.flush()

    do_HEAD = do_GET  # noqa: N815 - the name the base class calls

    def _answer(self, request: Request) -> None:
        paper = self.server.paper
        faults = paper.faults_for(request.target)
        for fault in faults:
            if fault.kind == "slow" and paper.stopping.wait(fault.seconds):
                self.close_connection = True
                return
        fault = next((f for f in faults if f.kind != "slow"), None)
        if fault and fault.kind == "drop":
            self.close_connection = True
            return
        if fault and fault.kind == "hang" and fault.after_bytes is None:
            paper.stopping.wait()
            self.close_connection = True
            return
        if fault and fault.kind == "fail":
            answer = Answer(fault.body, "text/plain", fault.status, fault.headers)
        elif paper.respond is None:
            answer = Answer(b"not open yet", "text/plain", 503)
        else:
            answer = paper.respond(request.target)
        self._send(request, answer, fault)

    def _send(self, request: Request, answer: Answer, fault: Fault | None) -> None:
        names = {name.lower() for name, _ in answer.headers}
        body, coding = self._coded(request, answer, names)
        etag = '"' + hashlib.sha1(answer.body).hexdigest()[:20] + '"'
        status = answer.status
        conditional = status == 200 and "etag" not in names and request.path != "/robots.txt"
        if conditional and self._is_known(request, etag, answer):
            status, body = 304, b""
        request.status = status
        self.send_response(status)
        if answer.content_type and status != 304 and "content-type" not in names:
            self.send_header("Content-Type", answer.content_type)
        for name, value in answer.headers:
            self.send_header(name, value)
        if conditional:
            self.send_header("ETag", etag)
            if answer.last_modified:
                self.send_header("Last-Modified", _http_date(answer))
        if coding != "identity" and status != 304:
            self.send_header("Content-Encoding", coding)
            self.send_header("Vary", "Accept-Encoding")
        cut = fault is not None and fault.kind in ("truncate", "hang")
        chunks = (
            self.server.paper.chunked
            and not cut
            and status == 200
            and len(body) > 0
            and _number(request.target) % 4 == 3
        )
        if chunks:
            self.send_header("Transfer-Encoding", "chunked")
        elif status != 304 and "content-length" not in names:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if request.method == "HEAD" or status == 304:
            return
        if fault and fault.kind == "truncate":
            self.wfile.write(body[: int(len(body) * fault.share)])
            self.close_connection = True
        elif fault and fault.kind == "hang":
            self.wfile.write(body[: fault.after_bytes])
            self.wfile.flush()
            self.server.paper.stopping.wait()
            self.close_connection = True
        elif chunks:
            middle = len(body) // 2 or 1
            for piece in (body[:middle], body[middle:]):
                if piece:
                    self.wfile.write(b"%x\r\n%s\r\n" % (len(piece), piece))
            self.wfile.write(b"0\r\n\r\n")
        else:
            self.wfile.write(body)

    def _coded(self, request: Request, answer: Answer, names: set[str]) -> tuple[bytes, str]:
        """Return the body in a coding the client takes; which one depends on the address alone."""
        textual = answer.content_type.startswith(("text/", "application/xml", "application/rss", "application/atom"))
        accepted = {part.split(";")[0].strip().lower() for part in (request.header("accept-encoding") or "").split(",")}
        codings = [c for c in self.server.paper.codings if c == "identity" or c in accepted]
        if (
            not textual
            or names & {"content-encoding", "content-length"}
            or not codings
            or request.path == "/robots.txt"
        ):
            return answer.body, "identity"
        coding = codings[_number(request.target) % len(codings)]
        return self.server.paper.encoded(answer.body, coding), coding

    def _is_known(self, request: Request, etag: str, answer: Answer) -> bool:
        asked = request.header("if-none-match")
        if asked is not None:  # RFC 9110, 13.2.2: then If-Modified-Since is left alone
            return etag in {tag.strip().removeprefix("W/") for tag in asked.split(",")}
        since = request.header("if-modified-since")
        if since is None or answer.last_modified is None:
            return False
        try:
            return answer.last_modified.replace(microsecond=0) <= parsedate_to_datetime(since)
        except (TypeError, ValueError):
            return False

    def version_string(self) -> str:
        return "newspaper"

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name the base class gives it
        return


def _number(target: str) -> int:
    return zlib.crc32(target.encode("utf-8", "surrogateescape"))


def _http_date(answer: Answer) -> str:
    assert answer.last_modified is not None
    return format_datetime(answer.last_modified.astimezone(UTC), usegmt=True)


def pairs(headers: Mapping[str, str] | Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """Return headers as pairs, given as a mapping or as pairs."""
    return tuple(headers.items()) if isinstance(headers, Mapping) else tuple(headers)
