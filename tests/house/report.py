"""The house held to its bounds: `make house` prints each figure and its bound, exit 1 when one is broken.

`bounds.json` holds the highest value allowed of each figure that is bounded; the others are printed only. Bounds only
tighten: `--tighten` lowers them to the present figures, never raises one. Whoever must loosen a bound edits the file,
and the commit says why. `--json` prints figures and names for programs; `--compare OTHER_CHECKOUT` prints a Markdown
table with the other checkout's figures as those before.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from tests.house.measure import FIGURES, House, measure

ROOT = Path(__file__).parents[2]
BOUNDS = Path(__file__).with_name("bounds.json")
Figures = dict[str, float]


def broken(figures: Figures, bounds: Figures) -> list[str]:
    """Return the bounded figures above their bound, and those that could not be measured."""
    return [name for name, bound in bounds.items() if name not in figures or figures[name] > bound]


def tightened(figures: Figures, bounds: Figures) -> Figures:
    """Return the bounds, lowered to the present figures where these are lower."""
    return {name: min(bound, figures.get(name, bound)) for name, bound in bounds.items()}


def table(house: House, bounds: Figures) -> str:
    """Return each figure with its bound, then the names behind the figures of what should not be at all."""
    bad = broken(house.figures, bounds)
    lines = [f"{'figure':24}{'value':>8}{'bound':>8}"]
    for name in [*house.figures, *(name for name in bad if name not in house.figures)]:
        value, bound = house.figures.get(name, "none"), bounds.get(name, "")
        mark = "BROKEN  " if name in bad else ""
        lines.append(f"{name:24}{value:>8}{bound:>8}  {mark}{FIGURES.get(name, '')}")
    for title in ("over_20", "folders_over_20", "circles", "circles_with_types"):
        lines += [f"{title}: {name}" for name in house.names[title]]
    return "\n".join(lines)


def comparison(before: Figures, after: Figures) -> str:
    """Return a Markdown table of two checkouts' figures."""
    lines = ["| figure | before | after | meaning |", "| --- | ---: | ---: | --- |"]
    lines += [f"| {n} | {before.get(n, '-')} | {after.get(n, '-')} | {FIGURES.get(n, '')} |" for n in after | before]
    return "\n".join(lines)


def main(arguments: list[str] | None = None, root: Path = ROOT, bounds_file: Path = BOUNDS) -> int:
    """Print what was asked for; return the exit code."""
    options = argparse.ArgumentParser(prog="python -m tests.house", description=__doc__)
    options.add_argument("--json", action="store_true", help="print figures and names as JSON")
    options.add_argument("--tighten", action="store_true", help="lower the bounds to the present figures")
    options.add_argument("--compare", type=Path, metavar="OTHER_CHECKOUT", help="print before and after in Markdown")
    chosen = options.parse_args(arguments)
    house = measure(root)
    bounds: Figures = json.loads(bounds_file.read_text())
    if chosen.json:
        print(json.dumps({"figures": house.figures, "names": house.names}, indent=1))
    elif chosen.compare:
        print(comparison(measure(chosen.compare.resolve()).figures, house.figures))
        return 0
    else:
        print(table(house, bounds))
    if chosen.tighten:
        bounds_file.write_text(json.dumps(tightened(house.figures, bounds), indent=1) + "\n")
    return 1 if broken(house.figures, bounds) else 0
