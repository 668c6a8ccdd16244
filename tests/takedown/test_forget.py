"""Taking an article down: nothing of it is left in the data folder, it does not come back, and the rest is whole."""

from __future__ import annotations

import gzip
import os
import re
import sqlite3
import subprocess
import sys
import zlib
from datetime import timedelta
from pathlib import Path

import pytest

from newsarchive import config as configuration
from newsarchive import outlets
from newsarchive.errors import DataError, UsageError
from newsarchive.imports.importer import import_paths
from newsarchive.ops.verify import verify
from newsarchive.store.archive import Archive
from newsarchive.store.runs import Runs
from newsarchive.takedown.forget import forget
from tests.ingest import pages
from tests.ingest.press import NOW, Writer

WRITER = Writer(21)
TITLE = "Chuyện kể bên bến đò cũ nay phải gỡ xuống"
WORDS = [WRITER.paragraph(50) for _ in range(5)]
EDITED = [*WORDS[:4], WRITER.paragraph(50)]
OTHER = [WRITER.paragraph(50) for _ in range(5)]
GONE = "/kinh-te/202611/chuyen-ke-ben-ben-do-cu-1234567"
STAYS = "/kinh-te/202611/bai-khac-o-lai-trong-kho-7654321"
COPY = "https://baokhac.example"
REASON = "theo yêu cầu của người trong bài"
SECTION = f"""<!doctype html><html lang="vi"><head><meta charset="utf-8"><title>Kinh tế</title></head><body><h1>Kinh tế</h1><ul>
<li><a href="{GONE}">{TITLE}</a></li><li><a href="{STAYS}">Bài khác ở lại trong kho lưu trữ</a></li></ul></body></html>"""


@pytest.fixture
def config(tmp_path):
    return configuration.load(tmp_path / "data")


@pytest.fixture
def registry():
    return outlets.load(None)


@pytest.fixture
def source(tmp_path):
    """A WARC file: the article twice, edited in between, its print twin of the same bytes, another article, a copy."""
    later = pages.FETCHED + timedelta(hours=5)
    first = pages.article(GONE, TITLE, WORDS)
    twin = pages.page(pages.HOST + GONE + "?print=1", first.body.decode(), pages.FETCHED)
    return pages.warc(
        tmp_path,
        "given",
        first,
        pages.article(STAYS, "Bài khác ở lại trong kho lưu trữ", OTHER),
        twin,
        pages.article(GONE, TITLE, EDITED, at=later),
        pages.article("/xa-hoi/202611/ban-sao-cua-to-khac-5556667", "Tờ khác đăng lại", WORDS, host=COPY),
        pages.page(f"{pages.HOST}/kinh-te/", SECTION),
    )


@pytest.fixture
def archive(config, registry, source):
    import_paths(config, registry, [source])
    return config


def bytes_of(data: Path) -> bytes:
    """All bytes of the data folder, those of gzip members unpacked."""
    found = []
    for path in sorted(p for p in data.rglob("*") if p.is_file()):
        raw = path.read_bytes()
        found.append(raw)
        while raw[:2] == b"\x1f\x8b":
            unpacker = zlib.decompressobj(31)
            found.append(unpacker.decompress(raw))
            raw = unpacker.unused_data
    return b"\n".join(found)


def traces(data: Path) -> list[str]:
    """What of the article's words is found in the data folder: its title, and any six words in a row of either wording."""
    everything = bytes_of(data)
    own = set(WORDS[4].split()) and [WORDS[4], EDITED[4], TITLE]
    return [words for text in own for words in re.findall(r"\S+(?: \S+){5}", text) if words.encode() in everything]


def ledger(config) -> dict[str, str]:
    with sqlite3.connect(config.database) as db:
        rows = db.execute("SELECT url, outcome FROM urls WHERE role = 'article'").fetchall()
    db.close()
    return dict(rows)


def test_the_words_are_there_before(archive):
    assert traces(archive.data)


def test_nothing_of_the_article_is_left(archive, registry, source):
    done = forget(archive, registry, pages.HOST + GONE, reason=REASON, now=NOW)
    with Archive.open_readonly(archive.database) as kept:
        titles = [r[0] for r in kept.db.execute("SELECT title FROM articles ORDER BY title").fetchall()]
        assert titles == ["Bài khác ở lại trong kho lưu trữ", "Tờ khác đăng lại"]
    # the copy in the other newspaper stays, and with it the first wording; the edited one and the title are the article's alone
    everything = bytes_of(archive.data)
    assert EDITED[4].encode() not in everything
    assert TITLE.encode() not in everything
    assert done.captures == 3
    assert done.lists == 1
    assert [c.title for c in done.copies] == ["Tờ khác đăng lại"]


