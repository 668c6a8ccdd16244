"""A small archive with a row in every table, in Vietnamese written for these tests; made from the schema alone."""

from __future__ import annotations

from pathlib import Path

from newsarchive.identity import NORMAL_VERSION, content_hash, normal_url, uid
from newsarchive.store import fulltext
from newsarchive.store.archive import Archive

NOW = "2026-11-22T06:30:00Z"
HOME = "https://thunghiem.example/"
FAIR = HOME + "kinh-te/202611/hoi-cho-dong-thap-1a2b3c4"
CONCERT = HOME + "van-hoa/202611/dem-nhac-hoa-binh-5d6e7f8"
UNDATED = HOME + "doi-song/202611/ben-do-cu-9a0b1c2"
COPY = "https://tonghop.example/kinh-te/hoi-cho-dong-thap.html"
SECTION = HOME + "kinh-te/"
VIDEO = HOME + "video/202611/clip-3d4e5f6"
DEAD = HOME + "kinh-te/202610/da-go-7a8b9c0"
SLOW = HOME + "kinh-te/202611/cham-tra-loi-1d2e3f4"

FAIR_TEXT = (
    "Sáng 20-11, tỉnh Đồng Tháp mở hội chợ xúc tiến thương mại bên sông Tiền, với 120 gian hàng.\n\n"
    "Bà Trần Thị Mận, chủ một vựa xoài, nói rằng khách mua nhiều hơn năm ngoái."
)
ARTICLES = (
    {
        "url": FAIR,
        "outlet": "thunghiem",
        "section": "Kinh tế",
        "title": "Đồng Tháp mở hội chợ bên sông",
        "lead": "Hội chợ kéo dài năm ngày.",
        "text": FAIR_TEXT,
        "byline": "Bài và ảnh: LÊ VĂN SẬY",
        "published_at": "2026-11-20T16:45:00+07:00",
        "published_on": "2026-11-20",
        "published_utc": "2026-11-20T09:45:00Z",
        "language": "vi",
        "word_count": 33,
        "image_url": HOME + "anh/cho.jpg",
        "revision": 1,
    },
    {
        "url": CONCERT,
        "outlet": "thunghiem",
        "section": "Văn hóa",
        "title": "Đêm nhạc hoà bình ở quảng trường",
        "text": "Hàng nghìn người dự đêm nhạc.\n\nBan tổ chức cảm ơn khán giả đường xa.",
        "published_at": "2026-11-21",
        "published_on": "2026-11-21",
        "modified_at": "2026-11-21T21:00:00+07:00",
        "language": "vi",
        "word_count": 14,
        "revision": 2,
    },
    {
        "url": COPY,
        "outlet": "tonghop",
        "title": "Hội chợ ở Đồng Tháp",
        "text": FAIR_TEXT,
        "byline": "Theo Báo Thử Nghiệm",
        "published_at": "2026-11-20T18:00:00+07:00",
        "published_on": "2026-11-20",
        "published_utc": "2026-11-20T11:00:00Z",
        "language": "vi",
        "word_count": 33,
        "source_name": "Báo Thử Nghiệm",
        "source_url": FAIR,
        "revision": 1,
    },
    {
        "url": UNDATED,
        "outlet": "thunghiem",
        "title": '=Bến đò cũ; chuyện kể, "nghe" lại',
        "text": "Bến đò nay vắng khách <b>hẳn</b>.",
        "language": "vi",
        "word_count": 6,
        "revision": 1,
    },
)


def build(path: Path, *, finished: bool = True, alarm: bool = True) -> Archive:
    """Make the archive at `path` and return it open for writing. Articles get the ids 1 to 4 in the order above."""
    archive = Archive.open(path)
    with archive.transaction():
        _fill(archive, finished, alarm)
    return archive


