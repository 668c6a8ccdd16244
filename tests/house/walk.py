"""Follow one parameter through the code without running it: which functions receive it, in which files, and how often
the way goes back up.

**What is followed.** A call that receives the parameter, or a method called on it, is a stop; the function called is
walked in its turn. With `parts`, what is read from it (`visit.page`, an element of `reading.found`) is followed too.
Names bound to it and copies made by `replace` count as itself; what a call computes from it does not. A function is
walked once; a later call of it is a stop only. All branches are walked, in the order in which
they are written, arguments before their call.

**How a call is resolved.** A name by the imports and definitions of its file. A method by the class of the object:
`self`, annotations of parameters, fields and results, and what `__init__` binds; of `A | B` the first. With `by_name`
a method of anything but `self` is found only when a single definition in the package bears its name; this reading needs
no types, loses sight more often, and serves to compare with tools that read names alone.
Never followed: functions handed over as values, implementations of a protocol, what an object keeps for later.

**Stays, rooms, climbs.** A room is a file. A stay is an unbroken series of stops in one room. A climb is a move to a
room that leads, by imports (`TYPE_CHECKING` included), to the room that is left.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from tests.house.imports import base_of, import_graph, import_statements, modules_of, reachable

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass
class Route:
    """The stops of a walk in order, as (module, function)."""

    stops: list[tuple[str, str]]
    parts: bool = False
    by_name: bool = False

    @property
    def stays(self) -> list[str]:
        """The room of each stay."""
        rooms = [module for module, _ in self.stops]
        return rooms[:1] + [room for before, room in pairwise(rooms) if room != before]


class Code:
    """The definitions of a package by dotted name, and what a name or an annotation in it leads to."""

    def __init__(self, package: Path) -> None:
        self.reach = reachable(import_graph(package, type_checking=True))
        self.defs: dict[str, ast.ClassDef | Function] = {}
        self.module: dict[str, str] = {}
        self.names: dict[str, dict[str, str]] = {}
        for module, path in modules_of(package).items():
            tree = ast.parse(path.read_bytes())
            names = self.names[module] = {}
            for statement in import_statements(tree, type_checking=True):
                base = ""
                if isinstance(statement, ast.ImportFrom):
                    base = base_of(statement, module, is_package=path.name == "__init__.py") + "."
                names.update((a.asname or a.name, base + a.name) for a in statement.names)
            self._define(tree, module, module)
        self.bearers: dict[str, list[str]] = {}
        for dotted in self.defs:
            self.bearers.setdefault(dotted.rpartition(".")[2], []).append(dotted)

    def _define(self, tree: ast.Module | ast.ClassDef, prefix: str, module: str) -> None:
        for node in tree.body:
            if isinstance(node, ast.ClassDef | Function):
                dotted = f"{prefix}.{node.name}"
                self.defs[dotted], self.module[dotted] = node, module
                if prefix == module:
                    self.names[module][node.name] = dotted
                if isinstance(node, ast.ClassDef):
                    self._define(node, dotted, module)

    def find(self, dotted: str) -> str | None:
        """Return the definition that a dotted name leads to, through `from ... import` on the way."""
        for _ in range(9):
            if dotted in self.defs:
                return dotted
            holder, _, name = dotted.rpartition(".")
            dotted = self.names.get(holder, {}).get(name, "")
        return None

    def named(self, name: str, module: str) -> str | None:
        """Return the definition that `name` or `first.name` means in a module."""
        first, dot, rest = name.partition(".")
        return self.find(self.names[module].get(first, "") + dot + rest)

    def class_in(self, annotation: ast.AST | None, module: str) -> str | None:
        """Return the first class of the package that an annotation names; of a container, that of its elements."""
        for node in ast.walk(annotation) if annotation else ():
            if isinstance(node, ast.Name | ast.Attribute):
                dotted = self.named(ast.unparse(node), module)
                if dotted and isinstance(self.defs[dotted], ast.ClassDef):
                    return dotted
        return None

    def member(self, cls: str, name: str) -> str | None:
        """Return the method or property of a class or of its bases."""
        if f"{cls}.{name}" in self.defs:
            return f"{cls}.{name}"
        definition = self.defs[cls]
        assert isinstance(definition, ast.ClassDef)
        bases = (self.class_in(base, self.module[cls]) for base in definition.bases)
        return next((found for base in bases if base and (found := self.member(base, name))), None)

    def field_class(self, cls: str, name: str) -> str | None:
        """Return the class of an attribute: by its annotation, a property's result, or what `__init__` binds it to."""
        member, init = self.member(cls, name), self.member(cls, "__init__")
        if member:
            return self.class_in(getattr(self.defs[member], "returns", None), self.module[member])
        for node in ast.walk(self.defs[cls]):
            if isinstance(node, ast.AnnAssign) and ast.unparse(node.target) in (name, f"self.{name}"):
                return self.class_in(node.annotation, self.module[cls])
        for node in ast.walk(self.defs[init]) if init else ():
            if init and isinstance(node, ast.Assign) and f"self.{name}" in map(ast.unparse, node.targets):
                return Walker(self, init, set(), Route([])).class_of(node.value)
        return None

    def walk(self, start: str, parameter: str, *, parts: bool = False, by_name: bool = False) -> Route:
        """Follow a parameter of the function with this dotted name. Raises LookupError when there is none."""
        dotted = self.find(start)
        if dotted is None or parameter not in parameters_of(self.defs[dotted]):
            raise LookupError(f"no function {start} with a parameter {parameter}")
        route = Route([], parts, by_name)
        Walker(self, dotted, {parameter}, route).enter()
        return route

    def climbs(self, route: Route) -> int:
        """Return how many moves between stays go back up."""
        return sum(left in self.reach[entered] for left, entered in pairwise(route.stays))


