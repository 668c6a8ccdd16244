"""Common Crawl as a web archive: the indexes of its collections, and captures cut out of its WARC files."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode

from newsarchive import warc
from newsarchive.backfill.webarchive import checked, digits, hosts_from, read_index
from newsarchive.discovery import cdx
from newsarchive.discovery.months import first_day, last_day
from newsarchive.errors import OutcomeError, WarcError
from newsarchive.identity import normal_url

if TYPE_CHECKING:
    from collections.abc import Iterator

    from newsarchive.backfill.client import Services
    from newsarchive.backfill.webarchive import Cursor
    from newsarchive.discovery.cdx import CdxAnswer, Collection
    from newsarchive.items import Page
    from newsarchive.store.backfill_captures import CaptureRow

_NOTHING = cdx.CdxAnswer(())
_NO_COLLECTIONS: tuple[cdx.Collection, ...] = ()


class CommonCrawl:
    """A `WebArchive`. A cursor names a collection, a host in it, and the page of the index that comes next."""

    def __init__(self, services: Services, index: str, data: str) -> None:
        self._services = services
        self._data = data
        self._collections: tuple[Collection, ...] | None = None
        self.base = index

    def answers(self, hosts: tuple[str, ...], month: str, cursor: Cursor) -> Iterator[tuple[CdxAnswer, Cursor | None]]:
        """Give what the indexes name, page by page; see `WebArchive`."""
        if self._collections is None:
            url = f"{self.base}/collinfo.json"
            self._collections = read_index(self._services, url, cdx.collections, _NO_COLLECTIONS)
        first, last = first_day(month), last_day(month)
        for collection in sorted(self._collections, key=lambda c: c.id):
            if not collection.overlaps(first, last) or collection.id < str(cursor.get("collection", "")):
                continue
            resumed = cursor if collection.id == cursor.get("collection") else {}
            for host in hosts_from(hosts, str(resumed.get("host") or "") or None):
                start = int(resumed.get("page", 0)) if host == resumed.get("host") else 0
                yield from self._pages(collection, host, month, start)

    def _pages(self, collection: Collection, host: str, month: str, start: int) -> Iterator[tuple[CdxAnswer, Cursor]]:
        # The address comes from collinfo.json: only its path counts, the host is the one we know.
        api = f"{self.base}/{quote(collection.id)}-index"
        asked = [
            ("url", f"{host}/*"), ("from", digits(first_day(month))), ("to", digits(last_day(month))),
            ("output", "json"), ("filter", "=status:200"),
        ]  # fmt: skip
        number = read_index(self._services, f"{api}?{urlencode([*asked, ('showNumPages', 'true')])}", cdx.pages, 0)
        for page in range(start, number):
            url = f"{api}?{urlencode([*asked, ('page', str(page))])}"
            answer = read_index(self._services, url, cdx.commoncrawl_rows, _NOTHING)
            yield answer, {"collection": collection.id, "host": host, "page": page + 1}

    def page(self, row: CaptureRow) -> Page:
        """Return a capture: the part of a WARC file that the index names; see `WebArchive`."""
        assert row.file is not None
        assert row.offset is not None
        assert row.length is not None
        answer = self._services.get(f"{self._data}/{quote(row.file)}", span=(row.offset, row.length))
        if answer.status != 206:
            outcome = {404: "gone", 403: "blocked"}.get(answer.status, "http_error")
            raise OutcomeError(outcome, f"Common Crawl answers HTTP {answer.status} where a part was asked for")
        if len(answer.body) != row.length:
            raise OutcomeError("truncated", f"{len(answer.body)} bytes came instead of {row.length}")
        with tempfile.TemporaryDirectory(prefix="newsarchive-record-") as folder:
            (Path(folder) / "record.warc.gz").write_bytes(answer.body)
            try:
                record = warc.read_at(Path(folder), "record.warc.gz", 0, row.length, origin="commoncrawl")
            except WarcError as e:
                raise OutcomeError("truncated", "the bytes are no WARC record") from e
        if record.kind != "response" or normal_url(record.page.url) != normal_url(row.url):
            raise OutcomeError("off_site", f"the record is a {record.kind} of {record.page.url[:200]}")
        page = replace(record.page, url=row.url, fetched_at=record.page.fetched_at.replace(microsecond=0))
        return checked(page, row)
