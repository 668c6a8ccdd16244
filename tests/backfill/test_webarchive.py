"""What is the same of every web archive: an index's answer is read, asked for once more, or reported."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from newsarchive.backfill.client import UnavailableError
from newsarchive.backfill.webarchive import checked, digits, hosts_from, read_index
from newsarchive.discovery import cdx
from newsarchive.errors import OutcomeError
from newsarchive.items import Page
from tests.backfill.asking import SHOTS, asked, capture

DAMAGED, PAGES = (200, {}, b'{"pag'), (200, {}, b'{"pages": 7}')


@pytest.fixture
def both(tmp_path):
    with asked(tmp_path) as both:
        yield both


def pages(both, *answers):
    server, services = both
    server.broken = {"/chi-muc": list(answers)}
    return read_index(services, server.base + "/chi-muc", cdx.pages, 0)


def test_a_damaged_answer_is_asked_for_once_more(both):
    assert pages(both, DAMAGED, PAGES) == 7
    assert len(both[0].asked) == 2


def test_an_answer_that_is_damaged_twice_makes_the_service_unavailable(both):
    with pytest.raises(UnavailableError, match="no JSON"):
        pages(both, DAMAGED, DAMAGED, PAGES)
    assert len(both[0].asked) == 2


def test_a_404_of_an_index_says_that_it_has_nothing(both):
    assert pages(both, (404, {}, b"No Captures found")) == 0


def test_any_other_refusal_of_an_index_makes_the_service_unavailable(both):
    with pytest.raises(UnavailableError, match="answered HTTP 403"):
        pages(both, (403, {}, b""), PAGES)


def test_a_page_is_taken_when_its_bytes_are_those_that_the_index_names():
    page = Page(SHOTS[0].url, 200, (), SHOTS[0].body, datetime(2024, 5, 1, tzinfo=UTC))
    assert checked(page, capture(SHOTS[0])) is page
    with pytest.raises(OutcomeError):
        checked(page, capture(SHOTS[1]))


def test_hosts_are_asked_from_the_one_on_at_which_an_earlier_run_was():
    hosts = ("a.example", "b.example", "c.example")
    assert hosts_from(hosts, "b.example") == ("b.example", "c.example")
    assert hosts_from(hosts, "x.example") == hosts_from(hosts, None) == hosts


def test_moments_are_written_as_the_services_write_them():
    assert digits("2026-10-03T04:05:06Z") == "20261003040506"
