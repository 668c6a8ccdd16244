"""Count the text of every element of a stretch of the tree in one pass."""

# ruff: noqa: SIM905 - lists of words read best as lines of words
from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from newsarchive.extract.page.tree import Element

INLINE_TAGS = frozenset(
    """
    a abbr b bdi big cite code del dfn em font i ins kbd label mark q s samp small span strong sub sup time tt u var
    """.split()
)
"""Tags that stand in a line of text and do not end it."""

_PARAGRAPH_TAGS = frozenset(["p", "div", "td", "pre", "li", "section", "article", "dd", "blockquote", "center"])
MIN_CHARS = 30


class Measures:
    """Characters below each element, and which elements directly hold running text.

    White space at the ends of text pieces does not count. `paragraphs` are (element, characters, linked characters)
    in document order.
    """

    def __init__(self, elements: Sequence[Element]) -> None:
        """`elements` is a subtree in document order, its root first."""
        count = len(elements)
        place = {el: i for i, el in enumerate(elements)}
        full, linked, direct, direct_linked = [0] * count, [0] * count, [0] * count, [0] * count
        spoken = [False] * count
        for i in range(count - 1, -1, -1):
            el = elements[i]
            tag = el.tag
            text = el.text
            own = 0
            if text:
                own = len(text.strip())
                full[i] += own
                direct[i] += own
                if own >= 3:
                    spoken[i] = True
            if tag == "a":
                linked[i] = full[i]
            if i == 0:
                break
            parent = el.getparent()
            j = place[parent] if parent is not None else 0
            tail_text = el.tail
            tail = len(tail_text.strip()) if tail_text else 0
            full[j] += full[i] + tail
            linked[j] += linked[i]
            direct[j] += tail
            if tail > 8:
                spoken[j] = True
            if tag in INLINE_TAGS:
                direct[j] += full[i]
                direct_linked[j] += linked[i]
                if own > 60 and tag != "a":
                    spoken[j] = True
        self._place = place
        self._full = full
        self.paragraphs = [
            (el, direct[i], direct_linked[i])
            for i, el in enumerate(elements)
            if direct[i] >= MIN_CHARS and el.tag in _PARAGRAPH_TAGS and (spoken[i] or el.tag == "p")
        ]

    def full(self, el: Element) -> int:
        """All characters below the element."""
        return self._full[self._place[el]]

    def running(self) -> int:
        """The characters of all paragraphs that are not mostly links."""
        return sum(chars - linked for _, chars, linked in self.paragraphs if linked < 0.5 * chars)
