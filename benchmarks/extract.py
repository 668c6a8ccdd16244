"""What extraction costs: mean CPU a page as a ratio to a plain lxml parse of the same page.

    python benchmarks/extract.py [--rounds N] [--trafilatura]

Reads the real pages of ../shared/corpus where they are there, else the project's own saved pages. `declared` are pages of
outlets in the registry, read with their declarations; `undeclared` are all pages, read as pages of sites nobody declared.
Both are the least of so many rounds: what else runs on the machine only ever adds.
"""

from __future__ import annotations

import argparse
import gc
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import lxml.html

sys.path.insert(0, str(Path(__file__).parents[1]))

from newsarchive import outlets
from newsarchive.content import decoded_body
from newsarchive.extract import read, warm_up
from newsarchive.items import Article, Page
from tests.eval.measure import SHARED, own_pages, real_pages

if TYPE_CHECKING:
    from collections.abc import Callable


def cpu_s(work: Callable[[], object], rounds: int) -> float:
    """The least CPU seconds one call takes in so many rounds: what others do on the machine only ever adds."""
    best = float("inf")
    for _ in range(rounds):
        start = time.process_time()
        work()
        best = min(best, time.process_time() - start)
    return best


def with_trafilatura(page: Page) -> object:
    """What the same page costs with trafilatura as it comes, metadata on."""
    import trafilatura

    return trafilatura.bare_extraction(decoded_body(page), url=page.url, with_metadata=True, include_comments=False)


def main() -> None:
    """Print one line a set: pages, milliseconds a parse and a reading, the ratio of the means, the dearest page."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--rounds", type=int, default=9)
    options.add_argument("--trafilatura", action="store_true", help="measure trafilatura on the same pages too")
    chosen = options.parse_args()
    registry = outlets.load()
    if (SHARED / "corpus").is_dir():
        sets = {name: real_pages(name) for name in ("vn", "aeb", "fundus")}
    else:
        sets = {"own": [page for _, page, _ in own_pages()]}
    warm_up()
    gc.freeze()
    print(f"{'set':22}{'pages':>6}{'parse ms':>10}{'read ms':>9}{'ratio':>7}{'mean of ratios':>16}  dearest")
    for name, pages in sets.items():
        articles = [
            p for p in pages if isinstance(read(p, registry.for_url(p.url) or outlets.undeclared(p.url)), Article)
        ]
        unknown = [outlets.undeclared(p.url) for p in articles]
        ways: dict[str, list[tuple[Page, Callable[[], object]]]] = {
            f"{name} undeclared": [(p, lambda p=p, o=o: read(p, o)) for p, o in zip(articles, unknown, strict=True)],  # type: ignore[misc]
        }
        declared = [(p, o) for p in articles if (o := registry.for_url(p.url)) is not None and o.kind != "undeclared"]
        if declared:
            ways[f"{name} declared"] = [(p, lambda p=p, o=o: read(p, o)) for p, o in declared]  # type: ignore[misc]
        if chosen.trafilatura:
            ways[f"{name} trafilatura"] = [(p, lambda p=p: with_trafilatura(p)) for p in articles]  # type: ignore[misc]
        for way, work in ways.items():
            parses, reads = [], []
            for page, call in work:
                body = decoded_body(page)
                parses.append(cpu_s(lambda body=body: lxml.html.fromstring(body), chosen.rounds))  # type: ignore[misc]
                reads.append(cpu_s(call, chosen.rounds))
            ratios = [r / p for r, p in zip(reads, parses, strict=True)]
            worst = max(range(len(ratios)), key=ratios.__getitem__)
            n = len(work)
            print(
                f"{way:22}{n:6}{1e3 * sum(parses) / n:10.2f}{1e3 * sum(reads) / n:9.2f}{sum(reads) / sum(parses):7.2f}{sum(ratios) / n:16.2f}"
                f"  {ratios[worst]:.1f} {work[worst][0].url[:60]}"
            )


if __name__ == "__main__":
    main()