class Walker:
    """Walks one function, knowing which of its names carry what is followed and the classes of its names."""

    def __init__(self, code: Code, dotted: str, carried: set[str], route: Route) -> None:
        self.code, self.dotted, self.route = code, dotted, route
        self.module = code.module[dotted]
        self.function = code.defs[dotted]
        self.carried = carried
        self.classes = {name: code.class_in(note, self.module) for name, note in parameters_of(self.function).items()}
        holder = dotted.rpartition(".")[0]
        if isinstance(code.defs.get(holder), ast.ClassDef):
            self.classes |= {"self": holder, "cls": holder}

    def enter(self) -> None:
        """Stop here, and walk the body unless it was walked before."""
        been = (self.module, self.dotted) in self.route.stops
        self.route.stops.append((self.module, self.dotted))
        if not been:
            self.visit_all(self.function.body)

    def visit(self, node: ast.AST) -> None:
        """Walk a statement or expression in the order in which Python evaluates it."""
        match node:
            case ast.Assign(targets=[*targets], value=value):
                self.visit(value)
                for target in targets:
                    self.bind(target, value)
            case ast.AnnAssign(target=target, value=ast.expr() as value) | ast.NamedExpr(target=target, value=value):
                self.visit(value)
                self.bind(target, value)
            case ast.For(target=target, iter=value) | ast.comprehension(target=target, iter=value):
                self.visit(value)
                self.bind(target, value)
                self.visit_all(child for child in ast.iter_child_nodes(node) if child not in (target, value))
            case ast.withitem(context_expr=value, optional_vars=ast.expr() as target):
                self.visit(value)
                self.bind(target, value)
            case ast.ListComp() | ast.SetComp() | ast.GeneratorExp() | ast.DictComp():
                self.visit_all(node.generators)
                self.visit_all(child for child in ast.iter_child_nodes(node) if child not in node.generators)
            case ast.Call():
                self.visit_all(ast.iter_child_nodes(node))
                self.call(node)
            case _:
                self.visit_all(ast.iter_child_nodes(node))

    def visit_all(self, nodes: Iterable[ast.AST]) -> None:
        for node in nodes:
            self.visit(node)

    def bind(self, target: ast.expr, value: ast.expr) -> None:
        """Let the names of a target stand for a value."""
        if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
            for part, its_value in zip(target.elts, value.elts, strict=False):
                self.bind(part, its_value)
        elif isinstance(target, ast.Name):
            if self.carries(value):
                self.carried.add(target.id)  # and it stays so: all branches are walked, not only this one
            self.classes[target.id] = self.class_of(value)

    def carries(self, node: ast.expr) -> bool:
        """Return whether an expression is what is followed, or with `parts` something read from it."""
        match node:
            case ast.Name(id=name):
                return name in self.carried
            case ast.Attribute(value=value) | ast.Subscript(value=value):
                return self.route.parts and self.carries(value)
            case ast.Starred(value=value) | ast.NamedExpr(value=value):
                return self.carries(value)
            case ast.Call(func=ast.Name(id="replace"), args=[original, *_]):
                return self.carries(original)
            case ast.IfExp(body=one, orelse=other):
                return self.carries(one) or self.carries(other)
            case ast.BoolOp(values=values):
                return any(map(self.carries, values))
        return False

    def call(self, node: ast.Call) -> None:
        """Enter the function called when it receives what is followed."""
        dotted, holder = self.callee(node.func)
        definition = self.code.defs.get(dotted or "")
        if dotted and isinstance(definition, ast.ClassDef):
            dotted, holder = self.code.member(dotted, "__init__"), node.func
            definition = self.code.defs.get(dotted or "")
        if dotted is None or not isinstance(definition, Function):
            return
        static = "staticmethod" in map(ast.unparse, definition.decorator_list)
        values = node.args if holder is None or static else [holder, *node.args]
        passed = {name for name, value in zip(parameters_of(definition), values, strict=False) if self.carries(value)}
        passed |= {keyword.arg for keyword in node.keywords if keyword.arg and self.carries(keyword.value)}
        if passed:
            Walker(self.code, dotted, passed, self.route).enter()

    def callee(self, func: ast.expr) -> tuple[str | None, ast.expr | None]:
        """Return the function or class that is called, and the object or class that a method is called on."""
        if not isinstance(func, ast.Attribute):
            return (self.code.named(func.id, self.module) if isinstance(func, ast.Name) else None), None
        dotted = self.code.named(ast.unparse(func), self.module)
        if dotted:
            is_method = isinstance(self.code.defs.get(dotted.rpartition(".")[0]), ast.ClassDef)
            return dotted, func.value if is_method else None
        if self.route.by_name and ast.unparse(func.value) != "self":
            bearers = self.code.bearers.get(func.attr, [])
            return (bearers[0] if len(bearers) == 1 else None), func.value
        cls = self.class_of(func.value)
        return (self.code.member(cls, func.attr) if cls else None), func.value

    def class_of(self, node: ast.expr) -> str | None:
        """Return the class of an expression's value, when annotations say it."""
        match node:
            case ast.Name(id=name):
                return self.classes.get(name)
            case ast.Attribute(value=value, attr=attr):
                cls = self.class_of(value)
                return self.code.field_class(cls, attr) if cls else None
            case ast.Call(func=ast.Name(id="replace"), args=[original, *_]):
                return self.class_of(original)
            case ast.Call(func=func):
                dotted, _ = self.callee(func)
                definition = self.code.defs.get(dotted or "")
                if dotted and isinstance(definition, Function):
                    return self.code.class_in(definition.returns, self.code.module[dotted])
                return dotted
            case ast.Subscript(value=value) | ast.Await(value=value) | ast.NamedExpr(value=value):
                return self.class_of(value)
            case ast.IfExp(body=one, orelse=other):
                return self.class_of(one) or self.class_of(other)
            case ast.BoolOp(values=values):
                return next((cls for value in values if (cls := self.class_of(value))), None)
        return None


def parameters_of(function: ast.AST) -> dict[str, ast.expr | None]:
    """Return a function's parameters, in order, with their annotations."""
    if not isinstance(function, Function):
        return {}
    args = function.args
    return {a.arg: a.annotation for a in [*args.posonlyargs, *args.args, *args.kwonlyargs]}
