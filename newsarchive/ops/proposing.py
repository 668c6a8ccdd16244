"""Propose the declaration of a new site from what a small crawl into a folder of its own found."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from newsarchive import config as configuration
from newsarchive import outlets
from newsarchive.discovery import proposals
from newsarchive.errors import DataError, UsageError, WarcError
from newsarchive.ingest.keep import read_capture
from newsarchive.ops.crawling import crawl
from newsarchive.ops.trial import hosts_held, trial_folder
from newsarchive.outlets.files import parse
from newsarchive.outlets.hostnames import host_of, is_http_url
from newsarchive.outlets.schema import Outlet, undeclared
from newsarchive.outlets.writing import document
from newsarchive.store.archive import Archive
from newsarchive.store.captures import Captures
from newsarchive.store.reads.trials import candidates, kept_pages, outlet_trial

if TYPE_CHECKING:
    from collections.abc import Sequence

    from newsarchive.config import Config
    from newsarchive.items import Page
    from newsarchive.outlets import Registry
    from newsarchive.store.reads.trials import KeptPage

SAMPLE = 5
MOST_CHANNELS = 15
"""How many sections or feeds a proposal names, those with most articles; with more, discovery does as well."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A declaration for a new site. `text` is the file; `saw` says in words what it rests on; `sure` that it can work."""

    key: str
    text: str
    saw: tuple[str, ...]
    sure: bool

    def as_json(self) -> dict[str, Any]:
        """Return plain values."""
        return {"key": self.key, "text": self.text, "saw": list(self.saw), "sure": self.sure}


@dataclass(frozen=True, slots=True)
class _Seen:
    """What the trial brought."""

    trial: dict[str, Any]
    urls: list[str]
    home: Page | None
    pages: list[Page]
    languages: Counter[str]


def propose(config: Config, url: str, *, replay: Sequence[Path] = ()) -> Proposal:
    """Crawl a few articles of a site that nobody declared, live or from WARC files, and propose its declaration.

    Nothing comes into the archive. Raises UsageError when the address is none, or is a declared outlet's, DataError when
    another process reads the site now.
    """
    registry = outlets.load(config.outlets)
    if not is_http_url(url):
        raise UsageError(f"{url[:200]!r} is not an http(s) address; give the site's home page")
    owner = registry.owner(url)
    if owner is not None:
        raise UsageError(f"{host_of(url)} is declared already, as {owner.key}: `newsarchive outlets show {owner.key}`")
    home = f"{urlsplit(url).scheme}://{urlsplit(url).netloc}/"
    nobody = undeclared(home)
    key = _free_key(nobody, registry)
    facts = {"key": key, "name": nobody.name, "home": home, "domains": list(nobody.domains), "timezone": "UTC"}
    trial_of = facts | ({"delay_s": 0} if _is_this_machine(home) else {})
    with trial_folder(config, keep="all") as trial, hosts_held(config, trial, [] if replay else [nobody]) as busy:
        if busy:
            raise DataError(f"{host_of(home)} is being read by another process; look at it when that has ended")
        trial.outlets.mkdir()
        (trial.outlets / f"{key}.toml").write_text(document(trial_of), encoding="utf-8")
        if crawl(trial, [key], limit=SAMPLE, replay=replay, command="new").run_id is None:
            raise DataError("the site could not be looked at; the lines above say why")
        seen = _look(trial, key, home, nobody.hosts)
    return _proposal(key, home, nobody, seen, registry)


def write(config: Config, proposal: Proposal) -> Path:
    """Write a proposal to DATA/outlets and return the file. Raises UsageError when there is one of that name."""
    path = config.outlets / f"{proposal.key}.toml"
    try:
        config.outlets.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8") as file:
            file.write(proposal.text)
    except FileExistsError:
        raise UsageError(f"{path} exists already; it was left as it is") from None
    except OSError as e:
        raise UsageError(f"{path}: cannot be written ({e.strerror or e})") from e
    return path


def _free_key(nobody: Outlet, registry: Registry) -> str:
    """The first label of the domain, or the whole domain where an outlet has that key already."""
    label = re.sub(r"[^a-z0-9-]", "", nobody.key.split(".")[0]).strip("-")
    key = label if len(label) > 1 and not label.isdigit() else nobody.key.replace(":", "-")
    return nobody.key.replace(":", "-") if key in registry else key


def _is_this_machine(home: str) -> bool:
    """A rehearsal on one's own machine needs no pauses."""
    host = urlsplit(home).hostname or ""
    return host == "localhost" or host == "::1" or host.startswith("127.")


def _look(trial: Config, key: str, home: str, hosts: Sequence[str]) -> _Seen:
    with Archive.open_readonly(trial.database) as archive:
        captures = Captures(archive.db)
        front, articles = kept_pages(archive.db, key, home)
        return _Seen(
            trial=outlet_trial(archive.db, key, home, hosts, SAMPLE),
            urls=candidates(archive.db, key),
            home=_page(trial, captures, front),
            pages=[page for kept in articles if (page := _page(trial, captures, kept))],
            languages=Counter(kept.language for kept in articles if kept.language),
        )


