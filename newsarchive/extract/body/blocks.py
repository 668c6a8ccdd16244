"""From a container of the tree to its blocks: paragraphs, headings, list items, rows, captions and pictures in order."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Literal

from newsarchive.extract.page import furniture
from newsarchive.text import clean

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from newsarchive.extract.page.tree import Element

Kind = Literal["text", "heading", "item", "row", "caption", "image", "video"]

_BLOCK_TAGS = frozenset(
    """
    p div section article main h1 h2 h3 h4 h5 h6 ul ol li dl dt dd table thead tbody tfoot tr caption blockquote
    figure figcaption pre address center hr header footer aside details summary fieldset body html hgroup amp-img
    """.split()
)
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_BOLD, _ITALIC = frozenset(("b", "strong")), frozenset(("i", "em"))
_ALIGN = re.compile(r"text-align\s*:\s*(center|right)", re.I)
_BOLD_STYLE = re.compile(r"font-weight\s*:\s*(?:bold|[6-9]00)", re.I)
_ITALIC_STYLE = re.compile(r"font-style\s*:\s*italic", re.I)
_SENTENCE_END = re.compile(r"[.!?…:;”\"')\]]\s*$")
_NEW_LINE_START = re.compile(r"^\s*[-–—•*+“\"'(\[A-ZĐÀ-Ỹ0-9]")
_PIECE_BREAK = "\x00"
MAX_DEPTH = 200
_MAX_BLOCKS = 5000


@dataclass(slots=True)
class Block:
    """One printed block. `linked`, `bold` and `italic` count characters."""

    kind: Kind
    text: str
    element: Element
    tag: str = "p"
    linked: int = 0
    bold: int = 0
    italic: int = 0
    align: str = ""
    in_table: bool = False

    @property
    def all_bold(self) -> bool:
        """Whether nearly all of the text is bold."""
        return self.bold >= 0.9 * max(1, len(self.text) - 2)

    @property
    def all_italic(self) -> bool:
        """Whether nearly all of the text is italic."""
        return self.italic >= 0.85 * max(1, len(self.text) - 2)

    @property
    def all_linked(self) -> bool:
        """Whether nearly all of the text is link."""
        return self.linked >= 0.8 * max(1, len(self.text))


def walk(
    container: Element,
    drop: Callable[[Element], bool],
    *,
    captions: Collection[Element] = (),
    keep_hidden: bool = False,
) -> list[Block]:
    """Return the blocks of a container in printed order.

    `drop` says which elements (with all they hold) are no part; hidden elements are none unless `keep_hidden`.
    `captions` are elements known to be captions; others are by their tag or name.
    """
    walker = _Walker(drop, captions, keep_hidden)
    walker.enter(container, 0)
    walker.flush(container)
    return walker.blocks


@dataclass(slots=True)
class _Style:
    """How the elements around a piece of text have it printed. `tag` is the nearest block's."""

    tag: str = "div"
    align: str = ""
    link: bool = False
    bold: bool = False
    italic: bool = False
    caption: bool = False
    in_table: bool = False
    in_item: bool = False

    @property
    def kind(self) -> Kind:
        """The kind of a block of text of this style."""
        if self.caption:
            return "caption"
        if self.tag in _HEADINGS:
            return "heading"
        if self.in_item:
            return "item"
        return "row" if self.tag == "tr" else "text"

    def inside_inline(self, el: Element, *, caption: bool) -> _Style:
        """Return the style within an element of a line of text, itself a caption or not."""
        tag, css = el.tag, el.get("style") or ""
        link = tag == "a" and el.get("href") is not None
        bold = tag in _BOLD or _is_bold(css)
        italic = tag in _ITALIC or _is_italic(css)
        if not (link or bold or italic or caption):
            return self
        return replace(
            self,
            link=self.link | link,
            bold=self.bold | bold,
            italic=self.italic | italic,
            caption=self.caption | caption,
        )

    def inside_block(self, el: Element, *, caption: bool) -> _Style:
        """Return the style within an element that begins a block, itself a caption or not."""
        tag, css = str(el.tag), el.get("style") or ""
        return _Style(
            tag=tag,
            align=_alignment(tag, css, el) or self.align,
            link=self.link,
            bold=self.bold or (tag != "figure" and _is_bold(css)),
            italic=self.italic or _is_italic(css),
            caption=self.caption or caption,
            in_table=self.in_table or tag == "table",
            in_item=self.in_item or tag == "li",
        )


def _is_bold(css: str) -> bool:
    return bool(css) and _BOLD_STYLE.search(css) is not None


def _is_italic(css: str) -> bool:
    return bool(css) and _ITALIC_STYLE.search(css) is not None


def _alignment(tag: str, css: str, el: Element) -> str:
    if tag == "center":
        return "center"
    found = _ALIGN.search(css) if css else None
    return (found.group(1) if found else el.get("align") or "").lower()


