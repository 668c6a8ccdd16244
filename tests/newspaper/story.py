"""An article of the test newspaper as it truly is: what an archive of it must hold."""

from __future__ import annotations

import hashlib
import random
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal

from tests.newspaper import words

Style = Literal["yyyymm-id", "vdoc-a-id", "timestamp-htm", "vietnamvn"]
"""Content systems of the outlet catalogue whose addresses and markup the newspaper can print."""

STYLES: tuple[Style, ...] = ("yyyymm-id", "vdoc-a-id", "timestamp-htm")

Block = tuple[Literal["p", "h", "list", "figure"], str]
"""A piece of the body in the order printed. The items of a list stand a line each; a figure's text is its caption."""


@dataclass(frozen=True)
class Story:
    """The truth about one article: addresses, texts as they are read by a person, dates to the minute."""

    serial: int
    style: Style
    base: str
    title: str
    lead: str
    blocks: tuple[Block, ...]
    byline: str | None
    authors: tuple[tuple[str, str], ...]
    published_at: datetime
    section: str
    section_name: str
    tags: tuple[str, ...] = ()
    modified_at: datetime | None = None
    source_name: str | None = None
    source_url: str | None = None
    hex_id: str = ""
    slug: str = ""
    dateline: str = ""
    edition: int = 1

    @property
    def path(self) -> str:
        """The path of its address, as the content system makes it."""
        stamp = self.published_at.strftime
        if self.style == "yyyymm-id":
            return f"/{self.section}/{stamp('%Y%m')}/{self.slug}-{self.hex_id}/"
        if self.style == "vdoc-a-id":
            return f"/{self.slug}-a{100000 + self.serial}.html"
        if self.style == "timestamp-htm":
            return f"/{self.slug}-{stamp('%Y%m%d%H%M%S')}{self.serial % 1000:03d}.htm"
        return f"/{self.slug}"

    @property
    def old_path(self) -> str:
        """An address it had before, of the same shape; it answers with a redirect to `path`."""
        if self.style == "yyyymm-id":
            return f"/{self.section}/{self.published_at:%Y%m}/{self.slug}-{3000000 + self.serial}"
        if self.style == "vdoc-a-id":
            return f"/{self.slug[:40].rstrip('-')}-cu-a{5000 + self.serial}.html"
        if self.style == "timestamp-htm":
            return f"/{self.section}{self.path}"
        return f"/dongthap{self.path}"

    @property
    def print_path(self) -> str:
        """The address of its print version: the same text, another address."""
        return f"/print{self.path}"

    @property
    def url(self) -> str:
        """Its address."""
        return self.base + self.path

    @property
    def old_url(self) -> str:
        """The address it had before."""
        return self.base + self.old_path

    @property
    def print_url(self) -> str:
        """The address of its print version."""
        return self.base + self.print_path

    @property
    def paragraphs(self) -> tuple[str, ...]:
        """Its body: paragraphs, sub-headings and lists, without captions, byline and lead."""
        return tuple(text for kind, text in self.blocks if kind != "figure")

    @property
    def text(self) -> str:
        """Its body as an archive keeps it: paragraphs separated by a blank line; a photo essay's are its captions."""
        return "\n\n".join(self.paragraphs or self.captions)

    @property
    def captions(self) -> tuple[str, ...]:
        """The captions of its pictures, in order."""
        return tuple(text for kind, text in self.blocks if kind == "figure")

    @property
    def images(self) -> tuple[str, ...]:
        """The addresses of its pictures, one for each caption."""
        folder = f"{self.base}/dataimages/{self.published_at:%Y%m}/original"
        return tuple(f"{folder}/images{self.serial:05d}{n}_hinh.jpg" for n in range(len(self.captions)))

    @property
    def published(self) -> str:
        """Its date as printed: ISO 8601 with the newspaper's offset, to the minute; a day where only a day is printed."""
        if self.style == "vietnamvn":
            return self.published_at.date().isoformat()
        return self.published_at.isoformat(timespec="seconds")

    @property
    def modified(self) -> str | None:
        """The date of its last change, when the page says one."""
        return self.modified_at.isoformat(timespec="seconds") if self.modified_at else None

    @property
    def names(self) -> tuple[str, ...]:
        """The people of its byline, in order, in capitals where the byline prints capitals."""
        return tuple(name for name, _ in self.authors)

    def edited(self, moment: datetime) -> Story:
        """Return it with one paragraph changed and one added, as a newsroom corrects a text."""
        done = self.edition + 1
        prose = words.Prose(f"edit {self.serial} {done}", _section_of_topics(self.section))
        at = next(i for i, (kind, _) in enumerate(self.blocks) if kind == "p")
        blocks = list(self.blocks)
        blocks[at] = ("p", f"{blocks[at][1]} {prose.fill('Số liệu đính chính là {n} người.')}")
        blocks.append(("p", f"Cập nhật lần {done}: {prose.paragraph()}"))
        return replace(self, blocks=tuple(blocks), edition=done, modified_at=moment)


