"""Keeps the bytes: writes captures as WARC 1.1 and reads them back, from our own files and from any other's."""

from newsarchive.warc.files import finish, in_use, set_aside_torn_tail
from newsarchive.warc.reader import Record, WarcFile, read_at, records
from newsarchive.warc.writer import Mark, WarcWriter

__all__ = [
    "Mark",
    "Record",
    "WarcFile",
    "WarcWriter",
    "finish",
    "in_use",
    "read_at",
    "records",
    "set_aside_torn_tail",
]
