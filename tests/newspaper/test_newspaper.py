"""The newspaper other tests rely on prints what it says it prints, and misbehaves only when told to."""

from __future__ import annotations

import gzip
import http.client
import re
import socket
import ssl
import time
import tomllib
import unicodedata
import urllib.error
import urllib.request
import zlib
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import brotli
import pytest

from newsarchive.outlets import load
from tests.newspaper import STYLES, Newspaper


@pytest.fixture
def paper() -> Iterator[Newspaper]:
    with Newspaper(articles=12) as paper:
        yield paper


def ask(url: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
    """Return status, headers and raw body of one request on a connection of its own; redirects are not followed."""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port or 80, timeout=5)
    try:
        target = parts.path + (f"?{parts.query}" if parts.query else "")
        connection.request("GET", target, headers={k.replace("_", "-"): v for k, v in headers.items()})
        response = connection.getresponse()
        return response.status, {k.lower(): v for k, v in response.getheaders()}, response.read()
    finally:
        connection.close()


def text_of(url: str) -> str:
    status, _, body = ask(url)
    assert status == 200, url
    return (gzip.decompress(body) if body[:2] == b"\x1f\x8b" else body).decode()


def test_it_is_the_same_newspaper_every_time() -> None:
    with Newspaper() as one, Newspaper() as other:
        assert [(a.path, a.text) for a in one.articles] == [(a.path, a.text) for a in other.articles]


def test_articles_are_unique_vietnamese_in_nfc() -> None:
    with Newspaper(articles=300) as paper:
        news = paper.articles
    assert len({a.url for a in news}) == len({a.text for a in news}) == 300
    assert all(unicodedata.is_normalized("NFC", a.title + a.lead + a.text) for a in news)
    assert all(len(a.text) > 500 and re.search("[ăâđêôơư]", a.text) for a in news)


def test_two_articles_share_little_text() -> None:
    with Newspaper(articles=60) as paper:
        shingles = []
        for article in paper.articles:
            words = article.text.split()
            shingles.append({tuple(words[i : i + 5]) for i in range(len(words) - 4)})
    pairs = [(a, b) for i, a in enumerate(shingles) for b in shingles[:i]]
    assert max(len(a & b) / len(a | b) for a, b in pairs) < 0.5


@pytest.mark.parametrize("style", STYLES)
def test_a_page_shows_everything_that_is_true_of_its_article(style: str) -> None:
    with Newspaper(articles=8, styles=[style]) as paper:
        for article in paper.articles:
            html = text_of(article.url)
            assert f"{article.published_at:%d/%m/%Y}" in html
            assert f"{article.published_at:%H:%M}" in html
            for shown in (article.title, article.lead, article.byline or "", *article.captions):
                assert shown in html
            for line in article.text.split("\n"):
                assert line in html


@pytest.mark.parametrize("style", STYLES)
def test_its_declaration_is_valid_and_owns_its_articles(style: str, tmp_path: Path) -> None:
    with Newspaper(articles=8, styles=[style]) as paper:
        text = paper.outlet_toml(declare=("sitemap", "feed", "sections"), min_per_day=1)
        (tmp_path / "testpaper.toml").write_text(text, encoding="utf-8")
        outlet = load(tmp_path).get("testpaper")
        assert all(outlet.owns(a.url) and outlet.is_article(a.url) for a in paper.articles)
        assert (outlet.delay_s, outlet.min_per_day) == (0, 1)
        assert [ask(url)[0] for url in (*outlet.feeds, *outlet.sitemaps, *outlet.sections)] == [200] * 7


@pytest.mark.parametrize(
    ("channel", "address"),
    [("news_sitemap", "/sitemap-news.xml"), ("feed", "/rss/home.rss"), ("atom", "/atom.xml"), ("home", "/")],
)
def test_a_channel_names_the_articles_it_is_said_to_name(channel: str, address: str) -> None:
    with Newspaper(channels={channel}, articles=30, feed_length=9, home_length=7) as paper:
        shown = text_of(paper.url(address))
        assert paper.linked()
        assert {
            a.url for a in paper.articles if f"{a.path}<" in shown or re.search(re.escape(a.path) + "[\"'?]", shown)
        } == (paper.linked())


def test_sitemaps_are_found_from_robots_txt_and_name_every_article() -> None:
    with Newspaper(channels={"robots_sitemap"}) as paper:
        robots = text_of(paper.url("/robots.txt"))
        index = text_of(re.findall(r"(?m)^Sitemap: (.+)$", robots)[0])
        months = re.findall(r"<loc>(.+?)</loc>", index)
        named = {url for month in months for url in re.findall(r"<loc>(.+?)</loc>", text_of(month))}
        assert len(months) == 3
        assert named == paper.linked() == {a.url for a in paper.articles}


