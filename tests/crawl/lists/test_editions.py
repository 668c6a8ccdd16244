"""Other editions of a newspaper are taken only when its declaration asks for them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.crawl.running import Data
from tests.newspaper import Newspaper

ARTICLE = r"^/(?!tag/)(?:[a-z]{2}/)?(?:[a-z]{4,16}/)?[a-z0-9]+(?:-[a-z0-9]+){4,}/?$"
KOREAN = "/ko/cho-noi-don-khach-tro-lai"


@pytest.fixture
def paper() -> Iterator[Newspaper]:
    """An aggregator that links to a Korean edition of one article."""
    with Newspaper(articles=3, channels={"home"}, styles=("vietnamvn",)) as paper:
        paper.link_from_home(paper.serve(KOREAN, "<html><body><p>Chợ nổi</p></body></html>"))
        yield paper


def test_an_edition_that_nobody_asked_for_is_not_fetched_and_says_why(data: Data, paper: Newspaper) -> None:
    data.declare(paper, editions=["vi"], article=ARTICLE)
    data.crawl("testpaper", env=paper.env)
    row = data.ledger(paper.url(KOREAN))
    assert (row["outcome"], row["detail"], row["fetched_at"] is None) == (
        "not_article",
        "edition: ko; wanted: vi",
        False,
    )
    assert paper.hits(KOREAN) == 0
    assert len(data.articles()) == 3
    assert "1 of editions that are not wanted" in data.ledger(paper.home)["detail"]


def test_without_editions_all_are_taken(data: Data, paper: Newspaper) -> None:
    data.declare(paper, article=ARTICLE)
    data.crawl("testpaper", env=paper.env)
    assert paper.hits(KOREAN) == 1


def test_an_edition_is_fetched_once_it_is_asked_for(data: Data, paper: Newspaper) -> None:
    data.declare(paper, editions=["vi"], article=ARTICLE)
    data.crawl("testpaper", env=paper.env)
    data.declare(paper, editions=["vi", "ko"], article=ARTICLE)
    paper.link_from_home(paper.url("/x"))  # the page is another one: the server does not say 304
    data.crawl("testpaper", env=paper.env)
    assert paper.hits(KOREAN) == 1


def test_an_address_that_a_person_names_is_fetched_whatever_its_edition(data: Data, paper: Newspaper) -> None:
    data.declare(paper, editions=["vi"], article=ARTICLE)
    data.crawl(paper.url(KOREAN), env=paper.env)
    assert paper.hits(KOREAN) == 1
