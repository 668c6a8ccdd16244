"""The closed list of what can become of an address, and which counter each outcome belongs to."""

from __future__ import annotations

from typing import Literal

Counter = Literal["new", "changed", "unchanged", "known", "listed", "rejected", "failed"]
"""What an outcome counts as. All but `known` and `listed` are columns of `runs` and `run_outlets` that count it (see
`Runs.count`); `known` is another address of an article that is held, `listed` a list that was read."""

OUTCOMES: dict[str, str] = {
    "new": "an article that was not held before",
    "changed": "an article that was held, with other words than before: a new revision",
    "unchanged": "an article that was held, fetched again and found the same",
    "not_modified": "the server said that nothing changed (304)",
    "duplicate_url": "another address of an article that is held",
    "listed": "a list page, feed or sitemap that was read",
    "not_article": "a page that is no article; the detail says what it is (section, video, empty, too_short, ...)",
    "noarchive": "the page asks not to be archived (X-Robots-Tag or meta robots)",
    "out_of_range": "outside the dates that were asked for",
    "robots_denied": "robots.txt forbids the address",
    "robots_unreachable": "robots.txt could not be read, so the host was left alone",
    "gone": "the server says that there is no such page (404, 410)",
    "http_error": "the server answered with another error status",
    "blocked": "the server refused us (401, 403, or 429 after retries)",
    "timeout": "no answer within the time limit",
    "dns_error": "the host's name could not be resolved",
    "connection_error": "the connection could not be made, or broke",
    "tls_error": "the host's certificate or encryption is not valid",
    "redirect_loop": "redirects went in a circle, or on for too long",
    "off_site": "the address leads to another site",
    "unsafe_address": "the address leads into a private network",
    "too_large": "larger than the limit",
    "wrong_type": "a media type that is no page (picture, PDF, ...)",
    "truncated": "the connection ended before the announced length",
    "extract_error": "extraction failed on this page",
    "extract_timeout": "extraction took longer than the limit",
    "not_in_replay": "not in the files that were replayed",
    "forgotten": "taken down on request; a tombstone stays",
}
"""Outcome code: meaning. `urls.outcome` and `fetches.outcome` hold nothing else."""

REJECTED = frozenset(
    {
        "not_article",
        "noarchive",
        "out_of_range",
        "robots_denied",
        "off_site",
        "unsafe_address",
        "too_large",
        "wrong_type",
        "not_in_replay",
        "forgotten",
    }
)
"""Left out for a reason of the page's, the site's or ours; asking again would not help."""

FAILED = frozenset(
    {
        "robots_unreachable",
        "gone",
        "http_error",
        "blocked",
        "timeout",
        "dns_error",
        "connection_error",
        "tls_error",
        "redirect_loop",
        "truncated",
        "extract_error",
        "extract_timeout",
    }
)
"""Wanted and not got."""

OF_THE_HOST = (FAILED - {"truncated", "extract_error", "extract_timeout"}) | {"robots_denied", "unsafe_address"}
"""Those that tell of the host that was asked, and nothing of the page: another host may still have it."""

_OTHERS: dict[str, Counter] = {
    "new": "new",
    "changed": "changed",
    "unchanged": "unchanged",
    "not_modified": "unchanged",
    "duplicate_url": "known",
    "listed": "listed",
}


def counter(outcome: str) -> Counter:
    """Return what an outcome counts as. Raises KeyError for a word that is no outcome.

    >>> counter("not_modified"), counter("not_article"), counter("timeout")
    ('unchanged', 'rejected', 'failed')
    """
    if outcome in REJECTED:
        return "rejected"
    if outcome in FAILED:
        return "failed"
    return _OTHERS[outcome]
