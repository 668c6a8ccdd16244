"""A site without a declared pattern teaches the crawl what its articles' addresses look like."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from tests.crawl.running import Data, later
from tests.newspaper import Newspaper

# Four words and no number: nothing in such an address says that it is an article's.
LISTED = [f"/{place}-{event}-{when}.htm" for place, event, when in (
    ("cho-noi", "dong", "nghet"), ("lua-moi", "chin", "vang"), ("cau-cu", "thong", "xe"), ("hoi-lang", "vao", "mua"),
)]  # fmt: skip
LATER = "/song-lon-day-nuoc.htm"

FEED = '<?xml version="1.0"?><rss version="2.0"><channel><title>Tin</title>{}</channel></rss>'


def story(number: int) -> str:
    sentences = (
        f"Người dân ấp {number + n} cho biết mùa này thu nhập khá hơn năm trước, nhiều nhà đã sửa lại mái và mua thêm "
        f"ghe để chở hàng ra chợ huyện vào ngày thứ {n + 2} trong tuần."
        for n in range(6)
    )
    return (
        f'<html lang="vi"><head><title>Chuyện số {number}</title><meta property="og:type" content="article"></head><body>'
        f"<h1>Chuyện ở làng số {number}</h1><time>22/11/2026 08:00</time><div class='article-content'>"
        + "".join(f"<p>{s}</p>" for s in sentences)
        + "</div></body></html>"
    )


@pytest.fixture
def paper() -> Iterator[Newspaper]:
    """A newspaper whose feed alone names its articles."""
    with Newspaper(articles=0, channels=()) as paper:
        urls = [paper.serve(path, story(i)) for i, path in enumerate(LISTED)]
        items = "".join(f"<item><title>Chuyện</title><link>{u}</link></item>" for u in urls)
        paper.serve("/rss.xml", FEED.format(items), "application/rss+xml")
        yield paper


def test_a_form_learnt_from_the_feed_is_recognised_on_the_home_page(data: Data, paper: Newspaper) -> None:
    data.declare(paper, article=None, family=None, feeds=[paper.url("/rss.xml")])
    assert data.crawl("testpaper", env=paper.env).code == 0
    assert data.articles() == sorted(map(paper.url, LISTED))
    paper.link_from_home(paper.serve(LATER, story(99)))
    assert data.crawl("testpaper", env=later(paper, hours=1)).code == 0
    assert data.articles() == sorted(map(paper.url, [*LISTED, LATER]))


def test_without_experience_such_an_address_is_no_article(data: Data, paper: Newspaper) -> None:
    paper.link_from_home(paper.serve(LATER, story(99)))
    data.declare(paper, article=None, family=None)
    data.crawl("testpaper", env=paper.env)
    assert data.articles() == []


def test_why_tells_what_was_learnt(data: Data, paper: Newspaper) -> None:
    data.declare(paper, article=None, family=None, feeds=[paper.url("/rss.xml")])
    data.crawl("testpaper", env=paper.env)
    ran = data.run("why", paper.url("/mua-ve-muon-roi.htm"), "--json", env=paper.env)
    assert json.loads(ran.out)["taken_for"] == (
        "an article's address: 4 of 4 fetched addresses of the form /<4 words>.htm are articles"
    )
