"""From the blocks of a container to the article's text, its captions and the byline printed in it."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from newsarchive.extract import blocks as block_reader
from newsarchive.extract import byline, captions, known, noise, source
from newsarchive.extract.container import holds_named, text_length
from newsarchive.extract.measure import INLINE_TAGS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from newsarchive.extract.blocks import Block
    from newsarchive.extract.tree import Element

_AUTHOR_HINT = re.compile(r"author|signature|pseudonym|byline|tac-?gia|but-?danh|nguon|source|credit", re.I)
_PROMO_LINK = re.compile(
    r"^\s*(?:>{1,3}|»|›|→|▶|\*|•|-)*\s*(?:xem thêm|đọc thêm|xem|đọc|tham khảo|liên quan|xem ngay|see also|read more|"
    r"read also|more|related|also read|watch)\b",
    re.I,
)
_ARROW = re.compile(r"^\s*(?:>{1,3}|»|›|→|▶|►)\s*\S")
_TAIL_BYLINE = re.compile(
    r"(?<=[.!?…”\"/)\]])\s*(?P<line>(?:Tin|Bài|Ảnh|Bài viết|Tin bài|Thực hiện)(?:\s*(?:,|và|&|-)\s*(?:[Tt]in|[Bb]ài|ảnh|Ảnh|"
    r"video|clip))*\s*:\s*[^.:!?]{2,70}\.?)$"
)
_BOX_TAGS = frozenset(("aside", "footer", "header", "nav"))
_SOURCE_LINE = re.compile(r"^\W*(?:nguồn|theo)\b", re.I)
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
    bylines: list[byline.Byline] = field(default_factory=list)
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
    body.link_share = sum(b.linked for b in printed) / max(1, _chars(printed))
    body.link_lines = sum(b.all_linked and len(b.text) >= 20 for b in printed)
    kept = _strip(found, title, vietnamese)
    kept = _take_bylines(kept, body) if vietnamese else _trim(kept)
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
        if el.tag in _BOX_TAGS or noise.is_noise(el):
            return text_length(el) <= 0.6 * total and (noise.is_strong_noise(el) or not holds_named(el))
        return False

    def is_plainly_dropped(el: Element) -> bool:
        return el in dropped or (
            (el.tag in ("aside", "footer", "nav") or noise.is_strong_noise(el)) and text_length(el) <= 0.3 * total
        )

    found = block_reader.walk(container, is_dropped)
    if _chars(found) >= 0.45 * total:
        return found
    for drop, hidden in ((is_plainly_dropped, False), (is_plainly_dropped, True)):
        more = block_reader.walk(container, drop, keep_hidden=hidden)
        if _chars(more) > 2 * _chars(found):
            found = more
    return found


def _chars(found: list[Block]) -> int:
    return sum(len(b.text) for b in found)


def _stands_alone(el: Element) -> bool:
    """Tell whether an inline element is all its block holds."""
    if el.tail and el.tail.strip():
        return False
    parent = el.getparent()
    if parent is None or (parent.text and parent.text.strip()):
        return False
    return not any(child is not el and ((child.tail or "").strip() or child.tag in INLINE_TAGS) for child in parent)


def _strip(found: list[Block], title: str, vietnamese: bool) -> list[Block]:
    """Leave out furniture, related links, repeated paragraphs and the title."""
    kept: list[Block] = []
    seen: set[str] = set()
    title_key = captions.key(title)
    found = _after_title(found, title_key)
    twice = _printed_twice(found)
    for block in found:
        if block.kind in ("image", "video", "caption"):
            kept.append(block)
            continue
        text = block.text
        folded = captions.key(text)
        if not folded:
            continue
        if len(text) <= 300 and noise.FURNITURE.match(text):
            if (
                noise.END_OF_ARTICLE.match(text)
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


def _after_title(found: list[Block], title_key: str) -> list[Block]:
    """Where the container holds the title itself, what stands before it is the page's head."""
    for i, block in enumerate(found[:60]):
        if block.text and title_key and captions.key(block.text) == title_key:
            before, after = _chars(found[:i]), _chars(found[i + 1 :])
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


