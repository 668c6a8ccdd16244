"""Crawls of the test newspaper: everything a site has, then the same site after edits, then what is due."""

from __future__ import annotations

from tests.newspaper import Newspaper
from tests.newspaper.site import Answer
from tests.scenarios.desk import Desk

BRIEF = 6


def site(desk: Desk) -> None:
    """Crawl a newspaper with all its lists and oddities and an aggregator; again after edits; then what is due."""
    goc = desk.paper(articles=24, seed="gốc", page_size=3, feed_length=12, home_length=8)
    chep = desk.paper(
        articles=0, channels={"home"}, republished=goc.articles[:3], seed="chép", source_name=goc.site.name
    )
    desk.declare(goc, "goc", declare=("feed", "sections"))
    desk.declare(chep, "chep", kind="aggregator")
    _furnish(desk, goc)
    desk.run("crawl", "goc", "--json")
    desk.run("crawl", "chep", "--json", minutes=10)
    desk.stage("first crawl")
    _edit(goc)
    desk.run("crawl", "goc", "--json", hours=5)
    desk.stage("second crawl")
    goc.add_article()
    # Not at a full day: an address that is due at that very second may be met before or after it.
    desk.run("crawl", "goc", "chep", "--due", "--json", days=1, minutes=15)
    desk.run("crawl", "goc", "--due", "--json", days=9, minutes=15)
    desk.run("verify", "--json", days=9)
    desk.stage("what is due")


def brief(desk: Desk) -> None:
    """Crawl a small newspaper, then again after an edit: the shortest scenario."""
    paper = desk.paper(articles=BRIEF, seed="ngắn", channels={"home"})
    desk.declare(paper, "ngan")
    desk.run("crawl", "ngan", "--json")
    desk.stage("first crawl")
    paper.edit(paper.articles[0])
    desk.run("crawl", "ngan", "--json", hours=5)
    desk.stage("second crawl")


def bounded(desk: Desk) -> None:
    """Crawl with --since, --until and --limit, then single addresses, then without bounds."""
    paper = desk.paper(articles=14, seed="chừng", channels={"robots_sitemap", "atom"}, span_days=40)
    desk.declare(paper, "chung")
    paper.robots.delay_s = 0.05
    desk.run("crawl", "chung", "--since", "2026-11-01", "--until", "2026-11-20", "--json")
    desk.run("crawl", "chung", "--limit", 2, "--json", minutes=20)
    desk.run("crawl", paper.articles[-1].print_url, paper.articles[-2].url, "--json", minutes=40)
    desk.stage("bounded")
    paper.robots.text, paper.robots.status = "out of order", 503
    desk.run("crawl", "chung", "--json", minutes=60)
    desk.stage("robots.txt cannot be read")
    paper.robots.text, paper.robots.status = None, 200
    desk.run("crawl", "chung", "--json", hours=3)
    desk.stage("without bounds")


def _furnish(desk: Desk, paper: Newspaper) -> None:
    """Link from the home page what a site has besides articles."""
    news = paper.articles
    folder = "/kinh-te/202611"
    html = paper.site.respond(news[5].path).body.decode()
    paper.link_from_home(news[4].print_url)
    paper.link_from_home(
        paper.serve(f"{folder}/ban-sao-cua-bai-nay-1000001/", html)
    )  # names another address as its own
    paper.link_from_home(paper.url(f"{folder}/khong-co-bai-nay-1000002/"))
    paper.link_from_home(paper.serve(f"{folder}/da-go-roi-1000003/", "gone", status=410))
    paper.link_from_home(paper.url("/quan-tri/202611/khong-duoc-vao-1000004/"))  # robots.txt denies it
    paper.link_from_home(paper.redirect(f"{folder}/di-noi-khac-1000005/", "https://noi-khac.example/bai"))
    paper.link_from_home(paper.redirect(f"{folder}/vong-mot-1000006/", paper.url(f"{folder}/vong-hai-1000007/")))
    paper.redirect(f"{folder}/vong-hai-1000007/", paper.url(f"{folder}/vong-mot-1000006/"))
    paper.link_from_home(paper.redirect(f"{folder}/tam-chuyen-1000008/", news[6].url, 302))
    private = html.replace("<head>", '<head><meta name="robots" content="noarchive">').replace(news[5].url, "")
    paper.link_from_home(paper.serve(f"{folder}/xin-dung-luu-1000009/", private))
    paper.link_from_home(paper.serve(f"{folder}/hong-mai-1000010/", "no", status=403))
    paper.link_from_home(paper.serve(f"{folder}/mot-tep-pdf-1000011/", b"%PDF-1.4", "application/pdf"))
    paper.link_from_home(paper.serve(f"{folder}/trang-rong-1000012/", ""))
    broken = Answer(b"try again", "text/plain", 503)
    desk.lockstep.once(news[1].url, broken)
    desk.lockstep.once(news[2].url, None, times=2)  # the client asks a second time by itself


def _edit(paper: Newspaper) -> None:
    news = paper.articles
    paper.edit(news[0])
    paper.edit(news[9])
    paper.remove(news[2])
    paper.remove(news[11], status=404)
    paper.add_article()
    paper.add_article()
    paper.redirect(news[7].path, news[7].url)  # an article that leads to itself since
    moved = next(s for s in news[12:] if s.style == "yyyymm-id")
    new = moved.path.replace(f"/{moved.section}/", "/ban-doc/", 1)
    paper.serve(new, paper.site.respond(moved.path).body.replace(moved.url.encode(), paper.url(new).encode()))
    paper.redirect(moved.path, paper.url(new))
    paper.serve(news[10].path, paper.site.respond(paper.not_articles[1].removeprefix(paper.base)).body)
    paper.heal()
