"""Middlewares and a download handler that a user adds in the settings are used, and our manners hold all the same."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from scrapy import Request
from scrapy.exceptions import IgnoreRequest
from scrapy.utils.test import get_crawler

from newsarchive.middlewares import MannersMiddleware
from tests.crawl.support import Edition, Kiosk
from tests.guard.sitecustomize import LEADS_HOME
from tests.newspaper.paper import to_toml

SETTINGS = """
from newsarchive.settings import *

RETRY_ENABLED = True
REDIRECT_ENABLED = True
DOWNLOADER_MIDDLEWARES = {**DOWNLOADER_MIDDLEWARES, "parts.Marking": 500}
DOWNLOAD_HANDLERS = {**DOWNLOAD_HANDLERS, "http": "parts.Browser"}
"""
PARTS = '''
import asyncio
import urllib.error
import urllib.request

from scrapy.core.downloader.handlers.base import BaseDownloadHandler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import HtmlResponse


class Marking:
    """Marks each request, and leaves out what it does not like."""

    def process_request(self, request):
        request.headers["X-Marked"] = "yes"
        if "ignored" in request.url:
            raise IgnoreRequest("not wanted")
        if "/thoi-su/202611/rewritten" in request.url:
            return request.replace(url=request.url.replace("thoi-su", "cam"))
        if "broken" in request.url:
            raise KeyError("a fault of the middleware")


class SomeRedirects(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, req, fp, code, msg, headers, newurl):
        return super().redirect_request(req, fp, code, msg, headers, newurl) if "own-way" in req.full_url else None


class Browser(BaseDownloadHandler):
    """An HTTP client of another make, in a thread of its own; it follows some redirects by itself."""

    async def download_request(self, request):
        return await asyncio.to_thread(self._get, request)

    def _get(self, request):
        headers = {k.decode(): b", ".join(v).decode() for k, v in request.headers.items()}
        headers.pop("Accept-Encoding", None)
        asked = urllib.request.Request(request.url, headers=headers | {"X-Browser": "yes"})
        try:
            answer = urllib.request.build_opener(SomeRedirects).open(asked, timeout=10)
        except urllib.error.HTTPError as e:
            answer = e
        with answer:
            return HtmlResponse(answer.url, answer.status, list(answer.headers.items()), answer.read(), request=request)

    async def close(self):
        pass
'''
PAUSE_S = 2
NAME = "bai-viet-100001.html"


def at(word: str) -> str:
    """Return the path of an article that a part of the settings does something with."""
    return f"/thoi-su/202611/{word}-{NAME}"


@dataclass(frozen=True)
class Met:
    """A crawl with the parts of `PARTS` and with Scrapy's own retries and redirects, and the environment it ran in."""

    kiosk: Kiosk
    edition: Edition
    env: dict[str, str]

    def outcome(self, path: str) -> tuple[str | None, str | None]:
        """Return outcome and detail of an address of the first newspaper."""
        return self.edition.outcome(self.kiosk["front"].url(path))


@pytest.fixture(scope="module")
def met(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Met]:
    folder = tmp_path_factory.mktemp("parts")
    (folder / "theirs.py").write_text(SETTINGS, encoding="utf-8")
    (folder / "parts.py").write_text(PARTS, encoding="utf-8")
    env = {"SCRAPY_SETTINGS_MODULE": "theirs", "PYTHONPATH": f"{folder}{os.pathsep}{os.environ['PYTHONPATH']}"}
    with Kiosk(folder / "data", keep="all") as kiosk:
        front = kiosk.open("front", styles=["yyyymm-id"])
        front.robots.disallow = ["/cam/"]
        front.redirect(at("to-forbidden"), f"/cam/202611/{NAME}", 302)
        front.redirect(at("to-private"), f"http://10.0.0.1{at('secret')}", 302)
        front.redirect(at("own-way"), front.articles[1].path, 302)
        words = [front.url(at(w)) for w in ("ignored", "rewritten", "broken", "to-forbidden", "to-private", "own-way")]
        (kiosk.data.outlets / "namesake.toml").write_text(
            to_toml({"key": "namesake", "name": "namesake", "home": f"http://{LEADS_HOME}/", "delay_s": 0}),
            encoding="utf-8",
        )
        front.fail(front.articles[0].path, 503, times=1, headers={"Retry-After": str(PAUSE_S)})
        long = kiosk.open("long")
        long.fail(long.articles[1].path, 503, times=1, headers={"Retry-After": "3600"})
        closed = kiosk.open("closed")
        closed.fail("/robots.txt", 500)
        yield Met(kiosk, kiosk.crawl("namesake", *words, env=env), front.env | env)


