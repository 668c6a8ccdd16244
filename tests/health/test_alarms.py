"""What goes wrong with a newspaper raises an alarm within one run, and is cleared by itself when it is right again.

All newspapers here are crawled together, once a day. Three days all is well; on the fourth and fifth each has its
trouble; from the sixth on it is over.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest

from tests.crawl.running import Ran, later
from tests.crawl.support import Kiosk
from tests.newspaper import Newspaper, Story

pytestmark = pytest.mark.timeout(300)  # six crawls of a dozen newspapers

WELL, TROUBLE, OVER = range(3), range(3, 5), range(5, 6)
ALL = "*"


def rewritten(paper: Newspaper, stories: list[Story], change: Callable[[str], str]) -> None:
    """Have the pages of these articles changed, as by another template."""
    for story in stories:
        page = change(paper.site.respond(story.path).body.decode())
        for target in (story.path, f"{story.path}?utm_source=rss&utm_medium=feed"):  # as its feed names some of them
            paper.serve(target, page)


def without_byline_and_lead(html: str) -> str:
    """The page in a template that prints neither author nor summary."""
    html = re.sub(r'<div class="detail-author">.*?</div></div>', "", html, flags=re.S)
    html = re.sub(r'<p style="text-align: right">.*?</p>', "", html, flags=re.S)
    html = re.sub(r'<h2 class="detail-sapo".*?</h2>', "", html, flags=re.S)
    html = re.sub(r'<meta (?:name|property)="(?:og:)?description"[^>]*>', "", html)
    html = re.sub(r'"author": \{[^}]*\}', '"author": []', html)
    return re.sub(r'"description": "[^"]*", ', "", html)


def without_date(html: str) -> str:
    """The page in a template that prints no date."""
    html = re.sub(r'<span class="pubdate">.*?</span>', "", html)
    html = re.sub(r'<div class="today">.*?</div>', "", html)
    return re.sub(r', "datePublished": "[^"]*"', "", html)


def without_text(html: str) -> str:
    """The page in a template that fills the text in by a script."""
    return re.sub(r"<main>.*</main>", '<main><div id="app"></div></main>', html, flags=re.S)


def shortened(html: str) -> str:
    """The page in a template in which our selectors find the first paragraph only."""
    for paragraph in re.findall(r'<p style="text-align: justify">.*?</p>', html, flags=re.S)[1:]:
        html = html.replace(paragraph, "")
    return html


TEMPLATES: dict[str, Callable[[str], str]] = {
    "byline": without_byline_and_lead,
    "dateless": without_date,
    "emptied": without_text,
    "shortened": shortened,
}


@dataclass
class Week:
    """Six daily crawls: the alarms that stood after each, and what `status --check` said."""

    kiosk: Kiosk
    ran: list[Ran] = field(default_factory=list)
    alarms: list[dict[tuple[str, str], str]] = field(default_factory=list)
    checked: dict[int, Ran] = field(default_factory=dict)
    told: dict[int, Any] = field(default_factory=dict)

    def of(self, day: int, key: str) -> set[str]:
        """Return the kinds of the alarms that stood for an outlet after a day."""
        return {kind for outlet, kind in self.alarms[day] if outlet == key}


def publish(paper: Newspaper, day: int) -> list[Story]:
    """Publish six articles in the day before a crawl."""
    return [paper.add_article(paper.now + timedelta(days=day, hours=-n)) for n in range(7, 1, -1)]


@pytest.fixture(scope="module")
def week(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Week]:
    """Crawl the newspapers day by day."""
    with Kiosk(tmp_path_factory.mktemp("alarms")) as kiosk:
        plain: dict[str, Any] = {
            "articles": 9,
            "styles": ("timestamp-htm",),
            "span_days": 3.0,
            "channels": {"feed", "home"},
        }
        for key in ("steady", "silent", "few", "blocked", "denied", "sealed", *TEMPLATES):
            how = {"min_per_day": 4} if key == "few" else {}
            style = {"styles": ("vdoc-a-id",)} if key == "dateless" else {}
            kiosk.open(key, **plain | style, tls=key == "sealed", declare={"declare": ["feed"], **how})
        kiosk.open("deadfeed", **plain | {"channels": {"feed", "sections"}}, declare={"declare": ["feed", "sections"]})
        kiosk.open("wrongfeed", **plain | {"channels": {"atom"}}, declare={"declare": ["feed"]})
        told = Week(kiosk)
        for day in (*WELL, *TROUBLE, *OVER):
            _day(told, day)
        yield told


def _day(told: Week, day: int) -> None:
    kiosk = told.kiosk
    trouble = day in TROUBLE
    for key, paper in kiosk.papers.items():
        if trouble and key in ("silent", "few"):
            stories = [paper.add_article(paper.now + timedelta(days=day, hours=-1))] if key == "few" else []
        else:
            stories = publish(paper, day) if day else []
        if trouble and key in TEMPLATES:
            rewritten(paper, stories, TEMPLATES[key])
    if day == TROUBLE[0]:
        kiosk["blocked"].fail(ALL, 403)
        kiosk["denied"].robots.text = "User-agent: *\nDisallow: /\n"
        kiosk["deadfeed"].serve("/rss/home.rss", "Not Found", status=404)
    if day == OVER[0]:
        kiosk["blocked"].heal()
        kiosk["denied"].robots.text = None
        kiosk["deadfeed"].site.served.clear()
    trusted = {} if trouble else {"SSL_CERT_FILE": str(kiosk["sealed"].certificate)}
    clock = later(kiosk["steady"], days=day) | trusted

    told.ran.append(kiosk.data.crawl(*kiosk.papers, env=clock))
    assert "Traceback" not in told.ran[-1].err, told.ran[-1].err
    rows = kiosk.data.rows("SELECT * FROM alarms WHERE cleared_at IS NULL")
    told.alarms.append({(r["outlet"], r["kind"]): r["detail"] for r in rows})
    if day in (WELL[-1], TROUBLE[-1]):
        told.checked[day] = kiosk.data.run("status", "--check", env=clock)


CASES = {
    "byline": "field_lost",
    "dateless": "field_lost",
    "emptied": "field_lost",
    "shortened": "field_lost",
    "silent": "silent_zero",
    "few": "silent_zero",
    "blocked": "host_blocking",
    "denied": "robots_denies",
    "sealed": "certificate_expired",
}


@pytest.mark.parametrize(("key", "kind"), CASES.items())
def test_trouble_is_told_within_one_run(week: Week, key: str, kind: str) -> None:
    assert kind in week.of(TROUBLE[0], key), week.alarms[TROUBLE[0]]


@pytest.mark.parametrize(("key", "kind"), CASES.items())
def test_it_stands_once_while_it_lasts_and_clears_by_itself(week: Week, key: str, kind: str) -> None:
    assert kind in week.of(TROUBLE[-1], key)
    assert week.of(OVER[-1], key) == set(), week.alarms[OVER[-1]]
    (row,) = week.kiosk.data.rows("SELECT * FROM alarms WHERE outlet = ? AND kind = ?", key, kind)
    assert row["since"] < row["cleared_at"]


def test_a_newspaper_in_which_all_is_well_has_no_alarm(week: Week) -> None:
    assert [week.of(day, "steady") for day in (*WELL, *TROUBLE, *OVER)] == [set()] * 6
    assert [alarms for alarms in week.alarms[: len(WELL)] if alarms] == []


@pytest.mark.parametrize(
    ("key", "words"),
    [
        ("byline", "byline: 0 of "),
        ("byline", "lead: 0 of "),
        ("dateless", "published_at: 0 of "),
        ("emptied", "text: found on 0 of 6 new pages"),
        ("shortened", "text length: "),
    ],
)
def test_a_lost_field_is_named_with_its_numbers(week: Week, key: str, words: str) -> None:
    assert words in week.alarms[TROUBLE[0]][key, "field_lost"]


def test_a_feed_that_dies_is_told_after_the_second_visit_and_the_sections_bring_what_it_would_have(week: Week) -> None:
    assert "channel_dead" not in week.of(TROUBLE[0], "deadfeed")
    assert "feed " in week.alarms[TROUBLE[-1]]["deadfeed", "channel_dead"]
    assert "channel_dead" not in week.of(OVER[-1], "deadfeed")
    paper = week.kiosk["deadfeed"]
    assert set(week.kiosk.data.articles("deadfeed")) == {s.url for s in paper.articles}


def test_where_a_declared_feed_brings_nothing_the_discovered_one_takes_over_in_the_same_run(week: Week) -> None:
    data, paper = week.kiosk.data, week.kiosk["wrongfeed"]
    assert set(data.articles("wrongfeed")) == paper.linked("atom") | set(data.articles("wrongfeed"))
    assert (
        data.one(
            "SELECT min(run_id) FROM run_channels r JOIN channels c ON c.id = r.channel_id WHERE c.url = ?",
            paper.url("/atom.xml"),
        )
        == 1
    )


def test_what_robots_txt_forbade_for_a_while_is_fetched_afterwards(week: Week) -> None:
    paper = week.kiosk["denied"]
    assert paper.linked() <= set(week.kiosk.data.articles("denied"))


def test_status_check_fails_while_an_alarm_stands_and_names_it_first(week: Week) -> None:
    well, ill = week.checked[WELL[-1]], week.checked[TROUBLE[-1]]
    assert (well.code, ill.code) == (0, 1)
    assert well.out.startswith("all is well")
    first, *_ = ill.out.splitlines()
    assert first.startswith("needs a look: ")
    assert "field_lost" in first or "silent_zero" in first
    assert "alarm: blocked: host_blocking since " in ill.out
