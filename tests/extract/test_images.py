"""The pictures of an article: their real addresses, captions and credits."""

from __future__ import annotations

import pytest

from newsarchive.extract import images
from newsarchive.items import Image
from tests.extract.support import parsed


@pytest.mark.parametrize(
    ("markup", "address"),
    [
        ('<img src="a.jpg">', "a.jpg"),
        ('<img src="blank.gif" data-src=" a.jpg ">', "a.jpg"),
        ('<img src="b.jpg" data-original="a.jpg">', "a.jpg"),
        ('<img src="data:image/gif;base64,x" srcset="s.jpg 300w, a.jpg 900w">', "a.jpg"),
        ('<img data-src="/loading.gif" src="a.jpg">', "a.jpg"),
        ('<picture><source srcset="a.jpg 2x"><img src="pixel.gif"></picture>', "a.jpg"),
        ('<img srcset="a.jpg, b.jpg wide">', "a.jpg"),
        ('<img src="/images/logo.png">', None),
        ("<img>", None),
    ],
)
def test_the_address_is_the_pictures_not_the_placeholders(markup: str, address: str | None) -> None:
    img = next(parsed(markup).root.iter("img"))
    assert images.real_url(img) == address


def chosen(body: str, head: str = "", captions: tuple[str, ...] = ()) -> tuple[str | None, tuple[Image, ...]]:
    """The images of a page; the captions are those of its first pictures."""
    doc = parsed(body, head=head)
    pictures = list(doc.root.iter("img"))
    return images.choose_images(doc, pictures, list(zip(pictures, captions, strict=False)))


def test_pictures_are_kept_in_order_with_caption_and_credit() -> None:
    _, found = chosen('<img src="/a.jpg"><img src="/b.jpg">', captions=("Nạo vét kênh. Ảnh: Mai Lan",))
    assert found == (
        Image("https://bao.example/a.jpg", "Nạo vét kênh. Ảnh: Mai Lan", "Mai Lan"),
        Image("https://bao.example/b.jpg"),
    )


def test_a_picture_printed_twice_is_kept_once_with_its_caption() -> None:
    _, found = chosen('<img src="/a.jpg"><img src="/a.jpg">', captions=("", "Nạo vét kênh."))
    assert found == (Image("https://bao.example/a.jpg", "Nạo vét kênh."),)


def test_a_tiny_picture_is_left_out() -> None:
    assert chosen('<img src="/a.jpg" width="20px">') == (None, ())


def test_the_leading_picture_is_the_one_that_the_page_gives_to_other_sites() -> None:
    lead, _ = chosen('<img src="/a.jpg">', '<meta property="og:image" content="/lead.jpg">')
    assert lead == "https://bao.example/lead.jpg"


def test_the_first_picture_leads_where_the_page_gives_none() -> None:
    assert chosen('<img src="/a.jpg"><img src="/b.jpg">')[0] == "https://bao.example/a.jpg"


@pytest.mark.parametrize(
    ("caption", "credit"),
    [("Nạo vét kênh. Ảnh: Mai Lan.", "Mai Lan"), ("Nạo vét kênh (Ảnh: TTXVN)", "TTXVN"), ("Kênh", None), (None, None)],
)
def test_the_credit_is_read_from_the_end_of_the_caption(caption: str | None, credit: str | None) -> None:
    assert images.credit(caption) == credit
