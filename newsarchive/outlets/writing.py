"""Write outlet files: a new one in the order of the house, or single keys of one that stands, comments kept."""

from __future__ import annotations

import re
import tomllib
from datetime import date
from typing import TYPE_CHECKING, Any

from newsarchive.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping

ORDER = (
    "key", "name", "home", "domains", "aliases", "province", "heir", "family", "kind", "language", "timezone", "editions", "feeds",
    "sitemaps", "sections", "article", "not_article", "pagination", "min_per_day", "delay_s", "verified", "enabled",
)  # fmt: skip

_ONE_LINE = 118
_TABLE = re.compile(r"^\s*\[", re.MULTILINE)


def document(facts: Mapping[str, Any], comments: Mapping[str, str] | None = None) -> str:
    """Return an outlet file with these facts, empty ones left out; `comments` stand behind the key they are named by.

    >>> print(document({"name": "Báo", "key": "bao", "article": [r"-a\\d+$"]}, {"article": "seen 12 times"}), end="")
    key = "bao"
    name = "Báo"
    article = ['-a\\d+$']  # seen 12 times
    """
    lines = []
    for key in sorted(facts, key=ORDER.index):
        if facts[key] in (None, "", [], ()):
            continue
        comment = " ".join((comments or {}).get(key, "").split())
        lines.append(assignment(key, facts[key]) + (f"  # {_printable(comment)}" if comment else ""))
    return "\n".join(lines) + "\n"


def with_keys(text: str, changes: Mapping[str, Any]) -> str:
    """Return an outlet file with some keys of its top level set, or taken out (None); all else stays as it is written.

    Raises UsageError when the file cannot be changed without touching anything else; nothing is guessed.
    """
    try:
        wanted = tomllib.loads(text)
        for key, value in changes.items():
            text = _with_key(text, key, value)
            wanted = {k: v for k, v in wanted.items() if k != key} | ({} if value is None else {key: value})
        changed = tomllib.loads(text) == wanted
    except (tomllib.TOMLDecodeError, ValueError):
        changed = False
    if not changed:
        raise UsageError(f"the outlet file cannot be changed safely; set {', '.join(changes)} in it by hand")
    return text


def _with_key(text: str, key: str, value: Any) -> str:
    table = _TABLE.search(text)
    lines = text.splitlines(keepends=True)
    head = len(text[: table.start()].splitlines()) if table else len(lines)
    start = next((i for i in range(head) if re.match(rf"{re.escape(key)}\s*=", lines[i])), None)
    new = [] if value is None else [assignment(key, value) + "\n"]
    if start is None:
        at = next((i + 1 for i in range(head - 1, -1, -1) if lines[i].strip()), 0)
        if new and at and not lines[at - 1].endswith("\n"):
            lines[at - 1] += "\n"
        return "".join(lines[:at] + new + lines[at:])
    end = next(i for i in range(start + 1, head + 1) if _is_whole("".join(lines[start:i])))
    if new and end == start + 1 and (comment := _comment(lines[start])):
        new[0] = new[0].rstrip("\n") + f"  {comment}\n"
    return "".join(lines[:start] + new + lines[end:])


def _is_whole(assignment: str) -> bool:
    try:
        tomllib.loads(assignment)
    except tomllib.TOMLDecodeError:
        return False
    return True


def _comment(line: str) -> str:
    """Return the comment behind a value: the longest tail from a `#` on without which the line says the same."""
    line = line.rstrip()
    for match in re.finditer("#", line):
        rest = line[: match.start()]
        if _is_whole(rest) and tomllib.loads(rest) == tomllib.loads(line):
            return line[match.start() :]
    return ""


def assignment(key: str, value: Any) -> str:
    """Return `key = value` as TOML; a list too long for a line stands an entry a line."""
    line = f"{key} = {_value(value)}"
    if len(line) <= _ONE_LINE or not isinstance(value, (list, tuple)):
        return line
    return "\n".join([f"{key} = [", *(f"    {_value(v)}," for v in value), "]"])


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, (int, float)):
        return repr(value)
    if isinstance(value, (list, tuple)):
        return f"[{', '.join(map(_value, value))}]"
    text = str(value)
    if "\\" in text and "'" not in text and text.isprintable():  # a pattern, which is easier to read as it is
        return f"'{text}'"
    return f'"{"".join(map(_escaped, text))}"'


def _escaped(character: str) -> str:
    if character in '"\\':
        return f"\\{character}"
    if character.isprintable():
        return character
    code = ord(character)
    if 0xD800 <= code < 0xE000:  # half a character, which no file can hold
        return "\ufffd"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def _printable(text: str) -> str:
    return "".join(c if c.isprintable() else "\ufffd" for c in text)
