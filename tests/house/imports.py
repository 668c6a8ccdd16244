"""The import graph of a package's files, read with `ast`, and its circles.

An import counts wherever it stands, at the top of a file or inside a function. An arrow leads to the file that the
import names: `from a.b import c` to a/b/c.py when there is one, else to a/b.py or a/b/__init__.py. The `__init__.py`
files on the way to a module get no arrow, though Python runs them: otherwise each package would be a circle with its own modules.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

Graph = dict[str, set[str]]


def modules_of(package: Path) -> dict[str, Path]:
    """Return the files of a package by dotted module name."""
    found = {}
    for path in sorted(package.rglob("*.py")):
        parts = [package.name, *path.relative_to(package).with_suffix("").parts]
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


def is_type_checking(node: ast.AST) -> bool:
    """Return whether a statement is `if TYPE_CHECKING:`."""
    return isinstance(node, ast.If) and ast.unparse(node.test) in ("TYPE_CHECKING", "typing.TYPE_CHECKING")


def import_statements(tree: ast.AST, *, type_checking: bool) -> list[ast.Import | ast.ImportFrom]:
    """Return the imports of a file; those under `if TYPE_CHECKING:` only when asked for."""
    found: list[ast.Import | ast.ImportFrom] = []
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.Import | ast.ImportFrom):
            found.append(node)
        elif type_checking or not is_type_checking(node):
            found += import_statements(node, type_checking=type_checking)
    return found


def base_of(statement: ast.ImportFrom, module: str, *, is_package: bool) -> str:
    """Return the dotted module after `from`, relative imports resolved."""
    if not statement.level:
        return statement.module or ""
    here = module.split(".") + ([""] if is_package else [])
    return ".".join([*here[: -statement.level], *filter(None, [statement.module])])


def import_graph(package: Path, *, type_checking: bool = False) -> Graph:
    """Return which module imports which, of one package."""
    modules = modules_of(package)
    graph: Graph = {name: set() for name in modules}
    for name, path in modules.items():
        for statement in import_statements(ast.parse(path.read_bytes()), type_checking=type_checking):
            if isinstance(statement, ast.Import):
                graph[name] |= {a.name for a in statement.names}
            else:
                base = base_of(statement, name, is_package=path.name == "__init__.py")
                named = {f"{base}.{a.name}" for a in statement.names}
                graph[name] |= {n if n in modules else base for n in named}
    return {name: (imported & modules.keys()) - {name} for name, imported in graph.items()}


def reachable(graph: Graph) -> Graph:
    """Return for each node all that it leads to, over any number of arrows."""
    reach = {}
    for start in graph:
        seen: set[str] = set()
        open_ends = list(graph[start])
        while open_ends:
            node = open_ends.pop()
            if node not in seen:
                seen.add(node)
                open_ends += graph[node]
        reach[start] = seen
    return reach


def circles(graph: Graph) -> list[list[str]]:
    """Return the groups of nodes that lead to each other (strongly connected components of two or more)."""
    reach = reachable(graph)
    groups = {frozenset(n for n in reach[m] if m in reach[n]) for m in graph if m in reach[m]}
    return sorted(sorted(g) for g in groups)
