"""The paper a piece comes from, and the address of the original, in the forms in which papers print them."""

from __future__ import annotations

import json

import pytest

from newsarchive.extract.bylines.source import Origin, choose_source, undoubled, without_day
from tests.extract.support import PARAGRAPHS, article, html, paragraphs, parsed

ORIGINAL = "https://baogoc.example/kinh-te/202603/nao-vet-kenh-1234567"
HOME = "https://baogoc.example/"


@pytest.mark.parametrize(
    "credit",
    [
        f'<p>Nguồn: <a href="{ORIGINAL}">Báo Gốc</a></p>',
        f'<p><strong>Nguồn:</strong> <a href="{ORIGINAL}">Báo Gốc</a></p>',
        f'<p><a href="{ORIGINAL}">Nguồn</a>: Báo Gốc</p>',
        f'<p><a href="{ORIGINAL}">Nguồn: Báo Gốc</a></p>',
        f'<p style="text-align: right"><em>(Theo <a href="{ORIGINAL}">Báo Gốc</a>)</em></p>',
        '<p>Theo <a href="//baogoc.example/kinh-te/202603/nao-vet-kenh-1234567">Báo Gốc</a></p>',
    ],
)
def test_the_link_of_a_credit_is_the_address_of_the_original(credit: str) -> None:
    found = article(html(tail=credit))
    assert (found.source_name, found.source_url) == ("Báo Gốc", ORIGINAL)
    assert paragraphs(found) == PARAGRAPHS


@pytest.mark.parametrize(
    "credit",
    [
        f'<div class="article-source">Nguồn: <a href="{ORIGINAL}">Báo Gốc</a></div>',
        f'<div class="link-source"><span class="link-source-name">Theo Báo Gốc</span><span class="link-source-full">{ORIGINAL}'
        "</span></div>",
        f'<div class="bai-goc nguon-tin">Nguồn: {ORIGINAL}</div><div class="source-name">Theo Báo Gốc</div>',
    ],
)
def test_an_element_beside_the_text_names_paper_and_address(credit: str) -> None:
    source = html().replace("</main>", f"{credit}</main>")
    found = article(source)
    assert (found.source_name, found.source_url) == ("Báo Gốc", ORIGINAL)


def test_the_credit_stays_the_byline_when_its_name_is_linked() -> None:
    assert article(html(tail=f'<p>Theo <a href="{ORIGINAL}">Báo Gốc</a></p>')).byline == "Theo Báo Gốc"


@pytest.mark.parametrize(
    "href",
    [
        HOME,
        "https://baogoc.example",
        "/nguon/bao-goc",
        "javascript:void(0)",
        "https://bao.example/nguon/bao-goc",
        "http://[",
    ],
    ids=[
        "home",
        "home without a slash",
        "a list of the paper's own",
        "a script",
        "a page of the paper's own",
        "broken",
    ],
)
def test_a_credit_that_links_elsewhere_names_the_paper_alone(href: str) -> None:
    found = article(html(tail=f'<p>Nguồn: <a href="{href}">Báo Gốc</a></p>'))
    assert (found.source_name, found.source_url) == ("Báo Gốc", None)


def test_another_link_in_the_line_is_not_the_original() -> None:
    """Lines parted by `<br>` are one element, and hold links of other lines."""
    other = '<a href="https://toquangcao.example/mua-ngay-hom-nay-1">Mua ngay hôm nay, giá rẻ nhất trong năm.</a>'
    found = article(html(tail=f"<p>{other}<br>Nguồn: Báo Gốc</p>"))
    assert (found.source_name, found.source_url) == ("Báo Gốc", None)


def test_an_element_of_another_source_does_not_give_the_address() -> None:
    aside = f'<div class="source">Theo <a href="{ORIGINAL}">Báo Gốc</a></div>'
    source = html(tail="<p>Nguồn: Báo Khác Hẳn</p>").replace("</main>", f"{aside}</main>")
    found = article(source)
    assert (found.source_name, found.source_url) == ("Báo Khác Hẳn", None)


@pytest.mark.parametrize(
    "line",
    [
        f'<p><a href="{ORIGINAL}">Xem bài gốc</a></p>',
        f'<p><a href="{ORIGINAL}">Link bài gốc</a></p>',
        f'<p>[<a href="{ORIGINAL}">Link nguồn</a>]</p>',
        f'<p>Nguồn bài viết: <a href="{ORIGINAL}">tại đây</a></p>',
        f'<p>Xem bài viết gốc <a href="{ORIGINAL}">tại đây</a>.</p>',
    ],
)
def test_a_line_that_only_links_to_the_original_gives_its_address_and_is_no_text(line: str) -> None:
    found = article(html(tail=line))
    assert found.source_url == ORIGINAL
    assert paragraphs(found) == PARAGRAPHS


def test_a_line_about_originals_that_links_nowhere_stays() -> None:
    found = article(html(tail="<p>Xem bài gốc</p>"))
    assert (found.source_url, paragraphs(found)[-1]) == (None, "Xem bài gốc")


def origin(body: str = "", *, head: str = "", named: str | None = None, aggregator: bool = False) -> Origin:
    """The source of a page whose byline named nothing, or this paper."""
    return choose_source(
        parsed(body, head=head),
        named=named,
        original_url=None,
        title_el=None,
        aggregator=aggregator,
        outlet_names=frozenset(),
    )


def test_a_page_of_the_papers_own_has_no_source() -> None:
    assert origin("<p>Báo Gốc</p>") == Origin(None, None, "")


def test_the_address_of_the_original_is_read_from_the_metadata() -> None:
    head = f'<meta name="original-source" content="{ORIGINAL}">'
    assert origin(head=head, named="Theo Báo Gốc") == Origin("Báo Gốc", ORIGINAL, "metadata")


def test_the_metadata_of_a_page_of_the_papers_own_is_no_source() -> None:
    assert origin(head='<meta name="original-source" content="https://www.bao.example/a">').url is None


def test_a_papers_name_near_the_title_is_the_source_of_an_aggregators_page_alone() -> None:
    stamp = "<span>Báo GốcBáo Gốc 09/03/2026</span>"
    assert origin(stamp, aggregator=True) == Origin("Báo Gốc", None, "printed by the title")
    assert origin(stamp) == Origin(None, None, "")


BASED_ON = json.dumps({"@type": "NewsArticle", "headline": "x", "isBasedOn": "http://["})


@pytest.mark.parametrize(
    "broken",
    [
        html(tail="<p>Nguồn: http://[</p>"),
        html(head='<meta name="original-source" content="http://[">'),
        html(head=f'<script type="application/ld+json">{BASED_ON}</script>'),
    ],
    ids=["printed", "meta tag", "JSON-LD"],
)
def test_a_broken_address_of_the_original_is_none(broken: str) -> None:
    assert article(broken).source_url is None


@pytest.mark.parametrize(
    ("printed", "line"),
    [("Báo GốcBáo Gốc23/07/2025", "Báo Gốc"), ("Báo Gốc - 2025-07-23 10:00", "Báo Gốc"), ("Báo Gốc", "Báo Gốc")],
)
def test_a_stamp_is_read_without_its_day_and_once(printed: str, line: str) -> None:
    assert without_day(printed) == line


@pytest.mark.parametrize(
    ("printed", "once"), [("Báo Gốc Báo Gốc", "Báo Gốc"), ("tin tin", "tin tin"), ("Báo Gốc", "Báo Gốc")]
)
def test_a_text_printed_twice_is_read_once(printed: str, once: str) -> None:
    assert undoubled(printed) == once
