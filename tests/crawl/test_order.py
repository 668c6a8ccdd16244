"""What a crawl is asked to do, read from words; what makes no sense is refused in one line."""

from __future__ import annotations

import pytest

from newsarchive import outlets
from newsarchive.crawl.order import make_order
from newsarchive.errors import UsageError


@pytest.fixture(scope="module")
def registry(tmp_path_factory):
    folder = tmp_path_factory.mktemp("outlets")
    for key in ("bao", "khac"):
        text = f'key = "{key}"\nname = "Báo"\nhome = "https://{key}.example/"\nenabled = {str(key == "bao").lower()}\n'
        (folder / f"{key}.toml").write_text(text, encoding="utf-8")
    return outlets.load(folder)


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        ({"outlet": "bao"}, "unknown spider argument 'outlet'; known: key, url, limit, since, until, due, replay"),
        ({"key": "khong-co"}, "no outlet 'khong-co'"),
        ({"url": "ftp://bao.example/1"}, "'ftp://bao.example/1' is neither an outlet's key nor an http(s) address"),
        ({"url": "http://bao.example:so/1"}, "'http://bao.example:so/1' is no address (Port could not be cast"),
        ({"url": "https://bao.example/\x001"}, "'https://bao.example/\\x001' is no address (it holds a space or a"),
        ({"limit": "0"}, "--limit must be a whole number from 1, not '0'"),
        ({"limit": "-3"}, "--limit must be a whole number from 1, not '-3'"),
        ({"since": "hôm qua"}, "--since must be a day like 2025-07-23, not 'hôm qua'"),
        ({"since": "2026-11-03", "until": "2026-11-02"}, "--since 2026-11-03 is after --until 2026-11-02"),
        ({"key": "bao", "months": "2024-13..2024-13"}, "--from must be a month like 2024-01, not '2024-13'"),
        ({"key": "bao", "months": "2024-05"}, "--to must be a month like 2024-01, not ''"),
        ({"key": "bao", "months": "2024-06..2024-05"}, "--from 2024-06 is after --to 2024-05"),
        ({"key": "bao,khac", "months": "2024-05..2024-06"}, "months are for one outlet, live"),
        ({"url": "https://bao.example/1", "months": "2024-05..2024-06"}, "months are for one outlet, live"),
    ],
)
def test_what_makes_no_sense_is_refused_in_one_line(registry, arguments, line):
    with pytest.raises(UsageError) as refused:
        make_order(registry, arguments)
    assert str(refused.value).startswith(line)
    assert "\n" not in str(refused.value)


def keys(order):
    return [outlet.key for outlet in order.outlets]


def test_without_a_target_every_enabled_outlet_is_crawled_and_a_disabled_one_only_when_it_is_named(registry):
    everything = keys(make_order(registry, {}))
    assert "bao" in everything
    assert "khac" not in everything
    assert keys(make_order(registry, {"key": "khac,bao"})) == ["khac", "bao"]


def test_an_address_of_a_declared_outlet_is_a_single_address_even_its_home_page(registry):
    order = make_order(registry, {"url": "https://bao.example/1 https://bao.example/ https://bao.example/1"})
    assert [(url, outlet.key) for url, outlet in order.urls] == [
        ("https://bao.example/1", "bao"),
        ("https://bao.example/", "bao"),
    ]
    assert (keys(order), order.wants_lists("bao"), list(order.all_outlets)) == ([], False, ["bao"])


def test_the_home_page_of_a_site_that_nobody_declared_is_an_outlet_and_its_pages_are_addresses(registry):
    order = make_order(registry, {"url": "https://moi.example/ https://moi.example/bai-1"})
    assert keys(order) == ["moi.example"]
    assert [url for url, _ in order.urls] == ["https://moi.example/bai-1"]
    assert order.wants_lists("moi.example")


def test_months_make_a_backfill_of_the_days_from_the_first_to_the_last(registry):
    order = make_order(registry, {"key": "bao", "months": "2023-12..2024-02"})
    assert order.is_backfill
    assert order.months == ("2023-12", "2024-01", "2024-02")
    assert (order.since, order.until, order.command) == ("2023-12-01", "2024-02-29", "backfill")


@pytest.mark.parametrize(
    ("due", "due_only", "command"),
    [(None, False, "crawl"), ("0", False, "crawl"), ("false", False, "crawl"), ("1", True, "crawl --due")],
)
def test_only_what_is_due_is_another_command(registry, due, due_only, command):
    order = make_order(registry, {"due": due})
    assert (order.due_only, order.command) == (due_only, command)
