"""Stable ids, and when rel=canonical may be believed."""

from __future__ import annotations

import hashlib

import pytest

from newsarchive.identity import canonical_is_plausible, uid
from newsarchive.outlets import Outlet
from newsarchive.outlets.schema import undeclared

DECLARED = Outlet(
    key="bao",
    name="Báo",
    home="https://bao.vn/",
    domains=("bao.vn", "cu.bao.vn"),
    sections=("https://bao.vn/kinh-te/",),
    article=(r"^/(?:[a-z-]+/){1,3}\d{6}/[a-z0-9-]+-(?:[0-9a-f]{7}|\d{5,7})/?$",),
)
PAGE = "https://bao.vn/kinh-te/202606/phat-huy-loi-the-62d49fc/"


@pytest.mark.parametrize(
    "canonical",
    [
        PAGE,
        "http://www.bao.vn/kinh-te/202606/phat-huy-loi-the-62d49fc",
        "https://bao.vn/tieu-diem/202606/phat-huy-loi-the-62d49fc/",
        "https://cu.bao.vn/kinh-te/202606/phat-huy-loi-the-12345/",
        " https://bao.vn/kinh-te/202606/phat-huy-loi-the-62d49fc/?utm_source=x ",
    ],
)
def test_another_address_of_the_same_article_is_believed(canonical: str) -> None:
    assert canonical_is_plausible(canonical, PAGE, DECLARED)


@pytest.mark.parametrize(
    "canonical",
    [
        "", "/kinh-te/202606/phat-huy-loi-the-62d49fc/", "https://bao.vn/", "http://www.bao.vn", "https://bao.vn/kinh-te/", "https://bao.vn/kinh-te/202606/",
        "https://khac.vn/kinh-te/202606/phat-huy-loi-the-62d49fc/", "https://bao.vn.khac.vn/kinh-te/202606/x-62d49fc/", "https://bao.vn/lien-he",
        "javascript:void(0)", "ftp://bao.vn/a", "https://[::1", "https://bao.vn/tin-moi-nhat",
        "https://ban:mat-khau@bao.vn/kinh-te/202606/phat-huy-loi-the-62d49fc/",
    ],
)  # fmt: skip
def test_a_templates_slip_is_not_believed(canonical: str) -> None:
    assert not canonical_is_plausible(canonical, PAGE, DECLARED)


def test_an_undeclared_site_is_judged_by_host_and_path() -> None:
    outlet = undeclared("https://a.com/")
    page = "https://www.a.com/news/story/mot-hai-ba?id=1"
    assert canonical_is_plausible("https://a.com/news/mot-hai-ba", page, outlet)
    assert not canonical_is_plausible("https://a.com/news", page, outlet)
    assert not canonical_is_plausible("https://a.com/", page, outlet)
    assert not canonical_is_plausible("https://b.com/news/mot-hai-ba", page, outlet)


def test_a_script_may_be_the_canonical_form_of_a_path_below_it() -> None:
    outlet = undeclared("https://a.com/")
    assert canonical_is_plausible("https://a.com/news?id=5", "https://a.com/news/mot-hai-ba", outlet)


def test_anyone_can_compute_an_id() -> None:
    url = "https://baovinhlong.com.vn/kinh-te/202606/truong-long-hoa-62d49fc"
    computed = hashlib.sha256(b"baovinhlong\n" + url.encode()).hexdigest()[:16]
    assert uid("baovinhlong", url) == computed == "b44ca16adf615271"


def test_outlets_do_not_share_ids() -> None:
    assert uid("a", PAGE) != uid("b", PAGE)
