"""What a declared outlet answers about an address."""

from __future__ import annotations

import pickle

import pytest

from newsarchive.errors import UsageError
from newsarchive.outlets import Outlet, undeclared
from newsarchive.outlets.hostnames import host_of


def outlet(**facts: object) -> Outlet:
    return Outlet.model_validate({"key": "x", "name": "X", "home": "https://x.vn/", **facts})


def test_without_patterns_nothing_is_known_of_an_address() -> None:
    assert outlet().is_article("https://x.vn/a") is None


def test_not_article_wins_over_article() -> None:
    assert outlet(article="^/tin/", not_article="/video/").is_article("https://x.vn/tin/video/a") is False


def test_a_pattern_naming_a_question_mark_sees_the_query() -> None:
    paper = outlet(article=r"^/xem\.php\?id=\d+$")
    assert paper.is_article("https://x.vn/xem.php?id=7") is True
    assert paper.is_article("https://x.vn/xem.php") is False


def test_other_patterns_do_not_see_the_query() -> None:
    assert outlet(article=r"\.html$").is_article("https://x.vn/a.html?utm_source=b") is True


def test_an_endless_path_is_no_article() -> None:
    assert outlet(article="^/(?:[a-z0-9-]+/)*[a-z0-9-]+$").is_article("https://x.vn/" + "a-" * 100_000 + "!") is False


def test_a_broken_address_is_no_article_and_nobodys() -> None:
    paper = outlet(article=".", editions="vi")
    assert paper.is_article("http://[broken/") is False
    assert paper.owns("http://[broken/") is False
    assert paper.edition("http://[broken/") == "vi"


@pytest.mark.parametrize(
    ("url", "wanted"),
    [
        ("https://www.vietnam.vn/bai-viet-moi", True),
        ("https://www.vietnam.vn/dongnai/bai-viet-moi", True),
        ("https://www.vietnam.vn/vi/bai-viet-moi", True),
        ("https://www.vietnam.vn/th/bai-viet-moi", False),
        ("https://www.vietnam.vn/zh-cn/bai-viet-moi", False),
    ],
)
def test_editions_tell_translations_from_articles(url: str, wanted: bool) -> None:
    assert outlet(editions=["vi"]).is_wanted_edition(url) is wanted


def test_without_editions_a_short_folder_is_a_section() -> None:
    assert outlet().is_wanted_edition("https://x.vn/tv/lich-phat-song") is True


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("HTTPS://X.vn:443/a", "x.vn"),
        ("http://x.vn:8080/", "x.vn:8080"),
        ("http://x.vn./", "x.vn"),
        ("http://[2001:db8::1]:8080/", "[2001:db8::1]:8080"),
        ("https://báo.vn/", "xn--bo-mia.vn"),
        ("https://x.vn:99999/", ""),
        ("mailto:a@x.vn", ""),
        ("", ""),
    ],
)
def test_host_of(url: str, host: str) -> None:
    assert host_of(url) == host


@pytest.mark.parametrize(
    ("url", "key"),
    [
        ("https://tin.example.com.vn/a", "example.com.vn"),
        ("https://someone.blogspot.com/a", "someone.blogspot.com"),
        ("http://localhost:8000/", "localhost:8000"),
        ("http://127.0.0.1:8000/", "127.0.0.1:8000"),
        ("http://[::1]:8000/", "ip-::1:8000"),
        ("https://www.báo.vn/", "xn--bo-mia.vn"),
    ],
)
def test_the_key_of_an_undeclared_site_is_its_registrable_domain(url: str, key: str) -> None:
    site = undeclared(url)
    assert (site.key, site.kind) == (key, "undeclared")
    assert site.owns(url)


def test_an_undeclared_site_answers_with_and_without_www() -> None:
    assert undeclared("https://www.example.com.vn/a").owns("https://example.com.vn/a")
    assert not undeclared("https://tin.example.com.vn/a").owns("https://example.com.vn/a")


@pytest.mark.parametrize(
    "url", ["", "urn:x", "file:///etc/passwd", "http://[broken/", "https:///a", "//x.vn/", "http://   /x"]
)
def test_what_is_no_web_address_has_no_outlet(url: str) -> None:
    with pytest.raises(UsageError, match="not an http"):
        undeclared(url)


def test_an_outlet_travels_to_a_worker_process() -> None:
    paper = outlet(domains=["www.x.vn"], older=[{"until": __import__("datetime").date(2020, 1, 1), "body": "p"}])
    assert paper.owns("https://www.x.vn/")
    assert pickle.loads(pickle.dumps(paper)) == paper
