"""Captures of others taken in: both services, resumed, checked, and when they refuse."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.crawl.running import Data
from tests.ingest.captures_of_others import Archives, Shot
from tests.newspaper import Newspaper, Story
from tests.newspaper.site import Site

HOST = "bao-da-dong-cua.example"
SPAN = ("--from", "2024-05", "--to", "2024-06")
SOURCES = ["commoncrawl", "wayback"]

Take = Callable[..., tuple[int, str]]


@pytest.fixture(scope="module")
def site() -> Site:
    """A newspaper whose site is gone; it is only asked for the pages it once had."""
    return Site(f"https://{HOST}", articles=9, styles=["vdoc-a-id"], seed="da dong cua")


def shot(site: Site, story: Story, stamp: str) -> Shot:
    return Shot(story.url, stamp, site.respond(story.path).body)


@pytest.fixture
def shots(site: Site) -> list[Shot]:
    """Six captures of articles in May, two in June, one in July; one again; a section, a picture, another host's page."""
    months = ["05"] * 6 + ["06"] * 2 + ["07"]
    found = [shot(site, s, f"2024{m}1203040{i}") for i, (s, m) in enumerate(zip(site.articles, months, strict=True))]
    found.append(Shot(found[0].url, "20240520111111", found[0].body))
    found.append(Shot(f"https://{HOST}/thoi-su/", "20240512030501", site.respond("/thoi-su/").body))
    found.append(Shot(f"https://{HOST}/anh/mot.jpg", "20240512030502", b"\xff\xd8 no picture", mime="image/jpeg"))
    found.append(Shot("https://ads.example/quang-cao-cua-ai-do-a12345.html", "20240512030503", b"<html>no</html>"))
    return found


@pytest.fixture
def data(tmp_path: Path) -> Data:
    data = Data(tmp_path / "data")
    data.configure(contact="toasoan@bao.example", workers=1)
    (data.outlets / "dadongcua.toml").write_text(
        f'key = "dadongcua"\nname = "Báo Đã Đóng Cửa"\nhome = "https://{HOST}/"\n'
        "article = '^/[A-Za-z0-9-]+-a\\d{3,}\\.html$'\n",
        encoding="utf-8",
    )
    return data


def take(data: Data, archives: Archives, source: str, *more: str) -> Any:
    words = more or SPAN
    return data.run("backfill", "dadongcua", *words, "--source", source, env=archives.env)


def months(data: Data, source: str) -> dict[str, Any]:
    ran = data.run("backfill", "dadongcua", "--status", "--source", source, "--json")
    return {row["month"]: row for row in json.loads(ran.out)}


@pytest.mark.parametrize("source", SOURCES)
def test_captures_of_others_become_articles_with_their_own_dates(
    source: str, data: Data, shots: list[Shot], site: Site
) -> None:
    with Archives(shots) as archives:
        ran = take(data, archives, source)
        assert ran.code == 0, ran.err
        # Every article captured in the two months, and none of July, of other hosts, or that is no article.
        assert data.articles() == sorted(s.url for s in shots[:8])
        rows = data.rows(
            "SELECT u.url, c.fetched_at, c.origin, c.digest FROM captures c JOIN urls u ON u.id = c.url_id"
        )
        told = {
            r["url"]: (r["fetched_at"].translate({ord(c): None for c in "-:TZ"}), r["origin"], r["digest"])
            for r in rows
        }
        assert told == {s.url: (s.stamp, source, f"sha1:{s.digest}") for s in shots[:8]}
        status = months(data, source)
        assert [(m, r["found"], r["fetched"], r["left"], r["complete"]) for m, r in status.items()] == [
            ("2024-06", 2, 2, 0, True),
            ("2024-05", 6, 6, 0, True),
        ]
        section = data.ledger(f"https://{HOST}/thoi-su/")
        assert (section["outcome"], section["fetched_at"][:7]) == ("not_article", "2024-05")
        assert data.rows("SELECT * FROM urls WHERE url LIKE '%ads.example%'") == []
        assert len(archives.fetched()) == 8  # the same bytes are not asked for twice
        assert archives.max_active == 1
        assert {a.agent.split("/")[0] for a in archives.asked} == {"newsarchive"}
        assert all("toasoan@bao.example" in a.agent for a in archives.asked)

        archives.asked.clear()
        again = take(data, archives, source)
        assert again.code == 0, again.err
        assert archives.fetched() == []
        assert data.one("SELECT count(*) FROM captures") == 8
    assert data.run("verify").code == 0


@pytest.mark.parametrize("source", SOURCES)
def test_what_one_source_brought_is_not_fetched_from_the_other(source: str, data: Data, shots: list[Shot]) -> None:
    other = SOURCES[1 - SOURCES.index(source)]
    with Archives(shots[:3]) as archives:
        assert take(data, archives, source, "--from", "2024-05", "--to", "2024-05").code == 0
        archives.asked.clear()
        assert take(data, archives, other, "--from", "2024-05", "--to", "2024-05").code == 0
        assert archives.fetched() == []
        assert months(data, other)["2024-05"]["fetched"] == 3


