"""Pages from files: replay of the sample, import of WARC files written here and of the corpus beside the checkout."""

from __future__ import annotations

import gzip
import io
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import NAMESPACE_URL, uuid5

from warcio.archiveiterator import ArchiveIterator
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from tests.newspaper import NOW, Site
from tests.scenarios.desk import ROOT, Desk

SAMPLE = ROOT / "data" / "sample" / "baovinhlong.warc.gz"
CORPUS = ROOT.parent / "shared" / "corpus" / "vn" / "pages.warc.gz"


@dataclass(frozen=True)
class Capture:
    """What a WARC file is to hold: an answer of a site at a moment, perhaps as a revisit of another capture."""

    site: Site
    path: str
    at: datetime
    revisit_of: Capture | None = None


def write_warc(path: Path, captures: Iterable[Capture]) -> Path:
    """Write a WARC file, the same bytes for the same captures, with the library, not with the program under test."""
    raw = io.BytesIO()
    writer = WARCWriter(raw, gzip=False)
    for n, capture in enumerate(captures):
        answer, url = capture.site.respond(capture.path), capture.site.base + capture.path
        headers = StatusAndHeaders(
            f"{answer.status} OK", [("Content-Type", answer.content_type), *answer.headers], protocol="HTTP/1.1"
        )
        about = {"WARC-Date": _text(capture.at), "WARC-Record-ID": f"<urn:uuid:{uuid5(NAMESPACE_URL, f'{n} {url}')}>"}
        known = capture.revisit_of
        if known is None:
            record = writer.create_warc_record(
                url, "response", io.BytesIO(answer.body), http_headers=headers, warc_headers_dict=about
            )
        else:
            plain = writer.create_warc_record(url, "response", io.BytesIO(answer.body), http_headers=headers)
            writer.ensure_digest(plain, block=False, payload=True)
            digest = plain.rec_headers.get_header("WARC-Payload-Digest")
            record = writer.create_revisit_record(
                url,
                digest,
                known.site.base + known.path,
                _text(known.at),
                http_headers=headers,
                warc_headers_dict=about,
            )
        start = raw.tell()
        writer.write_record(record)
        raw.seek(start)
        member = gzip.compress(raw.read(), mtime=0)
        raw.seek(start)
        raw.truncate()
        raw.write(member)
    path.write_bytes(raw.getvalue())
    return path


def _text(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def replay(desk: Desk) -> None:
    """Replay the sample twice, the second time with its redirects, then relate all articles.

    A redirect is read at once and may overtake the page it leads to, which is read in a process of its own: whether the
    article is there already is then a matter of luck. In the second replay it always is.
    """
    without = write_without_redirects(SAMPLE, desk.folder / "baovinhlong.warc.gz")
    desk.run("crawl", "baovinhlong", "--replay", without, "--json")
    desk.stage("first replay")
    desk.run("crawl", "baovinhlong", "vietnamvn", "--replay", SAMPLE, "--json", hours=1)
    desk.run("relate", "--json", hours=2)
    desk.stage("second replay, related")


def write_without_redirects(source: Path, target: Path) -> Path:
    """Copy a WARC file without the answers that redirect."""
    content, kept = source.read_bytes(), b""
    with source.open("rb") as file:
        records = ArchiveIterator(file)
        for record in records:
            head = record.http_headers
            record.content_stream().read()
            if head is None or not (head.get_statuscode() or "").startswith("3"):
                start = records.get_record_offset()
                kept += content[start : start + records.get_record_length()]
    target.write_bytes(kept)
    return target


def imports(desk: Desk) -> None:
    """Import pages with revisits and redirects, twice; later captures; a linked file; the real pages, if there."""
    paper = Site("https://baothu.example", articles=8, seed="nhập")
    news = paper.articles
    noon = NOW - timedelta(days=1)
    first = [Capture(paper, s.path, noon + timedelta(minutes=n)) for n, s in enumerate(news[:6])]
    others = [
        "/",
        "/kinh-te/",
        "/robots.txt",
        "/rss/home.rss",
        "/khong-co-bai-nay-a1.html",
        news[1].old_path,
        news[7].old_path,
    ]
    others += [news[2].print_path, paper.not_articles[0].removeprefix(paper.base)]
    paper.redirect("/di-noi-khac-a2.html", "https://noi-khac.example/bai")
    found = first + [
        Capture(paper, p, noon + timedelta(minutes=20 + n)) for n, p in enumerate([*others, "/di-noi-khac-a2.html"])
    ]
    found += [Capture(paper, c.path, c.at + timedelta(days=1), c) for c in first[:2]]
    pages = write_warc(desk.folder / "pages.warc.gz", found)
    desk.run("import", pages, "--json")
    desk.stage("imported")
    desk.run("import", pages, "--json", minutes=10)
    desk.stage("imported twice")
    paper.edit(news[0])
    paper.edit(news[3])
    later = [Capture(paper, s.path, noon + timedelta(hours=n)) for n, s in enumerate(news[:4], 5)]
    linked = write_warc(desk.folder / "later.warc.gz", [*later, Capture(paper, news[6].path, noon)])
    desk.run("import", linked, "--link", "--json", minutes=20)
    desk.run("verify", "--json", minutes=30)
    desk.stage("linked")


def corpus(desk: Desk) -> None:
    """Import the real pages beside the checkout twice."""
    desk.run("import", CORPUS, "--json")
    desk.stage("imported")
    desk.run("import", CORPUS, "--json", hours=1)
    desk.stage("imported twice")
