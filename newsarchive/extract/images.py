"""The pictures of an article: real addresses (never the lazy-load placeholder), captions and credits."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from newsarchive.extract.body.captions import CREDIT
from newsarchive.items import Image
from newsarchive.text import clean

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from newsarchive.extract.page.document import Document
    from newsarchive.extract.page.tree import Element

_LAZY = """
    data-src data-original data-lazy-src data-lazy data-original-src data-url data-img data-echo data-hi-res-src
    data-desktop-src data-thumb
""".split()
_SETS = ("data-srcset", "data-lazy-srcset", "srcset")
_PLACEHOLDER = re.compile(
    r"^data:|blank\.|spacer|placeholder|pixel\.|1x1|loading\.(?:gif|svg)|lazy\.|transparent|no-?image|grey\.gif|logo|icon|avatar|emoji",
    re.I,
)
MAX_IMAGES = 200


def real_url(img: Element) -> str | None:
    """Return the address of the picture itself: from the lazy-load attributes, the largest of a set, or `src`."""
    return next((url for url in _addresses(img) if url and not _PLACEHOLDER.search(url[:200])), None)


def _addresses(img: Element) -> Iterator[str]:
    """All addresses of a picture, the most trusted first."""
    for name in (*_LAZY, "src"):
        yield (img.get(name) or "").strip()
    picture = next(img.iterancestors("picture"), None)
    for holder in (img, *(picture.iter("source") if picture is not None else ())):
        for name in _SETS:
            yield _largest(holder.get(name) or "")


def _largest(srcset: str) -> str:
    best, width = "", -1.0
    for part in re.split(r",\s+", srcset[:8000].strip()):
        pieces = part.strip().split()
        if not pieces:
            continue
        try:
            size = float(pieces[1][:-1]) if len(pieces) > 1 else 0.0
        except ValueError:
            size = 0.0
        if size > width:
            best, width = pieces[0], size
    return best


def choose_images(
    doc: Document, pictures: Sequence[Element], captions: Sequence[tuple[Element | None, str]]
) -> tuple[str | None, tuple[Image, ...]]:
    """Return the leading picture's address (as the page gives it to other sites) and all pictures of the body in order."""
    texts: dict[Element | None, list[str]] = {}
    for picture, text in captions:
        texts.setdefault(picture, []).append(text)
    found: dict[str, Image] = {}
    for img in pictures[:MAX_IMAGES]:
        url = doc.absolute(real_url(img))
        if url is None or _is_tiny(img):
            continue
        caption = clean(" ".join(texts.get(img, []))) or None
        if url not in found or (caption and not found[url].caption):
            found[url] = Image(url, caption, credit(caption))
    lead = doc.absolute(doc.first("og:image", "og:image:url", "twitter:image") or next(iter(doc.linked.images), None))
    return lead or next(iter(found), None), tuple(found.values())


def credit(caption: str | None) -> str | None:
    """Return who made the picture, as the caption's end says."""
    m = CREDIT.search(caption) if caption else None
    return clean(m["who"]).strip(" .)]|") or None if m else None


def _is_tiny(img: Element) -> bool:
    for name in ("width", "height"):
        value = (img.get(name) or "").strip().removesuffix("px")
        if value.isdigit() and int(value) < 40:
            return True
    return False