def _page(trial: Config, captures: Captures, kept: KeptPage | None) -> Page | None:
    capture = captures.latest(kept.url_id) if kept else None
    try:
        return read_capture(trial.warc, captures, capture) if capture else None
    except WarcError:
        return None


def _proposal(key: str, home: str, nobody: Outlet, seen: _Seen, registry: Registry) -> Proposal:
    lists = _lists(seen.trial["channels"], home)
    fit = proposals.family(seen.urls, seen.pages, registry.families())
    patterns = () if fit else proposals.article_patterns(seen.urls, [c["url"] for c in seen.trial["channels"]])
    language = _foreign_language(seen)
    facts: dict[str, Any] = {
        "key": key,
        "name": (seen.home and proposals.site_name(seen.home)) or nobody.name,
        "home": _front(home, nobody, seen),
        "domains": list(nobody.domains),
        "family": fit.name if fit else None,
        "language": language,
        "feeds": lists["feed"],
        "sitemaps": lists["sitemap"],
        "sections": lists["section"],
        "article": list(patterns),
        "delay_s": 0 if _is_this_machine(home) else None,
        **({"timezone": "UTC"} if language else {}),
    }
    saw = _saw(seen, lists, bool(fit or patterns))
    parse(Outlet, {k: v for k, v in facts.items() if v not in (None, "", [])}, Path(f"{key}.toml"))
    text = _head(saw) + document(facts, _comments(facts, fit, len(seen.urls)))
    return Proposal(key, text, saw, sure=bool(seen.trial["articles"]))


def _head(saw: tuple[str, ...]) -> str:
    first = f"Proposed by `newsarchive outlets new` on {configuration.now().date()}. What it saw:"
    return "".join(f"# {line}\n" for line in (first, *saw))


def _lists(channels: Sequence[dict[str, Any]], home: str) -> dict[str, list[str]]:
    """Return by kind the channels that name articles, the home page left out."""
    alive = [c for c in channels if c["found"] and c["url"] != home]
    return {kind: _best(alive, kind) for kind in ("feed", "sitemap", "section")}


def _front(home: str, nobody: Outlet, seen: _Seen) -> str:
    """Return the home page, or where it has moved to on the site's own hosts."""
    moved: str | None = seen.trial["moved"]
    return moved if moved and host_of(moved) in nobody.hosts else home


def _foreign_language(seen: _Seen) -> str | None:
    """Return the language of most articles, None when it is Vietnamese or not known."""
    language = seen.languages.most_common(1)[0][0] if seen.languages else None
    return None if language == "vi" else language


def _comments(facts: dict[str, Any], fit: proposals.FamilyFit | None, addresses: int) -> dict[str, str]:
    """Return by key what a reader of the file should know about a value."""
    comments = {}
    if fit:
        share = f"{fit.share:.0%} of {addresses} article addresses fit"
        comments["family"] = f"{share}; its selectors find {', '.join(fit.selectors)}"
    if facts["article"]:
        comments["article"] = f"made from {addresses} addresses; check it"
    if "timezone" in facts:
        comments["timezone"] = "not known: put in the newspaper's own"
    return comments


def _best(channels: Sequence[dict[str, Any]], kind: str) -> list[str]:
    of_kind = sorted((c for c in channels if c["kind"] == kind), key=lambda c: -int(c["found"]))
    return [c["url"] for c in of_kind[:MOST_CHANNELS]]


def _saw(seen: _Seen, lists: dict[str, list[str]], has_pattern: bool) -> tuple[str, ...]:
    """Return in lines of words what the trial saw."""
    trial = seen.trial
    found = ", ".join(f"{len(urls)} {kind}{'' if len(urls) == 1 else 's'}" for kind, urls in lists.items())
    lines = [
        _saw_home(trial),
        f"lists that name articles: {found}; {len(seen.urls)} article addresses in all",
        _saw_articles(trial["articles"]),
    ]
    if seen.urls and not has_pattern:
        lines.append("no pattern is common to their addresses: the generic rules decide, and learn")
    if trial["moved"] and not trial["articles"]:
        lines.append(f"the home page has moved to {trial['moved']}: try that address")
    return tuple(re.sub(r"[^\S ]|[\x00-\x1f\x7f]", " ", line)[:300] for line in lines)


def _saw_home(trial: dict[str, Any]) -> str:
    detail = f" ({trial['home_detail']})" if trial["home_detail"] else ""
    return f"home page: {trial['home'] or 'not fetched'}{detail}; robots.txt: {trial['robots'] or 'not fetched'}"


def _saw_articles(articles: list[dict[str, Any]]) -> str:
    fields = Counter(name for article in articles for name, there in article["fields"].items() if there)
    read = ", ".join(f"{name} {number}" for name, number in fields.items())
    return f"{len(articles)} articles read" + (f", with {read}" if read else "")
