"""The generic classifier on real section and home pages, measured against the patterns of the catalogue."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit
from zlib import crc32

import pytest
from warcio.archiveiterator import ArchiveIterator

from newsarchive import discovery
from newsarchive.discovery.learning import Seen
from newsarchive.discovery.links import absolute, same_site
from newsarchive.discovery.markup import html_root, text_of
from newsarchive.items import Page
from newsarchive.outlets.schema import undeclared

SHARED = Path(__file__).resolve().parents[3] / "shared"
WARC = SHARED / "corpus" / "vn" / "pages.warc.gz"
CATALOGUE = SHARED / "facts" / "outlets.json"

pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not (WARC.exists() and CATALOGUE.exists()), reason=f"the real pages are not there: {SHARED}"),
]

# The catalogue has tuoitre.vn's present form only; its captures of 2015 print the one of then.
OLD_FORMS = {"tuoitre.vn": r"^/tin/(?:[a-z0-9-]+/)+(?:\d{8}/)?[a-z0-9-]+/\d{6}\.html$"}


def patterns() -> dict[str, re.Pattern[str]]:
    """The declared article pattern of each catalogued host."""
    found: dict[str, re.Pattern[str]] = {}
    for entry in json.loads(CATALOGUE.read_text(encoding="utf-8"))["outlets"]:
        declared = entry.get("article_url") or {}
        if not declared.get("regex") or declared.get("applies_to") != "path":
            continue
        for host in (entry["domain"], *entry.get("aliases", [])):
            old = OLD_FORMS.get(host)
            found[host] = re.compile(f"(?:{declared['regex']})|(?:{old})" if old else declared["regex"])
    return found


def pages() -> list[Page]:
    """The HTML pages of the corpus."""
    found = []
    with WARC.open("rb") as stream:
        for record in ArchiveIterator(stream):
            if record.rec_type == "response":
                headers = tuple(record.http_headers.headers)
                url = record.rec_headers.get_header("WARC-Target-URI")
                found.append(
                    Page(url, 200, headers, record.content_stream().read(), datetime(2026, 11, 22, tzinfo=UTC))
                )
    return [p for p in found if p.mime == "text/html"]


def test_article_links_of_undeclared_sites_are_found() -> None:
    known = patterns()
    right = wrong = missed = lists = 0
    for page in pages():
        pattern = known.get((urlsplit(page.url).hostname or "").removeprefix("www."))
        if pattern is None or pattern.search(urlsplit(page.url).path):
            continue
        lists += 1
        outlet = undeclared(page.url)
        root = html_root(text_of(page.body, None))
        assert root is not None
        links = {u for a in root.iter("a") if (u := absolute(a.get("href"), page.url)) and same_site(u, outlet)}
        truth = {u for u in links if pattern.search(urlsplit(u).path) and u != page.url}
        found = {c.url for c in discovery.read(page, outlet, "list").candidates if c.role == "article"}
        right += len(found & truth)
        wrong += len(found - truth)
        missed += len(truth - found)
    precision, recall = right / (right + wrong), right / (right + missed)
    print(f"{lists} list pages, {right + missed} article links: precision {precision:.4f}, recall {recall:.4f}")
    assert lists >= 20
    assert precision >= 0.95
    assert recall >= 0.95


def test_what_a_site_has_shown_makes_its_links_clearer() -> None:
    """Half of the links found by the generic rules have been fetched; the other half are judged with that experience."""
    known = patterns()
    shown: dict[str, list[Seen]] = defaultdict(list)
    lists = []
    for page in pages():
        host = (urlsplit(page.url).hostname or "").removeprefix("www.")
        pattern = known.get(host)
        if pattern is None or pattern.search(urlsplit(page.url).path):
            continue
        outlet = undeclared(page.url)
        root = html_root(text_of(page.body, None))
        assert root is not None
        links = {u for a in root.iter("a") if (u := absolute(a.get("href"), page.url)) and same_site(u, outlet)}
        truth = {u for u in links if pattern.search(urlsplit(u).path) and u != page.url}
        found = {c.url for c in discovery.read(page, outlet, "list").candidates if c.role == "article"}
        fetched = {u for u in links if crc32(u.encode()) % 2}
        shown[host] += [Seen(u, u in truth) for u in sorted(found & fetched)]
        lists.append((host, page, outlet, truth - fetched, found - fetched, fetched))
    scores: dict[str, list[int]] = {"generic": [0, 0, 0], "learnt": [0, 0, 0]}
    for host, page, outlet, truth, generic, fetched in lists:
        experienced = discovery.with_experience(outlet, shown[host])
        listed = discovery.read(page, experienced, "list").candidates
        learnt = {c.url for c in listed if c.role == "article"} - fetched
        for name, found in (("generic", generic), ("learnt", learnt)):
            counts = (len(found & truth), len(found - truth), len(truth - found))
            scores[name] = [a + b for a, b in zip(scores[name], counts, strict=True)]
    measured = {n: (right / (right + wrong), right / (right + missed)) for n, (right, wrong, missed) in scores.items()}
    for name, (precision, recall) in measured.items():
        print(f"{name}: precision {precision:.4f}, recall {recall:.4f} over {sum(scores[name])} links not fetched")
    assert min(measured["learnt"]) >= 0.95
    assert measured["learnt"][0] >= measured["generic"][0]
    assert measured["learnt"][1] >= measured["generic"][1]


def test_catalogued_addresses_are_classified() -> None:
    wrong: list[str] = []
    total = 0
    for entry in json.loads(CATALOGUE.read_text(encoding="utf-8"))["outlets"]:
        declared = entry.get("article_url") or {}
        for key, expected in (("matches", True), ("must_not_match", False)):
            for url in declared.get(key) or []:
                total += 1
                if (discovery.classify(url, undeclared(url)) == "article") is not expected:
                    wrong.append(url)
    print(f"{len(wrong)} of {total} catalogued addresses are misjudged without a declaration")
    assert total > 200
    assert len(wrong) / total < 0.05
