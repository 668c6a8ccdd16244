"""robots.txt by RFC 9309."""

from __future__ import annotations

import gzip
import pickle
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from newsarchive.items import Page
from newsarchive.manners.robots import MAX_BYTES, RobotsPolicy, parse

AGENT = "newsarchive/0.1 (+https://example.org/)"


def answer(body: str | bytes = "", status: int = 200, **headers: str) -> Page:
    data = body.encode() if isinstance(body, str) else body
    named = tuple((k.replace("_", "-"), v) for k, v in headers.items())
    return Page("https://bao.vn/robots.txt", status, named, data, datetime(2026, 11, 22, tzinfo=UTC))


def policy(body: str | bytes, **headers: str) -> RobotsPolicy:
    return parse(answer(body, **headers), AGENT)


def test_rules_for_all_apply() -> None:
    rules = policy("User-agent: *\nDisallow: /rieng/\nAllow: /rieng/chung\nCrawl-delay: 3\n")
    assert rules.status == "ok"
    assert not rules.allows("https://bao.vn/rieng/a")
    assert rules.allows("https://bao.vn/rieng/chung")  # the longer rule wins (2.2.2)
    assert rules.allows("https://bao.vn/")
    assert rules.crawl_delay_s == 3.0


def test_our_own_group_replaces_the_common_one() -> None:
    rules = policy("User-agent: *\nDisallow: /\n\nUser-agent: NewsArchive/2.0\nDisallow: /x\nCrawl-delay: 5")
    assert rules.allows("https://bao.vn/a")
    assert not rules.allows("https://bao.vn/x")
    assert rules.crawl_delay_s == 5.0


def test_several_groups_of_ours_are_one() -> None:
    rules = policy(
        "User-agent: newsarchive\nDisallow: /a\n\nUser-agent: x\nDisallow: /\n\nUser-agent: newsarchive\nDisallow: /b"
    )
    assert [rules.allows(f"https://bao.vn/{p}") for p in "abc"] == [False, False, True]


@pytest.mark.parametrize("name", ["news", "newsarchivebot", "archive", "news-archive"])
def test_a_group_whose_name_only_resembles_ours_is_not_ours(name: str) -> None:
    assert policy(f"User-agent: {name}\nDisallow: /\n\nUser-agent: *\nAllow: /").allows("https://bao.vn/a")


def test_wildcards_and_end_marks() -> None:
    rules = policy("User-agent: *\nDisallow: /*.pdf$\nDisallow: /*?print=1")
    assert not rules.allows("https://bao.vn/a/b.pdf")
    assert rules.allows("https://bao.vn/a/b.pdf.html")
    assert not rules.allows("https://bao.vn/tin.html?print=1")


def test_vietnamese_paths_match_however_they_are_written() -> None:
    rules = policy("User-agent: *\nDisallow: /bạn-đọc/")
    assert not rules.allows("https://bao.vn/b%E1%BA%A1n-%c4%91%E1%BB%8dc/x")
    assert not rules.allows("https://bao.vn/bạn-đọc/x")


def test_robots_txt_itself_is_always_allowed() -> None:
    assert policy("User-agent: *\nDisallow: /").allows("https://bao.vn/robots.txt")
    assert parse(None, AGENT).allows("https://bao.vn/robots.txt")


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 451])
def test_client_errors_mean_no_rules(status: int) -> None:
    rules = parse(answer("User-agent: *\nDisallow: /", status), AGENT)
    assert rules.status == "none"
    assert rules.allows("https://bao.vn/a")


@pytest.mark.parametrize("status", [429, 500, 502, 503, 520, 100])
def test_server_errors_and_too_many_requests_hold_the_host(status: int) -> None:
    rules = parse(answer("", status), AGENT)
    assert rules.status == "unreachable"
    assert not rules.allows("https://bao.vn/a")


def test_a_network_error_and_a_cut_answer_hold_the_host() -> None:
    cut = replace(answer("User-agent: *\nDisallow: /a"), truncated=True)
    for page in (None, cut):
        assert parse(page, AGENT).status == "unreachable"


def test_a_redirect_that_leads_nowhere_means_no_rules() -> None:
    assert parse(answer("", 302), AGENT).status == "none"


def test_sitemaps_are_absolute_and_stand_once() -> None:
    rules = policy(
        "Sitemap: https://bao.vn/a.xml\nsitemap: https://bao.vn/a.xml\nSitemap: /b.xml\nSitemap: https://bao.vn/c.xml # x"
    )
    assert rules.sitemaps == ("https://bao.vn/a.xml", "https://bao.vn/c.xml")


def test_byte_order_marks_and_compression_are_undone() -> None:
    text = "\ufeffUser-agent: *\r\nDisallow: /a\r\n"
    for body in (text.encode(), text.encode("utf-16"), gzip.compress(text.encode())):
        assert not policy(body).allows("https://bao.vn/a")


def test_only_the_first_500_kibibytes_are_read_to_a_lines_end() -> None:
    head = "User-agent: *\nDisallow: /a\n"
    filler = "# x\n" * ((MAX_BYTES - len(head)) // 4)
    rules = policy(f"{head}{filler}Disallow: /b\n")
    assert not rules.allows("https://bao.vn/a")
    assert rules.allows("https://bao.vn/b")


@pytest.mark.parametrize(
    "body", ["<!DOCTYPE html><html><body>Not found</body></html>", b"\x00\xff\xfe" * 500, "Disallow: /", ""]
)
def test_what_is_no_robots_file_has_no_rules(body: str | bytes) -> None:
    assert policy(body).allows("https://bao.vn/a")


@pytest.mark.parametrize("delay", ["-1", "nan", "inf", "mot", ""])
def test_a_senseless_delay_is_none(delay: str) -> None:
    assert policy(f"User-agent: *\nCrawl-delay: {delay}").crawl_delay_s is None


def test_reservations_of_text_and_data_mining_are_recorded() -> None:
    assert (
        policy("User-agent: *\nAllow: /\nContent-Signal: search=yes, ai-train=no").tdm
        == "content-signal: search=yes, ai-train=no"
    )
    assert policy("", tdm_reservation="1").tdm == "tdm-reservation: 1"
    assert policy("User-agent: *\nContent-Signal: ai-train=yes").tdm is None


def test_it_travels_between_processes() -> None:
    rules = policy("User-agent: *\nDisallow: /a\nSitemap: https://bao.vn/s.xml")
    copy = pickle.loads(pickle.dumps(rules))
    assert copy == rules
    assert not copy.allows("https://bao.vn/a")


def test_the_digest_is_that_of_the_bytes_received() -> None:
    assert policy("x").digest == answer("x").digest
    assert parse(None, AGENT).digest is None


def test_an_address_nobody_can_read_is_not_allowed() -> None:
    assert not policy("User-agent: *\nDisallow: /a").allows("http://[::1/a%zz")
