"""Write docs/outlets.md from the registry: `python -m newsarchive.outlets.page > docs/outlets.md`."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from newsarchive.outlets.registry import load

if TYPE_CHECKING:
    from collections.abc import Iterable

    from newsarchive.outlets.registry import Registry
    from newsarchive.outlets.schema import Outlet

_HEAD = """\
# Outlets

This page is written from the declarations in `newsarchive/outlets/` by `python -m newsarchive.outlets.page`; a test
checks that it is up to date.

There are {count} outlets; {crawled} of them are crawled by default, {verified} have been seen to work on the live site.
What a declaration does not name, a crawl discovers: feeds and sections on the home page, sitemaps in robots.txt. An
outlet without a declared article pattern runs on the generic rules, which learn from what the site shows.
`newsarchive outlets check --all` shows what works today.

Provinces are those since 1 July 2025. A paper that was merged into another keeps what it printed under its own key;
`heir` in its declaration names the other one.
"""


def markdown(registry: Registry) -> str:
    """Return the page: the national outlets, those of the provinces, then the families."""
    outlets = registry.all()
    head = _HEAD.format(
        count=len(outlets), crawled=len(registry.enabled()), verified=sum(o.verified is not None for o in outlets)
    )
    parts = [head]
    national = [o for o in outlets if not o.province]
    regional = sorted((o for o in outlets if o.province), key=lambda o: (o.province or "", o.heir is not None, o.key))
    headers = ("key", "name", "home", "family", "article pattern", "channels", "last verified")
    parts += ["\n## National\n\n", _table(headers, map(_row, national))]
    by_province = ((o.province or "", *_row(o)) for o in regional)
    parts += ["\n## By province\n\n", _table(("province", *headers), by_province)]
    families = ((f"`{name}`", family.description.replace("<", "&lt;")) for name, family in registry.families().items())
    parts += ["\n## Families\n\nA family is a content system that several newspapers share.\n\n"]
    parts += [_table(("family", "addresses and pages"), families)]
    return "".join(parts)


def channels(outlet: Outlet) -> str:
    """Return the declared channels in words."""
    counts = (("feed", len(outlet.feeds)), ("sitemap", len(outlet.sitemaps)), ("section", len(outlet.sections)))
    said = [f"{n} {word}{'' if n == 1 else 's'}" for word, n in counts if n]
    return ", ".join([*said, "discovered"] if len(said) < len(counts) else said)


def verified(outlet: Outlet) -> str:
    """Return the day somebody saw the declaration work, or that nobody has."""
    return outlet.verified.isoformat() if outlet.verified else "never seen live"


def _row(outlet: Outlet) -> tuple[str, ...]:
    seen = verified(outlet) + ("" if outlet.enabled else "; not crawled")
    name = outlet.name if outlet.heir is None else f"{outlet.name} (merged into `{outlet.heir}`)"
    pattern = "declared" if outlet.article else "generic"
    return (
        f"`{outlet.key}`",
        name,
        f"<{outlet.home}>",
        outlet.family or "",
        pattern,
        channels(outlet),
        seen,
    )


def _table(headers: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [headers, ("---",) * len(headers), *rows]
    return "".join(f"| {' | '.join(cell.replace('|', '&#124;') for cell in line)} |\n" for line in lines)


if __name__ == "__main__":
    sys.stdout.write(markdown(load()))
