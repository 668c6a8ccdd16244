"""What is recognised as furniture of a site by its names and phrases."""

from __future__ import annotations

import pytest
from lxml import etree

from newsarchive.extract.page import furniture, tree


def el(tag: str = "div", **attributes: str) -> tree.Element:
    return etree.Element(tag, {name.rstrip("_"): value for name, value in attributes.items()})


@pytest.mark.parametrize("name", ["related-news", "boxRelated", "tin-lien-quan", "social", "ad-slot", "col quangcao"])
def test_a_box_is_furniture_by_one_word_of_its_name(name: str) -> None:
    assert furniture.is_noise(el(class_=name))


@pytest.mark.parametrize("name", ["article-body", "shadow", "headline", "reading", ""])
def test_a_word_is_not_found_inside_another(name: str) -> None:
    assert not furniture.is_noise(el(class_=name))


def test_a_paragraph_needs_a_plain_name() -> None:
    assert not furniture.is_noise(el("p", class_="social"))
    assert furniture.is_noise(el("p", class_="read-more"))


def test_a_role_of_navigation_is_furniture() -> None:
    assert furniture.is_noise(el(role="navigation"))


def test_a_video_box_is_furniture_by_its_type() -> None:
    assert furniture.is_noise(el(type="VideoStream"))
    assert not furniture.is_noise(el(type="Photo"))


def test_a_strong_name_never_holds_the_article() -> None:
    assert furniture.is_strong_noise(el(class_="comment-list"))
    assert not furniture.is_strong_noise(el(class_="promo"))
    assert not furniture.is_strong_noise(el("p", class_="comment-list"))


@pytest.mark.parametrize("attributes", [{"style": "display : none"}, {"hidden": ""}])
def test_what_the_page_hides_is_hidden(attributes: dict[str, str]) -> None:
    assert furniture.is_hidden(el(**attributes))


def test_another_style_hides_nothing() -> None:
    assert not furniture.is_hidden(el(style="color: red"))


@pytest.mark.parametrize(("tag", "name"), [("div", "PhotoCMS_Caption"), ("p", "pCaption"), ("td", "image")])
def test_a_caption_is_known_by_its_name(tag: str, name: str) -> None:
    assert furniture.is_caption(el(tag, class_=name))


def test_a_box_of_pictures_is_no_caption() -> None:
    assert not furniture.is_caption(el(class_="image"))


@pytest.mark.parametrize("line", ["Xem thêm: Cầu Cái Bè", "Tin liên quan", "Bình luận (3)", "Share", ">> Đọc tiếp"])
def test_a_line_of_furniture_is_known_by_its_phrase(line: str) -> None:
    assert furniture.FURNITURE.match(line)


@pytest.mark.parametrize("line", ["Chia sẻ với phóng viên, ông Mười nói nước đã về.", "Theo dõi mực nước"])
def test_a_sentence_that_begins_alike_is_text(line: str) -> None:
    assert not furniture.FURNITURE.match(line)


def test_a_heading_of_the_comments_ends_the_article() -> None:
    assert furniture.END_OF_ARTICLE.match("Bình luận (0)")
    assert not furniture.END_OF_ARTICLE.match("Bình luận của ông Mười")
