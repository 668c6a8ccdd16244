"""Write an archive of the present migrations as SQL: `python -m tests.store.archives.make` after adding a migration.

The file is named after the last migration (m001.sql) and committed with it. From its release on it is never made
anew: it stands for the archives that people have.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from newsarchive.store.schema import migrations
from newsarchive.text import fold
from tests.store.building import build

FOLDER = Path(__file__).parent


def dump(path: Path) -> str:
    """Return the SQL that makes the archive anew, full-text index included, of the dictionary only a few rows."""
    lines = []
    with build(path) as archive:
        made = archive.db.execute(
            "SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'articles_fts_%' "
            "AND name NOT LIKE 'sqlite_%' ORDER BY rowid"
        ).fetchall()
        for kind, name, sql in made:
            lines.append(f"{sql};")
            if kind != "table" or name == "articles_fts":
                continue
            columns = ", ".join(c.name for c in archive.db[name].columns)
            values = " || ', ' || ".join(f"quote({c.name})" for c in archive.db[name].columns)
            few = " WHERE table_name = 'tags'" if name == "dictionary" else ""
            rows = archive.db.execute(f"SELECT {values} FROM {name}{few}").fetchall()
            lines += [f"INSERT INTO {name} ({columns}) VALUES ({row[0]});" for row in rows]
        for number, *words in archive.db.execute("SELECT id, title, ifnull(lead, ''), text FROM articles").fetchall():
            folded = ", ".join("'" + fold(w).replace("'", "''") + "'" for w in words)
            lines.append(f"INSERT INTO articles_fts (rowid, title, lead, text) VALUES ({number}, {folded});")
    return "\n".join(["PRAGMA foreign_keys = OFF;", "BEGIN;", *lines, "COMMIT;", ""])


if __name__ == "__main__":
    last = list(migrations._migrations)[-1].name.partition("_")[0]
    with tempfile.TemporaryDirectory() as folder:
        (FOLDER / f"{last}.sql").write_text(dump(Path(folder) / "archive.db"), encoding="utf-8")
