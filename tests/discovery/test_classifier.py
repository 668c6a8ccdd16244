"""What an address is for, by its shape."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsarchive import discovery
from newsarchive.discovery.classifier import shape
from newsarchive.outlets import Outlet
from newsarchive.outlets.schema import undeclared

PAPER = undeclared("https://bao.vn/")

ARTICLES = [
    "/kinh-te/202606/truong-long-hoa-phat-huy-loi-the-62d49fc/",
    "/video/202309/chu-tich-tinh-vui-tet-trung-thu-3175808",
    "/mo-rong-thi-truong-cho-trai-thanh-long-a100286.html",
    "/chinh-tri/khu-luu-niem-co-thu-tuong-25022.html",
    "/rung-chet-3067775.html",
    "/ky-niem-52-nam-dong-khoi-post210105.html",
    "/nam-hoc-khong-day-truoc-lop-1-post1129145.vnp",
    "/mua-hoa-sung-no-ro-20251026154627142.htm",
    "/su-kien/be-8-thang-tuoi-song-sot-20170812080458351.htm",
    "/kinh-te/gia-vang-hom-nay-7-8-2022080709055833.htm",
    "/nhon-nhip-khong-khi-tet-20180104031946780p3c24.htm",
    "/nhiet-do-thap-nhat-7-do-c-3505812.html",
    "/nha-may-dien-gio-tren-dia-ban-tinh-07092022-a105006.html",
    "/tin/chinh-tri-xa-hoi/20150323/chat-cay-xanh-ha-noi/724115.html",
    "/thi-truong/gui-hang-sai-gon-thanh-hoa/148739.htm",
    "/news/200/99817/mot-so-thong-tin-ve-doan-cuoi",
    "/bg/suc-khoe/371838/cai-thuoc-la-hieu-qua.html",
    "/viewer.aspx?macm=39&macmp=39&mabb=222823",
    "/Tin-noi-bat/Nang-cao-hinh-anh-luat-su/457245.vgp",
    "/xa-hoi/siet-chat-vong-ngoai-947590.ldo",
    "/Tieu-diem-van-hoa/Nga-Ba-Giong-noi-ghi-dau-i509576/",
    "/thoi-su-chinh-tri/dam-bao-to-chuc-le-hoi-ca-phe-51YnYvXDR.html",
    "/gia-dau-tut-khoi-dinh-bitcoin-giam.htm",
    "/tiengiang/bai-1-lam-theo-bac-de-nhan-len",
    "/2019/11/18/politics/health-report-released/index.html",
    "/news/politics/11333783",
]

OTHERS = [
    "/", "/thoi-su", "/xa-hoi/du-lich/", "/thoi-su-215.html", "/van-hoa-du-lich-van-hoc-nghe-thuat", "/thoi-su?p=2",
    "/khoa-hoc-cong-nghe/?paged=2", "/dia-phuong/phu-quoi/3387.html", "/tags/lua-dao-81236.ldo", "/tags/tinh-lo-437-345991.ldo",
    "/author/nguyen-thao-1182.tpo", "/tac-gia/thu-thuy---nguyen-hong-author77900", "/tu-khoa/vinh-long-tag37790?page=9",
    "/dong-phu-tag35951.html", "/print/tap-trung-trien-khai-cac-dot-thanh-tra-a196670.html", "/print/3021001.html",
    "/anh-dep-tra-vinh-9020/tag.html", "/video/ca-phe-khoi-nghiep-14-11-2018-334894.htm", "/ocop/ca-phe-pha-phin-valley-prod545.html",
    "/tieu-diem/dong-nai/trang115.html", "/phap-luat-p1", "/kinh-doanh-page2", "/live/radio_online.jpg", "/bao-in/so-326-thang-5-2026.pdf",
    "/doc-bao-in/202605/so-326-ngay-2452026-4ab3811/", "/khai-mac-hoi-nghi-event1234.html", "/tim-kiem?q=lua", "/dang-nhap.html",
    "/wp-content/uploads/2026/03/mot-buc-anh-dep-lam-123456.html", "/lien-he", "/chu-de/chong-khai-thac-hai-san-bat-hop-phap-268.htm",
]  # fmt: skip


@pytest.mark.parametrize("path", ARTICLES)
def test_articles_are_known_by_their_shape(path: str) -> None:
    assert discovery.classify(f"https://bao.vn{path}", PAPER) == "article"


@pytest.mark.parametrize("path", OTHERS)
def test_what_is_no_article(path: str) -> None:
    assert discovery.classify(f"https://bao.vn{path}", PAPER) != "article"


def test_feeds_and_sitemaps_are_known_by_name() -> None:
    assert discovery.classify("https://bao.vn/rss/tin-moi.rss", PAPER) == "feed"
    assert discovery.classify("https://bao.vn/category/lua/feed/", PAPER) == "feed"
    assert discovery.classify("https://bao.vn/sitemap-2026-11.xml.gz", PAPER) == "sitemap"
    assert discovery.classify("https://bao.vn/rss.html", PAPER) is None


def test_declared_facts_go_before_shapes(declared: Outlet) -> None:
    assert discovery.classify("https://bao.vn/kinh-te/202606/a-62d49fc/", declared) == "article"
    assert discovery.classify("https://bao.vn/bao-in/x/202606/a-62d49fc/", declared) is None
    assert discovery.classify("https://bao.vn/mo-rong-thi-truong-a100286.html", declared) is None
    assert discovery.classify("https://bao.vn/thoi-su/", declared) == "list"
    assert discovery.classify("https://bao.vn/", declared) == "list"
    assert discovery.classify("https://bao.vn/tin-moi", declared) == "feed"
    assert discovery.classify("https://bao.vn/ban-do", declared) == "sitemap"


@pytest.mark.parametrize("host", ["khac.vn", "bao.vn.khac.vn", "xbao.vn", "tin.bao.vn", "bao.vn:8080"])
def test_other_sites_are_nothing(host: str) -> None:
    assert discovery.classify(f"https://{host}/mo-rong-thi-truong-a100286.html", PAPER) is None


@pytest.mark.parametrize("host", ["www.bao.vn", "m.bao.vn", "bao.vn:443"])
def test_twins_of_a_host_are_the_same_site(host: str) -> None:
    assert discovery.classify(f"https://{host}/mo-rong-thi-truong-a100286.html", PAPER) == "article"


@given(st.text(max_size=200))
def test_no_address_raises(path: str) -> None:
    shape(f"https://bao.vn/{path}")
    discovery.classify(path, PAPER)
    discovery.classify(f"https://bao.vn/{path}", PAPER)
