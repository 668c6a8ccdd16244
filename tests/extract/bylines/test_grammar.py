"""The grammar of printed bylines."""

from __future__ import annotations

import pytest

from newsarchive.extract.bylines import grammar


@pytest.mark.parametrize(
    ("line", "people"),
    [
        ("Tin, ảnh: THẢO TIÊN", [("Thảo Tiên", "both")]),
        ("Bài và ảnh: HOÀNG HOA / Nguồn: Người lao động", [("Hoàng Hoa", "both")]),
        (
            "CẨM HUỆ- NGUYÊN KHÁNH- NGỌC LIỄU (thực hiện)",
            [("Cẩm Huệ", "text"), ("Nguyên Khánh", "text"), ("Ngọc Liễu", "text")],
        ),
        ("NHẬT XUÂN và 1 tác giả khác", [("Nhật Xuân", "text")]),
        ("Bài: A Tùng - Ảnh: Minh Anh", [("A Tùng", "text"), ("Minh Anh", "photo")]),
        ("Bài: Lê Na; Ảnh: Lê Na", [("Lê Na", "both")]),
        ("Tin, ảnh: P.Y", [("P.Y", "both")]),
        ("M. TRƯỜNG", [("M. Trường", "text")]),
        ("N.Linh-C.Bính", [("N.Linh", "text"), ("C.Bính", "text")]),
        ("Hà Thu (theo BBC)", [("Hà Thu", "text")]),
        ("Minh PhươngTheo Politico, Independent", [("Minh Phương", "text")]),
        ("(Người Quan Sát)", [("Người Quan Sát", "text")]),
    ],
)
def test_people_and_roles(line: str, people: list[tuple[str, str]]) -> None:
    found = grammar.parse(line)
    assert found is not None
    assert [(a.name, a.role) for a in found.authors] == people


@pytest.mark.parametrize(
    "line", ["P.V", "PV", "Ban biên tập", "Nhóm phóng viên", "Theo TTXVN", "(TTXVN/Vietnam+)", "Thiết kế: Ngọc Trâm"]
)
def test_newsrooms_agencies_and_designers_are_no_authors(line: str) -> None:
    found = grammar.parse(line)
    assert found is not None
    assert found.authors == ()


@pytest.mark.parametrize(
    ("line", "source"),
    [
        ("Theo TTXVN", "TTXVN"),
        ("Nguồn: Báo Trà Vinh", "Báo Trà Vinh"),
        ("Theo Bạch Đằng/Báo Người lao động", "Báo Người lao động"),
        ("Hà Thu (theo BBC)", "BBC"),
    ],
)
def test_the_source_is_read(line: str, source: str) -> None:
    found = grammar.parse(line)
    assert found is not None
    assert found.source == source


def test_a_source_address_is_read() -> None:
    found = grammar.parse("Nguồn: https://bao.example/kinh-te/a-1234567/")
    assert found is not None
    assert found.source_url == "https://bao.example/kinh-te/a-1234567/"


@pytest.mark.parametrize(
    "line",
    [
        "Theo quy định trên, ngày 1/3 có hiệu lực",
        "Đồng USD duy trì đà tăng",
        "Hoa nhập khẩu thiếu hàng",
        "Đường dây nóng: 0987083838.",
        "Theo đó, các bên sẽ tiếp tục",
        "",
        "Nguyễn Văn A, Giám đốc Sở Công Thương",
    ],
)
def test_prose_is_no_byline(line: str) -> None:
    assert grammar.parse(line) is None
