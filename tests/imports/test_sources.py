"""What can be imported: what a file or folder gives, and what is said of what gives nothing."""

from __future__ import annotations

import os
from datetime import UTC, datetime

import pytest

from newsarchive.errors import DataError, UsageError
from newsarchive.imports.sources import printed_address, read, refuse_missing
from tests.ingest.building import make_site, pages, write_warc

URL = "https://bao.example/tin-1"
PAGE = f'<html><head><link rel="canonical" href="{URL}"></head><body>bài</body></html>'


@pytest.mark.parametrize(
    ("head", "address"),
    [
        (f'<link rel="canonical" href="{URL}">', URL),
        (f"<LINK href='{URL}' REL='canonical'>", URL),
        (f'<meta property="og:url" content="{URL}">', URL),
        (f'<meta property="og:url" content="https://x.example/"><link rel="canonical" href="{URL}">', URL),
        ('<link rel="canonical" href="https://bao.example/?a=1&amp;b=2">', "https://bao.example/?a=1&b=2"),
        (f'<link rel="canonical" href="/tin-1"><meta property="og:url" content="{URL}">', URL),
        ('<link rel="canonical" href="/tin-1">', None),
        (f'<link rel="stylesheet" href="{URL}">', None),
    ],
)
def test_a_saved_page_is_of_the_address_that_it_names_as_its_own(head, address):
    assert printed_address(f"<html><head>{head}</head></html>".encode()) == address


def test_a_folder_without_an_index_gives_its_pages_with_the_dates_of_their_files(tmp_path):
    (tmp_path / "con").mkdir()
    for name, text in {
        "con/mot.html": PAGE,
        "hai.htm": "<html>no address</html>",
        "anh.jpg": PAGE,
        ".an.html": PAGE,
    }.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    moment = datetime(2024, 5, 9, 3, tzinfo=UTC)
    os.utime(tmp_path / "con" / "mot.html", (moment.timestamp(), moment.timestamp()))
    page, problem = read(tmp_path)
    assert (page.page.url, page.page.fetched_at, page.page.body) == (URL, moment, PAGE.encode())
    assert problem.page is None
    assert problem.problem == "hai.htm: names no address (no index.csv, canonical link or og:url)"


def test_an_index_names_the_address_and_the_date_of_each_file(tmp_path):
    (tmp_path / "mot.bin").write_text(PAGE, encoding="utf-8")
    (tmp_path / "index.csv").write_text(
        "file,url,fetched_at\n"
        "mot.bin,https://bao.example/khac,2024-05-09T10:00:00+07:00\n"
        "mot.bin,,2024-05-09T10:00:00\n",
        encoding="utf-8-sig",
    )
    found = [(one.page.url, one.page.fetched_at.isoformat()) for one in read(tmp_path)]
    assert found == [("https://bao.example/khac", "2024-05-09T03:00:00+00:00"), (URL, "2024-05-09T10:00:00+00:00")]


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("../ngoai.html,,", "index.csv line 2: '../ngoai.html' is outside the folder"),
        ("khong-co.html,,", "index.csv line 2: 'khong-co.html' cannot be read (No such file or directory)"),
        ("mot.html,,hôm qua", "index.csv line 2: fetched_at 'hôm qua' is no ISO 8601 time"),
        ("mot.html,ftp://bao.example/1,", "index.csv line 2: 'ftp://bao.example/1' is no http(s) address"),
        ("mot.html,http://   /1,", "trang: 'http://   /1' is the address of no host"),
        (
            "mot.html,,0001-01-01T00:00:00",
            "index.csv line 2: fetched_at '0001-01-01T00:00:00' is a time at which nothing can have been fetched",
        ),
        ("mot.html\0,,", r"index.csv line 2: 'mot.html\x00' is no file name"),
        ("x" * 131_073 + ",,", "index.csv line 2: field larger than field limit (131072)"),
    ],
    ids=lambda value: value[:40],
)
def test_a_line_of_an_index_that_gives_no_page_is_a_problem_and_the_next_one_is_read(tmp_path, line, problem):
    folder = tmp_path / "trang"
    folder.mkdir()
    (tmp_path / "ngoai.html").write_text(PAGE, encoding="utf-8")
    (folder / "mot.html").write_text(PAGE, encoding="utf-8")
    (folder / "index.csv").write_text(f"file,url,fetched_at\n{line}\nmot.html,,\n", encoding="utf-8")
    first, second = read(folder)
    assert (first.page, first.problem) == (None, problem)
    assert second.page.url == URL


def test_a_byte_of_an_index_that_is_no_utf_8_spoils_its_own_line(tmp_path):
    (tmp_path / "mot.html").write_text(PAGE, encoding="utf-8")
    (tmp_path / "index.csv").write_bytes(b"file,url\nm\xe9t.html,\nmot.html,\n")
    first, second = read(tmp_path)
    assert (first.page, second.page.url) == (None, URL)


def test_an_index_without_its_columns_and_a_folder_without_pages_are_refused(tmp_path):
    with pytest.raises(DataError, match=r"holds no HTML file and no index\.csv"):
        list(read(tmp_path))
    (tmp_path / "index.csv").write_text("name,address\n", encoding="utf-8")
    with pytest.raises(DataError, match=r"has no column file, url"):
        list(read(tmp_path))


def test_of_a_file_that_is_cut_off_everything_before_the_cut_is_given_and_the_cut_is_named(tmp_path):
    site = make_site()
    file = write_warc(tmp_path / "given.warc.gz", pages(site, site.articles[:3]))
    file.write_bytes(file.read_bytes()[:-100])
    *whole, last = read(file)
    assert [one.page.url for one in whole] == [story.url for story in site.articles[:2]]
    assert all(one.record is not None for one in whole)
    assert (last.page, last.ends_early) == (None, True)
    assert last.problem.endswith("everything before it was read")


def test_a_file_of_which_no_record_is_whole_is_refused(tmp_path):
    site = make_site()
    file = write_warc(tmp_path / "given.warc.gz", pages(site, site.articles[:1]))
    file.write_bytes(file.read_bytes()[:60])
    with pytest.raises(DataError, match="given"):
        list(read(file))


def test_a_path_that_is_not_there_stops_before_anything_is_read(tmp_path):
    refuse_missing([tmp_path])
    with pytest.raises(UsageError, match="there is no such file or folder"):
        refuse_missing([tmp_path, tmp_path / "khong-co"])
