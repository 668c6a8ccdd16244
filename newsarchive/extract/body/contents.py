"""From the container of an article to what is printed in it: paragraphs, lead, captions, bylines."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from newsarchive.extract.body import blocks as block_reader
from newsarchive.extract.body import captions, cleaning, printed_bylines
from newsarchive.extract.body.cleaning import chars, is_text
from newsarchive.extract.body.container import holds_named, text_length
from newsarchive.extract.body.density import INLINE_TAGS
from newsarchive.extract.bylines import known_names, source
from newsarchive.extract.page import furniture

if TYPE_CHECKING:
    from collections.abc import Collection

    from newsarchive.extract.body.blocks import Block
    from newsarchive.extract.bylines.grammar import Byline
    from newsarchive.extract.page.tree import Element

_BOX_TAGS = frozenset(("aside", "footer", "header", "nav"))
_DATELINE = re.compile(
    r"^(?:\([A-ZĐ][\w .+-]{1,20}\)|[A-ZĐ]{2,6}(?=\s*[-–—])|[A-Z][\w]{1,10}\.(?:vn|VN)(?=\s*[-–—]))\s*\.?\s*[-–—]?"
)
_STAMP_WORDS = re.compile(
    r"ngày|lúc|cập nhật|đăng|thứ (?:hai|ba|tư|năm|sáu|bảy|[2-7])|chủ nhật|gmt|utc|am|pm|sa|ch|tháng|năm|giờ|phút|xuất bản|\d+|[\W_]+",
    re.I,
)
_MARK_ONLY = re.compile(r"^[\W_]+$")


@dataclass(slots=True)
class Body:
    """The body as read: `paragraphs` in order, `captions` with their picture, bylines found, and what was printed.

    `link_share` is the share of characters inside links before related links were left out; `link_lines` counts the
    lines that are nothing but a link: lists of articles have many.
    """

    paragraphs: list[str] = field(default_factory=list)
    captions: list[tuple[Element | None, str]] = field(default_factory=list)
    pictures: list[Element] = field(default_factory=list)
    bylines: list[Byline] = field(default_factory=list)
    lead: str | None = None
    photo_essay: bool = False
    link_share: float = 0.0
    link_lines: int = 0
    dateline: str | None = None

    @property
    def text(self) -> str:
        """The paragraphs, parted by blank lines."""
        return "\n\n".join(self.paragraphs)


def read(
    container: Element,
    *,
    vietnamese: bool,
    lead: str | None,
    title: str,
    drop: Collection[Element] = (),
    declared_captions: Collection[Element] = (),
    description: str = "",
) -> Body:
    """Return the body of a container. `lead` and `title` are left out where the container repeats them.

    `drop` are elements that are no part of the body, `declared_captions` those that are known to be captions of pictures.
    """
    found = _walk(container, frozenset(drop), frozenset(declared_captions))
    captions.mark(found, vietnamese=vietnamese)
    body = Body()
    printed = [b for b in found if b.text and b.kind != "caption"]
    body.link_share = sum(b.linked for b in printed) / max(1, chars(printed))
    body.link_lines = sum(b.all_linked and len(b.text) >= 20 for b in printed)
    kept = cleaning.strip(found, title, vietnamese=vietnamese)
    if vietnamese:
        kept, body.bylines = printed_bylines.take(kept)
        kept = _take_lead(kept, lead, body, description)
    else:
        kept = cleaning.trim(kept)
        kept = _without_lead(kept, lead) if lead else kept
    _finish(found, kept, body)
    return body


def _walk(container: Element, dropped: frozenset[Element], declared_captions: frozenset[Element]) -> list[Block]:
    """Walk without furniture; where that leaves little, the names misled and only the plainest ones count."""
    total = max(1, text_length(container))

    def is_dropped(el: Element) -> bool:
        if el in dropped or el in declared_captions:
            return el in dropped
        if el.tag in INLINE_TAGS and not _stands_alone(el):
            return False  # a linked or styled word of a sentence, whatever its class
        if el.tag in _BOX_TAGS or furniture.is_noise(el):
            return text_length(el) <= 0.6 * total and (furniture.is_strong_noise(el) or not holds_named(el))
        return False

    def is_plainly_dropped(el: Element) -> bool:
        return el in dropped or (
            (el.tag in ("aside", "footer", "nav") or furniture.is_strong_noise(el)) and text_length(el) <= 0.3 * total
        )

    found = block_reader.walk(container, is_dropped, captions=declared_captions)
    if chars(found) >= 0.45 * total:
        return found
    for drop, hidden in ((is_plainly_dropped, False), (is_plainly_dropped, True)):
        more = block_reader.walk(container, drop, captions=declared_captions, keep_hidden=hidden)
        if chars(more) > 2 * chars(found):
            found = more
    return found


def _stands_alone(el: Element) -> bool:
    """Whether an inline element is all its block holds."""
    if el.tail and el.tail.strip():
        return False
    parent = el.getparent()
    if parent is None or (parent.text and parent.text.strip()):
        return False
    return not any(child is not el and ((child.tail or "").strip() or child.tag in INLINE_TAGS) for child in parent)


def _take_lead(kept: list[Block], lead: str | None, body: Body, description: str) -> list[Block]:
    """Take the lead out of a Vietnamese text: the one given where it is repeated, or a first paragraph set as one."""
    if not lead:
        lead = body.lead = _repeated_lead(kept)
    if lead:
        return _without_stamps(_without_lead(kept, lead))
    kept = _without_stamps(kept)
    texts = [b for b in kept if is_text(b)]
    if len(texts) > 1 and _is_set_as_lead(texts[0], description):
        body.lead = texts[0].text
        kept.remove(texts[0])
    return kept


def _without_lead(kept: list[Block], lead: str) -> list[Block]:
    """Leave out the lead where it is repeated at the start, unless nothing else is left."""
    wanted = captions.key(lead)
    texts = [i for i, b in enumerate(kept) if is_text(b)]
    gone = {i for i in texts[:6] if captions.key(kept[i].text) == wanted}
    return [b for i, b in enumerate(kept) if i not in gone] if len(gone) < len(texts) else kept


def _is_set_as_lead(first: Block, description: str) -> bool:
    """Whether the first paragraph is set in bold, or is the page's description, or begins so and is set apart."""
    text = first.text
    if len(text) < 50 or first.kind == "item":
        return False
    folded = captions.key(text)
    if first.all_bold or folded == captions.key(description):
        return True
    opening = captions.key(description.rstrip(". …"))[:60]
    agrees = len(opening) >= 25 and opening in folded[: len(opening) + 40]
    return agrees and (first.kind == "heading" or first.bold > 0.5 * len(text) or first.italic > 0.5 * len(text))


