"""Two dumps, row by row: what was there and is no more, what is new, what has other values."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any

from tests.scenarios.dump import Row

Dump = dict[str, dict[str, dict[str, list[Row]]]]
"""Scenario: stage: table: rows."""


def differences(before: Dump, after: Dump, ignored: frozenset[str] = frozenset()) -> Iterator[str]:
    """Yield a few lines for each row that differs; nothing when both are the same.

    `ignored` are columns (`urls.detail`) or whole tables that are not looked at.
    """
    for scenario in _keys(before, after):
        one, other = before.get(scenario, {}), after.get(scenario, {})
        for stage in _keys(one, other):
            old, new = one.get(stage, {}), other.get(stage, {})
            for table in (t for t in _keys(old, new) if t not in ignored):
                rows = [_without(dump.get(table, []), table, ignored) for dump in (old, new)]
                yield from (f"{scenario} / {stage} / {table}\n{text}" for text in _of_table(*rows))


def _keys(one: dict[str, Any], other: dict[str, Any]) -> list[str]:
    return list(dict.fromkeys([*one, *other]))


def _without(rows: list[Row], table: str, ignored: frozenset[str]) -> list[Row]:
    return [{k: v for k, v in row.items() if f"{table}.{k}" not in ignored} for row in rows]


def _of_table(before: list[Row], after: list[Row]) -> Iterator[str]:
    rows = {_text(row): row for row in (*before, *after)}
    old, new = Counter(map(_text, before)), Counter(map(_text, after))
    gone = [rows[text] for text in (old - new).elements()]
    come = [rows[text] for text in (new - old).elements()]
    for row in gone:
        twin = max(come, key=lambda other: _likeness(row, other), default={})
        if _likeness(row, twin) < 0.5:
            yield f"  only before: {_shown(row)}"
        else:
            come.remove(twin)
            yield _changed(row, twin)
    for row in come:
        yield f"  only after: {_shown(row)}"


def _changed(row: Row, twin: Row) -> str:
    changed = [n for n in _keys(row, twin) if (n in row, row.get(n)) != (n in twin, twin.get(n))]
    same = {n: row[n] for n in row if n not in changed}
    lines = [f"    {n}: {_one(row, n)} -> {_one(twin, n)}" for n in changed]
    return "\n".join([f"  differs: {_shown(same, most=5)}", *lines])


def _text(row: Row) -> str:
    return json.dumps(row, ensure_ascii=False, sort_keys=True)


def _likeness(one: Row, other: Row) -> float:
    """Return the share of columns with equal values; the first columns, which name a row, count most."""
    weights = {name: 3.0 if n < 2 else 1.0 for n, name in enumerate(one)}
    return sum(w for name, w in weights.items() if name in other and one[name] == other[name]) / sum(weights.values())


def _shown(row: Row, most: int | None = None) -> str:
    return ", ".join([f"{name}={value!r}" for name, value in row.items() if value is not None][:most])


def _one(row: Row, name: str) -> str:
    return repr(row[name]) if name in row else "(no such column)"
