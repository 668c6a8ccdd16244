"""The house is measured rightly, on tiny packages; and its bounds only tighten."""

from __future__ import annotations

import json
from pathlib import Path
from textwrap import dedent

import pytest

from tests.house import report
from tests.house.imports import circles, import_graph
from tests.house.measure import FIGURES, Walk, lines_of_code, measure, without_own_test
from tests.house.walk import Code, Route


def package(root: Path, files: dict[str, str]) -> Path:
    """Write a package `pkg` of these files and return its folder."""
    for name, source in {"__init__.py": "", **files}.items():
        path = root / "pkg" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(dedent(source))
    return root / "pkg"


def follow(root: Path, files: dict[str, str], start: str = "pkg.a.begin", **how: bool) -> tuple[Code, Route]:
    code = Code(package(root, files))
    return code, code.walk(start, "visit", **how)


def branches(count: int) -> str:
    """A function of complexity `count` + 1."""
    return "def f(x):\n" + "    if x: pass\n" * count


# functions, files, folders


def test_a_function_is_over_a_limit_from_one_above_it(tmp_path: Path) -> None:
    package(tmp_path, {"a.py": branches(9), "b.py": branches(10), "c.py": branches(20)})
    figures = measure(tmp_path, "pkg").figures
    assert (figures["functions"], figures["over_10"], figures["over_20"]) == (3, 2, 1)


def test_a_complex_function_is_named(tmp_path: Path) -> None:
    package(tmp_path, {"a.py": branches(20)})
    assert measure(tmp_path, "pkg").names["over_20"] == ["21 pkg/a.py: f"]


def test_methods_count_and_classes_do_not(tmp_path: Path) -> None:
    package(tmp_path, {"a.py": "class A:\n    def f(self): pass\n    def g(self): pass\n"})
    assert measure(tmp_path, "pkg").figures["functions"] == 2


def test_a_folder_counts_the_files_directly_in_it(tmp_path: Path) -> None:
    package(tmp_path, {f"inner/m{i}.py": "" for i in range(21)})
    house = measure(tmp_path, "pkg")
    assert (house.figures["largest_folder_files"], house.names["folders_over_20"]) == (21, ["21 pkg/inner"])


def test_blanks_comments_and_docstrings_are_no_lines_of_code(tmp_path: Path) -> None:
    path = tmp_path / "a.py"
    path.write_text('"""What it is.\n\nMore.\n"""\n\n# why\nx = """\ntext\n"""\n"""What x is."""\ny = 1  # one\n')
    assert lines_of_code(path) == 4


# circles


def test_a_circle_is_found(tmp_path: Path) -> None:
    folder = package(tmp_path, {"a.py": "import pkg.b", "b.py": "from pkg import c", "c.py": "from .a import x"})
    assert circles(import_graph(folder)) == [["pkg.a", "pkg.b", "pkg.c"]]


def test_a_circle_of_types_alone_is_a_figure_of_its_own(tmp_path: Path) -> None:
    typed = "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import pkg.b\n"
    package(tmp_path, {"a.py": typed, "b.py": "import pkg.a"})
    figures = measure(tmp_path, "pkg").figures
    assert (figures["circles"], figures["circles_with_types"]) == (0, 1)


def test_an_import_inside_a_function_closes_a_circle(tmp_path: Path) -> None:
    folder = package(tmp_path, {"a.py": "def f():\n    import pkg.b\n", "b.py": "import pkg.a"})
    assert circles(import_graph(folder)) == [["pkg.a", "pkg.b"]]


def test_a_package_that_hands_on_its_modules_is_no_circle(tmp_path: Path) -> None:
    files = {"sub/__init__.py": "from pkg.sub.a import x", "sub/a.py": "from pkg.sub import b", "sub/b.py": ""}
    assert circles(import_graph(package(tmp_path, files))) == []


def test_a_module_that_imports_a_name_of_its_own_package_is_one(tmp_path: Path) -> None:
    folder = package(tmp_path, {"sub/__init__.py": "from pkg.sub.a import x", "sub/a.py": "from . import y"})
    assert circles(import_graph(folder)) == [["pkg.sub", "pkg.sub.a"]]


# tests by name


@pytest.mark.parametrize(
    ("test", "missing"),
    [
        ("tests/room/test_a.py", ["b.py"]),
        ("tests/elsewhere/test_a.py", ["a.py", "b.py"]),  # it may be the test of other/a.py
        ("tests/elsewhere/test_b.py", ["a.py"]),
    ],
)
def test_a_module_has_a_test_in_its_place_or_by_a_name_of_its_own(
    tmp_path: Path, test: str, missing: list[str]
) -> None:
    folder = package(tmp_path, {"room/a.py": "", "other/a.py": "", "room/b.py": ""})
    (tmp_path / test).parent.mkdir(parents=True)
    (tmp_path / test).touch()
    assert [module.name for module in without_own_test(folder, ("room",))[1]] == missing


def test_a_folder_that_does_not_exist_is_passed_over(tmp_path: Path) -> None:
    folder = package(tmp_path, {"room/a.py": ""})
    assert without_own_test(folder, ("room", "not_built"))[0] == [folder / "room" / "a.py"]


# the walk


DOWN_AND_UP = {
    "a.py": """
        from pkg import b
        def begin(visit):
            b.look(visit)
            end(visit)
        def end(visit): pass
    """,
    "b.py": "def look(visit): pass",
}


def test_a_walk_stays_in_each_room_it_comes_through(tmp_path: Path) -> None:
    _, route = follow(tmp_path, DOWN_AND_UP)
    assert route.stays == ["pkg.a", "pkg.b", "pkg.a"]


