"""Count the text of every element of a stretch of the tree in one pass."""

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
"""Tags of a line of text, which do not end it."""

_PARAGRAPH_TAGS = frozenset(["p", "div", "td", "pre", "li", "section", "article", "dd", "blockquote", "center"])
MIN_CHARS = 30


class Measures:
    """Characters below each element, and which elements directly hold running text.

    White space at the ends of text pieces does not count.
    """

    def __init__(self, elements: Sequence[Element]) -> None:
        """`elements` is a subtree in document order, its root first."""
        place = {el: i for i, el in enumerate(elements)}
        own = [len(text.strip()) if (text := el.text) else 0 for el in elements]
        full, direct, holds_prose = own.copy(), own.copy(), [chars >= 3 for chars in own]
        linked, direct_linked = [0] * len(elements), [0] * len(elements)
        for i in range(len(elements) - 1, 0, -1):  # what is below an element was added before its turn
            el = elements[i]
            tag = el.tag
            if tag == "a":
                linked[i] = full[i]
            parent = el.getparent()
            j = place[parent] if parent is not None else 0
            tail = len(text.strip()) if (text := el.tail) else 0
            full[j] += full[i] + tail
            linked[j] += linked[i]
            direct[j] += tail
            if tail > 8:
                holds_prose[j] = True
            if tag in INLINE_TAGS:
                direct[j] += full[i]
                direct_linked[j] += linked[i]
                if own[i] > 60 and tag != "a":
                    holds_prose[j] = True
        self._place = place
        self._full = full
        self.paragraphs = [
            (el, direct[i], direct_linked[i])
            for i, el in enumerate(elements)
            if direct[i] >= MIN_CHARS and el.tag in _PARAGRAPH_TAGS and (holds_prose[i] or el.tag == "p")
        ]
        """(element, characters, linked characters) of what directly holds text, in document order."""

    def full(self, el: Element) -> int:
        """Return the number of characters below the element."""
        return self._full[self._place[el]]

    def running_paragraphs(self) -> list[tuple[Element, int]]:
        """Return the paragraphs that are not mostly links, with their characters outside links."""
        return [(el, chars - linked) for el, chars, linked in self.paragraphs if linked < 0.5 * chars]

    def running(self) -> int:
        """Return the characters outside links of all paragraphs that are not mostly links."""
        return sum(chars for _, chars in self.running_paragraphs())
