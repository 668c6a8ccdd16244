"""Read one article or address: the article in full, its history, the fate of an address, the sorts of addresses seen."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from newsarchive.discovery.learning import Seen
from newsarchive.errors import DataError, UsageError
from newsarchive.items import utc_text
from newsarchive.outcomes import HELD, OUTCOMES
from newsarchive.outcomes import sql as sql_list
from newsarchive.outlets.hostnames import host_of, is_http_url
from newsarchive.store.host_aliases import HostAliases

if TYPE_CHECKING:
    from datetime import date, datetime

    from sqlite_utils import Database

Row = dict[str, Any]
"""One row as column: value."""

MAX_ROWS = 200
"""Fetches and captures shown of one address; the latest ones."""

MOST_SEEN = 2_000
"""How many addresses of each sort `seen_addresses` reads; the latest ones."""
MEMORY = timedelta(days=90)
"""How long a page that was no article counts as evidence; after that its form gets another chance, for a site may have changed."""

# A page that was empty or too short says nothing about its address: the template, or our reading of it, may be broken.
_OTHER_THAN_ARTICLES = ("section", "tag", "video", "podcast", "infographic", "gallery", "print", "home")

_UID = re.compile(r"[0-9a-f]{16}")
_ID = re.compile(r"[1-9][0-9]{0,17}")
_WITHOUT_SCHEME = re.compile(r"[^\s/@:]+\.[^\s/@:]+(:\d+)?(/\S*)?")


def address(reference: str) -> str | None:
    """Return the web address a person means, `https://` added when left out; None when it is none."""
    text = reference.strip()
    if is_http_url(text):
        return text
    if _WITHOUT_SCHEME.fullmatch(text) and is_http_url(f"https://{text}"):
        return f"https://{text}"
    return None


def find_article(db: Database, reference: str) -> int | None:
    """Return the id of the article meant by an id, a uid, or any of its addresses; None when there is none.

    Raises UsageError when the reference can be none of the three.
    """
    text = reference.strip()
    if _UID.fullmatch(text):
        row = db.execute("SELECT id FROM articles WHERE uid = ?", (text,)).fetchone()
        if row:
            return int(row[0])
    if _ID.fullmatch(text):
        row = db.execute("SELECT id FROM articles WHERE id = ?", (int(text),)).fetchone()
        return int(row[0]) if row else None
    if _UID.fullmatch(text):
        return None
    url = address(text)
    if url is None:
        raise UsageError(f"{reference[:200]!r} is neither a web address nor an article's id or uid")
    for sql, value in (
        ("SELECT article_id FROM urls WHERE url = ? AND article_id IS NOT NULL", url),
        ("SELECT id FROM articles WHERE url = ?", url),
        ("SELECT id FROM articles WHERE canonical_url = ? ORDER BY id LIMIT 1", url),
        (
            "SELECT article_id FROM urls WHERE normal_url = ? AND article_id IS NOT NULL ORDER BY id LIMIT 1",
            HostAliases(db).normal_url(url),
        ),
    ):
        row = db.execute(sql, (value,)).fetchone()
        if row:
            return int(row[0])
    return None


def get_article(db: Database, reference: str) -> Row:
    """Return an article in full: its columns, `authors`, `tags`, `images`, `alternates`, `provenance`, `relations`, `capture`.

    Raises DataError when the archive holds no such article.
    """
    number = _existing(db, reference)
    (article,) = _rows(db, "SELECT * FROM articles WHERE id = ?", number)
    article["authors"] = _rows(
        db,
        "SELECT au.name, x.role FROM article_authors x JOIN authors au ON au.id = x.author_id "
        "WHERE x.article_id = ? ORDER BY x.position",
        number,
    )
    tags = "SELECT t.name FROM article_tags x JOIN tags t ON t.id = x.tag_id WHERE x.article_id = ? ORDER BY t.id"
    article["tags"] = [row["name"] for row in _rows(db, tags, number)]
    article["alternates"] = _rows(
        db, "SELECT language, url FROM alternates WHERE article_id = ? ORDER BY language", number
    )
    article["images"] = _rows(
        db, "SELECT url, caption, credit FROM images WHERE article_id = ? ORDER BY position", number
    )
    article["provenance"] = _rows(
        db, "SELECT field, source, raw, rule FROM provenance WHERE article_id = ? ORDER BY field", number
    )
    article["relations"] = _rows(
        db,
        "SELECT r.kind, iif(r.article_id = ?1, 'of', 'by') AS direction, o.id, o.uid, o.outlet, o.url, o.title, r.score, "
        "r.evidence, r.detected_at FROM relations r "
        "JOIN articles o ON o.id = iif(r.article_id = ?1, r.related_id, r.article_id) "
        "WHERE r.article_id = ?1 OR r.related_id = ?1 ORDER BY r.kind, o.id LIMIT 200",
        number,
    )
    article["capture"] = _rows(
        db,
        "SELECT c.fetched_at, c.http_status, c.mime, c.digest, c.bytes, c.origin, c.record_id, c.warc_file, "
        "c.warc_offset, c.warc_length FROM captures c WHERE c.id = ?",
        article["capture_id"],
    )[0]
    return article


def history(db: Database, reference: str) -> list[Row]:
    """Return the revisions of an article in order of arrival, each with the capture it was read from.

    Raises DataError when the archive holds no such article.
    """
    return _rows(
        db,
        "SELECT r.*, c.warc_file, c.warc_offset, c.warc_length, c.origin, a.uid, a.url FROM revisions r "
        "JOIN captures c ON c.id = r.capture_id JOIN articles a ON a.id = r.article_id "
        "WHERE r.article_id = ? ORDER BY r.revision",
        _existing(db, reference),
    )


@dataclass(frozen=True, slots=True)
class Why:
    """Everything known of an address. `ledger` is its row of `urls`, None when it was never met.

    `twins` are other addresses of the same normal form or the same article; `fetches` and `captures` stand latest
    first, `MAX_ROWS` at most; `policy` is what the host's robots.txt said when last read.
    """

    url: str
    verdict: str
    ledger: Row | None
    channel: Row | None
    twins: list[Row]
    fetches: list[Row]
    captures: list[Row]
    article: Row | None
    tombstones: list[Row]
    policy: Row | None


def why(db: Database, reference: str) -> Why:
    """Return everything known of an address, or of the address of an article given by id or uid.

    Raises UsageError when the reference is no address, DataError when it is an id or uid of no article.
    """
    url = address(reference)
    if url is None:
        number = _existing(db, reference)
        url = str(db.execute("SELECT url FROM articles WHERE id = ?", (number,)).fetchone()[0])
    normal = HostAliases(db).normal_url(url)
    ledger = _first(db, "SELECT * FROM urls WHERE url = ?", url) or _first(
        db, "SELECT * FROM urls WHERE normal_url = ? ORDER BY outcome IS 'duplicate_url', id LIMIT 1", normal
    )
    tombstones = _rows(
        db, "SELECT * FROM tombstones WHERE url IN (?, ?, ?) ORDER BY removed_at", url, normal, ledger and ledger["url"]
    )
    if ledger is None:
        number_or_none = find_article(db, url)
        article = _brief(db, number_or_none) if number_or_none else None
        verdict = _verdict(None, article, tombstones)
        return Why(url, verdict, None, None, [], [], [], article, tombstones, _policy(db, host_of(url)))
    article = _brief(db, ledger["article_id"]) if ledger["article_id"] else None
    return Why(
        url=url,
        verdict=_verdict(ledger, article, tombstones),
        ledger=ledger,
        channel=_first(
            db, "SELECT kind, url, declared, last_yield_at FROM channels WHERE id = ?", ledger["channel_id"]
        ),
        twins=_rows(
            db,
            "SELECT url, outcome, detail FROM urls WHERE (normal_url = ?1 OR article_id = ?2) AND id <> ?3 "
            "ORDER BY id LIMIT 200",
            ledger["normal_url"],
            ledger["article_id"],
            ledger["id"],
        ),
        fetches=_rows(
            db,
            "SELECT at, outcome, detail, http_status, digest, capture_id, run_id FROM fetches WHERE url_id = ? "
            f"ORDER BY id DESC LIMIT {MAX_ROWS}",
            ledger["id"],
        ),
        captures=_rows(
            db,
            "SELECT id, fetched_at, http_status, mime, digest, bytes, origin, record_id, warc_file, warc_offset, "
            f"warc_length FROM captures WHERE url_id = ? ORDER BY fetched_at DESC LIMIT {MAX_ROWS}",
            ledger["id"],
        ),
        article=article,
        tombstones=tombstones,
        policy=_policy(db, ledger["host"]),
    )


def _verdict(ledger: Row | None, article: Row | None, tombstones: list[Row]) -> str:
    if tombstones:
        last = tombstones[-1]
        return f"taken down on {last['removed_at']}: {last['reason']}"
    if article is not None:
        held = f"in the archive: article {article['id']}, revision {article['revision']}"
        last_look = (
            f"; last looked at {ledger['fetched_at']} ({ledger['outcome']})" if ledger and ledger["fetched_at"] else ""
        )
        return held + last_look
    if ledger is None:
        return "never met: no list, page, import or command has named this address"
    if ledger["outcome"] is None:
        due = ledger["next_fetch_at"]
        return f"met on {ledger['discovered_at']}, not fetched yet" + (f"; due since {due}" if due else "; not due")
    detail = f" ({ledger['detail']})" if ledger["detail"] else ""
    again = f"; will be tried again from {ledger['next_fetch_at']}" if ledger["next_fetch_at"] else ""
    kept = "a list" if ledger["outcome"] == "listed" else "not in the archive"
    known = OUTCOMES.get(ledger["outcome"])
    meaning = known.meaning if known else "an outcome this version does not know"
    return f"{kept}: {ledger['outcome']}{detail}: {meaning}{again}"


def _existing(db: Database, reference: str) -> int:
    number = find_article(db, reference)
    if number is None:
        raise DataError(
            f"no article {reference[:300]!r} in the archive; for an address, `newsarchive why` shows what is known"
        )
    return number


def _brief(db: Database, article_id: int) -> Row | None:
    return _first(
        db,
        "SELECT id, uid, outlet, title, published_at, revision, first_seen_at, last_seen_at FROM articles WHERE id = ?",
        article_id,
    )


def _policy(db: Database, host: str) -> Row | None:
    return _first(
        db,
        "SELECT p.*, r.started_at FROM host_policies p JOIN runs r ON r.id = p.run_id WHERE p.host = ? "
        "ORDER BY p.run_id DESC LIMIT 1",
        host,
    )


def _rows(db: Database, sql: str, *values: Any) -> list[Row]:
    return list(db.query(sql, values))


def _first(db: Database, sql: str, *values: Any) -> Row | None:
    return next(iter(_rows(db, sql, *values)), None)


def seen_addresses(db: Database, outlet: str, now: datetime) -> list[Seen]:
    """Return what an outlet's article addresses turned out to be: articles, other pages, or only listed so far.

    Discovery learns the forms of the outlet's addresses from it.
    """
    read = f"outlet = ? AND role = 'article' AND outcome IN ({sql_list(HELD)})"
    others = " OR ".join(["detail = ? OR detail LIKE ? || ':%'"] * len(_OTHER_THAN_ARTICLES))
    words = [word for word in _OTHER_THAN_ARTICLES for _ in range(2)]
    since = utc_text(now - MEMORY)
    rows = db.execute(
        f"SELECT * FROM (SELECT url, 1 FROM urls WHERE {read} ORDER BY id DESC LIMIT {MOST_SEEN}) UNION ALL "
        "SELECT * FROM (SELECT url, 0 FROM urls WHERE outlet = ? AND outcome = 'not_article' AND role = 'article' "
        f"AND fetched_at > ? AND ({others}) ORDER BY id DESC LIMIT {MOST_SEEN}) UNION ALL "
        "SELECT * FROM (SELECT u.url, NULL FROM urls u JOIN channels c ON c.id = u.channel_id WHERE u.outlet = ? AND "
        f"u.outcome IS NULL AND u.role = 'article' AND c.kind IN ('feed', 'sitemap') ORDER BY u.id DESC LIMIT {MOST_SEEN})",
        (outlet, outlet, since, *words, outlet),
    ).fetchall()
    return [Seen(url, None if article is None else bool(article)) for url, article in rows]


def check_filters(
    db: Database, *, outlet: str | None = None, since: date | None = None, until: date | None = None
) -> None:
    """Raise UsageError for filters that can only be a mistake: an outlet that is not there, a span that ends too early."""
    known = [row["key"] for row in _rows(db, "SELECT key FROM outlets ORDER BY key")]
    if outlet is not None and outlet not in known:
        named = ", ".join(known[:40]) + (f" and {len(known) - 40} more" if len(known) > 40 else "")
        raise UsageError(f"no outlet {outlet!r} in this archive; there is {named or 'none yet'}")
    if since is not None and until is not None and since > until:
        raise UsageError(f"the span begins on {since} and ends before, on {until}")
