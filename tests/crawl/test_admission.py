"""Which addresses a crawl may ask for, and which redirects it follows."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from newsarchive import outlets
from newsarchive.crawl.admission import Admission, private_hosts
from newsarchive.crawl.fetch import Fetch
from newsarchive.crawl.hosts import HostBook
from newsarchive.crawl.quotas import Quotas
from newsarchive.ingest.reading import Reading
from newsarchive.items import Page
from newsarchive.manners import robots
from newsarchive.outlets import Outlet

NOW = datetime(2026, 11, 22, 5, tzinfo=UTC)
PAPER = Outlet(key="bao", name="Báo", home="https://bao.example/", domains=("cu.bao.example",), editions=("vi",))
HOST = "bao.example"


def written_never(work):
    raise AssertionError("judging an address writes nothing")


def make(*, live=True, allowed=()):
    hosts = HostBook(written_never, Quotas(None), live=live, now=lambda: NOW)
    rules = Page(f"https://{HOST}/robots.txt", 200, (), b"User-agent: *\nDisallow: /kin/\n", NOW)
    hosts.meet(HOST, PAPER).believe(robots.parse(rules, "newsarchive"))
    return Admission(allowed, hosts, live=live), hosts


def redirected(admission, target, url=f"https://{HOST}/vi/1"):
    fetch = Fetch(1, url, HOST, "article", PAPER, None, (), 0.0)
    reading, final = admission.redirect(fetch, Reading("redirect", "HTTP 301", redirect_to=target))
    return reading.outcome, final


@pytest.mark.parametrize(
    ("url", "outcome"),
    [
        (f"https://{HOST}/vi/1", None),
        (f"https://{HOST}/kin/1", "robots_denied"),
        ("http://127.0.0.1/vi/1", "unsafe_address"),
        ("http://[::1]/vi/1", "unsafe_address"),
        ("ftp://bao.example/vi/1", "unsafe_address"),
    ],
)
def test_an_address_is_judged_before_it_is_fetched(url, outcome):
    admission, hosts = make()
    refused = admission.refusal(hosts[HOST], url)
    assert (refused[0] if refused else None) == outcome


def test_in_a_replay_no_address_is_unsafe():
    admission, hosts = make(live=False)
    assert admission.refusal(hosts[HOST], "http://127.0.0.1/vi/1") is None
    assert redirected(admission, "http://127.0.0.1/") == ("off_site", True)


@pytest.mark.parametrize(
    ("target", "outcome"),
    [
        (f"https://{HOST}/vi/2", "redirect"),
        ("https://cu.bao.example/vi/2", "redirect"),  # a host of the outlet whose robots.txt is not known yet
        (f"https://{HOST}/kin/2", "robots_denied"),
        (f"https://{HOST}/en/2", "not_article"),
        ("https://khac.example/2", "off_site"),
        ("http://192.168.0.1/", "unsafe_address"),
        ("http://[", "unsafe_address"),
        ("", "unsafe_address"),
    ],
)
def test_a_redirect_is_followed_where_an_address_of_the_outlet_may_be_fetched(target, outcome):
    admission, _ = make()
    assert redirected(admission, target) == (outcome, outcome != "redirect")


def test_a_declared_home_on_a_private_address_opens_its_own_host_and_port(tmp_path):
    (tmp_path / "nha.toml").write_text('key = "nha"\nname = "Nhà"\nhome = "http://127.0.0.1:8123/"\n', encoding="utf-8")
    allowed = private_hosts(outlets.load(tmp_path))
    assert allowed == ("127.0.0.1:8123",)
    admission, hosts = make(allowed=allowed)
    assert admission.unsafe("http://127.0.0.1:8123/1") is None
    assert admission.refusal(hosts[HOST], "http://127.0.0.1:8124/1")[0] == "unsafe_address"
