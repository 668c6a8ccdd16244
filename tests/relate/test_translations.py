"""Which article is told to be another language's version of which, in an archive, whatever the order of arrival."""

from __future__ import annotations

import random

import pytest

from newsarchive import identity
from newsarchive.relate.relate import relate
from newsarchive.store.ledger import NewUrl
from newsarchive.store.relating.alternates import CROWD
from newsarchive.store.removing.takedown import Forgetting
from newsarchive.store.removing.takedown_scope import TakedownScope
from tests.ingest.press import NOW, Press, Writer

VI, EN, KO = "tin-tuc/202611/bai-goc-0000001", "en/news/202611/the-original-0000002", "ko/202611/goc-0000003"
EARLY, LATE = "2026-11-20T01:00:00Z", "2026-11-20T02:00:00Z"


@pytest.fixture
def text():
    writer = Writer(5)
    return lambda: writer.text(2)


def related(press, **options):
    relate(press.archive, NOW, **options)
    found = press.pairs()
    relate(press.archive, NOW, everything=True)
    assert press.pairs() == found, "told anew, it is something else"
    return found


def evidence(press, copy, original):
    sql = "SELECT evidence FROM relations WHERE article_id = ? AND related_id = ?"
    return press.archive.db.execute(sql, (copy, original)).fetchone()[0]


def versions(press, text, **english):
    """Store a piece in two languages whose pages name each other; return the ids."""
    vietnamese = press.put("baovinhlong", text(), path=VI, published=EARLY, alternates={"en": EN})
    translated = press.put(
        "baovinhlong", text(), path=EN, **({"language": "en", "published": LATE, "alternates": {"vi": VI}} | english)
    )
    return vietnamese, translated


def test_pages_that_name_each_other_are_versions_of_one_piece_and_two_stories(press, text):
    vietnamese, english = versions(press, text)
    assert related(press) == {(english, vietnamese, "translation_of")}
    assert evidence(press, english, vietnamese).startswith("each page names the other (hreflang vi, en); en and vi;")
    assert len(set(press.stories().values())) == 2


def test_a_page_named_by_one_of_its_own_outlet_is_believed(press, text):
    vietnamese, english = versions(press, text, alternates={})
    assert related(press) == {(english, vietnamese, "translation_of")}
    assert evidence(press, english, vietnamese).startswith("the original's page names it (hreflang en);")


def test_a_page_of_another_outlet_is_a_version_only_when_it_names_the_first_one_too(press, text):
    home = "https://baovinhlong.com.vn/"
    english = press.put("baocantho", text(), path=EN, language="en", published=LATE, alternates={"vi": home + VI})
    vietnamese = press.put("baovinhlong", text(), path=VI, published=EARLY)
    assert related(press) == set()
    press.name_alternates(vietnamese, {"en": press.url(english)})
    assert related(press) == {(english, vietnamese, "translation_of")}


def test_a_page_in_another_language_than_the_one_it_is_named_for_is_no_version(press, text):
    versions(press, text, language="ko", alternates={})
    assert related(press) == set()


def test_an_untranslated_page_under_the_address_of_another_language_is_no_translation(press, text):
    versions(press, text, language="vi")
    assert related(press) == set()


def test_a_page_that_several_name_as_their_version_is_that_of_none(press, text):
    english = press.put("baovinhlong", text(), path=EN, language="en", published=LATE)
    first = press.put("baovinhlong", text(), path=VI, published=EARLY, alternates={"en": EN})
    assert related(press) == {(english, first, "translation_of")}
    second = press.put("baovinhlong", text(), alternates={"en": EN})
    assert related(press) == set()
    press.name_alternates(second, {})
    assert related(press) == {(english, first, "translation_of")}
    press.name_alternates(second, {"en": EN})
    press.name_alternates(english, {"vi": VI})
    assert related(press) == {(english, first, "translation_of")}


def test_a_page_that_names_another_version_is_not_that_of_the_one_that_names_it(press, text):
    versions(press, text, alternates={"vi": "tin-tuc/202611/bai-khac-0000009"})
    assert related(press) == set()


