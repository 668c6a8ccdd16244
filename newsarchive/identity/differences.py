"""Compare two wordings of an article: words added and removed, the title first."""

from __future__ import annotations

import html
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import chain
from typing import TYPE_CHECKING, Any, Literal

from newsarchive.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

Sign = Literal["=", "-", "+"]

FIELDS = ("title", "lead", "text", "byline", "published_at", "modified_at")
MAX_STEPS = 9_000_000
"""Two passages whose words, multiplied, are more are shown as removed and added as a whole: the work stays bounded."""
_OPS = {"=": "same", "-": "removed", "+": "added"}


@dataclass(frozen=True, slots=True)
class Piece:
    """Words that stayed (`=`), went (`-`) or came (`+`)."""

    sign: Sign
    text: str


@dataclass(frozen=True, slots=True)
class Change:
    """A field that differs; `paragraphs` are those of its paragraphs in which something does."""

    field: str
    before: str | None
    after: str | None
    paragraphs: tuple[tuple[Piece, ...], ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """Two revisions of an article and what differs between them, in the order of FIELDS."""

    uid: str
    url: str
    former: Mapping[str, Any]
    latter: Mapping[str, Any]
    changes: tuple[Change, ...]

    def words(self, sign: Sign) -> int:
        """Return how many words came (`+`) or went (`-`)."""
        pieces = chain.from_iterable(
            chain.from_iterable(c.paragraphs for c in self.changes if not c.field.endswith("_at"))
        )
        return sum(len(piece.text.split()) for piece in pieces if piece.sign == sign)

    def in_words(self) -> str:
        """Return in one line which revisions these are and how much differs."""
        former, latter = (f"revision {r['revision']} ({r['observed_at']})" for r in (self.former, self.latter))
        return f"{self.url}: {former} to {latter}: {self.words('+')} words added, {self.words('-')} removed"

    def as_json(self) -> dict[str, Any]:
        """Return the difference as plain values."""
        ends = {
            name: {
                key: row[key]
                for key in ("revision", "observed_at", "capture_id", "warc_file", "warc_offset", "content_hash")
            }
            for name, row in (("from", self.former), ("to", self.latter))
        }
        return {
            "uid": self.uid,
            "url": self.url,
            **ends,
            "words_added": self.words("+"),
            "words_removed": self.words("-"),
            "changes": [
                {
                    "field": change.field,
                    "before": change.before,
                    "after": change.after,
                    "paragraphs": [
                        [{"op": _OPS[piece.sign], "text": piece.text} for piece in paragraph]
                        for paragraph in change.paragraphs
                    ],
                }
                for change in self.changes
            ],
        }

    def as_html(self) -> str:
        """Return a whole page of HTML; everything from the web is escaped."""
        parts = [
            "<!doctype html>",
            '<html lang="vi"><head><meta charset="utf-8">',
            f"<title>{html.escape(str(self.latter['title']))}</title>",
            "<style>body{max-width:45em;margin:2em auto;font-family:sans-serif;line-height:1.5}"
            "del{background:#fdd}ins{background:#dfd;text-decoration:none}</style></head><body>",
            f"<p>{html.escape(self.in_words())}</p>",
        ]
        for change in self.changes:
            parts.append(f"<h2>{html.escape(change.field)}</h2>")
            parts += [f"<p>{' '.join(map(_tagged, paragraph))}</p>" for paragraph in change.paragraphs]
        if not self.changes:
            parts.append("<p>The two have the same words.</p>")
        return "\n".join([*parts, "</body></html>"])


def between(revisions: Sequence[Mapping[str, Any]], wanted: Sequence[int] = ()) -> Difference:
    """Return the difference between two revisions of one article (rows of `history`), the last two unless asked otherwise.

    Raises UsageError when they are not two, or not there.
    """
    known = {row["revision"]: row for row in revisions}
    if wanted and len(wanted) != 2:
        raise UsageError("name two revisions, such as 1 3, or none for the last two")
    if not wanted and len(known) < 2:
        raise UsageError("the article has one revision: nothing changed since it was first seen")
    numbers = list(wanted) or sorted(known)[-2:]
    for number in numbers:
        if number not in known:
            raise UsageError(f"there is no revision {number}; there are {', '.join(map(str, sorted(known)))}")
    former, latter = known[numbers[0]], known[numbers[1]]
    changes = (_change(field, former[field], latter[field]) for field in FIELDS)
    return Difference(
        str(latter["uid"]), str(latter["url"]), former, latter, tuple(change for change in changes if change)
    )


def _change(field: str, before: str | None, after: str | None) -> Change | None:
    """Return what differs in a field, None when nothing but white space does."""
    if (before or "").split() == (after or "").split():
        return None
    return Change(field, before, after, tuple(_paragraphs(before or "", after or "")))


def _paragraphs(former: str, latter: str) -> Iterator[tuple[Piece, ...]]:
    """Yield the paragraphs in which something differs, word by word."""
    a = [" ".join(p.split()) for p in former.split("\n") if p.strip()]
    b = [" ".join(p.split()) for p in latter.split("\n") if p.strip()]
    for kind, a0, a1, b0, b1 in SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
        if kind == "equal":
            continue
        if a1 - a0 == b1 - b0:
            for one, other in zip(a[a0:a1], b[b0:b1], strict=True):
                yield tuple(_words(one.split(), other.split()))
        else:
            yield tuple(_words(" ".join(a[a0:a1]).split(), " ".join(b[b0:b1]).split()))


def _words(a: list[str], b: list[str]) -> Iterator[Piece]:
    if len(a) * len(b) > MAX_STEPS:
        yield Piece("-", " ".join(a))
        yield Piece("+", " ".join(b))
        return
    for kind, a0, a1, b0, b1 in SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
        if kind == "equal":
            yield Piece("=", " ".join(a[a0:a1]))
            continue
        if a1 > a0:
            yield Piece("-", " ".join(a[a0:a1]))
        if b1 > b0:
            yield Piece("+", " ".join(b[b0:b1]))


def _tagged(piece: Piece) -> str:
    words = html.escape(piece.text)
    return {"=": words, "-": f"<del>{words}</del>", "+": f"<ins>{words}</ins>"}[piece.sign]
