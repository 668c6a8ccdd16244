"""Play all scenarios and dump what came of them, or compare two dumps."""

from __future__ import annotations

import argparse
import json
import sys
import time
from pathlib import Path

from tests.scenarios.compare import differences
from tests.scenarios.desk import ROOT, Program
from tests.scenarios.playing import NAMES, play


def main() -> int:
    """Return the exit code: 1 when two dumps differ."""
    parser = argparse.ArgumentParser(prog="python -m tests.scenarios", description=__doc__)
    verbs = parser.add_subparsers(dest="verb", required=True)
    run = verbs.add_parser("run", help="play scenarios and write a dump")
    run.add_argument("--out", type=Path, required=True, help="the file to write")
    run.add_argument("--source", type=Path, default=ROOT, help="the checkout whose package is run (default: this one)")
    run.add_argument("--python", default=sys.executable, help="the interpreter that runs it (default: this one)")
    run.add_argument("--jobs", type=int, default=2, help="how many scenarios are played at a time")
    run.add_argument("--only", action="append", choices=NAMES, help="only this scenario; repeatable")
    compare = verbs.add_parser("compare", help="print every row that differs between two dumps")
    compare.add_argument("before", type=Path)
    compare.add_argument("after", type=Path)
    compare.add_argument("--ignore", action="append", default=[], help="a table, or table.column; repeatable")
    compare.add_argument("--only", action="append", choices=NAMES, help="only this scenario; repeatable")
    given = parser.parse_args()
    if given.verb == "run":
        began = time.monotonic()
        dump = play(Program(given.source.resolve(), given.python), given.only or NAMES, jobs=given.jobs)
        given.out.write_text(json.dumps(dump, ensure_ascii=False, indent=1), encoding="utf-8")
        print(f"{given.out}: {len(dump)} scenarios in {time.monotonic() - began:.0f} s", file=sys.stderr)
        return 0
    before, after = (json.loads(path.read_text(encoding="utf-8")) for path in (given.before, given.after))
    if given.only:
        before, after = ({name: dump[name] for name in given.only} for dump in (before, after))
    found = list(differences(before, after, frozenset(given.ignore)))
    print("\n".join(found) if found else f"no difference in {len(before)} scenarios")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
