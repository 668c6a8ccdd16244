"""Pages and outlets for the tests of discovery, written here in the shape of real ones."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from newsarchive.items import Page
from newsarchive.outlets import Outlet
from newsarchive.outlets.schema import undeclared


def page(
    body: str | bytes, url: str = "https://bao.vn/", content_type: str = "text/html; charset=utf-8", **more: object
) -> Page:
    """A page as fetched."""
    data = body.encode() if isinstance(body, str) else body
    headers = (("Content-Type", content_type),) if content_type else ()
    return Page(url, 200, headers, data, datetime(2026, 11, 22, tzinfo=UTC), **more)  # type: ignore[arg-type]


def article(n: int) -> str:
    """The address of an article of the undeclared paper."""
    return f"https://bao.vn/kinh-te/mo-rong-thi-truong-cho-trai-cay-{100000 + n}.html"


@pytest.fixture
def paper() -> Outlet:
    """A paper nobody declared."""
    return undeclared("https://bao.vn/")


@pytest.fixture
def declared() -> Outlet:
    """A paper with declared patterns, in the style of the month folders."""
    return Outlet(
        key="bao",
        name="Báo",
        home="https://bao.vn/",
        domains=("bao.vn", "cu.bao.vn"),
        sections=("https://bao.vn/thoi-su/",),
        feeds=("https://bao.vn/tin-moi",),
        sitemaps=("https://bao.vn/ban-do",),
        article=(r"^/(?:[a-z-]+/){1,3}\d{6}/[a-z0-9-]+-[0-9a-f]{7}/?$",),
        not_article=(r"^/bao-in/",),
    )
