"""A list that a "load more" button fetches, declared as a section, brings its articles page by page."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from tests.newspaper import Newspaper

if TYPE_CHECKING:
    from tests.crawl.running import Data

ENDPOINT = "/list-post-by-category?page={}&limit=4"


def test_a_declared_json_endpoint_is_read_page_by_page(data: Data) -> None:
    with Newspaper(articles=10, channels=set()) as paper:
        for number in range(1, 5):
            some = paper.articles[4 * (number - 1) : 4 * number]
            body = json.dumps({"data": [{"id": n, "title": s.title, "link": s.url} for n, s in enumerate(some)]})
            paper.serve(ENDPOINT.format(number), body, "application/json; charset=utf-8")
        data.declare(paper, "testpaper", sections=[paper.url(ENDPOINT.format(1))])
        ran = data.crawl("testpaper", env=paper.env)
        assert ran.code == 0, ran.err
        assert sorted(data.articles()) == sorted(s.url for s in paper.articles)
        asked = [p for p in paper.paths() if p.startswith("/list-post")]
        assert len(asked) == len(set(asked)) <= 4
