"""Which lines of a text are its byline."""

from __future__ import annotations

from lxml import etree

from newsarchive.extract.body.blocks import Block
from newsarchive.extract.body.printed_bylines import take
from tests.extract.support import PARAGRAPHS


def block(text: str, *, align: str = "", names: str = "", bold: bool = False) -> Block:
    element = etree.Element("p", {"class": names} if names else {})
    return Block("text", text, element, align=align, bold=len(text) if bold else 0)


def taken(*lines: Block) -> tuple[list[str], list[str]]:
    """The text that is left, and the bylines as printed."""
    kept, bylines = take(list(lines))
    return [b.text for b in kept], [b.raw for b in bylines]


def body() -> list[Block]:
    return [block(text) for text in PARAGRAPHS]


def test_a_text_without_byline_stays_whole() -> None:
    assert taken(*body()) == (PARAGRAPHS, [])


def test_a_labelled_line_at_the_end_is_taken() -> None:
    assert taken(*body(), block("Tin, ảnh: MAI LAN")) == (PARAGRAPHS, ["Tin, ảnh: MAI LAN"])


def test_a_name_as_the_last_line_is_taken() -> None:
    assert taken(*body(), block("Mai Lan")) == (PARAGRAPHS, ["Mai Lan"])


def test_a_name_set_apart_at_the_right_is_taken_above_other_lines() -> None:
    lines = [*body(), block("Mai Lan", align="right"), block("Mùa khô năm nay đến sớm hơn mọi năm.")]
    assert taken(*lines) == ([*PARAGRAPHS, lines[-1].text], ["Mai Lan"])


def test_several_lines_are_returned_in_printed_order() -> None:
    lines = [*body(), block("Bài: Mai Lan"), block("Ảnh: Hải Đăng")]
    assert taken(*lines) == (PARAGRAPHS, ["Bài: Mai Lan", "Ảnh: Hải Đăng"])


def test_a_byline_at_the_end_of_the_last_paragraph_is_cut_off() -> None:
    lines = [*body()[:-1], block(f"{PARAGRAPHS[-1]} Tin, ảnh: Mai Lan")]
    assert taken(*lines) == (PARAGRAPHS, ["Tin, ảnh: Mai Lan"])


def test_a_line_before_the_text_is_taken_when_its_class_says_so() -> None:
    assert taken(block("Mai Lan", names="author"), *body()) == (PARAGRAPHS, ["Mai Lan"])
    assert taken(block("Mai Lan"), *body()) == (["Mai Lan", *PARAGRAPHS], [])


def test_a_byline_before_a_long_text_is_taken() -> None:
    assert taken(block("Bài: Mai Lan"), *body() * 3) == (PARAGRAPHS * 3, ["Bài: Mai Lan"])


def test_a_byline_of_text_and_pictures_in_the_middle_is_taken() -> None:
    lines = [*body(), block("Bài và ảnh: Mai Lan"), *body() * 3]
    assert taken(*lines) == (PARAGRAPHS * 4, ["Bài và ảnh: Mai Lan"])


def test_the_only_line_is_never_taken() -> None:
    assert taken(block("Tin, ảnh: MAI LAN")) == (["Tin, ảnh: MAI LAN"], [])
