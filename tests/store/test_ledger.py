"""The ledger: what is due, and what a list that names an address again changes."""

from __future__ import annotations

import pytest

from newsarchive.store.ledger import Ledger, NewUrl
from tests.store.building import build


@pytest.fixture
def ledger(tmp_path):
    with build(tmp_path / "archive.db") as archive:
        yield Ledger(archive.db)


def held(ledger):
    """An article fetched some time ago, not due."""
    row = next(
        ledger.get(i) for i in range(1, 200) if (r := ledger.get(i)).article_id and r.outcome == "new" and r.fetched_at
    )
    ledger.judge(
        row.id, outcome="new", detail=None, at="2026-11-20T05:00:00Z", next_fetch_at=None, article_id=row.article_id
    )
    return ledger.get(row.id)


def listed(row, lastmod):
    return NewUrl(row.url, row.normal_url, 1, row.outlet, row.host, "article", lastmod=lastmod)


@pytest.mark.parametrize(
    ("lastmod", "due"),
    [
        ("2026-11-20T06:00:00Z", True),
        ("2026-11-20T13:00:00+07:00", True),
        ("2026-11-20T11:30:00+07:00", False),  # later as text, earlier as a moment
        ("2026-11-20T01:00:00-05:00", True),  # earlier as text, later as a moment
        ("2026-11-20", False),
        ("yesterday", False),
    ],
)
def test_an_article_changed_since_it_was_fetched_becomes_due(ledger, lastmod, due):
    row = held(ledger)
    ledger.add(listed(row, lastmod), at="2026-11-21T00:00:00Z", run_id=1)
    assert (ledger.get(row.id).next_fetch_at is not None) is due
