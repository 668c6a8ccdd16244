"""The normal form of addresses."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from newsarchive.identity import NORMAL_VERSION, is_print_view, normal_url, plain_url

BASE = "https://bao.vn/kinh-te/Gia-lua-tang-62d49fc"


def test_the_version_is_written_down() -> None:
    assert NORMAL_VERSION == 1


@pytest.mark.parametrize(
    "url",
    [
        BASE,
        "http://bao.vn/kinh-te/Gia-lua-tang-62d49fc/",
        "HTTPS://WWW.BAO.VN:443/kinh-te/Gia-lua-tang-62d49fc",
        "http://m.bao.vn:80/kinh-te/Gia-lua-tang-62d49fc",
        "https://www.m.bao.vn/kinh-te/Gia-lua-tang-62d49fc",
        "https://amp.bao.vn/kinh-te/Gia-lua-tang-62d49fc",
        "https://bao.vn./kinh-te/Gia-lua-tang-62d49fc",
        "https://bao.vn//kinh-te///Gia-lua-tang-62d49fc//",
        "https://bao.vn/x/../kinh-te/./Gia-lua-tang-62d49fc",
        "https://bao.vn/kinh-te/Gia-lua-tang-62d49fc/amp/",
        "https://bao.vn/kinh-te/Gia-lua-tang-62d49fc/index.html",
        "https://bao.vn/kinh-te/%47ia%2Dlua-tang%2d62d49fc",
        "https://bao.vn/kinh-te/Gia-lua-tang-62d49fc?utm_source=zalo&utm_medium=x&fbclid=1&zarsrc=30&gidzl=9&vnn_source=a",
        "https://bao.vn/kinh-te/Gia-lua-tang-62d49fc?ref=share&amp=1&print=1&",
        "https://bao.vn/kinh-te/Gia-lua-tang-62d49fc#binh-luan",
        "https://bao.vn/kinh-te/Gia-lua-tang-62d49fc;jsessionid=0A1B?",
        "  https://bao.vn/kinh-te/Gia-lua\n-tang-62d49fc \t",
    ],
)
def test_dresses_of_one_page_are_one(url: str) -> None:
    assert normal_url(url) == BASE


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://bao.vn/a-51YnYvXDR.html", "https://bao.vn/a-51ynyvxdr.html"),  # numbers in letters of both cases
        ("https://bao.vn/viewer.aspx?mabb=1", "https://bao.vn/viewer.aspx?mabb=2"),
        ("https://bao.vn/a?p=1", "https://bao.vn/a?p=2"),
        ("https://bao.vn/en/a-b-c", "https://bao.vn/a-b-c"),
        ("https://dulich.bao.vn/a", "https://bao.vn/a"),
        ("https://bao.vn:8080/a", "https://bao.vn/a"),
        ("https://bao.vn/a%2Fb", "https://bao.vn/a/b"),
        ("https://bao.vn/#!/tin/1", "https://bao.vn/#!/tin/2"),
        ("https://bao.vn/print/3021001.html", "https://bao.vn/3021001.html"),
        ("https://bao.vn/a?q=1%262", "https://bao.vn/a?q=1&2"),
    ],
)
def test_different_pages_stay_different(one: str, other: str) -> None:
    assert normal_url(one) != normal_url(other)


def test_a_print_twin_is_its_article() -> None:
    twin = "https://bao.vn/print/tap-trung-trien-khai-thanh-tra-a196670.html"
    assert normal_url(twin) == "https://bao.vn/tap-trung-trien-khai-thanh-tra-a196670.html"


def test_vietnamese_letters_are_one_in_every_spelling() -> None:
    composed = "https://bao.vn/%C4%91%E1%BB%93ng-th%C3%A1p"
    for url in (
        "https://bao.vn/đồng-tháp",
        "https://bao.vn/đồng-tháp",
        "https://bao.vn/%c4%91ồng-tha%CC%81p",
        composed,
    ):
        assert normal_url(url) == composed


def test_international_hosts_are_in_punycode() -> None:
    assert normal_url("http://Báo.vn/a") == "https://xn--bo-mia.vn/a"
    assert normal_url("http://XN--BO-MIA.vn/a") == "https://xn--bo-mia.vn/a"


def test_other_parameters_are_kept_and_sorted() -> None:
    assert normal_url("https://bao.vn/a?id=7&cat=b+c&id=5&utm_id=1") == "https://bao.vn/a?cat=b%20c&id=5&id=7"


@pytest.mark.parametrize(
    ("view", "page"),
    [
        ("https://www.bao.vn/print/kinh-te/gia-lua-tang-62d49fc/", "https://www.bao.vn/kinh-te/gia-lua-tang-62d49fc/"),
        ("HTTP://bao.vn:8080//Print/gia-lua-tang-62d49fc", "HTTP://bao.vn:8080/gia-lua-tang-62d49fc"),
        ("https://bao.vn/tin-9.htm?print=1", "https://bao.vn/tin-9.htm"),
        ("https://bao.vn/tin-9.htm?b=2&print=true&a=1", "https://bao.vn/tin-9.htm?b=2&a=1"),
        ("https://bao.vn/tin-9.htm?Print=Yes&b=2", "https://bao.vn/tin-9.htm?b=2"),
        ("https://bao.vn/tin-9.htm?a=1&print#top", "https://bao.vn/tin-9.htm?a=1#top"),
        ("https://bao.vn/print/gia-lua-tang-62d49fc?print=1", "https://bao.vn/gia-lua-tang-62d49fc"),
    ],
)
def test_the_page_of_a_print_view_is_its_address_without_what_asks_for_the_view(view: str, page: str) -> None:
    assert is_print_view(view)
    assert (plain_url(view), normal_url(view)) == (page, normal_url(page))


@pytest.mark.parametrize(
    "url",
    [
        BASE,
        "https://bao.vn/print/3021001.html",
        "https://bao.vn/print/",
        "https://bao.vn/tin-9.htm?print=2",
        "https://bao.vn/tin-9.htm?blueprint=1&printer=1",
        "https://bao.vn/tin-9.htm#&print=1",
        "https://bao.vn/tin/print/gia-lua-tang-62d49fc",
        "https://bao.vn?",
        "no address?print=1",
    ],
)
def test_what_is_no_print_view_of_a_page_stays_as_it_is(url: str) -> None:
    assert plain_url(url) == url
    assert not is_print_view(url)


def test_ports_of_test_servers_are_kept() -> None:
    assert normal_url("http://127.0.0.1:8123/a/") == "https://127.0.0.1:8123/a"
    assert normal_url("http://[::1]:8123/a") == "https://[::1]:8123/a"
    assert normal_url("http://localhost:8123") == "https://localhost:8123/"


def test_a_host_of_two_labels_keeps_them() -> None:
    assert normal_url("https://m.vn/a") == "https://m.vn/a"
    assert normal_url("https://www.vn/a") == "https://www.vn/a"


def test_the_home_page_has_one_form() -> None:
    assert {
        normal_url(u) for u in ("http://bao.vn", "https://www.bao.vn/", "https://bao.vn/index.php", "https://bao.vn/?#")
    } == {"https://bao.vn/"}


def test_aliases_lead_to_the_host_they_stand_for() -> None:
    aliases = {"baocu.vn": "dongkhoi.bao.vn", "dongkhoi.bao.vn": "www.baomoi.vn"}
    assert normal_url("http://www.baocu.vn/a/", aliases=aliases) == "https://baomoi.vn/a"


def test_aliases_in_a_circle_end_in_one_place() -> None:
    aliases = {"a.vn": "b.vn", "b.vn": "a.vn"}
    assert normal_url("https://a.vn/x", aliases=aliases) == normal_url("https://b.vn/x", aliases=aliases)


@pytest.mark.parametrize(
    "garbage",
    [
        "",
        "tin tức",
        "mailto:a@bao.vn",
        "javascript:void(0)",
        "//bao.vn/a",
        "http://",
        "http://[::1/",
        "http://a b/",
        "http://bao.vn:x/",
    ],
)
def test_garbage_comes_back_stripped(garbage: str) -> None:
    assert normal_url(f"  {garbage}\n") == garbage


def test_an_endless_address_comes_back() -> None:
    url = "https://bao.vn/" + "%" * 100_000
    assert normal_url(url) == url


_hosts = st.one_of(
    st.sampled_from(["www.a.vn", "m.a.vn:80", "127.0.0.1:81", "[::1]:8", "báo.vn", "a.vn.", "www.www.m.a.vn"]),
    st.text(max_size=8),
)
_marks = st.sampled_from("/.%aAbB12-3Dé;=&+?#\\ \u0301\u0338\u0307")
_paths = st.text(alphabet=st.one_of(_marks, st.characters()), max_size=24)
_addresses = st.builds(
    "{}://{}/{}?{}#{}{}".format,
    st.sampled_from(["http", "https"]),
    _hosts,
    _paths,
    _paths,
    st.sampled_from(["", "!"]),
    _paths,
)


@settings(max_examples=1500, deadline=None)
@given(st.one_of(_addresses, st.text()))
@example("https://a.vn/%3D\u0307")  # a mark must not join the hex digits of the escape before it
@example("https://a.vn/%%341")
@example("https://a.vn/index.html/amp/index.html")
def test_the_normal_form_of_a_normal_form_is_itself(url: str) -> None:
    once = normal_url(url)
    assert normal_url(once) == once
