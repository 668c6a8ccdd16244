"""What of a container is the article's text."""

from __future__ import annotations

import pytest

from tests.extract.support import PARAGRAPHS, article, html, paragraphs


@pytest.mark.parametrize("tag", ["a", "big", "dfn", "samp", "span"])
def test_a_word_of_a_sentence_stays_whatever_its_class(tag: str) -> None:
    styled = PARAGRAPHS[0].replace("nạo vét", f'<{tag} class="related">nạo vét</{tag}>')
    assert paragraphs(article(html(body=[styled, *PARAGRAPHS[1:]]))) == PARAGRAPHS


@pytest.mark.parametrize("tag", ["dfn", "span"])
def test_what_stands_alone_in_a_block_of_its_own_goes_by_its_class(tag: str) -> None:
    box = f'<div><{tag} class="related">Khởi công cầu Cái Bè nối hai bờ sông vào tháng sau</{tag}></div>'
    assert paragraphs(article(html(middle=box))) == PARAGRAPHS
