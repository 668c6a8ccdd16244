"""The rules that raise alarms, on facts made by hand."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from newsarchive.health.rules import (
    Finding,
    certificate,
    channel_dead,
    field_lost,
    host_blocking,
    robots_denies,
    silent_zero,
)
from newsarchive.items import utc_text
from newsarchive.store.channels import Channel, Polled
from newsarchive.store.reads.health import ArticleFacts, ChannelFacts, OutletFacts, Tally

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
FULL = frozenset({"byline", "lead", "published_at"})


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        ({0: 0}, None),  # nothing known yet
        ({0: 9}, None),
        ({0: 0, 1: 20}, None),  # one day is no habit
        ({0: 0, 1: 9, 2: 8, 3: 10}, True),
        ({0: 5, 1: 9, 2: 8, 3: 10}, False),
        ({0: 0, 1: 1, 2: 1, 3: 1, 4: 2}, False),  # a small paper may be silent for a day
        ({0: 0, 1: 0, 2: 1, 3: 1, 4: 2, 5: 1}, True),
        ({0: 0, **dict.fromkeys(range(1, 29), 8), 7: 0, 14: 0, 21: 0, 28: 0}, None),  # it never prints on Sundays
        ({0: 0, 1: 0, 2: 8, 3: 8, 4: 8, 5: 0, 6: 0, 8: 9, 9: 8}, False),  # as long as the pause before
        ({0: 0, 1: 0, 2: 0, 3: 8, 4: 8, 5: 0, 6: 0, 8: 9, 9: 8}, True),
        ({0: 2, **dict.fromkeys(range(1, 10), 40)}, True),  # next to nothing
        ({0: 9, **dict.fromkeys(range(1, 10), 40)}, False),
    ],
)
def test_silence_is_measured_by_the_days_before(days: dict[int, int], expected: bool | None) -> None:
    assert silent_zero(days, None).stands is expected


def test_a_declared_minimum_is_a_floor_once_a_day_was_watched() -> None:
    assert silent_zero({0: 3}, 5.0).stands is None
    found = silent_zero({0: 3, 1: 9}, 5.0)
    assert (found.stands, found.detail) == (True, "3 new in a day; declared are 5 at least")
    assert silent_zero({0: 6, 1: 9}, 5.0).stands is False


def tallies(**numbers: int) -> list[Tally]:
    return [Tally(*name.split("__"), number, "HTTP 403") for name, number in numbers.items()]


def test_a_host_that_refuses_everything_blocks() -> None:
    assert host_blocking(tallies(home__blocked=1, other__listed=1)).stands is True
    assert host_blocking(tallies(article__blocked=6, feed__not_modified=2)).stands is True


def test_one_refused_list_or_a_few_refused_articles_do_not_make_a_blocking_host() -> None:
    assert host_blocking(tallies(list__blocked=1)).stands is None
    assert host_blocking(tallies(article__blocked=4, list__listed=3)).stands is False
    assert host_blocking(tallies(article__new=4, list__listed=3)).stands is False
    assert host_blocking([]).stands is None


def test_robots_txt_denies_when_the_home_page_is_forbidden() -> None:
    assert robots_denies(tallies(home__robots_denied=1)).stands is True
    assert robots_denies(tallies(home__listed=1, article__robots_denied=1)).stands is False
    assert robots_denies(tallies(home__listed=1, article__robots_denied=9)).stands is True
    assert robots_denies(tallies(article__timeout=3)).stands is None


def test_a_broken_certificate_counts_when_nothing_else_came() -> None:
    assert certificate(tallies(other__tls_error=1)).stands is True
    assert certificate(tallies(other__tls_error=1, home__listed=1)).stands is None
    assert certificate(tallies(home__listed=1)).stands is False


def articles(
    number: int, *, has: frozenset[str] = FULL, letters: int = 2000, text: str = "select.body"
) -> list[ArticleFacts]:
    return [ArticleFacts(n, letters + n, has, {"text": text, "title": "h1"}, 1) for n in range(number)]


def judged(recent: list[ArticleFacts], past: list[ArticleFacts]) -> Finding:
    return field_lost(OutletFacts(articles=recent + past, in_run=len(recent), usual_from=len(recent)))


def judged_while_it_stands(
    recent: list[ArticleFacts], meanwhile: list[ArticleFacts], past: list[ArticleFacts]
) -> Finding:
    there = recent + meanwhile
    return field_lost(OutletFacts(articles=there + past, in_run=len(recent), usual_from=len(there)))


def test_three_articles_without_byline_tell_a_change_of_the_template() -> None:
    found = judged(articles(3, has=FULL - {"byline"}), articles(40))
    assert found.stands is True
    assert found.detail == "byline: 0 of the last 3 articles have it, before 98%"


def test_a_field_that_is_often_missing_is_not_lost_by_accident() -> None:
    half = articles(20) + articles(20, has=FULL - {"byline"})
    assert judged(articles(3, has=FULL - {"byline"}), half).stands is not True
    assert judged(articles(2, has=FULL - {"byline"}), articles(40)).stands is not True


def test_single_articles_run_by_run_add_up() -> None:
    bare = FULL - {"lead"}
    found = judged(articles(1, has=bare), articles(4, has=bare) + articles(40))
    assert found.stands is True
    assert found.detail.startswith("lead: 0 of the last 5 articles have it")


def test_what_came_while_it_stands_does_not_become_usual() -> None:
    bare = articles(30, has=FULL - {"byline"})
    assert judged_while_it_stands(bare[:1], bare[1:], articles(40)).stands is True
    assert judged_while_it_stands(articles(1), bare[1:], articles(40)).stands is True
    assert judged_while_it_stands(articles(3), bare, articles(40)).stands is False


def test_all_fields_back_clear_it() -> None:
    assert judged(articles(6), articles(40)).stands is False
    assert judged([], articles(40)).stands is None


def test_texts_half_as_long_and_shorter_than_nearly_all_before_are_lost() -> None:
    found = judged(articles(4, letters=500), articles(40))
    assert (found.stands, found.detail) == (True, "text length: 502 letters, before 2020")
    assert judged(articles(4, letters=1500), articles(40)).stands is not True


def test_a_text_read_from_elsewhere_is_told_though_it_is_there() -> None:
    found = judged(articles(6, text="trafilatura"), articles(40))
    assert (found.stands, found.detail) == (True, "text: read from trafilatura, before from select.body")


def test_new_rules_of_ours_are_no_change_of_the_newspaper_s() -> None:
    newer = [ArticleFacts(a.id, a.letters, a.has, {"text": "other"}, 2) for a in articles(6)]
    assert judged(newer, articles(40)).stands is False


def test_pages_without_text_tell_a_change_though_no_article_came() -> None:
    facts = OutletFacts(tallies=[Tally("article", "not_article", 5, "empty: no text")], whole=40, emptied=1)
    found = field_lost(facts)
    assert (found.stands, found.detail) == (True, "text: found on 0 of 5 new pages, before on 95%")


def test_films_and_sections_met_by_the_way_are_no_lost_texts() -> None:
    facts = OutletFacts(tallies=[Tally("article", "not_article", 5, "video: a film")], whole=40)
    assert field_lost(facts).stands is None


def channel(
    polls: list[tuple[float, str, int | None, int]], *, declared: bool = True, fresh: float | None = None
) -> ChannelFacts:
    """A feed with polls given as days ago, outcome, found, new; newest first."""
    made = tuple(Polled(n, utc_text(NOW - timedelta(days=d)), o, f, w) for n, (d, o, f, w) in enumerate(polls))
    yielded = next((p.at for p in made if p.found), None)
    feed = Channel(1, "x", "feed", "https://x.vn/rss", declared, yielded)
    return ChannelFacts(feed, made, None if fresh is None else utc_text(NOW - timedelta(days=fresh)))


def dead(*channels: ChannelFacts) -> Finding:
    facts = OutletFacts(tallies=[Tally("home", "listed", 1, "")], channels=list(channels))
    return channel_dead(facts, NOW, frozenset({"https://x.vn/rss"}))


HEALTHY = [(float(n), "listed", 20, 5) for n in range(2, 12)]


def test_a_list_that_brought_nothing_twice_is_dead() -> None:
    assert dead(channel([(0, "gone", None, 0), (1, "listed", 0, 0), *HEALTHY])).stands is True
    assert dead(channel([(0, "gone", None, 0), *HEALTHY])).stands is False


def test_an_unchanged_list_and_troubles_of_the_host_are_not_death() -> None:
    assert dead(channel([(0, "not_modified", None, 0), (1, "not_modified", None, 0), *HEALTHY])).stands is False
    assert (
        dead(channel([(0, "timeout", None, 0), (0.5, "dns_error", None, 0), (1, "timeout", None, 0), *HEALTHY])).stands
        is False
    )


def test_a_list_that_repeats_itself_for_days_is_dead() -> None:
    still = [(n / 2, "listed", 20, 0) for n in range(18)]
    past = [(9.0 + n, "listed", 20, 5) for n in range(8)]
    assert dead(channel(still + past, fresh=9)).stands is True


def test_a_list_whose_articles_others_meet_first_is_alive() -> None:
    still = [(n / 2, "listed", 20, 0) for n in range(18)]
    past = [(9.0 + n, "listed", 20, 5) for n in range(8)]
    assert dead(channel(still + past, fresh=0.1)).stands is False


def test_a_list_that_is_no_longer_declared_is_nobody_s_trouble() -> None:
    facts = OutletFacts(
        tallies=[Tally("home", "listed", 1, "")],
        channels=[channel([(0, "gone", None, 0), (1, "gone", None, 0), *HEALTHY])],
    )
    assert channel_dead(facts, NOW, frozenset()).stands is False
    assert channel_dead(OutletFacts(), NOW, frozenset()).stands is None
