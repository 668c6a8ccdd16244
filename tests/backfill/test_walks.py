"""What the articles of a section page say of its day, side boxes left out."""

from __future__ import annotations

from newsarchive.backfill.walks import MOST_VOTES, VOTES, Sheet, Walk
from newsarchive.ingest.reading import Found

LAST = "2026-05-31"


def found(*names: str) -> tuple[Found, ...]:
    return tuple(Found(f"https://bao.example/{n}", f"https://bao.example/{n}", "bao.example", "article") for n in names)


def sheet(*names: str, **days: str) -> Sheet:
    articles = found(*names)
    dated = {f"https://bao.example/{name}": day for name, day in days.items()}
    return Sheet(1, articles, dated, tuple(a for a in articles if a.normal_url not in dated))


def asked(ballot, days):
    """Ask the articles of a page one by one, as long as the ballot wants; return their names in order."""
    names = []
    while (article := ballot.next_candidate(LAST)) is not None:
        ballot.probes += 1
        names.append(article.url.rpartition("/")[2])
        ballot.votes.append(days[names[-1]])
    return names


def test_an_article_that_the_next_page_lists_too_has_no_vote():
    page = sheet("a", "b", "young", a="2026-05-20", b="2026-05-18", young="2026-06-30")
    assert page.ballot({"https://bao.example/young"}).day == "2026-05-20"


def test_where_half_of_the_addresses_carry_their_day_nobody_is_asked():
    ballot = sheet("a", "b", a="2026-05-20").ballot(())
    assert (ballot.day, ballot.next_candidate(LAST)) == ("2026-05-20", None)


def test_three_articles_that_agree_are_enough():
    ballot = sheet(*"abcdefg").ballot(())
    assert len(asked(ballot, dict.fromkeys("abcdefg", "2026-05-20"))) == VOTES
    assert ballot.day == "2026-05-20"


def test_articles_that_disagree_are_asked_on_and_the_day_in_the_middle_decides():
    ballot = sheet(*"abcdefg").ballot(())
    days = dict.fromkeys("abcdefg", "2026-05-20") | {"g": "2026-06-30"}
    assert asked(ballot, days)[0] == "g"
    assert (len(ballot.votes), ballot.day, ballot.is_after(LAST)) == (MOST_VOTES, "2026-05-20", False)


def test_a_page_is_judged_when_the_following_one_was_read():
    walk = Walk(1, 1, pending=sheet("a", "b", a="2026-05-20", b="2026-05-18"))
    assert not walk.ballots
    walk.close_page({"https://bao.example/a"})
    assert [ballot.day for ballot in walk.ballots] == ["2026-05-18"]
    assert walk.pending is None


def test_a_page_that_is_read_again_finds_the_walk_as_it_was():
    walk = Walk(1, 2, pending=sheet("a", a="2026-05-20"))
    turned = walk.turned_to(2)
    turned.close_page()
    again = turned.turned_to(2)
    assert (len(again.ballots), again.pending is not None) == (0, True)
