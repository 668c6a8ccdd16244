"""Whom an article credits, in the forms met on real pages; and which outlet a name means."""

from __future__ import annotations

import pytest

from newsarchive.identity.attribution import Credit, Directory, from_json, read_credits, to_json

DIRECTORY = Directory(
    [
        ("baovinhlong", "Báo Vĩnh Long", "https://baovinhlong.com.vn/"),
        ("baocantho", "Báo Cần Thơ", "https://baocantho.com.vn/"),
        ("nld", "Người Lao Động", "https://nld.com.vn/"),
        ("tuoitre", "Tuổi Trẻ", "https://tuoitre.vn/"),
        ("hanoimoi", "Hànộimới", "https://hanoimoi.vn/"),
        ("vietnamplus", "VietnamPlus", "https://www.vietnamplus.vn/"),
        ("vtv", "VTV", "https://vtv.vn/"),
        ("may", "Báo May", "http://127.0.0.1:8080/"),
        ("hai", "Báo Trùng", "https://mot.vn/"),
        ("ba", "Trùng", "https://hai.vn/"),
    ]
)


def credited(text: str = "", **fields: str) -> set[str]:
    values = {"source_name": None, "source_url": None, "byline": None, "lead": None} | fields
    return {key for c in read_credits(text=text, **values) if (key := DIRECTORY.outlet(c))}


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("Thân bài.\n\nTheo Báo Vĩnh Long", "baovinhlong"),
        ("Thân bài.\n\nTheo BÁO VĨNH LONG.", "baovinhlong"),
        ("Thân bài.\n\nNguồn:\u00a0Báo Vĩnh Long", "baovinhlong"),
        ("Thân bài.\n\nNguồn: https://baovinhlong.com.vn/kinh-te/bai-d103e12/", "baovinhlong"),
        ("Thân bài.\n\nTác giả: Đặng Tiến / Nguồn tin: nld.com.vn", "nld"),
        ("Thân bài.\n\nTheo Quỳnh Phạm/Báo Hà nội mới", "hanoimoi"),
        ("Thân bài.\n\nHà Thu (theo Tuổi Trẻ Online)", "tuoitre"),
        ("Thân bài.\n\nTheo VTV.VN", "vtv"),
        ("Thân bài.\n\n(TTXVN/Vietnam+)", "vietnamplus"),
        ("Thân bài.\n\nTheo Vietnam+", "vietnamplus"),
        ("(VLO) Tối 27/9, tại quảng trường", "baovinhlong"),
        ("(CTO) - Ngày 8-1, Phó Thủ tướng", "baocantho"),
        ("(NLĐO)- Nếu có", "nld"),
        ("TT - Đã đến thì nên vào", "tuoitre"),
    ],
)
def test_a_credit_is_read_and_means_its_outlet(text, key):
    assert credited(text) == {key}


@pytest.mark.parametrize(
    "text",
    [
        "Theo Sở Công Thương, 6 tháng đầu năm, sản xuất tăng trưởng khá trên địa bàn tỉnh.",
        "Vĩnh Long - Dự án nâng cấp đường vừa khởi công.",
        "Ông nói theo báo cáo của tỉnh.",
        "(Ảnh minh họa) Thân bài.",
        "TT không có gạch nối thì là chữ thường.",
        "",
    ],
)
def test_what_only_looks_like_a_credit_means_nobody(text):
    assert credited(text) == set()


def test_fields_of_the_page_count_too():
    assert credited(source_name="Báo Vĩnh Long") == {"baovinhlong"}
    assert credited(source_url="https://www.baovinhlong.com.vn/a/b") == {"baovinhlong"}
    assert credited(source_url="http://127.0.0.1:8080/bai") == {"may"}
    assert credited(byline="Bài và ảnh: HOÀNG HOA / Nguồn: Người lao động") == {"nld"}
    assert credited(lead="(VLO) - Chiều 23/7") == {"baovinhlong"}


def test_a_name_that_two_outlets_have_means_neither():
    assert credited(source_name="Báo Trùng") == set()


def test_a_link_that_cannot_be_read_means_nobody():
    assert credited(source_url="http://[::1/") == set()


def test_credits_survive_being_kept():
    found = read_credits(
        source_name="Báo Vĩnh Long", source_url="https://a.vn/x", byline=None, lead=None, text="Theo Báo Cần Thơ"
    )
    assert from_json(to_json(found)) == found
    assert from_json(to_json(())) == ()
    assert found[0] == Credit("link", "https://a.vn/x")
