"""Runs that are killed: what the next one makes of it. Only the end is compared."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

from tests.newspaper import NOW, Newspaper, Site
from tests.scenarios.desk import Desk
from tests.scenarios.files import Capture, write_warc


def crawl(desk: Desk) -> None:
    """Kill a crawl at the second request, while lists are read, and among articles; then let it come to its end."""
    paper = _paper(desk)
    desk.run_killed("crawl", "gay", requests=2)
    desk.run_killed("crawl", "gay", requests=5, minutes=10)
    desk.run_killed("crawl", "gay", requests=12, minutes=20)
    desk.run("crawl", "gay", "--json", minutes=30)
    paper.edit(paper.articles[3])
    desk.run_killed("crawl", "gay", requests=7, hours=6)
    desk.run("crawl", "gay", "--json", hours=7.1)  # not on the hour: what is due then would be fetched by luck
    desk.run("verify", "--json", hours=7.1)
    desk.stage("the end")


def behind(desk: Desk) -> None:
    """Kill a crawl whose last pages are in the WARC file and not in the database, once with a torn record."""
    _paper(desk)
    snapshot = desk.folder / "snapshot.db"
    for n, (requests, torn) in enumerate(((9, 0), (8, 40))):
        desk.run_killed(
            "crawl", "gay", requests=requests + 5, before=(requests, lambda: _copy(desk, snapshot)), minutes=10 * n
        )
        _put_back(desk, snapshot)
        (unfinished,) = desk.warc.glob("*.open")
        unfinished.write_bytes(unfinished.read_bytes()[: -torn or None])
    desk.run("crawl", "gay", "--json", minutes=30)
    desk.run("verify", "--json", minutes=40)
    desk.stage("the end")


def importing(desk: Desk) -> None:
    """Leave the file of an import that was killed before its rows were committed; the next crawl takes it in."""
    paper = _paper(desk)
    desk.run("crawl", "gay", "--json")
    snapshot = desk.folder / "snapshot.db"
    _copy(desk, snapshot)
    site = Site("https://baothu.example", articles=4, seed="nhập dở")
    noon = NOW - timedelta(days=1)
    found = [Capture(site, story.path, noon + timedelta(minutes=n)) for n, story in enumerate(site.articles)]
    same = Capture(paper.site, paper.articles[0].path, noon)
    desk.run("import", write_warc(desk.folder / "pages.warc.gz", [*found, same]), "--json", minutes=10)
    _put_back(desk, snapshot)
    (imported,) = desk.warc.glob("*-import-*.warc.gz")
    imported.rename(f"{imported}.open")
    desk.run("crawl", "gay", "--json", minutes=20)
    desk.run("verify", "--json", minutes=30)
    desk.stage("the end")


def _paper(desk: Desk) -> Newspaper:
    paper = desk.paper(articles=16, seed="đứt gánh", channels={"robots_sitemap", "home"})
    desk.declare(paper, "gay")
    return paper


def _copy(desk: Desk, snapshot: Path) -> None:
    """Copy the database as it is committed now."""
    snapshot.unlink(missing_ok=True)
    with closing(sqlite3.connect(desk.database, timeout=30)) as db, closing(sqlite3.connect(snapshot)) as copy:
        db.backup(copy)


def _put_back(desk: Desk, snapshot: Path) -> None:
    """Put the copy in the place of the database: commits made since are lost, as by a power cut."""
    for suffix in ("", "-wal", "-shm"):
        Path(f"{desk.database}{suffix}").unlink(missing_ok=True)
    snapshot.rename(desk.database)