def _fill(archive: Archive, finished: bool, alarm: bool) -> None:
    db = archive.db
    insert = lambda table, *rows: db[table].insert_all(rows)  # noqa: E731
    insert(
        "outlets",
        {
            "key": "thunghiem",
            "name": "Báo Thử Nghiệm",
            "home": HOME,
            "province": "Đồng Tháp",
            "heir": "tonghop",
            "kind": "newspaper",
            "language": "vi",
            "enabled": 1,
            "verified": "2026-11-22",
        },
        {
            "key": "tonghop",
            "name": "Tổng Hợp",
            "home": "https://tonghop.example/",
            "kind": "aggregator",
            "language": "vi",
            "enabled": 1,
        },
    )
    run = {"version": "0.1.0", "config_hash": "c0ffee", "owner": "here:1"}
    insert(
        "runs",
        {
            "id": 1,
            "command": "crawl",
            "started_at": "2026-11-21T06:00:00Z",
            "finished_at": "2026-11-21T06:05:00Z",
            "outcome": "finished",
            "discovered": 2,
            "known": 0,
            "fetched": 3,
            "new": 2,
            "changed": 0,
            "unchanged": 0,
            "rejected": 0,
            "failed": 0,
            **run,
        },
        {
            "id": 2,
            "command": "crawl",
            "started_at": "2026-11-22T06:00:00Z",
            "finished_at": "2026-11-22T06:04:00Z" if finished else None,
            "outcome": "finished" if finished else None,
            "discovered": 5,
            "known": 2,
            "fetched": 6,
            "new": 2,
            "changed": 1,
            "unchanged": 1,
            "rejected": 1,
            "failed": 1,
            **run,
        },
    )
    insert(
        "run_outlets",
        {
            "run_id": 1,
            "outlet": "thunghiem",
            "discovered": 2,
            "known": 0,
            "fetched": 3,
            "new": 2,
            "changed": 0,
            "unchanged": 0,
            "rejected": 0,
            "failed": 0,
        },
        {
            "run_id": 2,
            "outlet": "thunghiem",
            "discovered": 4,
            "known": 2,
            "fetched": 5,
            "new": 1,
            "changed": 1,
            "unchanged": 1,
            "rejected": 1,
            "failed": 1,
        },
        {
            "run_id": 2,
            "outlet": "tonghop",
            "discovered": 1,
            "known": 0,
            "fetched": 1,
            "new": 1,
            "changed": 0,
            "unchanged": 0,
            "rejected": 0,
            "failed": 0,
        },
    )
    insert(
        "channels",
        {
            "id": 1,
            "outlet": "thunghiem",
            "kind": "section",
            "url": SECTION,
            "declared": 1,
            "last_yield_at": "2026-11-22T06:01:00Z",
        },
        {"id": 2, "outlet": "thunghiem", "kind": "feed", "url": HOME + "rss", "declared": 0, "last_yield_at": None},
    )
    insert(
        "run_channels",
        {"run_id": 2, "channel_id": 1, "found": 6, "new": 4},
        {"run_id": 2, "channel_id": 2, "found": 0, "new": 0},
    )
    insert(
        "gaps",
        {"outlet": "thunghiem", "channel_id": 2, "since": "2026-11-21T00:00:00Z", "until": None, "closed_at": None},
    )
    insert(
        "host_policies",
        {
            "run_id": 2,
            "host": "thunghiem.example",
            "robots_status": "200",
            "robots_digest": "sha1:R",
            "crawl_delay_s": 1.5,
        },
    )
    insert("hosts", {"host": "thunghiem.example", "lease_owner": None, "lease_until": None, "not_before": None})
    _urls(archive)
    insert(
        "extractions",
        {"id": 1, "started_at": "2026-11-21T06:00:00Z", "version": "0.1.0", "libraries": "{}", "rules_hash": "r1"},
    )
    _articles(archive)
    _backfills(archive)
    _relating(archive)
    insert(
        "warc_files",
        {
            "name": "crawl-1.warc.gz",
            "origin": "crawl",
            "owned": 1,
            "state": "finished",
            "bytes": 4096,
            "sha256": "0" * 64,
        },
    )
    if alarm:
        insert(
            "alarms",
            {
                "outlet": "thunghiem",
                "kind": "quiet",
                "since": "2026-11-22T06:04:00Z",
                "detail": "1 article, 5 expected",
            },
        )
    insert(
        "tombstones",
        {"url": DEAD, "content_hash": None, "reason": "asked by the author", "removed_at": "2026-11-22T01:00:00Z"},
    )


