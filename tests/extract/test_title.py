"""Which heading or metadata is the headline."""

from __future__ import annotations

import pytest

from newsarchive.extract import title
from tests.extract.support import TITLE, parsed

OG = f'<meta property="og:title" content="{TITLE}">'


def chosen(body: str, head: str = "", *selectors: str) -> tuple[str, str, str]:
    """The title, where it was found, and the tag of its heading."""
    found, el = title.choose_title(parsed(body, head=head), selectors)
    assert found is not None
    return found.value, found.source, str(el.tag) if el is not None else ""


def test_the_outlets_selector_comes_first() -> None:
    assert chosen(f"<h1>{TITLE}</h1><h2>Tựa khác</h2>", OG, "h2") == ("Tựa khác", "select.title h2", "h2")


def test_a_selector_that_finds_nothing_leaves_the_choice_to_the_rules() -> None:
    assert chosen(f"<h1>{TITLE}</h1>", OG, "h3")[:2] == (TITLE, "h1")


def test_the_heading_that_agrees_with_the_metadata_is_taken() -> None:
    assert chosen(f"<h1>Kinh tế</h1><h1>{TITLE}</h1>", OG) == (TITLE, "h1", "h1")


def test_the_first_of_two_headings_that_agree_alike_is_taken() -> None:
    doc = parsed(f"<h1 id=one>{TITLE}</h1><h1 id=two>{TITLE}</h1>", head=OG)
    _, el = title.choose_title(doc, ())
    assert el is not None
    assert el.get("id") == "one"


def test_a_sections_heading_yields_to_the_metadata() -> None:
    assert chosen("<h1>Kinh tế</h1>", OG) == (TITLE, "meta og:title", "")


def test_the_element_that_prints_the_title_of_the_metadata_is_found() -> None:
    assert chosen(f"<h1>Kinh tế</h1><h2>{TITLE}</h2>", OG) == (TITLE, "meta og:title", "h2")


def test_the_only_long_heading_is_taken_though_it_agrees_with_nothing() -> None:
    other = '<meta property="og:title" content="Trang tin tức">'
    assert chosen(f"<h1>Kinh tế</h1><h1>{TITLE}</h1>", other)[:2] == (TITLE, "h1")


def test_a_long_heading_in_the_head_of_the_page_is_the_sites() -> None:
    assert (
        chosen(f"<header><h1>{TITLE}</h1></header>", '<meta property="og:title" content="Trang tin tức">')[0]
        == "Trang tin tức"
    )


def test_the_longest_heading_is_taken_where_nothing_else_is_given() -> None:
    assert chosen("<h1>Kinh tế</h1><h1>Một tựa ngắn</h1>")[0] == "Một tựa ngắn"


def test_a_page_without_heading_or_metadata_has_no_title() -> None:
    assert title.choose_title(parsed("<p>x</p>"), ()) == (None, None)


def test_a_label_in_the_heading_is_left_out() -> None:
    assert chosen(f'<h1><span class="label">Mới</span> {TITLE}</h1>', OG)[0] == TITLE


def test_a_label_glued_to_the_heading_is_cut_where_two_sources_agree() -> None:
    twice = OG + f'<meta name="twitter:title" content="{TITLE}">'
    assert chosen(f"<h1>Podcast {TITLE}</h1>", twice)[:2] == (TITLE, "meta og:title")
    assert chosen(f"<h1>Podcast {TITLE}</h1>", OG)[0] == f"Podcast {TITLE}"


@pytest.mark.parametrize(
    ("printed", "site", "cut"),
    [
        ("Nạo vét kênh Sáu Thước - Báo Mẫu", "bao mau", "Nạo vét kênh Sáu Thước"),
        ("Nạo vét kênh Sáu Thước | Tin nhanh", "", "Nạo vét kênh Sáu Thước"),
        ("Nạo vét kênh - hàng trăm hộ dân", "bao mau", "Nạo vét kênh - hàng trăm hộ dân"),
    ],
)
def test_the_sites_name_is_cut_from_the_end_of_a_title(printed: str, site: str, cut: str) -> None:
    assert title.without_site(printed, site) == cut


@pytest.mark.parametrize(
    ("one", "other", "low", "high"),
    [
        ("Kênh Sáu Thước", "KÊNH SÁU THƯỚC", 2.0, 2.0),
        (TITLE, TITLE[:30], 0.6, 1.0),
        ("Kinh tế", TITLE, 0.0, 0.3),
        ("", "x", 0, 0),
    ],
)
def test_agreement_is_the_share_of_common_words(one: str, other: str, low: float, high: float) -> None:
    assert low <= title.agreement(one, other) <= high
