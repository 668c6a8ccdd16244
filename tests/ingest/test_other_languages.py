"""Pages in two languages from their files to the relation between them, as a user sees it."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.cli.running import run
from tests.crawl.running import Data
from tests.extract.support import html

CLOCK = {"NEWSARCHIVE_NOW": "2026-11-22T06:00:00Z"}
HOME = "https://baothu.example/"
VIETNAMESE, ENGLISH = HOME + "thoi-su/nao-vet-kenh-100201.html", HOME + "en/news/dredging-of-the-canal-100202.html"
ENGLISH_TEXT = [
    "The commune of Tan Loc began to dredge the Sau Thuoc canal this morning, with more than 200 people at work.",
    "The canal is 3.2 km long and had filled with silt over the years, so that boats could hardly pass in the dry season.",
    "Once it is dredged, said Mr Le Van Muoi, the canal will bring water to about 450 hectares of rice and orchards.",
]


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    """A folder with the two pages, the Vietnamese one naming the other."""
    folder = tmp_path / "pages"
    folder.mkdir()
    named = f'<link rel="alternate" hreflang="en" href="{ENGLISH}">'
    (folder / "vi.html").write_text(html(head=named), encoding="utf-8")
    english = html(body=ENGLISH_TEXT, lead=ENGLISH_TEXT[0][:60] + ".").replace('lang="vi"', 'lang="en"')
    (folder / "en.html").write_text(english, encoding="utf-8")
    (folder / "index.csv").write_text(f"file,url\nvi.html,{VIETNAMESE}\nen.html,{ENGLISH}\n", encoding="utf-8")
    return folder


@pytest.fixture
def held(data: Data, pages: Path) -> Data:
    ran = run("import", pages, "--data", data.folder, **CLOCK)
    assert ran.code == 0, ran.err
    return data


def test_an_import_tells_translations(held: Data) -> None:
    shown, other = (json.loads(run("show", u, "--json", "--data", held.folder).out) for u in (ENGLISH, VIETNAMESE))
    (relation,) = shown["relations"]
    assert (relation["kind"], relation["direction"], relation["url"]) == ("translation_of", "of", VIETNAMESE)
    assert "hreflang en" in relation["evidence"]
    assert other["alternates"] == [{"language": "en", "url": ENGLISH}]
    assert shown["story_id"] != other["story_id"]


def test_an_archive_of_before_learns_its_languages_by_reextract(held: Data) -> None:
    with closing(sqlite3.connect(held.database)) as db, db:
        db.execute("DELETE FROM alternates")
    run("relate", "--data", held.folder, **CLOCK)
    assert held.rows("SELECT * FROM relations") == []
    dry = run("reextract", "--dry-run", "--json", "--data", held.folder, **CLOCK)
    assert json.loads(dry.out)["fields"] == {"alternates": 1}
    assert run("reextract", "--data", held.folder, **CLOCK).code == 0
    assert [r[0] for r in held.rows("SELECT kind FROM relations")] == ["translation_of"]
    assert held.rows("SELECT max(revision) FROM articles")[0][0] == 1
