"""What the ledger knows of the addresses of one outlet: the evidence from which discovery learns their forms."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from newsarchive.discovery.learning import Seen
from newsarchive.items import utc_text
from newsarchive.outcomes import HELD, sql

if TYPE_CHECKING:
    from datetime import datetime

    from sqlite_utils import Database

MOST = 2_000
"""How many addresses of each sort are looked at, the latest ones."""
MEMORY = timedelta(days=90)
"""How long a page counts that was no article: then its form gets another chance, for a site may have changed."""

# A page that was empty or too short says nothing of its address: the template, or our reading of it, may be broken.
_OTHER_THAN_ARTICLES = ("section", "tag", "video", "podcast", "infographic", "gallery", "print", "home")


def seen_addresses(db: Database, outlet: str, now: datetime) -> list[Seen]:
    """Return what became of an outlet's article addresses: articles, other pages, and those only listed so far."""
    read = f"outlet = ? AND role = 'article' AND outcome IN ({sql(HELD)})"
    others = " OR ".join(["detail = ? OR detail LIKE ? || ':%'"] * len(_OTHER_THAN_ARTICLES))
    words = [word for word in _OTHER_THAN_ARTICLES for _ in range(2)]
    since = utc_text(now - MEMORY)
    rows = db.execute(
        f"SELECT * FROM (SELECT url, 1 FROM urls WHERE {read} ORDER BY id DESC LIMIT {MOST}) UNION ALL "
        "SELECT * FROM (SELECT url, 0 FROM urls WHERE outlet = ? AND outcome = 'not_article' AND role = 'article' "
        f"AND fetched_at > ? AND ({others}) ORDER BY id DESC LIMIT {MOST}) UNION ALL "
        "SELECT * FROM (SELECT u.url, NULL FROM urls u JOIN channels c ON c.id = u.channel_id WHERE u.outlet = ? AND "
        f"u.outcome IS NULL AND u.role = 'article' AND c.kind IN ('feed', 'sitemap') ORDER BY u.id DESC LIMIT {MOST})",
        (outlet, outlet, since, *words, outlet),
    ).fetchall()
    return [Seen(url, None if article is None else bool(article)) for url, article in rows]