@pytest.mark.parametrize("source", SOURCES)
def test_a_backfill_that_was_killed_goes_on_without_asking_twice(source: str, data: Data, shots: list[Shot]) -> None:
    with Archives(shots, delay_s=0.15) as archives:
        with data.start("backfill", "dadongcua", *SPAN, "--source", source, env=archives.env) as child:
            while len(archives.fetched()) < 4:
                assert child.poll() is None, child.communicate()
            child.kill()
            child.communicate()
        before = archives.fetched()
        held = data.one("SELECT count(*) FROM captures")
        assert 1 <= held <= 4
        archives.asked.clear()
        archives.delay_s = 0
        ran = take(data, archives, source)
        assert ran.code == 0, ran.err
        assert data.articles() == sorted(s.url for s in shots[:8])
        # At most the one that was under way is asked for again.
        assert len(set(before) & set(archives.fetched())) <= len(before) - held <= 1
        assert data.one("SELECT count(*) FROM captures") == 8


@pytest.mark.parametrize("source", SOURCES)
def test_refusals_are_waited_out_and_damaged_answers_asked_for_again(
    source: str, data: Data, shots: list[Shot]
) -> None:
    index = "-index" if source == "commoncrawl" else "/cdx/search/cdx"
    capture = "/crawl-data/" if source == "commoncrawl" else "/web/"
    with Archives(shots) as archives:
        archives.broken = {
            index: [
                (503, {}, b"busy"),
                (200, {"Content-Length": "500"}, b'[["timest'),
                (200, {}, b'[["timestamp", "orig'),
            ],
            capture: [(429, {"Retry-After": "1"}, b"slow down")],
        }
        ran = take(data, archives, source)
        assert ran.code == 0, ran.err
        assert data.articles() == sorted(s.url for s in shots[:8])
        times = [a.at for a in archives.asked if a.target.startswith(capture)]
        assert times[1] - times[0] >= 0.95


@pytest.mark.parametrize("source", SOURCES)
def test_a_service_that_wants_to_be_left_alone_is(source: str, data: Data, shots: list[Shot]) -> None:
    capture = "/crawl-data/" if source == "commoncrawl" else "/web/"
    with Archives(shots) as archives:
        archives.broken = {capture: [(429, {"Retry-After": "3600"}, b"tomorrow")]}
        ran = take(data, archives, source)
        assert ran.code == 3
        assert "asks to be left alone for 3600 s (HTTP 429); the same command goes on from here" in ran.err
        assert len(archives.fetched()) == 1
        assert take(data, archives, source).code == 0
        assert data.articles() == sorted(s.url for s in shots[:8])


def test_bytes_that_are_not_those_of_the_index_are_not_stored(data: Data, shots: list[Shot]) -> None:
    may = ("--from", "2024-05", "--to", "2024-05")
    with Archives(shots[:3]) as archives:
        archives.broken = {shots[0].url: [(200, {"Content-Type": "text/html"}, b"<html>something else</html>")] * 3}
        first = take(data, archives, "wayback", *may)
        assert first.code == 3
        assert "1 captures could not be fetched" in first.err
        assert take(data, archives, "wayback", *may).code == 3
        assert take(data, archives, "wayback", *may).code == 0  # given up: it has its outcome
        assert data.articles() == sorted(s.url for s in shots[1:3])
        row = data.rows("SELECT outcome, detail FROM backfill_captures WHERE url = ?", shots[0].url)[0]
        assert tuple(row) == ("truncated", "the bytes are not those that the index names (digest)")


def test_a_record_of_another_page_is_not_stored(data: Data, shots: list[Shot]) -> None:
    wrong = Shot("https://khac.example/mot-bai-khac-a999.html", shots[0].stamp, shots[0].body).record
    with Archives(shots[:2]) as archives:
        archives.broken = {f"bytes=0-{len(shots[0].record) - 1}": [(206, {}, wrong.ljust(len(shots[0].record), b"\0"))]}
        take(data, archives, "commoncrawl", "--from", "2024-05", "--to", "2024-05")
        assert data.articles() == [shots[1].url]
        assert not data.rows(
            "SELECT 1 FROM captures c JOIN urls u ON u.id = c.url_id WHERE u.url LIKE '%khac.example%'"
        )


def test_lines_of_an_index_that_cannot_be_read_are_counted(data: Data, shots: list[Shot]) -> None:
    with Archives(shots[:3], extra_lines=["not json", '{"url": "https://bao-da-dong-cua.example/x"}']) as archives:
        ran = take(data, archives, "commoncrawl", "--from", "2024-05", "--to", "2024-05")
        assert ran.code == 0, ran.err
        assert "2 rows of the index could not be read" in ran.err
        assert len(data.articles()) == 3


def test_an_unknown_source_is_wrong_usage(data: Data) -> None:
    ran = data.run("backfill", "dadongcua", *SPAN, "--source", "google")
    assert ran.code == 2
    assert "--source must be site, commoncrawl or wayback" in ran.err


def test_the_newspaper_itself_is_not_asked(data: Data, shots: list[Shot]) -> None:
    with Newspaper(articles=1) as paper, Archives(shots[:1]) as archives:
        data.declare(paper, "cungmay")
        assert take(data, archives, "wayback").code == 0
        assert paper.requests == []
