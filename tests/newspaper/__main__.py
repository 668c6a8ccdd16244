"""Serve the test newspaper until interrupted: `python -m tests.newspaper --articles 3000 --port 8123`."""

from __future__ import annotations

import argparse
import sys
import threading

from tests.newspaper.paper import Newspaper
from tests.newspaper.story import STYLES


def main() -> None:
    """Print the newspaper's outlet file on stdout, then serve."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--port", type=int, default=0)
    options.add_argument("--articles", type=int, default=200)
    options.add_argument("--page-bytes", type=int, default=0, help="fill pages up to about this size")
    options.add_argument("--feed-length", type=int, default=20)
    options.add_argument("--style", action="append", choices=STYLES)
    given = options.parse_args()
    with Newspaper(
        port=given.port,
        articles=given.articles,
        pad_bytes=given.page_bytes,
        feed_length=given.feed_length,
        styles=given.style or STYLES,
    ) as paper:
        print(paper.outlet_toml(), flush=True)
        print(f"{paper.home} with {len(paper.articles)} articles; interrupt to stop", file=sys.stderr, flush=True)
        try:
            threading.Event().wait()
        except KeyboardInterrupt:
            return


if __name__ == "__main__":
    main()
