"""Find the blocks that are captions of pictures, whatever their markup."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

from newsarchive.text import clean

if TYPE_CHECKING:
    from collections.abc import Iterable

    from newsarchive.extract.body.blocks import Block
    from newsarchive.extract.page.tree import Element

MAX_CAPTION = 450
_NO_PICTURE_YET = 99
_SENTENCE_ENDS = tuple(".!?:;,…”\"'»)")
_LETTERS = re.compile(r"[^\W_]+")
_CREDIT_WORD = (
    r"(?:[Nn]guồn\s+)?(?:[Ảả]nh|ẢNH|[Hh]ình|HÌNH)(?:\s+(?:minh\s+h[oọ][aạ]|tư\s+liệu|chụp\s+màn\s+hình|TL|tl))?|"
    r"[Pp]hotos?|PHOTO|[Vv]ideo|VIDEO|[Cc]lip|[Đđ]ồ\s+h[oọ][aạ]|[Mm]inh\s+h[oọ][aạ]|[Ff]oto|Bild|[Cc]redit"
)
CREDIT = re.compile(
    # In lower case only after a mark: "các mô hình: lúa - tôm" is prose, "- ảnh: H.Y.T." and "Ảnh: H.Y.T." are credits.
    rf"(?:^|[.,;:\-–—(\[|/!?…”\"']\s*|\s(?=[A-ZẢĐ]))(?P<word>{_CREDIT_WORD})\s*[:：]\s*(?P<who>[^\n:]{{1,80}}?)\s*[)\]]?\s*[.|]?\s*$"
)
"""A credit at the end of a caption: `Ảnh: Hồng Khanh`, `- Ảnh: H.Y.T.`, `(Ảnh: Nhan Sáng/TTXVN)`."""
_BRACKETED = re.compile(r"[(\[]\s*(?:ảnh|hình|video|đồ h[oọ]a)\b[^()\[\]]{0,80}[)\]]\s*\.?\s*$", re.I)
_BRACKETED_SOURCE = re.compile(r"[(\[]\s*nguồn\b[^()\[\]]{0,60}[)\]]\s*\.?\s*$", re.I)
_BYLINE_END = re.compile(r"(?<!\w)(?:tin|bài)(?:\s+viết)?\s*(?:,|và|&|-)\s*(?:ảnh|video|clip)\s*:[^:]{1,80}$", re.I)
_VIDEO = re.compile(
    r"(?:^|[\s.(\-–])(?:video|clip|nguồn\s+video|nguồn\s+clip)(?:\s+clip)?\s*[:：]\s*[^\n:]{1,80}$", re.I
)


def is_video_caption(text: str) -> bool:
    """Return whether a caption belongs to a film rather than a picture."""
    return _VIDEO.search(text) is not None


def has_credit(text: str) -> bool:
    """Return whether the text ends with a picture credit, as only captions do."""
    if len(text) > MAX_CAPTION or _BYLINE_END.search(text):
        return False
    return bool(CREDIT.search(text) or _BRACKETED.search(text))


@lru_cache(maxsize=1024)
def key(text: str) -> str:
    """Return what two printings of one line share: its letters and digits in one case."""
    return "".join(_LETTERS.findall(text.casefold()))


def mark(blocks: list[Block], *, vietnamese: bool) -> None:
    """Set the kind of blocks that are captions to `caption`, in place.

    A caption is text in a caption's markup; text of a small table that holds a picture; a short line in the
    picture's own paragraph; a centred or slanted line after a picture; a line with a picture credit; the picture's
    alternative text; and a line printed twice or more in a row.
    """
    _mark_tables(blocks)
    texts = [b for b in blocks if b.kind == "text"]
    recogniser = _Recogniser(
        repeated=_repeated(blocks),
        alternatives=_alternatives(blocks),
        mostly_centred=sum(b.align == "center" for b in texts) > 0.5 * len(texts),
        mostly_italic=sum(b.all_italic for b in texts) > 0.5 * len(texts),
        vietnamese=vietnamese,
    )
    since_picture = _NO_PICTURE_YET
    picture: Element | None = None
    for block in blocks:
        if block.kind in ("image", "video"):
            since_picture, picture = 0, block.element if block.kind == "image" else None
        elif block.kind != "caption":
            if recogniser.is_caption(block, picture, since_picture):
                block.kind = "caption"
            since_picture += 1


@dataclass(slots=True)
class _Recogniser:
    """Recognises captions among the text blocks of one article, by what its other blocks look like.

    `repeated` and `alternatives` are the keys of lines printed twice and of alternative texts of pictures.
    """

    repeated: set[str]
    alternatives: set[str]
    mostly_centred: bool
    mostly_italic: bool
    vietnamese: bool

    def is_caption(self, block: Block, picture: Element | None, since_picture: int) -> bool:
        """Return whether a block is a caption; `picture` is the last one, so many blocks before."""
        folded = key(block.text)
        if folded in self.repeated:
            return True
        if folded in self.alternatives and since_picture <= 2 and _may_repeat_alternative(block, folded):
            return True
        if has_credit(block.text) and not _is_byline(block.text, since_picture):
            return True
        return since_picture == 0 and picture is not None and self._looks_like_caption(block, picture)

    def _looks_like_caption(self, block: Block, picture: Element) -> bool:
        """Whether the layout of the block right after a picture is that of a caption."""
        if block.kind == "heading" or len(block.text) > 400 or block.align == "right":
            return False
        if _shares_paragraph(block.element, picture):
            return len(block.text) <= 250 or block.all_italic
        return (
            self._is_set_apart(block)
            or _BRACKETED_SOURCE.search(block.text) is not None
            or (self.vietnamese and _is_no_sentence(block))
        )

    def _is_set_apart(self, block: Block) -> bool:
        """Whether the block is slanted or centred; where most of the text is, that says nothing."""
        slanted = block.all_italic and len(block.text) <= 250 and not self.mostly_italic
        centred = block.align == "center" and not self.mostly_centred
        return slanted or (centred and not (block.all_bold and len(block.text) < 90))


def _may_repeat_alternative(block: Block, folded: str) -> bool:
    return len(folded) >= 8 and len(block.text) <= MAX_CAPTION and block.kind != "heading"


def _is_no_sentence(block: Block) -> bool:
    """A paragraph ends like a sentence and a heading is bold; a short line that does neither is a caption."""
    text = block.text
    return len(text) <= 120 and text[-1:] not in _SENTENCE_ENDS and not block.bold and block.kind == "text"


def _is_byline(text: str, since_picture: int) -> bool:
    """`Tin, ảnh: ...` and a bare `Ảnh: ...` far from any picture are bylines."""
    from newsarchive.extract.bylines import grammar

    found = grammar.parse(text, bare=False)
    if found is None:
        return False
    starts_with_photo = re.match(r"^[\s(\[]*(?:ảnh|hình|photo|video|clip|nguồn)", text, re.I) is not None
    return not (starts_with_photo and since_picture == 0)


def _shares_paragraph(element: Element, picture: Element) -> bool:
    """Whether the element of a text is the picture's own paragraph, or a box with little else."""
    node = picture.getparent()
    for _ in range(4):
        if node is None:
            return False
        if node is element:
            return element.tag in ("p", "td", "center", "figure") or sum(1 for _ in element.iter("p", "div")) <= 2
        node = node.getparent()
    return False


