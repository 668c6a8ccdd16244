"""Measure discovery: URLs a second for reading a large sitemap and telling articles from the rest.

    python benchmarks/discovery.py                     a sitemap of 50,000 entries, five rounds
    python benchmarks/discovery.py --entries 5000 --outlet baovinhlong

Three figures: the entries read out of the XML, their addresses classified, and both together as a crawl does it, with
the normal form of each address. The median round counts. One process, no network.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parents[1]
if str(ROOT) not in sys.path:  # run as a script
    sys.path.insert(0, str(ROOT))

from newsarchive import discovery, outlets  # noqa: E402
from newsarchive.content import decoded_body  # noqa: E402
from newsarchive.discovery import sitemaps  # noqa: E402
from newsarchive.identity import normal_url  # noqa: E402
from newsarchive.items import Page  # noqa: E402
from newsarchive.outlets import Outlet  # noqa: E402

NOW = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)
SECTIONS = ("thoi-su", "kinh-te", "xa-hoi", "van-hoa-giai-tri", "the-thao", "phap-luat")
WORDS = (
    "tinh",
    "huyen",
    "xa",
    "nong-dan",
    "lua",
    "sau-rieng",
    "cau",
    "duong",
    "hoc-sinh",
    "lao-dong",
    "du-lich",
    "song",
    "mua",
)


def main(arguments: list[str] | None = None) -> int:
    """Run what the command line asks for and print it; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--entries", type=int, default=50_000, help="entries of the sitemap")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--outlet", default="baovinhlong", help="whose patterns classify; `-` = a site nobody declared")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(arguments)
    outlet = _outlet(options.outlet)
    page = Page(
        f"{outlet.home}sitemap.xml", 200, (("Content-Type", "application/xml"),), _sitemap(outlet, options.entries), NOW
    )
    urls = [c.url for c, _ in sitemaps.entries(decoded_body(page).decode(), page.url, outlet.timezone)]
    measures: dict[str, Callable[[], int]] = {
        "entries read": lambda: sum(
            1 for _ in sitemaps.entries(decoded_body(page).decode(), page.url, outlet.timezone)
        ),
        "addresses classified": lambda: sum(discovery.classify(u, outlet) is not None for u in urls),
        "both, as a crawl does it": lambda: len(_found(page, outlet)) and len(urls),
    }
    found = len(_found(page, outlet))
    told = {name: _rate(work, options.rounds) for name, work in measures.items()}
    if options.json:
        print(json.dumps({"entries": len(urls), "bytes": len(page.body), "found": found, "urls_per_s": told}))
        return 0
    print(
        f"sitemap of {len(urls)} entries, {len(page.body) / 1e6:.1f} MB, outlet {outlet.key}: {found} taken as articles"
    )
    for name, rate in told.items():
        print(f"  {name + ':':26} {rate:>10,.0f} URLs/s")
    return 0


def _found(page: Page, outlet: Outlet) -> list[str]:
    return [normal_url(c.url) for c in discovery.read(page, outlet, "sitemap").candidates]


def _rate(work: Callable[[], int], rounds: int) -> float:
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        number = work()
        times.append(time.perf_counter() - start)
    return number / median(times)


def _outlet(key: str) -> Outlet:
    registry = outlets.load(None)
    return registry.for_url("https://www.bao-khong-khai.example/") if key == "-" else registry.get(key)


def _sitemap(outlet: Outlet, number: int) -> bytes:
    """A sitemap in the shape of the larger ones: nine in ten entries are articles, the others sections and tags."""
    base = outlet.home.rstrip("/")
    lines = ['<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n']
    for n in range(number):
        when = NOW - timedelta(minutes=37 * n)
        section = SECTIONS[n % len(SECTIONS)]
        slug = "-".join(WORDS[(n * k + k) % len(WORDS)] for k in range(1, 9))
        url = f"{base}/{section}/{when:%Y%m}/{slug}-{n % 0xFFFFFFF:07x}/" if n % 10 else f"{base}/tag/{slug}/"
        lines.append(f"<url><loc>{url}</loc><lastmod>{when.isoformat()}</lastmod><priority>0.8</priority></url>\n")
    return ("".join(lines) + "</urlset>\n").encode()


if __name__ == "__main__":
    raise SystemExit(main())
