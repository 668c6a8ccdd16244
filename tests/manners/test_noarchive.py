"""X-Robots-Tag."""

from __future__ import annotations

import pytest

from newsarchive.manners.noarchive import noarchive


def says(*values: str) -> bool:
    return noarchive((("Content-Type", "text/html"), *(("X-ROBOTS-Tag", v) for v in values)))


@pytest.mark.parametrize(
    "values",
    [
        ("noarchive",),
        ("NoIndex, NoArchive",),
        ("none",),
        ("nocache",),
        ("newsarchive: noarchive",),
        ("NewsArchive:noindex,noarchive",),
        ("*: noarchive",),
        ("index", "noarchive"),
        ("googlebot: noindex, newsarchive: noarchive",),
        ("unavailable_after: 25 Jun 2030 15:00:00 PST, noarchive",),
        ("max-snippet:-1, noarchive",),
    ],
)
def test_it_is_asked_of_us(values: tuple[str, ...]) -> None:
    assert says(*values)


@pytest.mark.parametrize(
    "values",
    [
        (),
        ("",),
        ("all",),
        ("noindex, nofollow",),
        ("googlebot: noarchive",),
        ("googlebot: noindex, noarchive",),
        ("otherbot: none",),
        ("max-image-preview: none",),
        ("unavailable_after: 25 Jun 2030 15:00:00 PST",),
        ("notnoarchive",),
    ],
)
def test_it_is_not_asked_of_us(values: tuple[str, ...]) -> None:
    assert not says(*values)


def test_other_headers_do_not_count() -> None:
    assert not noarchive((("X-Robots", "noarchive"), ("Cache-Control", "none")))
