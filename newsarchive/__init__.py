"""newsarchive: crawl newspapers, keep every page as fetched, and get one SQLite file of articles you can trust.

outlets/*.toml   which newspapers; where their lists are; what an article's address looks like
discovery/       feed, sitemap, section page (bytes)     -> candidate addresses
store/ledger     every address ever seen and its outcome; store/frontier: what is due next
crawl/           a session: which address is next, robots.txt, delays, quotas, leases of hosts
spiders/         the edge to Scrapy, fetches             -> Page (bytes as received)
backfill/        the past: the site's own lists, or captures of web archives
imports/         WARC, WACZ, saved HTML
ingest/          one page at a time, whatever brought it: `ingest/record.py` is the story of a page
  judge          the reading (`extract/`, in a worker process) against what is held -> outcome
  keep, store    bytes (`warc/`), article and revisions
  links, due     what the page leads to; when its address is asked for again
extract/         title, lead, text, dates, byline, ...   -> Article or NotAnArticle, as a value
identity/        normal URL, content hash                -> new, changed, unchanged
outcomes.py      the one table of what can become of an address
relate/ health/  copies, translations and stories; alarms from an outlet's own history
takedown/        forgets an article, in the database and in the WARC files
export/ web/     JSONL, CSV, Parquet, SQLite slices; Datasette
ops/             crawls as processes, schedule, verification, outlet checks
"""

from __future__ import annotations

__version__ = "0.1.0"
