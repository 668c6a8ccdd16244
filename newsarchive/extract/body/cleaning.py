"""Leave out of a container's blocks what is not the article's: furniture, links to other articles, repeats, scraps."""

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
        text = block.text
        folded = captions.key(text)
        if not folded:
            continue
        if len(text) <= 300 and furniture.FURNITURE.match(text):
            if (
                furniture.END_OF_ARTICLE.match(text)
                and sum(len(b.text) for b in kept if b.kind != "caption") > 400
                and vietnamese
            ):
                break
            continue
        if folded == title_key and not any(b.kind == "text" for b in kept):
            continue
        if _is_link_line(block) and not _SOURCE_LINE.match(text):
            continue
        if folded in seen and twice and len(folded) >= 25:
            continue
        seen.add(folded)
        kept.append(block)
    return kept


def trim(kept: list[Block]) -> list[Block]:
    """Return the blocks without the scraps (dates, names, buttons) before the first and after the last running paragraph."""
    long = [i for i, b in enumerate(kept) if is_text(b) and (len(b.text) >= 80 or b.text[-1:] in ".!?…。」”\"'")]
    if not long:
        return kept
    first, last = long[0], long[-1]
    return [
        b for i, b in enumerate(kept) if first <= i <= last or b.kind != "text" or b.tag == "p" or len(b.text) >= 60
    ]


def is_text(block: Block) -> bool:
    """Tell whether a block is text: no picture, no film, no caption."""
    return block.kind not in ("image", "video", "caption")


def chars(found: Sequence[Block]) -> int:
    """Return the characters of all blocks."""
    return sum(len(b.text) for b in found)


def _after_title(found: list[Block], title_key: str) -> list[Block]:
    """Where the container holds the title itself, what stands before it is the page's head."""
    for i, block in enumerate(found[:60]):
        if block.text and title_key and captions.key(block.text) == title_key:
            before, after = chars(found[:i]), chars(found[i + 1 :])
            return found[i + 1 :] if before < 0.5 * after else found
    return found


def _printed_twice(found: list[Block]) -> bool:
    """Tell whether the container holds nearly all of its text twice (a hidden copy for another layout)."""
    counts = Counter(captions.key(b.text) for b in found if b.kind in ("text", "caption") and len(b.text) >= 40)
    return len(counts) >= 3 and sum(n > 1 for n in counts.values()) >= 0.8 * len(counts)


def _is_link_line(block: Block) -> bool:
    if not block.linked:
        return bool(_ARROW.match(block.text)) and len(block.text) < 160 and block.text[-1:] not in ".!?«"
    if block.all_linked:
        return len(block.text) > 12 or block.kind == "item"
    return block.linked >= 0.5 * len(block.text) and bool(_PROMO_LINK.match(block.text) or _ARROW.match(block.text))