def test_without_a_copy_not_six_words_in_a_row_are_left(archive, registry):
    forget(archive, registry, pages.HOST + GONE, reason=REASON, now=NOW)
    forget(archive, registry, f"{COPY}/xa-hoi/202611/ban-sao-cua-to-khac-5556667", reason=REASON, now=NOW)
    assert traces(archive.data) == []
    everything = bytes_of(archive.data)
    assert OTHER[0].encode() in everything


def test_what_stays_is_whole(archive, registry):
    forget(archive, registry, pages.HOST + GONE, reason=REASON, now=NOW)
    report = verify(archive)
    assert (report.problems, report.notes) == ([], [])
    assert report.captures == 2


def test_no_file_but_the_new_one_is_left(archive, registry):
    (before,) = archive.warc.iterdir()
    forget(archive, registry, pages.HOST + GONE, reason=REASON, now=NOW)
    (after,) = archive.warc.iterdir()
    assert after.name == before.name.replace(".warc.gz", "-r1.warc.gz")
    wal = archive.database.with_name("archive.db-wal")
    assert not wal.exists() or wal.stat().st_size == 0


def test_every_address_of_it_is_forgotten_and_a_second_import_brings_nothing_back(archive, registry, source):
    forget(archive, registry, pages.HOST + GONE, reason=REASON, now=NOW)
    forgotten = {url for url, outcome in ledger(archive).items() if outcome == "forgotten"}
    assert forgotten == {pages.HOST + GONE, pages.HOST + GONE + "?print=1"}
    result = import_paths(archive, registry, [source])
    assert result.outcomes["forgotten"] == 3
    assert result.outcomes["new"] == 0
    assert EDITED[4].encode() not in bytes_of(archive.data)
    assert verify(archive).problems == []


def test_the_same_words_at_a_new_address_do_not_come_in(archive, registry, tmp_path):
    forget(archive, registry, pages.HOST + GONE, reason=REASON, now=NOW)
    again = pages.warc(tmp_path, "again", pages.article("/moi/202611/dia-chi-moi-hoan-toan-1112223", TITLE, EDITED))
    assert import_paths(archive, registry, [again]).outcomes == {"forgotten": 1}
    assert TITLE.encode() not in bytes_of(archive.data)


def test_an_address_that_was_taken_down_is_never_due_again(archive, registry):
    forget(archive, registry, pages.HOST + GONE, reason=REASON, now=NOW)
    with Archive.open(archive.database) as kept, kept.transaction():
        kept.db.execute("UPDATE urls SET next_fetch_at = '2026-11-22T00:00:00Z' WHERE role = 'article'")
        due = kept.db.execute("SELECT url FROM urls WHERE role = 'article' AND next_fetch_at IS NOT NULL").fetchall()
        assert pages.HOST + GONE not in {r[0] for r in due}
        kept.db.execute(
            "INSERT INTO urls (url, normal_url, normal_version, outlet, host, role, discovered_at, state, next_fetch_at) "
            "SELECT url || '?utm_source=x', normal_url, 1, outlet, host, role, discovered_at, 'queued', discovered_at "
            "FROM urls WHERE url = ?",
            (pages.HOST + GONE,),
        )
        row = kept.db.execute("SELECT outcome, next_fetch_at FROM urls ORDER BY id DESC LIMIT 1").fetchone()
        assert row == ("forgotten", None)


def test_the_tombstones_name_every_address_wording_and_uid(archive, registry):
    with Archive.open_readonly(archive.database) as kept:
        uid, article = kept.db.execute("SELECT uid, id FROM articles WHERE title = ?", (TITLE,)).fetchone()
        wordings = {
            r[0]
            for r in kept.db.execute("SELECT content_hash FROM revisions WHERE article_id = ?", (article,)).fetchall()
        }
    forget(archive, registry, uid, reason=REASON, now=NOW)
    with Archive.open_readonly(archive.database) as kept:
        rows = kept.db.execute("SELECT url, content_hash, uid, reason, removed_at FROM tombstones").fetchall()
    assert {r[0] for r in rows} == {pages.HOST + GONE, pages.HOST + GONE + "?print=1"}
    assert {r[1] for r in rows} == wordings
    assert len(wordings) == 2
    assert {r[2:] for r in rows} == {(uid, REASON, "2026-11-22T06:30:00Z")}


