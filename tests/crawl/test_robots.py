"""What comes of robots.txt: it is believed, followed, asked for again, or the host is left alone."""

from __future__ import annotations

import asyncio
import time

import pytest

from newsarchive.crawl.order import Order
from newsarchive.crawl.robots import ROBOTS_HOPS, ROBOTS_PAUSE_S, ROBOTS_TRIES
from newsarchive.ingest.reading import Reading, read
from newsarchive.items import Page
from newsarchive.outlets import Outlet
from tests.crawl.parts import HOME, HOST, parts_of_a_crawl
from tests.ingest.running import NOW

PAPER = Outlet(key="bao", name="Báo", home=HOME, domains=("cu.bao.example",), delay_s=1.0)
ORDER = Order((PAPER,))
REPLAY = Order((PAPER,), replay=("file.warc.gz",))


@pytest.fixture
def parts(tmp_path):
    with parts_of_a_crawl(tmp_path, ORDER) as parts:
        yield parts


@pytest.fixture
def replayed(tmp_path):
    with parts_of_a_crawl(tmp_path, REPLAY) as parts:
        yield parts


def answer(parts, host, status, body=b"", **headers):
    """Have the host answer the request that the gate sends next."""
    fetch = parts.gate.fetch(host)
    host.downloading = True
    named = tuple((name.replace("_", "-"), value) for name, value in headers.items())
    page = Page(fetch.url, status, named, body, NOW)
    asyncio.run(parts.gate.arrived(host, fetch, page, read(page, PAPER, "other")))
    assert not host.downloading
    return fetch.url


def no_answer(parts, host, outcome="timeout", detail="no answer in 60 s"):
    fetch = parts.gate.fetch(host)
    asyncio.run(parts.gate.arrived(host, fetch, None, Reading(outcome, detail)))


def policies(parts):
    rows = parts.run.archive.db.execute("SELECT host, robots_status, crawl_delay_s FROM host_policies").fetchall()
    return [tuple(row) for row in rows]


def test_rules_are_believed_and_kept_with_the_longer_delay(parts):
    host = parts.hosts.meet(HOST, PAPER)
    assert answer(parts, host, 200, b"User-agent: *\nDisallow: /kin/\nCrawl-delay: 7\n") == f"{HOME}robots.txt"
    assert (host.policy.allows(HOME + "kin/1"), host.policy.allows(HOME + "tin-1")) == (False, True)
    assert host.delay_s == 7.0
    assert policies(parts) == [(HOST, "ok", 7.0)]


def test_where_there_is_no_robots_txt_everything_is_allowed(parts):
    host = parts.hosts.meet(HOST, PAPER)
    answer(parts, host, 404)
    assert host.policy.allows(HOME + "kin/1")
    assert policies(parts) == [(HOST, "none", None)]


def test_a_robots_txt_that_cannot_be_had_is_asked_for_again_after_a_pause(parts):
    host = parts.hosts.meet(HOST, PAPER)
    answer(parts, host, 503)
    assert (host.policy, host.left_alone) == (None, None)
    assert ROBOTS_PAUSE_S - 1 < host.not_before - time.monotonic() <= ROBOTS_PAUSE_S
    answer(parts, host, 200, b"User-agent: *\nDisallow: /kin/\n")
    assert not host.policy.allows(HOME + "kin/1")


def test_after_the_last_try_the_host_is_left_alone_and_its_addresses_are_held_for_an_hour(parts):
    parts.enter("tin-1")
    host = parts.hosts.meet(HOST, PAPER)
    for n in range(ROBOTS_TRIES):
        assert host.left_alone is None, n
        no_answer(parts, host)
    assert host.left_alone == "robots.txt: no answer in 60 s"
    row = parts.row("tin-1")
    assert (row.state, row.outcome, row.next_fetch_at) == ("held", "robots_unreachable", "2026-11-22T06:00:00Z")
    assert policies(parts) == [(HOST, "unreachable", None)]


def test_a_redirect_is_followed_to_the_rules(parts):
    host = parts.hosts.meet(HOST, PAPER)
    answer(parts, host, 301, location="/luat.txt")
    assert host.policy is None
    assert answer(parts, host, 200, b"User-agent: *\nDisallow: /kin/\n") == f"{HOME}luat.txt"
    assert not host.policy.allows(HOME + "kin/1")


def test_redirects_are_followed_so_many_times_and_then_there_are_no_rules(parts):
    host = parts.hosts.meet(HOST, PAPER)
    for n in range(ROBOTS_HOPS):
        answer(parts, host, 302, location=f"/luat-{n}.txt")
        assert host.policy is None
    assert answer(parts, host, 302, location="/luat-cuoi.txt") == f"{HOME}luat-{ROBOTS_HOPS - 1}.txt"
    assert host.policy.status == "none"


@pytest.mark.parametrize("target", ["http://127.0.0.1/robots.txt", "http://10.0.0.7/", "http://toasoan.internal/"])
def test_a_redirect_into_a_private_network_is_not_followed(parts, target):
    host = parts.hosts.meet(HOST, PAPER)
    answer(parts, host, 302, location=target)
    assert host.robots_url is None
    assert host.policy.status == "none"


def test_when_the_target_of_a_redirect_fails_robots_txt_itself_is_asked_for_again(parts):
    host = parts.hosts.meet(HOST, PAPER)
    answer(parts, host, 302, location="/luat.txt")
    assert answer(parts, host, 500) == f"{HOME}luat.txt"
    assert answer(parts, host, 404) == f"{HOME}robots.txt"


def test_a_host_whose_name_leads_to_a_private_address_is_held_at_once(parts):
    parts.enter("tin-1")
    host = parts.hosts.meet(HOST, PAPER)
    no_answer(parts, host, "unsafe_address", "127.0.0.1 is not a public address")
    assert host.left_alone == "127.0.0.1 is not a public address"
    assert (parts.row("tin-1").state, parts.row("tin-1").outcome) == ("held", "unsafe_address")


@pytest.mark.parametrize("held", ["nothing", "an error page"])
def test_in_a_replay_a_file_without_robots_txt_sets_no_rules(replayed, held):
    replayed.enter("tin-1")
    host = replayed.hosts.meet(HOST, PAPER)
    if held == "nothing":
        no_answer(replayed, host, "not_in_replay", "no capture")
    else:
        answer(replayed, host, 503)
    assert (host.policy.status, host.left_alone) == ("none", None)
    assert host.policy.allows(HOME + "kin/1")
    assert replayed.row("tin-1").state == "queued"


SITEMAPS = (
    "Sitemap: https://bao.example/sitemap.xml\n"
    "Sitemap: https://cu.bao.example/sitemap-cu.xml\n"
    "Sitemap: https://khac.example/sitemap.xml\n"
)


def test_sitemaps_of_the_outlet_s_hosts_are_made_due_and_their_hosts_woken(parts):
    host = parts.hosts.meet(HOST, PAPER)
    old = parts.hosts.meet("cu.bao.example", PAPER)
    old.dry = True
    answer(parts, host, 200, SITEMAPS.encode())
    due = parts.run.archive.db.execute("SELECT url FROM urls WHERE role = 'sitemap' AND next_fetch_at IS NOT NULL")
    assert [row[0] for row in due.fetchall()] == [f"{HOME}sitemap.xml", "https://cu.bao.example/sitemap-cu.xml"]
    assert not old.dry
    assert parts.hosts.find("khac.example") is None
