"""One page through all rules: what is stored of an article, and where it came from."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from newsarchive import outlets
from newsarchive.extract import read, rules_hash
from newsarchive.items import Article
from newsarchive.outlets import Older, Outlet, Select
from tests.extract.support import FETCHED, LEAD, PARAGRAPHS, TITLE, URL, article, html, page, paragraphs


def test_the_fields_of_a_plain_article() -> None:
    found = article(html(tail="<p><strong>Tin, ảnh: MAI LAN</strong></p>"))
    assert found.title == TITLE
    assert found.lead == LEAD
    assert paragraphs(found) == PARAGRAPHS
    assert found.byline == "Tin, ảnh: MAI LAN"
    assert [(a.name, a.role) for a in found.authors] == [("Mai Lan", "both")]
    assert found.published_at == "2026-03-09T07:45:00+07:00"
    assert found.published_on == "2026-03-09"
    assert found.published_utc == "2026-03-09T00:45:00Z"
    assert found.language == "vi"


def test_each_field_says_where_it_came_from() -> None:
    found = article(html(tail="<p><strong>Tin, ảnh: MAI LAN</strong></p>"))
    rows = {row.field: row for row in found.provenance}
    assert {"title", "lead", "text", "byline", "authors", "published_at", "language"} <= rows.keys()
    assert rows["published_at"].raw == "09/03/2026 07:45"
    assert len(rows) == len(found.provenance)  # the archive keeps one row a field


def test_the_same_page_is_read_the_same_twice() -> None:
    source = html(tail="<p><strong>Tin, ảnh: MAI LAN</strong></p>")
    assert article(source) == article(source)
    assert rules_hash() == rules_hash()


def test_a_dateline_stays_in_the_text_and_is_noted() -> None:
    found = article(html(body=["(VLO) " + PARAGRAPHS[0], *PARAGRAPHS[1:]]))
    assert paragraphs(found)[0].startswith("(VLO) Sáng nay")
    assert next(row.raw for row in found.provenance if row.field == "text") == "(VLO)"


def test_pictures_have_their_real_address_caption_and_credit() -> None:
    figure = (
        '<figure><img src="data:image/gif;base64,R0lGOD" data-src="/anh/kenh.jpg">'
        "<figcaption>Máy xúc trên kênh. Ảnh: Hải Đăng</figcaption></figure>"
    )
    found = article(html(middle=figure))
    assert paragraphs(found) == PARAGRAPHS
    (image,) = found.images
    assert (image.url, image.caption, image.credit) == (
        "https://bao.example/anh/kenh.jpg",
        "Máy xúc trên kênh. Ảnh: Hải Đăng",
        "Hải Đăng",
    )


def test_the_outlets_captions_belong_to_the_picture_before_them() -> None:
    printed = (
        "Máy xúc làm việc trên kênh từ sáng sớm. Ảnh chụp ngày khởi công, khi nước còn chưa về. Người chụp: Hải Đăng."
    )
    picture = f'<p><img src="/anh/kenh.jpg"></p><div class="note"><p>{printed}</p></div>'
    source = html(middle=picture)
    assert printed in article(source).text
    outlet = Outlet(key="p", name="P", home="https://bao.example/", select=Select(caption=(".none", ".note")))
    found = read(page(source), outlet)
    assert isinstance(found, Article)
    assert paragraphs(found) == PARAGRAPHS
    assert [image.caption for image in found.images] == [printed]


def test_nfd_and_nfc_give_the_same_article() -> None:
    import unicodedata

    source = html()
    assert article(unicodedata.normalize("NFD", source)) == article(source)


def test_a_time_of_an_unknown_zone_is_kept_as_its_day() -> None:
    source = (
        '<html lang="en"><head><title>Council opens the new bridge today</title>'
        '<meta property="article:published_time" content="2026-03-09T07:45:00"></head><body><article>'
        "<h1>Council opens the new bridge today</h1>"
        + "".join(
            f"<p>The bridge over the river was opened by the council in front of a crowd of {n} hundred people.</p>"
            for n in range(2, 8)
        )
        + "</article></body></html>"
    )
    found = article(source, url="https://paper.example/news/council-opens-the-new-bridge-today-12345.html")
    assert found.published_at == "2026-03-09"
    assert found.published_utc is None
    assert next(row.raw for row in found.provenance if row.field == "published_at") == "2026-03-09T07:45:00"


def test_a_zone_of_another_outlet_is_used() -> None:
    outlet = Outlet(key="paper", name="Paper", home="https://bao.example/", timezone="Asia/Tokyo", language="vi")
    found = read(
        page(html(head='<meta property="article:published_time" content="2026-03-09T07:45:00">', date="")), outlet
    )
    assert isinstance(found, Article)
    assert found.published_at == "2026-03-09T07:45:00+09:00"


def older_outlet() -> Outlet:
    return Outlet(
        key="paper",
        name="Paper",
        home="https://bao.example/",
        select=Select(body=("#new",)),
        older=(Older(until=date(2020, 12, 31), body=("#old",)),),
    )


@pytest.mark.parametrize(("day", "box"), [("2019-05-01", "old"), ("2026-03-01", "new")])
def test_the_layout_is_chosen_by_the_page_date(day: str, box: str) -> None:
    both = "".join(
        f'<div id="{name}">' + "".join(f"<p>Khung {name}. {p}</p>" for p in PARAGRAPHS) + "</div>"
        for name in ("old", "new")
    )
    source = html(
        head=f'<meta property="article:published_time" content="{day}T08:00:00+07:00">', date="", body=[], middle=both
    )
    found = read(page(source), older_outlet())
    assert isinstance(found, Article)
    assert paragraphs(found) == [f"Khung {box}. {p}" for p in PARAGRAPHS]


def test_a_page_no_selector_fits_falls_back_and_says_so() -> None:
    found = read(page(html()), older_outlet())
    assert isinstance(found, Article)
    assert paragraphs(found) == PARAGRAPHS
    assert "no selector of the outlet fits" in next(row.rule for row in found.provenance if row.field == "text")


def test_no_date_lies_after_the_fetch() -> None:
    found = article(html(head='<meta property="article:published_time" content="2027-01-01T08:00:00+07:00">', date=""))
    assert found.published_at is None or found.published_at < FETCHED.isoformat()


def test_an_english_page_of_an_undeclared_site_keeps_its_offset() -> None:
    outlet = outlets.undeclared("https://paper.example/")
    source = (
        '<html lang="en"><head><title>Council opens the new bridge today</title>'
        '<meta property="article:published_time" content="2026-03-09T07:45:00-05:00"></head><body><article>'
        "<h1>Council opens the new bridge today</h1>"
        + "".join(
            f"<p>The bridge over the river was opened by the council in front of a crowd of {n} hundred people.</p>"
            for n in range(2, 8)
        )
        + "</article></body></html>"
    )
    found = read(
        replace(page(source), url="https://paper.example/news/council-opens-the-new-bridge-today-12345.html"), outlet
    )
    assert isinstance(found, Article)
    assert found.published_at == "2026-03-09T07:45:00-05:00"
    assert URL