def _mark_tables(blocks: list[Block]) -> None:
    """Mark as captions the texts of tables that hold little but pictures."""
    for members in _by_table(blocks):
        pictures = sum(b.kind == "image" for b in members)
        texts = [b for b in members if b.kind not in ("image", "video", "caption")]
        if pictures and _may_be_captions(texts, pictures):
            for block in texts:
                block.kind = "caption"


def _by_table(blocks: list[Block]) -> Iterable[list[Block]]:
    """Group the blocks that are in tables by their innermost table."""
    tables: dict[Element, list[Block]] = {}
    for block in blocks:
        if block.in_table or block.kind == "image":
            table = next(block.element.iterancestors("table"), None)
            if table is not None:
                tables.setdefault(table, []).append(block)
    return tables.values()


def _may_be_captions(texts: list[Block], pictures: int) -> bool:
    return len(texts) <= 2 * pictures + 1 and all(len(b.text) <= MAX_CAPTION for b in texts)


def _repeated(blocks: list[Block]) -> set[str]:
    """Keys of lines printed at least twice in a row (pictures between them do not count).

    Where most of the text is printed twice the page repeats itself and the repetition says nothing.
    """
    lines = [b for b in blocks if b.text and (b.kind == "caption" or (b.kind == "text" and not b.in_table))]
    keys = [key(b.text) for b in lines]
    in_a_row = {one for one, other in pairwise(keys) if one == other}
    counts = Counter(keys)
    long = {k for k in counts if len(k) >= 8}
    if sum(len(k) for k in long if counts[k] > 1) > 0.6 * sum(map(len, long)):
        return set()
    return in_a_row & long


def _alternatives(blocks: list[Block]) -> set[str]:
    """Keys of what the pictures' markup says instead of them."""
    pictures = (block.element for block in blocks if block.kind == "image")
    values = (el.get(name) for el in pictures for name in ("alt", "title", "data-caption", "data-title"))
    return {key(clean(value)) for value in values if value and len(value) < 2000} - {""}
