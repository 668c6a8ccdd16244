"""What articles are told to be to each other, in an archive, whatever the order in which they came."""

from __future__ import annotations

import itertools
import random
import unicodedata

import pytest

from newsarchive.identity import shingles
from newsarchive.relate.relate import relate
from tests.ingest.press import NOW, Press, Writer

SKY = 11


@pytest.fixture
def writer():
    return Writer(SKY)


def related(press, **options):
    relate(press.archive, NOW, **options)
    return press.pairs()


def row(press, copy, original):
    return next(
        press.archive.db.query("SELECT * FROM relations WHERE article_id = ? AND related_id = ?", (copy, original))
    )


def test_the_same_words_in_another_unicode_form_are_the_same_text(press, writer):
    text = writer.text(1).replace("oa", "òa") + " Hòa bình, thủy chung và 1.500 tỷ đồng là của mọi người dân."
    first = press.put("baovinhlong", text, published="2026-11-20T01:00:00Z")
    other = text.replace("òa", "oà").replace("ủy", "uỷ").replace(", ", " ").replace(" ", "\u00a0 ")
    second = press.put("baocantho", unicodedata.normalize("NFD", other), published="2026-11-20T02:00:00Z")
    assert related(press) == {(second, first, "same_text")}
    assert row(press, second, first)["score"] == 1.0


def test_the_same_text_under_another_title_is_near(press, writer):
    text = writer.text()
    first = press.put("baovinhlong", text, title="Hội chợ bên sông", published="2026-11-20T01:00:00Z")
    second = press.put("baocantho", text, title="Khai mạc hội chợ", published="2026-11-20T02:00:00Z")
    assert related(press) == {(second, first, "near_text")}
    assert row(press, second, first)["evidence"].startswith(
        "the same text under another title; published 2026-11-20T01"
    )


@pytest.mark.parametrize(
    "change",
    [
        lambda w, text: "\n\n".join(text.split("\n\n")[:2] + text.split("\n\n")[3:]),
        lambda w, text: w.paragraph(40) + "\n\n" + text,
        lambda w, text: text + "\n\n" + "\n\n".join(w.paragraph(15) for _ in range(4)),
        lambda w, text: w.with_other_words(text, 0.05),
        lambda w, text: w.with_other_words(text, 0.10),
    ],
    ids=["a paragraph less", "a lead more", "furniture", "5 % of the words", "10 % of the words"],
)
def test_an_edited_copy_is_near(press, writer, change):
    text = writer.text()
    first = press.put("baovinhlong", text, published="2026-11-20T01:00:00Z")
    second = press.put("baocantho", change(writer, text), published="2026-11-20T02:00:00Z")
    assert related(press) == {(second, first, "near_text")}
    assert set(press.stories().values()) == {press.stories()[uid(press, first)]}


def uid(press, article_id):
    return press.archive.db.execute("SELECT uid FROM articles WHERE id = ?", (article_id,)).fetchone()[0]


def test_texts_that_share_boilerplate_are_not_near(press, writer):
    boilerplate = writer.paragraph(80)
    for _ in range(6):
        press.put("baovinhlong", f"{writer.text(4)}\n\n{boilerplate}")
    assert related(press) == set()
    assert len(set(press.stories().values())) == 6


def test_reports_of_one_template_with_other_numbers_are_not_near(press, writer):
    template = writer.words(120)
    for day in range(4):
        draw = random.Random(day)
        words = list(template)
        for place in range(0, 120, 8):
            words[place] = str(draw.randrange(10_000, 99_999))
        press.put("baovinhlong", " ".join(words), published=f"2026-11-1{day}T01:00:00Z")
    assert related(press) == set()


def test_tiny_texts_say_nothing(press):
    for _ in range(3):
        press.put("baovinhlong", "Mời quý vị xem video.", title="Thời sự")
        press.put("baocantho", "", title="Ảnh")
    assert related(press) == set()


def test_a_short_text_is_the_same_but_near_only_when_nearly_all_is(press, writer):
    short = writer.paragraph(30)
    first = press.put("baovinhlong", short, published="2026-11-20T01:00:00Z")
    same = press.put("baocantho", short, published="2026-11-20T02:00:00Z")
    press.put("baodongthap", writer.with_other_words(short, 0.2), published="2026-11-20T03:00:00Z")
    assert related(press) == {(same, first, "same_text")}


