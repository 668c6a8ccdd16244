from __future__ import annotations

import hashlib

import pytest

from newsarchive.warc.digests import same_digest
from tests.warc.building import make_page

BODY = b"hello"


@pytest.mark.parametrize(
    "stated",
    [
        make_page(body=BODY).digest,
        make_page(body=BODY).digest.lower(),
        "sha1:" + hashlib.sha1(BODY).hexdigest(),
        "SHA-256:" + hashlib.sha256(BODY).hexdigest().upper(),
        "md5:" + hashlib.md5(BODY).hexdigest(),
    ],
)
def test_a_digest_holds_in_every_notation(stated: str) -> None:
    assert same_digest(stated, BODY) is True
    assert same_digest(stated, b"other", BODY) is True
    assert same_digest(stated, b"other") is False


@pytest.mark.parametrize("stated", ["", "sha1", "sha1:", "sha1:short", "blake9:AAAA", "sha1:đđ", "sha1:" + "!" * 32])
def test_nothing_is_said_of_a_digest_that_cannot_be_understood(stated: str) -> None:
    assert same_digest(stated, BODY) is None
