"""Decide whether two texts are nearly the same words: fingerprints find candidates, the exact overlap decides.

Both work on shingles: every run of three folded words. Two do not separate Vietnamese texts, because most words have
two syllables; four lose texts that were edited. A fingerprint is a MinHash (Broder 1997) cut into bands;
two texts that share a band are candidates (locality-sensitive hashing). What counts is the exact comparison after it.
"""

from __future__ import annotations

import hashlib
import struct
from dataclasses import dataclass
from functools import cached_property

from rensa import RMinHash

from newsarchive.identity.sameness import same_words

BANDS, ROWS = 28, 3
"""Two texts that share 57 % of their shingles (one word in ten changed) share a band with probability .997."""
FINGERPRINT_VERSION = f"1-{BANDS}x{ROWS}-{RMinHash.ALGORITHM_VERSION}"
"""Rises with any rule that fingerprints depend on; those of another version are made again."""

TELLING_WORDS = 12
"""Title and text of fewer words say nothing: thousands of pages hold "Mời quý vị xem video" and no more."""
TINY_WORDS, SHORT_WORDS = 20, 50
"""A body below the first is only ever the same or another; below the second one needs more overlap to be near."""
MIN_OVERLAP, MIN_OVERLAP_SHORT = 0.42, 0.6
MIN_CONTAINED, MIN_RATIO = 0.75, 0.35
"""Three quarters of the shorter text are in the longer, which is at most three times as long: else it is a digest."""
MIN_NUMBERS, MIN_NUMBERS_SHARED = 5, 0.5
"""Reports made of one template (prices, weather, draws) differ in their numbers; copies keep them."""

_SEED = 20251122
_MASK = (1 << 64) - 1
_KEY_BITS = 47
"""A band is stored as a positive integer of 6 bytes; two bands of different texts collide once in 10**14."""
_LEAD_PREFIX = 60


@dataclass(frozen=True)
class Wording:
    """The words of an article's lead and body, folded; the lead counts once, also when the body repeats it.

    `digest` names the wording: equal digests mean the same text (of tiny texts the title is part of it, and of texts
    too short to mean anything `unique`, so that they equal nothing).
    """

    words: tuple[str, ...]
    digest: str

    @classmethod
    def of(cls, title: str, lead: str | None, text: str, *, unique: str = "") -> Wording:
        """Return the wording of an article; `unique` is any text that no other article has (its uid)."""
        body = same_words(text)
        if lead:
            opening = same_words(lead)
            start = " ".join(opening)
            if " ".join(body[: len(opening) + _LEAD_PREFIX // 4]).find(start, 0, len(start) + _LEAD_PREFIX) < 0:
                body = opening + body
        wording = " ".join(body)
        if len(body) < TINY_WORDS:
            heading = same_words(title)
            wording = f"{' '.join(heading)}\n{wording}"
            if len(body) + len(heading) < TELLING_WORDS:
                wording += f"\n{unique}"
        return cls(tuple(body), hashlib.sha256(wording.encode("utf-8", "surrogatepass")).hexdigest()[:32])

    @cached_property
    def shingles(self) -> frozenset[str]:
        """Every run of three words of the text."""
        return frozenset(self._runs())

    def _runs(self) -> list[str]:
        words = self.words
        return list(map(" ".join, zip(words, words[1:], words[2:], strict=False)))

    @cached_property
    def numbers(self) -> frozenset[str]:
        """The words that begin with a digit."""
        return frozenset(word for word in self.words if word[0] <= "9" or word[0].isdigit())

    @property
    def is_tiny(self) -> bool:
        """Whether the text is too short to be near to another one."""
        return len(self.words) < TINY_WORDS

    def bands(self) -> tuple[int, ...]:
        """Return the keys of the text's bands, none when it is tiny; each is below 2**47."""
        if self.is_tiny:
            return ()
        sketch = RMinHash(num_perm=BANDS * ROWS, seed=_SEED)
        sketch.update(self._runs())
        values = sketch.digest()
        keys = []
        for band in range(BANDS):
            key = band + 1
            for value in values[band * ROWS : (band + 1) * ROWS]:
                key = ((key ^ value) * 0x9E3779B97F4A7C15) & _MASK  # a multiplicative mix (Knuth 6.4)
                key ^= key >> 32
            keys.append(key >> (64 - _KEY_BITS))
        return tuple(dict.fromkeys(keys))


@dataclass(frozen=True, slots=True)
class Overlap:
    """How much two texts have in common, counted exactly on their shingles.

    `overlap` is shared / all (Jaccard), `contained` shared / those of the text that has fewer; `ratio` is fewer / more
    words. `numbers` is the share of numbers that both hold, None when there are too few to compare.
    """

    shared: int
    overlap: float
    contained: float
    ratio: float
    numbers: float | None
    words: tuple[int, int]

    @property
    def is_near(self) -> bool:
        """Whether the two are the same text, edited or copied."""
        fewer = min(self.words)
        if self.numbers is not None and self.numbers < MIN_NUMBERS_SHARED:
            return False
        if fewer < TINY_WORDS:
            return False
        if fewer < SHORT_WORDS:
            return self.overlap >= MIN_OVERLAP_SHORT
        return self.overlap >= MIN_OVERLAP or (self.contained >= MIN_CONTAINED and self.ratio >= MIN_RATIO)


def overlap(a: Wording, b: Wording) -> Overlap:
    """Compare two texts exactly; the order of the two does not matter but for `words`."""
    shared = len(a.shingles & b.shingles)
    fewer, more = sorted((len(a.shingles), len(b.shingles)))
    words = (len(a.words), len(b.words))
    numbers = None
    if min(len(a.numbers), len(b.numbers)) >= MIN_NUMBERS:
        numbers = len(a.numbers & b.numbers) / min(len(a.numbers), len(b.numbers))
    return Overlap(
        shared=shared,
        overlap=shared / (fewer + more - shared) if fewer else 0.0,
        contained=shared / fewer if fewer else 0.0,
        ratio=min(words) / max(words) if max(words) else 0.0,
        numbers=numbers,
        words=words,
    )


def packed(keys: tuple[int, ...]) -> bytes:
    """Return band keys as bytes, 6 for each."""
    return b"".join(struct.pack(">Q", key)[2:] for key in keys)


def unpacked(data: bytes) -> tuple[int, ...]:
    """Return the band keys that `packed` made bytes of."""
    return tuple(int.from_bytes(data[i : i + 6], "big") for i in range(0, len(data), 6))
