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
from newsarchive.store import queries
from newsarchive.store import search as searching
from newsarchive.store import status as states
from newsarchive.store.archive import reading

if TYPE_CHECKING:
    from newsarchive.store.search import Hit
    from newsarchive.store.status import OutletStatus, Status

Reference = Annotated[
    str, typer.Argument(metavar="URL-or-ID", help="An address of the article, its uid, or its id.", show_default=False)
]
_COUNTS = ("discovered", "known", "fetched", "new", "changed", "unchanged", "rejected", "failed")
Outlet = Annotated[str | None, typer.Option("--outlet", metavar="KEY", help="Only this outlet.", show_default=False)]


def register(app: typer.Typer) -> None:
    """Add these commands."""
    for command in (search, show, history, why, status):
        app.command()(command)


def search(
    words: Annotated[
        list[str], typer.Argument(metavar="QUERY", help="Words, all of which must occur.", show_default=False)
    ],
    outlet: Outlet = None,
    since: Since = None,
    until: Until = None,
    limit: Annotated[int, typer.Option("--limit", min=1, max=100_000, help="At most so many articles.")] = 20,
    data: Data = None,
    as_json: Json = False,
) -> None:
    """Search titles, leads and texts, with or without Vietnamese marks; best first.

    "Words in quotes" are a phrase (quote them for the shell too), a final * stands for any ending.

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
    """Show an article in full, as its latest capture has it.

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
    """List the revisions of an article: every wording that was seen.

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
    """Tell everything known of an address, down to why it is not in the archive.

    Example: newsarchive why https://baovinhlong.com.vn/video/202611/clip-3d4e5f6
    """
    settings = config.load(data)
    registry = outlets.load(settings.outlets)
    with reading(settings.database) as archive:
        told = queries.why(archive.db, reference)
        outlet = registry.for_url(told.url)
        seen = queries.seen_addresses(archive.db, outlet.key, config.now())
    owner = outlet.key
    taken_for = discovery.explain(told.url, discovery.with_experience(outlet, seen))
    if as_json:
        print_json({**asdict(told), "owner": owner, "taken_for": taken_for})
        return
    out.print(text(told.verdict, "bold"))
    ledger, article, policy = told.ledger or {}, told.article or {}, told.policy or {}
    print_facts(
        [
            ("url", told.url),
            ("outlet", ledger.get("outlet") or f"{owner} (would own it)"),
            ("taken for", taken_for),
            ("met as", ledger.get("url") if ledger.get("url") != told.url else None),
            ("met on", ledger.get("discovered_at")),
            ("found by", f"{told.channel['kind']} {told.channel['url']}" if told.channel else None),
            ("state", ledger.get("state")),
            ("attempts", ledger.get("attempts") or None),
            ("next fetch", ledger.get("next_fetch_at")),
            ("article", f"{article['id']} ({article['uid']}): {article['title']}" if article else None),
            ("robots.txt", f"{policy['robots_status']} (read by run {policy['run_id']})" if policy else None),
            *(("also", f"{t['url']} ({t['outcome'] or 'not fetched yet'})") for t in told.twins),
        ]
    )
    if told.fetches:
        print_table(
            ("fetched", "outcome", "status", "detail", "run"),
            [(f["at"], f["outcome"], f["http_status"], f["detail"], f["run_id"]) for f in told.fetches],
        )
    if told.captures:
        print_table(
            ("captured", "origin", "status", "bytes", "file", "offset"),
            [
                (c["fetched_at"], c["origin"], c["http_status"], c["bytes"], c["warc_file"], c["warc_offset"])
                for c in told.captures
            ],
        )


def status(
    check: Annotated[bool, typer.Option("--check", help="Exit with 1 when something needs a look.")] = False,
    data: Data = None,
    as_json: Json = False,
) -> None:
    """Tell what the last run brought, what is due, and what is wrong; the first line says whether all is well.

    Example: newsarchive status --check
    """
    with reading(config.load(data).database) as archive:
        told = states.status(archive.db, config.now())
    if as_json:
        print_json(asdict(told))
    else:
        _print_status(told)
    if check and not told.is_well:
        raise typer.Exit(1)


def _print_status(told: Status) -> None:
    out.print(text(told.verdict, "bold green" if told.is_well else "bold red"))
    for alarm in told.alarms:
        out.print(
            text(f"alarm: {alarm['outlet'] or 'the crawl'}: {alarm['kind']} since {alarm['since']}: {alarm['detail']}")
        )
    if told.outlets:
        print_table(("outlet", *_COUNTS, "articles", "due"), [_outlet_row(o) for o in told.outlets])
    for one in told.outlets:
        for what, reasons in (("rejected", one.rejected_by), ("failed", one.failed_by)):
            if reasons:
                out.print(text(f"{one.key}: {what}: " + ", ".join(f"{n} {reason}" for reason, n in reasons.items())))
    read = [c for c in told.channels if c["found"] is not None]
    if read:
        print_table(
            ("outlet", "channel", "address", "found", "new", "last yield"),
            [(c["outlet"], c["kind"], c["url"], c["found"], c["new"], c["last_yield_at"] or "never") for c in read],
        )
    for gap in told.gaps:
        span = f"{gap['since'] or 'the beginning'} to {gap['until'] or 'now'}"
        out.print(text(f"gap: {gap['outlet']}: {gap['url'] or 'all channels'}: {span}"))
    out.print(text("in all: " + ", ".join(f"{number} {name}" for name, number in told.totals.items()), "dim"))


def _outlet_row(one: OutletStatus) -> tuple[Any, ...]:
    return (one.key, *(getattr(one, name) for name in _COUNTS), one.articles, one.due)