@pytest.mark.parametrize("pagination", ["?p={n}", "?paged={n}", "trang-{n}", "page-{n}.html"])
def test_section_pages_lead_from_one_to_the_next(pagination: str) -> None:
    with Newspaper(channels={"sections"}, pagination=pagination, articles=60) as paper:
        seen, page = set(), paper.url("/kinh-te/")
        for _ in range(3):
            html = text_of(page)
            seen |= {a.url for a in paper.articles if f'href="{a.path}"' in html}
            following = re.search(r'href="([^"]+)" rel="next"', html)
            page = paper.url(following[1]) if following else ""
        assert page == ""
        assert seen == {a.url for a in paper.articles if a.section == "kinh-te"}


def test_a_closed_channel_is_not_there() -> None:
    with Newspaper(channels={"home"}) as paper:
        home = text_of(paper.home)
        assert "alternate" not in home and "/kinh-te/" not in home.partition("<main>")[0]
        for path in ("/sitemap.xml", "/sitemap-news.xml", "/rss/home.rss", "/atom.xml", "/kinh-te/"):
            assert ask(paper.url(path))[0] == 404


def test_an_unchanged_page_is_304_by_etag_and_by_date(paper: Newspaper) -> None:
    article = paper.articles[0]
    _, headers, _ = ask(article.url)
    assert ask(article.url, If_None_Match=headers["etag"])[0] == 304
    assert ask(article.url, If_Modified_Since=headers["last-modified"])[0] == 304
    edited = paper.edit(article)
    assert ask(article.url, If_None_Match=headers["etag"])[0] == 200
    assert edited.text in [a.text for a in paper.articles] and edited.text != article.text


def test_codings_are_those_the_client_takes(paper: Newspaper) -> None:
    seen = set()
    for article in paper.articles:
        _, headers, body = ask(article.url, Accept_Encoding="gzip, br, deflate")
        seen.add(headers.get("content-encoding", "identity"))
        undo = {"gzip": gzip.decompress, "br": brotli.decompress, "deflate": zlib.decompress}
        assert article.title in undo.get(headers.get("content-encoding", ""), bytes)(body).decode()
        assert "content-encoding" not in ask(article.url)[1]
    assert seen == {"identity", "gzip", "br", "deflate"}


def test_old_addresses_and_missing_slashes_lead_to_the_article(paper: Newspaper) -> None:
    for article in paper.articles:
        status, headers, _ = ask(article.old_url)
        assert (status, headers["location"]) == (301, article.url)
        if article.url.endswith("/"):
            assert ask(article.url[:-1])[1]["location"] == article.url
        assert f'rel="canonical" href="{article.url}"' in text_of(article.print_url)


def test_a_removed_article_is_gone_from_every_list(paper: Newspaper) -> None:
    article = paper.articles[0]
    paper.remove(article)
    assert ask(article.url)[0] == 410
    for path in ("/", "/rss/home.rss", "/atom.xml", "/sitemap-news.xml", f"/{article.section}/"):
        assert article.path not in text_of(paper.url(path))


def test_a_new_article_is_first_everywhere(paper: Newspaper) -> None:
    text_of(paper.home)
    article = paper.add_article()
    assert paper.articles[0] == article
    assert article.path in text_of(paper.home)
    assert article.title in text_of(article.url)


def test_an_aggregator_prints_the_articles_of_another_paper_and_says_so(paper: Newspaper) -> None:
    with Newspaper(styles=["vietnamvn"], republished=paper.articles[:3]) as aggregator:
        for copy, original in zip(aggregator.articles, paper.articles[:3], strict=True):
            assert (copy.text, copy.source_url) == (original.text, original.url)
            assert f"Nguồn: {original.url}" in text_of(copy.url)


def test_faults_happen_as_often_as_asked(paper: Newspaper) -> None:
    paper.fail("/lien-he", status=503, times=2, headers={"Retry-After": "2"})
    answers = [ask(paper.url("/lien-he")) for _ in range(3)]
    assert [(status, headers.get("retry-after")) for status, headers, _ in answers] == [
        (503, "2"),
        (503, "2"),
        (200, None),
    ]


