"""The Wayback Machine as a web archive: its CDX server, and captures as they were when the newspaper sent them."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from newsarchive.backfill.webarchive import checked, digits, hosts_from, read_index
from newsarchive.discovery import cdx
from newsarchive.discovery.months import first_day, last_day
from newsarchive.errors import OutcomeError
from newsarchive.items import Page

if TYPE_CHECKING:
    from collections.abc import Iterator

    from newsarchive.backfill.client import Services
    from newsarchive.backfill.webarchive import Cursor
    from newsarchive.discovery.cdx import CdxAnswer
    from newsarchive.store.backfill_captures import CaptureRow

ROWS_A_REQUEST = 5_000
"""How many rows of the index are asked for at once."""

_NOTHING = cdx.CdxAnswer(())


class Wayback:
    """A `WebArchive`. A cursor names a host and the resume key that the CDX server gave for it."""

    def __init__(self, services: Services, base: str) -> None:
        self._services = services
        self.base = base

    def answers(self, hosts: tuple[str, ...], month: str, cursor: Cursor) -> Iterator[tuple[CdxAnswer, Cursor | None]]:
        """Give what the index names, answer by answer; see `WebArchive`."""
        for host in hosts_from(hosts, str(cursor.get("host") or "") or None):
            key = str(cursor.get("key") or "") if host == cursor.get("host") else ""
            while True:
                asked = [
                    ("url", f"{host}/"), ("matchType", "prefix"), ("from", digits(first_day(month))),
                    ("to", digits(last_day(month))), ("output", "json"), ("fl", ",".join(cdx.WAYBACK_FIELDS)),
                    ("filter", "statuscode:200"), ("filter", "mimetype:text/html"), ("limit", str(ROWS_A_REQUEST)),
                    ("showResumeKey", "true"),
                ]  # fmt: skip
                if key:
                    asked.append(("resumeKey", key))
                url = f"{self.base}/cdx/search/cdx?{urlencode(asked)}"
                answer = read_index(self._services, url, cdx.wayback_rows, _NOTHING)
                following = answer.resume_key if answer.resume_key != key else None
                yield answer, {"host": host, "key": following} if following else None
                if not following:
                    break
                key = following

    def page(self, row: CaptureRow) -> Page:
        """Return a capture, by its date and address; see `WebArchive`."""
        answer = self._services.get(f"{self.base}/web/{digits(row.captured_at)}id_/{row.url}")
        if answer.status != 200:
            outcome = {404: "gone", 410: "gone", 401: "blocked", 403: "blocked"}.get(answer.status, "http_error")
            raise OutcomeError(outcome, f"the Wayback Machine answers HTTP {answer.status}")
        page = Page(
            url=row.url,
            status=200,
            reason="OK",
            headers=_original(answer.headers),
            body=answer.body,
            fetched_at=datetime.fromisoformat(row.captured_at),
            origin="wayback",
        )
        return checked(page, row)


def _original(headers: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
    """Return the headers that the newspaper sent: the Wayback Machine prefixes them; type and coding stand as they are."""
    prefix = "x-archive-orig-"
    kept = [(k[len(prefix) :], v) for k, v in headers if k.lower().startswith(prefix)]
    names = {k.lower() for k, _ in kept}
    kept += [(k, v) for k, v in headers if k.lower() in {"content-type", "content-encoding"} - names]
    return tuple((k, v) for k, v in kept if k.lower() not in ("transfer-encoding", "connection"))
