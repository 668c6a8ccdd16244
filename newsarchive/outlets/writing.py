"""Write outlet files: a new one in the order of the house, or single keys of one that a person wrote."""

from __future__ import annotations

import re
import tomllib
from typing import TYPE_CHECKING, Any

import tomlkit
from tomlkit.exceptions import TOMLKitError

from newsarchive.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tomlkit.items import Item, String

ORDER = (
    "key", "name", "home", "domains", "aliases", "province", "heir", "family", "kind", "language", "timezone", "editions", "feeds",
    "sitemaps", "sections", "article", "not_article", "pagination", "min_per_day", "delay_s", "verified", "enabled",
)  # fmt: skip

_ONE_LINE = 118


def document(facts: Mapping[str, Any], comments: Mapping[str, str] | None = None) -> str:
    """Return an outlet file with these facts, empty ones left out; `comments` stand behind the key they are named by.

    >>> print(document({"name": "Báo", "key": "bao", "article": [r"-a\\d+$"]}, {"article": "seen 12 times"}), end="")
    key = "bao"
    name = "Báo"
    article = ['-a\\d+$']  # seen 12 times
    """
    file = tomlkit.document()
    for key in sorted(facts, key=ORDER.index):
        if facts[key] in (None, "", [], ()):
            continue
        item = _item(key, facts[key])
        if comment := " ".join((comments or {}).get(key, "").split()):
            item.comment("".join(c if c.isprintable() else "\ufffd" for c in comment))
            item.trivia.comment_ws = "  "
        file.add(key, item)
    return tomlkit.dumps(file)


def with_keys(text: str, changes: Mapping[str, Any]) -> str:
    """Return an outlet file with some keys of its top level set, or taken out (None); all else stays as it is written.

    Raises UsageError when the file cannot be changed without touching anything else; nothing is guessed.
    """
    try:
        wanted = {k: v for k, v in {**tomllib.loads(text), **changes}.items() if v is not None}
        file = tomlkit.parse(text)
        for key, value in changes.items():
            if value is None:
                file.pop(key, None)
            else:
                file[key] = _item(key, value)
        changed = tomlkit.dumps(file)
        is_safe = tomllib.loads(changed) == wanted
    except (TOMLKitError, ValueError, RecursionError):
        is_safe = False
    if not is_safe:
        raise UsageError(f"the outlet file cannot be changed safely; set {', '.join(changes)} in it by hand")
    return changed


def _item(key: str, value: Any) -> Item:
    """Return a value as TOML; a list too long for a line gets a line for each entry."""
    if isinstance(value, str):
        return _string(value)
    if not isinstance(value, (list, tuple)):
        scalar: Item = tomlkit.item(value)
        return scalar
    array = tomlkit.array()
    array.extend(_string(v) if isinstance(v, str) else v for v in value)
    return array.multiline(len(f"{key} = {array.as_string()}") > _ONE_LINE)


def _string(text: str) -> String:
    if "\\" in text and "'" not in text and text.isprintable():  # a pattern, which is easier to read as it is
        return tomlkit.string(text, literal=True)
    # A file cannot hold half a character of a pair.
    text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    text = re.sub(r'["\\]', r"\\\g<0>", text)
    return tomlkit.string("".join(c if c.isprintable() else f"\\U{ord(c):08x}" for c in text), escape=False)