def test_a_page_named_by_a_crowd_is_believed_of_the_one_it_names_back_alone(press, text):
    english = press.put("baovinhlong", text(), path=EN, language="en", published=LATE, alternates={"vi": VI})
    for number in range(CROWD + 2):
        press.put("baovinhlong", text(), path=f"tin-tuc/202611/bai-{number:07d}", alternates={"en": EN})
    assert related(press) == set()
    original = press.put("baovinhlong", text(), path=VI, published=EARLY, alternates={"en": EN})
    assert related(press) == {(english, original, "translation_of")}


def test_of_several_versions_of_a_day_the_one_named_for_all_other_languages_is_the_original(press, text):
    named = {"vi": VI, "en": EN, "ko": KO, "x-default": EN}

    def others(own):
        return {language: path for language, path in named.items() if language != own}

    vietnamese = press.put("baovinhlong", text(), path=VI, published=EARLY, alternates=others("vi"))
    english = press.put("baovinhlong", text(), path=EN, published=LATE, language="en", alternates=others("en"))
    korean = press.put("baovinhlong", text(), path=KO, published=EARLY, language="ko", alternates=others("ko"))
    assert related(press) == {(vietnamese, english, "translation_of"), (korean, english, "translation_of")}


def test_of_versions_without_a_time_the_vietnamese_one_is_the_original(press, text):
    vietnamese, english = versions(press, text, published="2026-11-20")
    press.archive.db.execute("UPDATE articles SET published_utc = NULL")
    assert related(press) == {(english, vietnamese, "translation_of")}


def test_the_version_of_an_earlier_day_is_the_original_whatever_its_language(press, text):
    vietnamese, english = versions(press, text, published="2026-11-19T01:00:00Z")
    assert related(press) == {(vietnamese, english, "translation_of")}


def test_both_reasons_stand_in_one_relation(press, text):
    vietnamese = press.put("baovinhlong", text(), path=VI, published=EARLY, alternates={"en": EN})
    english = press.put("baovinhlong", text(), path=EN, language="en", published=LATE, source_url=press.url(vietnamese))
    assert related(press) == {(english, vietnamese, "translation_of")}
    told = evidence(press, english, vietnamese)
    assert told.startswith("its source link is the original's address; the original's page names it (hreflang en); ")


def test_a_version_is_found_under_any_address_of_the_article(press, text):
    english = press.put("baovinhlong", text(), path=EN, language="en", published=LATE)
    vietnamese = press.put("baovinhlong", text(), path=VI, published=EARLY, alternates={"en": f"{EN}/?utm_source=x"})
    assert related(press) == {(english, vietnamese, "translation_of")}
    press.name_alternates(vietnamese, {"en": "en/moved"})
    assert related(press) == set()
    with press.archive.transaction():
        press.ledger.add(new_url(press, "en/moved"), at="2026-11-22T06:00:00Z", run_id=1)
        press.archive.db.execute("UPDATE urls SET article_id = ? WHERE url LIKE '%en/moved'", (english,))
    assert related(press) == {(english, vietnamese, "translation_of")}


def new_url(press, path):
    url = f"https://baovinhlong.com.vn/{path}"
    return NewUrl(
        url, identity.normal_url(url), identity.NORMAL_VERSION, "baovinhlong", "baovinhlong.com.vn", "article"
    )


def test_an_address_that_goes_to_another_article_takes_the_relation_along(press, text):
    vietnamese, english = versions(press, text, alternates={})
    relate(press.archive, NOW)
    other = press.put("baovinhlong", text(), language="en", published=LATE)
    with press.archive.transaction():
        press.archive.db.execute("UPDATE urls SET article_id = ? WHERE article_id = ?", (other, english))
    assert related(press) == {(other, vietnamese, "translation_of")}


def test_a_change_of_language_is_told(press, text):
    vietnamese, english = versions(press, text)
    relate(press.archive, NOW)
    with press.archive.transaction():
        press.archive.db["articles"].update(english, {"language": None})
    assert related(press) == set()
    with press.archive.transaction():
        press.archive.db["articles"].update(english, {"language": "en"})
    assert related(press) == {(english, vietnamese, "translation_of")}


