"""Read what a trial crawl saw of an outlet: `outlets check` judges by it, and `outlets new` makes proposals from it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlite_utils import Database

FIELDS = ("title", "lead", "text", "byline", "published_at", "section", "authors")
"""The fields of an article that are looked for."""

MOST = 5_000
"""How many addresses of a site are looked at for a proposal."""


def outlet_trial(db: Database, key: str, home: str, hosts: Sequence[str], sample: int) -> dict[str, Any]:
    """Return what a trial crawl saw of an outlet: its home page's outcome, robots.txt, channels, and some articles.

    `moved` is where the home page redirects to for good; `channels` have kind, url, declared, found, outcome and detail;
    `addresses` is the number of article addresses found, `rejected` what came of those that were no articles;
    `articles` have url, published_at and, for each field, whether it was read.
    """
    front = db.execute(
        "SELECT u.outcome, u.detail, t.url FROM urls u LEFT JOIN urls t ON t.id = u.target_id WHERE u.url = ?", (home,)
    ).fetchone()
    marks = ", ".join("?" * len(hosts))
    robots = db.execute(
        f"SELECT robots_status FROM host_policies WHERE host IN ({marks}) ORDER BY run_id DESC LIMIT 1", tuple(hosts)
    ).fetchone()
    channels = db.execute(
        "SELECT c.kind, c.url, c.declared, coalesce(sum(r.found), 0), u.outcome, u.detail FROM channels c "
        "LEFT JOIN run_channels r ON r.channel_id = c.id LEFT JOIN urls u ON u.url = c.url "
        "WHERE c.outlet = ? AND c.kind <> 'link' GROUP BY c.id ORDER BY c.id",
        (key,),
    ).fetchall()
    articles = db.execute(
        "SELECT a.url, a.title, a.lead, a.text, a.byline, a.published_at, a.section, "
        "(SELECT count(*) FROM article_authors x WHERE x.article_id = a.id) FROM articles a "
        "WHERE a.outlet = ? ORDER BY a.id LIMIT ?",
        (key, sample),
    ).fetchall()
    rejected = db.execute(
        "SELECT outcome, detail, count(*) FROM urls WHERE outlet = ? AND role = 'article' AND outcome IS NOT NULL "
        "AND outcome NOT IN ('new', 'duplicate_url', 'off_site') AND detail NOT LIKE 'edition:%' "
        "GROUP BY 1, 2 ORDER BY 3 DESC LIMIT 10",
        (key,),
    ).fetchall()
    moved = front is not None and str(front[1]).startswith(("redirects (HTTP 301)", "redirects (HTTP 308)"))
    return {
        "home": front[0] if front else None,
        "home_detail": front[1] if front else None,
        "moved": front[2] if moved else None,
        "robots": robots[0] if robots else None,
        "channels": [
            {"kind": c[0], "url": c[1], "declared": bool(c[2]), "found": c[3], "outcome": c[4], "detail": c[5]}
            for c in channels
        ],
        "addresses": len(candidates(db, key)),
        "rejected": [{"outcome": r[0], "detail": r[1], "count": r[2]} for r in rejected],
        "articles": [
            {
                "url": a[0],
                "published_at": a[FIELDS.index("published_at") + 1],
                "fields": {f: bool(v) for f, v in zip(FIELDS, a[1:], strict=True)},
            }
            for a in articles
        ],
    }


def candidates(db: Database, key: str) -> list[str]:
    """Return the addresses of an outlet that were taken for articles' and did not turn out to be anything else."""
    rows = db.execute(
        "SELECT url FROM urls WHERE outlet = ? AND role = 'article' AND "
        f"coalesce(outcome, 'new') NOT IN ('not_article', 'off_site', 'wrong_type', 'duplicate_url') ORDER BY id LIMIT {MOST}",
        (key,),
    ).fetchall()
    return [row[0] for row in rows]


@dataclass(frozen=True, slots=True)
class KeptPage:
    """A page of a trial whose bytes are kept: the home page or an article. `language` is that of an article."""

    url_id: int
    language: str | None = None


def kept_pages(db: Database, key: str, home: str) -> tuple[KeptPage | None, list[KeptPage]]:
    """Return the home page (what it redirects to, if it does) and the articles of a trial."""
    front = db.execute(
        "WITH RECURSIVE way (id, target_id) AS (SELECT id, target_id FROM urls WHERE url = ? UNION "
        "SELECT u.id, u.target_id FROM urls u JOIN way ON u.id = way.target_id) "
        "SELECT id FROM way WHERE target_id IS NULL LIMIT 1",
        (home,),
    ).fetchone()
    articles = db.execute(
        "SELECT c.url_id, a.language FROM articles a JOIN captures c ON c.id = a.capture_id WHERE a.outlet = ? ORDER BY a.id",
        (key,),
    ).fetchall()
    return (KeptPage(front[0]) if front else None), [KeptPage(*row) for row in articles]
