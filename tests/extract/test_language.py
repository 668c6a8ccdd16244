"""The language of a text: what its letters and words say goes before what the template prints."""

from __future__ import annotations

import pytest

from newsarchive.extract.language import detect, normal

VIETNAMESE = "Ủy ban nhân dân tỉnh vừa họp bàn kế hoạch mở rộng trường học ở các xã ven sông trong năm tới."
BARE = "Uy ban nhan dan tinh vua hop va ban ve viec mo rong cac truong hoc cua nhung xa ven song trong nam nay."
ENGLISH = "The council of the province met on Monday and said that it is to open more of the schools in this year."
CHINESE = "省人民委员会今天上午开会，讨论明年在沿河各乡扩建学校的计划，并听取了各部门的意见。"
JAPANESE = "省の人民委員会は今朝会議を開き、来年川沿いの村で学校を広げる計画について話し合いました。"
KOREAN = "성 인민위원회는 오늘 아침 회의를 열어 내년에 강변 마을의 학교를 넓히는 계획을 논의했다."
LAO = "ຄະນະກຳມະການປະຊາຊົນແຂວງ ໄດ້ປະຊຸມກ່ຽວກັບແຜນຂະຫຍາຍໂຮງຮຽນໃນປີໜ້າ"
KHMER = "គណៈកម្មាធិការប្រជាជនខេត្តបានប្រជុំអំពីផែនការពង្រីកសាលារៀននៅឆ្នាំក្រោយ"


@pytest.mark.parametrize(
    ("text", "lang", "found"),
    [
        (VIETNAMESE, "en", ("vi", "text")),
        (BARE, "en", ("vi", "text")),
        (ENGLISH, "vi", ("en", "text")),
        (ENGLISH, "en-US", ("en", "html lang")),
        (ENGLISH, "de", ("en", "text")),
        (CHINESE, "vi", ("zh", "text")),
        (CHINESE, "cn", ("zh", "text")),
        (CHINESE, "zh-Hans", ("zh", "html lang")),
        (JAPANESE, "", ("ja", "text")),
        (KOREAN, "vi", ("ko", "text")),
        (LAO, "vi", ("lo", "text")),
        (KHMER, "vi", ("km", "text")),
        ("Thủ tướng gặp ông 习近平 sáng nay", "zh", ("vi", "text")),
        ("12 345", "vi", ("vi", "outlet")),
        ("", "fr", ("fr", "html lang")),
    ],
)  # fmt: skip
def test_the_text_goes_before_the_template(text: str, lang: str, found: tuple[str, str]) -> None:
    assert detect(text, declared="vi", html_language=lang) == found


def test_without_any_evidence_there_is_no_language() -> None:
    assert detect("12 345", declared="", html_language="") == (None, "")
    assert detect("12 345", declared="", html_language="", others=("en_GB",)) == ("en", "metadata")


@pytest.mark.parametrize(
    ("tag", "code"), [("vi-VN", "vi"), ("en_US", "en"), ("de, en", "de"), ("language", None), ("", None)]
)
def test_a_tag_is_cut_to_its_language(tag: str, code: str | None) -> None:
    assert normal(tag) == code
