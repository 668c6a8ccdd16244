"""Find the kept pages that print the title of an article that is to be taken down: lists, and other articles' pages."""

from __future__ import annotations

import html
import unicodedata
from typing import TYPE_CHECKING

from newsarchive import content
from newsarchive.errors import ContentError, WarcError
from newsarchive.ingest.keep import read_capture
from newsarchive.store.captures import Captures
from newsarchive.store.removing.takedown_scope import TakedownScope

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from newsarchive.store.archive import Archive
    from newsarchive.store.captures import Capture
    from newsarchive.store.removing.takedown_scope import Removal

SHORTEST = 9
"""Letters; a shorter title is a rubric that many pages print."""


def of_titles(
    folder: Path, archive: Archive, removal: Removal, progress: Callable[[int, int], None]
) -> tuple[list[int], list[str]]:
    """Return the captures of lists of the same papers that print a title, and the addresses of articles whose pages do.

    The lists are removed with the article, as teasers are its words too; the pages are other articles' own, and stay.
    `folder` holds the WARC files; `progress` is called with the number of pages searched and the number to search.
    """
    titles = [_plain(t) for t in removal.titles if len(t) >= SHORTEST]
    if not titles or not removal.urls:
        return [], []
    scope, captures = TakedownScope(archive.db), Captures(archive.db)
    outlets = scope.outlets(removal.urls)
    lists = scope.captures_without_article(outlets)
    others = scope.captures_of_others(removal, outlets)
    found: set[int] = set()
    mentions: dict[str, None] = {}
    for done, (url, capture) in enumerate([*((None, c) for c in lists), *others]):
        progress(done, len(lists) + len(others))
        if url in mentions or not _prints(folder, captures, capture, titles):
            continue
        if url is None:
            found.update((capture.id, *scope.standing_on([capture.id])))
        else:
            mentions[url] = None
    return sorted(c for c in found if not scope.linked_files([c])), list(mentions)


def _prints(folder: Path, captures: Captures, capture: Capture, titles: list[str]) -> bool:
    text = _text(folder, captures, capture)
    return any(title in text for title in titles)


def _text(folder: Path, captures: Captures, capture: Capture) -> str:
    try:
        return _plain(content.decoded_body(read_capture(folder, captures, capture)).decode("utf-8", "replace"))
    except (ContentError, WarcError):
        return ""


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", html.unescape(html.unescape(text))).casefold().split())
