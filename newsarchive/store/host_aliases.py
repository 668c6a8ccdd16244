"""Store the declared aliases of all outlets: which host is the same as which."""

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
        """Return by host the host that it is an alias of."""
        return dict(self._db.execute("SELECT host, stands_for FROM host_aliases").fetchall())

    def normal_url(self, url: str) -> str:
        """Return the normal form of any address."""
        return identity.normal_url(url, aliases=self.all())

    def declare(self, outlet: Outlet) -> None:
        """Store an outlet's aliases as declared; addresses of a host whose alias changed get a new normal form."""
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
        """Compute the normal forms of a host's addresses again, and queue the articles they concern to be related."""
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
