"""The page of all outlets is written from the registry."""

from __future__ import annotations

from pathlib import Path

from newsarchive.outlets import load
from newsarchive.outlets.page import markdown
from tests.outlets.conftest import Write

PAGE = Path(__file__).parents[2] / "docs" / "outlets.md"


def test_the_page_is_up_to_date() -> None:
    assert PAGE.read_text(encoding="utf-8") == markdown(load()), "python -m newsarchive.outlets.page > docs/outlets.md"


def test_each_outlet_has_a_line_of_its_own() -> None:
    lines = markdown(load()).splitlines()
    assert all(sum(f"| `{o.key}` |" in line for line in lines) == 1 for o in load())


def test_a_line_tells_family_channels_and_when_it_was_seen(write: Write) -> None:
    folder = write(
        "key = 'x'\nname = 'Tờ | X'\nhome = 'https://x.vn/'\nprovince = 'Huế'\nfamily = 'vdoc-a-id'\nheir = 'huengaynay'\n"
        "feeds = 'https://x.vn/rss'\nsections = ['https://x.vn/a/', 'https://x.vn/b/']\nverified = 2026-11-22\n"
    )
    line = next(line for line in markdown(load(folder)).splitlines() if "`x`" in line)
    assert line == (
        "| Huế | `x` | Tờ &#124; X (merged into `huengaynay`) | <https://x.vn/> | vdoc-a-id | declared "
        "| 1 feed, 2 sections, discovered | 2026-11-22 |"
    )


def test_what_is_not_crawled_says_so(write: Write) -> None:
    page = markdown(load(write("key = 'x'\nname = 'X'\nhome = 'https://x.vn/'\nenabled = false\n")))
    assert "| `x` | X | <https://x.vn/> |  | generic | discovered | never seen live; not crawled |" in page
