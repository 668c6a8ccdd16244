"""What happens to an address after a fetch that brought no page: try again in this run, later, or never."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

TRANSIENT = frozenset(
    {
        "timeout",
        "dns_error",
        "connection_error",
        "truncated",
        "http_error",
        "blocked",
        "extract_timeout",
        "robots_unreachable",
    }
)
"""Outcomes that another try may change."""

IN_RUN_S = (2.0, 10.0)
"""Pauses in seconds before the second and third try in one run."""

_LATER = (timedelta(hours=1), timedelta(hours=4), timedelta(days=1), timedelta(days=7))
_GONE = (timedelta(days=1), timedelta(days=30))


@dataclass(frozen=True, slots=True)
class Again:
    """When to try again: `in_run` = while this run goes on; `after` None = never."""

    after: timedelta | None
    in_run: bool


def again(outcome: str, status: int | None, attempts: int, *, retry_after_s: float | None = None) -> Again:
    """Decide what follows the failed try number `attempts` (from 1). A server's own wish (Retry-After) wins."""
    if outcome == "gone":  # a page may be moved by mistake; twice is enough to believe it
        return Again(_GONE[attempts - 1] if attempts <= len(_GONE) else None, in_run=False)
    if outcome == "http_error" and status is not None and status < 500 and status != 408:
        return Again(_LATER[-1] if attempts <= 2 else None, in_run=False)
    if outcome == "blocked" and status in (401, 403):
        return Again(_LATER[2] if attempts <= 3 else None, in_run=False)
    if outcome in TRANSIENT and attempts <= len(IN_RUN_S):
        return Again(timedelta(seconds=max(retry_after_s or 0.0, IN_RUN_S[attempts - 1])), in_run=True)
    step = attempts - len(IN_RUN_S) - 1
    return Again(_LATER[max(step, 0)] if step < len(_LATER) else None, in_run=False)
