"""Commands that read the archive: search, show, history, why, status."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.text import Text

from newsarchive import config, discovery, outlets
from newsarchive.cli.common import (
    Data,
    Json,
    Outlet,
    Since,
    Until,
    err,
    out,
    print_facts,
    print_json,
    print_prose,
    print_table,
    safe,
    text,
)
from newsarchive.store.archive import reading
from newsarchive.store.reads import queries
from newsarchive.store.reads import search as searching
from newsarchive.store.reads import status as states

if TYPE_CHECKING:
    from newsarchive.store.reads.queries import Why
    from newsarchive.store.reads.search import Hit
    from newsarchive.store.reads.status import OutletStatus, Status

Reference = Annotated[
    str,
    typer.Argument(metavar="URL-or-ID", help="An address of the article, its uid, or its id.", show_default=False),
]
_COUNTS = ("discovered", "known", "fetched", "new", "changed", "unchanged", "rejected", "failed")


def register(app: typer.Typer) -> None:
    """Add these commands."""
    for command in (search, show, history, why, status):
        app.command()(command)


def search(
    words: Annotated[
        list[str], typer.Argument(metavar="QUERY", help="Words that must all occur in the article.", show_default=False)
    ],
    outlet: Outlet = None,
    since: Since = None,
    until: Until = None,
    limit: Annotated[
        int, typer.Option("--limit", min=1, max=100_000, help="Show at most this number of articles.")
    ] = 20,
    data: Data = None,
    as_json: Json = False,
) -> None:
    """Search titles, leads and texts of articles. Vietnamese marks may be left out. The best matches are shown first.

    "Words in quotes" are a phrase (quote them for the shell too), and a final * stands for any ending.

    Example: newsarchive search '"xuc tien" dong thap' --since 2026-01-01
    """
    with reading(config.load(data).database) as archive:
        queries.check_filters(archive.db, outlet=outlet, since=since, until=until)
        hits = searching.search(archive.db, " ".join(words), outlet=outlet, since=since, until=until, limit=limit)
    if as_json:
        print_json([asdict(hit) for hit in hits])
        return
    for hit in hits:
        _print_hit(hit)
    if not hits:
        err.print("no article holds all these words")


def _print_hit(hit: Hit) -> None:
    out.print(text(hit.title, "bold"))
    out.print(text(f"  {hit.published_on or 'no day known'}  {hit.outlet}  {hit.url}", "dim"))
    passage = Text(safe(hit.snippet))
    for begin, end in hit.marks:
        passage.stylize("bold yellow", begin, end)
    out.print(Text("  ") + passage)
    out.print()


def show(reference: Reference, data: Data = None, as_json: Json = False) -> None:
    """Show an article in full, as it is in its latest capture.

    Example: newsarchive show https://baovinhlong.com.vn/kinh-te/202611/ten-bai-1a2b3c4
    """
    with reading(config.load(data).database) as archive:
        article = queries.get_article(archive.db, reference)
    if as_json:
        print_json(article)
        return
    capture = article["capture"]
    print_facts(
        [
            ("title", article["title"]),
            ("outlet", article["outlet"]),
            ("section", article["section"]),
            ("url", article["url"]),
            ("published", article["published_at"]),
            ("modified", article["modified_at"]),
            ("byline", article["byline"]),
            ("authors", "; ".join(f"{a['name']} ({a['role']})" for a in article["authors"])),
            ("tags", "; ".join(article["tags"])),
            ("source", " ".join(filter(None, (article["source_name"], article["source_url"])))),
            ("form", article["form"]),
            ("images", len(article["images"]) or None),
            ("id, uid", f"{article['id']}, {article['uid']}"),
            ("revision", article["revision"]),
            ("seen", f"{article['first_seen_at']} to {article['last_seen_at']}"),
            ("page", f"{capture['warc_file']} at {capture['warc_offset']}, {capture['warc_length']} bytes"),
            *((r["kind"], f"{r['direction']} {r['outlet']}: {r['title']} {r['url']}") for r in article["relations"]),
        ]
    )
    for part in (article["lead"], article["text"]):
        if part:
            out.print()
            print_prose(part)


def history(reference: Reference, data: Data = None, as_json: Json = False) -> None:
    """List the revisions of an article. Each is a wording that was captured.

    Example: newsarchive history 17 --json
    """
    with reading(config.load(data).database) as archive:
        revisions = queries.history(archive.db, reference)
    if as_json:
        print_json(revisions)
        return
    print_table(
        ("revision", "observed", "published", "modified", "letters", "title"),
        [
            (r["revision"], r["observed_at"], r["published_at"], r["modified_at"], len(r["text"]), r["title"])
            for r in revisions
        ],
    )


def why(reference: Reference, data: Data = None, as_json: Json = False) -> None:
    """Show everything known about an address. The first line says whether it is in the archive, and why not.

    Example: newsarchive why https://baovinhlong.com.vn/video/202611/clip-3d4e5f6
    """
    settings = config.load(data)
    registry = outlets.load(settings.outlets)
    with reading(settings.database) as archive:
        known = queries.why(archive.db, reference)
        outlet = registry.for_url(known.url)
        seen = queries.seen_addresses(archive.db, outlet.key, config.now())
    taken_for = discovery.explain(known.url, discovery.with_experience(outlet, seen))
    if as_json:
        print_json({**asdict(known), "owner": outlet.key, "taken_for": taken_for})
    else:
        _print_why(known, outlet.key, taken_for)


def _print_why(known: Why, owner: str, taken_for: str) -> None:
    out.print(text(known.verdict, "bold"))
    ledger = known.ledger or {}
    print_facts(
        [
            ("url", known.url),
            ("outlet", ledger.get("outlet") or f"{owner} (would own it)"),
            ("taken for", taken_for),
            ("met as", ledger.get("url") if ledger.get("url") != known.url else None),
            ("met on", ledger.get("discovered_at")),
            ("found by", _formatted("{kind} {url}", known.channel)),
            ("state", ledger.get("state")),
            ("attempts", ledger.get("attempts") or None),
            ("next fetch", ledger.get("next_fetch_at")),
            ("article", _formatted("{id} ({uid}): {title}", known.article)),
            ("robots.txt", _formatted("{robots_status} (read by run {run_id})", known.policy)),
            *(("also", f"{t['url']} ({t['outcome'] or 'not fetched yet'})") for t in known.twins),
        ]
    )
    for headers, columns, rows in (
        (("fetched", "outcome", "status", "detail", "run"), _FETCH_COLUMNS, known.fetches),
        (("captured", "origin", "status", "bytes", "file", "offset"), _CAPTURE_COLUMNS, known.captures),
    ):
        if rows:
            print_table(headers, [[row[column] for column in columns] for row in rows])


_FETCH_COLUMNS = ("at", "outcome", "http_status", "detail", "run_id")
_CAPTURE_COLUMNS = ("fetched_at", "origin", "http_status", "bytes", "warc_file", "warc_offset")


def _formatted(form: str, row: queries.Row | None) -> str | None:
    return form.format_map(row) if row else None


def status(
    check: Annotated[bool, typer.Option("--check", help="Exit with code 1 when something is wrong.")] = False,
    data: Data = None,
    as_json: Json = False,
) -> None:
    """Show what the last run brought, what is due and what is wrong. The first line says whether all is well.

    Example: newsarchive status --check
    """
    with reading(config.load(data).database) as archive:
        state = states.status(archive.db, config.now())
    if as_json:
        print_json(asdict(state))
    else:
        _print_status(state)
    if check and not state.is_well:
        raise typer.Exit(1)


def _print_status(state: Status) -> None:
    out.print(text(state.verdict, "bold green" if state.is_well else "bold red"))
    for a in state.alarms:
        out.print(text(f"alarm: {a['outlet'] or 'the crawl'}: {a['kind']} since {a['since']}: {a['detail']}"))
    if state.outlets:
        print_table(("outlet", *_COUNTS, "articles", "due"), [_outlet_row(o) for o in state.outlets])
    for one in state.outlets:
        _print_reasons(one.key, "rejected", one.rejected_by)
        _print_reasons(one.key, "failed", one.failed_by)
        if one.failure:
            out.print(text(f"{one.key}: nothing could be read: {one.failure}"))
    _print_channels_and_gaps(state)
    out.print(text("in all: " + ", ".join(f"{number} {name}" for name, number in state.totals.items()), "dim"))


def _print_channels_and_gaps(state: Status) -> None:
    read = [c for c in state.channels if c["found"] is not None]
    if read:
        print_table(("outlet", "channel", "address", "found", "new", "last yield"), map(_channel_row, read))
    for gap in state.gaps:
        span = f"{gap['since'] or 'the beginning'} to {gap['until'] or 'now'}"
        out.print(text(f"gap: {gap['outlet']}: {gap['url'] or 'all channels'}: {span}"))


def _print_reasons(key: str, what: str, reasons: dict[str, int]) -> None:
    if reasons:
        out.print(text(f"{key}: {what}: " + ", ".join(f"{n} {reason}" for reason, n in reasons.items())))


def _channel_row(channel: states.Row) -> tuple[Any, ...]:
    named = (channel[name] for name in ("outlet", "kind", "url", "found", "new"))
    return (*named, channel["last_yield_at"] or "never")


def _outlet_row(one: OutletStatus) -> tuple[Any, ...]:
    return (one.key, *(getattr(one, name) for name in _COUNTS), one.articles, one.due)
