"""The true encoding of a page, whatever the headers say."""

from __future__ import annotations

from newsarchive.extract.page import charset, legacy_fonts

SENTENCE = (
    "Người dân của xã đã được nhận nước sạch và điện trong những ngày này, không còn phải đi xa với các can nhựa. "
)


def test_valid_utf8_wins_over_a_wrong_header() -> None:
    assert charset.decode(SENTENCE.encode(), "text/html; charset=iso-8859-1") == (SENTENCE, "utf-8")


def test_a_letter_cut_in_two_at_the_end_does_not_change_the_encoding() -> None:
    text, name = charset.decode(SENTENCE.encode()[:-2] + "ế".encode()[:2], None)
    assert name == "utf-8"
    assert text.startswith(SENTENCE[:50])


def test_windows_1258() -> None:
    import unicodedata

    body = b""
    for letter in unicodedata.normalize("NFC", SENTENCE):
        try:
            body += letter.encode("cp1258")
        except UnicodeEncodeError:
            first, *marks = unicodedata.normalize("NFD", letter)
            tones = [m for m in marks if m in "\u0300\u0301\u0303\u0309\u0323"]
            shape = unicodedata.normalize("NFC", first + "".join(m for m in marks if m not in tones))
            body += shape.encode("cp1258") + b"".join(t.encode("cp1258") for t in tones)
    text, name = charset.decode(body, "text/html")
    assert name == "cp1258"
    assert unicodedata.normalize("NFC", text) == SENTENCE


def test_tcvn3_and_vni_pages_become_unicode() -> None:
    tcvn3 = {letter: chr(code) for code, letter in legacy_fonts.TCVN3_LETTERS.items()}
    old = "".join(tcvn3.get(c, c) for c in SENTENCE).encode("latin-1")
    assert charset.decode(b"<p>" + old + b"</p>", None) == (f"<p>{SENTENCE}</p>", "tcvn3")
    vni = {value: key for key, value in legacy_fonts.VNI_LETTERS.items() if key.islower() or value.isupper()}
    old = "".join(vni.get(c, c) for c in SENTENCE).encode("latin-1")
    assert charset.decode(b"<p>" + old + b"</p>", None) == (f"<p>{SENTENCE}</p>", "vni")


def test_a_german_page_in_latin_1_stays_german() -> None:
    text = "Für die Bürger über der Straße: schöne Grüße, und die Häuser wären größer als früher. " * 20
    assert charset.decode(text.encode("cp1252"), "text/html; charset=iso-8859-1")[0] == text
