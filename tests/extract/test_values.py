"""A value found on a page, and the row that says where it came from."""

from __future__ import annotations

from newsarchive.extract.values import FieldValue
from newsarchive.items import Provenance


def test_the_row_names_field_source_raw_string_and_rule() -> None:
    found = FieldValue("Kênh", "meta og:title", "Kênh | Báo", "title")
    assert found.provenance("title") == Provenance("title", "meta og:title", "Kênh | Báo", "title")


def test_a_long_raw_string_is_cut() -> None:
    assert len(FieldValue("x", "body", "x" * 5000).provenance("text").raw or "") == 2000
