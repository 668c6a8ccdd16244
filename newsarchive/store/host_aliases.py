"""Which hosts stand for which: the declared aliases of all outlets, for those who have an address and no declaration."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsarchive import identity

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlite_utils import Database

    from newsarchive.outlets import Outlet


class HostAliases:
    """Reads and writes of `host_aliases`; the caller holds the transaction where something is written."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def all(self) -> dict[str, str]:
        """Return host: the host it stands for."""
        return dict(self._db.execute("SELECT host, stands_for FROM host_aliases").fetchall())

    def normal_url(self, url: str) -> str:
        """Return the normal form of any address."""
        return identity.normal_url(url, aliases=self.all())

    def declare(self, outlet: Outlet) -> None:
        """Make an outlet's aliases those of its declaration; what is held of a host that changed gets its normal form anew."""
        sql = "SELECT host, stands_for FROM host_aliases WHERE outlet = ?"
        known = dict(self._db.execute(sql, (outlet.key,)).fetchall())
        if known == outlet.stands_for:
            return
        self._db.execute("DELETE FROM host_aliases WHERE outlet = ?", (outlet.key,))
        rows = [{"host": host, "outlet": outlet.key, "stands_for": to} for host, to in outlet.stands_for.items()]
        self._db.table("host_aliases").insert_all(rows, replace=True)
        aliases = self.all()
        for host in sorted({host for host, _ in known.items() ^ outlet.stands_for.items()}):
            self._renew(outlet.key, host, aliases)

    def _renew(self, outlet: str, host: str, aliases: Mapping[str, str]) -> None:
        """Write the normal forms of a host's addresses anew, and let what rests on them be related again."""
        there = f"%://%{host}%"
        rows = self._db.execute(
            "SELECT id, url FROM urls WHERE outlet = ? AND role <> 'other' AND url LIKE ?", (outlet, there)
        ).fetchall()
        self._db.conn.executemany(
            "UPDATE urls SET normal_url = ? WHERE id = ?",
            [(identity.normal_url(url, aliases=aliases), number) for number, url in rows],
        )
        named = self._db.execute(
            "SELECT article_id, language, url FROM alternates WHERE url LIKE ?", (there,)
        ).fetchall()
        self._db.conn.executemany(
            "UPDATE alternates SET normal_url = ? WHERE article_id = ? AND language = ?",
            [(identity.normal_url(url, aliases=aliases), article, language) for article, language, url in named],
        )
        # What was taken down on one host stays down on both.
        buried = self._db.execute(
            "SELECT url, content_hash, reason, removed_at, uid FROM tombstones WHERE url LIKE ?", (there,)
        ).fetchall()
        self._db.conn.executemany(
            "INSERT OR IGNORE INTO tombstones (url, content_hash, reason, removed_at, uid) VALUES (?, ?, ?, ?, ?)",
            [(identity.normal_url(url, aliases=aliases), *rest) for url, *rest in buried],
        )
        self._db.execute(
            "INSERT INTO relate_queue (article_id, stage) SELECT id, 0 FROM articles WHERE source_url LIKE ?1 "
            "UNION SELECT article_id, 0 FROM urls WHERE outlet = ?2 AND url LIKE ?1 AND article_id IS NOT NULL "
            "UNION SELECT article_id, 0 FROM alternates WHERE url LIKE ?1 "
            "ON CONFLICT (article_id) DO UPDATE SET stage = 0",
            (there, outlet),
        )
