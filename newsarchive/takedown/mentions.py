"""Find the kept pages that print the title of an article that is to be taken down: lists, and other articles' pages."""

from __future__ import annotations

import html
import unicodedata
from typing import TYPE_CHECKING

from newsarchive import content
from newsarchive.errors import ContentError, WarcError
from newsarchive.ingest.keep import read_capture
from newsarchive.store.captures import Captures
from newsarchive.store.takedown_scope import Belongings

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from newsarchive.store.archive import Archive
    from newsarchive.store.captures import Capture
    from newsarchive.store.takedown_scope import Doomed

SHORTEST = 9
"""Letters; a shorter title is a rubric that many pages print."""


def of_titles(
    folder: Path, archive: Archive, doomed: Doomed, progress: Callable[[int, int], None]
) -> tuple[list[int], list[str]]:
    """Return the captures of lists of the same papers that print a title, and the addresses of articles whose pages do.

    The lists go with the article, as teasers are its words too; the pages are other articles' own, and stay. `folder`
    holds the WARC files; `progress` is told how many pages were looked through, and of how many.
    """
    titles = [_plain(t) for t in doomed.titles if len(t) >= SHORTEST]
    if not titles or not doomed.urls:
        return [], []
    belongings, captures = Belongings(archive.db), Captures(archive.db)
    outlets = belongings.outlets(doomed.urls)
    lists = belongings.captures_without_article(outlets)
    others = belongings.captures_of_others(doomed, outlets)
    found: set[int] = set()
    mentions: dict[str, None] = {}
    for done, (url, capture) in enumerate([*((None, c) for c in lists), *others]):
        progress(done, len(lists) + len(others))
        if url in mentions:
            continue
        text = _text(folder, captures, capture)
        if not any(title in text for title in titles):
            continue
        if url is None:
            found.add(capture.id)
            found.update(belongings.standing_on([capture.id]))
        else:
            mentions[url] = None
    return sorted(c for c in found if not belongings.linked_files([c])), list(mentions)


def _text(folder: Path, captures: Captures, capture: Capture) -> str:
    try:
        return _plain(content.decoded_body(read_capture(folder, captures, capture)).decode("utf-8", "replace"))
    except (ContentError, WarcError):
        return ""


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", html.unescape(html.unescape(text))).casefold().split())
