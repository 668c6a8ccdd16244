"""Read the bytes of a WARC file, decompressed, with the places where gzip members begin and end."""

from __future__ import annotations

import zlib
from collections import deque
from typing import BinaryIO

_CHUNK = 64 * 1024
_OUT = 256 * 1024
GZIP_MAGIC = b"\x1f\x8b"
MAX_EXPANSION = 1032
"""Deflate cannot make data more than about 1032 times smaller (zlib's technical details)."""


class Source:
    """A window over the decompressed bytes of a file from `start` on; plain files are read as they are.

    `buf` is the window, `base` the stream position of its first byte. `problem` says why reading ended before the
    end of the file. Memory stays bounded as long as the caller drops what it has read.
    """

    def __init__(self, file: BinaryIO, start: int, size: int) -> None:
        file.seek(start)
        self._file = file
        self._size = size
        self._start = start
        self._raw = file.read(_CHUNK)
        self._read_to = start + len(self._raw)
        self.gzip = bool(self._raw) and GZIP_MAGIC.startswith(self._raw[:2])
        self._engine = zlib.decompressobj(31) if self.gzip else None
        self._edges: deque[tuple[int, int]] = deque([(0, start)])
        self.buf = bytearray()
        self.base = 0
        self.ended = False
        self.problem: str | None = None

    def remaining(self) -> int:
        """Return an upper bound of the bytes still to come, decompressed, the window included."""
        left = self._size - self._read_to + len(self._raw)
        return len(self.buf) + (left * MAX_EXPANSION + _OUT if self.gzip else left)

    def more(self) -> bool:
        """Add bytes to the window; False at the end (or where the data cannot be read further)."""
        if self.ended:
            return False
        return self._more_unpacked() if self.gzip else self._more_plain()

    def _more_plain(self) -> bool:
        data, self._raw = self._raw or self._file.read(_CHUNK), b""
        self._read_to = max(self._read_to, self._file.tell())
        self.buf += data
        self.ended = not data
        return not self.ended

    def _more_unpacked(self) -> bool:
        while True:
            if not self._raw and not self._read():
                return self._end("the last gzip member is cut off" if self._engine else None)
            engine = self._engine or self._begin_member()
            if engine is None:
                return False
            try:
                out = engine.decompress(self._raw, _OUT)
            except zlib.error as e:
                return self._end(f"damaged gzip data ({e})")
            self.buf += out
            if engine.eof:
                self._end_member(engine.unused_data)
            else:
                self._raw = engine.unconsumed_tail
            if out:
                return True

    def _read(self) -> bool:
        """Read more of the file; False at its end."""
        data = self._file.read(_CHUNK)
        self._read_to += len(data)
        self._raw += data
        return bool(data)

    def _begin_member(self) -> zlib._Decompress | None:
        """Begin the gzip member that follows; None, with a problem, when none follows."""
        if len(self._raw) < 2:
            self._read()
        if self._raw[:2] != GZIP_MAGIC:
            cut = GZIP_MAGIC.startswith(self._raw)
            self._end("the last gzip member is cut off" if cut else "the bytes that follow are not gzip")
            return None
        self._engine = zlib.decompressobj(31)
        return self._engine

    def _end_member(self, following: bytes) -> None:
        """Note the edge after a gzip member, where `following` bytes are read already."""
        self._raw, self._engine = following, None
        edge = (self.base + len(self.buf), self._read_to - len(following))
        if self._edges[-1][0] == edge[0]:  # an empty member
            self._edges.pop()
        self._edges.append(edge)

    def _end(self, problem: str | None) -> bool:
        self.ended = True
        self.problem = problem
        return False

    def fill(self, length: int) -> bool:
        """Make the window at least `length` bytes long; False when the data ends before."""
        while len(self.buf) < length:
            if not self.more():
                return False
        return True

    def after_newlines(self, index: int) -> int:
        """Return the index in the window of the first byte from `index` on that is no CR or LF (or the end)."""
        limit = index + _CHUNK  # a file of nothing but newlines must not fill the memory
        while index < limit and self.fill(index + 1) and self.buf[index] in b"\r\n":
            index += 1
        return index

    def drop(self, length: int) -> None:
        """Forget the first `length` bytes of the window."""
        del self.buf[:length]
        self.base += length

    def skip(self, length: int) -> bool:
        """Read past `length` bytes without keeping them; False when the data ends before."""
        while length > len(self.buf):
            length -= len(self.buf)
            self.drop(len(self.buf))
            if not self.more():
                return False
        self.drop(length)
        return True

    def offset(self, index: int) -> int | None:
        """Return the place in the file of a window index, or None when no gzip member begins or ends there."""
        position = self.base + index
        if not self.gzip:
            return self._start + position
        while len(self._edges) > 1 and self._edges[1][0] <= position:
            self._edges.popleft()
        found, offset = self._edges[0]
        return offset if found == position else None
