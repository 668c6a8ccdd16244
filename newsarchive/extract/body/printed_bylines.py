"""Take out of an article's text the bylines printed in it."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from newsarchive.extract.body.cleaning import is_text
from newsarchive.extract.bylines import grammar
from newsarchive.extract.bylines.grammar import Byline
from newsarchive.extract.bylines.source import link_of
from newsarchive.extract.page import furniture
from newsarchive.text import fold

if TYPE_CHECKING:
    from newsarchive.extract.body.blocks import Block
    from newsarchive.extract.page.tree import Element

_AUTHOR_HINT = re.compile(r"author|signature|pseudonym|byline|tac-?gia|but-?danh|nguon|source|credit", re.I)
_TAIL_BYLINE = re.compile(
    r"(?<=[.!?…”\"/)\]])\s*(?P<line>(?:Tin|Bài|Ảnh|Bài viết|Tin bài|Thực hiện)(?:\s*(?:,|và|&|-)\s*(?:[Tt]in|[Bb]ài|ảnh|Ảnh|"
    r"video|clip))*\s*:\s*[^.:!?]{2,70}\.?)$"
)
_LINK_TO_SOURCE = re.compile(
    r"(?:xem\s+)?(?:link\s+)?(?:bai\s+(?:viet\s+)?|tin\s+)?goc(?:\s*:?\s*tai day)?|link nguon|nguon(?:\s+bai viet|\s+tin)?\s*:\s*(?:tai day|link)"
)
_END_LINES, _START_LINES = 7, 3
"""How many lines of text at either end are searched for every kind of byline."""


def take(kept: list[Block]) -> tuple[list[Block], list[Byline]]:
    """Return the blocks without the bylines printed at the end (and the beginning) of the text, and these bylines.

    A byline at the end of a paragraph is cut off that paragraph.
    """
    search = _Search(kept)
    search.at_the_end()
    search.at_the_beginning()
    search.in_the_middle()
    return [b for i, b in enumerate(kept) if i not in search.taken], search.bylines


class _Search:
    """The search for bylines in the blocks of one article. `texts` and `taken` are places in `kept`."""

    def __init__(self, kept: list[Block]) -> None:
        self.kept = kept
        self.texts = [i for i, b in enumerate(kept) if is_text(b)]
        self.taken: set[int] = set()
        self.bylines: list[Byline] = []
        self._bare_allowed = True

    def at_the_end(self) -> None:
        """Take the lines that are bylines from the last one up; one bare name counts as such."""
        for back, i in enumerate(reversed(self.texts[-_END_LINES:])):
            block, lines_below = self.kept[i], back - len(self.taken)
            found = self._parse_end(block, lines_below)
            if found is not None and len(self.kept) - len(self.taken) > 1:
                self.bylines.insert(0, _with_link(found, block))
                self.taken.add(i)
                continue
            if lines_below <= 1:
                self._cut_off(block)
            if lines_below >= 3:
                break

    def _parse_end(self, block: Block, lines_below: int) -> Byline | None:
        found = grammar.parse(block.text, bare=False) or _link_to_source(block)
        if found is None and self._bare_allowed and _may_be_bare(block, lines_below):
            found = grammar.parse(block.text)
            self._bare_allowed = found is None or found.labelled
        return found

    def _cut_off(self, block: Block) -> None:
        """Take a byline at the end of a paragraph."""
        m = _TAIL_BYLINE.search(block.text)
        found = grammar.parse(m["line"], bare=False) if m else None
        if m and found is not None:
            self.bylines.insert(0, found)
            block.text = block.text[: m.start("line")].rstrip()

    def at_the_beginning(self) -> None:
        """Take the first lines that say who wrote the article or where it comes from."""
        for i in self.texts[:_START_LINES]:
            block = self.kept[i]
            if i in self.taken or len(self.texts) - len(self.taken) <= 1:
                continue
            found = grammar.parse(block.text, bare=_has_author_hint(block) or block.align == "right")
            if found is not None and (found.authors or found.source or found.source_url):
                self.bylines.append(_with_link(found, block))
                self.taken.add(i)

    def in_the_middle(self) -> None:
        """Take a byline after a picture in the middle ("Bài và ảnh: Nguyễn Hương" under the first caption)."""
        for i in self.texts[_START_LINES:-_END_LINES]:
            found = grammar.parse(self.kept[i].text, bare=False)
            if found is not None and any(author.role == "both" for author in found.authors):
                self.bylines.append(found)
                self.taken.add(i)


def _with_link(found: Byline, block: Block) -> Byline:
    """A credit with the address that the name of its source links to."""
    if found.source is None or found.source_url or not block.linked:
        return found
    return replace(found, source_url=link_of(block.element, found.source))


def _link_to_source(block: Block) -> Byline | None:
    """A line that is nothing but a link to the original: "Xem bài gốc", "Nguồn bài viết: tại đây"."""
    words = fold(block.text).strip(" .:>»()[]")
    if not block.linked or not _LINK_TO_SOURCE.fullmatch(words):
        return None
    url = link_of(block.element, words)
    return Byline(block.text, source_url=url, labelled=True) if url else None


def _may_be_bare(block: Block, lines_below: int) -> bool:
    """Whether a line of names may be a byline at the end: set apart by place, type or class, or the very last line."""
    if block.kind in ("item", "row", "heading") or len(block.text) > 90:
        return False
    if block.align == "right" or _has_author_hint(block):
        return True
    return lines_below <= 0 or (lines_below <= 1 and (block.all_bold or block.all_italic))


def _has_author_hint(block: Block) -> bool:
    """Whether class or id of the block's element, or of the one around it, speak of an author or a source."""
    el: Element | None = block.element
    for _ in range(2):
        if el is None:
            return False
        if _AUTHOR_HINT.search(furniture.hints(el)):
            return True
        el = el.getparent()
    return False
