"""What is asked of a page, and what a page may ask of us: conditions on a revisit, no pictures, `noarchive` honoured."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from tests.crawl.running import later
from tests.crawl.support import Edition, Kiosk, kept
from tests.newspaper import Story

ASSETS = (".jpg", ".png", ".gif", ".css", ".js", ".mp4", ".ico", ".svg", ".woff2")


@dataclass(frozen=True)
class Two:
    """Two crawls, a day apart, that keep all they fetch; one article was edited in between."""

    kiosk: Kiosk
    first: Edition
    second: Edition
    edited: Story
    by_header: str
    by_meta: str
    for_others: str


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Two]:
    with Kiosk(tmp_path_factory.mktemp("visits") / "data", keep="all") as kiosk:
        paper = kiosk.open("paper", articles=9, channels=["home", "sections"], styles=["timestamp-htm"], span_days=2.5)
        respond = paper.site.respond
        by_header, by_meta, for_others = paper.articles[:3]
        html = "text/html; charset=utf-8"
        body = respond(by_header.path).body
        paper.serve(by_header.path, body, html, headers={"X-Robots-Tag": "noarchive"})
        head = respond(by_meta.path).body.replace(b"<head>", b'<head><meta name="robots" content="index, noarchive">')
        paper.serve(by_meta.path, head, html)
        body = respond(for_others.path).body
        paper.serve(for_others.path, body, html, headers={"X-Robots-Tag": "otherbot: noarchive"})
        first_section, second_section = (f"/{name}/" for name in list(paper.site.sections)[:2])
        paper.serve(first_section, respond(first_section).body, html, headers={"X-Robots-Tag": "noarchive"})
        body = respond(second_section).body.replace(b"<head>", b'<head><meta name="newsarchive" content="noarchive">')
        paper.serve(second_section, body, html)
        first = kiosk.crawl()
        edited = paper.edit(paper.articles[3])
        second = kiosk.crawl(env=later(paper, hours=24))
        yield Two(kiosk, first, second, edited, by_header.url, by_meta.url, for_others.url)


@pytest.mark.parametrize("which", ["by_header", "by_meta"])
def test_a_page_that_says_noarchive_is_noted_and_no_article(two: Two, which: str) -> None:
    url = getattr(two, which)
    assert two.first.outcome(url)[0] == "noarchive"
    assert url not in two.first.articles


@pytest.mark.parametrize("which", ["by_header", "by_meta"])
def test_no_byte_of_a_page_that_says_noarchive_is_kept(two: Two, which: str) -> None:
    url = getattr(two, which)
    assert two.kiosk["paper"].home in kept(two.kiosk.data)  # all else is
    assert url not in kept(two.kiosk.data)
    assert two.kiosk.data.rows("SELECT 1 FROM captures c JOIN urls u ON u.id = c.url_id WHERE u.url = ?", url) == []


@pytest.mark.parametrize("place", [0, 1], ids=["by header", "by meta"])
def test_a_section_that_says_noarchive_is_read_and_not_kept(two: Two, place: int) -> None:
    paper = two.kiosk["paper"]
    section = paper.url(f"/{list(paper.site.sections)[place]}/")
    assert two.first.outcome(section)[0] == "listed"
    assert section not in kept(two.kiosk.data)


def test_noarchive_for_another_robot_is_not_for_us(two: Two) -> None:
    assert two.for_others in two.first.articles


def test_a_page_that_says_noarchive_is_not_asked_for_again(two: Two) -> None:
    again = {two.kiosk["paper"].url(path) for path in two.second.paths("paper")}
    assert again.isdisjoint({two.by_header, two.by_meta})


def test_a_revisit_is_conditional(two: Two) -> None:
    articles = {a.path for a in two.kiosk["paper"].articles}
    again = [r for r in two.second.requests["paper"] if r.path in articles]
    assert len(again) >= 2
    assert all(r.header("if-none-match") for r in again if two.kiosk["paper"].url(r.path) != two.for_others)
    assert not any(r.header("if-none-match") for r in two.first.requests["paper"])


def test_what_has_not_changed_is_answered_with_304_and_noted_so(two: Two) -> None:
    unchanged = [r for r in two.second.requests["paper"] if r.status == 304 and r.path != "/"]
    assert unchanged
    outcomes = {two.second.outcome(two.kiosk["paper"].url(r.target))[0] for r in unchanged}
    assert outcomes == {"not_modified"}


def test_what_has_changed_is_fetched_whole_and_a_revision(two: Two) -> None:
    assert [r.status for r in two.second.requests["paper"] if r.path == two.edited.path] == [200]
    assert two.second.outcome(two.edited.url)[0] == "changed"


def test_no_picture_style_sheet_or_script_is_asked_for(two: Two) -> None:
    paths = [*two.first.paths("paper"), *two.second.paths("paper")]
    assert len(paths) > 15
    assert [path for path in paths if path.partition("?")[0].endswith(ASSETS)] == []


def test_pages_are_asked_for_without_cookies_or_referrer(two: Two) -> None:
    for request in two.first.requests["paper"]:
        assert {"cookie", "referer", "authorization"}.isdisjoint(request.headers)
