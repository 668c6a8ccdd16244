"""Whatever goes wrong with an address, it ends in an outcome, with a reason in words, and the crawl goes on."""

from __future__ import annotations

import socket
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from newsarchive.outcomes import OUTCOMES
from tests.crawl.running import later
from tests.crawl.support import Edition, Kiosk
from tests.newspaper.paper import to_toml

HTML = "text/html; charset=utf-8"
LARGE = 33 * 1024 * 1024
"""Bytes; a page is read up to 32 MiB as received."""
# Path: outcome and how the detail begins. The addresses look like those of articles.
ENDS = {
    "hangs": ("timeout", "DownloadTimeoutError"),
    "stalls": ("timeout", "DownloadTimeoutError"),
    "drops": ("connection_error", "DownloadFailedError"),
    "cut": ("truncated", "ResponseDataLossError"),
    "announced": ("too_large", "DownloadCancelledError"),
    "endless": ("too_large", "DownloadCancelledError"),
    "picture": ("wrong_type", "wrong_type: image/jpeg"),
    "pdf": ("wrong_type", "wrong_type: application/pdf"),
    "broken": ("http_error", "HTTP 500"),
    "teapot": ("http_error", "HTTP 418"),
    "nowhere": ("http_error", "redirect 302 without an address"),
    "forbidden": ("blocked", "HTTP 403"),
    "login": ("blocked", "HTTP 401"),
    "toomany": ("blocked", "HTTP 429"),
    "missing": ("gone", "HTTP 404"),
    "removed": ("gone", "HTTP 410"),
    "self": ("redirect_loop", "redirects in a circle"),
    "away": ("off_site", "redirects to http://bao-khac.example/tin"),
    "bare": ("not_article", "empty"),
}
RETRIED = {"hangs", "stalls", "drops", "cut", "broken", "toomany"}


def path_of(name: str) -> str:
    """The path of a page that ends so; the newspaper sends `endless` in chunks, without a length, and no other."""
    paths = (f"/thoi-su/202611/trang-{name}-1a2b3{n:02x}/" for n in range(256))
    return next(path for path in paths if (zlib.crc32(path.encode()) % 4 == 3) is (name == "endless"))


@dataclass(frozen=True)
class Two:
    """Two crawls; before the second, what was broken at `dead` is repaired."""

    kiosk: Kiosk
    first: Edition
    second: Edition

    def url(self, name: str) -> str:
        return self.kiosk["ill"].url(path_of(name))


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Two]:
    with Kiosk(tmp_path_factory.mktemp("outcomes") / "data", fetch_timeout_s=1.5) as kiosk:
        ill = kiosk.open("ill", styles=["yyyymm-id"], home_length=4)
        for name in (*ENDS, "one", "two", "three"):
            ill.link_from_home(path_of(name), f"Một bài báo khác có tên dài là {name}")
        ill.hang(path_of("hangs"))
        ill.hang(path_of("stalls"), after_bytes=20)
        ill.drop(path_of("drops"))
        ill.truncate(path_of("cut"))
        story = ill.site.respond(ill.articles[0].path).body
        ill.serve(path_of("hangs"), story), ill.serve(path_of("stalls"), story), ill.serve(path_of("cut"), story)
        ill.serve(path_of("announced"), b"x", HTML, headers={"Content-Length": str(LARGE)})
        ill.serve(path_of("endless"), b"x" * LARGE, HTML, headers={"Content-Encoding": "identity"})
        ill.serve(path_of("picture"), b"\xff\xd8\xff\xe0", "image/jpeg")
        ill.serve(path_of("pdf"), b"%PDF-1.7", "application/pdf")
        for name, status in (("broken", 500), ("teapot", 418), ("forbidden", 403), ("login", 401), ("toomany", 429)):
            ill.fail(path_of(name), status)
        ill.serve(path_of("nowhere"), b"", HTML, 302)
        ill.serve(path_of("removed"), b"", HTML, 410)
        ill.redirect(path_of("self"), ill.url(path_of("self")))
        for name, target in (("one", "two"), ("two", "three"), ("three", "one")):
            ill.redirect(path_of(name), ill.url(path_of(target)), 302)
        ill.link_from_home(path_of("hop0"), "Một bài báo khác có tên dài là hop0")
        for n in range(20):
            ill.redirect(path_of(f"hop{n}"), ill.url(path_of(f"hop{n + 1}")), 302)
        ill.redirect(path_of("away"), "http://bao-khac.example/tin")
        ill.serve(path_of("bare"), b"", HTML)
        ill.fail(ill.articles[1].path, 503, times=1)

        dead = kiosk.open("dead", articles=12)
        for article in dead.articles:
            dead.drop(article.path)
        kiosk.open("sealed", tls=True)
        with socket.create_server(("127.0.0.1", 0)) as taken:
            port = taken.getsockname()[1]  # nobody listens there any more when the crawl begins
        for key, home in (("nobody", f"http://127.0.0.1:{port}/"), ("nameless", "http://khong-co-bao-nay.invalid/")):
            text = to_toml({"key": key, "name": key, "home": home, "delay_s": 0})
            (kiosk.data.outlets / f"{key}.toml").write_text(text, encoding="utf-8")

        first = kiosk.crawl("nobody", "nameless")
        dead.heal()
        second = kiosk.crawl(env=later(ill, minutes=30))
        yield Two(kiosk, first, second)


