"""Tell which blocks are captions of pictures, whatever their markup."""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

from newsarchive.text import clean

if TYPE_CHECKING:
    from newsarchive.extract.body.blocks import Block
    from newsarchive.extract.page.tree import Element

MAX_CAPTION = 450
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
    """Tell whether a caption belongs to a film rather than a picture."""
    return _VIDEO.search(text) is not None


def has_credit(text: str) -> bool:
    """Tell whether the text ends with a picture credit, as only captions do."""
    if len(text) > MAX_CAPTION or _BYLINE_END.search(text):
        return False
    return bool(CREDIT.search(text) or _BRACKETED.search(text))


@lru_cache(maxsize=1024)
def key(text: str) -> str:
    """Return what two printings of one line share."""
    return "".join(_LETTERS.findall(text.casefold()))


def mark(blocks: list[Block], *, vietnamese: bool) -> None:
    """Set the kind of blocks that are captions to `caption`, in place.

    A caption is what stands in a caption's markup; text of a small table that holds a picture; a short line in the
    picture's own paragraph; a centred or slanted line after a picture; a line with a picture credit; the picture's
    alternative text; and a line printed twice or more in a row.
    """
    _mark_tables(blocks)
    repeated = _repeated(blocks)
    alts = _alternatives(blocks)
    texts = [b for b in blocks if b.kind == "text"]
    centred = sum(b.align == "center" for b in texts) > 0.5 * len(texts)
    slanted = sum(b.all_italic for b in texts) > 0.5 * len(texts)
    since_picture = 99
    picture: Element | None = None
    for block in blocks:
        if block.kind == "image":
            since_picture, picture = 0, block.element
            continue
        if block.kind == "video":
            since_picture, picture = 0, None
            continue
        if block.kind == "caption":
            continue
        text = block.text
        folded = key(text)
        short = len(text) <= MAX_CAPTION
        if (
            folded in repeated
            or (short and len(folded) >= 8 and folded in alts and since_picture <= 2 and block.kind != "heading")
            or (short and has_credit(text) and not _is_signature(text, since_picture))
            or (since_picture == 0 and _looks_like_caption(block, picture, centred, slanted, vietnamese))
        ):
            block.kind = "caption"
        since_picture += 1


def _is_signature(text: str, since_picture: int) -> bool:
    """`Tin, ảnh: ...` and a bare `Ảnh: ...` far from any picture are bylines."""
    from newsarchive.extract.bylines import grammar

    found = grammar.parse(text, bare=False)
    if found is None:
        return False
    starts_with_photo = re.match(r"^[\s(\[]*(?:ảnh|hình|photo|video|clip|nguồn)", text, re.I) is not None
    return not (starts_with_photo and since_picture == 0)


def _looks_like_caption(block: Block, picture: Element | None, centred: bool, slanted: bool, vietnamese: bool) -> bool:
    """By layout; where most of the text is centred or slanted that says nothing."""
    text = block.text
    if block.kind == "heading" or len(text) > 400 or picture is None:
        return False
    if block.align == "right":
        return False
    if _shares_paragraph(block.element, picture):
        return len(text) <= 250 or block.all_italic
    if block.all_italic and len(text) <= 250 and not slanted:
        return True
    if block.align == "center" and not centred and not (block.all_bold and len(text) < 90):
        return True
    if _BRACKETED_SOURCE.search(text):
        return True
    # A paragraph ends like a sentence and a heading is bold; a short line after a picture that does neither is its caption.
    return (
        vietnamese and len(text) <= 120 and text[-1:] not in _SENTENCE_ENDS and not block.bold and block.kind == "text"
    )


def _shares_paragraph(element: Element, picture: Element) -> bool:
    node = picture.getparent()
    for _ in range(4):
        if node is None:
            return False
        if node is element:
            return element.tag in ("p", "td", "center", "figure") or sum(1 for _ in element.iter("p", "div")) <= 2
        node = node.getparent()
    return False


def _mark_tables(blocks: list[Block]) -> None:
    tables: dict[Element, list[Block]] = {}
    for block in blocks:
        if not block.in_table and block.kind != "image":
            continue
        table = next(block.element.iterancestors("table"), None)
        if table is not None:
            tables.setdefault(table, []).append(block)
    for members in tables.values():
        texts = [b for b in members if b.kind not in ("image", "video", "caption")]
        pictures = sum(b.kind == "image" for b in members)
        if pictures and texts and len(texts) <= 2 * pictures + 1 and all(len(b.text) <= MAX_CAPTION for b in texts):
            for block in texts:
                block.kind = "caption"


def _repeated(blocks: list[Block]) -> set[str]:
    """Keys of lines printed at least twice in a row (pictures between them do not count).

    Where most of the text is printed twice the page repeats itself and the repetition says nothing.
    """
    texts = [b for b in blocks if b.kind in ("text", "caption") and b.text and not (b.kind == "text" and b.in_table)]
    keys = [key(b.text) for b in texts]
    twice = {a for a, b in pairwise(keys) if a == b and len(a) >= 8}
    if not twice:
        return twice
    total = Counter(keys)
    distinct = [k for k in total if len(k) >= 8]
    chars_twice = sum(len(k) for k in distinct if total[k] > 1)
    if chars_twice > 0.6 * sum(map(len, distinct)):
        return set()
    return twice


def _alternatives(blocks: list[Block]) -> set[str]:
    found = set()
    for block in blocks:
        if block.kind == "image":
            for name in ("alt", "title", "data-caption", "data-title"):
                value = block.element.get(name)
                if value and len(value) < 2000:
                    found.add(key(clean(value)))
    return found - {""}
