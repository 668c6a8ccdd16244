"""A container cut into printed blocks."""

from __future__ import annotations

import pytest
from lxml import etree

from newsarchive.extract.body import blocks
from newsarchive.extract.body.blocks import Block
from newsarchive.extract.page import tree


def container(markup: str) -> tree.Element:
    return tree.select(etree.HTML(f"<div id=c>{markup}</div>"), "#c")[0]


def walk(markup: str) -> list[Block]:
    return blocks.walk(container(markup), lambda el: el.get("class") == "gone")


def kinds(markup: str) -> list[tuple[str, str]]:
    return [(block.kind, block.text) for block in walk(markup)]


@pytest.mark.parametrize(
    ("markup", "kind"),
    [
        ("<p>Nước đã về.</p>", "text"),
        ("Nước đã về.", "text"),
        ("<h2>Nước đã về.</h2>", "heading"),
        ("<ul><li>Nước đã về.</li></ul>", "item"),
        ("<table><tr><td>Nước đã về.</td></tr></table>", "row"),
        ("<figure><figcaption>Nước đã về.</figcaption></figure>", "caption"),
        ('<p class="caption">Nước đã về.</p>', "caption"),
        ('<p><span class="caption">Nước đã về.</span></p>', "caption"),
    ],
)
def test_the_kind_of_a_block_is_that_of_its_markup(markup: str, kind: str) -> None:
    assert kinds(markup) == [(kind, "Nước đã về.")]


def test_blocks_come_in_printed_order() -> None:
    assert kinds("một<p>hai<img src=a.jpg>ba</p>") == [("text", "một"), ("text", "hai"), ("image", ""), ("text", "ba")]


def test_a_film_is_a_block_without_text() -> None:
    assert kinds("<p>một</p><video>chữ</video>") == [("text", "một"), ("video", "")]


def test_cells_of_a_row_are_parted() -> None:
    assert kinds("<table><tr><td>Lúa</td><td>450 ha</td></tr></table>") == [("row", "Lúa | 450 ha")]


def test_what_is_dropped_hidden_or_no_text_is_left_out() -> None:
    markup = '<p class=gone>a</p><p style="display:none">b</p><button>c</button><p>d</p>'
    assert kinds(markup) == [("text", "d")]


def test_hidden_text_is_kept_when_it_is_wanted() -> None:
    (block,) = blocks.walk(container('<p style="display:none">b</p>'), lambda _: False, keep_hidden=True)
    assert block.text == "b"


def test_the_pictures_of_noscript_are_pictures() -> None:
    assert kinds("<noscript><img src=a.jpg>chữ</noscript>") == [("image", "")]


def test_the_picture_of_a_picture_element_is_its_img() -> None:
    (block,) = walk("<picture><source srcset=a.webp><img src=a.jpg></picture>")
    assert block.element.get("src") == "a.jpg"


def test_bold_italic_and_links_are_counted_in_characters() -> None:
    (block,) = walk('<p><b>đậm</b> <em>ngả</em> <a href="/x">nối ở đây</a></p>')
    assert (block.bold, block.italic, block.linked) == (3, 3, 9)


def test_the_style_attribute_counts_like_tags() -> None:
    (block,) = walk('<p style="font-weight: 700; font-style: italic">Nước đã về.</p>')
    assert block.all_bold
    assert block.all_italic


@pytest.mark.parametrize("markup", ["<p align=right>a</p>", '<p style="text-align: right">a</p>', "<center>a</center>"])
def test_the_alignment_of_a_block(markup: str) -> None:
    (block,) = walk(markup)
    assert block.align == ("center" if "center" in markup else "right")


def test_style_ends_with_its_element() -> None:
    _, last = walk('<div style="text-align:center"><b>a</b></div><p>b</p>')
    assert (last.align, last.bold, last.tag) == ("", 0, "p")


def test_elements_given_as_captions_are_captions() -> None:
    box = container("<p><b>Máy xúc trên kênh.</b> Nước đã về.</p>")
    found = blocks.walk(box, lambda _: False, captions=tree.select(box, "b"))
    assert [(block.kind, block.text) for block in found] == [("caption", "Máy xúc trên kênh."), ("text", "Nước đã về.")]


@pytest.mark.parametrize(
    ("markup", "lines"),
    [
        ("Nước đã về.<br>Lúa xanh.", ["Nước đã về.", "Lúa xanh."]),
        ("Nước đã<br>về.", ["Nước đã về."]),
        ("Nước đã<br><br>về", ["Nước đã", "về"]),
        ("Nước đã về.<br>và lúa xanh.", ["Nước đã về. và lúa xanh."]),
    ],
)
def test_a_line_break_cuts_where_a_sentence_ends_and_another_begins(markup: str, lines: list[str]) -> None:
    assert [block.text for block in walk(f"<p>{markup}</p>")] == lines