@pytest.mark.parametrize("name", ENDS)
def test_an_address_that_cannot_be_read_ends_in_its_outcome(two: Two, name: str) -> None:
    outcome, detail = two.first.outcome(two.url(name))
    assert (outcome, (detail or "")[: len(ENDS[name][1])]) == ENDS[name]


def test_redirects_in_a_circle_end(two: Two) -> None:
    outcomes = sorted(str(two.first.outcome(two.url(name))[0]) for name in ("one", "two", "three"))
    assert outcomes == ["duplicate_url", "duplicate_url", "redirect_loop"]
    assert all(two.kiosk["ill"].hits(path_of(name)) <= 2 for name in ("one", "two", "three"))


def test_redirects_without_end_are_followed_five_times(two: Two) -> None:
    assert [two.first.paths("ill").count(path_of(f"hop{n}")) for n in range(20)] == [1] * 6 + [0] * 14
    outcome, detail = two.first.outcome(two.url("hop5"))
    assert (outcome, detail) == ("redirect_loop", f"redirects for too long (more than 5): {two.url('hop6')}")


@pytest.mark.parametrize("name", ENDS)
def test_what_may_pass_is_tried_three_times_and_the_rest_once(two: Two, name: str) -> None:
    assert two.first.paths("ill").count(path_of(name)) == (3 if name in RETRIED else 1)


def test_a_failure_that_passes_is_retried_in_the_same_run(two: Two) -> None:
    passing = two.kiosk["ill"].articles[1]
    assert [r.status for r in two.first.requests["ill"] if r.path == passing.path] == [503, 200]
    assert two.first.outcome(passing.url) == ("new", None)


def test_the_articles_beside_are_stored(two: Two) -> None:
    assert {a.url for a in two.kiosk["ill"].articles} <= two.first.articles
    assert not any(path_of(name) in url for url in two.first.articles for name in ENDS)


def test_five_failures_in_a_row_leave_a_host_alone(two: Two) -> None:
    paths = two.first.paths("dead")
    assert paths[:2] == ["/robots.txt", "/"]
    # A request on a kept connection that the server closes is repeated once, at once, by the HTTP client (RFC 9110 9.2.2).
    assert len(set(paths[2:])) == 5


def test_what_a_host_left_alone_did_not_give_stays_for_the_next_run(two: Two) -> None:
    urls = {a.url for a in two.kiosk["dead"].articles}
    states = sorted((two.first.ledger[u]["state"], str(two.first.ledger[u]["outcome"])) for u in urls)
    assert states == [("queued", "None")] * 7 + [("waiting", "connection_error")] * 5
    assert urls <= two.second.articles


@pytest.mark.parametrize(
    ("key", "outcome", "detail"),
    [
        ("sealed", "tls_error", "certificate"),
        ("nobody", "connection_error", "refused"),
        ("nameless", "dns_error", "khong-co-bao-nay.invalid"),
    ],
)
def test_a_host_that_cannot_be_reached_says_why(two: Two, key: str, outcome: str, detail: str) -> None:
    home = next(o["home"] for o in two.kiosk.data.rows("SELECT home FROM outlets WHERE key = ?", key))
    said = two.first.outcome(f"{home}robots.txt")
    assert said[0] == outcome
    assert detail in (said[1] or "")
    assert two.first.outcome(home)[0] == "robots_unreachable"
    assert two.kiosk.data.rows("SELECT 1 FROM articles WHERE outlet = ?", key) == []
    assert f"{key}: 0 new" in two.first.ran.err


def test_a_server_whose_certificate_nobody_signed_is_asked_for_nothing(two: Two) -> None:
    assert two.first.requests["sealed"] == []


def test_the_crawl_ends_with_3_when_some_outlets_failed(two: Two) -> None:
    assert two.first.ran.code == 3


def test_every_address_has_a_known_outcome_or_is_still_to_be_fetched(two: Two) -> None:
    for url, row in two.first.ledger.items():
        assert row["outcome"] in OUTCOMES or (row["outcome"], row["state"]) == (None, "queued"), url
        assert row["state"] != "leased", url