def _repeated_lead(kept: list[Block]) -> str | None:
    """A long paragraph printed twice at the start: once as the lead, once more as the body's first."""
    seen: set[str] = set()
    for block in [b for b in kept if is_text(b)][:6]:
        folded = captions.key(block.text)
        if len(folded) >= 50 and folded in seen:
            return block.text
        seen.add(folded)
    return None


def _without_stamps(kept: list[Block]) -> list[Block]:
    """Leave out lines before the first running paragraph that hold only a date, or a paper's name with a date."""
    gone: set[int] = set()
    for i in [i for i, b in enumerate(kept) if is_text(b)][:4]:
        text = kept[i].text
        if len(text) >= 80:
            break
        if (not _STAMP_WORDS.sub("", text) and len(text) >= 5) or known_names.is_outlet(source.without_day(text)):
            gone.add(i)
    return [b for i, b in enumerate(kept) if i not in gone]


def _finish(found: list[Block], kept: list[Block], body: Body) -> None:
    """Set pictures, captions and paragraphs; a photo essay's captions are its text."""
    _take_pictures(found, body)
    texts = [b for b in kept if is_text(b) and not _MARK_ONLY.match(b.text)]
    body.photo_essay = _is_photo_essay(body, texts)
    if body.photo_essay:
        body.paragraphs = _essay_lines(kept)
        return
    body.paragraphs = join_items(texts)
    m = _DATELINE.match(body.paragraphs[0]) if body.paragraphs else None
    body.dateline = m.group().strip(" -–—.,:") if m else None


def _essay_lines(kept: list[Block]) -> list[str]:
    """Every line of text and every picture's caption, each once."""
    lines: dict[str, str] = {}
    for block in kept:
        if block.kind not in ("image", "video") and not captions.is_video_caption(block.text):
            lines.setdefault(captions.key(block.text), block.text)
    lines.pop("", None)
    return list(lines.values())


def _take_pictures(found: list[Block], body: Body) -> None:
    """Set the pictures, and each caption once, with the picture before it."""
    picture: Element | None = None
    seen = {""}
    for block in found:
        if block.kind == "image":
            picture = block.element
            body.pictures.append(picture)
        elif block.kind == "caption" and (folded := captions.key(block.text)) not in seen:
            seen.add(folded)
            body.captions.append((picture, block.text))


def _is_photo_essay(body: Body, texts: list[Block]) -> bool:
    shown = [caption for _, caption in body.captions if not captions.is_video_caption(caption)]
    return (
        len(shown) >= 4
        and len(body.pictures) >= 4
        and sum(map(len, shown)) > 1.2 * chars(texts)
        and len(texts) <= len(shown) + 2
    )


def join_items(texts: list[Block]) -> list[str]:
    """Return paragraphs; items of one list, and rows of one table, are lines of one paragraph."""
    paragraphs: list[str] = []
    previous: Block | None = None
    for block in texts:
        same = (
            previous is not None
            and block.kind in ("item", "row")
            and previous.kind == block.kind
            and _list_of(block) is _list_of(previous)
        )
        if same:
            paragraphs[-1] = f"{paragraphs[-1]}\n{block.text}"
        else:
            paragraphs.append(block.text)
        previous = block
    return paragraphs


def _list_of(block: Block) -> Element | None:
    return next(block.element.iterancestors("ul", "ol", "dl", "table"), None)
