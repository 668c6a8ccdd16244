"""Fingerprints find candidates, exact overlap decides; on texts written by a program for these tests."""

from __future__ import annotations

import random
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsarchive.identity.shingles import BANDS, Wording, overlap, packed, unpacked
from tests.ingest.press import Writer


def of(text: str, title: str = "Tựa", lead: str | None = None) -> Wording:
    return Wording.of(title, lead, text)


def finds(one: Wording, other: Wording) -> bool:
    """Whether the pair shares a band and is then told near: what an archive would find."""
    return bool(set(one.bands()) & set(other.bands())) and overlap(one, other).is_near


def variants(text: str, writer: Writer) -> list[str]:
    paragraphs = text.split("\n\n")
    return [
        "\n\n".join(paragraphs[:1] + paragraphs[2:]),
        writer.with_other_words(text, 0.05),
        writer.with_other_words(text, 0.10),
        text + "\n\n" + writer.paragraph(20) + "\n\n" + writer.paragraph(25),
        writer.paragraph(30) + "\n\n" + text,
    ]


def test_copies_are_found_and_strangers_are_not():
    """The project's targets, on 150 texts with five variants each and as many hard negatives."""
    writer, draw = Writer(3), random.Random(3)
    boilerplate = writer.paragraph(50)
    found = wrong = 0
    negatives: list[Wording] = []
    for _ in range(150):
        text = writer.text(draw.randint(3, 8), draw.randint(30, 80))
        original = of(text)
        found += sum(finds(original, of(v)) for v in variants(text, writer))
        quoting = " ".join(text.split()[:40]) + "\n\n" + writer.text(3, 60)
        wrong += finds(original, of(quoting))
        negatives.append(of(f"{writer.text(3, 60)}\n\n{boilerplate}"))
    wrong += sum(finds(a, b) for i, a in enumerate(negatives) for b in negatives[:i])
    assert found / 750 >= 0.98
    assert found / (found + wrong) >= 0.99


def test_one_word_in_ten_changed_is_found():
    writer = Writer(4)
    pairs = [(text, writer.with_other_words(text, 0.1)) for text in (writer.text(5, 60) for _ in range(300))]
    assert sum(finds(of(a), of(b)) for a, b in pairs) / 300 >= 0.95


def test_a_fingerprint_is_the_same_tomorrow():
    """Fingerprints are kept: a library that makes others must not come in unnoticed (FINGERPRINT_VERSION)."""
    keys = of(" ".join(f"chữ{n}" for n in range(60))).bands()
    assert len(keys) == BANDS
    assert keys[:3] == (68628809635223, 133209077574477, 61697226996971)
    assert max(keys) < 1 << 47


def test_the_lead_counts_once_wherever_it_is_printed():
    lead, body = Writer(5).paragraph(25), Writer(6).text(3, 40)
    dated = of(f"(VLO) - {lead}\n\n{body}", lead=lead)
    assert len(dated.words) == len(of(body, lead=lead).words) + 1
    assert of(f"{lead}\n\n{body}", lead=lead).digest == of(body, lead=lead).digest


def test_the_order_of_the_two_does_not_matter():
    writer = Writer(7)
    one, other = of(writer.text(3)), of(writer.text(3) + writer.paragraph(20))
    there, back = overlap(one, other), overlap(other, one)
    assert (there.shared, there.overlap, there.contained, there.numbers) == (
        back.shared,
        back.overlap,
        back.contained,
        back.numbers,
    )


@pytest.mark.parametrize("text", ["", " ", "một", "một hai", "\u0301", "1 2 3", "…", "\ud800", "a" * 100_000])
def test_nothing_and_nearly_nothing_is_near_to_nothing(text):
    tiny = of(text)
    assert tiny.bands() == ()
    assert not overlap(tiny, tiny).is_near
    assert not overlap(tiny, of(Writer(8).text())).is_near


def test_texts_that_tell_nothing_equal_nothing():
    one, other = (Wording.of("Ảnh", None, "Xem ảnh.", unique=u) for u in ("a", "b"))
    assert one.digest != other.digest


def test_of_tiny_texts_the_title_is_part():
    body = "Mười hai người dự lễ khai trương bến xe mới sáng nay."
    assert of(body, "Khai trương bến xe").digest != of(body, "Tin khác hẳn của hôm qua").digest


def test_a_brief_in_a_long_digest_is_another_story():
    brief = Writer(9).paragraph(60)
    digest = brief + "\n\n" + Writer(10).text(10, 60)
    assert overlap(of(brief), of(digest)).contained > 0.9
    assert not overlap(of(brief), of(digest)).is_near


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=400))
def test_any_text_has_a_wording_whatever_its_unicode_form(text):
    assert of(unicodedata.normalize("NFD", text)).digest == of(unicodedata.normalize("NFC", text)).digest
    assert all(0 <= key < 1 << 47 for key in of(text).bands())


@given(st.lists(st.integers(0, (1 << 47) - 1), max_size=40))
def test_keys_survive_being_packed(keys):
    assert unpacked(packed(tuple(keys))) == tuple(keys)
