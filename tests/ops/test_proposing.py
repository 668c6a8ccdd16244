"""`outlets new`: a declaration proposed from a look at a site nobody declared."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from newsarchive.outlets import load
from tests.crawl.running import Data, Ran
from tests.newspaper import Newspaper


@dataclass(frozen=True)
class Proposed:
    """A site, and what was written of it."""

    paper: Newspaper
    data: Data
    ran: Ran
    text: str

    @property
    def facts(self) -> dict[str, Any]:
        return tomllib.loads(self.text)


@pytest.fixture(scope="module")
def proposed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Proposed]:
    data = Data(tmp_path_factory.mktemp("proposing") / "data")
    with Newspaper(articles=12, styles=("vdoc-a-id",), channels={"home", "feed", "sections"}) as paper:
        ran = data.run("outlets", "new", paper.home, "--write", env=paper.env)
        assert ran.code == 0, ran.err
        (file,) = data.outlets.iterdir()
        yield Proposed(paper, data, ran, file.read_text(encoding="utf-8"))


def test_a_proposal_names_what_the_site_has(proposed: Proposed) -> None:
    facts, paper = proposed.facts, proposed.paper
    assert facts["home"] == paper.home
    assert facts["family"] == "vdoc-a-id"
    assert "article" not in facts
    assert paper.url("/rss/home.rss") in facts["feeds"]
    assert facts["sections"]
    assert set(facts["sections"]) <= {paper.url(f"/{s}/") for s in paper.site.sections}


def test_a_proposal_tells_what_it_rests_on(proposed: Proposed) -> None:
    assert "# 5 articles read, with title 5, " in proposed.text
    assert "article addresses fit; its selectors find body" in proposed.text


def test_a_proposal_goes_to_a_file_and_not_to_the_archive(proposed: Proposed) -> None:
    assert proposed.ran.out == ""
    assert "written: " in proposed.ran.err
    assert not proposed.data.database.exists()


def test_a_proposed_outlet_recognises_its_articles(proposed: Proposed) -> None:
    outlet = load(proposed.data.outlets).get(proposed.facts["key"])
    assert all(outlet.is_article(story.url) for story in proposed.paper.articles)
    assert not [section for section in outlet.sections if outlet.is_article(section)]


def test_what_was_declared_is_not_proposed_again(proposed: Proposed) -> None:
    ran = proposed.data.run("outlets", "new", proposed.paper.home, "--write", env=proposed.paper.env)
    assert ran.code == 2
    assert f"is declared already, as {proposed.facts['key']}" in ran.err


def test_without_write_the_file_is_printed(data: Data) -> None:
    with Newspaper(articles=6, styles=("vietnamvn",), channels={"home"}) as paper:
        ran = data.run("outlets", "new", paper.home, env=paper.env)
    assert ran.code == 0, ran.err
    facts = tomllib.loads(ran.out)
    assert "article" not in facts  # bare words make no pattern
    assert "# no pattern is common to their addresses: the generic rules decide, and learn" in ran.out
    assert list(data.outlets.iterdir()) == []


def test_a_site_where_nothing_can_be_read_is_told_as_such(data: Data) -> None:
    with Newspaper(articles=0, channels=()) as empty:
        ran = data.run("outlets", "new", empty.home, env=empty.env)
    assert ran.code == 1
    assert "no article could be read" in ran.err
    assert tomllib.loads(ran.out)["home"] == empty.home


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("baomoi", "'baomoi' is not an http(s) address"),
        ("https://user:secret@bao.example/", "an address with a user name or password is not allowed"),
        ("https://www.baovinhlong.com.vn/kinh-te/", "is declared already, as baovinhlong"),
    ],
)
def test_wrong_usage_is_one_line(data: Data, url: str, says: str) -> None:
    ran = data.run("outlets", "new", url)
    assert ran.code == 2
    assert says in ran.err
    assert ran.err.count("\n") == 1
