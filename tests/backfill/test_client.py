"""How the archives of others are asked: their addresses only, one request at a time, patiently within bounds."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest

from newsarchive.backfill import client
from newsarchive.backfill.client import TRIES, Services, UnavailableError
from newsarchive.config import CaptureServices, Config
from newsarchive.errors import UsageError
from tests.ingest.captures_of_others import Archives

DELAY_S = 0.05


@pytest.fixture
def server():
    with Archives([]) as server:
        yield server


@pytest.fixture
def services(server, tmp_path):
    services = Services(Config(data=tmp_path, contact="toa@bao.example"), where(server))
    yield services
    services.close()


def where(server):
    return CaptureServices(server.base, server.base, server.base, DELAY_S)


def answers(server, *given):
    server.broken = {"/hoi": list(given)}


def test_an_answer_comes_as_it_was_sent_coding_and_all(server, services):
    coded = b"\x1f\x8b no gzip, and nobody looks"
    answers(server, (200, {"Content-Encoding": "gzip"}, coded))
    answer = services.get(server.base + "/hoi")
    assert (answer.status, answer.body) == (200, coded)
    assert ("Content-Encoding", "gzip") in answer.headers
    assert "toa@bao.example" in server.asked[0].agent


def test_a_part_of_a_file_is_asked_for_by_its_first_and_last_byte(server, services):
    answers(server, (206, {}, b"part"))
    services.get(server.base + "/hoi", span=(100, 4))
    assert server.asked[0].span == "bytes=100-103"


@pytest.mark.parametrize("status", [404, 403, 302])
def test_an_answer_that_is_no_page_is_an_answer_and_a_redirect_is_not_followed(server, services, status):
    answers(server, (status, {"Location": "/noi-khac"}, b""))
    assert services.get(server.base + "/hoi").status == status
    assert [a.target for a in server.asked] == ["/hoi"]


def test_a_service_that_is_busy_is_asked_again(server, services):
    answers(server, (503, {}, b"busy"), (429, {}, b"slow down"), (200, {}, b"here"))
    assert services.get(server.base + "/hoi").body == b"here"


def test_after_the_last_try_it_is_said_what_the_service_answered(server, services):
    answers(server, *[(503, {}, b"busy")] * TRIES, (200, {}, b"too late"))
    with pytest.raises(UnavailableError, match=f"gave no answer {TRIES} times: HTTP 503"):
        services.get(server.base + "/hoi")
    assert len(server.asked) == TRIES


def test_a_short_wish_for_a_pause_is_waited_out(server, services):
    answers(server, (429, {"Retry-After": "1"}, b""), (200, {}, b"here"))
    services.get(server.base + "/hoi")
    first, second = server.asked
    assert second.at - first.at >= 0.95


def test_a_service_that_wants_a_long_pause_is_not_asked_again(server, services):
    answers(server, (503, {"Retry-After": "121"}, b""), (200, {}, b"here"))
    with pytest.raises(UnavailableError, match="asks to be left alone for 121 s"):
        services.get(server.base + "/hoi")
    assert len(server.asked) == 1


def test_between_two_requests_there_is_the_delay(server, tmp_path):
    services = Services(Config(data=tmp_path), replace(where(server), delay_s=0.3))
    for _ in range(2):
        services.get(server.base + "/collinfo.json")
    services.close()
    first, second = server.asked
    assert second.at - first.at >= 0.28


def test_an_answer_without_end_is_given_up(server, services, monkeypatch):
    monkeypatch.setattr(client, "MAX_BYTES", 1000)
    answers(server, (200, {}, b"x" * 1000), (200, {}, b"x" * 1001))
    assert len(services.get(server.base + "/hoi").body) == 1000
    with pytest.raises(UnavailableError, match="more than 1000 bytes"):
        services.get(server.base + "/hoi")


def test_a_service_that_cannot_be_reached_is_unavailable(tmp_path):
    with Archives([]) as gone:
        services = Services(Config(data=tmp_path), where(gone))
    began = time.monotonic()
    with pytest.raises(UnavailableError, match=f"gave no answer {TRIES} times: NewConnectionError"):
        services.get(gone.base + "/hoi")
    assert time.monotonic() - began >= (TRIES - 1) * DELAY_S
    services.close()


@pytest.mark.parametrize(
    "url", ["https://khac.example/hoi", "http://127.0.0.1:1/hoi", "file:///etc/passwd", "http://["]
)
def test_no_address_but_those_of_the_services_is_asked(server, services, url):
    with pytest.raises(UsageError, match="not an address of the service"):
        services.get(url)
    assert server.asked == []


def test_a_service_without_an_http_address_is_refused_before_anything_is_asked(server, tmp_path):
    with pytest.raises(UsageError, match=r"no http\(s\) address"):
        Services(Config(data=tmp_path), replace(where(server), wayback="web.archive.org"))
