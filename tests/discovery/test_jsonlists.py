"""What "load more" buttons fetch: JSON with addresses, or with pieces of HTML."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from newsarchive import discovery
from newsarchive.items import Page
from newsarchive.outlets import Outlet

PAPER = Outlet(key="x", name="Báo X", home="https://x.vn/", domains=("x.vn",), article=(r"-post\d+\.html$",))
ENDPOINT = "https://x.vn/list-post-by-category?page=3&limit=12&category_id=57"


def read(body: str, url: str = ENDPOINT) -> Any:
    headers = (("Content-Type", "application/json"),)
    return discovery.read(Page(url, 200, headers, body.encode(), datetime(2026, 11, 22, tzinfo=UTC)), PAPER, "list")


def test_addresses_titles_and_dates_of_objects() -> None:
    rows = [
        {
            "id": 1,
            "title": "Lúa được mùa",
            "link": "https://x.vn/lua-duoc-mua-post101.html",
            "date": "2026-11-21 09:30:00",
        },
        {
            "id": 2,
            "title": "Cầu mới",
            "link": "/cau-moi-post102.html",
            "category": {"name": "Thời sự", "url": "/thoi-su"},
        },
    ]
    listing = read(json.dumps({"status": "ok", "data": {"rows": rows}, "total": 2}))
    assert [(c.url, c.title, c.lastmod) for c in listing.candidates] == [
        ("https://x.vn/lua-duoc-mua-post101.html", "Lúa được mùa", "2026-11-21T09:30:00+07:00"),
        ("https://x.vn/cau-moi-post102.html", "Cầu mới", None),
    ]
    assert listing.kind == "section"


def test_the_endpoint_s_own_page_number_leads_on() -> None:
    listing = read('[{"url": "/a-post1.html"}]')
    assert listing.next_page == "https://x.vn/list-post-by-category?page=4&limit=12&category_id=57"
    assert read('{"data": []}').next_page is None


def test_pieces_of_html_in_json() -> None:
    html = '<article><a href="/lua-post7.html"><h3>Lúa</h3></a></article><a href="/tag/lua">lúa</a>'
    assert [c.url for c in read(json.dumps({"html": html})).candidates] == ["https://x.vn/lua-post7.html"]


@pytest.mark.parametrize(
    "body", ['{"broken": ', "[" * 100_000, "{}", "[1, 2, null]", '{"url": 5, "link": ["/a-post1.html"]}']
)
def test_what_names_nothing_is_told_and_breaks_nothing(body: str) -> None:
    listing = read(body)
    assert listing.candidates == ()
    assert listing.problem
