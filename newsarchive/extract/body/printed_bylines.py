"""Take the bylines printed in an article's text out of it."""

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


def take(kept: list[Block]) -> tuple[list[Block], list[Byline]]:
    """Return the blocks without the bylines printed at the end (and the beginning) of the text, and these bylines.

    A byline at the end of a paragraph is cut off that paragraph.
    """
    bylines: list[Byline] = []
    texts = [i for i, b in enumerate(kept) if is_text(b)]
    gone: set[int] = set()
    bare_left = 1
    for back, i in enumerate(reversed(texts[-7:])):
        block = kept[i]
        found = grammar.parse(block.text, bare=False) or _link_to_source(block)
        if found is None and bare_left and _may_be_bare(block, back - len(gone)):
            found = grammar.parse(block.text)
            if found is not None and not found.labelled:
                bare_left -= 1
        if found is not None and len(kept) - len(gone) > 1:
            bylines.insert(0, _linked(found, block))
            gone.add(i)
            continue
        m = _TAIL_BYLINE.search(block.text) if back - len(gone) <= 1 else None
        if m:
            found = grammar.parse(m["line"], bare=False)
            if found is not None:
                bylines.insert(0, found)
                block.text = block.text[: m.start("line")].rstrip()
        if back - len(gone) >= 3:
            break
    for i in texts[:3]:
        if i in gone:
            continue
        found = grammar.parse(kept[i].text, bare=_has_author_hint(kept[i]) or kept[i].align == "right")
        if found is not None and (found.authors or found.source or found.source_url) and len(texts) - len(gone) > 1:
            bylines.append(_linked(found, kept[i]))
            gone.add(i)
    # A byline after a picture in the middle ("Bài và ảnh: Nguyễn Hương" under the first caption).
    for i in texts[3:-7]:
        found = grammar.parse(kept[i].text, bare=False)
        if found is not None and found.authors and any(a.role == "both" for a in found.authors):
            bylines.append(found)
            gone.add(i)
    return [b for i, b in enumerate(kept) if i not in gone], bylines


def _linked(found: Byline, block: Block) -> Byline:
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


def _may_be_bare(block: Block, back: int) -> bool:
    """A line of names counts as a byline at the end: set apart by place, type or class, or as the very last line."""
    if block.kind in ("item", "row", "heading") or len(block.text) > 90:
        return False
    if block.align == "right" or _has_author_hint(block):
        return True
    return back <= 0 or (back <= 1 and (block.all_bold or block.all_italic))


def _has_author_hint(block: Block) -> bool:
    el: Element | None = block.element
    for _ in range(2):
        if el is None:
            return False
        if _AUTHOR_HINT.search(furniture.hints(el)):
            return True
        el = el.getparent()
    return False