def _urls(archive: Archive) -> None:
    def row(number: int, url: str, outcome: str | None, **more: object) -> dict[str, object]:
        return {
            "id": number,
            "url": url,
            "normal_url": normal_url(url),
            "normal_version": NORMAL_VERSION,
            "outlet": "thunghiem",
            "host": "thunghiem.example",
            "role": "article",
            "channel_id": 1,
            "discovered_at": "2026-11-22T06:01:00Z",
            "state": "done" if outcome else "queued",
            "outcome": outcome,
            "attempts": 0,
            "fetched_at": "2026-11-22T06:02:00Z" if outcome else None,
            "priority": 1,
            "live": 1,
            "listed_run": 2,
        } | more

    archive.db["urls"].insert_all(
        [
            row(1, FAIR, "unchanged", next_fetch_at="2026-11-22T06:10:00Z", etag='"a"'),
            row(2, CONCERT, "changed", next_fetch_at="2026-11-23T06:00:00Z"),
            row(3, COPY, "new", outlet="tonghop", host="tonghop.example", channel_id=None),
            row(4, UNDATED, "new"),
            row(5, SECTION, "listed", role="list", channel_id=None, next_fetch_at="2026-11-22T06:20:00Z", priority=0),
            row(6, VIDEO, "not_article", detail="video"),
            row(7, DEAD, "forgotten", detail="asked by the author"),
            row(
                8,
                SLOW,
                "timeout",
                detail="no answer in 60 s",
                state="waiting",
                next_fetch_at="2026-11-22T07:00:00Z",
                attempts=1,
            ),
            row(9, FAIR + "?page=1", "duplicate_url", detail=f"same address as {FAIR}"),
            row(10, HOME + "kinh-te/202611/chua-tai-0f1e2d3", None, next_fetch_at="2026-11-22T06:01:00Z"),
        ]
    )
    capture = {
        "run_id": 1,
        "http_status": 200,
        "mime": "text/html",
        "bytes": 1000,
        "origin": "crawl",
        "warc_file": "crawl-1.warc.gz",
    }
    archive.db["captures"].insert_all(
        [
            {
                "id": 1,
                "url_id": 1,
                "fetched_at": "2026-11-21T06:02:00Z",
                "digest": "sha1:A",
                "record_id": "<urn:uuid:1>",
                "warc_offset": 0,
                "warc_length": 900,
                **capture,
            },
            {
                "id": 2,
                "url_id": 2,
                "fetched_at": "2026-11-21T06:03:00Z",
                "digest": "sha1:B",
                "record_id": "<urn:uuid:2>",
                "warc_offset": 900,
                "warc_length": 900,
                **capture,
            },
            {
                "id": 3,
                "url_id": 2,
                "fetched_at": "2026-11-22T06:02:00Z",
                "digest": "sha1:C",
                "record_id": "<urn:uuid:3>",
                "warc_offset": 1800,
                "warc_length": 900,
                **capture,
                "run_id": 2,
            },
            {
                "id": 4,
                "url_id": 3,
                "fetched_at": "2026-11-22T06:02:30Z",
                "digest": "sha1:D",
                "record_id": "<urn:uuid:4>",
                "warc_offset": 2700,
                "warc_length": 900,
                **capture,
                "run_id": 2,
            },
            {
                "id": 5,
                "url_id": 4,
                "fetched_at": "2026-11-22T06:03:00Z",
                "digest": "sha1:E",
                "record_id": "<urn:uuid:5>",
                "warc_offset": 3600,
                "warc_length": 496,
                **capture,
                "run_id": 2,
            },
        ]
    )
    fetch = {"detail": None, "http_status": 200, "digest": None, "capture_id": None}
    archive.db["fetches"].insert_all(
        [
            fetch | {"url_id": u, "run_id": r, "at": at, "outcome": outcome, **more}
            for u, r, at, outcome, more in (
                (1, 1, "2026-11-21T06:02:00Z", "new", {"capture_id": 1, "digest": "sha1:A"}),
                (2, 1, "2026-11-21T06:03:00Z", "new", {"capture_id": 2, "digest": "sha1:B"}),
                (5, 2, "2026-11-22T06:01:00Z", "listed", {}),
                (1, 2, "2026-11-22T06:01:30Z", "not_modified", {"http_status": 304}),
                (2, 2, "2026-11-22T06:02:00Z", "changed", {"capture_id": 3, "digest": "sha1:C"}),
                (3, 2, "2026-11-22T06:02:30Z", "new", {"capture_id": 4, "digest": "sha1:D"}),
                (4, 2, "2026-11-22T06:03:00Z", "new", {"capture_id": 5, "digest": "sha1:E"}),
                (6, 2, "2026-11-22T06:03:10Z", "not_article", {"detail": "video"}),
                (8, 2, "2026-11-22T06:03:30Z", "timeout", {"detail": "no answer in 60 s", "http_status": None}),
                (8, 2, "2026-11-22T06:03:40Z", "timeout", {"detail": "no answer in 60 s", "http_status": None}),
            )
        ]
    )


