"""What is one article and what a revision of it, from pages to rows: addresses, noise around the text, real edits."""

from __future__ import annotations

from datetime import timedelta

import pytest

from newsarchive import config as configuration
from newsarchive import outlets
from newsarchive.imports.importer import import_paths
from newsarchive.store.archive import Archive
from tests.ingest import pages
from tests.ingest.press import Writer

WRITER = Writer(41)
PATH = "/kinh-te/202611/hoi-cho-ben-song-khai-mac-1234567"
TITLE = "Hội chợ bên sông khai mạc sáng nay"
WORDS = [WRITER.paragraph(40) for _ in range(4)]
HOUR = timedelta(hours=1)


def taken_in(tmp_path, *given):
    """Import these pages; return revisions a title and outcome with detail an address."""
    config = configuration.load(tmp_path / "data")
    import_paths(config, outlets.load(None), [pages.warc(tmp_path, "given", *given)])
    with Archive.open_readonly(config.database) as archive:
        revisions = dict(archive.db.execute("SELECT title, revision FROM articles").fetchall())
        ledger = {r[0]: r[1:] for r in archive.db.execute("SELECT url, outcome, detail FROM urls").fetchall()}
        texts = archive.db.execute(
            "SELECT r.text, c.fetched_at FROM revisions r JOIN captures c ON c.id = r.capture_id ORDER BY revision"
        )
        return revisions, ledger, texts.fetchall()


def again(**changes):
    values = {"path": PATH, "title": TITLE, "paragraphs": WORDS, "at": pages.FETCHED + HOUR} | changes
    return pages.article(**values)


@pytest.mark.parametrize(
    "later",
    [
        again(published="2026-11-19T11:45:00+07:00"),
        again(related="Một tin khác hẳn đang được nhiều người đọc"),
        again(comments=128),
        again(paragraphs=[p.replace(" ", "  \n ") for p in WORDS]),
        again(paragraphs=[p.replace(" ", "\u00a0") for p in WORDS]),
        again(paragraphs=[f"\u200b{p}" for p in WORDS]),
    ],
    ids=["a timestamp", "a related box", "a comment counter", "line breaks", "hard spaces", "invisible characters"],
)
def test_noise_around_the_words_is_no_revision(tmp_path, later):
    revisions, ledger, _ = taken_in(tmp_path, pages.article(PATH, TITLE, WORDS, related="Tin liên quan ban đầu"), later)
    assert revisions == {TITLE: 1}
    assert ledger[pages.HOST + PATH][0] == "unchanged"


@pytest.mark.parametrize(
    "later",
    [
        again(title="Hội chợ bên sông đông khách ngày đầu"),
        again(paragraphs=[*WORDS[:-1], WORDS[-1].replace(WORDS[-1].split()[5], "khácchữ")]),
        again(paragraphs=[*WORDS, WRITER.paragraph(30)]),
        again(paragraphs=WORDS[:-1]),
    ],
    ids=["the title", "a word", "a paragraph more", "a paragraph less"],
)
def test_an_edit_is_a_revision_and_every_text_is_kept_with_its_capture(tmp_path, later):
    revisions, ledger, texts = taken_in(tmp_path, pages.article(PATH, TITLE, WORDS), later)
    assert list(revisions.values()) == [2]
    assert ledger[pages.HOST + PATH][0] == "changed"
    assert [at for _, at in texts] == ["2026-11-20T03:00:00Z", "2026-11-20T04:00:00Z"]
    assert texts[0][0] == "\n\n".join(WORDS)


def test_an_edit_and_its_undoing_are_two_revisions(tmp_path):
    edited = again(paragraphs=WORDS[:-1])
    undone = pages.article(PATH, TITLE, WORDS, at=pages.FETCHED + 2 * HOUR)
    revisions, _, texts = taken_in(tmp_path, pages.article(PATH, TITLE, WORDS), edited, undone)
    assert revisions == {TITLE: 3}
    assert texts[0][0] == texts[2][0]


def moved(url):
    """The article at another address that says nothing of the first one."""
    page = pages.article(PATH, TITLE, WORDS)
    return pages.page(url, page.body.decode().replace(f'<link rel="canonical" href="{pages.HOST}{PATH}">', ""))


def test_one_article_under_several_addresses_is_one_row_and_each_address_says_why(tmp_path):
    others = {
        f"http://www.baothu.example{PATH}/?utm_source=zalo&fbclid=1": "same address as",
        f"{pages.HOST}/print{PATH}": "same address as",
        f"{pages.HOST}/thoi-su/hoi-cho-ben-song-khai-mac-ban-cu-998877": "the same words and date",
    }
    plain = moved(pages.HOST + PATH)
    revisions, ledger, _ = taken_in(tmp_path, plain, *map(moved, others))
    assert revisions == {TITLE: 1}
    for url, why in others.items():
        outcome, detail = ledger[url]
        assert outcome == "duplicate_url", url
        assert why in detail


def test_the_same_words_printed_again_another_day_are_another_article(tmp_path):
    reprint = pages.article(
        "/thoi-su/202612/in-lai-hoi-cho-ben-song-khai-mac-7654321", TITLE, WORDS, published="2026-12-01T09:00:00+07:00"
    )
    _, ledger, texts = taken_in(tmp_path, pages.article(PATH, TITLE, WORDS), reprint)
    assert len(texts) == 2
    assert {outcome for outcome, _ in ledger.values()} == {"new"}


def test_a_home_page_named_as_canonical_is_not_believed(tmp_path):
    def with_home(path, words):
        page = pages.article(path, f"Tựa của {path[-7:]}", words)
        own = f'<link rel="canonical" href="{pages.HOST}{path}">'
        return pages.page(page.url, page.body.decode().replace(own, f'<link rel="canonical" href="{pages.HOST}/">'))

    others = [WRITER.paragraph(40) for _ in range(4)]
    revisions, _, _ = taken_in(
        tmp_path, with_home(PATH, WORDS), with_home("/kinh-te/202611/bai-thu-hai-khong-lien-quan-7654321", others)
    )
    assert len(revisions) == 2


def test_another_article_named_as_canonical_is_not_believed(tmp_path):
    """A fault seen in content systems: a template that prints the address of the section's first piece."""
    other = "/kinh-te/202611/duong-lang-mo-rong-don-tet-7654321"
    press = Writer(97)
    page = pages.article(other, "Đường làng mở rộng đón Tết", [press.paragraph(40) for _ in range(4)])
    wrong = pages.page(page.url, page.body.decode().replace(f"{pages.HOST}{other}", f"{pages.HOST}{PATH}"))
    revisions, ledger, _ = taken_in(tmp_path, pages.article(PATH, TITLE, WORDS), wrong)
    assert revisions == {TITLE: 1, "Đường làng mở rộng đón Tết": 1}
    assert ledger[pages.HOST + other][0] == "new"
