"""What of a container's blocks is not the article's."""

from __future__ import annotations

import pytest
from lxml import etree

from newsarchive.extract.body.blocks import Block, Kind
from newsarchive.extract.body.cleaning import strip, trim
from tests.extract.support import PARAGRAPHS, TITLE


def block(text: str, kind: Kind = "text", *, tag: str = "p", linked: bool = False) -> Block:
    return Block(kind, text, etree.Element(tag), tag, linked=len(text) if linked else 0)


BODY = [block(text) for text in PARAGRAPHS]


def test_running_text_stays_as_it_is() -> None:
    assert strip(BODY, TITLE, vietnamese=True) == BODY
    assert trim(BODY) == BODY


def test_the_title_and_what_stands_before_it_go() -> None:
    head = [block("Thời sự"), block(TITLE.upper(), "heading", tag="h1")]
    assert strip([*head, *BODY], TITLE, vietnamese=True) == BODY


def test_a_line_that_is_all_link_goes() -> None:
    link = block("Khởi công cầu Cái Bè nối hai bờ sông", linked=True)
    assert strip([*BODY, link], TITLE, vietnamese=True) == BODY


@pytest.mark.parametrize("line", ["Xem thêm: Cầu Cái Bè", ">>> Cầu Cái Bè khởi công"])
def test_a_line_that_points_to_another_article_goes(line: str) -> None:
    promo = Block("text", line, etree.Element("p"), linked=round(0.6 * len(line)))
    assert strip([*BODY, promo], TITLE, vietnamese=True) == BODY


def test_a_source_line_stays_though_it_is_all_link() -> None:
    source = block("Nguồn: Báo Kênh Mới điện tử", linked=True)
    assert strip([*BODY, source], TITLE, vietnamese=True) == [*BODY, source]


def test_text_that_is_printed_twice_is_kept_once() -> None:
    assert strip([*BODY, *(block(text) for text in PARAGRAPHS)], TITLE, vietnamese=True) == BODY


def test_one_paragraph_that_returns_is_the_writers() -> None:
    again = block(PARAGRAPHS[0])
    assert strip([*BODY, again], TITLE, vietnamese=True) == [*BODY, again]


def test_pictures_and_captions_stay() -> None:
    shown = [block("", "image", tag="img"), block("Kênh Sáu Thước sau khi nạo vét.", "caption")]
    assert strip([*BODY, *shown], TITLE, vietnamese=True) == [*BODY, *shown]


def test_scraps_before_and_after_the_running_text_go() -> None:
    scraps = [block("09/03/2026", tag="div"), block("Chia sẻ bài này", tag="div")]
    assert trim([scraps[0], *BODY, scraps[1]]) == BODY


def test_a_scrap_between_paragraphs_stays() -> None:
    between = [BODY[0], block("Ba ấp", tag="div"), *BODY[1:]]
    assert trim(between) == between
