"""What every table and column means: kept in the archive (table `dictionary`) and in docs/data.md.

`python -m newsarchive.store.dictionary docs/data.md` rewrites the tables in that page.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from newsarchive.errors import DataError
from newsarchive.outcomes import TABLE

if TYPE_CHECKING:
    from sqlite_utils import Database

_TIME = "UTC, such as 2026-11-22T06:30:00Z"
_PAPER_TIME = "as the newspaper says, in its own offset (2025-07-23T16:45:00+07:00), or a day when no time is known"
_COUNTS = {
    "discovered": "Article addresses met for the first time.",
    "known": "Article addresses met on lists in this run that the ledger held before.",
    "fetched": "Pages fetched and judged, from the network, a replay or an import.",
    "new": "Articles that were not held before.",
    "changed": "Articles whose words had changed: new revisions.",
    "unchanged": "Articles fetched again and found the same, 304 answers included.",
    "rejected": "Addresses left out for a reason; which one, `fetches.outcome` says.",
    "failed": "Addresses wanted and not got; why, `fetches.outcome` says.",
}

TABLES: dict[str, str] = {
    "outlets": "The newspapers, as their declarations say; undeclared sites have a row of their own.",
    "runs": "Every run of a command that writes articles.",
    "run_outlets": "What a run counted, outlet by outlet.",
    "channels": "Where addresses of articles are found: feeds, sitemaps, home and section pages.",
    "run_channels": "What a channel yielded in a run.",
    "gaps": "Spans of time in which articles of a channel may have been missed.",
    "host_policies": "What the robots.txt of each host said in each run.",
    "hosts": "Which process holds a host now; of no use outside a crawl.",
    "host_aliases": "Hosts that stand for others: path for path they show the same articles, as declared.",
    "urls": "The ledger: every address ever met and what became of it.",
    "fetches": "Every fetch of an address, with its outcome.",
    "captures": "Pages kept as they were fetched, with the place of their bytes in a WARC file.",
    "warc_files": "The WARC files that captures point into.",
    "extractions": "The sets of rules and library versions that articles were read with.",
    "articles": "The articles, each as its latest capture shows it.",
    "authors": "People named in bylines.",
    "article_authors": "Who made an article.",
    "images": "The pictures of an article; their bytes are not fetched.",
    "tags": "Keywords that newspapers give their articles.",
    "article_tags": "The keywords of an article.",
    "alternates": "Where its page says that an article stands in other languages (`hreflang`).",
    "revisions": "Every wording of an article that was seen, the present one included.",
    "provenance": "Where each field of an article was read from.",
    "relations": "Pairs of articles that share text.",
    "alarms": "What is or was wrong with an outlet or the whole crawl.",
    "tombstones": "What was taken down on request.",
    "backfills": "The months of the past that were asked for, outlet by outlet and source by source.",
    "backfill_urls": "Article addresses of the past that the site's own lists named, with the month they belong to.",
    "backfill_lists": "Sitemaps and section pages that a backfill reads, and how far it has come in them.",
    "backfill_captures": "Captures of others (Common Crawl, Wayback Machine) that their index names for an outlet and month.",
    "texts": "The wordings that articles have, each once, with its fingerprint; of use to `relate` only.",
    "text_bands": "The index of fingerprints: texts that share a row's key may be near to each other.",
    "article_texts": "Which wording an article has, and whom it credits.",
    "relate_queue": "Articles that came or changed since `relate` last ran.",
    "relate_rules": "The rules that the fingerprints were made with.",
    "forgetting": "What a take-down has still to do; empty unless one was killed.",
    "story_merges": "Stories that became one: where a story_id of an earlier copy of the archive went.",
    "dictionary": "This list: the meaning of each table and column.",
    "articles_fts": "Full text over articles: words in lower case, without marks, đ as d (rowid = articles.id).",
}
"""Table: what one of its rows is."""

MEANINGS: dict[str, dict[str, str]] = {
    "outlets": {
        "key": "Short name of the outlet, never changed; for an undeclared site its registrable domain.",
        "name": "The outlet's name in its own language.",
        "home": "Address of the home page.",
        "province": "Vietnamese province as of 1 July 2025; null for national outlets and elsewhere.",
        "heir": "Key of the paper this one was merged into; null when none.",
        "family": "Name of the content system shared with other outlets; null when none is declared.",
        "kind": "newspaper, aggregator, broadcaster, agency or undeclared.",
        "language": "Language code of the outlet (vi, en); null when not known.",
        "enabled": "1 when `crawl` without arguments includes the outlet, else 0.",
        "verified": "Day (YYYY-MM-DD) on which somebody saw the declaration work on the live site; null when never.",
    },
    "runs": {
        "id": "Number of the run, never used again.",
        "command": "The command that ran, such as crawl or import.",
        "started_at": f"When the run began, {_TIME}.",
        "finished_at": f"When the run ended, {_TIME}; null while it runs or when it was killed.",
        "version": "Version of newsarchive.",
        "config_hash": "Hash of the settings and outlet declarations in force.",
        "outcome": "finished, partly (nothing could be read of some outlet), stopped (asked to end early), failed or killed (found "
        "dead later); null until it has ended.",
        "owner": "The process that ran it (host, process number); of no use afterwards.",
        "lease_until": f"Until when another machine believes that it runs, {_TIME}; put off while it does.",
        **_COUNTS,
    },
    "run_outlets": {"run_id": "The run.", "outlet": "Key of the outlet.", **_COUNTS},
    "channels": {
        "id": "Number of the channel.",
        "outlet": "Key of the outlet.",
        "kind": "feed, sitemap, section, home, link (found in a page) or cdx (found in a web archive's index).",
        "url": "Address of the list.",
        "declared": "1 when the outlet's file names it, 0 when it was discovered.",
        "last_yield_at": f"When it last listed an article address, {_TIME}; null when never.",
    },
    "run_channels": {
        "run_id": "The run.",
        "channel_id": "The channel.",
        "found": "Article addresses the channel listed in this run.",
        "new": "Those among them that the ledger did not hold.",
    },
    "gaps": {
        "id": "Number of the gap.",
        "outlet": "Key of the outlet.",
        "channel_id": "The channel whose list no longer reached back to the last visit; null when all are meant.",
        "since": f"Begin of the span in doubt, {_TIME}; null when not known.",
        "until": f"End of the span in doubt, {_TIME}; null while it lasts.",
        "closed_at": f"When the span was found to be filled, {_TIME}; null while the gap is open.",
    },
    "host_policies": {
        "run_id": "The run.",
        "host": "Host name, with the port unless it is 80 or 443.",
        "robots_status": "What came of reading robots.txt: an HTTP status, or a word for why it could not be read.",
        "robots_digest": "Digest of the robots.txt as received; null when there was none.",
        "crawl_delay_s": "Crawl-delay that robots.txt asks for, in seconds; null when it asks for none.",
        "tdm": "Text-and-data-mining reservation the host declares, in its own words; null when it declares none.",
    },
    "hosts": {
        "host": "Host name, with the port unless it is 80 or 443.",
        "lease_owner": "The process that may fetch from the host now; null when none does.",
        "lease_until": f"When that permission lapses, {_TIME}.",
        "not_before": f"The host asked to be left alone until then (Retry-After), {_TIME}.",
        "wanted_at": f"When a crawl last asked the backfill that holds the host to give it up, {_TIME}; null when none waits.",
    },
    "host_aliases": {
        "host": "The host, without `www.`.",
        "outlet": "Its outlet.",
        "stands_for": "The host that normal forms have in its place.",
    },
    "urls": {
        "id": "Number of the address.",
        "url": "The address as first met.",
        "normal_url": "Its normal form: two addresses of equal normal form are one page.",
        "normal_version": "Version of the rules that made the normal form.",
        "outlet": "Key of the outlet that owns the address.",
        "host": "Host name, with the port unless it is 80 or 443.",
        "role": "article, list (home or section page), feed, sitemap or other.",
        "channel_id": "The channel that listed it first; null when it was given by hand, imported or is a list itself.",
        "discovered_at": f"When it was first met, {_TIME}.",
        "lastmod": "Last change as the list that named it says, in the list's own form; null when it says none.",
        "state": "queued (never judged), leased (being fetched), waiting (is tried again), held (its host cannot be asked now) or done (judged).",
        "outcome": "What became of it, from the closed list of outcomes below; null until first judged.",
        "detail": "The outcome in words; for not_article the kind of page it is.",
        "attempts": "Failed attempts in a row.",
        "fetched_at": f"When it was last fetched, {_TIME}; null when never.",
        "next_fetch_at": f"When it is due, {_TIME}; null when it will not be fetched again.",
        "lease_owner": "The process that is fetching it; null when none is.",
        "lease_until": f"When that lease lapses, {_TIME}.",
        "etag": "ETag of the last answer, for conditional requests.",
        "last_modified": "Last-Modified header of the last answer, for conditional requests.",
        "article_id": "The article it leads to; null when it leads to none.",
        "target_id": "The address it redirects to, or of which it is another form; null when there is none.",
        "priority": "Order of fetching: 0 lists, 1 articles never fetched, 2 articles looked at again.",
        "live": "1 when the outcome was learnt from the live site, 0 when from a replay or an import.",
        "listed_run": "The last run in which a list named it; null when no list ever did.",
    },
    "fetches": {
        "id": "Number of the fetch.",
        "url_id": "The address.",
        "run_id": "The run.",
        "at": f"When it was fetched, {_TIME}.",
        "outcome": "What came of it, from the closed list of outcomes below.",
        "detail": "The outcome in words.",
        "http_status": "HTTP status; null when there was no answer.",
        "digest": "sha1: and the base32 SHA-1 of the body as received; null when there was none.",
        "capture_id": "The capture that keeps the bytes; null when they were not kept.",
    },
    "captures": {
        "id": "Number of the capture.",
        "url_id": "The address.",
        "run_id": "The run that brought it in.",
        "fetched_at": f"When the page was fetched, by whomever, {_TIME}.",
        "http_status": "HTTP status of the answer.",
        "mime": "Media type as the server named it, without parameters.",
        "digest": "sha1: and the base32 SHA-1 of the body as received (the WARC payload digest).",
        "bytes": "Size of the body as received.",
        "origin": "crawl, import, commoncrawl or wayback.",
        "record_id": "WARC-Record-ID of the record.",
        "warc_file": "File that holds the record, relative to the folder warc/.",
        "warc_offset": "Where the record's gzip member begins, in bytes.",
        "warc_length": "Length of the record's gzip member, in bytes.",
        "revisit_of": "The capture that holds the same bytes when this is a revisit record; null when it has its own.",
    },
    "warc_files": {
        "name": "The file, relative to the folder warc/.",
        "origin": "crawl, import, commoncrawl or wayback.",
        "owned": "1 when newsarchive wrote it, 0 when it is somebody else's, linked.",
        "state": "open (being written) or finished.",
        "bytes": "Committed size.",
        "sha256": "SHA-256 of the finished file in hex; null while it is open.",
        "lease_owner": "The process that writes it; null when none does.",
    },
    "extractions": {
        "id": "Number of the set of rules.",
        "started_at": f"When it was first used, {_TIME}.",
        "version": "Version of newsarchive.",
        "libraries": "Versions of the libraries that matter, as a JSON object.",
        "rules_hash": "Hash of the extraction rules and outlet declarations.",
    },
    "articles": {
        "id": "Number of the article, local to this file and never used again.",
        "uid": "Sixteen hex digits, the article's name in exports: the first of sha256 over outlet and normal URL.",
        "url": "Address as first met.",
        "canonical_url": "Address the page or a permanent redirect gives as the right one; null when none does.",
        "outlet": "Key of the outlet.",
        "section": "Section as the newspaper names it.",
        "form": "article, photo_essay, live_blog or paywall_stub (only the free beginning).",
        "title": "Headline as printed.",
        "lead": "Summary printed between headline and body; null when there is none.",
        "text": "Body: paragraphs parted by a blank line, without captions, byline, lead or related links.",
        "byline": "The line that names the makers, as printed.",
        "published_at": f"When published, {_PAPER_TIME}.",
        "published_on": "Day of publication (YYYY-MM-DD) in the outlet's time zone.",
        "published_utc": f"When published, {_TIME}; null when only a day is known.",
        "modified_at": f"When last changed, {_PAPER_TIME}; null when the page says none.",
        "first_seen_at": f"Date of the earliest capture, {_TIME}.",
        "last_seen_at": f"Date of the latest capture or visit that found the article, {_TIME}.",
        "language": "Language code of the text (vi, en).",
        "word_count": "Words of the text; in Vietnamese these are syllables, parted by spaces.",
        "source_name": "Newspaper or agency that the page names as its source; null when it names none.",
        "source_url": "Address of the source that the page gives; null when it gives none.",
        "image_url": "Address of the main picture.",
        "content_hash": "Hash of the words of title, lead and text; equal hashes mean equal words.",
        "revision": "Number of the latest revision.",
        "story_id": "uid of the earliest article of the same story: near copies and republications share it.",
        "capture_id": "The capture that the row shows.",
        "extraction_id": "The rules that read it.",
    },
    "authors": {"id": "Number of the person.", "name": "Name as printed."},
    "article_authors": {
        "article_id": "The article.",
        "author_id": "The person.",
        "position": "Order in the byline, from 0.",
        "role": "What they made: text, photo or both.",
    },
    "images": {
        "article_id": "The article.",
        "position": "Order on the page, from 0.",
        "url": "Address of the picture.",
        "caption": "Caption as printed.",
        "credit": "Who took or owns the picture, as printed.",
    },
    "tags": {"id": "Number of the keyword.", "name": "The keyword as printed."},
    "article_tags": {"article_id": "The article.", "tag_id": "The keyword."},
    "alternates": {
        "article_id": "The article whose page says so.",
        "language": "A language tag in lower case (BCP 47), or x-default: where readers of any other language are sent.",
        "url": "The address as the page gives it, absolute.",
        "normal_url": "Its normal form: joins `urls.normal_url`, and by that the article, where the archive holds it.",
    },
    "revisions": {
        "article_id": "The article.",
        "revision": "Number by order of arrival, from 1; never changed.",
        "capture_id": "The capture it was read from.",
        "extraction_id": "The rules that read it.",
        "observed_at": f"Date of that capture, {_TIME}.",
        "title": "Headline then.",
        "lead": "Summary then.",
        "text": "Body then.",
        "byline": "Byline then.",
        "published_at": "Time of publication that the page gave then.",
        "modified_at": "Time of the last change that the page gave then.",
        "content_hash": "Hash of the words of title, lead and text.",
    },
    "provenance": {
        "article_id": "The article.",
        "field": "A column of `articles`, or authors.",
        "source": "Where in the page it stood, such as json-ld or select.byline.",
        "raw": "The string as it stood there; null when it is long (the text) or was inferred.",
        "rule": "The rule that chose it.",
    },
    "relations": {
        "article_id": "The later article, or the copy.",
        "related_id": "The earlier article, or the original.",
        "kind": "same_text, near_text, republished_from (the page names its source) or translation_of.",
        "score": "Likeness from 0 to 1; null when none was measured.",
        "evidence": "What the relation rests on, in words.",
        "detected_at": f"When it was found, {_TIME}.",
    },
    "alarms": {
        "id": "Number of the alarm.",
        "outlet": "Key of the outlet; null when the whole crawl is meant.",
        "kind": "silent_zero, field_lost, channel_dead, host_blocking, certificate_expired or robots_denies.",
        "since": f"Since when, {_TIME}.",
        "detail": "What is wrong, in words.",
        "cleared_at": f"When it was found to be right again, {_TIME}; null while the alarm stands.",
    },
    "tombstones": {
        "url": "The address that was taken down, in one of its forms.",
        "content_hash": "Hash of words taken down, so that they do not come back; null when there was no article.",
        "reason": "Why, in the words given.",
        "removed_at": f"When, {_TIME}.",
        "uid": "uid of the article; null when there was none.",
    },
    "backfills": {
        "outlet": "Key of the outlet.",
        "source": "site (the newspaper itself), commoncrawl or wayback.",
        "month": "The month, YYYY-MM: of publication for site, of capture for the others.",
        "asked_at": f"When it was first asked for, {_TIME}.",
        "listed_at": f"When the lists had been seen to go further back than the month, or a sitemap had answered for it, {_TIME}; null until then.",
        "cursor": "Where the reading of an index of captures goes on, as JSON; null for site and when it is read.",
    },
    "backfill_urls": {
        "url_id": "The address.",
        "outlet": "Key of the outlet.",
        "host": "Host of the address.",
        "month": "Month of publication, YYYY-MM: as the address or a list names it until the page itself does; empty when nothing names it.",
    },
    "backfill_lists": {
        "url_id": "The address of the sitemap, or of the section's first page.",
        "outlet": "Key of the outlet.",
        "kind": "sitemap or section.",
        "first_month": "First month in the sitemap's name, or of those for which the section's pages are turned; null when there is none.",
        "last_month": "Last month in the sitemap's name, or of those for which the section's pages are turned; null when there is none.",
        "begun_at": f"When turning the pages of the section began, {_TIME}; null for sitemaps.",
        "read_at": f"When the sitemap was read, or the last page of the section, {_TIME}; null until then.",
        "page_id": "The page of the section that was read last.",
        "reached_on": "The day of publication down to which the section's pages have been read.",
    },
    "backfill_captures": {
        "id": "Number of the row.",
        "outlet": "Key of the outlet.",
        "source": "commoncrawl or wayback.",
        "month": "Month of the capture, YYYY-MM.",
        "url": "The address that was captured.",
        "captured_at": f"When it was captured, {_TIME}.",
        "digest": "SHA-1 of the payload as the index states it, in base32 (upper case).",
        "file": "The WARC file at Common Crawl; null for wayback.",
        "offset": "Where the record begins in that file.",
        "length": "Length of the record in that file.",
        "attempts": "How often fetching it failed.",
        "outcome": "What became of it (an outcome of an address); null while it is still to be fetched.",
        "detail": "The outcome in words.",
    },
    "texts": {
        "id": "Number of the wording, never used again.",
        "digest": "First 16 bytes of the SHA-256 of its folded words.",
        "words": "Words of lead and text; in Vietnamese these are syllables.",
        "keys": "Keys of its bands, 6 bytes each; empty for texts of fewer than 20 words.",
        "label": "Wordings near to each other, straight or through others, have one label; it means nothing else.",
    },
    "text_bands": {
        "key": "Hash of one band of the fingerprint.",
        "label": "Label of the wording.",
        "member": "The wording; 0 when its number is the label.",
    },
    "article_texts": {
        "article_id": "The article.",
        "text_id": "Its wording.",
        "source_normal": "Normal form of the address it names as its source; null when it names none.",
        "credits": "Whom it credits and where, as a JSON list (link, source, byline, ending, opening); null for nobody.",
    },
    "relate_queue": {
        "article_id": "The article.",
        "stage": "0 when its text is still to be read, 1 when its group of texts is to be related again.",
    },
    "relate_rules": {"version": "Version of the rules and of the MinHash library.", "since": f"Since when, {_TIME}."},
    "forgetting": {
        "kind": "capture (to be taken out), file (to be deleted) or database (to be compacted).",
        "what": "Which capture or file.",
    },
    "story_merges": {
        "story_id": "The story that is no more.",
        "merged_into": "The story its articles are in since.",
        "merged_at": f"When, {_TIME}.",
    },
    "dictionary": {
        "table_name": "The table.",
        "column_name": "The column; empty for the table itself.",
        "meaning": "What it means.",
    },
    "articles_fts": {
        "title": "Words of articles.title.",
        "lead": "Words of articles.lead.",
        "text": "Words of articles.text.",
    },
}
"""Table: column: meaning, in the order of the schema."""


def write(db: Database) -> None:
    """Replace the table `dictionary` by the present meanings, in one transaction."""
    rows = [(table, "", meaning) for table, meaning in TABLES.items()]
    rows += [(table, column, meaning) for table, columns in MEANINGS.items() for column, meaning in columns.items()]
    with db.atomic():
        db.execute("DELETE FROM dictionary")
        db.conn.executemany("INSERT INTO dictionary VALUES (?, ?, ?)", rows)


_BEGIN, _END = "<!-- tables: generated, see newsarchive/store/dictionary.py -->", "<!-- end of tables -->"


def markdown() -> str:
    """Return the outcomes and all tables with their columns as a part of a Markdown page."""
    lines = [
        "## Outcomes of an address",
        "",
        "| outcome | counts as | meaning | asked again | speaks of |",
        "| --- | --- | --- | --- | --- |",
    ]
    lines += [f"| `{o.code}` | {o.counter} | {o.meaning} | {o.next} | {o.about} |" for o in TABLE]
    lines += ["", "## Tables and columns"]
    for table, columns in MEANINGS.items():
        lines += ["", f"### `{table}`", "", TABLES[table], "", "| column | meaning |", "| --- | --- |"]
        lines += [f"| `{column}` | {meaning} |" for column, meaning in columns.items()]
    return "\n".join(lines)


def with_tables(page: str) -> str:
    """Return the page with the part between the two marks replaced. Raises DataError when it has no such marks."""
    before, mark, rest = page.partition(_BEGIN)
    _, end, after = rest.partition(_END)
    if not mark or not end:
        raise DataError(f"the page has no lines {_BEGIN!r} and {_END!r}")
    return f"{before}{_BEGIN}\n{markdown()}\n{_END}{after}"


if __name__ == "__main__":
    target = Path(sys.argv[1] if len(sys.argv) > 1 else "docs/data.md")
    target.write_text(with_tables(target.read_text(encoding="utf-8")), encoding="utf-8")
