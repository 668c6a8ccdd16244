"""The commands diff, forget and relate, as a user runs them."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from tests.cli.running import run
from tests.ingest import pages
from tests.ingest.press import Writer

WRITER = Writer(31)
PATH = "/kinh-te/202611/hoi-cho-ben-song-khai-mac-1234567"
URL = pages.HOST + PATH
WORDS = [WRITER.paragraph(40) for _ in range(4)]
OLD, NEW = "Hội chợ bên sông khai mạc", "Hội chợ bên sông đông <khách>"


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    """An archive with one article in three wordings: title and a word changed, then a paragraph added."""
    folder = tmp_path_factory.mktemp("diff")
    changed = [WORDS[0].replace(WORDS[0].split()[3], "KHÁCHỘI"), *WORDS[1:]]
    given = pages.warc(
        folder,
        "given",
        pages.article(PATH, OLD, WORDS),
        pages.article(PATH, NEW, changed, at=pages.FETCHED + timedelta(hours=1)),
        pages.article(PATH, NEW, [*changed, WRITER.paragraph(40)], at=pages.FETCHED + timedelta(hours=2)),
    )
    assert run("import", given, "--data", folder / "data").code == 0
    return folder / "data"


def test_diff_shows_the_last_two_revisions_in_a_pipe(data):
    ran = run("diff", URL, "--data", data)
    assert ran.code == 0
    assert (
        "revision 2 (2026-11-20T04:00:00Z) to revision 3 (2026-11-20T05:00:00Z): 40 words added, 0 removed" in ran.out
    )
    assert ran.out.count("{+") == 1


def test_diff_shows_the_title_first_and_each_word(data):
    ran = run("diff", URL, 1, 2, "--data", data)
    assert ran.out.index("title") < ran.out.index("text")
    assert "Hội chợ bên sông [-khai mạc-] {+đông <khách>+}" in ran.out
    assert f"[-{WORDS[0].split()[3]}-] {{+KHÁCHỘI+}}" in ran.out


def test_diff_as_json_says_what_came_and_went_and_from_which_captures(data):
    told = json.loads(run("diff", URL, 1, 2, "--json", "--data", data).out)
    assert [c["field"] for c in told["changes"]][:2] == ["title", "text"]
    assert told["changes"][0]["paragraphs"] == [
        [
            {"op": "same", "text": "Hội chợ bên sông"},
            {"op": "removed", "text": "khai mạc"},
            {"op": "added", "text": "đông <khách>"},
        ]
    ]
    assert (told["from"]["revision"], told["to"]["revision"]) == (1, 2)
    assert told["from"]["capture_id"] != told["to"]["capture_id"]


def test_diff_as_html_is_a_page_in_which_nothing_is_markup_of_the_web(data):
    page = run("diff", URL, 1, 2, "--html", "--data", data).out
    assert page.startswith("<!doctype html>")
    assert "<del>khai mạc</del> <ins>đông &lt;khách&gt;</ins>" in page
    assert "<khách>" not in page


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ((URL, 1, 9), "there is no revision 9; there are 1, 2, 3"),
        ((URL, 2), "name two revisions"),
        ((URL, "--json", "--html"), "not both"),
    ],
)
def test_diff_says_what_is_wrong_in_one_line(data, words, told):
    ran = run("diff", *words, "--data", data)
    assert ran.code == 2
    assert told in ran.err
    assert ran.err.count("\n") == 1


def test_relate_tells_what_it_did(data):
    told = json.loads(run("relate", "--json", "--data", data).out)
    assert told["articles"] == 1
    assert (told["added"], told["stories"]) == (0, 0)


def test_forget_needs_a_reason(data):
    assert run("forget", URL, "--data", data).code == 2
    assert run("show", URL, "--data", data).code == 0


def test_forget_takes_down_and_why_tells(data, tmp_path):
    import shutil

    copy = tmp_path / "data"
    shutil.copytree(data, copy)
    told = json.loads(run("forget", URL, "--reason", "theo yêu cầu", "--json", "--data", copy).out)
    assert told["captures"] == 3
    assert run("show", URL, "--data", copy).code == 1
    assert "taken down on" in run("why", URL, "--data", copy).out
    again = run("forget", URL, "--reason", "lần nữa", "--data", copy)
    assert again.code == 0
    assert "theo yêu cầu" in again.out
    assert run("forget", "https://baothu.example/khong-co", "--reason", "x", "--data", copy).code == 1