def _articles(archive: Archive) -> None:
    db = archive.db
    for number, facts in enumerate(ARTICLES, 1):
        capture = {1: 1, 2: 3, 3: 4, 4: 5}[number]
        seen = {1: "2026-11-21T06:02:00Z", 2: "2026-11-21T06:03:00Z"}.get(number, "2026-11-22T06:02:30Z")
        name = uid(str(facts["outlet"]), normal_url(str(facts["url"])))
        digest = content_hash(str(facts["title"]), facts.get("lead"), str(facts["text"]))  # type: ignore[arg-type]
        row = {
            "id": number,
            "uid": name,
            "form": "article",
            "first_seen_at": seen,
            "last_seen_at": "2026-11-22T06:02:30Z",
            "content_hash": digest,
            "story_id": name,
            "capture_id": capture,
            "extraction_id": 1,
        } | facts
        if number == 1:
            row["canonical_url"] = FAIR.replace("https://", "https://www.")
        if number == 3:
            row["story_id"] = uid("thunghiem", normal_url(FAIR))
        db["articles"].insert(row)
        fulltext.add(db, number, row["title"], row.get("lead"), row["text"])
        wording = {
            k: row.get(k) for k in ("title", "lead", "text", "byline", "published_at", "modified_at", "content_hash")
        }
        first = {
            "article_id": number,
            "revision": 1,
            "capture_id": capture,
            "extraction_id": 1,
            "observed_at": seen,
        } | wording
        if number == 2:
            first |= {
                "capture_id": 2,
                "title": "Đêm nhạc ở quảng trường",
                "content_hash": "0" * 64,
            }
        db["revisions"].insert(first)
        if number == 2:
            db["revisions"].insert(
                first | wording | {"revision": 2, "capture_id": 3, "observed_at": "2026-11-22T06:02:00Z"}
            )
        db.execute("UPDATE urls SET article_id = ? WHERE id = ?", (number, number))
    db.execute("UPDATE urls SET article_id = 1 WHERE id = 9")
    db["authors"].insert_all([{"id": 1, "name": "Lê Văn Sậy"}, {"id": 2, "name": "Nguyễn Thị Bần"}])
    db["article_authors"].insert_all(
        [
            {"article_id": 1, "author_id": 1, "position": 0, "role": "both"},
            {"article_id": 1, "author_id": 2, "position": 1, "role": "photo"},
        ]
    )
    db["images"].insert(
        {"article_id": 1, "position": 0, "url": HOME + "anh/cho.jpg", "caption": "Hội chợ ngày đầu.", "credit": None}
    )
    db["tags"].insert_all([{"id": 1, "name": "hội chợ"}, {"id": 2, "name": "Đồng Tháp"}])
    db["article_tags"].insert_all([{"article_id": 1, "tag_id": 1}, {"article_id": 1, "tag_id": 2}])
    db["host_aliases"].insert(
        {"host": "cu.thunghiem.example", "outlet": "thunghiem", "stands_for": "thunghiem.example"}
    )
    english = HOME + "en/economy/202611/dong-thap-opens-fair-4f5a6b7"
    db["alternates"].insert({"article_id": 1, "language": "en", "url": english, "normal_url": normal_url(english)})
    db["provenance"].insert_all(
        [
            {
                "article_id": 1,
                "field": "title",
                "source": "json-ld",
                "raw": "Đồng Tháp mở hội chợ bên sông",
                "rule": "headline",
            },
            {
                "article_id": 1,
                "field": "published_at",
                "source": "json-ld",
                "raw": "2026-11-20T16:45:00+07:00",
                "rule": "datePublished",
            },
        ]
    )
    db["relations"].insert(
        {
            "article_id": 4,
            "related_id": 2,
            "kind": "translation_of",
            "score": None,
            "evidence": "its page names the original (hreflang vi)",
            "detected_at": "2026-11-22T06:04:00Z",
        }
    )
    db["relations"].insert(
        {
            "article_id": 3,
            "related_id": 1,
            "kind": "republished_from",
            "score": 1.0,
            "evidence": "the page names Báo Thử Nghiệm",
            "detected_at": "2026-11-22T06:04:00Z",
        }
    )


