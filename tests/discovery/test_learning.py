"""Forms of addresses learnt from what a site has shown."""

from __future__ import annotations

import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsarchive import discovery
from newsarchive.discovery.learning import Experienced, Seen, forms, known, learn
from newsarchive.outlets import Outlet
from tests.discovery.conftest import page

# Titles of three words, as a site without numbers makes addresses of them.
TITLES = ("nang-da-len", "cho-noi-mo", "mua-ve-muon", "lua-chin-som", "dem-hoi-lang")


def seen(folder: str, article: bool | None, extension: str = ".htm") -> list[Seen]:
    return [Seen(f"https://bao.vn/{folder}{title}{extension}", article) for title in TITLES]


@pytest.mark.parametrize(
    ("path", "form"),
    [
        ("/tin/mua-sen-no-ro-a123456.html", "/tin/<slug>-a<number>.html"),
        ("/mua-sen-20261101070809123.htm", "/<slug>-<stamp>.htm"),
        ("/mua-sen-post123456.html", "/<slug>-post<number>.html"),
        ("/du-lich/202603/mua-sen-28331ea/", "/du-lich/<date>/<slug>-<7 hex digits>/"),
        ("/du-lich/mua-sen-51YnYvXDR.html", "/du-lich/<slug>-<id>.html"),
        ("/tin-tuc/260/154962/mua-sen-no", "/tin-tuc/<number>/<number>/<3 words>"),
        ("/xem.aspx?ma=12&loai=x", "/<1 word>.aspx?ma=<number>"),
        ("/m%C3%B9a-sen-n%E1%BB%9F-r%E1%BB%99-%C4%91%E1%BA%A7u-th%C3%A1ng", "/<5..7 words>"),
        ("/mot-hai-ba-bon-nam-sau-bay-tam-chin/", "/<8 or more words>/"),
    ],
)
def test_an_address_has_a_form(path: str, form: str) -> None:
    assert forms(f"https://bao.vn{path}")[0] == form


def test_the_less_exact_form_leaves_the_names_of_folders_out() -> None:
    assert forms("https://bao.vn/tin/the-gioi/mua-sen-no.htm") == (
        "/tin/the-gioi/<3 words>.htm",
        "/<name>/<name>/<3 words>.htm",
    )


def test_a_folder_whose_name_says_that_it_lists_stands_for_itself() -> None:
    assert forms("https://bao.vn/event/mua-sen-no-12345.html") == ("/event/<slug>-<4..8 digits>.html",)


@given(st.text(max_size=200))
def test_any_text_has_forms_or_none(text: str) -> None:
    assert len(forms(f"https://bao.vn/{text}")) <= 2


def test_a_form_whose_addresses_were_articles_is_that_of_articles(paper: Outlet) -> None:
    experienced = discovery.with_experience(paper, seen("", True))
    url = "https://bao.vn/gio-doi-mua.htm"
    assert discovery.classify(url, paper) is None
    assert discovery.classify(url, experienced) == "article"


def test_a_form_whose_addresses_were_lists_is_none_of_articles(paper: Outlet) -> None:
    long = [Seen(f"https://bao.vn/chuyen-muc-dai-ten-ve-{t}/", False) for t in TITLES]
    url = "https://bao.vn/chuyen-muc-dai-ten-ve-gio-doi-mua/"
    assert discovery.classify(url, paper) == "article"
    assert discovery.classify(url, discovery.with_experience(paper, long)) is None


def test_the_name_of_a_folder_counts_more_than_its_place(paper: Outlet) -> None:
    experienced = discovery.with_experience(paper, seen("tin/", True) + seen("chu-diem/", False))
    assert known("https://bao.vn/tin/gio-doi-mua.htm", experienced) is True
    assert known("https://bao.vn/chu-diem/gio-doi-mua.htm", experienced) is False
    assert known("https://bao.vn/khac/gio-doi-mua.htm", experienced) is None


