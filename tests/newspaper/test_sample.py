"""The sample archive of data/ is what its script builds, whole, small, and enough for a demonstration."""

from __future__ import annotations

import gzip
import io
import unicodedata
from collections import Counter
from urllib.parse import urlsplit

from warcio.archiveiterator import ArchiveIterator

from newsarchive.outlets import load
from tests.newspaper.sample import DEAD_LINK, FILE, INFOGRAPHIC, NOTICE, REPUBLISHED, build
from tests.newspaper.sample_stories import BASE, STORIES


def responses() -> dict[str, tuple[int, str]]:
    """Return status and text of each address in the file; reading stops at a digest that does not hold."""
    found = {}
    for record in ArchiveIterator(io.BytesIO(FILE.read_bytes()), check_digests="raise"):
        body = record.content_stream().read()
        if record.rec_type == "response":
            found[record.rec_headers["WARC-Target-URI"]] = (int(record.http_headers.get_statuscode()), body.decode())
    return found


def test_the_committed_file_is_what_the_script_builds() -> None:
    # Unpacked: the packed bytes depend on the version of zlib.
    assert gzip.decompress(FILE.read_bytes()) == gzip.decompress(build())


def test_the_file_is_small() -> None:
    assert FILE.stat().st_size < 300_000


def test_every_article_is_there_in_one_form_of_unicode() -> None:
    pages = responses()
    assert len(STORIES) == 13
    for story in STORIES:
        assert unicodedata.is_normalized("NFC", story.title + story.lead + story.text)
        status, html = pages[story.url]
        assert status == 200
        assert all(line in html for line in (story.title, story.lead, *story.text.split("\n"), *story.captions))


def test_every_page_says_that_it_is_invented() -> None:
    shown = [html for url, (status, html) in responses().items() if status == 200 and "<html" in html]
    assert len(shown) > 40
    assert all(NOTICE in html for html in shown)


def test_everything_a_crawl_of_the_outlet_asks_for_is_there() -> None:
    pages, outlet = responses(), load().get("baovinhlong")
    assert {outlet.home, f"{BASE}/robots.txt", *outlet.sections} <= set(pages)
    assert outlet.pagination == "?paged={n}"
    assert f"{BASE}/kinh-te/?paged=2" in pages
    assert all(outlet.is_article(story.url) for story in STORIES)


def test_there_are_pages_that_are_no_articles_and_addresses_that_moved() -> None:
    pages = responses()
    assert pages[BASE + INFOGRAPHIC][0] == 200
    assert pages[BASE + DEAD_LINK][0] == 404
    statuses = Counter(status for status, _ in pages.values())
    assert statuses[301] >= 2 and statuses[404] == 1


def test_the_aggregator_republishes_one_article_and_names_it() -> None:
    copies = {url: html for url, (_, html) in responses().items() if f"Nguồn: {REPUBLISHED.url}" in html}
    assert [load().for_url(url).key for url in copies] == ["vietnamvn"]
    assert all(load().get("vietnamvn").is_article(url) for url in copies)
    assert all(urlsplit(url).path.startswith("/phien-cho") for url in copies)
