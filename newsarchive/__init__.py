"""newsarchive: crawl newspapers, keep every page as fetched, and get one SQLite file of articles you can trust.

outlets/*.toml   which newspapers; where their lists are; what an article's address looks like
discovery/       feed, sitemap, section page (bytes)     -> candidate addresses
store/ledger     every address ever seen and what became of it; store/frontier: what is due next
spiders/         fetches what is due                     -> Page (bytes as received)
warc/            keeps the bytes                         -> pointer (file, offset, length)
extract/         title, lead, text, dates, byline, ...   -> Article or NotAnArticle, as a value
identity/        normal URL, content hash                -> new, changed, unchanged
ingest/          takes one page through these steps, for a crawl, a replay, an import, a re-extraction alike
export/ web/     JSONL, CSV, Parquet, SQLite slices; Datasette
ops/             schedule, health, verification
"""

from __future__ import annotations

__version__ = "0.1.0"
