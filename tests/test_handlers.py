"""Each crawl runs in a process of its own: a reactor can be started only once, and a resolver is for the whole process."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from tests.warc.building import HTML, NOON, URL, make_page, write_file

_CRAWL = """
import json, sys
from pathlib import Path
import scrapy
from newsarchive.warc import ReplayIndex
from scrapy.crawler import AsyncCrawlerProcess

job = json.loads(sys.argv[1])

class Probe(scrapy.Spider):
    name = "probe"
    if job["share"]:
        replay_index = ReplayIndex([Path(job["share"])])

    async def start(self):
        for url, meta in job["requests"]:
            yield scrapy.Request(url, meta=meta | {"handle_httpstatus_all": not job["follow"]}, dont_filter=True, errback=self.failed)

    def parse(self, response):
        self.say(response.request, status=response.status, flags=response.flags,
                 body=response.body.decode("latin-1"), protocol=response.protocol, ip=str(response.ip_address),
                 cookies=[c.decode("latin-1") for c in response.headers.getlist("Set-Cookie")])

    def failed(self, failure):
        self.say(failure.request, error=failure.type.__name__, text=str(failure.value))

    def say(self, request, **what):
        print(json.dumps({"url": request.url, **what}), flush=True)

settings = {"LOG_LEVEL": "WARNING", "TELNETCONSOLE_ENABLED": False, "REMOTE_CONTROL_ENABLED": False,
            "COMPRESSION_ENABLED": False, "RETRY_ENABLED": False, "HTTPPROXY_ENABLED": False,
            "COOKIES_ENABLED": False}  # for cookies, Scrapy loads the public suffix list from the network
process = AsyncCrawlerProcess(settings | job["settings"])
done = process.crawl(Probe)
process.start()
done.result()
"""
_REPLAY = {"DOWNLOAD_HANDLERS": dict.fromkeys(("http", "https"), "newsarchive.handlers.ReplayHandler")}
_GUARDED = {
    "DOWNLOAD_HANDLERS": dict.fromkeys(("http", "https"), "newsarchive.handlers.PublicHTTPHandler"),
    "TWISTED_DNS_RESOLVER": "newsarchive.handlers.PublicAddressResolver",
}


def run(
    requests: list[Any], *, follow: bool = False, share: str = "", **settings: Any
) -> subprocess.CompletedProcess[str]:
    """Run a small Scrapy crawl in a process of its own."""
    job = {"requests": requests, "settings": settings | {"CONCURRENT_REQUESTS": 1}, "follow": follow, "share": share}
    return subprocess.run([sys.executable, "-c", _CRAWL, json.dumps(job)], capture_output=True, text=True, timeout=60)


def crawl(requests: list[Any], *, share: str = "", **settings: Any) -> list[dict[str, Any]]:
    """Return what callback and errback were given, in the order of the requests."""
    asked = [r if isinstance(r, tuple) else (r, {}) for r in requests]
    done = run(asked, share=share, **settings)
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr, done.stderr
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(answers) == len(requests)
    return sorted(answers, key=lambda a: [url for url, _ in asked].index(a["url"]))


@contextmanager
def serving(status: int, body: bytes, *headers: tuple[str, str]) -> Iterator[int]:
    """Serve one answer for any path on loopback; give the port."""

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status)
            for name, value in headers:
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: Any) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Answer) as server:
        Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        yield server.server_address[1]
        server.shutdown()


@pytest.fixture
def port() -> Iterator[int]:
    """A web server on loopback, as an attacker's redirect would like to reach it."""

    with serving(200, b"secret") as port:
        yield port


def test_a_replay_answers_from_warc_files_as_received(tmp_path: Path) -> None:
    packed = gzip.compress(HTML)
    headers = (
        ("Content-Type", "text/html"),
        ("Content-Encoding", "gzip"),
        ("Set-Cookie", "a"),
        ("Set-Cookie", "b\xe9"),
    )
    path, _ = write_file(tmp_path, make_page(body=packed, headers=headers, http_version="HTTP/1.0"))
    (answer,) = crawl([URL], NEWSARCHIVE_REPLAY=[str(path)], **_REPLAY)
    assert answer["status"] == 200
    assert answer["body"].encode("latin-1") == packed
    assert answer["cookies"] == ["a", "b\xe9"]
    assert answer["flags"] == ["replay", "fetched_at=2026-11-22T05:00:00+00:00"]
    assert (answer["protocol"], answer["ip"]) == ("HTTP/1.0", "192.0.2.7")


