"""Check whether an outlet still works: a small crawl into a folder of its own, judged by channel and by field."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from newsarchive import config as configuration
from newsarchive import outlets
from newsarchive.errors import DataError, UsageError
from newsarchive.ops.crawling import crawl
from newsarchive.ops.trial import hosts_held, trial_folder
from newsarchive.outcomes import LIST_READ
from newsarchive.outlets.hostnames import host_of
from newsarchive.outlets.writing import with_keys
from newsarchive.store.archive import Archive
from newsarchive.store.reads.trials import FIELDS, outlet_trial

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from newsarchive.config import Config
    from newsarchive.outlets import Outlet, Registry

SAMPLE = 3
NEEDED = ("title", "text", "published_at")
"""The fields without which an article is of little use."""
OLDEST = "1990-01-01"
"""No newspaper was on the web before; a date that says so was misread."""
STALE = timedelta(days=30)
"""When the youngest of the articles is older, a live site is not read where its news are."""

BUSY = "another process is reading its hosts now; check it when that has ended"
_LOST = ("gone", "wrong_type")
"""Outcomes by which a declared channel is known to be no channel any more; others may pass."""


@dataclass(slots=True)
class Checked:
    """What a check saw of one outlet. `verdict` is works, partly, broken, or busy when another process reads its hosts;
    `why` says what is not as it should be.

    `fields` counts the articles that have each field; `corrections` are keys of the declaration with the value they
    should have.
    """

    outlet: str
    verdict: str
    home: str | None = None
    robots: str | None = None
    addresses: int = 0
    channels: list[dict[str, Any]] = field(default_factory=list)
    articles: list[dict[str, Any]] = field(default_factory=list)
    fields: dict[str, int] = field(default_factory=dict)
    why: list[str] = field(default_factory=list)
    corrections: dict[str, Any] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """Return plain values."""
        return asdict(self)


def check(config: Config, keys: Sequence[str], *, replay: Sequence[Path] = ()) -> list[Checked]:
    """Crawl three articles of each outlet, live or from WARC files, and judge what came. Nothing comes into the archive.

    Without keys all enabled outlets are checked. An outlet whose hosts another process reads is left alone. Raises
    UsageError for an unknown key.
    """
    registry = outlets.load(config.outlets)
    chosen = [registry.get(key) for key in dict.fromkeys(keys)] if keys else list(registry.enabled())
    with trial_folder(config) as trial:
        if config.outlets.is_dir():
            trial.outlets.symlink_to(config.outlets.absolute(), target_is_directory=True)
        with hosts_held(config, trial, [] if replay else chosen) as busy:
            free = [o for o in chosen if o.key not in busy]
            results = _look(trial, free, replay) if free else {}
    return [results.get(o.key) or Checked(o.key, "busy", why=[BUSY]) for o in chosen]


def _look(trial: Config, chosen: Sequence[Outlet], replay: Sequence[Path]) -> dict[str, Checked]:
    ended = crawl(trial, [o.key for o in chosen], limit=SAMPLE, replay=replay, command="check")
    if ended.run_id is None:
        raise DataError("the check could not be run; the lines above say why")
    with Archive.open_readonly(trial.database) as archive:
        seen = {o.key: outlet_trial(archive.db, o.key, o.home, o.hosts, SAMPLE) for o in chosen}
    failures = {r.outlet: r.failure for r in ended.results}
    now = configuration.now()
    return {o.key: judge(o, seen[o.key], failures.get(o.key), now, live=not replay) for o in chosen}


def judge(outlet: Outlet, seen: dict[str, Any], failure: str | None, now: datetime, *, live: bool = True) -> Checked:
    """Return the verdict on what a trial crawl saw of an outlet; files may be old, a live site may not."""
    checked = Checked(
        outlet.key, "works", seen["home"], seen["robots"], seen["addresses"], seen["channels"], seen["articles"]
    )
    checked.fields = {name: sum(a["fields"][name] for a in seen["articles"]) for name in FIELDS}
    _judge_home(checked, outlet, seen)
    _judge_channels(checked, outlet)
    _judge_articles(checked, now, live=live)
    if failure and not checked.why:
        checked.why.append(failure)
    if not seen["articles"]:
        checked.verdict = "broken"
        checked.corrections = {}
        checked.why += ["no article could be read"] + ([] if seen["addresses"] else ["no article address was found"])
        checked.why += [f"{r['count']} x {r['outcome']}: {r['detail']}" for r in seen["rejected"][:3]]
    elif checked.why:
        checked.verdict = "partly"
    return checked


def _judge_home(checked: Checked, outlet: Outlet, seen: dict[str, Any]) -> None:
    if seen["home"] not in LIST_READ | {"duplicate_url"}:
        detail = f" ({seen['home_detail']})" if seen["home_detail"] else ""
        checked.why.append(f"the home page: {seen['home'] or 'was not fetched'}{detail}")
    elif seen["moved"] and outlet.owns(seen["moved"]):
        checked.why.append(f"the home page has moved to {seen['moved']}")
        checked.corrections["home"] = seen["moved"]
        if host_of(outlet.home) not in (host_of(seen["moved"]), *outlet.domains):
            checked.corrections["domains"] = [*outlet.domains, host_of(outlet.home)]


def _judge_channels(checked: Checked, outlet: Outlet) -> None:
    for channel in checked.channels:
        is_reported = channel["kind"] == "home" and channel["outcome"] != "listed"
        if not channel["declared"] or channel["found"] or is_reported:
            continue
        reason = f": {channel['outcome']} ({channel['detail']})" if channel["outcome"] not in (None, "listed") else ""
        checked.why.append(f"the declared {channel['kind']} {channel['url']} brought no article address{reason}")
        key = f"{channel['kind']}s"
        if channel["outcome"] in _LOST and key in ("feeds", "sitemaps", "sections"):
            left = checked.corrections.get(key, list(getattr(outlet, key)))
            checked.corrections[key] = [url for url in left if url != channel["url"]]


def _judge_articles(checked: Checked, now: datetime, *, live: bool) -> None:
    days = []
    for article in checked.articles:
        missing = [name for name in NEEDED if not article["fields"][name]]
        if missing:
            checked.why.append(f"{article['url']}: no {', '.join(missing)}")
        day = (article["published_at"] or "")[:10]
        if day and not OLDEST <= day <= (now + timedelta(days=1)).date().isoformat():
            checked.why.append(f"{article['url']}: published on {day}, which cannot be")
        elif day:
            days.append(day)
    if live and days and max(days) < (now - STALE).date().isoformat():
        checked.why.append(f"the youngest of its articles is of {max(days)}")


def write(config: Config, registry: Registry, results: Sequence[Checked]) -> dict[str, Path]:
    """Mark outlets that were read as verified today, with their corrections, in DATA/outlets; return the files by key.

    A built-in declaration is copied there first, for one's own file replaces it whole. What is broken is left alone.
    Raises UsageError when a file cannot be changed safely or written.
    """
    written = {}
    for checked in results:
        if checked.verdict == "broken":
            continue
        source = registry.source(checked.outlet)
        path = config.outlets / f"{checked.outlet}.toml"
        changes = {**checked.corrections, "verified": configuration.now().date()}
        try:
            text = with_keys(source.read_text(encoding="utf-8-sig"), changes)
            config.outlets.mkdir(parents=True, exist_ok=True)
            fresh = path.with_name(f".{path.name}.new")
            fresh.write_text(text, encoding="utf-8")
            fresh.replace(path)
        except UsageError as e:
            raise UsageError(f"{source}: {e}") from e
        except OSError as e:
            raise UsageError(f"{path}: cannot be written ({e.strerror or e})") from e
        written[checked.outlet] = path
    return written
