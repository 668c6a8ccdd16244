"""Leave out of a container's blocks what is not the article: furniture, links to other articles, repeats, scraps."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from newsarchive.extract.body import captions
from newsarchive.extract.page import furniture

if TYPE_CHECKING:
    from collections.abc import Sequence

    from newsarchive.extract.body.blocks import Block

_PROMO_LINK = re.compile(
    r"^\s*(?:>{1,3}|»|›|→|▶|\*|•|-)*\s*(?:xem thêm|đọc thêm|xem|đọc|tham khảo|liên quan|xem ngay|see also|read more|"
    r"read also|more|related|also read|watch)\b",
    re.I,
)
_ARROW = re.compile(r"^\s*(?:>{1,3}|»|›|→|▶|►)\s*\S")
_SOURCE_LINE = re.compile(r"^\W*(?:nguồn|theo)\b", re.I)


def strip(found: list[Block], title: str, *, vietnamese: bool) -> list[Block]:
    """Return the blocks without furniture, related links, repeated paragraphs and the title; pictures and captions stay."""
    kept: list[Block] = []
    seen: set[str] = set()
    title_key = captions.key(title)
    found = _after_title(found, title_key)
    twice = _printed_twice(found)
    for block in found:
        if not is_text(block):
            kept.append(block)
            continue
        if len(block.text) <= 300 and furniture.FURNITURE.match(block.text):
            if vietnamese and furniture.END_OF_ARTICLE.match(block.text) and _is_well_begun(kept):
                break
            continue
        folded = captions.key(block.text)
        is_title = folded == title_key and not any(b.kind == "text" for b in kept)
        is_repeat = twice and folded in seen and len(folded) >= 25
        if not folded or is_title or is_repeat or _is_related_link(block):
            continue
        seen.add(folded)
        kept.append(block)
    return kept


def _is_well_begun(kept: list[Block]) -> bool:
    return chars([b for b in kept if b.kind != "caption"]) > 400


def trim(kept: list[Block]) -> list[Block]:
    """Return the blocks without the scraps (dates, names, buttons) before the first and after the last running paragraph."""
    running = [i for i, b in enumerate(kept) if is_text(b) and (len(b.text) >= 80 or b.text[-1:] in ".!?…。」”\"'")]
    if not running:
        return kept
    first, last = running[0], running[-1]
    return [b for i, b in enumerate(kept) if first <= i <= last or not _is_scrap(b)]


def _is_scrap(block: Block) -> bool:
    return block.kind == "text" and block.tag != "p" and len(block.text) < 60


def is_text(block: Block) -> bool:
    """Return whether a block is text: no picture, no film, no caption."""
    return block.kind not in ("image", "video", "caption")


def chars(found: Sequence[Block]) -> int:
    """Return the characters of all blocks."""
    return sum(len(b.text) for b in found)


def _after_title(found: list[Block], title_key: str) -> list[Block]:
    """Where the container holds the title itself, what comes before it is the page's head."""
    for i, block in enumerate(found[:60]):
        if block.text and title_key and captions.key(block.text) == title_key:
            before, after = chars(found[:i]), chars(found[i + 1 :])
            return found[i + 1 :] if before < 0.5 * after else found
    return found


def _printed_twice(found: list[Block]) -> bool:
    """Whether the container holds nearly all of its text twice (a hidden copy for another layout)."""
    counts = Counter(captions.key(b.text) for b in found if b.kind in ("text", "caption") and len(b.text) >= 40)
    return len(counts) >= 3 and sum(n > 1 for n in counts.values()) >= 0.8 * len(counts)


def _is_related_link(block: Block) -> bool:
    return _is_link_line(block) and not _SOURCE_LINE.match(block.text)


def _is_link_line(block: Block) -> bool:
    """Whether the block is a link to another article, or announces one."""
    if not block.linked:
        return bool(_ARROW.match(block.text)) and len(block.text) < 160 and block.text[-1:] not in ".!?«"
    if block.all_linked:
        return len(block.text) > 12 or block.kind == "item"
    return block.linked >= 0.5 * len(block.text) and bool(_PROMO_LINK.match(block.text) or _ARROW.match(block.text))
