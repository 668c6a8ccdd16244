"""The article put together from what the rules chose."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from zoneinfo import ZoneInfo

from newsarchive.extract.assemble import Chosen, assemble
from newsarchive.extract.body.contents import Body
from newsarchive.extract.bylines.authors import Attribution
from newsarchive.extract.dates.moment import Moment
from newsarchive.extract.dates.page_dates import PageDate
from newsarchive.extract.dates.published import Dates
from newsarchive.extract.page import document
from newsarchive.extract.values import FieldValue
from newsarchive.items import Article, Author
from newsarchive.outlets import Select
from tests.extract.support import LEAD, PARAGRAPHS, TITLE, URL

EVENING = Moment(date(2026, 3, 9), 20, 30, offset=0)
CHOSEN = Chosen(
    headline=FieldValue(TITLE, "h1", TITLE),
    text=Body(paragraphs=PARAGRAPHS),
    text_source="densest text",
    text_rule="generic rules",
    lead=None,
    dated=Dates(),
    signed=Attribution(),
    origin=(None, None, ""),
    language="vi",
    language_source=None,
    zone=ZoneInfo("Asia/Ho_Chi_Minh"),
)


def assembled(chosen: Chosen, head: str = "") -> Article:
    doc = document.parse(URL, f"<html><head>{head}</head><body><p>x</p></body></html>".encode(), None)
    return assemble(URL, doc, Select(), chosen)


def published(moment: Moment) -> Chosen:
    return replace(CHOSEN, dated=Dates(published=PageDate(moment, "meta", moment.text(), "iso")))


def rows(article: Article) -> dict[str, str | None]:
    return {row.field: row.source for row in article.provenance}


def test_title_and_text_are_what_was_chosen() -> None:
    article = assembled(CHOSEN)
    assert (article.title, article.text.split("\n\n")) == (TITLE, PARAGRAPHS)
    assert rows(article) == {"title": "h1", "text": "densest text"}


def test_the_day_is_that_of_the_paper_and_the_moment_that_of_the_world() -> None:
    article = assembled(published(EVENING))
    assert article.published_at == EVENING.text()
    assert (article.published_on, article.published_utc) == ("2026-03-10", "2026-03-09T20:30:00Z")


def test_a_day_without_time_stays_a_day() -> None:
    article = assembled(published(EVENING.day_only()))
    assert (article.published_at, article.published_on, article.published_utc) == ("2026-03-09", "2026-03-09", None)


def test_the_lead_printed_apart_comes_before_the_bodys() -> None:
    body = Body(paragraphs=PARAGRAPHS, lead=PARAGRAPHS[0])
    article = assembled(replace(CHOSEN, text=body, lead=FieldValue(LEAD, "element p.sapo", LEAD)))
    assert (article.lead, rows(article)["lead"]) == (LEAD, "element p.sapo")
    assert assembled(replace(CHOSEN, text=body)).lead == PARAGRAPHS[0]


def test_the_description_is_the_lead_where_none_is_printed() -> None:
    article = assembled(CHOSEN, f'<meta name="description" content="{LEAD}">')
    assert (article.lead, rows(article)["lead"]) == (LEAD, "meta description")


def test_eth_printed_for_d_with_stroke_is_mended_in_vietnamese_alone() -> None:
    body = Body(paragraphs=["Ðường nước"])
    assert assembled(replace(CHOSEN, text=body)).text == "Đường nước"
    assert assembled(replace(CHOSEN, text=body, language="is")).text == "Ðường nước"


def test_byline_authors_and_source_say_where_they_came_from() -> None:
    signed = Attribution(byline="Mai Lan", authors=(Author("Mai Lan"),), origin="body", raw="Mai Lan")
    article = assembled(replace(CHOSEN, signed=signed, origin=("Báo Kênh Mới", None, "source line")))
    assert rows(article) == {
        "title": "h1",
        "text": "densest text",
        "byline": "body",
        "authors": "body",
        "source_name": "source line",
    }


def test_the_canonical_address_is_the_pages_own_or_that_of_open_graph() -> None:
    assert (
        assembled(CHOSEN, '<meta property="og:url" content="/bai-1.html">').canonical_url
        == "https://bao.example/bai-1.html"
    )
    assert assembled(CHOSEN).canonical_url is None
