"""Read one declaration file; every mistake in it becomes one line naming file, key and what is allowed."""

from __future__ import annotations

import difflib
import tomllib
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import BaseModel, ValidationError

from newsarchive.errors import UsageError
from newsarchive.outlets.schema import Older, Select

if TYPE_CHECKING:
    from pathlib import Path

    from pydantic_core import ErrorDetails

Declared = TypeVar("Declared", bound=BaseModel)

_WANTED = {
    "string_type": "text in quotes",
    "tuple_type": "a list of texts, or one text",
    "bool_type": "true or false",
    "float_type": "a number",
    "finite_number": "a finite number",
    "date_type": "a date without quotes, such as 2026-11-22",
    "model_type": "a table",
    "model_attributes_type": "a table",
}


def read_toml(path: Path) -> dict[str, Any]:
    """Return the content of a TOML file. Raises UsageError when it cannot be read or is no TOML."""
    try:
        return tomllib.loads(path.read_bytes().decode("utf-8-sig"))
    except OSError as e:
        raise UsageError(f"{path}: cannot be read ({e.strerror or e})") from e
    except UnicodeDecodeError as e:
        line = e.object[: e.start].count(b"\n") + 1
        raise UsageError(f"{path}: not UTF-8 text (line {line}); save the file as UTF-8") from e
    except tomllib.TOMLDecodeError as e:
        raise UsageError(f"{path}: not valid TOML: {_one_line(str(e))}") from e
    except (RecursionError, ValueError) as e:  # nesting without end; a number or date beyond what Python can hold
        raise UsageError(f"{path}: not valid TOML: {_one_line(str(e))}") from e


def parse(model: type[Declared], raw: dict[str, Any], path: Path) -> Declared:
    """Return the checked declaration. Raises UsageError about the first mistake, unknown keys before the rest."""
    try:
        declared = model.model_validate(raw)
    except ValidationError as e:
        errors = e.errors(include_url=False)
        first = min(errors, key=lambda error: error["type"] != "extra_forbidden")
        raise UsageError(f"{path}: {_one_line(_explain(first, model, raw))}") from e
    if getattr(declared, "kind", None) == "undeclared":
        raise UsageError(f"{path}: kind: must be {_kinds(model)}, not 'undeclared'")
    return declared


def _explain(error: ErrorDetails, model: type[BaseModel], raw: dict[str, Any]) -> str:
    where, kind = error["loc"], error["type"]
    if kind == "extra_forbidden":
        return _unknown_key(where, model)
    if kind == "missing":
        needed = [name for name, field in _model_at(where, model).model_fields.items() if field.is_required()]
        return f"{_dotted(where, raw)}: missing; needed keys: {', '.join(needed)}"
    if kind == "value_error":
        reason = str(error.get("ctx", {}).get("error", error["msg"]))
        return f"{_dotted(where, raw)}: {reason}" if where else reason
    value = _short(error["input"])
    if kind == "literal_error":
        return f"{_dotted(where, raw)}: must be {_kinds(model)}, not {value}"
    if kind in _WANTED:
        wanted = "a list of tables, written [[older]]" if where == ("older",) else _WANTED[kind]
        return f"{_dotted(where, raw)}: must be {wanted}, not {value}"
    return f"{_dotted(where, raw)}: {error['msg'].replace('Input should be', 'must be')}, not {value}"


def _unknown_key(where: tuple[int | str, ...], model: type[BaseModel]) -> str:
    known = sorted(_model_at(where, model).model_fields)
    near = difflib.get_close_matches(str(where[-1]), known, n=1)
    hint = f" (did you mean {near[0]!r}?)" if near else ""
    name = f"unknown key {where[-1]!r}" if len(where) == 1 else f"{_dotted(where, {})}: unknown key"
    return f"{name}; known keys: {', '.join(known)}{hint}"


def _model_at(where: tuple[int | str, ...], model: type[BaseModel]) -> type[BaseModel]:
    if len(where) == 1:
        return model
    return Older if where[0] == "older" else Select


def _kinds(model: type[BaseModel]) -> str:
    kinds = getattr(model.model_fields["kind"].annotation, "__args__", ())
    return "one of " + ", ".join(repr(kind) for kind in kinds if kind != "undeclared")


def _dotted(where: tuple[int | str, ...], raw: dict[str, Any]) -> str:
    """Return the place as a person writes it, `older[0].until`; a text given instead of a list has no number."""
    name = ""
    value: Any = raw
    for part in where:
        if isinstance(part, int):
            name += "" if isinstance(value, str) else f"[{part}]"
            value = value[part] if isinstance(value, list) and part < len(value) else value
        else:
            name += f".{part}" if name else part
            value = value.get(part) if isinstance(value, dict) else None
    return name


def _short(value: object) -> str:
    shown = repr(value)
    return shown if len(shown) <= 80 else shown[:77] + "..."


def _one_line(text: str) -> str:
    return " ".join(text.split())[:1000]
