from __future__ import annotations

import csv
import gzip
import json
import os
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from newsarchive.errors import DataError, UsageError
from newsarchive.export import COLUMNS, FORMATS, export
from newsarchive.store.dictionary import MEANINGS
from tests.store.building import FAIR, FAIR_TEXT, build


@pytest.fixture(scope="module")
def archive(tmp_path_factory):
    with build(tmp_path_factory.mktemp("export") / "archive.db") as made:
        yield made


def lines(path):
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_json_lines_hold_whole_articles(archive, tmp_path):
    target = tmp_path / "a.jsonl"
    assert export(archive, target) == 4
    first = lines(target)[0]
    assert list(first) == list(COLUMNS)
    assert first["text"] == FAIR_TEXT
    assert first["authors"] == [{"name": "Lê Văn Sậy", "role": "both"}, {"name": "Nguyễn Thị Bần", "role": "photo"}]
    assert first["tags"] == ["hội chợ", "Đồng Tháp"]
    assert first["images"] == 1
    assert "Đồng Tháp" in target.read_text(encoding="utf-8")  # letters, no \u escapes


def test_copies_and_translations_name_their_original(archive, tmp_path):
    target = tmp_path / "a.jsonl"
    export(archive, target, columns=["republished_from", "translation_of"])
    first, second, copy, translation = lines(target)
    assert (first["republished_from"], first["translation_of"]) == (None, None)
    assert (copy["republished_from"], copy["translation_of"]) == (first["uid"], None)
    assert (translation["republished_from"], translation["translation_of"]) == (None, second["uid"])


def test_gzipped_lines_are_the_same_and_the_same_bytes_each_time(archive, tmp_path):
    plain, packed, again = (tmp_path / n for n in ("a.jsonl", "a.jsonl.gz", "b.jsonl.gz"))
    for target in (plain, packed, again):
        export(archive, target)
    assert gzip.decompress(packed.read_bytes()) == plain.read_bytes()
    assert packed.read_bytes() == again.read_bytes()


def test_csv_holds_every_value_unaltered(archive, tmp_path):
    target = tmp_path / "a.csv"
    export(archive, target)
    with target.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert rows[0]["text"] == FAIR_TEXT
    assert rows[0]["authors"] == "Lê Văn Sậy; Nguyễn Thị Bần"
    assert rows[0]["tags"] == "hội chợ; Đồng Tháp"
    assert rows[3]["title"] == '=Bến đò cũ; chuyện kể, "nghe" lại'
    assert rows[3]["published_at"] == ""


def test_parquet_has_proper_types(archive, tmp_path):
    target = tmp_path / "a.parquet"
    export(archive, target)
    table = pq.read_table(target)
    types = {f.name: f.type for f in table.schema}
    assert types["authors"] == pa.list_(pa.struct([("name", pa.string()), ("role", pa.string())]))
    assert types["published_on"] == pa.date32()
    assert types["published_utc"] == pa.timestamp("ms", tz="UTC")
    assert types["word_count"] == pa.int32()
    assert types["published_at"] == pa.string()
    first, second = table.to_pylist()[:2]
    assert first["published_on"] == date(2026, 11, 20)
    assert first["published_utc"] == datetime(2026, 11, 20, 9, 45, tzinfo=UTC)
    assert first["authors"][1] == {"name": "Nguyễn Thị Bần", "role": "photo"}
    assert second["published_utc"] is None
    assert pq.ParquetFile(target).metadata.row_group(0).column(0).compression == "ZSTD"
    assert table.schema.field("lead").metadata[b"description"].decode() == MEANINGS["articles"]["lead"]


def test_all_forms_hold_the_same_articles(archive, tmp_path):
    found = []
    for suffix in FORMATS:
        target = tmp_path / f"a{suffix}"
        assert export(archive, target, columns=None if suffix == ".db" else ["uid", "title"]) == 4
        if suffix == ".parquet":
            found.append([r["uid"] for r in pq.read_table(target).to_pylist()])
        elif suffix == ".csv":
            found.append([r["uid"] for r in csv.DictReader(target.read_text(encoding="utf-8").splitlines())])
        elif suffix == ".jsonl":
            found.append([r["uid"] for r in lines(target)])
        elif suffix == ".db":
            with closing(sqlite3.connect(target)) as db:
                found.append([r[0] for r in db.execute("SELECT uid FROM articles ORDER BY id")])
    assert len({tuple(uids) for uids in found}) == 1


@pytest.mark.parametrize("suffix", FORMATS)
def test_an_export_of_nothing_is_a_whole_file(archive, tmp_path, suffix):
    target = tmp_path / f"none{suffix}"
    assert export(archive, target, since=date(2030, 1, 1)) == 0
    if suffix == ".parquet":
        assert pq.read_table(target).num_rows == 0
    elif suffix == ".csv":
        assert target.read_text(encoding="utf-8").split(",")[0] == "uid"
    elif suffix == ".db":
        with closing(sqlite3.connect(target)) as db:
            assert db.execute("SELECT count(*) FROM articles").fetchone() == (0,)
    else:
        assert (gzip.decompress(target.read_bytes()) if suffix.endswith("gz") else target.read_bytes()) == b""