def test_the_story_goes_on_without_it(archive, registry):
    forget(archive, registry, pages.HOST + GONE, reason=REASON, now=NOW)
    with Archive.open_readonly(archive.database) as kept:
        assert kept.db.execute("SELECT count(*) FROM articles WHERE story_id <> uid").fetchone()[0] == 0
        assert kept.db.execute("SELECT count(*) FROM relations").fetchone()[0] == 0


def test_pages_in_linked_files_are_refused_by_name_and_nothing_is_touched(config, registry, source):
    import_paths(config, registry, [source], link=True)
    before = source.read_bytes()
    with pytest.raises(DataError, match=f"linked/{source.name}"):
        forget(config, registry, pages.HOST + GONE, reason=REASON, now=NOW)
    assert source.read_bytes() == before
    assert ledger(config)[pages.HOST + GONE] == "changed"


def test_pages_of_other_articles_that_print_the_title_are_listed_and_stay(config, registry, tmp_path):
    """In a box of related articles; a page captured before the article was known cannot have it."""
    before, after = timedelta(hours=-3), timedelta(hours=3)
    other = [WRITER.paragraph(50) for _ in range(3)]
    given = pages.warc(
        tmp_path,
        "given",
        pages.article(GONE, TITLE, WORDS),
        pages.article(
            STAYS, "Bài khác ở lại trong kho lưu trữ", OTHER, related=TITLE.upper(), at=pages.FETCHED + after
        ),
        pages.article(
            "/xa-hoi/202611/bai-thu-ba-1112223", "Bài thứ ba", other, related=TITLE, at=pages.FETCHED + before
        ),
    )
    import_paths(config, registry, [given])
    seen = []
    done = forget(config, registry, pages.HOST + GONE, reason=REASON, now=NOW, progress=lambda *n: seen.append(n))
    assert done.mentions == [pages.HOST + STAYS]
    assert seen == [(0, 1)]
    assert verify(config).problems == []
    with Archive.open_readonly(config.database) as archive:
        assert archive.db.execute("SELECT count(*) FROM articles").fetchone() == (2,)


def test_a_file_that_holds_what_was_taken_down_is_not_linked(archive, registry, source, tmp_path):
    forget(archive, registry, pages.HOST + GONE, reason=REASON, now=NOW)
    files = sorted(archive.data.rglob("*"))
    given = pages.warc(tmp_path, "again", pages.article(GONE, TITLE, WORDS))
    again = import_paths(archive, registry, [given], link=True)
    assert again.failed_files == 1
    assert [p for p in again.problems if GONE in p and "without --link" in p]
    assert sorted(archive.data.rglob("*")) == files


def test_a_file_that_holds_the_words_taken_down_at_another_address_is_not_linked(archive, registry, tmp_path):
    forget(archive, registry, pages.HOST + GONE, reason=REASON, now=NOW)
    files = sorted(archive.data.rglob("*"))
    elsewhere = pages.article("/van-hoa/202611/cung-nhung-loi-ay-7777777", TITLE, EDITED, host="https://toba.example")
    given = pages.warc(tmp_path, "elsewhere", elsewhere)
    assert import_paths(archive, registry, [given], link=True).failed_files == 1
    assert sorted(archive.data.rglob("*")) == files


def test_other_files_are_linked_after_a_take_down_too(archive, registry, tmp_path):
    forget(archive, registry, pages.HOST + GONE, reason=REASON, now=NOW)
    fresh = pages.article("/xa-hoi/202611/bai-moi-hoan-toan-8888888", "Bài mới hoàn toàn", [WRITER.paragraph(50)] * 3)
    held = pages.article(STAYS, "Bài khác ở lại trong kho lưu trữ", OTHER)
    given = pages.warc(tmp_path, "fresh", fresh, held)
    result = import_paths(archive, registry, [given], link=True)
    assert (result.failed_files, result.outcomes["new"]) == (0, 1)
    assert (archive.warc / "linked" / given.name).samefile(given)


def test_what_is_not_known_cannot_be_forgotten(archive, registry):
    with pytest.raises(DataError, match="nothing is known of"):
        forget(archive, registry, "https://baothu.example/chua-tung-gap", reason=REASON, now=NOW)
    with pytest.raises(UsageError, match="neither a web address"):
        forget(archive, registry, "không phải địa chỉ", reason=REASON, now=NOW)
    with pytest.raises(UsageError, match="the reason must be"):
        forget(archive, registry, pages.HOST + GONE, reason=" ", now=NOW)


