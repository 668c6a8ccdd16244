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
    from collections.abc import Sequence

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
        return "\n\n".join(self.paragraphs)


def read(
    container: Element,
    *,
    vietnamese: bool,
    lead: str | None,
    title: str,
    drop: Sequence[Element] = (),
    description: str = "",
) -> Body:
    """Return the body of a container. `lead` and `title` are left out where the container repeats them."""
    found = _walk(container, set(drop))
    captions.mark(found, vietnamese=vietnamese)
    body = Body()
    printed = [b for b in found if b.text and b.kind != "caption"]
    body.link_share = sum(b.linked for b in printed) / max(1, chars(printed))
    body.link_lines = sum(b.all_linked and len(b.text) >= 20 for b in printed)
    kept = cleaning.strip(found, title, vietnamese=vietnamese)
    if vietnamese:
        kept, body.bylines = printed_bylines.take(kept)
    else:
        kept = cleaning.trim(kept)
    kept = _take_lead(kept, lead, body, vietnamese, description)
    _finish(found, kept, body)
    return body


def _walk(container: Element, dropped: set[Element]) -> list[Block]:
    """Walk without furniture; where that leaves little, the names misled and only the plainest ones count."""
    total = max(1, text_length(container))

    def is_dropped(el: Element) -> bool:
        if el in dropped:
            return True
        if el.tag in INLINE_TAGS and not _stands_alone(el):
            return False  # a linked or styled word of a sentence, whatever its class
        if el.tag in _BOX_TAGS or furniture.is_noise(el):
            return text_length(el) <= 0.6 * total and (furniture.is_strong_noise(el) or not holds_named(el))
        return False

    def is_plainly_dropped(el: Element) -> bool:
        return el in dropped or (
            (el.tag in ("aside", "footer", "nav") or furniture.is_strong_noise(el)) and text_length(el) <= 0.3 * total
        )

    found = block_reader.walk(container, is_dropped)
    if chars(found) >= 0.45 * total:
        return found
    for drop, hidden in ((is_plainly_dropped, False), (is_plainly_dropped, True)):
        more = block_reader.walk(container, drop, keep_hidden=hidden)
        if chars(more) > 2 * chars(found):
            found = more
    return found


def _stands_alone(el: Element) -> bool:
    """Tell whether an inline element is all its block holds."""
    if el.tail and el.tail.strip():
        return False
    parent = el.getparent()
    if parent is None or (parent.text and parent.text.strip()):
        return False
    return not any(child is not el and ((child.tail or "").strip() or child.tag in INLINE_TAGS) for child in parent)


def _take_lead(kept: list[Block], lead: str | None, body: Body, vietnamese: bool, description: str) -> list[Block]:
    """Take the lead out of the text: the one given wherever it is repeated at the start, or a first paragraph set as one."""
    texts = [i for i, b in enumerate(kept) if is_text(b)]
    if not texts:
        return kept
    if not lead and vietnamese:
        lead = body.lead = _repeated_lead(kept, texts)
    if lead:
        wanted = captions.key(lead)
        gone = {i for i in texts[:6] if captions.key(kept[i].text) == wanted}
        if len(gone) < len(texts):
            kept = [b for i, b in enumerate(kept) if i not in gone]
        return _without_stamps(kept) if vietnamese else kept
    if vietnamese:
        kept = _without_stamps(kept)
        texts = [i for i, b in enumerate(kept) if is_text(b)]
        if not texts:
            return kept
    first = kept[texts[0]]
    opening = captions.key(description.rstrip(". …"))[:60]
    folded = captions.key(first.text)
    agrees = len(opening) >= 25 and opening in folded[: len(opening) + 40]
    if vietnamese and len(texts) > 1 and len(first.text) >= 50 and first.kind != "item":
        set_apart = (
            first.kind == "heading" or first.bold > 0.5 * len(first.text) or first.italic > 0.5 * len(first.text)
        )
        if first.all_bold or (agrees and set_apart) or folded == captions.key(description):
            body.lead = first.text
            kept.remove(first)
    return kept


def _repeated_lead(kept: list[Block], texts: list[int]) -> str | None:
    """A long paragraph printed twice at the start: once as the lead, once more as the body's first."""
    seen: set[str] = set()
    for i in texts[:6]:
        folded = captions.key(kept[i].text)
        if len(folded) >= 50 and folded in seen:
            return kept[i].text
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
    picture: Element | None = None
    seen: set[str] = set()
    for block in found:
        if block.kind == "image":
            picture = block.element
            body.pictures.append(picture)
        elif block.kind == "caption" and block.text:
            folded = captions.key(block.text)
            if folded and folded not in seen:
                seen.add(folded)
                body.captions.append((picture, block.text))
    texts = [b for b in kept if is_text(b) and not _MARK_ONLY.match(b.text)]
    shown = [c for _, c in body.captions if not captions.is_video_caption(c)]
    caption_chars, text_chars = sum(map(len, shown)), sum(len(b.text) for b in texts)
    if (
        len(shown) >= 4
        and len(body.pictures) >= 4
        and caption_chars > 1.2 * text_chars
        and len(texts) <= len(shown) + 2
    ):
        body.photo_essay = True
        printed: set[str] = set()
        for block in kept:
            folded = captions.key(block.text)
            if (
                block.kind in ("image", "video")
                or not folded
                or folded in printed
                or captions.is_video_caption(block.text)
            ):
                continue
            printed.add(folded)
            body.paragraphs.append(block.text)
        return
    body.paragraphs = join_items(texts)
    m = _DATELINE.match(body.paragraphs[0]) if body.paragraphs else None
    body.dateline = m.group().strip(" -–—.,:") if m else None


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
