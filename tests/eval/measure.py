"""Read saved pages and real pages with the project's rules, and score what was read against the truth."""

from __future__ import annotations

import json
import re
import sqlite3
import subprocess
import sys
import tempfile
import unicodedata
from collections import defaultdict
from datetime import datetime
from pathlib import Path
from typing import Any

from newsarchive import outlets
from newsarchive.extract import read
from newsarchive.items import Article, NotAnArticle, Page

PAGES = Path(__file__).parent / "pages"
SHARED = Path(__file__).parents[3] / "shared"


def fold(text: str | None) -> str:
    """Letters and digits alone, in one case: what two honest readings of a line share (as shared/tools/fold.py)."""
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFC", unicodedata.normalize("NFKC", text or "")).casefold())


def own_pages() -> list[tuple[str, Page, dict[str, Any]]]:
    """Return the project's own saved pages: name, page, what must be read from it."""
    found = []
    for path in sorted(PAGES.glob("*.html")):
        want = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
        headers = (("content-type", want.get("content_type", "text/html; charset=utf-8")),)
        at = datetime.fromisoformat(want["fetched_at"].replace("Z", "+00:00"))
        found.append((path.stem, Page(want["url"], 200, headers, path.read_bytes(), at), want))
    return found


def score_own() -> tuple[dict[str, float], list[str]]:
    """Return the mean of every figure over the project's own pages, and one line for each thing read wrong."""
    sums: defaultdict[str, float] = defaultdict(float)
    counts: defaultdict[str, int] = defaultdict(int)
    wrong: list[str] = []

    def add(name: str, page: str, value: float, got: object = None) -> None:
        sums[name] += value
        counts[name] += 1
        if value < 1:
            wrong.append(f"{page}: {name} {value:.2f} {str(got)[:160]}")

    for name, page, want in own_pages():
        result = read(page, outlets.undeclared(page.url))
        if "reason" in want:
            add("refused", name, float(isinstance(result, NotAnArticle) and result.reason == want["reason"]), result)
            continue
        if isinstance(result, NotAnArticle):
            add("found", name, 0.0, result)
            continue
        add("found", name, 1.0)
        for figure, value, got in compare(result, want):
            add(figure, name, value, got)
    return {k: round(sums[k] / counts[k], 4) for k in sorted(sums)}, wrong


def compare(article: Article, want: dict[str, Any]) -> list[tuple[str, float, object]]:
    """Return (figure, 0 to 1, what was read) for everything the truth tells of an article."""
    rows: list[tuple[str, float, object]] = []
    if "body" in want:
        got = [line for line in re.split(r"\n+", article.text) if fold(line)]
        left = [fold(p) for p in want["body"]]
        hits = 0
        for line in got:
            if fold(line) in left:
                left.remove(fold(line))
                hits += 1
        precision, recall = hits / len(got) if got else 0.0, hits / len(want["body"])
        rows.append(
            (
                "body_f1",
                2 * precision * recall / (precision + recall) if hits else 0.0,
                [g for g in got if fold(g) not in map(fold, want["body"])],
            )
        )
        rows.extend(("captions_kept_out", float(fold(c) not in map(fold, got)), c) for c in want.get("captions", ()))
    for figure, got_value in (("title", article.title), ("lead", article.lead)):
        if figure in want:
            rows.append((figure, float(fold(got_value) == fold(want[figure])), got_value))
    for figure, got_value in (
        ("published", article.published_at), ("modified", article.modified_at), ("source", article.source_name),
        ("source_url", article.source_url), ("form", article.form), ("language", article.language),
    ):  # fmt: skip
        if figure in want:
            rows.append((figure, float((got_value or "") == want[figure]), got_value))
    if "authors" in want:
        names = [a.name for a in article.authors]
        rows.append(("authors", float(names == want["authors"]), names))
    return rows


def real_pages(corpus: str) -> list[Page]:
    """Return the captures of a corpus kept beside the checkout."""
    from warcio.archiveiterator import ArchiveIterator

    pages = []
    with (SHARED / "corpus" / corpus / "pages.warc.gz").open("rb") as stream:
        for record in ArchiveIterator(stream):
            if record.rec_type == "response":
                at = datetime.fromisoformat(record.rec_headers.get_header("WARC-Date").replace("Z", "+00:00"))
                http = record.http_headers
                pages.append(
                    Page(
                        record.rec_headers.get_header("WARC-Target-URI"), int(http.get_statuscode()), tuple(http.headers),
                        record.raw_stream.read(), at, origin="import",
                    )
                )  # fmt: skip
    return pages


def score_real(corpus: str) -> tuple[dict[str, float], list[str]]:
    """Return the figures of shared/tools/score.py for a corpus, and the pages that should have been articles and are not."""
    truth = SHARED / "corpus" / corpus / ("truth" if corpus == "vn" else "truth.jsonl")
    registry = outlets.load()
    with tempfile.TemporaryDirectory() as folder:
        archive = Path(folder) / "archive.db"
        db = sqlite3.connect(archive)
        db.executescript(
            "CREATE TABLE articles(id INTEGER PRIMARY KEY, url, canonical_url, title, lead, text, published_at);"
            "CREATE TABLE urls(url, article_id); CREATE TABLE authors(id INTEGER PRIMARY KEY, name);"
            "CREATE TABLE article_authors(article_id, author_id);"
        )
        for number, page in enumerate(real_pages(corpus), 1):
            outlet = registry.for_url(page.url) or outlets.undeclared(page.url)
            result = read(page, outlet)
            if isinstance(result, NotAnArticle):
                continue
            row = (number, page.url, result.canonical_url, result.title, result.lead, result.text, result.published_at)
            db.execute("INSERT INTO articles VALUES (?, ?, ?, ?, ?, ?, ?)", row)
            db.execute("INSERT INTO urls VALUES (?, ?)", (page.url, number))
            for author in result.authors:
                key = db.execute("INSERT INTO authors(name) VALUES (?)", (author.name,)).lastrowid
                db.execute("INSERT INTO article_authors VALUES (?, ?)", (number, key))
        db.commit()
        db.close()
        command = [sys.executable, str(SHARED / "tools" / "score.py"), str(archive), str(truth), "--json"]
        out = subprocess.run(
            command + ([] if corpus == "vn" else ["--world"]), capture_output=True, text=True, check=True
        )
    figures = json.loads(out.stdout)
    missing = [f"{corpus}: not read as an article: {url}" for url in figures.pop("missing")]
    figures.pop("pages")
    return figures, missing