@pytest.mark.parametrize(
    ("articles", "others", "says"),
    [(2, 0, None), (3, 0, True), (9, 1, True), (8, 1, None), (0, 4, None), (0, 5, False), (1, 20, None)],
)
def test_a_rule_needs_evidence(articles: int, others: int, says: bool | None) -> None:
    numbered = [Seen(f"https://bao.vn/gio-doi-mua-{1000 + i}", i < articles) for i in range(articles + others)]
    rule = learn(numbered).rule_for("https://bao.vn/gio-doi-mua-9999")
    assert (rule and rule.article) == says


def test_what_feeds_list_counts_a_quarter() -> None:
    listed = [Seen(f"https://bao.vn/gio-doi-mua-{1000 + i}", None) for i in range(8)]
    url = "https://bao.vn/gio-doi-mua-9999"
    assert learn(listed).rule_for(url) is None
    assert learn([*listed, Seen("https://bao.vn/gio-doi-mua-2000", True)]).rule_for(url) is not None


def test_a_rule_tells_its_evidence() -> None:
    rule = learn([*seen("", True), Seen("https://bao.vn/moi-ra-lo.htm", None)]).rule_for(
        "https://bao.vn/gio-doi-mua.htm"
    )
    assert str(rule) == "5 of 5 fetched addresses of the form /<3 words>.htm are articles, 1 more are listed"


def test_declared_patterns_need_no_experience(declared: Outlet) -> None:
    assert discovery.with_experience(declared, seen("", True)) is declared


def test_an_outlet_without_evidence_stays_as_it_is(paper: Outlet) -> None:
    assert discovery.with_experience(paper, []) is paper


def test_what_is_declared_to_be_no_article_stays_none(paper: Outlet) -> None:
    outlet = paper.model_copy(update={"not_article": ("^/gio-",)})
    assert known("https://bao.vn/gio-doi-mua.htm", discovery.with_experience(outlet, seen("", True))) is False


def test_experience_travels_to_the_reading_processes(paper: Outlet) -> None:
    experienced = pickle.loads(pickle.dumps(discovery.with_experience(paper, seen("", True))))
    assert isinstance(experienced, Experienced)
    assert (experienced.key, experienced.hosts) == (paper.key, paper.hosts)
    assert known("https://bao.vn/gio-doi-mua.htm", experienced) is True


def test_a_section_page_yields_what_was_learnt(paper: Outlet) -> None:
    listing = page('<a href="/gio-doi-mua.htm">Gió đổi mùa</a><a href="/the-thao">Thể thao</a>', "https://bao.vn/tin")
    assert discovery.read(listing, paper, "list").candidates == ()
    found = discovery.read(listing, discovery.with_experience(paper, seen("", True)), "list").candidates
    assert [(c.url, c.role) for c in found] == [("https://bao.vn/gio-doi-mua.htm", "article")]


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("https://bao.vn/", "a list: declared"),
        ("https://bao.vn/rss/x.rss", "a feed: by its form"),
        ("https://khac.vn/a", "none of bao.vn's: it is on another site"),
        (
            "https://bao.vn/kinh-te/mo-rong-thi-truong-100001.html",
            "an article's address: a slug with a number or a date",
        ),
        ("https://bao.vn/gio-doi-mua", "no article's address: a short slug, which only a feed can vouch for"),
        ("https://bao.vn/gio-doi-mua.htm", "an article's address: 5 of 5 fetched addresses of the form /<3 words>.htm"),
    ],
)
def test_a_decision_is_explained(paper: Outlet, url: str, words: str) -> None:
    assert discovery.explain(url, discovery.with_experience(paper, seen("", True))).startswith(words)


def test_a_declared_decision_is_explained(declared: Outlet) -> None:
    url = "https://bao.vn/kinh-te/202611/gia-lua-0a1b2c3/"
    assert discovery.explain(url, declared) == "an article's address: by the declared patterns"
    assert discovery.explain("https://bao.vn/kinh-te", declared) == "no article's address: by the declared patterns"
    korean = declared.model_copy(update={"editions": ("vi",)})
    assert discovery.explain("https://bao.vn/ko/tin", korean) == "of the edition ko, and only vi is asked for"
