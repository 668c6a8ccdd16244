"""Imported once by the fork server, so that each worker starts with the heavy libraries in memory."""

from newsarchive import extract
from newsarchive.ingest import reading

extract.warm_up()

__all__ = ["extract", "reading"]