def test_a_replay_never_goes_to_the_network(tmp_path: Path, port: int) -> None:
    path, _ = write_file(tmp_path, make_page(status=404, body=b"gone"))
    there, absent, robots = crawl(
        [URL, f"http://127.0.0.1:{port}/", f"http://127.0.0.1:{port}/robots.txt"],
        NEWSARCHIVE_REPLAY=[str(path)],
        **_REPLAY,
    )
    assert (there["status"], there["body"]) == (404, "gone")
    assert absent["error"] == "NotInReplay"
    assert (robots["status"], robots["body"], robots["flags"]) == (404, "", ["replay"])


def test_a_stored_robots_txt_is_obeyed_in_a_replay(tmp_path: Path) -> None:
    robots = make_page("https://bao.example/robots.txt", body=b"User-agent: *\nDisallow: /thoi-su/\n")
    path, _ = write_file(tmp_path, make_page(), robots)
    (answer,) = crawl([URL], NEWSARCHIVE_REPLAY=[str(path)], ROBOTSTXT_OBEY=True, **_REPLAY)
    assert answer["error"] == "IgnoreRequest"


def test_a_replay_serves_the_capture_that_is_asked_for(tmp_path: Path) -> None:
    path, _ = write_file(tmp_path, make_page(body=b"one"), make_page(body=b"two", fetched_at=NOON + timedelta(days=1)))
    answers = crawl(
        [(URL + "#a", {"replay_capture": 0}), (URL + "#b", {"replay_capture": 1}), (URL + "#c", {"replay_capture": 2})],
        NEWSARCHIVE_REPLAY=[str(path)],
        **_REPLAY,
    )
    assert [a.get("body") or a["error"] for a in answers] == ["one", "two", "NotInReplay"]


def test_an_index_that_the_spider_has_made_is_used(tmp_path: Path) -> None:
    path, _ = write_file(tmp_path, make_page())
    (answer,) = crawl([URL], share=str(path), NEWSARCHIVE_REPLAY=["/nonexistent"], **_REPLAY)
    assert answer["status"] == 200


def test_a_body_that_was_cut_off_is_flagged(tmp_path: Path) -> None:
    path, _ = write_file(tmp_path, make_page(truncated=True))
    (answer,) = crawl([URL], NEWSARCHIVE_REPLAY=[str(path)], **_REPLAY)
    assert "dataloss" in answer["flags"]


def test_a_name_or_number_that_leads_to_this_machine_is_refused(port: int) -> None:
    by_name, by_number = crawl([f"http://localhost:{port}/", f"http://127.0.0.1:{port}/"], **_GUARDED)
    assert by_name["error"] == by_number["error"] == "UnsafeAddress"
    assert by_name["text"] == "localhost is 127.0.0.1, which is not a public address"


def test_a_declared_host_opens_its_own_port_only(port: int) -> None:
    home, other = crawl(
        [f"http://localhost:{port}/", f"http://127.0.0.1:{port}/"],
        NEWSARCHIVE_ALLOWED_HOSTS=[f"localhost:{port}"],
        **_GUARDED,
    )
    assert home["body"] == "secret"
    assert other["error"] == "UnsafeAddress"
    (wrong_port,) = crawl(
        [f"http://localhost:{port}/"], NEWSARCHIVE_ALLOWED_HOSTS=["localhost", "localhost:1"], **_GUARDED
    )
    assert wrong_port["error"] == "UnsafeAddress"


def test_a_redirect_to_this_machine_is_refused(port: int) -> None:
    with serving(302, b"", ("Location", f"http://127.0.0.1:{port}/")) as front:
        home = f"localhost:{front}"
        done = run([(f"http://{home}/", {})], follow=True, NEWSARCHIVE_ALLOWED_HOSTS=[home], **_GUARDED)
    answer = json.loads(done.stdout)
    assert (answer["error"], answer["url"]) == ("UnsafeAddress", f"http://127.0.0.1:{port}/")


def test_a_host_that_does_not_exist_is_no_unsafe_address() -> None:
    (answer,) = crawl(["http://no-such-host.invalid/"], **_GUARDED)
    assert answer["error"] == "CannotResolveHostError"


def test_the_client_is_not_used_without_its_guard(port: int) -> None:
    done = run([(f"http://127.0.0.1:{port}/", {})], DOWNLOAD_HANDLERS=_GUARDED["DOWNLOAD_HANDLERS"])
    assert "secret" not in done.stdout
    assert "needs TWISTED_DNS_RESOLVER" in done.stderr
