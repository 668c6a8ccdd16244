"""Who made an article: which place of the page is believed, and which names are no people."""

from __future__ import annotations

import json

import pytest

from newsarchive.extract.bylines import authors, grammar
from newsarchive.extract.bylines.authors import Attribution, choose_authors
from tests.extract.support import parsed


def json_ld(*people: str, kind: str = "Person") -> str:
    node = {"@type": "NewsArticle", "headline": "x", "author": [{"@type": kind, "name": name} for name in people]}
    return f'<script type="application/ld+json">{json.dumps(node)}</script>'


def meta(name: str, value: str) -> str:
    return f'<meta name="{name}" content="{value}">'


def chosen(
    body: str = "",
    *,
    head: str = "",
    selectors: tuple[str, ...] = (),
    printed: tuple[str, ...] = (),
    outlet_names: frozenset[str] = frozenset(),
    vietnamese: bool = True,
    corporate: bool = False,
) -> Attribution:
    lines = [line for line in map(grammar.parse, printed) if line is not None]
    assert len(lines) == len(printed)
    return choose_authors(
        parsed(body, head=head),
        selectors=selectors,
        printed=lines,
        outlet_names=outlet_names,
        vietnamese=vietnamese,
        corporate=corporate,
    )


def names(found: Attribution) -> list[str]:
    return [author.name for author in found.authors]


def test_a_page_that_names_nobody_has_no_attribution() -> None:
    assert chosen("<p>Không có tên.</p>") == Attribution()


def test_on_a_vietnamese_page_the_printed_line_comes_before_the_metadata() -> None:
    found = chosen(head=json_ld("Hải Đăng"), printed=("Tin, ảnh: MAI LAN",))
    assert (names(found), found.origin, found.byline) == (["Mai Lan"], "body", "Tin, ảnh: MAI LAN")


def test_elsewhere_json_ld_comes_before_what_is_printed() -> None:
    found = chosen('<span class="author">By Jane Roe</span>', head=json_ld("John Doe"), vietnamese=False)
    assert (names(found), found.origin) == (["John Doe"], "json-ld author")


def test_the_outlets_selector_comes_first() -> None:
    found = chosen('<i class="ky">Hải Đăng</i>', selectors=("i.ky",), printed=("Tin: Mai Lan",))
    assert (names(found), found.origin) == (["Hải Đăng"], "select.byline i.ky")


def test_a_selector_that_finds_no_byline_leaves_the_choice_to_the_rules() -> None:
    found = chosen('<i class="ky">Xem thêm tin khác!</i>', selectors=("i.ky",), printed=("Tin: Mai Lan",))
    assert names(found) == ["Mai Lan"]


def test_meta_tags_are_read_where_json_ld_names_nobody() -> None:
    found = chosen(head=meta("author", "Mai Lan, Hải Đăng"))
    assert (names(found), found.origin, found.raw) == (["Mai Lan", "Hải Đăng"], "meta author", "Mai Lan, Hải Đăng")


def test_the_author_element_near_the_article_is_read() -> None:
    found = chosen('<div class="author">Mai Lan</div>')
    assert (names(found), found.origin) == (["Mai Lan"], "author element")


@pytest.mark.parametrize("holder", ['aside class="x"', 'div class="comment-list"', "footer", "li"])
def test_an_author_element_of_something_else_is_left_out(holder: str) -> None:
    tag = holder.split()[0]
    assert chosen(f'<{holder}><b class="author">Mai Lan</b></{tag}>') == Attribution()


def test_a_link_to_a_profile_counts_wherever_it_is_printed() -> None:
    assert names(chosen('<aside><a href="/tac-gia/mai-lan">Mai Lan</a></aside>')) == ["Mai Lan"]


def test_of_several_author_elements_the_one_with_all_people_is_taken() -> None:
    assert names(chosen('<b class="author">Mai Lan</b><p class="author">Mai Lan, Hải Đăng</p>')) == [
        "Mai Lan",
        "Hải Đăng",
    ]
    assert names(chosen('<b class="author">Mai Lan</b><p class="author">Lê Na, Hải Đăng</p>')) == ["Mai Lan"]


def test_a_line_that_hides_a_co_author_stays_the_byline_of_all_people_printed() -> None:
    found = chosen('<b class="author">Mai Lan và 1 tác giả khác</b><p class="author">Mai Lan, Hải Đăng</p>')
    assert (names(found), found.byline) == (["Mai Lan", "Hải Đăng"], "Mai Lan và 1 tác giả khác")


def test_hidden_co_authors_are_completed_from_the_metadata() -> None:
    found = chosen(head=json_ld("Mai Lan", "Hải Đăng"), printed=("MAI LAN và 1 tác giả khác",))
    assert names(found) == ["Mai Lan", "Hải Đăng"]
    assert found.byline == "MAI LAN và 1 tác giả khác"


def test_the_outlet_itself_is_no_author() -> None:
    found = chosen(head=json_ld("Làng Mới"), outlet_names=frozenset({"langmoi"}))
    assert found.authors == ()


def test_an_organization_is_an_author_only_where_a_corporate_one_is_asked_for() -> None:
    head = json_ld("Kanal Group", kind="Organization")
    assert chosen(head=head, vietnamese=False).authors == ()
    assert names(chosen(head=head, vietnamese=False, corporate=True)) == ["Kanal Group"]


def test_an_agency_in_the_metadata_is_the_source_of_a_signed_piece() -> None:
    found = chosen(head=json_ld("Reuters", "John Doe"), vietnamese=False)
    assert (names(found), found.source_name) == (["John Doe"], "Reuters")


def test_the_byline_of_a_line_without_people_is_kept_beside_the_people_of_the_metadata() -> None:
    found = chosen(head=json_ld("Mai Lan"), printed=("Theo TTXVN",))
    assert (found.byline, names(found), found.source_name, found.origin) == (
        "Theo TTXVN",
        ["Mai Lan"],
        "TTXVN",
        "json-ld author",
    )


@pytest.mark.parametrize(
    "name", ["", "123456", "http://bao.example", "Reuters", "PV", "mot hai ba bon nam sau bay tam", "x" * 61]
)
def test_what_cannot_be_a_persons_name_is_none(name: str) -> None:
    assert not authors.is_person(name, frozenset())


@pytest.mark.parametrize(
    ("value", "people"),
    [
        ("By Jane Roe and John Doe", ["Jane Roe", "John Doe"]),
        ("Von Max Muster | dpa", ["Max Muster"]),
        ("JANE ROE (Lagos)", ["Jane Roe"]),
        ("Written by Jane Roe - Business", ["Jane Roe"]),
        ("Jane Roe; Jane Roe", ["Jane Roe"]),
        ("News Desk", []),
    ],
)
def test_people_are_read_from_a_free_author_string(value: str, people: list[str]) -> None:
    assert authors.people_of(value, frozenset()) == people