def test_the_added_parts_are_used(met: Met) -> None:
    assert met.edition.ran.code in (0, 3), met.edition.ran.err
    for key in ("front", "long"):
        assert {r.header("x-marked") for r in met.edition.requests[key]} == {"yes"}
        assert {r.header("x-browser") for r in met.edition.requests[key]} == {"yes"}
    assert {a.url for a in met.kiosk["front"].articles} <= met.edition.articles


def test_every_address_that_was_taken_has_an_outcome(met: Met) -> None:
    left = [url for url, row in met.edition.ledger.items() if row["state"] == "leased"]
    assert left == []
    assert met.kiosk.data.one("SELECT outcome FROM runs") == "partly"  # two newspapers could not be read


def test_what_a_middleware_leaves_out_has_an_outcome(met: Met) -> None:
    assert met.outcome(at("ignored")) == ("not_article", "IgnoreRequest: not wanted")
    assert met.outcome(at("broken"))[0] == "connection_error"


@pytest.mark.parametrize("way", ["rewritten", "to-forbidden"])
def test_nothing_is_led_to_what_robots_txt_forbids(met: Met, way: str) -> None:
    assert not any(path.startswith("/cam/") for path in met.kiosk["front"].paths())
    assert met.outcome(at(way))[0] == "robots_denied"


def test_nothing_is_led_into_a_private_network(met: Met) -> None:
    assert met.outcome(at("to-private"))[0] == "unsafe_address"


def test_a_name_that_resolves_to_this_machine_is_unsafe_to_another_handler_too(met: Met) -> None:
    outcome, detail = met.edition.outcome(f"http://{LEADS_HOME}/robots.txt")
    assert outcome == "unsafe_address"
    assert detail == f"{LEADS_HOME} is 127.0.0.1, which is not a public address"


def test_what_a_handler_follows_by_itself_is_not_archived_under_the_first_address(met: Met) -> None:
    outcome, _ = met.outcome(at("own-way"))
    assert outcome == "duplicate_url"
    kept = "SELECT count(*) FROM captures WHERE url_id = (SELECT id FROM urls WHERE url = ?)"
    assert met.kiosk.data.one(kept, met.kiosk["front"].url(at("own-way"))) == 0


def test_a_retry_of_scrapys_waits_for_the_pause_that_the_answer_asked_for(met: Met) -> None:
    front = met.edition.requests["front"]
    at = next(i for i, r in enumerate(front) if r.status == 503)
    assert front[at + 1].at - front[at].at >= PAUSE_S


def test_a_retry_of_scrapys_is_not_sent_to_a_host_that_is_left_alone(met: Met) -> None:
    long = met.edition.requests["long"]
    assert long[-1].status == 503


def test_one_request_a_host_is_on_its_way(met: Met) -> None:
    assert max(paper.max_active for paper in met.kiosk.papers.values()) == 1


def test_a_host_whose_robots_txt_fails_is_left_alone(met: Met) -> None:
    assert set(met.edition.paths("closed")) == {"/robots.txt"}
    assert met.edition.outcome(met.kiosk["closed"].home)[0] == "robots_unreachable"


def test_a_replay_asks_no_handler_of_the_settings(met: Met) -> None:
    before = len(met.kiosk["front"].requests)
    (warc,) = met.kiosk.data.warc.glob("*.warc.gz")
    ran = met.kiosk.data.crawl(met.kiosk["front"].articles[1].url, "--replay", warc, env=met.env)
    assert ran.code == 0, ran.err
    assert len(met.kiosk["front"].requests) == before


def test_a_request_for_no_address_of_the_ledger_is_not_sent() -> None:
    with pytest.raises(IgnoreRequest, match="no address of the ledger"):
        MannersMiddleware.from_crawler(get_crawler()).process_request(Request("https://bao.example/"))