def test_one_text_a_thousand_times_in_one_page_costs_no_more_than_once(press, writer):
    sentence = writer.paragraph(30)
    page = press.put("baovinhlong", "\n\n".join([sentence] * 1000))
    press.put("baocantho", writer.text())
    relate(press.archive, NOW)
    bands = press.archive.db.execute(
        "SELECT length(t.keys) / 6 FROM texts t JOIN article_texts x ON x.text_id = t.id WHERE x.article_id = ?",
        (page,),
    ).fetchone()[0]
    assert bands <= shingles.BANDS


# republication


def test_a_copy_that_links_to_its_original_is_republished_from_it(press, writer):
    text = writer.text()
    original = press.put("baovinhlong", f"(VLO) {text}", published="2026-11-20T02:00:00Z")
    copy = press.put(
        "vietnamvn",
        text,
        published="2026-11-20T07:03:00Z",
        source_name="Báo Vĩnh Long",
        source_url=press.url(original) + "/?utm_source=vietnamvn",
    )
    assert related(press) == {(copy, original, "republished_from")}
    evidence = row(press, copy, original)["evidence"]
    assert "its source link is the original's address" in evidence
    assert 'names "Báo Vĩnh Long" as its source' in evidence
    assert "overlap 0.99" in evidence
    assert "published 2026-11-20T02:00:00Z, this one 5 h 3 min later" in evidence
    assert "captured at the same time" in evidence


@pytest.mark.parametrize(
    ("text", "fields", "told"),
    [
        ("{}\n\nTheo BÁO VĨNH LONG", {}, 'ends by naming "BÁO VĨNH LONG"'),
        ("{}\n\n(Theo Báo Vĩnh Long)", {}, 'ends by naming "Báo Vĩnh Long"'),
        ("{}\n\nNguồn: Báo Vĩnh Long.", {}, 'ends by naming "Báo Vĩnh Long"'),
        ("{}\n\nNguồn: baovinhlong.com.vn", {}, 'ends by naming "baovinhlong.com.vn"'),
        ("{}", {"byline": "THẢO TIÊN (theo Vĩnh Long Online)"}, 'its byline names "Vĩnh Long Online"'),
        ("{}", {"source_name": "Báo Vĩnh Long"}, 'names "Báo Vĩnh Long" as its source'),
        ("(VLO) Chiều 23/7, {}", {}, 'opens with the code of "Báo Vĩnh Long"'),
        ("{}", {"source_url": "https://baovinhlong.com.vn/"}, "its source link is https://baovinhlong.com.vn/"),
    ],
)
def test_every_way_of_crediting_a_paper_is_understood(press, writer, text, fields, told):
    body = writer.text()
    original = press.put("baovinhlong", body, published="2026-11-20T02:00:00Z")
    copy = press.put("baocantho", text.format(body), published="2026-11-20T03:00:00Z", **fields)
    assert related(press) == {(copy, original, "republished_from")}
    assert told in row(press, copy, original)["evidence"]


def test_prose_that_begins_with_theo_credits_nobody(press, writer):
    body = writer.text()
    original = press.put("baovinhlong", body, published="2026-11-20T02:00:00Z")
    ending = "Theo Báo Vĩnh Long, trong 6 tháng đầu năm sản xuất công nghiệp trên địa bàn tỉnh tăng trưởng khá, nhiều ngành tăng."
    copy = press.put("baocantho", f"{body}\n\n{ending}", published="2026-11-20T03:00:00Z")
    assert related(press) == {(copy, original, "near_text")}


def test_several_copies_of_one_original_all_lead_to_it(press, writer):
    text = writer.text()
    original = press.put("baovinhlong", text, published="2026-11-20T02:00:00Z")
    copies = [
        press.put(outlet, text, title=title, published="2026-11-20T05:00:00Z", source_name="Báo Vĩnh Long")
        for outlet, title in (("vietnamvn", "Tin trong ngày"), ("baocantho", "Tin khác"), ("tonghop", "Tin nữa"))
    ]
    assert related(press) == {(copy, original, "republished_from") for copy in copies}