def _trim(kept: list[Block]) -> list[Block]:
    """Leave out scraps (dates, names, buttons) before the first and after the last running paragraph."""
    long = [i for i, b in enumerate(kept) if _is_text(b) and (len(b.text) >= 80 or b.text[-1:] in ".!?…。」”\"'")]
    if not long:
        return kept
    first, last = long[0], long[-1]
    return [
        b for i, b in enumerate(kept) if first <= i <= last or b.kind != "text" or b.tag == "p" or len(b.text) >= 60
    ]


def _is_text(block: Block) -> bool:
    return block.kind not in ("image", "video", "caption")


def _take_bylines(kept: list[Block], body: Body) -> list[Block]:
    """Take the printed bylines out of the end (and the beginning) of the text."""
    texts = [i for i, b in enumerate(kept) if _is_text(b)]
    gone: set[int] = set()
    bare_left = 1
    for back, i in enumerate(reversed(texts[-7:])):
        block = kept[i]
        found = byline.parse(block.text, bare=False)
        if found is None and bare_left and _may_be_bare(block, back - len(gone)):
            found = byline.parse(block.text)
            if found is not None and not found.labelled:
                bare_left -= 1
        if found is not None and len(kept) - len(gone) > 1:
            body.bylines.insert(0, found)
            gone.add(i)
            continue
        m = _TAIL_BYLINE.search(block.text) if back - len(gone) <= 1 else None
        if m:
            found = byline.parse(m["line"], bare=False)
            if found is not None:
                body.bylines.insert(0, found)
                block.text = block.text[: m.start("line")].rstrip()
        if back - len(gone) >= 3:
            break
    for i in texts[:3]:
        if i in gone:
            continue
        found = byline.parse(kept[i].text, bare=_has_author_hint(kept[i]) or kept[i].align == "right")
        if found is not None and (found.authors or found.source or found.source_url) and len(texts) - len(gone) > 1:
            body.bylines.append(found)
            gone.add(i)
    # A byline after a picture in the middle ("Bài và ảnh: Nguyễn Hương" under the first caption).
    for i in texts[3:-7]:
        found = byline.parse(kept[i].text, bare=False)
        if found is not None and found.authors and any(a.role == "both" for a in found.authors):
            body.bylines.append(found)
            gone.add(i)
    return [b for i, b in enumerate(kept) if i not in gone]


def _may_be_bare(block: Block, back: int) -> bool:
    """A line of names counts as a byline at the end: set apart by place, type or class, or as the very last line."""
    if block.kind in ("item", "row", "heading") or len(block.text) > 90:
        return False
    if block.align == "right" or _has_author_hint(block):
        return True
    return back <= 0 or (back <= 1 and (block.all_bold or block.all_italic))


def _has_author_hint(block: Block) -> bool:
    el: Element | None = block.element
    for _ in range(2):
        if el is None:
            return False
        if _AUTHOR_HINT.search(noise.hints(el)):
            return True
        el = el.getparent()
    return False


def _take_lead(kept: list[Block], lead: str | None, body: Body, vietnamese: bool, description: str) -> list[Block]:
    """Take the lead out of the text: the one given wherever it is repeated at the start, or a first paragraph set as one."""
    texts = [i for i, b in enumerate(kept) if _is_text(b)]
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
        texts = [i for i, b in enumerate(kept) if _is_text(b)]
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
    for i in [i for i, b in enumerate(kept) if _is_text(b)][:4]:
        text = kept[i].text
        if len(text) >= 80:
            break
        if (not _STAMP_WORDS.sub("", text) and len(text) >= 5) or known.is_outlet(source.without_day(text)):
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
    texts = [b for b in kept if _is_text(b) and not _MARK_ONLY.match(b.text)]
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
