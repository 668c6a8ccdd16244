"""Keep the bytes: write captures as WARC 1.1 and read them back, from our own files and from those of others."""

from newsarchive.warc.check import check
from newsarchive.warc.files import finish, held, set_aside_torn_tail
from newsarchive.warc.raw import Problem
from newsarchive.warc.reader import Record, WarcFile, is_possible, read_at, records
from newsarchive.warc.replay import Capture, ReplayIndex
from newsarchive.warc.wacz import open_wacz
from newsarchive.warc.writer import Mark, WarcWriter

__all__ = [
    "Capture",
    "Mark",
    "Problem",
    "Record",
    "ReplayIndex",
    "WarcFile",
    "WarcWriter",
    "check",
    "finish",
    "held",
    "is_possible",
    "open_wacz",
    "read_at",
    "records",
    "set_aside_torn_tail",
]
