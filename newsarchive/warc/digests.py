"""Compare the digests stated in WARC records with the bytes."""

from __future__ import annotations

import base64
import binascii
import hashlib

_ALGORITHMS = {
    "sha1": "sha1",
    "sha-1": "sha1",
    "sha256": "sha256",
    "sha-256": "sha256",
    "sha512": "sha512",
    "md5": "md5",
}


def same_digest(stated: str, *candidates: bytes) -> bool | None:
    """Return whether a labelled digest (`sha1:...`, base32 or hexadecimal) is that of one of the candidates.

    None when the algorithm or the notation is unknown: then nothing can be said.
    """
    label, _, value = stated.strip().partition(":")
    algorithm = _ALGORITHMS.get(label.strip().lower())
    if algorithm is None:
        return None
    size = hashlib.new(algorithm, usedforsecurity=False).digest_size
    wanted = _decode(value.strip(), size)
    if wanted is None:
        return None
    return any(hashlib.new(algorithm, body, usedforsecurity=False).digest() == wanted for body in candidates)


def _decode(value: str, size: int) -> bytes | None:
    try:
        if len(value) == 2 * size:
            return binascii.unhexlify(value)
        raw = base64.b32decode(value.upper() + "=" * (-len(value) % 8))
    except ValueError:  # binascii.Error is one; so is non-ASCII text
        return None
    return raw if len(raw) == size else None
