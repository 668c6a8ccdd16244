"""Compute how long to wait: between requests to a host, and after a server asked for a pause."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

MAX_RETRY_AFTER_S = 86_400.0
"""A day: a longer wish is kept by asking again tomorrow, so that a mistyped date does not silence an outlet."""

MAX_CRAWL_DELAY_S = 86_400.0
"""A day: a longer wish is kept by asking once a day, as with `Retry-After`."""

PATIENCE_S = 120.0
"""The longest a run waits for a host, for a pause as between two requests; what takes longer is left to later runs."""

_SECONDS = re.compile(r"[0-9]{1,12}(?:\.[0-9]{1,9})?")


def retry_after_s(value: str | None, now: datetime) -> float | None:
    """Return how many seconds a `Retry-After` header asks to wait, at most a day; None when it says nothing.

    Both forms of RFC 9110 10.2.3 are read: seconds and an HTTP date (in any of its three spellings). A moment that
    has passed is 0.
    """
    text = (value or "").strip()
    if not text:
        return None
    if _SECONDS.fullmatch(text):
        return min(float(text), MAX_RETRY_AFTER_S)
    if re.fullmatch(r"[0-9]+", text):
        return MAX_RETRY_AFTER_S
    try:
        moment = parsedate_to_datetime(text[:64])
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    if moment.tzinfo is None:  # asctime dates carry no zone and are in UTC
        moment = moment.replace(tzinfo=UTC)
    return min(max((moment - now).total_seconds(), 0.0), MAX_RETRY_AFTER_S)


def host_delay_s(declared: float, crawl_delay_s: float | None) -> float:
    """Return the seconds between two requests to a host: the longer of our own wish and the site's `Crawl-delay`."""
    return max(declared, min(crawl_delay_s or 0.0, MAX_CRAWL_DELAY_S))
