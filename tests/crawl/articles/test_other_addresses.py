"""An article met at several addresses: a print view never stands for it, and no more than one address is fetched."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import product
from pathlib import Path

import pytest

from tests.crawl.support import Edition, Kiosk


@pytest.fixture
def kiosk(tmp_path: Path) -> Iterator[Kiosk]:
    """A data folder with a newspaper of six articles that nothing lists yet."""
    with Kiosk(tmp_path / "data") as kiosk:
        kiosk.open("bao", articles=6, channels=(), styles=("yyyymm-id",))
        yield kiosk


def asked(edition: Edition) -> Counter[str]:
    """Return how often each article of the paper was asked for, by whatever address."""
    return Counter(path.partition("?")[0].removeprefix("/print") for path in edition.paths("bao"))


def test_an_article_whose_print_address_is_listed_is_fetched_by_its_plain_one(kiosk: Kiosk) -> None:
    paper = kiosk["bao"]
    ways = product(("path", "parameter"), ("print first", "plain first", "print only"))
    for story, (form, order) in zip(paper.articles, ways, strict=True):
        html = paper.site.respond(story.print_path).body
        twin = story.print_url if form == "path" else paper.serve(f"{story.path}?print=1", html)
        listed = {"print first": (twin, story.url), "plain first": (story.url, twin), "print only": (twin,)}[order]
        for url in listed:
            paper.link_from_home(url, story.title)
    edition = kiosk.crawl()
    assert edition.articles == {story.url for story in paper.articles}
    assert [edition.outcome(story.url)[0] for story in paper.articles] == ["new"] * 6
    assert [asked(edition)[story.path] for story in paper.articles] == [1] * 6


def test_a_print_address_that_was_asked_for_leads_to_the_article(kiosk: Kiosk) -> None:
    story = kiosk["bao"].articles[0]
    edition = kiosk.crawl(story.print_url)
    assert edition.articles == {story.url}
    assert edition.outcome(story.print_url) == ("duplicate_url", f"print view of {story.url}")


def test_an_article_is_looked_at_again_by_one_address_only(kiosk: Kiosk) -> None:
    """The home page names it with a tracking parameter, by an address that redirects, and plainly."""
    paper = kiosk["bao"]
    for n, story in enumerate(paper.articles):
        tracked = f"{story.path}?utm_source=trangchu"
        if n % 2:
            paper.redirect(tracked, story.url)
        for address in (story.old_url, paper.url(tracked), story.url)[: 2 + n % 2]:
            paper.link_from_home(address, story.title)
    edition = kiosk.crawl()
    assert edition.articles == {story.url for story in paper.articles}
    due = Counter(row["article_id"] for row in edition.ledger.values() if row["article_id"] and row["next_fetch_at"])
    assert sorted(due.values()) == [1] * 6
