"""Run Datasette on an archive: read only, also while a crawl writes."""

from __future__ import annotations

import socket
from contextlib import suppress
from typing import TYPE_CHECKING

from newsarchive.errors import NewsarchiveError
from newsarchive.store.archive import reading
from newsarchive.web.metadata import metadata

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

SETTINGS = {
    "default_page_size": 50,
    "truncate_cells_html": 300,  # a row of articles stays a row
    "suggest_facets": False,  # counting every column of a large table takes longer than reading the page
    "facet_time_limit_ms": 500,
    "sql_time_limit_ms": 5000,
    "allow_download": False,
}


def serve(
    archive_path: Path, host: str = "127.0.0.1", port: int = 8001, on_ready: Callable[[str], None] | None = None
) -> None:
    """Serve the archive until stopped (SIGINT or SIGTERM). Port 0 takes a free one; `on_ready` is called with the address.

    Datasette opens the file read-only, and not as immutable, unless it is on a read-only disk: what a crawl commits is
    seen at the next page.
    Raises NewsarchiveError when Datasette is not installed or the port is taken, DataError when there is no archive.
    """
    try:
        import uvicorn
        from datasette.app import Datasette
        from datasette.plugins import pm

        from newsarchive.web import plugin
    except ImportError as e:
        raise NewsarchiveError("serve needs Datasette, which is not installed: pip install 'newsarchive[web]'") from e
    with reading(archive_path) as archive:  # one clear line now rather than an error on every page
        is_still = archive.is_still
    if not pm.is_registered(plugin):
        pm.register(plugin, name="newsarchive")
    files, still = ((), (str(archive_path),)) if is_still else ((str(archive_path),), ())
    datasette = Datasette(files, immutables=still, metadata=metadata(archive_path.stem), settings=SETTINGS)
    with _bound(host, port) as listener:
        shown = f"[{host}]" if ":" in host else host
        if on_ready is not None:
            on_ready(f"http://{shown}:{listener.getsockname()[1]}/")
        config = uvicorn.Config(datasette.app(), log_level="warning", lifespan="on", workers=1)
        with suppress(KeyboardInterrupt):  # uvicorn has ended in good order and passes the signal on
            uvicorn.Server(config).run(sockets=[listener])


def _bound(host: str, port: int) -> socket.socket:
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listener = socket.socket(family, kind, protocol)
    except OSError as e:
        raise NewsarchiveError(f"cannot serve on {host}: {e.strerror or e}") from e
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(128)
    except OSError as e:
        listener.close()
        raise NewsarchiveError(f"cannot serve on {host} port {port}: {e.strerror}; choose another with --port") from e
    return listener
