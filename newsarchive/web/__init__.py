"""Browse and query an archive in a web browser, with Datasette (extra `web`)."""

from newsarchive.web.server import serve

__all__ = ["serve"]