@dataclass(slots=True)
class _Buffer:
    """The text of a block that has not ended yet, and how many of its characters are of a style."""

    parts: list[str] = field(default_factory=list)
    linked: int = 0
    bold: int = 0
    italic: int = 0


class _Walker:
    """Walks a container in document order and cuts its text into blocks."""

    def __init__(self, drop: Callable[[Element], bool], captions: Collection[Element], keep_hidden: bool) -> None:
        self.drop = drop
        self.captions = captions
        self.keep_hidden = keep_hidden
        self.blocks: list[Block] = []
        self.buffer = _Buffer()
        self.style = _Style()

    def enter(self, el: Element, depth: int) -> None:
        """Walk an element, `depth` steps below the container."""
        tag = el.tag
        if not isinstance(tag, str) or depth > MAX_DEPTH:
            return
        if tag == "br":
            self.buffer.parts.append(_PIECE_BREAK)
        elif tag in ("img", "amp-img", "picture"):
            self._image(el)
        elif tag in ("video", "iframe", "amp-video"):
            self.blocks.append(Block("video", "", el, tag))
        elif tag in furniture.SKIPPED_TAGS:
            if tag == "noscript":
                self._noscript(el)
        elif not self._is_left_out(el, depth):
            if tag in _BLOCK_TAGS:
                self._block(el, depth)
            else:
                self._inline(el, depth)

    def _is_left_out(self, el: Element, depth: int) -> bool:
        return depth > 0 and ((not self.keep_hidden and furniture.is_hidden(el)) or self.drop(el))

    def _inline(self, el: Element, depth: int) -> None:
        outer = self.style
        caption = el in self.captions or (el.tag not in ("a", "b", "strong") and furniture.is_caption(el))
        if el.tag in ("td", "th") and self.buffer.parts:
            self.buffer.parts.append(" | ")
        if caption:
            self.flush(el)
        self.style = outer.inside_inline(el, caption=caption)
        self._children(el, depth)
        if caption:
            self.flush(el)
        self.style = outer

    def _block(self, el: Element, depth: int) -> None:
        self.flush(el.getparent() if depth else el)
        outer, tag = self.style, el.tag
        caption = tag == "figcaption" or el in self.captions or furniture.is_caption(el)
        caption = caption or (tag == "figure" and el.find(".//table") is None)
        self.style = outer.inside_block(el, caption=caption)
        self._children(el, depth)
        self.flush(el)
        self.style = outer

    def _children(self, el: Element, depth: int) -> None:
        self._add(el.text)
        for child in el:
            self.enter(child, depth + 1)
            self._add(child.tail)

    def _add(self, text: str | None) -> None:
        if not text:
            return
        buffer, style = self.buffer, self.style
        buffer.parts.append(text)
        if style.link or style.bold or style.italic:
            length = len(text.strip())
            buffer.linked += style.link * length
            buffer.bold += style.bold * length
            buffer.italic += style.italic * length

    def flush(self, element: Element | None) -> None:
        """End the block whose text was added last; `element` is the one that holds it."""
        buffer = self.buffer
        if not buffer.parts or element is None:
            return
        self.buffer = _Buffer()
        joined = "".join(buffer.parts)
        if not joined.strip(" \t\r\n\x00") or len(self.blocks) >= _MAX_BLOCKS:
            return
        pieces = split_lines(joined)
        total = sum(map(len, pieces)) or 1
        for piece in pieces:
            share = len(piece) / total
            self.blocks.append(
                Block(
                    kind=self.style.kind,
                    text=piece,
                    element=element,
                    tag=self.style.tag,
                    linked=round(buffer.linked * share),
                    bold=round(buffer.bold * share),
                    italic=round(buffer.italic * share),
                    align=self.style.align,
                    in_table=self.style.in_table,
                )
            )

    def _image(self, el: Element) -> None:
        img = el if el.tag != "picture" else next(iter(el.iter("img", "amp-img")), None)
        if img is not None:
            # The text before a picture in the same paragraph is a block of its own.
            self.flush(el.getparent())
            self.blocks.append(Block("image", "", img, "img"))

    def _noscript(self, el: Element) -> None:
        for img in el.iter("img"):
            self.blocks.append(Block("image", "", img, "noscript"))


def split_lines(raw: str) -> list[str]:
    """Cut a paragraph's text at its line breaks where they end a paragraph, and clean the pieces.

    Two breaks always cut. One break cuts only where a sentence ends before it and a new line begins after it;
    elsewhere it is the typesetter's and becomes a space.
    """
    if _PIECE_BREAK not in raw:
        text = clean(raw)
        return [text] if text else []
    pieces: list[str] = []
    begins = True
    for line in map(clean, raw.split(_PIECE_BREAK)):
        if not line:
            begins = True
        elif begins or (_SENTENCE_END.search(pieces[-1][-8:]) and _NEW_LINE_START.match(line)):
            pieces.append(line)
            begins = False
        else:
            pieces[-1] += f" {line}"
    return pieces
