"""Run one crawl in a process of its own: `python -m newsarchive.spiders NAME=VALUE ...` (the spider's arguments)."""

from __future__ import annotations

import ctypes
import os
import signal
import sys

from scrapy.crawler import AsyncCrawlerProcess, Crawler
from scrapy.utils.project import get_project_settings

from newsarchive.crawl.session import CrawlSession
from newsarchive.errors import NewsarchiveError
from newsarchive.spiders.outlet import OutletSpider
from newsarchive.store import faults

_PR_SET_PDEATHSIG = 1
_TURN_S = 0.0005
"""How long a thread keeps Python to itself. The reactor has little to do at a time and often; at Python's own 5 ms it
would wait for the writer thread after each packet, and the workers for both."""


def main() -> int:
    """Run the crawl that the command line describes; return the exit code."""
    _die_with_parent()
    signal.signal(signal.SIGTTOU, signal.SIG_IGN)  # in a group of its own, it still may write to the terminal
    sys.setswitchinterval(_TURN_S)
    arguments: dict[str, str] = {}
    for word in sys.argv[1:]:  # a name may occur several times: one word of the system's is not longer than 128 kB
        name, _, value = word.partition("=")
        arguments[name] = f"{arguments[name]}\n{value}" if name in arguments else value
    level = arguments.pop("log", "WARNING")
    os.environ.setdefault("SCRAPY_SETTINGS_MODULE", "newsarchive.settings")
    try:
        settings = get_project_settings()
        settings.set("LOG_LEVEL", level, "cmdline")
        settings.set("NEWSARCHIVE_PROGRESS", True, "cmdline")
        process = AsyncCrawlerProcess(settings)
        crawler = process.create_crawler("outlet")
        task = process.crawl(crawler, **arguments)
        process.start()
        if not task.done():
            return _stopped_at_the_start(crawler)
        task.result()
    except Exception as e:
        line = faults.words(e)
        if line is None:
            raise
        sys.stderr.write(f"newsarchive: {line}\n")
        return e.exit_code if isinstance(e, NewsarchiveError) else 1
    spider = crawler.spider
    if not isinstance(spider, OutletSpider):
        return 1
    return _report(spider.session)


def _report(session: CrawlSession) -> int:
    """Write what went wrong in a crawl that has ended to stderr, a line each; return the exit code."""
    for problem in session.problems:
        sys.stderr.write(f"newsarchive: {problem}\n")
    failure = session.failure
    if failure is not None:
        line = faults.words(failure) or f"{type(failure).__name__}: {failure}"
        sys.stderr.write(f"newsarchive: the crawl was stopped: {line}\n")
        return 1
    return 3 if session.problems else 0


def _stopped_at_the_start(crawler: Crawler) -> int:
    """End a run that was stopped after it was opened and before its first request: Scrapy does not close it then."""
    if isinstance(crawler.spider, OutletSpider):
        crawler.spider.session.stop()
        crawler.spider.session.close()
    return 0


def _die_with_parent() -> None:
    """Let a crawl not outlive the command that started it, even when that is killed (Linux: prctl(2))."""
    parent = os.environ.get("NEWSARCHIVE_PARENT")
    if parent and sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != int(parent):
            os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    sys.exit(main())
