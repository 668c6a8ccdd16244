"""What of a container is the article's text."""

from __future__ import annotations

import pytest
from lxml import etree

from newsarchive.extract.body import contents
from newsarchive.extract.page import tree
from tests.extract.support import LEAD, PARAGRAPHS, TITLE, article, html, paragraphs

TEXT = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)
FIGURE = "<figure><img src=a.jpg><figcaption>Máy xúc trên kênh.</figcaption></figure>"


def read(
    markup: str,
    *,
    lead: str | None = None,
    description: str = "",
    drop: str = "",
    caption: str = "",
    vietnamese: bool = True,
) -> contents.Body:
    """The body of a container of this markup; `drop` and `caption` are selectors."""
    box = tree.select(etree.HTML(f"<div id=c>{markup}</div>"), "#c")[0]
    return contents.read(
        box,
        vietnamese=vietnamese,
        lead=lead,
        title=TITLE,
        drop=tree.select(box, drop) if drop else (),
        declared_captions=tree.select(box, caption) if caption else (),
        description=description,
    )


@pytest.mark.parametrize("tag", ["a", "big", "dfn", "samp", "span"])
def test_a_word_of_a_sentence_stays_whatever_its_class(tag: str) -> None:
    styled = PARAGRAPHS[0].replace("nạo vét", f'<{tag} class="related">nạo vét</{tag}>')
    assert paragraphs(article(html(body=[styled, *PARAGRAPHS[1:]]))) == PARAGRAPHS


@pytest.mark.parametrize("tag", ["dfn", "span"])
def test_what_stands_alone_in_a_block_of_its_own_goes_by_its_class(tag: str) -> None:
    box = f'<div><{tag} class="related">Khởi công cầu Cái Bè nối hai bờ sông vào tháng sau</{tag}></div>'
    assert paragraphs(article(html(middle=box))) == PARAGRAPHS


def test_a_caption_is_kept_with_its_picture_and_out_of_the_text() -> None:
    body = read(FIGURE + TEXT)
    assert body.paragraphs == PARAGRAPHS
    assert [(picture.get("src"), text) for picture, text in body.captions if picture is not None] == [
        ("a.jpg", "Máy xúc trên kênh.")
    ]


def test_a_declared_caption_is_a_caption_whatever_its_tag() -> None:
    printed = "Đây là máy xúc trên kênh Sáu Thước, nơi việc nạo vét sẽ kéo dài đến hết tháng sau."
    markup = f"<p><img src=a.jpg></p><p class=x><strong>{printed}</strong> Nước đã về ruộng.</p>"
    assert printed in read(markup + TEXT).text
    body = read(markup + TEXT, caption=".x > strong")
    assert body.paragraphs == ["Nước đã về ruộng.", *PARAGRAPHS]
    assert [text for _, text in body.captions] == [printed]


def test_a_declared_caption_is_kept_though_its_name_is_one_of_furniture() -> None:
    assert [text for _, text in read(f"<div class=related>Máy xúc.</div>{TEXT}", caption=".related").captions] == [
        "Máy xúc."
    ]


def test_what_is_both_dropped_and_a_caption_is_dropped() -> None:
    assert read(f"<p class=x>Máy xúc.</p>{TEXT}", caption=".x", drop=".x").captions == []


def test_dropped_elements_are_no_part() -> None:
    assert read(f"{TEXT}<p class=x>Chương trình có ba phần.</p>", drop=".x").paragraphs == PARAGRAPHS


def test_a_lead_that_the_container_repeats_is_left_out() -> None:
    assert read(f"<p>{LEAD}</p>{TEXT}", lead=LEAD).paragraphs == PARAGRAPHS
    assert read(f"<p>{LEAD}</p>{TEXT}", lead=LEAD, vietnamese=False).paragraphs == PARAGRAPHS


@pytest.mark.parametrize("first", [f"<p><b>{LEAD}</b></p>", f"<h2>{LEAD}</h2>"])
def test_a_first_paragraph_set_as_a_lead_is_the_lead(first: str) -> None:
    body = read(first + TEXT, description=LEAD[:70] + "...")
    assert (body.lead, body.paragraphs) == (LEAD, PARAGRAPHS)


def test_a_first_line_that_is_printed_twice_is_the_lead() -> None:
    body = read(f"<h2>{LEAD}</h2><p>{LEAD}</p>{TEXT}")
    assert (body.lead, body.paragraphs) == (LEAD, PARAGRAPHS)


def test_a_first_paragraph_like_the_others_is_text() -> None:
    assert read(f"<p>{LEAD}</p>{TEXT}").lead is None


def test_a_stamp_before_the_text_goes() -> None:
    assert read(f"<p>Cập nhật lúc 07:45, ngày 09/03/2026</p>{TEXT}").paragraphs == PARAGRAPHS


def test_items_of_a_list_are_lines_of_one_paragraph() -> None:
    body = read(f"{TEXT}<ul><li>Ấp Một</li><li>Ấp Hai</li></ul><p>Nước đã về ruộng.</p>")
    assert body.paragraphs == [*PARAGRAPHS, "Ấp Một\nẤp Hai", "Nước đã về ruộng."]


def test_the_captions_of_a_photo_essay_are_its_text() -> None:
    pictures = "".join(
        f"<figure><img src={n}.jpg><figcaption>Ảnh thứ {n} chụp kênh Sáu Thước.</figcaption></figure>" for n in range(4)
    )
    body = read(f"<p>Nước đã về kênh.</p>{pictures}")
    assert body.photo_essay
    assert body.paragraphs == ["Nước đã về kênh.", *(f"Ảnh thứ {n} chụp kênh Sáu Thước." for n in range(4))]


def test_the_dateline_is_noted() -> None:
    assert read(f"<p>(VLO) {PARAGRAPHS[0]}</p>{TEXT}").dateline == "(VLO)"


def test_lines_that_are_nothing_but_links_are_counted() -> None:
    body = read(TEXT + "".join(f'<p><a href="/{n}">Khởi công cầu Cái Bè, kỳ {n}</a></p>' for n in range(2)))
    assert body.link_lines == 2
    assert 0 < body.link_share < 0.3


def test_furniture_that_holds_nearly_all_text_is_read() -> None:
    assert read(f'<div class="promo">{TEXT}</div><p>Nước đã về.</p>').paragraphs == [*PARAGRAPHS, "Nước đã về."]
