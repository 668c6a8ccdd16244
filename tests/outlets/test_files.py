"""Every mistake in an outlet file stops the program with one line naming file, key and what is allowed."""

from __future__ import annotations

import re

import pytest

from newsarchive.errors import UsageError
from newsarchive.outlets import load
from tests.outlets.conftest import Write

GOOD = 'key = "x"\nname = "X"\nhome = "https://x.vn/"\n'
KNOWN = (
    "known keys: aliases, article, delay_s, domains, editions, enabled, family, feeds, heir, home, key, kind, language, min_per_day, "
    "name, not_article, older, pagination, province, sections, select, sitemaps, timezone, verified"
)
KNOWN_SELECT = "body, byline, caption, date, drop, lead, section, tags, title"

MISTAKES = {
    "unknown key": ('sitemap = "https://x.vn/s.xml"', f"unknown key 'sitemap'; {KNOWN} (did you mean 'sitemaps'?)"),
    "unknown key in a table": ("[select]\nbdy = 'p'", f"select.bdy: unknown key; known keys: {KNOWN_SELECT} "),
    "unknown key in an older layout": (
        "[[older]]\nuntil = 2020-01-01\nonyl = 'p'",
        "older[0].onyl: unknown key; known keys: body, byline, caption, date, drop, lead, section, tags, title, until",
    ),
    "older layout without its day": ("[[older]]\nbody = 'p'", "older[0].until: missing; needed keys: until"),
    "older written as a table": ("[older]\nuntil = 2020-01-01", "older: must be a list of tables, written [[older]], "),
    "older layout with a text as its day": (
        "[[older]]\nuntil = '2020-01-01'",
        "older[0].until: must be a date without quotes, such as 2026-11-22, not '2020-01-01'",
    ),
    "same section twice": (
        "sections = ['https://x.vn/a/', 'https://x.vn/a/']",
        "sections: 'https://x.vn/a/' is listed twice",
    ),
    "same address in two lists": (
        "feeds = 'https://x.vn/a'\nsections = 'https://x.vn/a'",
        "sections: 'https://x.vn/a' is listed twice, also in feeds",
    ),
    "bad pattern": ("article = '^/(a'", "article: not a regular expression: '^/(a' (missing )"),
    "bad pattern in a list": ("not_article = ['a', '*']", "not_article[1]: not a regular expression: '*' "),
    "bad selector": ("[select]\nbody = ['p', 'p[']", "select.body[1]: not a CSS selector: 'p[' "),
    "unknown pseudo-class": ("[select]\nbody = 'p:hover-x'", "select.body: not a CSS selector: 'p:hover-x'"),
    "text for a number": ("delay_s = '2'", "delay_s: must be a number, not '2'"),
    "truth value for a number": ("delay_s = true", "delay_s: must be a number, not True"),
    "endless delay": ("delay_s = inf", "delay_s: "),
    "delay that is no number": ("delay_s = nan", "delay_s: must be a finite number, not nan"),
    "negative delay": ("delay_s = -1", "delay_s: must be greater than or equal to 0, not -1"),
    "text for a truth value": ("enabled = 'no'", "enabled: must be true or false, not 'no'"),
    "number for a text": ("province = 5", "province: must be text in quotes, not 5"),
    "number for a list": ("feeds = 5", "feeds: must be a list of texts, or one text, not 5"),
    "number in a list": ("feeds = [5]", "feeds[0]: must be text in quotes, not 5"),
    "time for a day": ("verified = 2026-11-22T10:00:00", "verified: must be a date without quotes, "),
    "text for a table": ("select = 'p'", "select: must be a table, not 'p'"),
    "unknown kind": (
        "kind = 'blog'",
        "kind: must be one of 'newspaper', 'aggregator', 'broadcaster', 'agency', not 'blog'",
    ),
    "kind kept for undeclared sites": ("kind = 'undeclared'", "kind: must be one of 'newspaper', 'aggregator', "),
    "unknown time zone": ("timezone = 'Asia/Vinh_Long'", "timezone: unknown time zone 'Asia/Vinh_Long'"),
    "time zone that is a path": ("timezone = '../../etc/passwd'", "timezone: unknown time zone"),
    "no language code": ("language = 'Vietnamese'", "language: must be a language code such as 'vi' or 'en'"),
    "address without scheme": ("feeds = 'x.vn/rss'", "feeds: not an http(s) address: 'x.vn/rss'"),
    "address of a file": ("feeds = 'file:///etc/passwd'", "feeds: not an http(s) address: "),
    "address with an impossible port": ("feeds = 'https://x.vn:99999/'", "feeds: not an http(s) address: "),
    "address with a line break": ("feeds = \"https://x.vn/\\na\"", "feeds: not an http(s) address: "),
    "address with a password": ("feeds = 'https://me:secret@x.vn/'", "feeds: an address with a user name or password"),
    "domain that is an address": ("domains = ['https://x.vn/']", "domains[0]: must be a host or host:port such as "),
    "page number without its place": ("pagination = '?p=2'", "pagination: must hold '{n}' once, "),
    "unknown family": ("family = 'wordpres'", "family: unknown family 'wordpres'; known families: flat-id-1cdn, "),
    "name of two lines": ('province = "a\\nb"', "province: must be one line of text, not 'a\\nb'"),
}  # fmt: skip


