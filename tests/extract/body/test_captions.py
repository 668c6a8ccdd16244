"""Which blocks are captions of pictures."""

from __future__ import annotations

import pytest
from lxml import etree

from newsarchive.extract.body import blocks, captions
from newsarchive.extract.page import tree
from tests.extract.support import PARAGRAPHS

TEXT = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)
PICTURE = '<p><img src="kenh.jpg" alt="Máy xúc làm việc trên kênh."></p>'
LINE = "Máy xúc làm việc"


def found(markup: str, *, vietnamese: bool = True) -> list[str]:
    """The captions in a container that begins with this markup and goes on with running text."""
    box = tree.select(etree.HTML(f"<div id=c>{markup}{TEXT}</div>"), "#c")[0]
    walked = blocks.walk(box, lambda _: False)
    captions.mark(walked, vietnamese=vietnamese)
    return [block.text for block in walked if block.kind == "caption"]


@pytest.mark.parametrize(
    "after",
    [
        f"<p>{LINE}</p>",
        f"<p><em>{LINE}.</em></p>",
        f'<p align="center">{LINE}.</p>',
        f"<p>{LINE}. (Nguồn: Báo Kênh Mới)</p>",
    ],
)
def test_a_line_after_a_picture_is_a_caption_by_its_layout(after: str) -> None:
    assert len(found(PICTURE + after)) == 1


@pytest.mark.parametrize("after", [f"<p>{LINE}.</p>", f"<h2>{LINE}</h2>", f'<p align="right">{LINE}</p>'])
def test_another_line_after_a_picture_is_text(after: str) -> None:
    assert found(PICTURE + after) == []


def test_layout_says_nothing_without_a_picture_before() -> None:
    assert found(f"<p><em>{LINE}.</em></p>") == []


def test_a_short_line_is_a_caption_in_vietnamese_alone() -> None:
    assert found(f"{PICTURE}<p>{LINE}</p>", vietnamese=False) == []


def test_a_line_in_the_pictures_own_paragraph_is_a_caption() -> None:
    assert found(f"<p><img src=a.jpg>{LINE}.</p>") == [f"{LINE}."]


def test_a_line_with_a_credit_is_a_caption_wherever_it_is() -> None:
    line = f"{LINE} trên kênh. Ảnh: Hải Đăng"
    assert found(f"<p>{line}</p>") == [line]


def test_a_byline_with_the_word_photo_is_no_caption() -> None:
    assert found("<p>Tin, ảnh: MAI LAN</p>") == []


def test_the_alternative_text_of_a_picture_is_a_caption() -> None:
    assert found(f"{PICTURE}<p>Máy xúc làm việc trên kênh.</p>") == ["Máy xúc làm việc trên kênh."]


def test_a_line_printed_twice_in_a_row_is_a_caption() -> None:
    assert found(f"<p>{LINE}.</p><p>{LINE}.</p>") == [f"{LINE}."] * 2


def test_the_text_of_a_small_table_with_a_picture_is_a_caption() -> None:
    assert found(f"<table><tr><td><img src=a.jpg></td></tr><tr><td>{LINE}.</td></tr></table>") == [f"{LINE}."]


def test_a_table_without_picture_is_text() -> None:
    assert found("<table><tr><td>Lúa</td><td>450 ha</td></tr></table>") == []


@pytest.mark.parametrize("text", ["Kênh. Ảnh: Hải Đăng", "Kênh - ảnh: H.Y.T.", "Kênh (Ảnh: Hải Đăng/BKM)", "Photo: A"])
def test_a_credit_ends_a_caption(text: str) -> None:
    assert captions.has_credit(text)


@pytest.mark.parametrize("text", ["Các mô hình: lúa - tôm", "Tin, ảnh: Mai Lan", "Ảnh đẹp. " * 60 + "Ảnh: Hải Đăng"])
def test_prose_bylines_and_long_text_have_no_credit(text: str) -> None:
    assert not captions.has_credit(text)


def test_a_caption_of_a_film_says_so() -> None:
    assert captions.is_video_caption("Lễ ra quân. Clip: Hải Đăng")
    assert not captions.is_video_caption("Lễ ra quân. Ảnh: Hải Đăng")


def test_two_printings_of_a_line_share_their_key() -> None:
    assert captions.key("Kênh SÁU Thước, 2026!") == captions.key("kênh sáu thước 2026")
