"""Pages that nobody asked for enter the ledger and become visits."""

from __future__ import annotations

import pytest

from newsarchive.ingest.reading import Reading
from newsarchive.ingest.visits import role_of, visit_of
from newsarchive.items import Role
from tests.ingest.running import a_run
from tests.ingest.visiting import FIRST, PAPER, Desk, page, url

IMPORTED = page(FIRST, b"x", origin="import")
READING = Reading("not_article")


def test_the_address_of_a_page_is_entered_and_not_fetched(tmp_path) -> None:
    with a_run(tmp_path, "import") as run:
        with run.batch():
            visits = [visit_of(run, IMPORTED, PAPER, "article", READING, final=False) for _ in range(2)]
        row = run.ledger.find(url(FIRST))
        assert row is not None
        assert (row.outlet, row.state, row.next_fetch_at) == (PAPER.key, "queued", None)
        assert {v.url_id for v in visits} == {row.id}
        assert (visits[0].page, visits[0].live, visits[0].final) == (IMPORTED, False, False)
        assert run.runs.results(run.id)[0].counts["discovered"] == 1, "it is new once"


def test_what_the_ledger_says_an_address_is_for_wins(desk: Desk) -> None:
    desk.enter(FIRST, "list")
    with desk.run.batch():
        assert visit_of(desk.run, IMPORTED, PAPER, "article", READING).role == "list"


@pytest.mark.parametrize(
    ("path", "mime", "body", "role"),
    [
        ("robots.txt", "text/plain", b"", "other"),
        ("a", "application/rss+xml; charset=utf-8", b"<rss>", "feed"),
        ("a", "text/xml", b"<feed>", "feed"),
        ("a", "application/xml", b"<sitemapindex>", "sitemap"),
        ("a", "application/xhtml+xml", b"<html>", "article"),
        ("a", "", b"<html>", "article"),
    ],
)
def test_what_came_from_an_address_says_what_it_is_for(path: str, mime: str, body: bytes, role: Role) -> None:
    assert role_of(page(path, body, headers=(("Content-Type", mime),))) == role