def test_a_fault_may_stand_for_all_below_a_path(paper: Newspaper) -> None:
    paper.fail("/kinh-te/*", status=500)
    assert ask(paper.url("/kinh-te/?p=2"))[0] == 500
    assert ask(paper.url("/xa-hoi/"))[0] == 200
    paper.heal()
    assert ask(paper.url("/kinh-te/?p=2"))[0] == 200


def test_a_cut_body_ends_before_its_length(paper: Newspaper) -> None:
    paper.truncate("/lien-he")
    with pytest.raises(http.client.IncompleteRead):
        ask(paper.url("/lien-he"))


def test_a_dropped_connection_has_no_answer(paper: Newspaper) -> None:
    paper.drop("/lien-he")
    with pytest.raises(http.client.RemoteDisconnected):
        ask(paper.url("/lien-he"))


def test_a_hanging_answer_ends_with_the_newspaper() -> None:
    with Newspaper(articles=3) as paper:
        paper.hang("/lien-he")
        connection = http.client.HTTPConnection(paper.host, paper.port, timeout=0.2)
        connection.request("GET", "/lien-he")
        with pytest.raises(TimeoutError):
            connection.getresponse()
        start = time.monotonic()
    assert time.monotonic() - start < 2
    connection.close()


def test_a_slow_answer_comes_late(paper: Newspaper) -> None:
    paper.slow("/lien-he", 0.3, times=1)
    ask(paper.url("/lien-he"))
    ask(paper.url("/lien-he"))
    slow, quick = paper.requests
    assert slow.answered_at and quick.answered_at
    assert slow.answered_at - slow.at >= 0.3 > quick.answered_at - quick.at


def test_requests_and_connections_are_counted(paper: Newspaper) -> None:
    one = http.client.HTTPConnection(paper.host, paper.port)
    two = http.client.HTTPConnection(paper.host, paper.port)
    for connection, target in ((one, "/"), (two, "/lien-he"), (one, "/lien-he?a=1")):
        connection.request("GET", target, headers={"User-Agent": "Thử/1.0".encode()})
        connection.getresponse().read()
    one.close()
    two.close()
    assert paper.paths() == ["/", "/lien-he", "/lien-he?a=1"]
    assert (paper.hits("/lien-he"), paper.hits("/lien-he?a=1"), paper.max_connections) == (2, 1, 2)
    assert [r.connection for r in paper.requests] == [1, 2, 1]
    assert paper.requests[0].header("User-Agent") and paper.requests[0].status == 200
    assert len(paper.waits()) == 2


def test_robots_txt_is_what_it_is_set_to(paper: Newspaper) -> None:
    paper.robots.delay_s = 1.5
    assert "Crawl-delay: 1.5" in text_of(paper.url("/robots.txt"))
    paper.robots.text, paper.robots.status = "User-agent: *\nDisallow: /\n", 503
    assert ask(paper.url("/robots.txt"))[0::2] == (503, b"User-agent: *\nDisallow: /\n")


def test_any_address_may_be_given_any_answer(paper: Newspaper) -> None:
    url = paper.serve("/x?a=1", b"\x00\x01", "application/pdf", headers={"X-Robots-Tag": "noarchive"})
    status, headers, body = ask(url)
    assert (status, headers["content-type"], headers["x-robots-tag"], body) == (
        200,
        "application/pdf",
        "noarchive",
        b"\x00\x01",
    )
    assert ask(paper.redirect("/ngoai", "http://127.0.0.1:9/", 302))[1]["location"] == "http://127.0.0.1:9/"


def test_the_certificate_is_refused_unless_trusted() -> None:
    with Newspaper(tls=True, articles=3) as paper:
        with pytest.raises(urllib.error.URLError, match="CERTIFICATE_VERIFY_FAILED"):
            urllib.request.urlopen(paper.home, timeout=5)
        trusting = ssl.create_default_context(cafile=str(paper.certificate))
        with urllib.request.urlopen(paper.home, timeout=5, context=trusting) as response:
            assert response.status == 200


def test_nothing_listens_after_the_end() -> None:
    with Newspaper(articles=1) as paper:
        port = paper.port
    with pytest.raises(ConnectionRefusedError), socket.create_connection(("127.0.0.1", port), timeout=1):
        pass


def test_the_declaration_holds_what_it_is_told() -> None:
    with Newspaper(articles=1) as paper:
        facts = tomllib.loads(paper.outlet_toml("bao", article=None, select={"body": "main"}, name='"Báo" \\ một'))
    assert facts["key"] == "bao" and "article" not in facts
    assert (facts["select"], facts["name"]) == ({"body": "main"}, '"Báo" \\ một')