def test_a_chain_of_copies_is_told_link_by_link(press, writer):
    text = writer.text()
    first = press.put("baovinhlong", text, published="2026-11-20T02:00:00Z")
    second = press.put(
        "baocantho", writer.with_other_words(text, 0.06), published="2026-11-20T03:00:00Z", source_name="Báo Vĩnh Long"
    )
    third = press.put(
        "vietnamvn",
        press.archive.db.execute("SELECT text FROM articles WHERE id = ?", (second,)).fetchone()[0],
        published="2026-11-20T04:00:00Z",
        source_url=press.url(second),
    )
    assert related(press) == {(second, first, "republished_from"), (third, second, "republished_from")}


def test_an_agency_piece_without_its_original_is_one_story_and_invents_none(press, writer):
    text = writer.text()
    printed = [
        press.put(outlet, f"{text}\n\nTheo TTXVN", title=f"Tin {n}", published=f"2026-11-20T0{n}:00:00Z")
        for n, outlet in enumerate(("baovinhlong", "baocantho", "baodongthap", "vietnamvn", "tonghop"), start=1)
    ]
    assert related(press) == {(n, printed[0], "near_text") for n in printed[1:]}
    assert len(set(press.stories().values())) == 1
    (first,) = press.archive.db.query("SELECT * FROM first_publishers")
    assert (first["outlet"], first["basis"], first["articles"]) == ("baovinhlong", "earliest date", 5)


def test_two_papers_that_credit_each_other_do_not_go_in_a_circle(press, writer):
    text = writer.text()
    first = press.put("baovinhlong", f"{text}\n\nTheo Báo Cần Thơ", published="2026-11-20T02:00:00Z")
    second = press.put("baocantho", f"{text}\n\nTheo Báo Vĩnh Long", published="2026-11-20T03:00:00Z")
    assert related(press) == {(second, first, "republished_from")}


def test_a_paper_that_printed_it_days_later_is_not_what_was_copied(press, writer):
    text = writer.text()
    early = press.put("baocantho", f"{text}\n\nTheo Báo Vĩnh Long", published="2026-11-10T03:00:00Z")
    late = press.put("baovinhlong", text, published="2026-11-20T02:00:00Z")
    assert related(press) == {(late, early, "near_text")}


def test_a_linked_page_of_other_words_is_no_original(press, writer):
    original = press.put("baovinhlong", writer.text(), published="2026-11-20T02:00:00Z")
    press.put("vietnamvn", writer.text(), published="2026-11-20T03:00:00Z", source_url=press.url(original))
    assert related(press) == set()


def test_a_copy_cut_down_to_its_beginning_is_known_by_its_link(press, writer):
    text = writer.text(8)
    original = press.put("baovinhlong", text, published="2026-11-20T02:00:00Z")
    copy = press.put(
        "vietnamvn", text.split("\n\n")[0], published="2026-11-20T03:00:00Z", source_url=press.url(original)
    )
    assert related(press) == {(copy, original, "republished_from")}


# translations


def test_another_language_of_the_same_source_is_a_translation_and_another_story(press, writer):
    source = "https://baodongkhoi.vn/bai-a1.html"
    vietnamese = press.put("vietnamvn", writer.text(), published="2026-11-20T02:00:00Z", source_url=source)
    english = press.put(
        "vietnamvn", writer.text(), language="en", published="2026-11-20T03:00:00Z", source_url=source, path="en/a-b-c"
    )
    assert related(press) == {(english, vietnamese, "translation_of")}
    assert "en and vi" in row(press, english, vietnamese)["evidence"]
    assert len(set(press.stories().values())) == 2


def test_a_translation_leads_to_the_original_itself_when_that_is_there(press, writer):
    english = press.put(
        "vietnamvn",
        writer.text(),
        language="en",
        source_url="https://baovinhlong.com.vn/kinh-te/202611/goc",
        path="en/a-b-c",
    )
    assert related(press) == set()
    original = press.put("baovinhlong", writer.text(), path="kinh-te/202611/goc/")
    assert related(press) == {(english, original, "translation_of")}


