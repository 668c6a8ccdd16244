"""From a container of the tree to its blocks: paragraphs, headings, list items, rows, captions and pictures in order."""

# ruff: noqa: SIM905 - lists of words read best as lines of words
from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from newsarchive.extract.page import furniture
from newsarchive.text import clean

if TYPE_CHECKING:
    from collections.abc import Callable

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
    """One printed block. `linked`, `bold` and `italic` count characters; `figure` numbers the picture it belongs to."""

    kind: Kind
    text: str
    element: Element
    tag: str = "p"
    linked: int = 0
    bold: int = 0
    italic: int = 0
    align: str = ""
    in_table: bool = False
    in_quote: bool = False
    in_list: bool = False

    @property
    def all_bold(self) -> bool:
        return self.bold >= 0.9 * max(1, len(self.text) - 2)

    @property
    def all_italic(self) -> bool:
        return self.italic >= 0.85 * max(1, len(self.text) - 2)

    @property
    def all_linked(self) -> bool:
        return self.linked >= 0.8 * max(1, len(self.text))


@dataclass(slots=True)
class _Buffer:
    parts: list[str] = field(default_factory=list)
    linked: int = 0
    bold: int = 0
    italic: int = 0


def walk(container: Element, drop: Callable[[Element], bool], keep_hidden: bool = False) -> list[Block]:
    """Return the blocks of a container in printed order.

    `drop` tells which elements (with all they hold) are no part; hidden elements are none unless `keep_hidden`.
    """
    walker = _Walker(drop, keep_hidden)
    walker.enter(container, 0)
    walker.flush(container)
    return walker.blocks


class _Walker:
    def __init__(self, drop: Callable[[Element], bool], keep_hidden: bool) -> None:
        self.drop = drop
        self.keep_hidden = keep_hidden
        self.blocks: list[Block] = []
        self.buffer = _Buffer()
        self.link = self.bold = self.italic = 0
        self.caption = self.figure = self.table = self.quote = self.items = 0
        self.align: list[str] = []
        self.tag = "div"

    def add(self, text: str | None) -> None:
        if not text:
            return
        buffer = self.buffer
        buffer.parts.append(text)
        if self.link or self.bold or self.italic:
            n = len(text.strip())
            if self.link:
                buffer.linked += n
            if self.bold:
                buffer.bold += n
            if self.italic:
                buffer.italic += n

    def flush(self, element: Element | None) -> None:
        buffer = self.buffer
        if not buffer.parts or element is None:
            return
        self.buffer = _Buffer()
        joined = "".join(buffer.parts)
        if not joined.strip(" \t\r\n\x00"):
            return
        pieces = split_lines(joined)
        if len(self.blocks) >= _MAX_BLOCKS:
            return
        total = sum(map(len, pieces)) or 1
        for piece in pieces:
            share = len(piece) / total
            self.blocks.append(
                Block(
                    kind=self._kind(),
                    text=piece,
                    element=element,
                    tag=self.tag,
                    linked=round(buffer.linked * share),
                    bold=round(buffer.bold * share),
                    italic=round(buffer.italic * share),
                    align=self.align[-1] if self.align else "",
                    in_table=self.table > 0,
                    in_quote=self.quote > 0,
                    in_list=self.items > 0,
                )
            )

    def _kind(self) -> Kind:
        if self.caption:
            return "caption"
        if self.tag in _HEADINGS:
            return "heading"
        if self.items:
            return "item"
        return "row" if self.tag == "tr" else "text"

    def enter(self, el: Element, depth: int) -> None:
        tag = el.tag
        if not isinstance(tag, str) or depth > MAX_DEPTH:
            return
        if tag == "br":
            self.buffer.parts.append(_PIECE_BREAK)
            return
        if tag in ("img", "amp-img", "picture"):
            self._image(el)
            return
        if tag in ("video", "iframe", "amp-video"):
            self.blocks.append(Block("video", "", el, tag))
            return
        if tag in furniture.SKIPPED_TAGS:
            if tag == "noscript":
                self._noscript(el)
            return
        if depth and ((not self.keep_hidden and furniture.is_hidden(el)) or self.drop(el)):
            return
        if tag in _BLOCK_TAGS:
            self._block(el, depth)
        else:
            self._inline(el, depth)

    def _children(self, el: Element, depth: int) -> None:
        self.add(el.text)
        for child in el:
            self.enter(child, depth + 1)
            self.add(child.tail)

    def _inline(self, el: Element, depth: int) -> None:
        tag = el.tag
        style = el.get("style") or ""
        link = tag == "a" and el.get("href") is not None
        bold = tag in _BOLD or bool(style and _BOLD_STYLE.search(style))
        italic = tag in _ITALIC or bool(style and _ITALIC_STYLE.search(style))
        caption = tag not in ("a", "b", "strong") and furniture.is_caption(el)
        if tag in ("td", "th") and self.buffer.parts:
            self.buffer.parts.append(" | ")
        if caption:
            self.flush(el)
        self.link += link
        self.bold += bold
        self.italic += italic
        self.caption += caption
        self._children(el, depth)
        if caption:
            self.flush(el)
        self.caption -= caption
        self.link -= link
        self.bold -= bold
        self.italic -= italic

    def _block(self, el: Element, depth: int) -> None:
        self.flush(el.getparent() if depth else el)
        tag, outer = el.tag, self.tag
        style = el.get("style") or ""
        found = _ALIGN.search(style) if style else None
        align = found.group(1).lower() if found else (el.get("align") or "").lower()
        if tag == "center":
            align = "center"
        caption = tag == "figcaption" or furniture.is_caption(el) or (tag == "figure" and el.find(".//table") is None)
        bold = tag != "figure" and bool(style and _BOLD_STYLE.search(style))
        italic = bool(style and _ITALIC_STYLE.search(style))
        self.tag = tag
        if align:
            self.align.append(align)
        self.caption += caption
        self.bold += bold
        self.italic += italic
        self.table += tag == "table"
        self.quote += tag == "blockquote"
        self.items += tag == "li"
        self._children(el, depth)
        self.flush(el)
        self.items -= tag == "li"
        self.quote -= tag == "blockquote"
        self.table -= tag == "table"
        self.bold -= bold
        self.italic -= italic
        self.caption -= caption
        if align:
            self.align.pop()
        self.tag = outer

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
    lines = [clean(line) for line in raw.split(_PIECE_BREAK)]
    pieces: list[list[str]] = []
    new = True
    for line in lines:
        if not line:
            new = True
            continue
        if new or (line and _SENTENCE_END.search(pieces[-1][-1][-8:]) and _NEW_LINE_START.match(line)):
            pieces.append([line])
        else:
            pieces[-1].append(line)
        new = False
    return [" ".join(piece) for piece in pieces]
