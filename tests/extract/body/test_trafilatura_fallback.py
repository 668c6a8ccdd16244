"""What trafilatura answers where our own rules found little."""

from __future__ import annotations

from newsarchive.extract.body import trafilatura_fallback
from tests.extract.support import PARAGRAPHS, html


def test_its_paragraphs_are_clean_lines() -> None:
    found = trafilatura_fallback.paragraphs(html(body=[f"{PARAGRAPHS[0]}\u200b", *PARAGRAPHS[1:]]))
    assert set(PARAGRAPHS) <= set(found)


def test_a_page_without_text_gives_none() -> None:
    assert trafilatura_fallback.paragraphs("<html><body></body></html>") == []


def test_no_html_at_all_gives_none() -> None:
    assert trafilatura_fallback.paragraphs("") == []


def test_a_page_too_large_is_not_asked_for() -> None:
    assert trafilatura_fallback.paragraphs(html() + " " * trafilatura_fallback.MAX_BYTES) == []
