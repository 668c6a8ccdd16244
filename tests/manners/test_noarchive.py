"""X-Robots-Tag."""

from __future__ import annotations

from newsarchive.manners.noarchive import noarchive


def test_a_header_that_forbids_to_keep_the_page_is_found_among_the_others() -> None:
    assert noarchive((("Content-Type", "text/html"), ("X-ROBOTS-Tag", "index"), ("x-robots-tag", "noarchive")))


def test_one_for_another_robot_is_not_asked_of_us() -> None:
    assert not noarchive((("Content-Type", "text/html"), ("X-Robots-Tag", "googlebot: noindex, noarchive")))
