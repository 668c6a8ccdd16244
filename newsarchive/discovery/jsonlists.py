"""Read the entries of JSON lists, which "load more" buttons and single-page sites fetch: objects or pieces of HTML."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from newsarchive.discovery.dates import iso_date
from newsarchive.discovery.feeds import title
from newsarchive.discovery.links import absolute
from newsarchive.items import Candidate

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_CHARS = 8 * 1024 * 1024
MAX_VALUES = 200_000

_ADDRESSES = ("link", "url", "href", "permalink", "share_url", "shareurl", "canonical", "path")
_TITLES = ("title", "name", "headline")
_DATES = (
    "modified", "updated", "updated_at", "published", "published_at", "publish_date", "pubdate", "date", "created_at",
)  # fmt: skip


def entries(text: str, base: str, zone: str) -> Iterator[Candidate | str]:
    """Yield a candidate for each object that carries an address, and each piece of HTML (a string with links) as text.

    Yields nothing when the text is no JSON. Objects may nest in any way: sites agree on no form.
    """
    try:
        root = json.loads(text[:MAX_CHARS])
    except (ValueError, RecursionError):
        return
    waiting: list[Any] = [root]
    for _ in range(MAX_VALUES):
        if not waiting:
            return
        value = waiting.pop()
        if isinstance(value, dict):
            found = _candidate(value, base, zone)
            if found is not None:
                yield found
            waiting += reversed(value.values())
        elif isinstance(value, list):
            waiting += reversed(value)
        elif isinstance(value, str) and "<a " in value.lower():
            yield value


def _candidate(entry: dict[str, Any], base: str, zone: str) -> Candidate | None:
    fields = {str(k).lower(): v for k, v in entry.items() if isinstance(v, str)}
    addresses = (fields.get(name, "") for name in _ADDRESSES)
    url = absolute(next((a for a in addresses if a.startswith(("http://", "https://", "/"))), None), base)
    if url is None:
        return None
    when = next(filter(None, map(fields.get, _DATES)), None)
    headline = next((fields[name] for name in _TITLES if name in fields), None)
    return Candidate(url, "article", iso_date(when, zone), title(headline))