def _backfills(archive: Archive) -> None:
    db = archive.db
    asked = {"outlet": "thunghiem", "month": "2026-10", "asked_at": "2026-11-22T07:00:00Z"}
    db["backfills"].insert_all(
        [asked | {"source": "site"}, asked | {"source": "wayback", "listed_at": "2026-11-22T07:01:00Z"}]
    )
    db["backfill_urls"].insert({"url_id": 1, "outlet": "thunghiem", "host": "thunghiem.example", "month": "2026-10"})
    db["backfill_lists"].insert(
        {"url_id": 3, "outlet": "thunghiem", "kind": "section", "begun_at": "2026-11-22T07:00:00Z", "page_id": 3}
    )
    db["backfill_captures"].insert(
        {
            "outlet": "thunghiem",
            "source": "wayback",
            "month": "2026-10",
            "url": FAIR,
            "captured_at": "2026-10-03T04:05:06Z",
            "digest": "3I42H3S6NNFQ2MSVX7XZKYAYSCX5QBYJ",
            "outcome": "new",
        }
    )


def _relating(archive: Archive) -> None:
    db = archive.db
    db["relate_rules"].insert({"version": "0-of-a-test", "since": "2026-11-22T06:04:00Z"})
    db["texts"].insert_all(
        {"id": n, "digest": bytes([n]) * 16, "words": 33, "keys": b"\0\0\0\0\0" + bytes([n]), "label": n}
        for n in (1, 2)
    )
    db["text_bands"].insert_all([{"key": 1, "label": 1, "member": 0}, {"key": 2, "label": 2, "member": 0}])
    db["article_texts"].insert_all(
        [
            {"article_id": 1, "text_id": 1, "source_normal": None, "credits": None},
            {
                "article_id": 3,
                "text_id": 1,
                "source_normal": normal_url(FAIR),
                "credits": '[{"where": "source", "name": "Báo Thử Nghiệm"}]',
            },
        ]
    )
    db["story_merges"].insert(
        {"story_id": "00000000000000aa", "merged_into": "00000000000000bb", "merged_at": "2026-11-22T06:04:00Z"}
    )
    db["forgetting"].insert({"kind": "file", "what": "crawl-0.warc.gz"})
