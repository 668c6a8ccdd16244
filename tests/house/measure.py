"""Measure a checkout: what a figure means stands beside its name in `FIGURES`, what is measured at the top of this file."""

from __future__ import annotations

import ast
import io
import tokenize
from collections import Counter
from dataclasses import dataclass, field
from statistics import median
from typing import TYPE_CHECKING

from radon.complexity import cc_visit
from radon.visitors import Function

from tests.house.imports import circles, import_graph
from tests.house.walk import Code

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True)
class Walk:
    """A walk to measure: it begins at the first of `starts` that exists and follows the parameter (see `walk.py`)."""

    starts: tuple[str, ...]
    parameter: str
    parts: bool = False
    by_name: bool = False


PACKAGE = "newsarchive"
TESTED = ("ingest", "crawl", "backfill", "extract")
"""Folders of the package in which each module should have a test file of its own name."""
_VISIT = ("newsarchive.ingest.record.Recorder.record", "newsarchive.ingest.recorder.Recorder.record")
WALKS = {
    "visit": Walk(_VISIT, "visit"),
    "visit_parts": Walk(_VISIT, "visit", parts=True),
    "visit_by_name": Walk(_VISIT, "visit", parts=True, by_name=True),
    "page_parts": Walk(("newsarchive.extract.read",), "page", parts=True),
}

FIGURES = {
    "functions": "functions and methods (closures belong to the function around them)",
    "over_10": "functions of cyclomatic complexity over 10",
    "over_10_percent": "their share in percent",
    "over_20": "functions of cyclomatic complexity over 20",
    "over_20_percent": "their share in percent",
    "median_function_lines": "median function, in lines of the file",
    "largest_function_lines": "largest function",
    "files": "files",
    "median_file_lines": "median file, in lines",
    "largest_file_lines": "largest file",
    "largest_folder_files": "largest folder, in .py files directly in it",
    "folders_over_20": "folders of more than 20 files",
    "circles": "circles of files that import each other, at run time",
    "circles_with_types": "the same with imports under TYPE_CHECKING",
    "package_lines": "lines of code of the package (neither blank, comment nor docstring)",
    "tests_lines": "lines of code of the tests",
    "tested_modules": f"modules of {', '.join(TESTED)} with a test file of their own name",
    "untested_percent": "share of those without, in percent",
    "visit_stays": "walk of a visit, itself: stays",
    "visit_rooms": "rooms",
    "visit_climbs": "climbs",
    "visit_parts_stays": "walk of a visit with its parts: stays",
    "visit_parts_rooms": "rooms",
    "visit_parts_climbs": "climbs",
    "visit_by_name_stays": "the same, methods found by unique name: stays",
    "visit_by_name_rooms": "rooms",
    "visit_by_name_climbs": "climbs",
    "page_parts_stays": "walk of a page through extraction, with its parts: stays",
    "page_parts_rooms": "rooms",
    "page_parts_climbs": "climbs",
}


@dataclass
class House:
    """The figures of a checkout, and the names behind those that somebody will want to mend."""

    figures: dict[str, float] = field(default_factory=dict)
    names: dict[str, list[str]] = field(default_factory=dict)


