"""Whatever is wrong with what a user gives: one clear line, the right exit code, and nothing made or lost."""

from __future__ import annotations

import ctypes
import gzip
import os
import socket
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from tests.cli.running import Ran, run
from tests.store.building import build

ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "data" / "sample" / "baovinhlong.warc.gz"
READING: dict[str, list[str]] = {
    "search": ["chợ"],
    "show": ["1"],
    "history": ["1"],
    "why": ["https://bao.example/"],
    "status": [],
    "verify": [],
    "relate": [],
    "reextract": [],
    "serve": ["--port", "0"],
}
WRITING: dict[str, list[str]] = {"crawl": ["baovinhlong", "--replay", str(SAMPLE)], "import": [str(SAMPLE)]}
EXPORT = {"export": ["x.csv"]}
ON_LINUX = pytest.mark.skipif(sys.platform != "linux", reason="capabilities are Linux's")
CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH, PR_CAPBSET_DROP = 1, 2, 24


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with an archive in it."""
    folder = tmp_path_factory.mktemp("bad") / "data"
    folder.mkdir()
    build(folder / "archive.db").close()
    return folder


def assert_one_line(ran: Ran, code: int, *said: str) -> None:
    assert (ran.code, ran.out) == (code, ""), ran.err
    assert ran.err.count("\n") == 1, ran.err
    for part in said:
        assert part in ran.err
    assert "Traceback" not in ran.err


def everything(folder: Path) -> dict[str, bytes | None]:
    """Return all files below a folder, and the folders as None."""
    return {str(p.relative_to(folder)): None if p.is_dir() else p.read_bytes() for p in sorted(folder.rglob("*"))}


# Words

USAGE = [
    (["crawl", "baovinlong"], "no outlet 'baovinlong'; did you mean 'baovinhlong'?"),
    (["outlets", "show", "baovinlong"], "did you mean 'baovinhlong'?"),
    (["outlets", "check", "khong-co"], "no outlet 'khong-co'"),
    (["outlets", "check"], "name the outlets to check"),
    (["crawl", "--nosuch"], "newsarchive crawl: No such option: --nosuch"),
    (["crwl"], "Did you mean 'crawl'?"),
    (["crawl", "baovinhlong", "--limit", "0"], "'--limit'"),
    (["crawl", "baovinhlong", "--limit", "ba"], "'--limit'"),
    (["crawl", "baovinhlong", "--since", "hôm qua"], "--since must be a day like 2025-07-23, not 'hôm qua'"),
    (["crawl", "baovinhlong", "--until", "2026-13-01"], "--until must be a day"),
    (["crawl", "baovinhlong", "--since", "2026-02-01", "--until", "2026-01-01"], "is after --until 2026-01-01"),
    (["crawl", "http://"], "'http://' is neither an outlet's key nor an http(s) address"),
    (["crawl", "ftp://bao.example/"], "is neither an outlet's key nor an http(s) address"),
    (["crawl", "http://[::1"], "is no address"),
    (["crawl", "http://bao.example:port/"], "is no address"),
    (["crawl", "http://bao.example/một bài"], "is no address (it holds a space"),
    (["crawl", "http://bao.example/\r\nX: y"], "is no address (it holds a space or a control character)"),
    (["crawl", "baovinhlong", "--replay", "khong-co.warc.gz"], "khong-co.warc.gz: there is no such file to replay"),
    (["import", "khong-co.warc.gz"], "khong-co.warc.gz: there is no such file or folder"),
    (["import"], "Missing argument 'PATH...'"),
    (["search"], "Missing argument 'QUERY'"),
    (["schedule", "--every", "7"], "7 minutes"),
    (["serve", "--port", "99999"], "'--port'"),
]


@pytest.mark.parametrize(("words", "said"), USAGE, ids=[" ".join(words) for words, _ in USAGE])
def test_wrong_usage_is_told_in_one_line_and_makes_nothing(tmp_path: Path, words: list[str], said: str) -> None:
    ran = run(*words, NEWSARCHIVE_DATA=str(tmp_path / "data"))
    assert_one_line(ran, 2, said)
    assert everything(tmp_path) == {}


QUESTIONS = [
    (["search", "?! ..."], 2, "the query holds no letter or digit"),
    (["search", '"'], 2, "the query holds no letter or digit"),
    (["search", "chợ", "--since", "z"], 2, "'z' is no day"),
    (["search", "chợ", "--outlet", "bao"], 2, "no outlet 'bao' in this archive"),
    (["reextract", "--outlet", "bao"], 2, "no outlet 'bao' in this archive"),
    (["show", "https://bao.example/khong-co"], 1, "no article 'https://bao.example/khong-co' in the archive"),
    (["show", "987654"], 1, "no article '987654'"),
    (["show", "mot hai"], 2, "neither a web address nor an article's id or uid"),
    (["history", "https://bao.example/khong-co"], 1, "no article 'https://bao.example/khong-co'"),
    (["why", "mot hai"], 2, "neither a web address nor an article's id or uid"),
    (["export", "x.xlsx"], 2, "it can be .jsonl, .jsonl.gz, .csv, .parquet, .db"),
    (["export", "x.csv", "--columns", "titel"], 2, "no column 'titel'; known columns: uid"),
    (["export", "x.db", "--columns", "title"], 2, "--columns goes with the other forms"),
    (["export", "khong-co/x.csv"], 1, "cannot be written (No such file or directory)"),
    (["serve", "--host", "khong-co.invalid"], 1, "cannot serve on khong-co.invalid"),
]


@pytest.mark.parametrize(("words", "code", "said"), QUESTIONS, ids=[" ".join(words) for words, _, _ in QUESTIONS])
def test_a_question_that_has_no_answer_says_so_in_one_line(
    archive: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, words: list[str], code: int, said: str
) -> None:
    monkeypatch.chdir(tmp_path)
    before = (archive / "archive.db").read_bytes()
    assert_one_line(run(*words, "--data", archive), code, said)
    assert everything(tmp_path) == {}
    assert (archive / "archive.db").read_bytes() == before


def test_an_address_nobody_has_met_is_told_to_be_so(archive: Path) -> None:
    ran = run("why", "https://bao.example/khong-co", "--data", archive)
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith("never met: ")


def test_a_port_that_is_taken_is_named(archive: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        ran = run("serve", "--port", port, "--data", archive)
    assert_one_line(
        ran, 1, f"cannot serve on 127.0.0.1 port {port}: Address already in use; choose another with --port"
    )


def test_a_clock_that_cannot_be_read_is_told(archive: Path) -> None:
    ran = run("status", "--data", archive, NEWSARCHIVE_NOW="sáng nay")
    assert_one_line(ran, 2, "NEWSARCHIVE_NOW must be an ISO 8601 time, not 'sáng nay'")


# Declarations and settings

OUTLET_FILES = [
    ('key = "thu"\nname = \n', "not valid TOML: Invalid value (at line 2"),
    ('key = "thu"\nname = "Thử"\n', "home: missing; needed keys: key, name, home"),
    (
        'key = "thu"\nname = "Thử"\nhome = "https://thu.example/"\nsitemap = "x"\n',
        "unknown key 'sitemap'; known keys: ",
    ),
    ('key = "thu"\nname = "Thử"\nhome = "https://thu.example/"\narticle = "("\n', "article: "),
    ('key = "khac"\nname = "Thử"\nhome = "https://thu.example/"\n', "key is 'khac' but the file is named 'thu'"),
]


@pytest.mark.parametrize(("text", "said"), OUTLET_FILES)
@pytest.mark.parametrize("words", [["crawl", "baovinhlong"], ["outlets", "list"], ["import", str(SAMPLE)]])
def test_a_broken_outlet_file_stops_a_command_naming_file_and_key(
    tmp_path: Path, words: list[str], text: str, said: str
) -> None:
    (tmp_path / "outlets").mkdir()
    (tmp_path / "outlets" / "thu.toml").write_text(text, encoding="utf-8")
    before = everything(tmp_path)
    assert_one_line(run(*words, "--data", tmp_path), 2, f"{tmp_path}/outlets/thu.toml: {said}")
    assert everything(tmp_path) == before


@pytest.mark.parametrize("command", ["status", "crawl", "serve"])
def test_a_broken_settings_file_stops_every_command(tmp_path: Path, command: str) -> None:
    (tmp_path / "newsarchive.toml").write_text('contct = "a@bao.example"\n', encoding="utf-8")
    ran = run(command, "--data", tmp_path)
    assert_one_line(ran, 2, f"{tmp_path}/newsarchive.toml: unknown key 'contct'; known keys: contact, keep, workers")


# The data folder and the archive in it


@pytest.mark.parametrize("command", READING | EXPORT)
def test_a_reading_command_without_an_archive_makes_none(
    tmp_path: Path, command: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    ran = run(command, *(READING | EXPORT)[command], "--data", tmp_path / "data")
    assert_one_line(ran, 1, "archive.db: there is no archive yet; `newsarchive crawl` or `import` makes one")
    assert everything(tmp_path) == {}


def no_database(folder: Path) -> None:
    (folder / "archive.db").write_text("Chợ nổi họp từ sáng sớm.\n" * 500, encoding="utf-8")


def foreign_database(folder: Path) -> None:
    with closing(sqlite3.connect(folder / "archive.db")) as db:
        db.execute("CREATE TABLE articles (id INTEGER PRIMARY KEY, title TEXT)")
        db.execute("INSERT INTO articles (title) VALUES ('Của người khác')")
        db.commit()


def folder_in_its_place(folder: Path) -> None:
    (folder / "archive.db").mkdir()


STRANGERS = [
    (no_database, "is no SQLite archive, or it is damaged"),
    (foreign_database, "is a SQLite file, but no newsarchive archive"),
    (folder_in_its_place, "is a folder; an archive is a file"),
]


@pytest.mark.parametrize(("make", "said"), STRANGERS, ids=[f.__name__ for f, _ in STRANGERS])
@pytest.mark.parametrize("command", READING | WRITING | EXPORT)
def test_what_is_no_archive_is_told_and_left_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str, make: object, said: str
) -> None:
    monkeypatch.chdir(tmp_path)
    assert callable(make)
    make(tmp_path)
    before = everything(tmp_path)
    ran = run(command, *(READING | WRITING | EXPORT)[command], "--data", tmp_path)
    assert_one_line(ran, 1, f"{tmp_path}/archive.db: {said}")
    assert everything(tmp_path) == before


@pytest.mark.parametrize("command", READING | WRITING | EXPORT)
def test_a_data_folder_that_is_a_file_is_told_and_left_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "data").write_text("ghi chú", encoding="utf-8")
    ran = run(command, *(READING | WRITING | EXPORT)[command], "--data", tmp_path / "data")
    assert_one_line(ran, 1, "data: is a file; the data folder must be a folder")
    assert everything(tmp_path) == {"data": "ghi chú".encode()}


def _give_up_privileges() -> None:
    """Be bound by permissions even as root."""
    for capability in (CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH):
        ctypes.CDLL(None).prctl(PR_CAPBSET_DROP, capability, 0, 0, 0)


def run_as_ordinary_user(*words: object) -> Ran:
    done = subprocess.run(
        [sys.executable, "-m", "newsarchive", *map(str, words)],
        capture_output=True,
        text=True,
        timeout=60,
        preexec_fn=_give_up_privileges,
    )
    return Ran(done.returncode, done.stdout, done.stderr)


@ON_LINUX
@pytest.mark.parametrize("command", WRITING)
def test_a_data_folder_that_cannot_be_written_is_told(tmp_path: Path, command: str) -> None:
    data = tmp_path / "data"
    data.mkdir()
    data.chmod(0o555)
    ran = run_as_ordinary_user(command, *WRITING[command], "--data", data)
    assert_one_line(ran, 1, f"{data}/archive.db: cannot be opened for writing (check the folder's permissions)")
    assert everything(data) == {}


@ON_LINUX
@pytest.mark.parametrize("command", WRITING)
def test_an_archive_that_cannot_be_written_is_told_and_left_as_it_was(
    tmp_path: Path, archive: Path, command: str
) -> None:
    data = tmp_path / "data"
    data.mkdir()
    (data / "archive.db").write_bytes((archive / "archive.db").read_bytes())
    (data / "archive.db").chmod(0o444)
    data.chmod(0o555)
    before = everything(data)
    ran = run_as_ordinary_user(command, *WRITING[command], "--data", data)
    assert_one_line(ran, 1, f"{data}/archive.db: cannot be opened for writing (check the folder's permissions)")
    assert everything(data) == before


# Files to import or to replay

HALF = SAMPLE.read_bytes()[:9000]
NO_WARC = {
    "empty.warc.gz": (b"", "is empty; a WARC file was expected"),
    "text.warc.gz": (b"Ch\xe1\xbb\xa3 n\xe1\xbb\x95i\n", "is not a WARC file"),
    "packed.warc.gz": (gzip.compress(b"Ch\xe1\xbb\xa3 n\xe1\xbb\x95i\n" * 99), "is not a WARC file"),
    "noise.warc.gz": (b"\x1f\x8b\x08\x00" + bytes(range(256)) * 8, "no"),
    "page.html": (b"<!doctype html><p>no", "is not a WARC file"),
}


@pytest.mark.parametrize("name", NO_WARC)
def test_a_file_that_is_no_warc_is_not_imported(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(NO_WARC[name][0])
    assert_one_line(run("import", path, "--data", tmp_path / "data"), 1, str(path), NO_WARC[name][1])
    assert path.read_bytes() == NO_WARC[name][0]


def test_a_file_that_is_no_warc_is_not_replayed(tmp_path: Path) -> None:
    path = tmp_path / "text.warc.gz"
    path.write_bytes(NO_WARC[path.name][0])
    ran = run_as_ordinary_user("crawl", "baovinhlong", "--replay", path, "--data", tmp_path / "data")
    assert_one_line(ran, 1, f"newsarchive: {path}: is not a WARC file")


def test_a_warc_that_is_cut_off_is_imported_so_far_and_told(tmp_path: Path) -> None:
    path = tmp_path / "half.warc.gz"
    path.write_bytes(HALF)
    ran = run("import", path, "--data", tmp_path / "data")
    assert (ran.code, ran.out) == (3, "")
    first, last = ran.err.splitlines()
    assert first.startswith("half.warc.gz: ")
    assert first.endswith("; everything before it was read")
    assert int(last.split()[0]) >= 1


def test_a_replay_of_a_warc_that_is_cut_off_says_so(tmp_path: Path) -> None:
    path = tmp_path / "half.warc.gz"
    path.write_bytes(HALF)
    ran = run_as_ordinary_user("crawl", "baovinhlong", "--replay", path, "--data", tmp_path / "data")
    assert ran.code == 3
    assert f"newsarchive: {path}: at byte " in ran.err


def test_one_file_of_two_that_cannot_be_read_does_not_keep_the_other_out(tmp_path: Path) -> None:
    (tmp_path / "text.warc.gz").write_text("Chợ nổi", encoding="utf-8")
    ran = run("import", tmp_path / "text.warc.gz", SAMPLE, "--data", tmp_path / "data")
    assert ran.code == 3
    assert f"{tmp_path}/text.warc.gz: is not a WARC file\n" in ran.err
    assert ran.err.splitlines()[-1].startswith("75 captures imported")


def test_a_folder_without_pages_is_told(tmp_path: Path) -> None:
    (tmp_path / "pages").mkdir()
    ran = run("import", tmp_path / "pages", "--data", tmp_path / "data")
    assert_one_line(ran, 1, "pages: holds no HTML file and no index.csv (columns file,url,fetched_at)")


# Scrapy's own command


def test_scrapy_crawl_names_an_unknown_outlet(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "scrapy", "crawl", "outlet", "-a", "key=baovinlong"],
        cwd=ROOT, env={**os.environ, "NEWSARCHIVE_DATA": str(tmp_path)}, capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert done.returncode != 0
    assert "no outlet 'baovinlong'; did you mean 'baovinhlong'?" in done.stderr
