"""Stable ids."""

from __future__ import annotations

import hashlib

from newsarchive.identity import uid

URL = "https://baovinhlong.com.vn/kinh-te/202606/truong-long-hoa-62d49fc"


def test_anyone_can_compute_it() -> None:
    assert (
        uid("baovinhlong", URL)
        == hashlib.sha256(b"baovinhlong\n" + URL.encode()).hexdigest()[:16]
        == "b44ca16adf615271"
    )


def test_outlets_do_not_share_ids() -> None:
    assert uid("a", URL) != uid("b", URL)