# order, increments, changes


def pieces(writer):
    """A mixed lot: copies of several kinds, a chain by likeness, an agency piece, translations, strangers."""
    base = writer.text()
    middle = writer.with_other_words(base, 0.12)
    far = writer.with_other_words(middle, 0.12)
    agency = writer.text(4)
    source = "https://baovinhlong.com.vn/kinh-te/202611/bai-goc-chinh"
    return [
        ("baovinhlong", base, {"path": "kinh-te/202611/bai-goc-chinh", "published": "2026-11-20T02:00:00Z"}),
        ("vietnamvn", base, {"path": "ban-sao-mot", "published": "2026-11-20", "source_url": source}),
        ("tonghop", base + "\n\n" + writer.text(2, 20), {"path": "ban-sao-hai", "published": "2026-11-21T02:00:00Z"}),
        ("baocantho", middle, {"path": "giua", "published": "2026-11-20T01:00:00Z"}),
        ("baodongthap", far, {"path": "xa", "published": None}),
        ("baodongthap", base, {"path": "dong-thap-a", "published": None, "source_name": "Báo Vĩnh Long"}),
        *((o, f"{agency}\n\nTheo TTXVN", {"path": f"ttx-{o}"}) for o in ("baovinhlong", "baocantho", "tonghop")),
        ("vietnamplus", agency, {"path": "ttx-goc", "published": "2026-11-19T02:00:00Z"}),
        ("vietnamvn", writer.text(), {"path": "en/tieng-anh", "language": "en", "source_url": source}),
        ("baocantho", writer.text(), {"path": "la-mot"}),
        ("baocantho", "Ảnh đẹp trong ngày.", {"path": "ngan"}),
        ("tonghop", "Ảnh đẹp trong ngày.", {"path": "ngan"}),
    ]


def told(folder, lot, breaks):
    """Put the lot into an archive, relating at these places; return relations and stories."""
    press = Press(folder / "archive.db")
    for place, (outlet, text, fields) in enumerate(lot):
        press.put(outlet, text, **fields)
        if place in breaks:
            relate(press.archive, NOW)
    relate(press.archive, NOW)
    result = (press.relations(), press.stories())
    relate(press.archive, NOW, everything=True)
    assert (press.relations(), press.stories()) == result
    press.close()
    return result


def test_the_same_articles_give_the_same_relations_in_any_order_and_however_often_related(tmp_path):
    lot = pieces(Writer(5))
    expected = None
    for n in range(8):
        order = random.Random(n)
        shuffled = order.sample(lot, len(lot)) if n else lot
        (tmp_path / str(n)).mkdir()
        result = told(tmp_path / str(n), shuffled, set(range(len(lot))) if n % 2 else {order.randrange(len(lot))})
        expected = expected or result
        assert result == expected
    assert {kind for _, _, kind, _, _ in expected[0]} == {
        "same_text",
        "near_text",
        "republished_from",
        "translation_of",
    }


def test_an_original_that_arrives_after_its_copies_takes_its_place(press, writer):
    text = writer.text()
    link = "https://baovinhlong.com.vn/kinh-te/202611/goc"
    one = press.put("vietnamvn", text, published="2026-11-20T05:00:00Z", source_url=link)
    two = press.put("tonghop", text, published="2026-11-20T06:00:00Z", source_url=link)
    assert related(press) == {(two, one, "same_text")}
    original = press.put("baovinhlong", text, path="kinh-te/202611/goc", published="2026-11-20T02:00:00Z")
    assert related(press) == {(one, original, "republished_from"), (two, original, "republished_from")}
    assert set(press.stories().values()) == {uid(press, original)}