def write(serial: int, *, base: str, style: Style, published_at: datetime, seed: str = "") -> Story:
    """Return the article of this number; the same arguments give the same article.

    `published_at` is aware, in the newspaper's zone; seconds are dropped, as the page prints minutes.
    """
    name = f"{seed} {serial}"
    sections = tuple(words.SECTIONS)
    section = sections[serial % len(sections)]
    prose = words.Prose(name, section)
    r = prose.random
    moment = published_at.replace(second=0, microsecond=0)
    day = f"{moment.day}/{moment.month}"
    dateline = {"yyyymm-id": "(TSN) ", "vdoc-a-id": "(TSN) - ", "timestamp-htm": "", "vietnamvn": ""}[style]
    title = prose.fill(r.choice(words.TITLES))
    byline, authors = _byline(r, style)
    return Story(
        serial=serial,
        style=style,
        base=base,
        title=title,
        lead=prose.fill(r.choice(words.LEADS)),
        blocks=_blocks(prose, day, dateline),
        byline=byline,
        authors=authors,
        published_at=moment,
        section=section,
        section_name=words.SECTIONS[section],
        tags=(prose.place, prose.province) if r.random() < 0.6 else (),
        hex_id=hashlib.sha256(name.encode()).hexdigest()[:7],
        slug=words.slug(title) if style != "vietnamvn" else f"{words.slug(title)}-{_letters(serial)}",
        dateline=dateline,
    )


def republish(serial: int, original: Story, *, base: str, source_name: str, after: timedelta) -> Story:
    """Return the copy an aggregator prints of an article, naming where it comes from."""
    return replace(
        original,
        serial=serial,
        style="vietnamvn",
        base=base,
        published_at=original.published_at + after,
        modified_at=None,
        source_name=source_name,
        source_url=original.url,
        slug=words.slug(original.title),
    )


def _letters(number: int) -> str:
    """Return a number in letters, for addresses that carry no digits of an id."""
    return "".join("abcdefghij"[int(digit)] for digit in str(number))


def _section_of_topics(section: str) -> str:
    return section if section in words.TOPICS else "xa-hoi"


def _blocks(prose: words.Prose, day: str, dateline: str) -> tuple[Block, ...]:
    r = prose.random
    opening = dateline + prose.fill(r.choice(words.OPENINGS), day=day)
    blocks: list[Block] = [("p", opening)]
    for caption in r.sample(words.CAPTIONS, r.randint(0, 2)):
        credit = f" Ảnh: {words.pen_name(r)}" if r.random() < 0.5 else ""
        blocks.append(("figure", prose.fill(caption) + credit))
        blocks.append(("p", prose.paragraph()))
    for heading in r.sample(words.HEADINGS, r.randint(0, 2)):
        blocks += [("h", heading), ("p", prose.paragraph()), ("p", prose.paragraph())]
    if r.random() < 0.25:
        items = "\n".join(prose.fill(item) for item in r.sample(words.ITEMS, 3))
        blocks += [("p", "Các việc sẽ làm trong thời gian tới gồm:"), ("list", items)]
    blocks += [("p", prose.paragraph()) for _ in range(r.randint(2, 3))]
    blocks.append(("p", prose.fill(r.choice(words.CLOSINGS))))
    return tuple(blocks)


def _byline(r: random.Random, style: Style) -> tuple[str | None, tuple[tuple[str, str], ...]]:
    first, second = words.pen_name(r), words.pen_name(r)
    while second == first:
        second = words.pen_name(r)
    if style == "timestamp-htm":
        return r.choice([(first, ((first, "text"),)), (f"{first} - {second}", ((first, "text"), (second, "text")))])
    return r.choice(
        [
            (f"Tin, ảnh: {first}", ((first, "both"),)),
            (f"Bài, ảnh: {first}", ((first, "both"),)),
            (f"Bài và ảnh: {first} - {second}", ((first, "both"), (second, "both"))),
            (f"{first}- {second} (thực hiện)", ((first, "text"), (second, "text"))),
            (first, ((first, "text"),)),
            (f"Bài: {first} - Ảnh: {second}", ((first, "text"), (second, "photo"))),
            (None, ()),
        ]
    )