def test_filters_narrow_an_export(archive, tmp_path):
    target = tmp_path / "a.jsonl"
    assert export(archive, target, outlet="thunghiem", until=date(2026, 11, 20), query="dong thap") == 1
    assert lines(target)[0]["url"] == FAIR


def test_chosen_columns_come_in_the_order_asked_for_with_uid_and_revision(archive, tmp_path):
    target = tmp_path / "a.jsonl"
    export(archive, target, columns=["title", "outlet"])
    assert list(lines(target)[0]) == ["uid", "revision", "title", "outlet"]


def test_without_text_neither_lead_nor_text_is_written(archive, tmp_path):
    target = tmp_path / "a.jsonl"
    export(archive, target, no_text=True)
    assert set(COLUMNS) - set(lines(target)[0]) == {"lead", "text"}
    assert "xúc tiến" not in target.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"columns": ["titel"]}, "no column 'titel'; known columns: uid, revision, outlet"),
        ({"columns": ["title", "title"]}, "'title' is named twice"),
        ({"columns": ["text"], "no_text": True}, "left out by --no-text"),
        ({"outlet": "bao"}, "no outlet 'bao'"),
        ({"query": "!"}, "nothing to search for"),
        ({"since": date(2026, 2, 1), "until": date(2026, 1, 1)}, "begins on 2026-02-01"),
    ],
)
def test_a_wrong_wish_is_refused_before_a_file_is_made(archive, tmp_path, wrong, message):
    with pytest.raises(UsageError, match=message):
        export(archive, tmp_path / "a.csv", **wrong)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["a", "a.json", "a.gz", "a.sqlite", "a.xlsx", ".csv", ".db", "csv"])
def test_an_unknown_suffix_is_refused_with_the_known_ones(archive, tmp_path, name):
    with pytest.raises(UsageError, match=r"it can be \.jsonl, \.jsonl\.gz, \.csv, \.parquet, \.db"):
        export(archive, tmp_path / name)


def test_a_suffix_in_capitals_is_the_same(archive, tmp_path):
    export(archive, tmp_path / "A.CSV")
    assert (tmp_path / "A.CSV").exists()


def test_a_folder_that_does_not_exist_is_one_clear_line(archive, tmp_path):
    with pytest.raises(DataError, match="cannot be written"):
        export(archive, tmp_path / "none" / "a.csv")
    (tmp_path / "folder.csv").mkdir()
    with pytest.raises(DataError, match="is a folder"):
        export(archive, tmp_path / "folder.csv")


def test_a_failed_export_leaves_the_former_file(archive, tmp_path):
    target = tmp_path / "a.jsonl"
    target.write_text("former\n")

    def fails(number):
        if number == 3:
            raise RuntimeError("stop")

    with pytest.raises(RuntimeError):
        export(archive, target, on_row=fails)
    assert target.read_text() == "former\n"
    assert [p.name for p in tmp_path.iterdir()] == ["a.jsonl"]


def test_a_killed_export_leaves_no_half_file(archive, tmp_path):
    target = tmp_path / "a.jsonl"
    code = (
        "import sys, time; from pathlib import Path\n"
        "from newsarchive.export import export; from newsarchive.store.archive import Archive\n"
        "with Archive.open_readonly(Path(sys.argv[1])) as a:\n"
        "    export(a, Path(sys.argv[2]), on_row=lambda n: (print(n, flush=True), time.sleep(60 if n == 2 else 0)))\n"
    )
    with subprocess.Popen([sys.executable, "-c", code, archive.path, target], stdout=subprocess.PIPE) as child:
        assert child.stdout.readline() == b"1\n"
        assert child.stdout.readline() == b"2\n"
        os.kill(child.pid, signal.SIGKILL)
        assert child.wait() == -signal.SIGKILL
    assert not target.exists()
    assert export(archive, target) == 4


def test_an_export_may_be_read_by_others_as_any_file_of_the_user(archive, tmp_path):
    (tmp_path / "other").touch()
    export(archive, tmp_path / "a.csv")
    assert (tmp_path / "a.csv").stat().st_mode == (tmp_path / "other").stat().st_mode


def test_row_groups_bound_memory(tmp_path, monkeypatch):
    from newsarchive.export import parquet

    monkeypatch.setattr(parquet, "GROUP_ROWS", 3)
    with build(tmp_path / "archive.db") as archive:
        row = next(archive.db.query("SELECT * FROM articles WHERE id = 4"))
        archive.db["articles"].insert_all(row | {"id": n, "uid": str(n)} for n in range(10, 14))
        assert export(archive, tmp_path / "a.parquet") == 8
    file = pq.ParquetFile(tmp_path / "a.parquet")
    assert [file.metadata.row_group(n).num_rows for n in range(file.num_row_groups)] == [3, 3, 2]


def test_the_page_on_the_data_names_every_column():
    page = (Path(__file__).parents[2] / "docs" / "data.md").read_text(encoding="utf-8")
    exports = page.partition("## Exports")[2].partition("<!--")[0]
    assert [c for c in COLUMNS if c not in MEANINGS["articles"] and f"`{c}`" not in exports] == []
