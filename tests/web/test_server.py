from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.parse
import urllib.request

import pytest

from newsarchive.errors import DataError, NewsarchiveError
from newsarchive.store.dictionary import MEANINGS, TABLES
from newsarchive.web import serve
from newsarchive.web.stored_queries import QUERIES
from tests.store.building import build

pytest.importorskip("datasette", reason="the extra `web` is not installed")

_START = (
    "import sys; from pathlib import Path; from newsarchive.web import serve\n"
    "serve(Path(sys.argv[1]), port=0, on_ready=lambda url: print(url, flush=True))\n"
)


@pytest.fixture(scope="module")
def archive(tmp_path_factory):
    with build(tmp_path_factory.mktemp("web") / "archive.db") as made:
        yield made


@pytest.fixture(scope="module")
def site(archive):
    with subprocess.Popen([sys.executable, "-c", _START, archive.path], stdout=subprocess.PIPE, text=True) as child:
        try:
            yield child.stdout.readline().strip()
        finally:
            os.kill(child.pid, signal.SIGINT)
            child.wait(20)


def page(site, path, **query):
    url = f"{site}{path}" + (f"?{urllib.parse.urlencode(query)}" if query else "")
    with urllib.request.urlopen(url, timeout=20) as answer:
        return answer.read().decode("utf-8")


def rows(site, path, **query):
    return json.loads(page(site, f"{path}.json", _shape="objects", **query))["rows"]


def test_the_server_is_on_loopback_and_names_its_address(site):
    assert re.fullmatch(r"http://127\.0\.0\.1:\d+/", site)


def test_the_home_page_has_the_title(site):
    home = page(site, "")
    assert "<h1>newsarchive</h1>" in home
    assert "belong to those who wrote" in home


def test_the_database_page_lists_tables_and_questions(site):
    told = page(site, "archive")
    assert all(q.title in told for q in QUERIES.values())
    assert "articles_fts_data" not in told.partition("hidden")[0]


def test_a_table_page_explains_its_columns(site):
    told = page(site, "archive/articles")
    assert TABLES["articles"] in told
    assert MEANINGS["articles"]["byline"] in told


@pytest.mark.parametrize("words", ["dong thap", "Đồng Tháp", "đồng tháp"])
def test_the_search_box_of_the_table_takes_any_spelling(site, words):
    assert {r["id"] for r in rows(site, "archive/articles", _search=words)} == {1, 3}


@pytest.mark.parametrize("words", ['"', "*", "AND", "😀", "a:b(", "đ-"])
def test_the_search_box_survives_any_input(site, words):
    assert rows(site, "archive/articles", _search=words) == []


@pytest.mark.parametrize("words", ["xuc tien thuong mai", "xúc tiến thương mại", '"thương mại"', "thuon*"])
def test_the_stored_search_takes_any_spelling(site, words):
    assert {r["id"] for r in rows(site, "archive/search", words=words)} == {1, 3}
    assert [r["id"] for r in rows(site, "archive/search", words=words, outlet="tonghop")] == [3]


@pytest.mark.parametrize("name", QUERIES)
def test_each_stored_query_answers(site, name):
    words = {"words": "hội chợ"} if name == "search" else {}
    assert rows(site, f"archive/{name}", **words)
    assert QUERIES[name].title in page(site, f"archive/{name}", **words)


def test_stored_queries_do_not_hide_tables():
    assert not set(QUERIES) & set(MEANINGS)


def test_fold_is_a_function_of_sql(site):
    assert rows(site, "archive", sql="select fold('Đường Hoà') as f, fold(null) as n") == [
        {"f": "duong hoa", "n": None}
    ]


def test_text_of_a_page_is_shown_as_text(site):
    told = page(site, "archive/articles/4")
    assert "&lt;b&gt;hẳn&lt;/b&gt;" in told
    assert "<b>hẳn" not in told


def test_nothing_can_be_written(site, archive):
    with pytest.raises(urllib.error.HTTPError) as refused:
        page(site, "archive", sql="delete from articles")
    refused.value.close()
    assert refused.value.code == 400
    assert archive.db["articles"].count == 4


def test_what_is_committed_meanwhile_is_seen(site, archive):
    archive.db["tags"].insert({"id": 9, "name": "mới"})
    assert [r["name"] for r in rows(site, "archive/tags", id=9)] == ["mới"]


def test_a_taken_port_is_one_clear_line(archive):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(NewsarchiveError, match=f"port {port}: .*--port"):
            serve(archive.path, port=port)


def test_without_an_archive_nothing_is_served(tmp_path):
    with pytest.raises(DataError, match="there is no archive yet"):
        serve(tmp_path / "archive.db")
    assert list(tmp_path.iterdir()) == []


def test_without_datasette_the_remedy_is_named(archive, monkeypatch):
    monkeypatch.setitem(sys.modules, "datasette.app", None)
    with pytest.raises(NewsarchiveError, match=r"pip install 'newsarchive\[web\]'"):
        serve(archive.path)
