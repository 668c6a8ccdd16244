"""What the ledger knows of an outlet's addresses, as evidence of their forms."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from newsarchive.identity import NORMAL_VERSION
from newsarchive.outlets import Outlet
from newsarchive.store.archive import Archive
from newsarchive.store.ledger import Ledger, NewUrl
from newsarchive.store.reads.queries import MEMORY, seen_addresses
from newsarchive.store.runs import Runs

NOW = datetime(2026, 11, 22, tzinfo=UTC)
PAPER = Outlet(key="bao", name="Báo", home="https://bao.vn/")


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with Archive.open(tmp_path / "archive.db") as archive:
        Runs(archive.db).enter_outlet(PAPER)
        yield archive


def enter(
    archive: Archive, path: str, outcome: str | None, detail: str | None = None, kind: str = "home", age: int = 0
) -> None:
    ledger, runs = Ledger(archive.db), Runs(archive.db)
    at = (NOW - timedelta(days=age)).strftime("%Y-%m-%dT%H:%M:%SZ")
    with archive.transaction():
        run_id = runs.start("crawl", at=at, version="1", config_hash="", owner="")
        channel = runs.channel("bao", kind, f"https://bao.vn/{kind}", declared=False)
        url = f"https://bao.vn{path}"
        url_id, _ = ledger.add(
            NewUrl(url, url, NORMAL_VERSION, "bao", "bao.vn", "article", channel), at=at, run_id=run_id
        )
        if outcome:
            ledger.judge(url_id, outcome=outcome, detail=detail, at=at, next_fetch_at=None)


@pytest.mark.parametrize(
    ("outcome", "detail", "kind", "article"),
    [
        ("new", None, "home", True),
        ("unchanged", None, "home", True),
        ("not_article", "section: a list without running text", "home", False),
        ("not_article", "video", "home", False),
        (None, None, "feed", None),
        (None, None, "sitemap", None),
    ],
)
def test_what_became_of_an_address_is_evidence(
    archive: Archive, outcome: str | None, detail: str | None, kind: str, article: bool | None
) -> None:
    enter(archive, "/a", outcome, detail, kind)
    assert seen_addresses(archive.db, "bao", NOW) == [("https://bao.vn/a", article)]


@pytest.mark.parametrize(
    ("outcome", "detail", "kind"),
    [
        ("not_article", "empty: no text", "home"),  # the template may be broken
        ("not_article", "edition: ko; wanted: vi", "home"),
        ("timeout", None, "home"),
        (None, None, "home"),  # a link of a page is not what a site calls an article
    ],
)
def test_what_says_nothing_of_the_address_is_none(
    archive: Archive, outcome: str | None, detail: str | None, kind: str
) -> None:
    enter(archive, "/a", outcome, detail, kind)
    assert seen_addresses(archive.db, "bao", NOW) == []


def test_a_page_that_was_no_article_is_forgotten_after_a_while(archive: Archive) -> None:
    enter(archive, "/cu", "not_article", "section", age=MEMORY.days + 1)
    enter(archive, "/moi", "not_article", "section", age=MEMORY.days - 1)
    assert seen_addresses(archive.db, "bao", NOW) == [("https://bao.vn/moi", False)]


def test_other_outlets_say_nothing(archive: Archive) -> None:
    enter(archive, "/a", "new")
    assert seen_addresses(archive.db, "khac", NOW) == []
