"""What the JSON-LD of a page says of its article."""

from __future__ import annotations

import json

import pytest

from newsarchive.extract.page import jsonld

URL = "https://bao.example/bai-1.html"


def read(*values: object, title: str = "") -> jsonld.Linked:
    return jsonld.read([json.dumps(value) for value in values], URL, title)


def test_the_facts_of_an_article() -> None:
    linked = read(
        {
            "@type": "NewsArticle",
            "headline": "Kênh &amp; rạch",
            "datePublished": "2026-03-09",
            "keywords": "kênh, rạch,",
            "author": [{"@type": "Person", "name": "Mai Lan"}, {"@type": "Person", "name": "Mai Lan"}, "Hải Đăng"],
            "publisher": {"@type": "Organization", "name": "Báo Kênh Mới"},
            "image": {"@type": "ImageObject", "url": "https://bao.example/kenh.jpg"},
            "isAccessibleForFree": "False",
        }
    )
    assert (linked.article_type, linked.headline, linked.published) == ("NewsArticle", "Kênh & rạch", "2026-03-09")
    assert linked.keywords == ["kênh", "rạch"]
    assert linked.authors == [("Person", "Mai Lan"), ("", "Hải Đăng")]
    assert linked.publisher == "Báo Kênh Mới"
    assert linked.images == ["https://bao.example/kenh.jpg"]
    assert not linked.free


def test_the_creator_is_the_author_where_none_is_named() -> None:
    assert read({"@type": "Article", "creator": ["Mai Lan"]}).authors == [("", "Mai Lan")]


def test_the_article_with_the_page_address_wins() -> None:
    other = {"@type": "NewsArticle", "headline": "Khác", "url": "https://bao.example/bai-2.html"}
    own = {"@type": "NewsArticle", "headline": "Này", "url": "http://www.bao.example/bai-1.html#top"}
    assert read(other, own).headline == "Này"


def test_the_article_whose_headline_fits_the_title_wins() -> None:
    articles = [{"@type": "NewsArticle", "headline": headline} for headline in ("Khác", "Này")]
    assert read(articles, title="Này | Báo Kênh Mới").headline == "Này"


def test_an_author_given_by_id_is_looked_up() -> None:
    graph = [{"@type": "Article", "author": {"@id": "#lan"}}, {"@type": "Person", "@id": "#lan", "name": "Mai Lan"}]
    assert read({"@graph": graph}).authors == [("Person", "Mai Lan")]


def test_capitalised_keys_are_read() -> None:
    assert read({"@type": "NewsArticle", "Headline": "Kênh"}).headline == "Kênh"


def test_a_breadcrumb_is_read() -> None:
    items = [{"name": "Trang chủ"}, {"item": {"name": "Thời sự"}}, {"item": "x"}]
    assert read({"@type": "BreadcrumbList", "itemListElement": items}).breadcrumb == ["Trang chủ", "Thời sự"]


@pytest.mark.parametrize(
    "block",
    ['{"@type": "Article", "headline": "Kênh",}', '<!-- \n{"@type": "Article", "headline": "Kênh"};\n -->'],
)
def test_simple_faults_are_repaired(block: str) -> None:
    assert jsonld.read([block], URL).headline == "Kênh"


def test_a_broken_block_is_searched_for_its_main_fields() -> None:
    linked = jsonld.read(['{"@type": "NewsArticle", "headline": "Kênh \\"Sáu Thước\\"", "datePublished": "2026'], URL)
    assert (linked.headline, linked.published) == ('Kênh "Sáu Thước"', "")
    assert linked.types == {"NewsArticle"}


def test_what_is_no_article_gives_its_types_alone() -> None:
    linked = read({"@type": ["WebPage", "https://schema.org/ItemList"], "name": "Trang"})
    assert (linked.types, linked.headline) == ({"WebPage", "ItemList"}, "")
