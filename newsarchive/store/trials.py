"""What a trial crawl saw of an outlet: the facts on which `outlets check` judges."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlite_utils import Database

FIELDS = ("title", "lead", "text", "byline", "published_at", "section", "authors")
"""The fields of an article that are looked for."""


def outlet_trial(db: Database, key: str, home: str, hosts: Sequence[str], sample: int) -> dict[str, Any]:
    """Return what a trial crawl saw of an outlet: its home page's outcome, robots.txt, channels, and some articles.

    `channels` have kind, url, declared, found; `articles` have url and, for each field, whether it was read.
    """
    front = db.execute("SELECT outcome, detail FROM urls WHERE url = ?", (home,)).fetchone()
    marks = ", ".join("?" * len(hosts))
    robots = db.execute(
        f"SELECT robots_status FROM host_policies WHERE host IN ({marks}) ORDER BY run_id DESC LIMIT 1", tuple(hosts)
    ).fetchone()
    channels = db.execute(
        "SELECT c.kind, c.url, c.declared, coalesce(sum(r.found), 0) FROM channels c LEFT JOIN run_channels r "
        "ON r.channel_id = c.id WHERE c.outlet = ? AND c.kind <> 'link' GROUP BY c.id ORDER BY c.id",
        (key,),
    ).fetchall()
    articles = db.execute(
        "SELECT a.url, a.title, a.lead, a.text, a.byline, a.published_at, a.section, "
        "(SELECT count(*) FROM article_authors x WHERE x.article_id = a.id) FROM articles a "
        "WHERE a.outlet = ? ORDER BY a.id LIMIT ?",
        (key, sample),
    ).fetchall()
    return {
        "home": front[0] if front else None,
        "robots": robots[0] if robots else None,
        "channels": [{"kind": c[0], "url": c[1], "declared": bool(c[2]), "found": c[3]} for c in channels],
        "articles": [{"url": a[0], "fields": {f: bool(v) for f, v in zip(FIELDS, a[1:], strict=True)}} for a in articles],
    }