@pytest.mark.parametrize(("text", "says"), MISTAKES.values(), ids=MISTAKES.keys())
def test_a_mistake_is_one_line_naming_file_and_key(write: Write, text: str, says: str) -> None:
    folder = write(GOOD + text)
    with pytest.raises(UsageError) as error:
        load(folder)
    assert str(error.value).startswith(f"{folder / 'x.toml'}: {says}")
    assert str(error.value).isprintable()
    assert error.value.exit_code == 2


WHOLE_FILES = {
    "broken TOML": (b'key = "x"\nname = \n', r"not valid TOML: .*\(at line 2, column 8\)"),
    "same key twice": (b'key = "x"\nkey = "x"\n', r"not valid TOML: .*\(at line 2, column 10\)"),
    "endless nesting": (b"feeds = " + b"[" * 100_000, r"not valid TOML: .+"),
    "impossible day": (b"verified = 2026-13-45\n", r"not valid TOML: .+"),
    "not UTF-8": ("key = 'x'\nname = 'Báo'\n".encode("cp1258"), r"not UTF-8 text \(line 2\); save the file as UTF-8"),
    "binary": (bytes(range(256)), r"not UTF-8 text \(line 2\).*"),
    "empty": (b"", r"key: missing; needed keys: key, name, home"),
    "no name": (b'key = "x"\nhome = "https://x.vn/"\n', r"name: missing; needed keys: key, name, home"),
    "key that is no file name": (
        b'key = "../x"\nname = "X"\nhome = "https://x.vn/"\n',
        r"key: must be small letters.*",
    ),
    "other key than file name": (
        b'key = "abc"\nname = "X"\nhome = "https://x.vn/"\n',
        r"key is 'abc' but the file is named 'x'; they must be the same",
    ),
}


@pytest.mark.parametrize(("content", "says"), WHOLE_FILES.values(), ids=WHOLE_FILES.keys())
def test_a_file_that_cannot_be_used_is_named_in_one_line(write: Write, content: bytes, says: str) -> None:
    folder = write(content)
    with pytest.raises(UsageError) as error:
        load(folder)
    assert re.fullmatch(re.escape(f"{folder / 'x.toml'}: ") + says, str(error.value))


def test_an_unreadable_file_is_named(write: Write) -> None:
    folder = write("")
    (folder / "x.toml").unlink()
    (folder / "x.toml").mkdir()
    with pytest.raises(UsageError, match=r"x\.toml: cannot be read"):
        load(folder)


def test_a_mistake_in_a_family_names_the_family_file(write: Write) -> None:
    folder = write("description = 'Ours'\nkey = 'x'\n", "families/ours.toml")
    with pytest.raises(UsageError, match=r"families/ours\.toml: unknown key 'key'; known keys: article, description, "):
        load(folder)


def test_a_byte_order_mark_does_no_harm(write: Write) -> None:
    assert load(write(b"\xef\xbb\xbf" + GOOD.encode())).get("x").name == "X"
