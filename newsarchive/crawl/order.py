"""The order of a crawl: what it is to do, and how it is read from words (a command's or a spider's arguments)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from newsarchive import warc
from newsarchive.discovery.months import first_day, is_month, last_day, months_between
from newsarchive.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from newsarchive.outlets import Outlet, Registry
    from newsarchive.warc import ReplayIndex

_KNOWN = ("key", "url", "limit", "since", "until", "due", "replay", "command", "months")


@dataclass(frozen=True, slots=True)
class Order:
    """What a crawl is to do.

    `outlets` are read from their lists; `urls` are single addresses with their outlets. `limit` is articles an outlet;
    `since` and `until` are ISO days. `due_only` leaves lists alone that are not due yet. With `months` (YYYY-MM) it is a
    backfill of one outlet: these months, and nothing of today.
    """

    outlets: tuple[Outlet, ...]
    urls: tuple[tuple[str, Outlet], ...] = ()
    limit: int | None = None
    since: str | None = None
    until: str | None = None
    due_only: bool = False
    replay: tuple[Path, ...] = ()
    replay_index: ReplayIndex | None = None
    command: str = "crawl"
    months: tuple[str, ...] = ()

    @property
    def is_backfill(self) -> bool:
        """Whether the past of an outlet is fetched, and nothing of today."""
        return bool(self.months)

    @property
    def all_outlets(self) -> dict[str, Outlet]:
        """Every outlet concerned, by key."""
        return {o.key: o for o in (*self.outlets, *(outlet for _, outlet in self.urls))}

    def wants_lists(self, key: str) -> bool:
        """Return whether an outlet is read from its lists (not only single addresses of it)."""
        return any(o.key == key for o in self.outlets)


def make_order(registry: Registry, arguments: Mapping[str, Any]) -> Order:
    """Return the order that a spider's arguments describe.

    `key`: outlet keys, comma-separated; `url`: addresses, space-separated; `limit`: articles an outlet; `since`,
    `until`: days; `due`: 1 = only what is due; `replay`: WARC files, one a line; `months`: `2024-01..2024-12` makes it a
    backfill of one outlet. Raises UsageError in one line.
    """
    unknown = next((name for name in arguments if name not in _KNOWN), None)
    if unknown is not None:
        raise UsageError(f"unknown spider argument {unknown!r}; known: {', '.join(_KNOWN)}")
    words = {name: str(arguments.get(name) or "") for name in _KNOWN}
    outlets, urls = sort_targets(registry, [*words["key"].replace(",", " ").split(), *words["url"].split()])
    replay = tuple(Path(p) for p in words["replay"].splitlines() if p.strip())
    since, until = days(words["since"], words["until"])
    months = month_range(*words["months"].partition("..")[::2]) if words["months"] else ()
    if months:
        if len(outlets) != 1 or urls or replay:
            raise UsageError("months are for one outlet, live")
        since, until = first_day(months[0]), last_day(months[-1])
    due_only = words["due"] not in ("", "0", "false")
    return Order(
        outlets=outlets,
        urls=urls,
        limit=_limit(arguments.get("limit")),
        since=since,
        until=until,
        due_only=due_only,
        replay=replay,
        replay_index=warc.ReplayIndex(replay) if replay else None,
        command=words["command"] or ("backfill" if months else "crawl --due" if due_only else "crawl"),
        months=months,
    )


def month_range(first: str, last: str) -> tuple[str, ...]:
    """Return the months from `first` to `last` (YYYY-MM), both included. Raises UsageError."""
    for name, month in (("from", first), ("to", last)):
        if not is_month(month):
            raise UsageError(f"--{name} must be a month like 2024-01, not {month!r}")
    if first > last:
        raise UsageError(f"--from {first} is after --to {last}")
    return months_between(first, last)


def sort_targets(
    registry: Registry, targets: Iterable[str]
) -> tuple[tuple[Outlet, ...], tuple[tuple[str, Outlet], ...]]:
    """Separate outlet keys from addresses; no target at all means every enabled outlet."""
    outlets: list[Outlet] = []
    urls: list[tuple[str, Outlet]] = []
    for target in dict.fromkeys(targets):
        if "://" not in target:
            outlets.append(registry.get(target))
            continue
        parts = _parts(target)
        outlet = registry.for_url(target)
        if parts.path in ("", "/") and outlet.kind == "undeclared":
            outlets.append(outlet)  # the home page of a site nobody declared: crawl it with the generic rules
        else:
            urls.append((target, outlet))
    if not outlets and not urls:
        outlets = list(registry.enabled())
    return tuple(outlets), tuple(urls)


def _parts(url: str) -> Any:
    if any(c.isspace() or not c.isprintable() for c in url):
        raise UsageError(f"{url!r} is no address (it holds a space or a control character)")
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError as e:
        raise UsageError(f"{url!r} is no address ({e})") from e
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise UsageError(f"{url!r} is neither an outlet's key nor an http(s) address")
    return parts


def days(since: Any, until: Any) -> tuple[str | None, str | None]:
    """Return the first and the last day wanted, None = open. Raises UsageError."""
    first, last = day(since, "since"), day(until, "until")
    if first and last and first > last:
        raise UsageError(f"--since {first} is after --until {last}")
    return first, last


def day(value: Any, name: str) -> str | None:
    """Return an ISO day, None when nothing is given. Raises UsageError."""
    if value in (None, ""):
        return None
    try:
        return date.fromisoformat(str(value)).isoformat()
    except ValueError as e:
        raise UsageError(f"--{name} must be a day like 2025-07-23, not {value!r}") from e


def _limit(value: Any) -> int | None:
    if value in (None, ""):
        return None
    if not str(value).isdigit() or int(value) < 1:
        raise UsageError(f"--limit must be a whole number from 1, not {value!r}")
    return int(value)
