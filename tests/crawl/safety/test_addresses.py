"""Addresses that a newspaper names, in links, lists and redirects, and that must not be asked for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

import pytest

from tests.crawl.support import Edition, Kiosk
from tests.guard.sitecustomize import LEADS_HOME
from tests.newspaper import Newspaper
from tests.newspaper.paper import to_toml

NAME = "thi-tran-ven-song-mo-hoi-cho-nong-san-cuoi-nam-1a2b3c4"
"""How the addresses end that are to be taken for articles."""
METADATA = "http://169.254.169.254/latest/meta-data/"
PRIVATE = (
    METADATA,
    "http://10.0.0.7/thoi-su/202611/" + NAME,
    "http://[::1]:8080/thoi-su/202611/" + NAME,
    "http://2130706433/thoi-su/202611/" + NAME,
    "http://0x7f.1/thoi-su/202611/" + NAME,
    "http://printer.local/thoi-su/202611/" + NAME,
    "file:///etc/passwd",
    "ftp://bao.example/thoi-su/202611/" + NAME,
)
PREFIX = "/thoi-su/202611/"


@dataclass(frozen=True)
class Met:
    """A crawl of a newspaper that names addresses it should not; `secret` is a server nobody declared."""

    kiosk: Kiosk
    edition: Edition
    secret: Newspaper


@pytest.fixture(scope="module")
def met(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Met]:
    folder = tmp_path_factory.mktemp("safety") / "data"
    with Newspaper(articles=3, seed="secret") as secret, Kiosk(folder) as kiosk:
        paper = kiosk.open(
            "front", styles=["yyyymm-id"], channels=["home", "sitemap"], declare={"sitemaps": None, "feeds": None}
        )
        paper.robots.disallow = ["/cam/"]
        inside = secret.articles[0].url
        paper.robots.text = (
            f"User-agent: *\nDisallow: /cam/\n\nSitemap: {secret.url('/sitemap.xml')}\nSitemap: {METADATA}\n"
            f"Sitemap: {paper.url('/sitemap.xml')}\n"
        )
        entries = [secret.url("/sitemap.xml"), paper.url("/sitemap.xml"), paper.url("/la.xml"), METADATA]
        index = "".join(f"<sitemap><loc>{url}</loc></sitemap>" for url in entries)
        paper.serve("/sitemap.xml", f"<sitemapindex>{index}</sitemapindex>", "application/xml")
        strangers = "".join(f"<url><loc>{url}</loc></url>" for url in (inside, *PRIVATE))
        paper.serve("/la.xml", f"<urlset>{strangers}</urlset>", "application/xml")
        items = "".join(f"<item><title>Tin</title><link>{url}</link></item>" for url in (inside, *PRIVATE))
        paper.serve("/tin.rss", f"<rss version='2.0'><channel>{items}</channel></rss>", "application/rss+xml")
        home = paper.site.respond("/").body.decode()
        links = "".join(
            f"<link rel='alternate' type='application/rss+xml' href='{url}'>"
            for url in ("/tin.rss", secret.url("/rss/home.rss"), METADATA)
        )
        paper.serve("/", home.replace("</head>", f"{links}</head>"))
        for url in (inside, *PRIVATE):
            paper.link_from_home(url)
        targets = {
            "kin": inside,
            "meta": METADATA,
            "cam": paper.url(f"/cam/202611/{NAME}"),
            "tep": "file:///etc/passwd",
            "ten": f"http://user:pass@127.0.0.1:{paper.port}{PREFIX}{NAME}",
            "cong": "http://bao.example:22/",
        }
        for word, target in targets.items():
            paper.redirect(f"{PREFIX}{word}-{NAME}", target, 302)
        words = [paper.url(f"{PREFIX}{word}-{NAME}") for word in targets]
        kiosk.data.outlets.joinpath("namesake.toml").write_text(
            to_toml({"key": "namesake", "name": "namesake", "home": f"http://{LEADS_HOME}/", "delay_s": 0}),
            encoding="utf-8",
        )
        # An undeclared site on a private address, named by the user or by a page: it opens nothing.
        edition = kiosk.crawl("namesake", *words, secret.articles[1].url)
        yield Met(kiosk, edition, secret)


def redirected(met: Met, word: str) -> tuple[str | None, str | None]:
    return met.edition.outcome(met.kiosk["front"].url(f"{PREFIX}{word}-{NAME}"))


def test_a_server_nobody_declared_is_asked_for_nothing(met: Met) -> None:
    assert met.secret.paths() == []


@pytest.mark.parametrize("word", ["kin", "meta", "tep", "ten", "cong"])
def test_a_redirect_to_an_address_that_is_not_public_is_unsafe(met: Met, word: str) -> None:
    outcome, detail = redirected(met, word)
    assert outcome == "unsafe_address"
    assert (detail or "").startswith("redirects to ")


def test_a_redirect_into_what_robots_txt_forbids_is_denied_and_not_followed(met: Met) -> None:
    assert redirected(met, "cam")[0] == "robots_denied"
    assert met.kiosk["front"].hits(f"/cam/202611/{NAME}") == 0


def test_an_address_given_by_the_user_on_a_private_host_is_unsafe(met: Met) -> None:
    assert met.edition.outcome(met.secret.articles[1].url)[0] == "unsafe_address"


def test_a_name_that_resolves_to_this_machine_is_unsafe(met: Met) -> None:
    for path in ("", "robots.txt"):
        outcome, detail = met.edition.outcome(f"http://{LEADS_HOME}/{path}")
        assert outcome == "unsafe_address", (path, detail)
        assert "127.0.0.1, which is not a public address" in (detail or "")


def test_foreign_entries_of_lists_are_noted_and_never_fetched(met: Met) -> None:
    own = {urlsplit(p.base).netloc for p in met.kiosk.papers.values()} | {LEADS_HOME}
    elsewhere = {url: row for url, row in met.edition.ledger.items() if urlsplit(url).netloc not in own}
    assert elsewhere
    assert {row["outcome"] for row in elsewhere.values()} <= {"off_site", "unsafe_address"}
    fetched = met.kiosk.data.rows(
        "SELECT u.url FROM fetches f JOIN urls u ON u.id = f.url_id WHERE f.http_status IS NOT NULL"
    )
    assert {urlsplit(row["url"]).netloc for row in fetched} <= own


def test_a_sitemap_index_that_names_itself_and_strangers_is_read_once(met: Met) -> None:
    assert met.kiosk["front"].hits("/sitemap.xml") == 1
    assert met.edition.outcome(met.kiosk["front"].url("/sitemap.xml"))[0] == "listed"
    assert met.edition.outcome(met.kiosk["front"].url("/la.xml"))[0] == "listed"


def test_only_the_feed_on_the_papers_own_host_is_read(met: Met) -> None:
    assert met.edition.outcome(met.kiosk["front"].url("/tin.rss"))[0] == "listed"
    feeds = met.kiosk.data.rows("SELECT url FROM channels WHERE kind IN ('feed', 'sitemap')")
    assert {urlsplit(row["url"]).netloc for row in feeds} == {f"127.0.0.1:{met.kiosk['front'].port}"}


def test_the_paper_itself_is_archived(met: Met) -> None:
    assert {a.url for a in met.kiosk["front"].articles} == met.edition.articles
