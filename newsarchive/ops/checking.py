"""Does an outlet still work? A small crawl into a folder of its own, then a verdict, channel by channel and field by field."""

from __future__ import annotations

import tempfile
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from newsarchive import outlets
from newsarchive.errors import DataError
from newsarchive.ops.crawling import crawl
from newsarchive.store.archive import Archive
from newsarchive.store.trials import outlet_trial

if TYPE_CHECKING:
    from collections.abc import Sequence

    from newsarchive.config import Config

SAMPLE = 3


@dataclass(slots=True)
class Checked:
    """What a check saw of one outlet. `verdict` is works, partly or broken; `why` says what is not as it should be."""

    outlet: str
    verdict: str
    home: str | None = None
    robots: str | None = None
    channels: list[dict[str, Any]] = field(default_factory=list)
    articles: list[dict[str, Any]] = field(default_factory=list)
    why: list[str] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """Return plain values."""
        return asdict(self)


def check(config: Config, keys: Sequence[str], *, replay: Sequence[Path] = ()) -> list[Checked]:
    """Crawl three articles of each outlet, live or from WARC files, and judge what came. The archive is not touched.

    Raises UsageError for an unknown key.
    """
    registry = outlets.load(config.outlets)
    chosen = [registry.get(key) for key in keys] if keys else list(registry.enabled())
    with tempfile.TemporaryDirectory(prefix="newsarchive-check-") as folder:
        trial = replace(config, data=Path(folder))
        if config.outlets.is_dir():
            trial.outlets.symlink_to(config.outlets, target_is_directory=True)
        ended = crawl(trial, [o.key for o in chosen], limit=SAMPLE, replay=replay, command="check")
        if ended.run_id is None:
            raise DataError("the check could not be run; the lines above say why")
        with Archive.open_readonly(trial.database) as archive:
            seen = {o.key: outlet_trial(archive.db, o.key, o.home, o.hosts, SAMPLE) for o in chosen}
    failures = {r.outlet: r.failure for r in ended.results}
    return [judge(key, trial_of, failures.get(key)) for key, trial_of in seen.items()]


def judge(key: str, seen: dict[str, Any], failure: str | None) -> Checked:
    """Return the verdict on what a trial crawl saw of an outlet."""
    checked = Checked(key, "works", seen["home"], seen["robots"], seen["channels"], seen["articles"])
    if failure:
        checked.why.append(failure)
    if seen["home"] not in ("listed", "not_modified", "duplicate_url"):
        checked.why.append(f"the home page: {seen['home'] or 'was not fetched'}")
    for channel in seen["channels"]:
        if channel["declared"] and not channel["found"]:
            checked.why.append(f"the declared {channel['kind']} {channel['url']} brought no article address")
    for article in seen["articles"]:
        missing = [name for name in ("title", "text", "published_at") if not article["fields"][name]]
        if missing:
            checked.why.append(f"{article['url']}: no {', '.join(missing)}")
    if not seen["articles"]:
        checked.verdict = "broken"
        checked.why.append("no article could be read")
    elif checked.why:
        checked.verdict = "partly"
    return checked
