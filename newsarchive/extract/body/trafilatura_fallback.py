"""Ask trafilatura for the text of a page in which our own rules found little."""

from __future__ import annotations

import logging

from newsarchive.text import clean

MAX_BYTES = 3 * 1024 * 1024
"""trafilatura takes about 15 times as long as a parse; larger pages are not worth it."""

LITTLE = 250
"""Below as many characters our own reading of an undeclared site's page is doubted."""


def paragraphs(html: str) -> list[str]:
    """Return the paragraphs trafilatura finds, cleaned; empty where it finds none or fails on the page."""
    if len(html) > MAX_BYTES:
        return []
    import trafilatura

    # It warns of every empty page on its own logger.
    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    try:
        found = trafilatura.bare_extraction(
            html, fast=True, include_comments=False, include_tables=True, with_metadata=False
        )
    except Exception:
        # Hostile markup breaks it in ways nobody lists (ValueError, TypeError, lxml's and its own); then it has no answer.
        return []
    text = getattr(found, "text", None) or ""
    return [line for line in (clean(raw) for raw in text.split("\n")) if line]
