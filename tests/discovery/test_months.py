"""Which days an address tells of."""

from __future__ import annotations

import pytest

from newsarchive.discovery.months import days_of_article, is_month, last_day, months_between, months_of_list


@pytest.mark.parametrize(
    ("path", "days"),
    [
        ("/kinh-te/202405/mua-lua-1a2b3c4/", ("2024-05-01", "2024-05-31")),
        ("/van-hoa/20240517/dem-nhac-ben-song", ("2024-05-17", "2024-05-17")),
        ("/2024/02/ve-cho-noi/", ("2024-02-01", "2024-02-29")),
        ("/2024/5/9/ve-cho-noi.html", ("2024-05-09", "2024-05-09")),
        ("/ve-cho-noi-20241230081500123.htm", ("2024-12-30", "2025-01-01")),
        ("/ve-cho-noi-185240517081500123.htm", ("2024-05-17", "2024-05-19")),
        ("/ve-cho-noi-202405170815001234.htm", ("2024-05-17", "2024-05-19")),
        ("/ve-cho-noi-a12345.html", None),
        ("/202413/thang-muoi-ba-1a2b3c4/", None),
        ("/20240231/ngay-khong-co-1a2b3c4/", None),
        ("/ve-cho-noi-99999999999999999.htm", None),
        ("/tin/2025", None),  # the last part is the page itself
        ("/tin-nam-2024/bai", None),
        ("", None),
    ],
)
def test_days_of_an_article_s_address(path, days):
    assert days_of_article(f"https://bao.example{path}") == days


@pytest.mark.parametrize(
    ("name", "months"),
    [
        ("/sitemaps/2024-05.xml.gz", ("2024-05", "2024-05")),
        ("/sitemap-article-20210418.xml", ("2021-04", "2021-04")),
        ("/sitemap_202405.xml", ("2024-05", "2024-05")),
        ("/sitemap/2024/05/news.xml", ("2024-05", "2024-05")),
        ("/sitemap-5-2024.xml", ("2024-05", "2024-05")),
        ("/sitemap.xml?yyyy=2024&mm=05&dd=11", ("2024-05", "2024-05")),
        ("/sitemap.xml?year=2024", ("2024-01", "2024-12")),
        ("/sitemap-2024.xml", ("2024-01", "2024-12")),
        ("/sitemap-2024-1.xml", ("2024-01", "2024-12")),
        ("/post-sitemap12.xml", None),
        ("/sitemap-news-120245.xml", None),
        ("/sitemap.xml", None),
    ],
)
def test_months_of_a_sitemap_s_name(name, months):
    assert months_of_list(f"https://bao.example{name}") == months


@pytest.mark.parametrize(
    "hostile", ["https://[", "https://bao.example/" + "9" * 100_000, "https://bao.example/" + "-2024" * 20_000]
)
def test_garbage_tells_nothing_and_takes_no_time(hostile):
    assert days_of_article(hostile) is None
    months_of_list(hostile)


def test_months_are_counted_across_years():
    assert months_between("2023-12", "2024-01") == ("2023-12", "2024-01")
    assert months_between("2024-02", "2024-01") == ()
    assert last_day("2023-02") == "2023-02-28"
    assert [m for m in ("2024-05", "2024-13", "24-05", "1900-01", "2024-5") if is_month(m)] == ["2024-05"]