@pytest.mark.parametrize("published", [LATE, "2026-11-19"], ids=["of the original", "of the version"])
def test_another_language_of_a_rival_makes_room(press, text, published):
    english = press.put("baovinhlong", text(), path=EN, language="en", published=published)
    first = press.put("baovinhlong", text(), path=VI, published=EARLY, alternates={"en": EN})
    rival = press.put("baovinhlong", text(), alternates={"en": EN})
    assert related(press) == set()
    with press.archive.transaction():
        press.archive.db["articles"].update(rival, {"language": "en"})
    pair = (english, first) if published == LATE else (first, english)
    assert related(press) == {(*pair, "translation_of")}


def test_an_address_that_is_no_article_s_any_more_takes_the_relation_away(press, text):
    versions(press, text, alternates={}, published="2026-11-19")
    assert len(related(press)) == 1
    with press.archive.transaction():
        press.archive.db.execute("UPDATE urls SET article_id = NULL WHERE url LIKE '%/en/%'")
    assert related(press) == set()


def test_when_the_original_is_taken_down_the_next_version_stands_for_it(press, text):
    named = {"vi": VI, "en": EN, "ko": KO}

    def others(own):
        return {language: path for language, path in named.items() if language != own}

    vietnamese = press.put("baovinhlong", text(), path=VI, published=EARLY, alternates=others("vi"))
    english = press.put("baovinhlong", text(), path=EN, published=LATE, language="en", alternates=others("en"))
    korean = press.put("baovinhlong", text(), path=KO, published="2026-11-21", language="ko", alternates=others("ko"))
    assert related(press) == {(english, vietnamese, "translation_of"), (korean, vietnamese, "translation_of")}
    work = Forgetting(press.archive.db)
    with press.archive.transaction():
        work.remove(
            TakedownScope(press.archive.db).removal([vietnamese], []),
            [],
            [],
            reason="on request",
            at="2026-11-22T06:30:00Z",
        )
    assert related(press) == {(korean, english, "translation_of")}


@pytest.mark.parametrize("seed", range(12))
def test_the_same_pages_give_the_same_relations_in_any_order_and_however_often_related(tmp_path, seed):
    """Pages that name each other at random, well and badly, from two outlets; told now and then or all at once."""
    draw = random.Random(seed)
    writer = Writer(seed)
    paths = [f"p/202611/bai-{number:07d}" for number in range(14)]
    lot = []
    for number, path in enumerate(paths):
        outlet = draw.choice(["baovinhlong", "baovinhlong", "baocantho"])
        home = {"baovinhlong": "https://baovinhlong.com.vn/", "baocantho": "https://baocantho.com.vn/"}
        alternates = {
            language: draw.choice(list(home.values())[: draw.choice([1, 2])]) + draw.choice(paths[:6] + paths)
            for language in draw.sample(["vi", "en", "ko", "x-default"], draw.randrange(4))
        }
        published = draw.choice([None, "2026-11-20", EARLY, LATE, "2026-11-21T01:00:00Z"])
        language = draw.choice(["vi", "vi", "en", "ko", None])
        fields = {"path": path, "published": published, "language": language, "alternates": alternates}
        lot.append((outlet, writer.text(2), fields, number))
    expected = None
    for attempt in range(4):
        order = draw.sample(lot, len(lot)) if attempt else lot
        press = Press(tmp_path / f"{attempt}.db")
        ids = {}
        for outlet, text, fields, number in order:
            ids[number] = press.put(outlet, text, **fields)
            if attempt % 2 or draw.random() < 0.3:
                relate(press.archive, NOW)
        for number in draw.sample(sorted(ids), 3):  # something else for a while
            press.name_alternates(ids[number], {"en": draw.choice(paths)})
            relate(press.archive, NOW)
            press.name_alternates(ids[number], lot[number][2]["alternates"])
        relate(press.archive, NOW)
        result = press.relations()
        relate(press.archive, NOW, everything=True)
        assert press.relations() == result
        expected = expected or result
        assert result == expected
        press.close()
    assert expected is not None
    pairs = {(a, b) for a, b, *_ in expected}
    assert not any((b, a) in pairs for a, b in pairs)
