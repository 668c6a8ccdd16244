"""From a page's bytes to its article: every field with where it came from."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from importlib import metadata
from pathlib import Path

import newsarchive
from newsarchive.extract.reader import read

__all__ = ["libraries", "read", "rules_hash", "warm_up"]


@lru_cache(maxsize=1)
def rules_hash() -> str:
    """Return a hash of the rules in force: the source of this package and of the modules below that decide with it."""
    digest = hashlib.sha256()
    package = Path(newsarchive.__file__).parent
    below = [package / name for name in ("text.py", "content.py", "robots_directives.py")]
    for file in [*sorted((package / "extract").rglob("*.py")), *below]:
        digest.update(file.relative_to(package).as_posix().encode() + b"\0" + file.read_bytes() + b"\0")
    return digest.hexdigest()[:16]


@lru_cache(maxsize=1)
def _versions() -> tuple[tuple[str, str], ...]:
    return tuple((name, metadata.version(name)) for name in ("trafilatura", "lxml", "dateparser", "htmldate"))


def libraries() -> dict[str, str]:
    """Return the versions of the libraries whose output enters an extraction."""
    return dict(_versions())


def warm_up() -> None:
    """Import the heavy libraries, so that a worker's first page takes no longer than its others."""
    import dateparser.date  # noqa: F401
    import htmldate  # noqa: F401
    import trafilatura  # noqa: F401