def test_a_move_back_to_a_room_that_imports_the_one_left_is_a_climb(tmp_path: Path) -> None:
    code, route = follow(tmp_path, DOWN_AND_UP)
    assert code.climbs(route) == 1


def test_a_move_between_rooms_side_by_side_is_no_climb(tmp_path: Path) -> None:
    code, route = follow(
        tmp_path,
        {
            "a.py": "from pkg import b, c\ndef begin(visit):\n    b.f(visit)\n    c.f(visit)\n",
            "b.py": "def f(visit): pass",
            "c.py": "def f(visit): pass",
        },
    )
    assert (route.stays, code.climbs(route)) == (["pkg.a", "pkg.b", "pkg.c"], 0)


METHODS = {
    "a.py": """
        from pkg.b import Keeper, Writer
        class Recorder:
            def __init__(self, keeper: Keeper) -> None:
                self._keeper = keeper
                self._writer = Writer()
            def begin(self, visit):
                self._keeper.keep(visit)
                self._writer.write(visit)
    """,
    "b.py": """
        class Keeper:
            def keep(self, visit): pass
        class Writer:
            def write(self, it): pass
        class Other:
            def write(self, it): pass
    """,
}


def test_methods_are_found_by_the_classes_that_init_binds(tmp_path: Path) -> None:
    _, route = follow(tmp_path, METHODS, "pkg.a.Recorder.begin")
    assert [name for _, name in route.stops] == ["pkg.a.Recorder.begin", "pkg.b.Keeper.keep", "pkg.b.Writer.write"]


def test_by_name_a_method_is_found_when_its_name_is_the_only_one(tmp_path: Path) -> None:
    _, route = follow(tmp_path, METHODS, "pkg.a.Recorder.begin", by_name=True)
    assert [name for _, name in route.stops] == ["pkg.a.Recorder.begin", "pkg.b.Keeper.keep"]


PARTS = {
    "a.py": """
        from pkg import b
        def begin(visit):
            page = visit.page
            b.look(page)
            b.weigh(b.size(visit))
    """,
    "b.py": "def look(page): pass\ndef weigh(size): pass\ndef size(visit): pass\n",
}


def test_parts_are_followed_only_when_asked_for(tmp_path: Path) -> None:
    _, route = follow(tmp_path, PARTS)
    assert [name for _, name in route.stops] == ["pkg.a.begin", "pkg.b.size"]


def test_what_a_call_computes_is_no_part(tmp_path: Path) -> None:
    _, route = follow(tmp_path, PARTS, parts=True)
    assert [name for _, name in route.stops] == ["pkg.a.begin", "pkg.b.look", "pkg.b.size"]


def test_a_function_is_walked_once(tmp_path: Path) -> None:
    source = "def begin(visit):\n    turn(visit)\n    turn(visit)\ndef turn(visit):\n    begin(visit)\n"
    _, route = follow(tmp_path, {"a.py": source})
    assert [name for _, name in route.stops] == ["pkg.a.begin", "pkg.a.turn", "pkg.a.begin", "pkg.a.turn"]


def test_a_walk_begins_at_the_first_start_that_exists(tmp_path: Path) -> None:
    package(tmp_path, DOWN_AND_UP)
    figures = measure(tmp_path, "pkg", walks={"visit": Walk(("pkg.new.begin", "pkg.a.begin"), "visit")}).figures
    assert (figures["visit_stays"], figures["visit_rooms"], figures["visit_climbs"]) == (3, 2, 1)


# bounds


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout of a package with one circle."""
    package(tmp_path, {"a.py": "import pkg.b", "b.py": "import pkg.a"}).rename(tmp_path / "newsarchive")
    for path in (tmp_path / "newsarchive").glob("*.py"):
        path.write_text(path.read_text().replace("pkg", "newsarchive"))
    return tmp_path


def run(checkout: Path, bounds: dict[str, float], *options: str) -> int:
    file = checkout / "bounds.json"
    file.write_text(json.dumps(bounds))
    return report.main(list(options), checkout, file)


def test_a_kept_bound_passes(checkout: Path) -> None:
    assert run(checkout, {"circles": 1}) == 0


def test_a_broken_bound_fails_and_is_named(checkout: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(checkout, {"circles": 0, "files": 3}) == 1
    marked = [line.split()[0] for line in capsys.readouterr().out.splitlines() if "BROKEN" in line]
    assert marked == ["circles"]


def test_a_bounded_figure_that_cannot_be_measured_is_broken(checkout: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(checkout, {"visit_stays": 5}) == 1
    assert "visit_stays" in capsys.readouterr().out


def test_bounds_only_tighten(checkout: Path) -> None:
    run(checkout, {"circles": 0, "files": 9}, "--tighten")
    assert json.loads((checkout / "bounds.json").read_text()) == {"circles": 0, "files": 3}


def test_two_checkouts_are_compared(checkout: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    other = package(tmp_path / "before", {"a.py": ""}).rename(tmp_path / "before" / "newsarchive")
    run(checkout, {}, "--compare", str(other.parent))
    assert f"| circles | 0 | 1 | {FIGURES['circles']} |" in capsys.readouterr().out.splitlines()


def test_figures_are_given_as_json(checkout: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(checkout, {}, "--json")
    assert json.loads(capsys.readouterr().out)["names"]["circles"] == ["newsarchive.a <-> newsarchive.b"]


def test_each_bound_is_one_of_the_figures() -> None:
    bounds = json.loads(report.BOUNDS.read_text())
    assert bounds
    assert bounds.keys() <= FIGURES.keys()