def test_a_second_time_says_when_and_why(archive, registry):
    forget(archive, registry, pages.HOST + GONE, reason=REASON, now=NOW)
    again = forget(archive, registry, pages.HOST + GONE, reason="lại", now=NOW + timedelta(days=1))
    assert again.already == f"taken down on 2026-11-22T06:30:00Z: {REASON}"


def test_a_running_crawl_is_not_interfered_with(archive, registry):
    from newsarchive.ingest import leases

    other = leases.me().replace(f":{os.getpid()}:", f":{os.getppid()}:").rpartition(":")[0]
    started = Path(f"/proc/{os.getppid()}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[19]
    with Archive.open(archive.database) as kept, kept.transaction():
        kept.db.execute(
            "INSERT INTO runs (command, started_at, version, config_hash, owner) VALUES ('crawl', '2026-11-22T06:00:00Z', '0', '0', ?)",
            (f"{other}:{started}",),
        )
    with pytest.raises(DataError, match="is under way"):
        forget(archive, registry, pages.HOST + GONE, reason=REASON, now=NOW)


def test_a_run_that_was_killed_on_another_machine_is_waited_for_as_long_as_its_lease(archive, registry):
    with Archive.open(archive.database) as kept, kept.transaction():
        Runs(kept.db).start(
            "crawl", at="2026-11-22T06:00:00Z", version="0", config_hash="0", owner="container-1:7:7",
            until="2026-11-22T06:33:00Z",
        )  # fmt: skip
    with pytest.raises(DataError, match="killed on another machine, forget after 2026-11-22T06:33:00Z"):
        forget(archive, registry, pages.HOST + GONE, reason=REASON, now=NOW)
    forget(archive, registry, pages.HOST + GONE, reason=REASON, now=NOW + timedelta(minutes=4))
    assert TITLE.encode() not in bytes_of(archive.data)


KILLED = """
import os, shutil, signal, sys
from datetime import datetime, UTC
from pathlib import Path
from newsarchive import config, outlets
from newsarchive.takedown import forget

NOW = datetime(2026, 11, 22, 6, 30, tzinfo=UTC)
STEPS = {
    "remove", "_finish", "_rewrite", "rewrite", "sync_folder", "measure", "switch", "unlink", "deleted", "merge_index", "compact",
    "compacted", "tell", "empty_log",
}

def killed_at(step, settings, registry, reference):
    left = step

    def count(frame, event, argument):
        nonlocal left
        if event == "call" and frame.f_code.co_name in STEPS:
            left -= 1
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)

    child = os.fork()
    if child == 0:
        sys.setprofile(count)
        forget.forget(settings, registry, reference, reason="x", now=NOW)
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL

pristine, work, reference = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]
registry = outlets.load(None)
step = 1
while True:
    folder = work / str(step)
    shutil.copytree(pristine, folder)
    settings = config.load(folder)
    if not killed_at(step, settings, registry, reference):
        break
    forget.forget(settings, registry, reference, reason="x", now=NOW)
    step += 1
"""


def test_killed_at_any_step_it_can_be_run_again(archive, registry, tmp_path):
    """Kill it at the begin of its first step, of its second, ...: run again, it ends as if it had never been killed."""
    script = tmp_path / "killed.py"
    script.write_text(KILLED, encoding="utf-8")
    (tmp_path / "work").mkdir()
    subprocess.run([sys.executable, script, archive.data, tmp_path / "work", pages.HOST + GONE], check=True)
    folders = sorted((tmp_path / "work").iterdir(), key=lambda p: int(p.name))
    assert len(folders) > 15
    for folder in folders:
        everything = bytes_of(folder)
        assert EDITED[4].encode() not in everything, folder.name
        assert TITLE.encode() not in everything, folder.name
        report = verify(configuration.load(folder))
        assert (report.problems, report.notes, report.captures) == ([], [], 2), folder.name
        with Archive.open_readonly(folder / "archive.db") as kept:
            assert kept.db.execute("SELECT count(*) FROM forgetting").fetchone()[0] == 0
            assert kept.db.execute("SELECT count(*) FROM articles").fetchone()[0] == 2


def test_a_torn_end_that_was_set_aside_goes_too(archive, registry):
    torn = archive.warc / "crawl-1.warc.gz.torn"
    torn.write_bytes(gzip.compress(f"WARC-Target-URI: {pages.HOST}{GONE}\r\n\r\n{TITLE}".encode())[:-6])
    forget(archive, registry, pages.HOST + GONE, reason=REASON, now=NOW)
    assert not torn.exists()