def measure(
    root: Path,
    package: str = PACKAGE,
    tested: tuple[str, ...] = TESTED,
    walks: dict[str, Walk] | None = None,
) -> House:
    """Return the figures of a checkout. A walk of which no start exists is left out."""
    house = House()
    folder = root / package
    files = sorted(folder.rglob("*.py"))
    _measure_functions(house, root, files)
    lengths = [len(path.read_bytes().splitlines()) for path in files]
    per_folder = Counter(path.parent for path in files)
    modules, untested = without_own_test(folder, tested)
    house.figures |= {
        "files": len(files),
        "median_file_lines": median(lengths),
        "largest_file_lines": max(lengths),
        "largest_folder_files": max(per_folder.values()),
        "folders_over_20": sum(count > 20 for count in per_folder.values()),
        "package_lines": sum(map(lines_of_code, files)),
        "tests_lines": sum(map(lines_of_code, (root / "tests").rglob("*.py"))),
        "tested_modules": len(modules) - len(untested),
        "untested_percent": _percent(len(untested), len(modules)),
    }
    house.names["folders_over_20"] = [
        f"{count} {path.relative_to(root)}" for path, count in per_folder.items() if count > 20
    ]
    house.names["untested"] = [str(path.relative_to(root)) for path in untested]
    for figure, type_checking in (("circles", False), ("circles_with_types", True)):
        found = circles(import_graph(folder, type_checking=type_checking))
        house.figures[figure] = len(found)
        house.names[figure] = [" <-> ".join(circle) for circle in found]
    _measure_walks(house, folder, WALKS if walks is None else walks)
    house.figures = {name: house.figures[name] for name in FIGURES if name in house.figures} | house.figures
    return house


def _measure_functions(house: House, root: Path, files: list[Path]) -> None:
    functions = [
        (block, f"{path.relative_to(root)}: {block.fullname}")
        for path in files
        for block in cc_visit(path.read_text("utf-8"))
        if isinstance(block, Function)
    ]
    lengths = [block.endline - block.lineno + 1 for block, _ in functions]
    house.figures |= {
        "functions": len(functions),
        "median_function_lines": median(lengths or [0]),
        "largest_function_lines": max(lengths, default=0),
    }
    for limit in (10, 20):
        over = [f"{block.complexity} {name}" for block, name in functions if block.complexity > limit]
        house.figures[f"over_{limit}"] = len(over)
        house.figures[f"over_{limit}_percent"] = _percent(len(over), len(functions))
        house.names[f"over_{limit}"] = sorted(over, key=lambda line: -int(line.split()[0]))


def _measure_walks(house: House, folder: Path, walks: dict[str, Walk]) -> None:
    code = Code(folder)
    for name, walk in walks.items():
        start = next(filter(code.find, walk.starts), None)
        if start is not None:
            route = code.walk(start, walk.parameter, parts=walk.parts, by_name=walk.by_name)
            house.names[f"{name}_stops"] = [dotted for _, dotted in route.stops]
            house.figures |= {
                f"{name}_stays": len(route.stays),
                f"{name}_rooms": len(set(route.stays)),
                f"{name}_climbs": code.climbs(route),
            }


def without_own_test(folder: Path, tested: tuple[str, ...]) -> tuple[list[Path], list[Path]]:
    """Return the modules of some folders of a package, and those without a test file of their own name.

    For pkg/a/name.py that file is tests/a/test_name.py; anywhere else in tests/ a test_name.py counts when no other
    module of the package is called name.py.
    """
    tests = folder.parent / "tests"
    found = set(tests.rglob("test_*.py"))
    found_names = {path.name for path in found}
    modules_called = Counter(path.name for path in folder.rglob("*.py"))
    modules = [path for name in tested for path in sorted((folder / name).rglob("*.py")) if path.name != "__init__.py"]

    def has_test(module: Path) -> bool:
        test = f"test_{module.name}"
        mirrored = tests / module.relative_to(folder).parent / test
        return mirrored in found or (modules_called[module.name] == 1 and test in found_names)

    return modules, [module for module in modules if not has_test(module)]


def lines_of_code(path: Path) -> int:
    """Return how many lines hold code: neither blank nor only a comment, nor part of a string that stands by itself
    (a docstring)."""
    source = path.read_text("utf-8")
    no_code = {tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER}
    lines: set[int] = set()
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type not in no_code:
            lines.update(range(token.start[0], token.end[0] + 1))
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
            lines.difference_update(range(node.lineno, (node.end_lineno or node.lineno) + 1))
    return len(lines)


def _percent(part: int, whole: int) -> float:
    return round(100 * part / whole, 1) if whole else 0.0
