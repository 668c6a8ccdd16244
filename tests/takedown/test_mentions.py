"""Which kept pages print the title of an article that is to be taken down."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from newsarchive import outlets
from newsarchive.config import Config
from newsarchive.imports.importer import import_paths
from newsarchive.store.archive import Archive
from newsarchive.store.removing.takedown_scope import TakedownScope
from newsarchive.takedown import mentions
from tests.ingest import pages
from tests.ingest.press import Writer

WRITER = Writer(3)
TITLE = "Chuyện kể “bên bến” đò & chợ cũ"
GONE = pages.HOST + "/kinh-te/202611/chuyen-ke-ben-ben-do-1234567"
PRINTS = "/kinh-te/202611/bai-khac-nhac-den-bai-kia-7654321"
SILENT = "/kinh-te/202611/bai-khac-chang-nhac-gi-7654322"
LISTED = f"{pages.HOST}/kinh-te/"
AS_PRINTED = "CHUYỆN KỂ\n  &ldquo;BÊN BẾN” ĐÒ &amp;amp; CHỢ CŨ"  # other letters, spaces and entities


def section(title, path="/kinh-te/", host=pages.HOST):
    links = f"<li><a href='{GONE}'>{title}</a></li><li><a href='{PRINTS}'>Bài khác</a></li>"
    return pages.page(host + path, f"<html><head><title>Kinh tế</title></head><body><ul>{links}</ul></body></html>")


@pytest.fixture
def config(tmp_path):
    """An archive of two other articles, one of which prints the title, and lists of two papers that do."""
    words = [WRITER.paragraph(50) for _ in range(8)]
    later = pages.FETCHED + timedelta(hours=5)
    file = pages.warc(
        tmp_path,
        "given",
        pages.article(GONE.removeprefix(pages.HOST), TITLE, words[:2]),
        pages.article(PRINTS, "Bài khác nhắc đến bài kia của báo", words[2:4], related=TITLE),
        pages.article(PRINTS, "Bài khác nhắc đến bài kia của báo", words[4:6], related=TITLE, at=later),
        pages.article(SILENT, "Bài khác chẳng nhắc gì đến bài kia", words[6:]),
        section(AS_PRINTED),
        section("Một bài khác hẳn", "/xa-hoi/"),
        section(TITLE, host="https://baokhac.example"),
    )
    config = Config(data=tmp_path / "data", workers=1)
    import_paths(config, outlets.load(None), [file])
    return config


def found(config, *titles):
    """Return the addresses of the lists and of the other articles that print the title (or others), and the progress."""
    archive = Archive.open(config.database)
    progress = []
    try:
        (number,) = archive.db.execute("SELECT id FROM articles WHERE url = ?", (GONE,)).fetchone()
        removal = TakedownScope(archive.db).removal([number], [])
        removal = replace(removal, titles=titles or removal.titles)
        captures, others = mentions.of_titles(config.warc, archive, removal, lambda *step: progress.append(step))
        urls = dict(archive.db.execute("SELECT c.id, u.url FROM captures c JOIN urls u ON u.id = c.url_id").fetchall())
        return [urls[capture] for capture in captures], others, progress
    finally:
        archive.close()


def test_lists_of_the_paper_that_print_the_title_go_and_articles_that_do_are_named_once(config):
    lists, others, _ = found(config)
    assert lists == [LISTED]
    assert others == [pages.HOST + PRINTS]


def test_a_title_that_no_page_prints_is_found_nowhere(config):
    assert found(config, "Một đầu đề chẳng trang nào in")[:2] == ([], [])


def test_a_title_as_short_as_a_rubric_is_not_looked_for(config):
    assert found(config, "Kinh tế") == ([], [], [])
    assert found(config, "Kinh tế", TITLE)[0] == [LISTED]


def test_every_page_that_is_looked_through_is_reported(config):
    progress = found(config)[2]
    assert {of for _, of in progress} == {5}  # two lists and three pages of other articles
    assert [done for done, _ in progress] == list(range(5))
