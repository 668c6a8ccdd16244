"""Choose the columns of an export."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsarchive.errors import UsageError
from newsarchive.store.reads.export_rows import EXPRESSIONS

if TYPE_CHECKING:
    from collections.abc import Sequence

COLUMNS = tuple(EXPRESSIONS)
"""All columns an export may have, in their order; what they mean is in docs/data.md."""

_ALWAYS = ("uid", "revision")
"""So that every row of every export can be traced to what it was taken from."""

_TEXTS = ("lead", "text")


def chosen(columns: Sequence[str] | None, *, no_text: bool = False) -> tuple[str, ...]:
    """Return the columns in the order asked for, `uid` and `revision` before them unless asked for; None = all.

    Raises UsageError for a column that does not exist, is named twice, or is a text that `no_text` leaves out.
    """
    left_out = _TEXTS if no_text else ()
    if columns is None:
        return tuple(c for c in COLUMNS if c not in left_out)
    wanted: list[str] = []
    for name in (c.strip() for c in columns):
        if name not in COLUMNS:
            raise UsageError(f"no column {name!r}; known columns: {', '.join(COLUMNS)}")
        if name in wanted:
            raise UsageError(f"column {name!r} is named twice")
        if name in left_out:
            raise UsageError(f"column {name!r} is left out by --no-text; ask for one or the other")
        wanted.append(name)
    return (*(c for c in _ALWAYS if c not in wanted), *wanted)
