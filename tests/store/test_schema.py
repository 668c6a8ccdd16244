from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from sqlite_utils import Database

from newsarchive.errors import DataError
from newsarchive.store.archive import Archive
from newsarchive.store.reads.queries import get_article
from newsarchive.store.reads.search import search
from newsarchive.store.schema import migrations
from tests.store.building import build

FORMER = sorted((Path(__file__).parent / "archives").glob("m*.sql"))
NUMBERS = [m.name.partition("_")[0] for m in migrations._migrations]


def restored(former: Path, target: Path) -> Path:
    connection = sqlite3.connect(target)
    connection.executescript(former.read_text(encoding="utf-8"))
    connection.close()
    return target


def shape(db: Database) -> dict[str, object]:
    """What a table is for whoever uses it, however its SQL is written."""
    tables = [t for t in db.table_names() if not t.startswith(("_sqlite", "sqlite_"))]
    return {
        name: (
            [(c.name, c.type, c.notnull, c.default_value, c.is_pk) for c in db[name].columns],
            sorted((f.column, f.other_table, f.other_column) for f in db[name].foreign_keys),
            sorted((i.unique, i.columns, i.partial) for i in db[name].indexes),
        )
        for name in tables
    }


def contents(db: Database, tables: dict[str, list[str]]) -> dict[str, list[tuple[object, ...]]]:
    return {t: sorted(db.execute(f"SELECT {', '.join(c)} FROM {t}").fetchall(), key=repr) for t, c in tables.items()}


def test_an_archive_of_every_migration_is_kept():
    assert [f.stem for f in FORMER] == NUMBERS, "run: python -m tests.store.archives.make"


@pytest.mark.parametrize("former", FORMER, ids=lambda f: f.stem)
def test_a_former_archive_opens_and_keeps_its_rows(former, tmp_path):
    path = restored(former, tmp_path / "archive.db")
    with sqlite3.connect(path) as connection:
        db = Database(connection)
        names = [t for t in db.table_names() if not t.startswith(("articles_fts", "_sqlite", "sqlite_", "dictionary"))]
        tables = {t: [c.name for c in db[t].columns] for t in names}
        before = contents(db, tables)
        assert all(before.values())
    connection.close()
    with Archive.open(path) as archive:
        assert contents(archive.db, tables) == before
        assert archive.db.execute("PRAGMA foreign_key_check").fetchall() == []
        assert [row[0] for row in archive.db.execute("PRAGMA integrity_check").fetchall()] == ["ok"]


@pytest.mark.parametrize("former", FORMER, ids=lambda f: f.stem)
def test_a_former_archive_has_the_present_schema_once_opened(former, tmp_path):
    with Archive.open(restored(former, tmp_path / "former.db")) as old, Archive.open(tmp_path / "new.db") as new:
        assert shape(old.db) == shape(new.db)
        assert [m.name for m in migrations.pending(old.db)] == []


@pytest.mark.parametrize("former", FORMER, ids=lambda f: f.stem)
def test_a_former_archive_can_be_searched_and_read(former, tmp_path):
    with Archive.open(restored(former, tmp_path / "archive.db")) as archive:
        hits = search(archive.db, "xuc tien thuong mai")
        assert [h.snippet[slice(*h.marks[0])] for h in hits] == ["xúc", "xúc"]
        assert get_article(archive.db, "1")["authors"][0]["name"] == "Lê Văn Sậy"


@pytest.mark.parametrize("former", FORMER, ids=lambda f: f.stem)
def test_a_released_migration_still_makes_what_it_made(former, tmp_path):
    later = NUMBERS[NUMBERS.index(former.stem) + 1 :]
    names = {m.name.partition("_")[0]: m.name for m in migrations._migrations}
    made, kept = Database(tmp_path / "made.db"), Database(restored(former, tmp_path / "kept.db"))
    migrations.apply(made, stop_before=names[later[0]] if later else None)
    assert shape(made) == shape(kept), "a migration was edited; before its release, run tests.store.archives.make"
    made.close()
    kept.close()


def test_an_archive_of_a_newer_version_is_refused_and_left_alone(tmp_path):
    path = tmp_path / "archive.db"
    with build(path) as archive:
        archive.db["_sqlite_migrations"].insert(
            {"migration_set": "newsarchive", "name": "m999_of_the_future", "applied_at": "2027-01-01"}
        )
        archive.db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    before = path.read_bytes()
    for open_ in (Archive.open, Archive.open_readonly):
        with pytest.raises(DataError, match=r"written by a newer newsarchive .*m999_of_the_future"):
            open_(path)
    assert path.read_bytes() == before


def test_somebody_else_s_database_is_refused_and_left_alone(tmp_path):
    path = tmp_path / "archive.db"
    db = Database(path)
    db["articles"].insert({"id": 1, "title": "của người khác"})
    db.close()
    before = path.read_bytes()
    for open_ in (Archive.open, Archive.open_readonly):
        with pytest.raises(DataError, match="no newsarchive archive"):
            open_(path)
    assert path.read_bytes() == before


def test_opening_twice_changes_nothing(tmp_path):
    build(tmp_path / "archive.db").close()
    with Archive.open(tmp_path / "archive.db") as archive:
        first = archive.db.execute("SELECT * FROM _sqlite_migrations").fetchall()
    with Archive.open(tmp_path / "archive.db") as archive:
        assert archive.db.execute("SELECT * FROM _sqlite_migrations").fetchall() == first
        assert archive.db["articles"].count == 4


@pytest.mark.parametrize(
    "sql",
    [
        "INSERT INTO urls (url, normal_url, normal_version, outlet, host, role, discovered_at, state) "
        "VALUES ('a', 'a', 1, 'thunghiem', 'h', 'page', 'now', 'done')",
        "UPDATE articles SET form = 'poem'",
        "UPDATE articles SET word_count = 'many'",
        "UPDATE article_authors SET role = 'editor'",
        "DELETE FROM outlets",
        "UPDATE articles SET capture_id = 999",
    ],
)
def test_the_schema_holds_to_its_closed_lists_types_and_references(tmp_path, sql):
    with build(tmp_path / "archive.db") as archive, pytest.raises(sqlite3.IntegrityError):
        archive.db.execute(sql)


def test_an_article_s_id_is_never_used_again(tmp_path):
    with build(tmp_path / "archive.db") as archive:
        row = next(archive.db.query("SELECT * FROM articles WHERE id = 4"))
        archive.db.execute("UPDATE urls SET article_id = NULL WHERE article_id = 4")
        archive.db.execute("DELETE FROM articles WHERE id = 4")
        del row["id"]
        archive.db["articles"].insert(row)
        assert archive.db.execute("SELECT max(id) FROM articles").fetchone() == (5,)
