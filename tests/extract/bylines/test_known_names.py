"""Which names in a byline are no person's: agencies, outlets, newsrooms, places, institutions."""

from __future__ import annotations

import pytest

from newsarchive.extract.bylines import known_names


@pytest.mark.parametrize("name", ["TTXVN", "ttxvn", "Tân Hoa Xã", "TTXVN/Vietnam+", "AFP-TTXVN", "Reuters và AP"])
def test_an_agency_is_known_alone_and_beside_others(name: str) -> None:
    assert known_names.is_agency(name)


@pytest.mark.parametrize("name", ["Mai Lan/TTXVN", "Báo Trà Vinh", "", "-"])
def test_a_name_beside_an_agency_makes_it_none(name: str) -> None:
    assert not known_names.is_agency(name)


@pytest.mark.parametrize(
    "name", ["Tuổi Trẻ", "TUỔI TRẺ", "Báo Làng Mới", "Đài Tiếng nói", "bao.example.vn", "Thể thao & Văn hóa"]
)
def test_an_outlet_is_known_by_list_by_its_first_word_or_as_a_domain(name: str) -> None:
    assert known_names.is_outlet(name)


def test_marks_part_a_person_from_a_paper() -> None:
    assert known_names.is_outlet("Văn hóa")
    assert not known_names.is_outlet("Văn Hòa")


def test_a_publisher_is_an_agency_or_an_outlet() -> None:
    assert known_names.is_publisher("Reuters")
    assert known_names.is_publisher("VnExpress")
    assert not known_names.is_publisher("Mai Lan")


@pytest.mark.parametrize("name", ["PV", "P.V", "pv", "CTV - PV", "Ban Biên tập", "Staff Writer", "", " - "])
def test_a_newsroom_signs_with_a_generic_name(name: str) -> None:
    assert known_names.is_generic(name)


@pytest.mark.parametrize("name", ["Mai Lan", "PVN", "PV Mai Lan"])
def test_a_name_that_only_begins_like_a_newsroom_is_not_generic(name: str) -> None:
    assert not known_names.is_generic(name)


def test_a_place_is_known_in_any_case_and_with_its_full_stop() -> None:
    assert known_names.is_place("VĨNH LONG.")
    assert not known_names.is_place("Vĩnh Long Mai")


@pytest.mark.parametrize(
    ("name", "brand"), [("Tạp chí Mẫu", True), ("Mai", True), ("Mai Lan", False), ("M.Lan", False)]
)
def test_a_brand_holds_an_institutions_word_or_is_no_full_name(name: str, brand: bool) -> None:
    assert known_names.is_brand(name) is brand
