"""The quality gate: `python tests/eval/gate.py` scores extraction against pinned floors, exit 1 below one.

`--raise` pins the present figures where they are higher; floors never fall.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.eval.measure import SHARED, score_own, score_real

FLOORS = Path(__file__).with_name("floors.json")
CORPORA = ("vn", "aeb", "fundus")


def main() -> int:
    """Print a table of figure, score and floor; return the exit code."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument(
        "--raise", dest="pin", action="store_true", help="pin the present figures where they are higher"
    )
    options.add_argument("--show", action="store_true", help="print what was read wrong")
    chosen = options.parse_args()
    floors: dict[str, dict[str, float]] = json.loads(FLOORS.read_text()) if FLOORS.exists() else {}
    sets = {"own": score_own()}
    for corpus in CORPORA:
        if (SHARED / "corpus" / corpus).is_dir():
            sets[corpus] = score_real(corpus)
        else:
            print(f"{corpus}: skipped, {SHARED / 'corpus' / corpus} is not there", file=sys.stderr)
    below = 0
    print(f"{'set':8}{'figure':20}{'score':>8}{'floor':>8}")
    for name, (figures, wrong) in sets.items():
        for figure, value in figures.items():
            floor = floors.get(name, {}).get(figure)
            bad = floor is not None and value < floor
            below += bad
            print(f"{name:8}{figure:20}{value:8.4f}{floor if floor is not None else '':>8}{'  BELOW' if bad else ''}")
            if chosen.pin and (floor is None or value > floor):
                floors.setdefault(name, {})[figure] = value
        for figure in floors.get(name, {}).keys() - figures.keys():
            below += 1
            print(f"{name:8}{figure:20}{'none':>8}{floors[name][figure]:>8}  BELOW")
        if chosen.show and wrong:
            print("\n".join(f"    {line}" for line in wrong))
    if chosen.pin:
        FLOORS.write_text(json.dumps(floors, indent=1) + "\n")
    return 1 if below else 0


if __name__ == "__main__":
    sys.exit(main())