def test_a_merge_of_stories_is_recorded(press, writer):
    text = writer.text()
    far = writer.with_other_words(writer.with_other_words(text, 0.12), 0.12)
    first = press.put("baovinhlong", text, published="2026-11-20T01:00:00Z")
    press.put("vietnamvn", text, published="2026-11-20T02:00:00Z")
    other = press.put("baodongthap", far, published="2026-11-21T01:00:00Z")
    press.put("tonghop", far, published="2026-11-21T02:00:00Z")
    relate(press.archive, NOW)
    stories = set(press.stories().values())
    assert stories == {uid(press, first), uid(press, other)}
    half = " ".join(
        a if i % 2 else b for i, (a, b) in enumerate(itertools.zip_longest(text.split("\n\n"), far.split("\n\n")))
    )
    press.put("baocantho", half, published="2026-11-22T01:00:00Z")
    relate(press.archive, NOW)
    assert set(press.stories().values()) == {uid(press, first)}
    merges = press.archive.db.execute("SELECT story_id, merged_into FROM story_merges").fetchall()
    assert (uid(press, other), uid(press, first)) in merges


def test_an_article_that_is_rewritten_leaves_its_story_and_what_held_by_it_falls_apart(press, writer):
    base = writer.text()
    middle = writer.with_other_words(base, 0.12)
    far = writer.with_other_words(middle, 0.12)
    one = press.put("baovinhlong", base, published="2026-11-20T01:00:00Z")
    bridge = press.put("baocantho", middle, published="2026-11-20T02:00:00Z")
    two = press.put("baodongthap", far, published="2026-11-20T03:00:00Z")
    assert related(press) == {(bridge, one, "near_text"), (two, bridge, "near_text")}
    press.edit(bridge, text=writer.text())
    assert related(press) == set()
    assert len(set(press.stories().values())) == 3
    press.edit(bridge, text=middle)
    assert related(press) == {(bridge, one, "near_text"), (two, bridge, "near_text")}


def test_only_what_came_or_changed_is_read(press, writer):
    for _ in range(5):
        press.put("baovinhlong", writer.text())
    assert relate(press.archive, NOW).articles == 5
    assert relate(press.archive, NOW).articles == 0
    article = press.put("baocantho", writer.text())
    assert relate(press.archive, NOW).articles == 1
    press.edit(article, title="Tin khác")
    assert relate(press.archive, NOW).articles == 1


def test_relations_keep_the_day_on_which_they_were_found(press, writer):
    text = writer.text()
    press.put("baovinhlong", text)
    press.put("baocantho", text)
    relate(press.archive, NOW)
    relate(press.archive, NOW.replace(year=2027), everything=True)
    found = {r["detected_at"] for r in press.archive.db.query("SELECT detected_at FROM relations")}
    assert found == {"2026-11-22T06:30:00Z"}


def test_fingerprints_of_other_rules_are_made_anew(press, writer):
    press.put("baovinhlong", writer.text())
    relate(press.archive, NOW)
    with press.archive.transaction():
        press.archive.db.execute("UPDATE relate_rules SET version = 'of-yesterday'")
    assert relate(press.archive, NOW).articles == 1


def test_a_text_near_to_none_of_a_large_story_but_its_last_is_joined_to_that(press, writer):
    """Beyond a bound only likely pairs are compared: they must be enough."""
    text = writer.text(3)
    for n in range(70):
        press.put("baovinhlong", text, title=f"Tin {n}", published=f"2026-11-20T{n // 60:02}:{n % 60:02}:00Z")
    bridge = press.put("baocantho", writer.with_other_words(text, 0.12), published="2026-11-21T01:00:00Z")
    words = press.archive.db.execute("SELECT text FROM articles WHERE id = ?", (bridge,)).fetchone()[0]
    far = press.put("baodongthap", writer.with_other_words(words, 0.12), published="2026-11-21T02:00:00Z")
    assert (far, bridge, "near_text") in related(press)


def test_many_copies_of_one_text_stay_one_bucket(press, writer):
    text = writer.text(2)
    ids = [press.put("baovinhlong", text, published=f"2026-11-20T{n // 60:02}:{n % 60:02}:00Z") for n in range(600)]
    others = [press.put("baocantho", writer.with_other_words(text, 0.02)) for _ in range(300)]
    pairs = related(press)
    assert len(pairs) == 899
    assert {(n, ids[0], "same_text") for n in ids[1:]} <= pairs
    assert {(n, ids[0], "near_text") for n in others} <= pairs
    groups = press.archive.db.execute("SELECT count(DISTINCT label) FROM text_bands").fetchone()[0]
    assert groups == 1
